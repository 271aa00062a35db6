import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { policy, statement } from './statements';
import { CrossAccountKey, EncryptedKey, KeyAccess, KeyRestriction, KeyService, ServiceKey } from '../../../src';
import { allowedInVain, GrantMade } from '../../../src/access/gate/granted-resources';
import { ORDER } from '../../../src/private/policy-rows';
import { CATALOG } from '../../../src/services/catalog';
import { ACCOUNT, OTHER_ACCOUNT, REGION, testStack } from '../../support/stack';

/* A grant is as narrow as its key: what it gives in vain, because the resource is used through another service, is told. */

interface Place { readonly data: Stack; readonly elsewhere: Stack }
function place(): Place {
  const app = new App({ analyticsReporting: false });
  const at = (id: string, account: string) => new Stack(app, id, { env: { account, region: REGION } });
  return { data: at('Data', ACCOUNT), elsewhere: at('Elsewhere', OTHER_ACCOUNT) };
}

/** What synthesis says of it: the error, or the warnings. */
function said(build: (place: Place) => unknown): string {
  const stacks = place();
  build(stacks);
  try {
    (stacks.data.node.root as App).synth();
  } catch (error) {
    return `ERROR ${(error as Error).message}`;
  }
  return Annotations.fromStack(stacks.data).findWarning('*', Match.stringLikeRegexp('ReachesNothing')).map(({ entry }) => String(entry.data)).join('\n');
}

const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
type Resource = (scope: Stack, key: kms.IKey) => (role: iam.IGrantable) => unknown;
const bucket: Resource = (scope, encryptionKey) => { const it = new s3.Bucket(scope, 'It', { encryptionKey, bucketName: 'its-data' }); return role => it.grantRead(role); };
const RESOURCES: readonly [string, KeyService, Resource][] = [
  ['a table', KeyService.DYNAMODB, (scope, encryptionKey) => {
    const it = new dynamodb.Table(scope, 'It', { partitionKey, encryptionKey, tableName: 'it' });
    return role => it.grantReadWriteData(role);
  }],
  ['a global table', KeyService.DYNAMODB, (scope, key) => {
    const it = new dynamodb.TableV2(scope, 'It', { partitionKey, tableName: 'it', encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) });
    return role => it.grantReadData(role);
  }],
  ['a queue', KeyService.SQS, (scope, encryptionMasterKey) => { const it = new sqs.Queue(scope, 'It', { encryptionMasterKey, queueName: 'it' }); return role => it.grantSendMessages(role); }],
  ['a topic', KeyService.SNS, (scope, masterKey) => { const it = new sns.Topic(scope, 'It', { masterKey, topicName: 'it' }); return role => it.grantPublish(role); }],
  ['a stream', KeyService.KINESIS, (scope, encryptionKey) => { const it = new kinesis.Stream(scope, 'It', { encryptionKey, streamName: 'it' }); return role => it.grantRead(role); }],
];
const LAMBDA = new iam.ServicePrincipal('lambda.amazonaws.com');
const made = (scope: Stack) => new iam.Role(scope, 'Role', { assumedBy: LAMBDA, roleName: 'reader' });
const sharedThrough = (scope: Stack, service: KeyService) => new CrossAccountKey(scope, 'Key', { accounts: [OTHER_ACCOUNT], viaServices: [service] });

describe.each(RESOURCES)('%s', (_, service, make) => {
  test('granted to a role of another account under a key that is shared through another service is refused', () => {
    expect(said(({ data, elsewhere }) => make(data, sharedThrough(data, KeyService.S3))(made(elsewhere))))
      .toMatch(/ERROR[^]*\[Data\/Key\] 'grantee' is granted the .* Data\/It, which is encrypted under the key, .* got: 'Elsewhere\/Role'; add KeyService\./);
  });
  test('granted under a key that is shared through its service is not', () => {
    expect(said(({ data, elsewhere }) => make(data, sharedThrough(data, service))(made(elsewhere)))).toBe('');
  });
  test('granted to a role of the account is not: the sharing does not bind it', () => {
    expect(said(({ data }) => make(data, sharedThrough(data, KeyService.S3))(made(data)))).toBe('');
  });
});

test('a secret says by itself that it is read through Secrets Manager', () => {
  expect(said(({ data, elsewhere }) => new secretsmanager.Secret(data, 'It', { encryptionKey: sharedThrough(data, KeyService.S3), secretName: 'it' }).grantRead(made(elsewhere)))).toBe('');
});

