import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  EncryptedKey, AsymmetricEncryptionKey, IamDelegation, KeyAccess, KeyService, HmacKey, HmacKeySpec, ServiceAccessOptions, SigningKey, SigningKeySpec,
} from '../../src';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';
import { thrown, withoutPath } from '../support/thrown';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const app = new iam.ArnPrincipal(APP);
const service = (of: KeyService, options: ServiceAccessOptions) => () => { KeyAccess.service(of, options); };
const key = (...access: KeyAccess[]) => () => { new EncryptedKey(testStack(), 'Key', { access }); };

const SILENT = KeyService.of({ name: 'Silent', servicePrincipal: 'silent.amazonaws.com', sendsSource: false });
const SENDING = KeyService.of({ name: 'Sending', servicePrincipal: 'sending.amazonaws.com' });
const ARN = 'arn:aws:x:eu-west-1:111122223333:y';

/** Whole messages: the property, the bound, the value and the remedy. */
const REFUSED: [string, () => void, string][] = [
  ['no users', service(KeyService.S3, { users: [] }), "'users' must not be empty, got: []; leave it out to let IAM policies say who uses the key through the service"],
  ['no resources', service(SENDING, { resources: [] }), "'resources' must not be empty, got: []; leave it out or name at least one"],
  ['no constructs', service(SENDING, { resourcesOf: [] }), "'resourcesOf' must not be empty, got: []; leave it out or name at least one"],
  ['no source ARNs', service(SENDING, { sourceArns: [] }), "'sourceArns' must not be empty, got: []; leave it out or name at least one"],
  ['no source accounts', service(SENDING, { sourceAccounts: [] }), "'sourceAccounts' must not be empty, got: []; leave it out or name at least one"],
  ['a second source ARN that is none', service(SENDING, { sourceArns: [ARN, 'x'] }), "'sourceArns' must be an ARN, got: 'x'"],
  ['source ARNs of a service that sends none', service(SILENT, { sourceArns: [ARN] }), `'sourceArns' does nothing for KeyService.Silent: the service sends no aws:SourceArn, got: ["${ARN}"]; leave it out`],
  ['resources of a service that names none', service(SILENT, { resources: [ARN] }), `'resources' does nothing for KeyService.Silent: nothing in its calls names a resource, got: ["${ARN}"]; leave it out`],
  ['constructs for a service whose rows know none', service(SENDING, { resourcesOf: [new s3.Bucket(testStack(), 'Bucket')] }),
    "'resourcesOf' does nothing for KeyService.Sending: its resources are no constructs that give a name; use 'resources', got: [\"Test/Bucket\"]; leave it out"],
  ['accounts for a service that names none', service(SILENT, { sourceAccounts: [OTHER_ACCOUNT] }),
    `'sourceAccounts' does nothing for KeyService.Silent: nothing in its calls names an account, got: ["${OTHER_ACCOUNT}"]; leave it out`],
  ['users of a service that has none', service(SENDING, { users: [app] }), "'users' does nothing for KeyService.Sending: the service calls KMS as itself, never for a user, got: "],
  ['a suffix without a service-linked role', service(SENDING, { serviceLinkedRoleSuffix: 'x' }), "'serviceLinkedRoleSuffix' does nothing for KeyService.Sending: it has no service-linked role, got: 'x'; leave it out"],
  ['a role to come without a service-linked role', service(SENDING, { beforeServiceLinkedRole: true }), "'beforeServiceLinkedRole' does nothing for KeyService.Sending: it has no service-linked role, got: true; leave it out"],
  ['a trail of the organization without its account', service(KeyService.CLOUDTRAIL_ORGANIZATION, {}),
    "'sourceAccounts' must name the management account, which owns the trail for KeyService.CLOUDTRAIL_ORGANIZATION, got: undefined"],
  ['an ARN where the context holds a name', service(KeyService.KEYSPACES, { resources: ['orders', ARN] }),
    `'resources' takes the keyspace name of each, not an ARN: the encryption context names no ARN, got: '${ARN}'`],
  ['a name where the row makes no ARN of it', service(SENDING, { resources: [ARN, 'name'] }), "'resources' must be an ARN, got: 'name'"],
  ['a service as user of a service', service(KeyService.S3, { users: [new iam.ServicePrincipal('s3.amazonaws.com')] }),
    "'users' takes people and roles, not AWS services, got: 's3.amazonaws.com'; use KeyAccess.service(...), whose rows bind the service to your resources"],
  ['everyone as user of a service', service(KeyService.S3, { users: [new iam.AnyPrincipal()] }),
    "'users' would open the key to every AWS account, got: '*'; add 'organizationId' or 'principalArnPatterns' with an account in each, or name the accounts"],
  ['everyone under no more than MFA', () => { KeyAccess.decrypt(new iam.AnyPrincipal(), { requireMfa: true, viaServices: [KeyService.S3] }); },
    "'decrypt' would open the key to every AWS account, got: '*'; add 'organizationId' or 'principalArnPatterns' with an account in each, or name the accounts"],
  ['a service without a bound', () => { KeyAccess.decrypt(new iam.ServicePrincipal('s3.amazonaws.com')); },
    "'decrypt' lets an AWS service use the key for anybody (confused deputy), got: 's3.amazonaws.com'; use KeyAccess.service(...), whose rows bind the service to your resources"],
  ['a row for another kind of key', key(KeyAccess.sign(app)), "'access' is for signing keys, this is a symmetric encryption key, got: 'KeySign'"],
  ['a row for two other kinds', () => { new HmacKey(testStack(), 'Key', { keySpec: HmacKeySpec.HMAC_256, access: [KeyAccess.decrypt(app)] }); },
    "'access' is for symmetric encryption and asymmetric encryption keys, this is an HMAC key, got: 'KeyDecrypt'"],
  ['a context on a key pair', () => { new AsymmetricEncryptionKey(testStack(), 'Key', { access: [KeyAccess.decrypt(app, { encryptionContext: { a: ['b'] } })] }); },
    "'encryptionContext' is for symmetric encryption keys, this is an asymmetric encryption key, whose requests carry none, got: 'KeyDecrypt'"],
  ['names of a context on a key pair', () => { new AsymmetricEncryptionKey(testStack(), 'Key', { access: [KeyAccess.decrypt(app, { encryptionContextKeys: ['a'] })] }); },
    "'encryptionContext' is for symmetric encryption keys, this is an asymmetric encryption key, whose requests carry none, got: 'KeyDecrypt'"],
  ['names of a context for looking only', key(KeyAccess.view(app, { encryptionContextKeys: ['a'] })),
    "'encryptionContext' does nothing: none of the actions carries an encryption context, got: 'KeyView'; leave it out"],
  ['a symmetric service on another key', () => { new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.RSA_2048, access: [KeyAccess.service(KeyService.S3)] }); },
    "'access' takes symmetric encryption keys only, this is a signing key, got: 'KeyService.S3'"],
  ['a service for signing keys on another key', () => { new EncryptedKey(testStack('us-east-1'), 'Key', { access: [KeyAccess.service(KeyService.ROUTE53_DNSSEC)] }); },
    "'access' takes keys of spec ECC_NIST_P256 only, this is a symmetric encryption key, got: 'KeyService.ROUTE53_DNSSEC'"],
  ['a service of another Region', () => { new SigningKey(testStack(), 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, access: [KeyAccess.service(KeyService.ROUTE53_DNSSEC)] }); },
    `'access' takes keys of us-east-1 only, this one is in ${REGION}, got: 'KeyService.ROUTE53_DNSSEC'`],
];
test.each(REFUSED)('fails for %s', (_, attempt, wanted) => {
  const said = withoutPath(thrown(attempt));
  expect(wanted.endsWith('got: ') ? said.slice(0, wanted.length) : said).toBe(wanted);
});

