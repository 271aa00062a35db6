import { CfnParameter } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Attestation, EncryptedKey, IamDelegation, KeyAccess, KeyAgreementKey, KeyRestriction, SigningKey, SigningKeySpec } from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, statement, testStack } from '../support/stack';

const IMAGE = 'a'.repeat(96);
const NEXT = 'b'.repeat(96);
const PARENT = `arn:aws:iam::${ACCOUNT}:role/Parent`;
const parent = new iam.ArnPrincipal(PARENT);
const enclave = Attestation.nitroEnclave({ imageSha384: [IMAGE, NEXT], pcrs: { 3: ['c'.repeat(96)] } });

describe('attestation on access', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', {
    iamDelegation: IamDelegation.ADMINISTRATION,
    access: [
      KeyAccess.decrypt(parent, { attestation: enclave }),
      KeyAccess.publish(parent, { attestation: Attestation.nitroTpm({ pcrs: { 4: [IMAGE], 12: [NEXT] } }), sid: 'Instance' }),
    ],
  });
  const policy = keyPolicy(stack);

  test('stands on the operations that take a document, apart from reading about the key', () => {
    expect(policy.Statement.slice(1)).toEqual([
      {
        Sid: 'Instance',
        Effect: 'Allow',
        Principal: { AWS: PARENT },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair'],
        Resource: '*',
        Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:NitroTPMPCR12': NEXT, 'kms:RecipientAttestation:NitroTPMPCR4': IMAGE } },
      },
      { Sid: 'InstanceDescribe', Effect: 'Allow', Principal: { AWS: PARENT }, Action: 'kms:DescribeKey', Resource: '*' },
      {
        Sid: 'KeyDecrypt',
        Effect: 'Allow',
        Principal: { AWS: PARENT },
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': [IMAGE, NEXT], 'kms:RecipientAttestation:PCR3': 'c'.repeat(96) } },
      },
      { Sid: 'KeyDecryptDescribe', Effect: 'Allow', Principal: { AWS: PARENT }, Action: 'kms:DescribeKey', Resource: '*' },
    ]);
  });
  test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  const proof = { 'kms:RecipientAttestation:ImageSha384': NEXT, 'kms:RecipientAttestation:PCR3': 'C'.repeat(96) };
  decisionTable(() => ({ ...policy, Statement: policy.Statement.filter(s => !s.Sid.startsWith('Instance')) }), [
    ['an enclave with the image decrypts, whatever the case of the digits', { principal: PARENT, context: proof }, 'Allowed'],
    ['another image does not', { principal: PARENT, context: { ...proof, 'kms:RecipientAttestation:ImageSha384': 'd'.repeat(96) } }, 'ImplicitlyDenied'],
    ['one wrong register is enough', { principal: PARENT, context: { ...proof, 'kms:RecipientAttestation:PCR3': IMAGE } }, 'ImplicitlyDenied'],
    ['the instance around it does not', { principal: PARENT }, 'ImplicitlyDenied'],
    ['it may read about the key', { principal: PARENT, action: 'kms:DescribeKey' }, 'Allowed'],
  ]);

  test.each<[string, () => unknown, string | RegExp]>([
    ['an operation that takes no document', () => new EncryptedKey(testStack(), 'Key', { access: [KeyAccess.use(parent, { attestation: enclave })] }),
      "'attestation' cannot stand on a row with kms:Encrypt, whose requests carry no attestation document, got: 'KeyUse'; use KeyAccess.decrypt, publish or deriveSharedSecret"],
    ['signing', () => new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.RSA_2048, access: [KeyAccess.sign(parent, { attestation: enclave })] }),
      "'attestation' cannot stand on a row with kms:Sign"],
    ['no measurement', () => Attestation.nitroEnclave({}), "'attestation' needs at least one measurement"],
    ['no register', () => Attestation.nitroTpm({ pcrs: {} }), "'attestation' needs at least one measurement"],
    ['no measurement, with what it would mean', () => Attestation.nitroEnclave({}), 'or every enclave and instance would do'],
    ['a register with more than a number', () => Attestation.nitroTpm({ pcrs: { '4x': [IMAGE] } }), "'pcrs' has registers 0 to 23, got: '4x'"],
    ['no value', () => Attestation.nitroTpm({ pcrs: { 4: [] } }), "'pcrs.4' must not be empty"],
    ['upper case', () => Attestation.nitroEnclave({ imageSha384: ['AB'] }), "'imageSha384' must be lower-case hexadecimal of at most 96 characters, got: 'AB'; as 'nitro-cli describe-eif' prints it"],
    ['97 digits', () => Attestation.nitroEnclave({ imageSha384: [`${IMAGE}a`] }), "'imageSha384' must be lower-case hexadecimal of at most 96 characters"],
    ['an enclave in debug mode', () => Attestation.nitroEnclave({ pcrs: { 0: ['0'.repeat(96)] } }), /^'pcrs.0' must not be zeros: .* run it without debug mode$/],
    ['a register that enclaves lack', () => Attestation.nitroEnclave({ pcrs: { 32: [IMAGE] } }), "'pcrs' has registers 0 to 31, got: '32'"],
    ['a register that NitroTPM lacks', () => Attestation.nitroTpm({ pcrs: { 24: [IMAGE] } }), "'pcrs' has registers 0 to 23, got: '24'"],
    ['a register by name', () => Attestation.nitroTpm({ pcrs: { PCR4: [IMAGE] } }), "'pcrs' has registers 0 to 23, got: 'PCR4'"],
  ])('fails when given %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('a register of NitroTPM may be zero', () => {
    expect(() => Attestation.nitroTpm({ pcrs: { 23: ['0'.repeat(96)] } })).not.toThrow();
    for (const value of [`${'0'.repeat(95)}1`, `1${'0'.repeat(95)}`]) { expect(() => Attestation.nitroEnclave({ imageSha384: [value] })).not.toThrow(); }
    expect(() => Attestation.nitroEnclave({ imageSha384: [new CfnParameter(testStack(), 'Image').valueAsString] })).not.toThrow();
  });
});