test('a bucket under a key that is shared through DynamoDB', () => {
  expect(said(({ data, elsewhere }) => bucket(data, sharedThrough(data, KeyService.DYNAMODB))(made(elsewhere)))).toMatch(/is granted the bucket Data\/It/);
});

test('a role that is known by its ARN is told by the policy of the resource', () => {
  const known = (scope: Stack) => iam.Role.fromRoleArn(scope, 'Role', `arn:aws:iam::${OTHER_ACCOUNT}:role/reader`);
  const [, , table] = RESOURCES[1];
  expect(said(({ data }) => bucket(data, sharedThrough(data, KeyService.SQS))(known(data)))).toMatch(/ERROR[^]*is granted the bucket Data\/It/);
  expect(said(({ data }) => table(data, sharedThrough(data, KeyService.S3))(known(data)))).toMatch(/ERROR[^]*is granted the global table Data\/It/);
});

test('one of two resources that a role is granted is enough to be refused', () => {
  expect(said(({ data, elsewhere }) => {
    const key = sharedThrough(data, KeyService.S3);
    const role = made(elsewhere);
    bucket(data, key)(role);
    const table = new dynamodb.Table(data, 'Table', { partitionKey, encryptionKey: key, tableName: 'orders' });
    table.grantReadData(role);
  })).toMatch(/is granted the table Data\/Table/);
});

test('a key for another service, and a restriction to one, bind roles of the account too', () => {
  const [, , table] = RESOURCES[0];
  expect(said(({ data }) => table(data, new ServiceKey(data, 'Key', { service: KeyService.S3 }))(made(data)))).toMatch(/ERROR[^]*never lets the grantee use the key through Amazon DynamoDB/);
  expect(said(({ data }) => table(data, new EncryptedKey(data, 'Key', { restrictions: [KeyRestriction.onlyViaServices([KeyService.S3])] }))(made(data))))
    .toMatch(/ERROR[^]*never lets the grantee use the key through Amazon DynamoDB/);
  expect(said(({ data }) => table(data, new ServiceKey(data, 'Key', { service: KeyService.S3, additionalServices: [KeyService.DYNAMODB] }))(made(data)))).toBe('');
});

test('where a resource sends no such context, or IAM policies may still allow the use, it is a warning', () => {
  const context = { accounts: [OTHER_ACCOUNT], encryptionContext: { tenant: ['blue'] } };
  const [, , table] = RESOURCES[0];
  expect(said(({ data, elsewhere }) => table(data, new CrossAccountKey(data, 'Key', context))(made(elsewhere))))
    .toContain('what Elsewhere/Role is granted on the key never counts for the table Data/It');
  // Amazon S3 passes on what its caller adds.
  expect(said(({ data, elsewhere }) => bucket(data, new CrossAccountKey(data, 'Key', context))(made(elsewhere)))).toBe('');
});