describe('takes', () => {
  test.each<[string, () => void]>([
    ['sources where the service sends them', service(SENDING, { sourceArns: [ARN], sourceAccounts: [OTHER_ACCOUNT] })],
    ['resources where a call of the service names them', service(SENDING, { resources: [ARN] })],
    ['no resources where the context holds a name', service(KeyService.KEYSPACES, {})],
    ['names of which the row makes ARNs', service(KeyService.S3_INVENTORY, { resources: ['orders'] })],
    ['users of a service that calls as itself as well', service(KeyService.of({ name: 'Both', servicePrincipal: 'both.amazonaws.com', viaService: 'both' }), { users: [app] })],
    ['a suffix of a service-linked role', service(KeyService.AUTO_SCALING, { serviceLinkedRoleSuffix: 'x' })],
    ['a service-linked role to come', service(KeyService.AUTO_SCALING, { beforeServiceLinkedRole: true })],
    ['names where the context holds a name', service(KeyService.KEYSPACES, { resources: ['orders'] })],
    ['an ARN where the context holds a name that the row finds in it', service(KeyService.DMS_SCHEMA_CONVERSION, { resources: [ARN] })],
    ['an organization as the bound of everyone', () => { KeyAccess.decrypt(new iam.AnyPrincipal(), { organizationId: 'o-a1b2c3d4e5' }); }],
    ['paths of an organization as the bound of everyone', () => { KeyAccess.decrypt(new iam.AnyPrincipal(), { organizationPaths: ['o-a1b2c3d4e5/*'] }); }],
    ['patterns as the bound of everyone', () => { KeyAccess.decrypt(new iam.AnyPrincipal(), { principalArnPatterns: [APP] }); }],
    ['a service bound by an option', () => { KeyAccess.decrypt(new iam.ServicePrincipal('s3.amazonaws.com'), { encryptionContext: { a: ['b'] } }); }],
    ['a service of one Region in a stack that knows none', () => {
      new SigningKey(new Stack(), 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, access: [KeyAccess.service(KeyService.ROUTE53_DNSSEC)] });
    }],
    ['a trail of the organization with its account', service(KeyService.CLOUDTRAIL_ORGANIZATION, { sourceAccounts: [OTHER_ACCOUNT] })],
    ['a trail of the organization by its ARN', service(KeyService.CLOUDTRAIL_ORGANIZATION, { sourceArns: [`arn:aws:cloudtrail:${REGION}:${OTHER_ACCOUNT}:trail/x`] })],
  ])('%s', (_, attempt) => { expect(attempt).not.toThrow(); });
});

