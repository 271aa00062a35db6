import { App, Aws, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  EncryptedKey, AsymmetricEncryptionKey, AsymmetricEncryptionKeySpec, IamDelegation, ImportedKey, KeyAccess,
  KeyAccessLevel, KeyAgreementKey, KeyAgreementKeySpec,
  KeyRestriction, HmacKey, HmacKeySpec, SigningAlgorithmSpec, SigningKey, SigningKeySpec, AsymmetricOrHmacKeyProps,
} from '../../src';
import { KEY_SPECS, kmsRefusal } from '../../src/private/key-specs';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, statement, testStack } from '../support/stack';

const role = (name: string, account = ACCOUNT) => new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${account}:role/${name}`);
const arn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const keyOf = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))[0].Properties;

/** The properties of the key without a synthesis, which takes long. */
function propertiesOf(stack: Stack): any {
  const resource = stack.node.findChild('Key').node.defaultChild as CfnResource;
  return Object.values<any>(stack.resolve((resource as any)._toCloudFormation()).Resources)[0].Properties;
}

interface Kind {
  readonly usage: string;
  readonly specs: string[];
  readonly make: (scope: Construct, spec: any, props?: AsymmetricOrHmacKeyProps) => unknown;
}
/** Every kind of key, with every spec it takes. */
const KINDS: { readonly [kind: string]: Kind } = {
  SigningKey: { usage: 'SIGN_VERIFY', specs: Object.values(SigningKeySpec), make: (scope, keySpec, props) => new SigningKey(scope, 'Key', { ...props, keySpec }) },
  HmacKey: { usage: 'GENERATE_VERIFY_MAC', specs: Object.values(HmacKeySpec), make: (scope, keySpec, props) => new HmacKey(scope, 'Key', { ...props, keySpec }) },
  AsymmetricEncryptionKey: {
    usage: 'ENCRYPT_DECRYPT', specs: Object.values(AsymmetricEncryptionKeySpec), make: (scope, keySpec, props) => new AsymmetricEncryptionKey(scope, 'Key', { ...props, keySpec }),
  },
  KeyAgreementKey: { usage: 'KEY_AGREEMENT', specs: Object.values(KeyAgreementKeySpec), make: (scope, keySpec, props) => new KeyAgreementKey(scope, 'Key', { ...props, keySpec }) },
};

describe('the kinds of keys', () => {
  test('together they reach every pair of spec and usage that KMS has, but the symmetric one', () => {
    const reached = Object.values(KINDS).flatMap(({ usage, specs }) => specs.map(spec => `${spec} ${usage}`)).sort();
    const documented = Object.entries(KEY_SPECS).filter(([spec]) => spec !== 'SYMMETRIC_DEFAULT')
      .flatMap(([spec, facts]) => Object.keys(facts.algorithms).map(usage => `${spec} ${usage}`)).sort();
    expect(reached).toEqual(documented);
  });

  test.each(Object.entries(KINDS).flatMap(([kind, { usage, specs }]) => specs.map(spec => [kind, spec, usage])))('%s of %s is a key for %s without rotation', (kind, spec, usage) => {
    const stack = testStack('cn-north-1');
    KINDS[kind].make(stack, spec);
    const { KeyPolicy, Description, ...properties } = keyOf(stack);
    expect(properties).toEqual({ KeySpec: spec, KeyUsage: usage, PendingWindowInDays: 30 });
  });

  test('no reachable combination of props is refused by KMS', () => {
    const arbitrary = fc.constantFrom(...Object.keys(KINDS)).chain(kind => fc.record({
      kind: fc.constant(kind),
      spec: fc.constantFrom(...KINDS[kind].specs),
      region: fc.constantFrom('eu-west-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1'),
      multiRegion: fc.option(fc.boolean(), { nil: undefined }),
      imported: fc.boolean(),
      enabled: fc.option(fc.boolean(), { nil: undefined }),
    }));
    fc.assert(fc.property(arbitrary, ({ kind, spec, region, multiRegion, imported, enabled }) => {
      const stack = testStack(region);
      try {
        KINDS[kind].make(stack, spec, { multiRegion, enabled, importedMaterial: imported ? { importers: [role('Importer')] } : undefined });
      } catch (error) {
        // What is refused here KMS would refuse as well.
        return kmsRefusal({ keySpec: spec, keyUsage: KINDS[kind].usage, imported, region }) !== undefined && /is refused by KMS/.test((error as Error).message);
      }
      const { KeySpec, KeyUsage, EnableKeyRotation, RotationPeriodInDays, Origin } = propertiesOf(stack);
      return kmsRefusal({
        keySpec: KeySpec, keyUsage: KeyUsage, enableKeyRotation: EnableKeyRotation, rotationPeriodInDays: RotationPeriodInDays, imported: Origin === 'EXTERNAL', region,
      }) === undefined;
    }), { numRuns: 150 });
  });

  test('nor is one of symmetric keys', () => {
    const arbitrary = fc.record({
      imported: fc.boolean(),
      enableKeyRotation: fc.option(fc.boolean(), { nil: undefined }),
      rotationDays: fc.option(fc.integer({ min: 80, max: 2600 }), { nil: undefined }),
      multiRegion: fc.option(fc.boolean(), { nil: undefined }),
    });
    fc.assert(fc.property(arbitrary, ({ imported, enableKeyRotation, rotationDays, multiRegion }) => {
      const stack = testStack();
      const rotationPeriod = rotationDays === undefined ? undefined : Duration.days(rotationDays);
      try {
        if (imported) {
          new ImportedKey(stack, 'Key', { importers: [role('Importer')], multiRegion });
        } else {
          new EncryptedKey(stack, 'Key', { enableKeyRotation, rotationPeriod, multiRegion });
        }
      } catch (error) {
        return /^\[Test\/Key\] 'rotationPeriod' (must be a whole number of days from 90 to 2560|needs 'enableKeyRotation')/.test((error as Error).message);
      }
      const { EnableKeyRotation, RotationPeriodInDays, Origin } = propertiesOf(stack);
      const periodFits = RotationPeriodInDays === undefined
        || (EnableKeyRotation === true && RotationPeriodInDays >= 90 && RotationPeriodInDays <= 2560);
      const request = { enableKeyRotation: EnableKeyRotation, rotationPeriodInDays: RotationPeriodInDays, imported: Origin === 'EXTERNAL' };
      return periodFits && kmsRefusal(request) === undefined;
    }), { numRuns: 100 });
  });

  test('fails when an SM2 key is put outside China', () => {
    expect(() => new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.SM2 }))
      .toThrow("'keySpec' is refused by KMS: keys of spec SM2 exist in China Regions only, not in eu-west-1, got: 'SM2'");
  });

  test('an SM2 key is left to the deployment where the Region is not known', () => {
    expect(() => new SigningKey(new Stack(new App({ analyticsReporting: false }), 'Anywhere'), 'Key', { keySpec: SigningKeySpec.SM2 })).not.toThrow();
  });

  test('fails when ML-DSA key material is to be imported', () => {
    expect(() => new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.ML_DSA_44, importedMaterial: { importers: [role('Importer')] } }))
      .toThrow("'keySpec' is refused by KMS: key material of spec ML_DSA_44 cannot be imported");
  });

  test('administrators are given no rotation', () => {
    const stack = testStack();
    new HmacKey(stack, 'Key', { administrators: [role('Admin')] });
    expect(statement(keyPolicy(stack), 'KeyAdministration').Action.filter((action: string) => /Rot/.test(action))).toEqual(['kms:GetKeyRotationStatus', 'kms:ListKeyRotations']);
  });

  test.each<[string, (scope: Construct) => unknown, string]>([
    ['use on a signing key', scope => new SigningKey(scope, 'Key', { keySpec: SigningKeySpec.RSA_2048, access: [KeyAccess.use(role('A'))] }),
      "'access' is for symmetric encryption and asymmetric encryption keys, this is a signing key, got: 'KeyUse'"],
    ['signing with an encryption key pair', scope => new AsymmetricEncryptionKey(scope, 'Key', { access: [KeyAccess.sign(role('A'))] }),
      "'access' is for signing keys, this is an asymmetric encryption key, got: 'KeySign'"],
    ['a public key of an HMAC key', scope => new HmacKey(scope, 'Key', { access: [KeyAccess.publicKey(role('A'))] }),
      "'access' is for signing and asymmetric encryption and key agreement keys, this is an HMAC key, got: 'KeyPublicKey'"],
    ['data keys of a key pair', scope => new AsymmetricEncryptionKey(scope, 'Key', { access: [KeyAccess.publish(role('A'))] }),
      "'access' is for symmetric encryption keys, this is an asymmetric encryption key, got: 'KeyPublish'"],
    ['an encryption context on a key pair', scope => new AsymmetricEncryptionKey(scope, 'Key', { access: [KeyAccess.decrypt(role('A'), { encryptionContext: { Team: ['a'] } })] }),
      "'encryptionContext' is for symmetric encryption keys, this is an asymmetric encryption key, whose requests carry none, got: 'KeyDecrypt'"],
    ['an algorithm of another spec',
      scope => new SigningKey(scope, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, signingAlgorithms: [SigningAlgorithmSpec.RSASSA_PSS_SHA_256] }),
      "'signingAlgorithms' must be of key spec ECC_NIST_P256: ECDSA_SHA_256, got: 'RSASSA_PSS_SHA_256'; choose another algorithm or key spec"],
    ['no algorithm at all', scope => new SigningKey(scope, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, signingAlgorithms: [] }),
      "'signingAlgorithms' must not be empty"],
    ['no signer', scope => new SigningKey(scope, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, signers: [] }), "'signers' must not be empty"],
    ['a whole account that would sign', scope => new SigningKey(scope, 'Key', {
      keySpec: SigningKeySpec.ECC_NIST_P256, access: [KeyAccess.account(OTHER_ACCOUNT, { accessLevel: KeyAccessLevel.SIGN })],
    }), "'accountId' shares the key with a whole account without any bound"],
    ['an administrator who signs', scope => new SigningKey(scope, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, administrators: [role('A')], signers: [role('A')] }),
      "'administrators' must not also use the key"],
  ])('fails when asked for %s', (_, make, message) => {
    expect(() => make(testStack())).toThrow(message);
  });

  test('a restriction can be added later, and is checked against the pending window', () => {
    const stack = testStack();
    const key = new HmacKey(stack, 'Key', { pendingWindow: Duration.days(20) });
    key.addRestriction(KeyRestriction.minimumPendingWindow(Duration.days(14)));
    expect(statement(keyPolicy(stack), 'DenyShortDeletionWindow').Effect).toBe('Deny');
    expect(() => key.addRestriction(KeyRestriction.minimumPendingWindow(Duration.days(30)))).toThrow("'pendingWindow' must not be shorter");
  });

  test('an administrator may verify: the public key is no secret', () => {
    expect(() => new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, administrators: [role('A')], verifiers: [role('A')] })).not.toThrow();
  });
});

describe('SigningKey', () => {
  const stack = testStack();
  new SigningKey(stack, 'Key', {
    keySpec: SigningKeySpec.RSA_3072,
    signingAlgorithms: [SigningAlgorithmSpec.RSASSA_PSS_SHA_256, SigningAlgorithmSpec.RSASSA_PSS_SHA_512],
    iamDelegation: IamDelegation.ADMINISTRATION,
    signers: [role('Release')],
    verifiers: [role('Checker')],
    access: [KeyAccess.account(OTHER_ACCOUNT, { accessLevel: KeyAccessLevel.VERIFY })],
  });
  const policy = keyPolicy(stack);

  test('has a statement each for signers, verifiers and other algorithms', () => {
    expect(policy.Statement.slice(1)).toEqual([
      { Sid: 'KeySign', Effect: 'Allow', Principal: { AWS: arn('Release') }, Action: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign', 'kms:Verify'], Resource: '*' },
      {
        Sid: 'KeyVerify',
        Effect: 'Allow',
        Principal: { AWS: expect.arrayContaining([arn('Checker'), `arn:aws:iam::${OTHER_ACCOUNT}:root`]) },
        Action: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'],
        Resource: '*',
      },
      {
        Sid: 'DenyOtherSigningAlgorithms',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:Sign', 'kms:Verify'],
        Resource: '*',
        Condition: { StringNotEquals: { 'kms:SigningAlgorithm': ['RSASSA_PSS_SHA_256', 'RSASSA_PSS_SHA_512'] } },
      },
    ]);
  });
  test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  const pss = { 'kms:SigningAlgorithm': 'RSASSA_PSS_SHA_256' };
  const pkcs = { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' };
  decisionTable(() => policy, [
    ['a signer signs with PSS', { principal: arn('Release'), action: 'kms:Sign', context: pss }, 'Allowed'],
    ['a signer does not sign with PKCS #1', { principal: arn('Release'), action: 'kms:Sign', context: pkcs }, 'ExplicitlyDenied'],
    ['a verifier verifies', { principal: arn('Checker'), action: 'kms:Verify', context: pss }, 'Allowed'],
    ['a verifier does not sign', { principal: arn('Checker'), action: 'kms:Sign', context: pss }, 'ImplicitlyDenied'],
    ['a role of the other account verifies, as its IAM policy says', { principal: arn('Any', OTHER_ACCOUNT), action: 'kms:Verify', context: pss, identity: [identityAllowing('kms:Verify')] }, 'Allowed'],
    ['it reads the public key', { principal: arn('Any', OTHER_ACCOUNT), action: 'kms:GetPublicKey', identity: [identityAllowing('kms:*')] }, 'Allowed'],
    ['it does not sign', { principal: arn('Any', OTHER_ACCOUNT), action: 'kms:Sign', context: pss, identity: [identityAllowing('kms:*')] }, 'ImplicitlyDenied'],
    ['IAM alone does not let sign', { principal: arn('Other'), action: 'kms:Sign', context: pss, identity: [identityAllowing('kms:*')] }, 'ImplicitlyDenied'],
  ]);
});

describe('HmacKey', () => {
  const stack = testStack();
  new HmacKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, generators: [role('Issuer')], verifiers: [role('Gateway')] });
  const policy = keyPolicy(stack);

  test('has a statement each for generators and verifiers', () => {
    expect(keyOf(stack)).toMatchObject({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    expect(policy.Statement.slice(1)).toEqual([
      { Sid: 'KeyGenerateMac', Effect: 'Allow', Principal: { AWS: arn('Issuer') }, Action: ['kms:DescribeKey', 'kms:GenerateMac'], Resource: '*' },
      { Sid: 'KeyVerifyMac', Effect: 'Allow', Principal: { AWS: arn('Gateway') }, Action: ['kms:DescribeKey', 'kms:VerifyMac'], Resource: '*' },
    ]);
  });
  test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  decisionTable(() => policy, [
    ['the issuer makes MACs', { principal: arn('Issuer'), action: 'kms:GenerateMac' }, 'Allowed'],
    ['the issuer does not verify them', { principal: arn('Issuer'), action: 'kms:VerifyMac' }, 'ImplicitlyDenied'],
    ['the gateway verifies MACs', { principal: arn('Gateway'), action: 'kms:VerifyMac' }, 'Allowed'],
    ['the gateway forges none', { principal: arn('Gateway'), action: 'kms:GenerateMac' }, 'ImplicitlyDenied'],
  ]);
});

describe('AsymmetricEncryptionKey', () => {
  const stack = testStack();
  new AsymmetricEncryptionKey(stack, 'Key', {
    iamDelegation: IamDelegation.ADMINISTRATION, encryptors: [role('Sender')], decryptors: [role('Intake')], access: [KeyAccess.use(role('Both'))],
  });
  const policy = keyPolicy(stack);

  test('has a statement each for encryptors, decryptors and users, without data keys', () => {
    expect(keyOf(stack)).toMatchObject({ KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' });
    expect(policy.Statement.slice(1)).toEqual([
      { Sid: 'KeyDecrypt', Effect: 'Allow', Principal: { AWS: arn('Intake') }, Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: '*' },
      { Sid: 'KeyEncrypt', Effect: 'Allow', Principal: { AWS: arn('Sender') }, Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo'], Resource: '*' },
      {
        Sid: 'KeyUse',
        Effect: 'Allow',
        Principal: { AWS: arn('Both') },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncrypt*'],
        Resource: '*',
      },
    ]);
  });
  test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  decisionTable(() => policy, [
    ['a sender encrypts', { principal: arn('Sender'), action: 'kms:Encrypt' }, 'Allowed'],
    ['a sender does not decrypt', { principal: arn('Sender'), action: 'kms:Decrypt' }, 'ImplicitlyDenied'],
    ['the intake decrypts', { principal: arn('Intake'), action: 'kms:Decrypt' }, 'Allowed'],
    ['the intake does not encrypt', { principal: arn('Intake'), action: 'kms:Encrypt' }, 'ImplicitlyDenied'],
  ]);
});

describe('KeyAgreementKey', () => {
  const stack = testStack();
  new KeyAgreementKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, users: [role('Messaging')], access: [KeyAccess.publicKey(role('Peer'))] });
  const policy = keyPolicy(stack);

  test('has a statement each for users and who reads the public key', () => {
    expect(keyOf(stack)).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    expect(policy.Statement.slice(1)).toEqual([
      {
        Sid: 'KeyDeriveSharedSecret',
        Effect: 'Allow',
        Principal: { AWS: arn('Messaging') },
        Action: ['kms:DeriveSharedSecret', 'kms:DescribeKey', 'kms:GetPublicKey'],
        Resource: '*',
      },
      { Sid: 'KeyPublicKey', Effect: 'Allow', Principal: { AWS: arn('Peer') }, Action: ['kms:DescribeKey', 'kms:GetPublicKey'], Resource: '*' },
    ]);
  });
  test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  decisionTable(() => policy, [
    ['a user derives secrets', { principal: arn('Messaging'), action: 'kms:DeriveSharedSecret' }, 'Allowed'],
    ['a peer does not', { principal: arn('Peer'), action: 'kms:DeriveSharedSecret' }, 'ImplicitlyDenied'],
  ]);
});