describe('rows', () => {
  const [, , table] = RESOURCES[0];
  const role = new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Reader`);
  test.each<[string, KeyAccess, RegExp]>([
    ['through the service of a resource', KeyAccess.decrypt(role, { viaServices: [KeyService.DYNAMODB] }), /^$/],
    ['through one of several', KeyAccess.decrypt(role, { viaServices: [KeyService.S3, KeyService.DYNAMODB] }), /^$/],
    ['directly', KeyAccess.decrypt(role, { encryptionContext: { tenant: ['blue'] } }), /^$/],
    ['through another service', KeyAccess.decrypt(role, { viaServices: [KeyService.S3] }), /'KeyDecrypt' lets .*role\/Reader use the key through a service by which nothing.*rowReachesNothing:KeyDecrypt/],
  ])('%s', (_, access, expected) => {
    expect(said(({ data }) => table(data, new EncryptedKey(data, 'Key', { access: [access] })))).toMatch(expected);
  });
  test('say nothing where nothing of the app is under the key', () => {
    expect(said(({ data }) => new EncryptedKey(data, 'Key', { access: [KeyAccess.decrypt(role, { viaServices: [KeyService.S3] })] }))).toBe('');
  });
});

test('looking at a resource needs no key', () => {
  expect(said(({ data, elsewhere }) => {
    const key = sharedThrough(data, KeyService.S3);
    bucket(data, key);
    const table = new dynamodb.Table(data, 'Table', { partitionKey, encryptionKey: key, tableName: 'orders' });
    const role = made(elsewhere);
    table.grant(role, 'dynamodb:DescribeTable');
    key.grantDecrypt(role);
  })).toBe('');
});

/* One table under a key, and what one statement, or one grant, says of it. */
describe('rows and grants that reach nothing', () => {
  const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
  const under = (id: string) => ({ resource: new dynamodb.CfnTable(testStack(), 'Table', { keySchema: [] }), use: (CATALOG as any)[id] });
  const ALL = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:DescribeKey', 'kms:CreateGrant'];
  const through = (name: string) => ({ Condition: { StringEquals: { 'kms:ViaService': `${name}.eu-west-1.amazonaws.com` } } });
  const row = (json: object = {}, order: number = ORDER.use) => statement({ Sid: 'Row', Principal: { AWS: APP }, Action: ALL, ...json }, { row: { sid: 'Row', order } as any });
  /** Lets somebody use the table, so that the key is for it. */
  const OTHERS = statement({ Sid: 'Others', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Others` }, Action: ALL });
  const warnings = (statements: ReturnType<typeof statement>[], grants: GrantMade[] = [], ids = ['DYNAMODB']) => allowedInVain(policy(statements), ids.map(under), grants).map(({ warning, message }) => `${warning ?? 'error'} ${message.slice(0, 60)}`);
  const VAIN = [expect.stringContaining('cdk-keysmith:rowReachesNothing:Row')];

  test.each<[string, ReturnType<typeof statement>[], unknown[]]>([
    ['a row through another service', [OTHERS, row(through('s3'))], VAIN],
    ['a row through its service', [OTHERS, row(through('dynamodb'))], []],
    ['a row through any', [OTHERS, row()], []],
    ['a row with another condition', [OTHERS, row({ Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } })], []],
    ['a row through another service or none', [OTHERS, row({ Condition: { StringEqualsIfExists: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } })], []],
    ['a row to read about the key', [OTHERS, row({ Action: 'kms:DescribeKey', ...through('s3') })], []],
    ['a row for a service', [OTHERS, row({ Principal: { Service: 'sns.amazonaws.com' }, ...through('s3') })], []],
    ['a row for the account', [OTHERS, row({ Principal: { AWS: ACCOUNT }, ...through('s3') })], []],
    ['a statement that the app wrote itself', [OTHERS, statement({ Sid: 'Row', Principal: { AWS: APP }, Action: ALL, ...through('s3') })], VAIN],
    ['a row that administers', [OTHERS, row(through('s3'), ORDER.administration)], []],
    ['a row of your own', [OTHERS, row(through('s3'), ORDER.custom)], VAIN],
    ['a row for grants', [OTHERS, row(through('s3'), ORDER.grants)], VAIN],
    ['a Deny', [OTHERS, row({ Effect: 'Deny', ...through('s3') })], []],
    ['a row through another service, of a key that nobody uses for the table', [row(through('s3'))], []],
    ['two rows', [OTHERS, row(through('s3')), row({ Sid: 'Also', ...through('sqs') })], [...VAIN, expect.stringContaining('cdk-keysmith:rowReachesNothing:Also')]],
  ])('%s', (_, statements, wanted) => expect(warnings(statements)).toEqual(wanted));

  test('of nothing under the key, or of what only its service uses', () => {
    expect(warnings([OTHERS, row(through('s3'))], [], [])).toEqual([]);
    expect(warnings([OTHERS, row(through('s3'))], [], ['DYNAMODB', 'S3'])).toEqual([]);
  });
  test('of what no principal uses by itself', () => {
    const logs = statement({ Sid: 'Logs', Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, Action: ALL });
    const serviceOnly = { ...under('CLOUDWATCH_LOGS'), use: { ...(CATALOG as any).CLOUDWATCH_LOGS, calls: (CATALOG as any).CLOUDWATCH_LOGS.calls.slice(0, 2) } };

    expect(allowedInVain(policy([OTHERS, logs, row(through('s3'))]), [serviceOnly], [])).toEqual([]);
  });
  test('a row is not blamed for what a Deny takes', () => {
    const deny = (Condition: object) => statement({ Effect: 'Deny', Principal: { AWS: APP }, Action: 'kms:*', Condition });

    expect(warnings([OTHERS, row(), deny({ Null: { 'kms:ViaService': 'true' } }), deny(through('dynamodb').Condition)])).toEqual([]);
  });
  test('what to do', () => {
    expect(allowedInVain(policy([OTHERS, row(through('s3'))]), [under('DYNAMODB')], [])[0].message).toMatch(/such as the table Test\/Table; name its service too, or leave it out if the key is for resources elsewhere$/);
    expect(allowedInVain(policy([OTHERS, asPolicy(through('s3'))]), [under('DYNAMODB')], [grant(through('s3'))])[0].message)
      .toMatch(/does not meet its conditions; add KeyService\.DYNAMODB where the key names its services, or let IAM policies of the grantee allow the use$/);
  });
  test('of one call of several that the grant has nothing of', () => {
    const [data] = (CATALOG as any).DYNAMODB.calls;
    const two = { ...under('DYNAMODB'), use: { ...(CATALOG as any).DYNAMODB, calls: [{ ...data, actions: ['kms:Decrypt'] }, { ...data, actions: ['kms:Encrypt'] }] } };

    expect(allowedInVain(policy([OTHERS, asPolicy(through('s3'))]), [two], [grant(through('s3'))])).toHaveLength(1);
  });
  test('of a replica nothing is known', () => {
    const given = policy([OTHERS, row(through('s3'))]);

    expect(allowedInVain({ ...given, context: { ...given.context, multiRegion: true } }, [under('DYNAMODB')], [])).toEqual([]);
  });

  const grant = (more: object, isGranted = false): GrantMade => ({ grantee: 'Test/App', parts: [{ json: { Effect: 'Allow', Principal: { AWS: APP }, Action: ['kms:Decrypt'], Resource: '*', ...more } }], isGranted: () => isGranted });
  const granted = (...grants: GrantMade[]) => (statements: ReturnType<typeof statement>[]) => warnings(statements, grants);
  const asPolicy = (more: object) => statement({ Sid: undefined, Principal: { AWS: APP }, Action: ['kms:Decrypt'], ...more });
  const GRANT_VAIN = ['cdk-keysmith:grantReachesNothing:Test/App what Test/App is granted on the key never counts for the tab'];

  test.each<[string, ReturnType<ReturnType<typeof granted>>, unknown[]]>([
    ['a grant through another service', granted(grant(through('s3')))([OTHERS, asPolicy(through('s3'))]), GRANT_VAIN],
    ['a grant through another service on the table', granted(grant(through('s3'), true))([OTHERS, asPolicy(through('s3'))]), ["error 'grantee' is granted the table Test/Table, which is encrypte"]],
    ['two grants through another service, one of them on the table', granted(grant(through('s3'), true), grant(through('s3')))([OTHERS, asPolicy(through('s3'))]), ["error 'grantee' is granted the table Test/Table, which is encrypte"]],
    ['a grant through another service, of a key that nobody uses for the table', granted(grant(through('s3')))([asPolicy(through('s3'))]), []],
    ['a grant through its service', granted(grant(through('dynamodb'), true))([OTHERS, asPolicy(through('dynamodb'))]), []],
    ['a grant through any', granted(grant({}, true))([OTHERS, asPolicy({})]), []],
    ['a grant through another service, beside one through its own', granted(grant(through('s3')), grant(through('dynamodb')))([OTHERS, asPolicy(through('s3')), asPolicy(through('dynamodb'))]), []],
    ['a grant of nothing that the table asks', granted(grant({ Action: ['kms:Sign'], ...through('s3') }))([OTHERS, asPolicy({ Action: ['kms:Sign'], ...through('s3') })]), []],
    ['a grant to read about the key', granted(grant({ Action: ['kms:DescribeKey'], ...through('s3') }, true))([OTHERS, asPolicy({ Action: ['kms:DescribeKey'], ...through('s3') })]), []],
    ['a grant that is denied to everybody', granted(grant({}, true))([OTHERS, asPolicy({}), statement({ Effect: 'Deny', Principal: '*', Action: 'kms:*' })]), []],
    ['a grant on the table, whose service is denied', granted(grant({}, true))([OTHERS, asPolicy({}), statement({ Effect: 'Deny', Principal: { AWS: APP }, Action: 'kms:*', ...through('dynamodb') })]), ["error 'grantee' is granted the table Test/Table, which is encrypte"]],
    ['a grant on something else, whose service is denied', granted(grant({}))([OTHERS, asPolicy({}), statement({ Effect: 'Deny', Principal: { AWS: APP }, Action: 'kms:*', ...through('dynamodb') })]), []],
  ])('%s', (_, found, wanted) => expect(found).toEqual(wanted));
});