test('users that bring conditions stand in statements of their own', () => {
  const stack = testStack();
  const users = [app, new iam.PrincipalWithConditions(new iam.ArnPrincipal(`${APP}2`), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), new iam.ArnPrincipal(`${APP}3`)];
  new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, access: [KeyAccess.service(KeyService.S3, { users })] });
  const via = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };
  expect(keyPolicy(stack).Statement.filter(({ Sid }) => Sid.startsWith('S3')).map(({ Principal, Condition }) => [Principal.AWS, Condition])).toEqual(expect.arrayContaining([
    [[APP, `${APP}3`], via],
    [`${APP}2`, { ...via, Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ]));
});

test('a resource of another account fails, and is taken when the account is named', () => {
  const row = (options: ServiceAccessOptions, scope = testStack()) => () => {
    const bucket = s3.Bucket.fromBucketAttributes(scope, 'Bucket', { bucketName: 'orders', account: OTHER_ACCOUNT });
    new EncryptedKey(scope, 'Key', { access: [KeyAccess.service(KeyService.S3_INVENTORY, { ...options, resourcesOf: [bucket] })] });
  };
  expect(withoutPath(thrown(row({})))).toBe(`'resourcesOf' is in the account ${OTHER_ACCOUNT}, the key in ${ACCOUNT}, got: 'Test/Bucket'; name that account in 'sourceAccounts'`);
  expect(withoutPath(thrown(row({}, new Stack())))).toBe(`'resourcesOf' is in the account ${OTHER_ACCOUNT}, the key in another, got: 'Default/Bucket'; name that account in 'sourceAccounts'`);
  expect(row({ sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] })).not.toThrow();
});

test('the encryption context of a key pair is told apart from other options', () => {
  const stack = testStack();
  new AsymmetricEncryptionKey(stack, 'Key', { access: [KeyAccess.encrypt(app, { requireMfa: true })] });
  expect(statement(keyPolicy(stack), 'KeyEncrypt')).toEqual({
    Sid: 'KeyEncrypt',
    Effect: 'Allow',
    Principal: { AWS: APP },
    Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo'],
    Resource: '*',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  });
});

test('everyone among others is everyone', () => {
  const stack = testStack();
  const all = new iam.CompositePrincipal(app, new iam.AnyPrincipal());
  new EncryptedKey(stack, 'Key', { access: [KeyAccess.decrypt(all, { organizationId: 'o-a1b2c3d4e5' })] });
  expect(statement(keyPolicy(stack), 'KeyDecrypt')).toMatchObject({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } });
});

test('a service without named users has its own statements', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', { access: [KeyAccess.service(SENDING, { resources: [ARN] })] });
  expect(statement(keyPolicy(stack), 'Sending')).toEqual({
    Sid: 'Sending',
    Effect: 'Allow',
    Principal: { Service: 'sending.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': ARN }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  });
});
