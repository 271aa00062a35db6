import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  EbsEncryptionByDefault, EncryptedBucket, EncryptedFunction, EncryptedKey, EncryptedLogGroup, EncryptedTrail, EncryptedVolume, HmacKey, IamDelegation,
  KeyLifecycleReporter, KeyService, MultiRegionKey, RemoteKey, ServiceKey, SigningKey, SigningKeySpec,
} from '../../src';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

const FUNCTION: lambda.FunctionProps = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') };
const VOLUME: ec2.VolumeProps = { availabilityZone: `${REGION}a`, size: undefined, snapshotId: 'snap-1' };
const USES: { [name: string]: (stack: Stack, key: kms.IKey) => unknown } = {
  EncryptedBucket: (stack, key) => EncryptedBucket.create(stack, 'X', key),
  EncryptedFunction: (stack, key) => EncryptedFunction.create(stack, 'X', key, FUNCTION),
  EncryptedVolume: (stack, key) => EncryptedVolume.create(stack, 'X', key, VOLUME),
  EbsEncryptionByDefault: (stack, key) => new EbsEncryptionByDefault(stack, 'X', { key }),
  EncryptedLogGroup: (stack, key) => EncryptedLogGroup.create(stack, 'X', key),
  EncryptedTrail: (stack, key) => EncryptedTrail.create(stack, 'X', key),
  enforceKey: (stack, key) => EncryptedBucket.enforceKey(new s3.Bucket(stack, 'X'), key),
};
const REMOTE = `arn:aws:kms:${REGION}:${OTHER_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

test.each(Object.entries(USES))('%s refuses a key that it could not use', (_, use) => {
  for (const key of [
    (stack: Stack) => new HmacKey(stack, 'Key'),
    (stack: Stack) => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.RSA_2048 }),
    (stack: Stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC }),
    (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd`),
    (stack: Stack) => new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1'] }).replica('us-east-1'),
    (stack: Stack) => new EncryptedKey(stack, 'Key', { enabled: false }),
  ]) {
    const stack = testStack();
    const made = key(stack);
    expect(() => use(stack, made)).toThrow(/^\[.*\] '(key|access)' (must be|takes)/);
  }
});

test.each<[string, (stack: Stack, key: kms.IKey) => unknown]>([
  ['key', (_, key) => EncryptedVolume.blockDevice('/dev/xvda', key, 8)],
  ['eventDataStoreKey', (stack, key) => new KeyLifecycleReporter(stack, 'X', {
    eventDataStoreArn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/1234abcd-12ab-34cd-56ef-1234567890ab`, eventDataStoreKey: key,
  })],
  ['trailKey', (stack, key) => new KeyLifecycleReporter(stack, 'X', {
    athenaTrail: { database: 'trail', table: 'events', trailBucket: new s3.Bucket(stack, 'Trail'), trailKey: key },
  })],
])("'%s' is a symmetric encryption key", (property, use) => {
  const stack = testStack();
  const key = new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.RSA_2048 });
  expect(() => use(stack, key)).toThrow(new RegExp(`^\\[Test/(X|Key)\\] '${property}' must be a symmetric encryption key, this is a signing key`));
});

test.each(['EncryptedBucket', 'EbsEncryptionByDefault'])('%s refuses a ServiceKey of another service', name => {
  const stack = testStack();
  expect(() => USES[name](stack, new ServiceKey(stack, 'Key', { service: KeyService.SQS }))).toThrow(/must be for KeyService\.(S3|EBS), this ServiceKey is for others/);
});

test('a volume under a key that lets the account only manage it can be created', () => {
  const stack = testStack();
  EncryptedVolume.create(stack, 'X', new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION }), VOLUME);
  expect(keyPolicy(stack).Statement.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['Ebs']));
});

test.each<[string, (stack: Stack) => kms.IKey]>([
  ['imported by its ARN', stack => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd`)],
  ['of another account', stack => RemoteKey.fromKeyArn(stack, 'Key', REMOTE)],
])('the owner of a key %s is told what a log group needs', (_, key) => {
  const stack = testStack();
  EncryptedLogGroup.create(stack, 'Logs', key(stack), { logGroupName: '/app/x' });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(`must (add|hold) this statement.*${ACCOUNT}:log-group:/app/x`));
});

test('a kms.Key of the app gets the statements', () => {
  const stack = testStack();
  EncryptedTrail.create(stack, 'Trail', new kms.Key(stack, 'Key'), { trailName: 'audit' });
  expect(JSON.stringify(keyPolicy(stack))).toContain(':trail/audit');
});

test('the list for the owner of a RemoteKey holds the rows of services', () => {
  const stack = testStack();
  const key = RemoteKey.fromKeyArn(stack, 'Key', REMOTE);
  EncryptedLogGroup.create(stack, 'Logs', key, { logGroupName: '/app/x' });
  expect(JSON.stringify(stack.resolve(RemoteKey.ownerStatements(key)))).toContain('log-group:/app/x');
});

describe('an alias', () => {
  const alias = (stack: Stack) => kms.Alias.fromAliasName(stack, 'Key', 'alias/x');

  test.each([['in an environment', testStack], ['in any environment', () => new Stack(new App({ analyticsReporting: false }), 'Test')]])('%s is no key', (_, stackOf) => {
    const bucket = stackOf();
    expect(() => EncryptedBucket.create(bucket, 'X', alias(bucket))).toThrow("'key' must be a key, S3 compares the ARN of the key");
    const logs = stackOf();
    expect(() => EncryptedLogGroup.create(logs, 'X', alias(logs))).toThrow("'key' must be a key, CloudWatch Logs takes no alias");
    const use = stackOf();
    expect(() => EncryptedFunction.allowUse(new iam.Role(use, 'R', { assumedBy: new iam.AccountRootPrincipal() }), alias(use)))
      .toThrow("'key' must be a key: an alias is no resource of key actions");
  });
});

test('a name known at deployment is the name of a log group and of a trail', () => {
  const stack = testStack();
  const name = new CfnParameter(stack, 'Name').valueAsString;
  EncryptedLogGroup.create(stack, 'Logs', new EncryptedKey(stack, 'Key'), { logGroupName: name });
  const policy = JSON.stringify(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  expect(policy).toContain(':log-group:",{"Ref":"Name"}');
  expect(policy).not.toContain('"kms:EncryptionContext:aws:logs:arn":{"Ref"');
});

test('EbsEncryptionByDefault warns of a key that names its users', () => {
  const stack = testStack();
  const role = new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`);
  new EbsEncryptionByDefault(stack, 'Default', { key: new ServiceKey(stack, 'Key', { service: KeyService.EBS, users: [role] }) });
  Annotations.fromStack(stack).hasWarning('/Test/Default', Match.stringLikeRegexp('names its users'));
});

test('allowUse returns the grant', () => {
  const stack = testStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  const grant = EncryptedFunction.allowUse(role, new EncryptedKey(stack, 'Key', { pendingWindow: Duration.days(30) }), { encryptionContext: { a: ['b'] } });
  expect(grant.success).toBe(true);
});
