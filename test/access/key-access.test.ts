import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  CustomerManagedKeyProps, EncryptedKey, IamDelegation, KeyAccess, KeyAccessLevel, KeyAgreementKey, KeyService, HmacKey, SigningKey, SigningKeySpec,
} from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';
import { thrown, withoutPath } from '../support/thrown';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/Other`;
const app = new iam.ArnPrincipal(APP);

/** A key that IAM policies cannot open, so that rows alone decide. */
function policyOf(...access: KeyAccess[]): any {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, access });
  return keyPolicy(stack);
}

describe('what each factory allows', () => {
  test.each<[string, KeyAccess, string, string[]]>([
    ['view', KeyAccess.view(app), 'KeyView', [
      'DescribeKey', 'GetKeyLastUsage', 'GetKeyPolicy', 'GetKeyRotationStatus', 'GetPublicKey', 'ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags',
    ]],
    ['use', KeyAccess.use(app), 'KeyUse', ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*']],
    ['encrypt', KeyAccess.encrypt(app), 'KeyEncrypt', ['DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncryptTo']],
    ['decrypt', KeyAccess.decrypt(app), 'KeyDecrypt', ['Decrypt', 'DescribeKey']],
    ['publish', KeyAccess.publish(app), 'KeyPublish', ['Decrypt', 'DescribeKey', 'GenerateDataKey*']],
    ['reEncrypt', KeyAccess.reEncrypt(app), 'KeyReEncrypt', ['DescribeKey', 'ReEncrypt*']],
    ['administer', KeyAccess.administer(app), 'KeyAdministration', [
      'CancelKeyDeletion', 'CreateAlias', 'DeleteAlias', 'DescribeKey', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation', 'GetKeyLastUsage',
      'GetKeyPolicy', 'GetKeyRotationStatus', 'ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags', 'PutKeyPolicy', 'RevokeGrant',
      'RotateKeyOnDemand', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateKeyDescription',
    ]],
  ])('%s', async (_, access, sid, actions) => {
    const policy = policyOf(access);
    expect(statement(policy, sid)).toEqual({ Sid: sid, Effect: 'Allow', Principal: { AWS: APP }, Action: actions.map(a => `kms:${a}`), Resource: '*' });
    expect(await unknownNames(policy)).toEqual([]);
  });

  test('administrators of a multi-Region key replicate it', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { multiRegion: true, administrators: [app] });
    expect(statement(keyPolicy(stack), 'KeyAdministration').Action).toEqual(expect.arrayContaining(['kms:ReplicateKey', 'kms:UpdatePrimaryRegion']));
  });

  test('grants for AWS resources stand under kms:GrantIsForAWSResource', () => {
    expect(statement(policyOf(KeyAccess.grantsForAwsResources(app)), 'KeyGrantsForAwsResources')).toEqual({
      Sid: 'KeyGrantsForAwsResources',
      Effect: 'Allow',
      Principal: { AWS: APP },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: '*',
      Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    });
  });
});

describe('the options of a row', () => {
  test.each<[string, Parameters<typeof KeyAccess.use>[1], any]>([
    ['viaServices', { viaServices: [KeyService.S3] }, { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }],
    ['viaServiceRegions', { viaServices: [KeyService.S3], viaServiceRegions: ['us-west-2', 'us-east-1'] }, { StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com', 's3.us-west-2.amazonaws.com'] } }],
    ['requireMfa', { requireMfa: true }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['organizationId', { organizationId: 'o-a1b2c3d4e5' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }],
    ['organizationPaths', { organizationPaths: ['o-a1b2c3d4e5/r-ab12/*'] }, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/*' } }],
    ['sourceVpcEndpoint', { sourceVpcEndpoint: 'vpce-0a1b2c3d' }, { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } }],
    ['principalArnPatterns', { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/A*`] }, { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/A*` } }],
  ])('%s', async (_, options, condition) => {
    const policy = policyOf(KeyAccess.use(app, options));
    expect(statement(policy, 'KeyUse').Condition).toEqual(condition);
    expect(await unknownNames(policy)).toEqual([]);
  });

  test('an encryption context never stands on DescribeKey', () => {
    const policy = policyOf(KeyAccess.use(app, { viaServices: [KeyService.S3], encryptionContext: { Department: ['Finance'], Project: ['Data*', 'Ledger'] } }));
    expect(statement(policy, 'KeyUse')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Condition: {
        StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:EncryptionContext:Department': 'Finance' },
        StringLike: { 'kms:EncryptionContext:Project': ['Data*', 'Ledger'] },
      },
    });
    expect(statement(policy, 'KeyUseDescribe')).toMatchObject({ Action: 'kms:DescribeKey', Condition: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } } });
  });

  test('the names of a context must be there, for ForAllValues is true without any', () => {
    expect(statement(policyOf(KeyAccess.decrypt(app, { encryptionContextKeys: ['Department', 'Project'] })), 'KeyDecrypt').Condition).toEqual({
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['Department', 'Project'] },
      'Null': { 'kms:EncryptionContextKeys': 'false' },
    });
  });

  test('a Sid of one\'s own', () => {
    expect(statement(policyOf(KeyAccess.decrypt(app, { sid: 'Reports' })), 'Reports').Action).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
  });

  const context = (value: string) => ({ 'kms:EncryptionContext:Department': value });
  decisionTable(() => policyOf(KeyAccess.decrypt(app, { encryptionContext: { Department: ['Finance'] } })), [
    ['the right context', { principal: APP, context: context('Finance') }, 'Allowed'],
    ['the wrong context', { principal: APP, context: context('Sales') }, 'ImplicitlyDenied'],
    ['no context', { principal: APP }, 'ImplicitlyDenied'],
    ['DescribeKey without context', { principal: APP, action: 'kms:DescribeKey' }, 'Allowed'],
    ['encrypting', { principal: APP, action: 'kms:Encrypt', context: context('Finance') }, 'ImplicitlyDenied'],
    ['another role whom IAM allows', { principal: OTHER, identity: [identityAllowing('kms:*')], context: context('Finance') }, 'ImplicitlyDenied'],
  ]);
});

describe('the principal types of the guide', () => {
  test.each<[string, iam.IPrincipal, any]>([
    ['a user', new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:user/alice`), { AWS: `arn:aws:iam::${ACCOUNT}:user/alice` }],
    ['a role', app, { AWS: APP }],
    ['a federated user of a SAML provider', new iam.FederatedPrincipal(`arn:aws:iam::${ACCOUNT}:saml-provider/Idp`, {}), { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/Idp` }],
    ['an OIDC provider', new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com', { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:pool' } }),
      { Federated: 'cognito-identity.amazonaws.com' }],
    ['several at once', new iam.CompositePrincipal(app, new iam.ArnPrincipal(OTHER)), { AWS: [APP, OTHER] }],
  ])('%s', (_, principal, expected) => {
    expect(statement(policyOf(KeyAccess.use(principal)), 'KeyUse').Principal).toEqual(expected);
  });

  test('a service with a bound', () => {
    const policy = policyOf(KeyAccess.use(new iam.ServicePrincipal('lambda.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })));
    expect(statement(policy, 'KeyUse')).toMatchObject({ Principal: { Service: 'lambda.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } });
  });

  test('an organization', () => {
    expect(statement(policyOf(KeyAccess.use(new iam.OrganizationPrincipal('o-a1b2c3d4e5'))), 'KeyUse')).toMatchObject({
      Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    });
  });
});

describe('other accounts', () => {
  const shared = () => policyOf(
    KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3], accessLevel: KeyAccessLevel.DECRYPT }),
    KeyAccess.organization('o-a1b2c3d4e5', { accessLevel: KeyAccessLevel.VIEW }),
  );
  const theirs = `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader`;
  const third = 'arn:aws:iam::777788889999:role/Reader';
  const s3 = { 'kms:ViaService': `s3.${REGION}.amazonaws.com` };

  test('names exist', async () => { expect(await unknownNames(shared())).toEqual([]); });

  decisionTable(shared, [
    ['through the service, both policies', { principal: theirs, identity: [identityAllowing('kms:Decrypt')], context: s3 }, 'Allowed'],
    ['through the service, key policy only', { principal: theirs, context: s3 }, 'ImplicitlyDenied'],
    ['directly', { principal: theirs, identity: [identityAllowing('kms:Decrypt')] }, 'ImplicitlyDenied'],
    ['beyond the level', { principal: theirs, identity: [identityAllowing('kms:*')], action: 'kms:Encrypt', context: s3 }, 'ImplicitlyDenied'],
    ['a third account', { principal: third, identity: [identityAllowing('kms:*')], context: s3 }, 'ImplicitlyDenied'],
    ['a third account of the organization looks', { principal: third, identity: [identityAllowing('kms:*')], action: 'kms:DescribeKey', context: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'Allowed'],
    ['and no further', { principal: third, identity: [identityAllowing('kms:*')], context: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'ImplicitlyDenied'],
  ]);

  test('a whole account when asked for by name', () => {
    expect(statement(policyOf(KeyAccess.account(OTHER_ACCOUNT, { allowWholeAccount: true })), 'KeyUse').Principal).toEqual({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` });
  });

  test('roles that do not exist yet, by pattern', () => {
    const policy = policyOf(KeyAccess.account(OTHER_ACCOUNT, { principalArnPatterns: [`arn:aws:iam::${OTHER_ACCOUNT}:role/app-*`] }));
    expect(statement(policy, 'KeyUse')).toMatchObject({
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:role/app-*` } },
    });
  });
});

describe('statement', () => {
  test('is added as it is, with the key as its resource', () => {
    const policy = policyOf(KeyAccess.statement(new iam.PolicyStatement({ sid: 'Mine', actions: ['kms:ListGrants'], principals: [app] })));
    expect(statement(policy, 'Mine')).toEqual({ Sid: 'Mine', Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:ListGrants', Resource: '*' });
  });

  test('keeps what rows do not have', () => {
    const policy = policyOf(KeyAccess.statement(new iam.PolicyStatement({ sid: 'Mine', notActions: ['kms:Decrypt'], principals: [app], effect: iam.Effect.DENY })));
    expect(statement(policy, 'Mine')).toEqual({ Sid: 'Mine', Effect: 'Deny', Principal: { AWS: APP }, NotAction: 'kms:Decrypt', Resource: '*' });
  });
});

describe('every factory', () => {
  const factories = {
    view: KeyAccess.view,
    use: KeyAccess.use,
    encrypt: KeyAccess.encrypt,
    decrypt: KeyAccess.decrypt,
    publish: KeyAccess.publish,
    reEncrypt: KeyAccess.reEncrypt,
    sign: KeyAccess.sign,
    verify: KeyAccess.verify,
    publicKey: KeyAccess.publicKey,
    generateMac: KeyAccess.generateMac,
    verifyMac: KeyAccess.verifyMac,
    deriveSharedSecret: KeyAccess.deriveSharedSecret,
    grantsForAwsResources: KeyAccess.grantsForAwsResources,
  };

  test.each(Object.entries(factories))('%s names itself when it refuses a service', (name, factory) => {
    expect(thrown(() => factory(new iam.ServicePrincipal('lambda.amazonaws.com')))).toMatch(`'${name}' lets an AWS service use the key for anybody`);
  });

  test('of other accounts and organizations names what is wrong', () => {
    expect(thrown(() => KeyAccess.account('12'))).toMatch("'accountId' must be");
    expect(thrown(() => KeyAccess.organization('12'))).toMatch("'id' must be");
    expect(thrown(() => KeyAccess.autoScalingGrants('12'))).toMatch("'accountId' must be");
    expect(thrown(() => KeyAccess._ofLevel(KeyAccessLevel.USE, new iam.AnyPrincipal(), {}))).toMatch("'principal' would open the key to every AWS account");
  });

  const makers: { [kind: string]: (stack: Stack, props: CustomerManagedKeyProps) => kms.Key } = {
    symmetric: (stack, props) => new EncryptedKey(stack, 'Key', props),
    signing: (stack, props) => new SigningKey(stack, 'Key', { ...props, keySpec: SigningKeySpec.ECC_NIST_P256 }),
    mac: (stack, props) => new HmacKey(stack, 'Key', props),
    agreeing: (stack, props) => new KeyAgreementKey(stack, 'Key', props),
  };

  test.each<[string, KeyAccess, keyof typeof makers, boolean]>([
    ['view', KeyAccess.view(app), 'symmetric', false],
    ['use', KeyAccess.use(app), 'symmetric', true],
    ['encrypt', KeyAccess.encrypt(app), 'symmetric', true],
    ['decrypt', KeyAccess.decrypt(app), 'symmetric', true],
    ['publish', KeyAccess.publish(app), 'symmetric', true],
    ['reEncrypt', KeyAccess.reEncrypt(app), 'symmetric', true],
    ['sign', KeyAccess.sign(app), 'signing', true],
    ['verify', KeyAccess.verify(app), 'signing', false],
    ['publicKey', KeyAccess.publicKey(app), 'signing', false],
    ['generateMac', KeyAccess.generateMac(app), 'mac', true],
    ['verifyMac', KeyAccess.verifyMac(app), 'mac', true],
    ['deriveSharedSecret', KeyAccess.deriveSharedSecret(app), 'agreeing', true],
    ['grantsForAwsResources', KeyAccess.grantsForAwsResources(app), 'symmetric', true],
  ])('%s counts as use where duties are separate', (_, access, kind, counts) => {
    const make = () => makers[kind](testStack(), { administrators: [app], access: [access] });
    expect(thrown(make)).toMatch(counts ? 'separation of duties' : 'nothing was thrown');
  });

  test.each<[string, KeyAccess, keyof typeof makers, string, string[]]>([
    ['verify', KeyAccess.verify(app), 'signing', 'KeyVerify', ['DescribeKey', 'GetPublicKey', 'Verify']],
    ['publicKey', KeyAccess.publicKey(app), 'signing', 'KeyPublicKey', ['DescribeKey', 'GetPublicKey']],
    ['generateMac', KeyAccess.generateMac(app), 'mac', 'KeyGenerateMac', ['DescribeKey', 'GenerateMac']],
    ['verifyMac', KeyAccess.verifyMac(app), 'mac', 'KeyVerifyMac', ['DescribeKey', 'VerifyMac']],
    ['deriveSharedSecret', KeyAccess.deriveSharedSecret(app), 'agreeing', 'KeyDeriveSharedSecret', ['DeriveSharedSecret', 'DescribeKey', 'GetPublicKey']],
  ])('%s allows what keys of its kind are for', (_, access, kind, sid, actions) => {
    const stack = testStack();
    makers[kind](stack, { access: [access] });
    expect(statement(keyPolicy(stack), sid).Action).toEqual(actions.map(action => `kms:${action}`));
  });

  test.each<[string, KeyAccess, string]>([
    ['sign', KeyAccess.sign(app), "'access' is for signing keys, this is a symmetric encryption key, got: 'KeySign'"],
    ['generateMac', KeyAccess.generateMac(app), "'access' is for HMAC keys, this is a symmetric encryption key, got: 'KeyGenerateMac'"],
    ['deriveSharedSecret', KeyAccess.deriveSharedSecret(app), "'access' is for key agreement keys, this is a symmetric encryption key, got: 'KeyDeriveSharedSecret'"],
  ])('%s is refused on a key of another kind', (_, access, message) => {
    expect(withoutPath(thrown(() => policyOf(access)))).toBe(message);
  });

  test('administer takes people and roles only', () => {
    expect(thrown(() => KeyAccess.administer(new iam.ServicePrincipal('lambda.amazonaws.com', { conditions: { Bool: { a: 'true' } } }))))
      .toMatch("'administer' takes people and roles, not AWS services");
    expect(thrown(() => KeyAccess.administer(new iam.AnyPrincipal()))).toMatch("'administer' would open the key to every AWS account");
  });

  test.each([KeyAccessLevel.VERIFY, KeyAccessLevel.PUBLIC_KEY])('%s may be given to a whole account, the public key is no secret', level => {
    expect(thrown(() => KeyAccess.account(OTHER_ACCOUNT, { accessLevel: level }))).toBe('nothing was thrown');
  });

  test('anything else may not, and the error says how to bound it', () => {
    expect(thrown(() => KeyAccess.account(OTHER_ACCOUNT))).toBe(
      `'accountId' shares the key with a whole account without any bound, got: '${OTHER_ACCOUNT}'; add 'viaServices', 'encryptionContext', `
      + "'principalArnPatterns' or 'organizationId', or set 'allowWholeAccount' if every role there can use the key",
    );
  });

  test('autoScalingGrants is the statement of the page of Auto Scaling, for the role alone', () => {
    expect(statement(policyOf(KeyAccess.autoScalingGrants(OTHER_ACCOUNT)), 'KeyAutoScalingGrants')).toEqual({
      Sid: 'KeyAutoScalingGrants',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: {
        'StringEquals': { 'kms:GranteePrincipal': `arn:aws:iam::${OTHER_ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` },
        'ForAllValues:StringEquals': { 'kms:GrantOperations': expect.arrayContaining(['Decrypt', 'CreateGrant']) },
        // ForAllValues is true of no operations.
        'Null': { 'kms:GrantOperations': 'false' },
      },
    });
  });
});