describe('KeyRestriction.requireAttestation', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', { restrictions: [KeyRestriction.requireAttestation(enclave)] });
  const policy = keyPolicy(stack);

  const SERVICE_ROLES = { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] };

  test('has a statement for each measurement', () => {
    expect(policy.Statement.slice(1)).toEqual([
      {
        Sid: 'DenyWithoutAttestation',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
        Resource: '*',
        Condition: { ArnNotLikeIfExists: SERVICE_ROLES, StringNotEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': [IMAGE, NEXT] } },
      },
      {
        Sid: 'DenyWithoutAttestation2',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:Decrypt', 'kms:ReEncryptFrom'],
        Resource: '*',
        Condition: { ArnNotLikeIfExists: SERVICE_ROLES, StringNotEqualsIgnoreCase: { 'kms:RecipientAttestation:PCR3': 'c'.repeat(96) } },
      },
    ]);
  });

  const identity = [identityAllowing('kms:*')];
  const proof = { 'kms:RecipientAttestation:ImageSha384': IMAGE, 'kms:RecipientAttestation:PCR3': 'c'.repeat(96) };
  decisionTable(() => policy, [
    ['with the proof IAM may let decrypt', { principal: PARENT, identity, context: proof }, 'Allowed'],
    ['without it IAM cannot', { principal: PARENT, identity }, 'ExplicitlyDenied'],
    ['one wrong measurement denies', { principal: PARENT, identity, context: { ...proof, 'kms:RecipientAttestation:PCR3': IMAGE } }, 'ExplicitlyDenied'],
    ['data cannot leave by re-encryption', { principal: PARENT, action: 'kms:ReEncryptFrom', identity }, 'ExplicitlyDenied'],
    ['roles by which services work on their resources are exempt', { principal: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`, identity }, 'Allowed'],
    ['encrypting needs no proof', { principal: PARENT, action: 'kms:Encrypt', identity }, 'Allowed'],
  ]);

  test('counts for shared secrets of a key agreement key', () => {
    const agreement = testStack();
    new KeyAgreementKey(agreement, 'Key', { restrictions: [KeyRestriction.requireAttestation(Attestation.nitroEnclave({ imageSha384: [IMAGE] }))] });
    expect(statement(keyPolicy(agreement), 'DenyWithoutAttestation').Action).toBe('kms:DeriveSharedSecret');
  });

  test('fails when the key neither decrypts nor agrees on secrets', () => {
    expect(() => new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.RSA_2048, restrictions: [KeyRestriction.requireAttestation(enclave)] }))
      .toThrow("'restrictions' is for keys that decrypt or agree on secrets, this is a signing key, got: 'requireAttestation'");
  });
});
