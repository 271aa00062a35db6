import { App, LegacyStackSynthesizer, NestedStack, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { policy, statement } from './statements';
import { EncryptedKey, IamDelegation, KeyAccess, KeyRestriction, KeyService, ServiceKey } from '../../../src';
import { canBeUsed } from '../../../src/access/gate/services-let-in';
import { CATALOG } from '../../../src/services/catalog';
import { ACCOUNT, deployer, REGION, testStack } from '../../support/stack';

/* What the app encrypts under a key is known: whoever creates it, and somebody for its service, must get in. */

const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
function warnings(build: (stack: Stack) => unknown, stack = testStack()): string[] {
  build(stack);
  (stack.node.root as App).synth();
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('serviceNotLetIn|deployerCannotCreate')).map(({ entry }) => String(entry.data));
}
const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
const table = (stack: Stack, encryptionKey: kms.IKey) => new dynamodb.Table(stack, 'Table', { partitionKey, encryptionKey });
const RESOURCES: [string, (stack: Stack, key: kms.IKey) => unknown, string][] = [
  ['a table', table, 'DYNAMODB'],
  ['a global table', (stack, key) => new dynamodb.TableV2(stack, 'Table', { partitionKey, encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) }), 'DYNAMODB'],
  ['an L1 database', (stack, key) => new rds.CfnDBCluster(stack, 'Db', { engine: 'aurora-mysql', kmsKeyId: key.keyArn, storageEncrypted: true }), 'RDS'],
  ['an L1 database by the id', (stack, key) => new rds.CfnDBInstance(stack, 'Db', { kmsKeyId: key.keyId }), 'RDS'],
  ['a volume', (stack, key) => new ec2.Volume(stack, 'Volume', { availabilityZone: `${REGION}a`, size: Size.gibibytes(1), encrypted: true, encryptionKey: key }), 'EBS'],
  ['a bucket', (stack, encryptionKey) => new s3.Bucket(stack, 'Bucket', { encryptionKey }), 'S3'],
  ['a secret', (stack, encryptionKey) => new secretsmanager.Secret(stack, 'Secret', { encryptionKey }), 'SECRETS_MANAGER'],
  ['an L1 log group', (stack, key) => new logs.CfnLogGroup(stack, 'Logs', { kmsKeyId: key.keyArn }), 'CLOUDWATCH_LOGS'],
];

describe.each(RESOURCES)('%s', (_, make, id) => {
  test('under a key for another service is told', () => {
    const found = warnings(stack => make(stack, new ServiceKey(stack, 'Key', { service: KeyService.SQS })));
    // Secrets and volumes of aws-cdk-lib let those in who create them.
    if (id === 'SECRETS_MANAGER' || id === 'EBS') { return; }
    expect(found).toEqual([expect.stringContaining('allows nobody to use it for')]);
    expect(found[0]).toContain(`KeyAccess.service(KeyService.${id}`);
  });
  test('under a key for its service is not', () => {
    expect(warnings(stack => make(stack, new ServiceKey(stack, 'Key', { service: (KeyService as any)[id] })))).toEqual([]);
  });
  test('under a key for its service with users is not', () => {
    const service: KeyService = (KeyService as any)[id];
    if (!service._use.calls.some(call => call.caller === 'user')) { return; }
    expect(warnings(stack => make(stack, new ServiceKey(stack, 'Key', { service, users: [role('App')] })))).toEqual([]);
  });
  test('under a key that IAM policies may use is not, unless the service calls itself', () => {
    expect(warnings(stack => make(stack, new EncryptedKey(stack, 'Key')))).toHaveLength(id === 'CLOUDWATCH_LOGS' ? 1 : 0);
  });
});

describe('the role that deploys', () => {
  const none = { iamDelegation: IamDelegation.NONE, administrators: [deployer()] };
  test('cannot create a table under a key whose policy lets users only in', () => {
    expect(warnings(stack => table(stack, new EncryptedKey(stack, 'Key', { ...none, users: [role('App')] }))))
      .toEqual([expect.stringMatching(/the role that deploys Test, arn:aws:iam::111122223333:role\/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1, gets no kms:.*could not create the table Test\/Table under the key/)]);
  });
  test('cannot with some of the actions only', () => {
    const some = { access: [KeyAccess.decrypt(deployer())], allowAdministratorsToUse: true };
    expect(warnings(stack => table(stack, new EncryptedKey(stack, 'Key', { ...none, ...some, users: [role('App')] })))).toEqual([expect.stringContaining('deployerCannotCreate:DYNAMODB')]);
  });
  test('is not known where a stack is deployed by whoever signs in', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Test', { env: { account: ACCOUNT, region: REGION }, synthesizer: new LegacyStackSynthesizer() });
    expect(warnings(one => table(one, new EncryptedKey(one, 'Key', { iamDelegation: IamDelegation.NONE, administrators: [role('Admin')], users: [role('App')] })), stack)).toEqual([]);
  });
  test('can with the row of the service', () => {
    expect(warnings(stack => table(stack, new EncryptedKey(stack, 'Key', { ...none, access: [KeyAccess.service(KeyService.DYNAMODB, { users: [role('App')] })] })))).toEqual([]);
  });
  test('cannot where a restriction denies it', () => {
    const onlyApp = KeyRestriction.onlyPrincipals([role('App')], { includeAdministration: false });
    expect(warnings(stack => new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new ServiceKey(stack, 'Key', { service: KeyService.SECRETS_MANAGER, restrictions: [onlyApp] }) })))
      .toEqual([expect.stringContaining('deployerCannotCreate:SECRETS_MANAGER')]);
  });
});

describe('who can use a resource', () => {
  const users = (more: object = {}) => statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` }, Action: 'kms:*', ...more });
  const logGroups = (more: object = {}) => statement({ Principal: { Service: `logs.${REGION}.amazonaws.com` }, Action: 'kms:*', ...more });
  const through = (name: string) => ({ Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `${name}.${REGION}.amazonaws.com` } } });
  const DENY = { Effect: 'Deny' };

  test.each<[string, string, ReturnType<typeof statement>[], boolean]>([
    ['a role, of a table', 'DYNAMODB', [users()], true],
    ['a role, of a table through its service', 'DYNAMODB', [users(through('dynamodb'))], true],
    ['a role, of a table through another service', 'DYNAMODB', [users(through('s3'))], false],
    ['a role that only looks at the key', 'DYNAMODB', [users({ Action: 'kms:DescribeKey' })], false],
    ['a role that is denied it', 'DYNAMODB', [users(), users(DENY)], false],
    ['whoever is not denied', 'DYNAMODB', [users({ ...DENY, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` } })], false],
    ['everyone of the account', 'DYNAMODB', [users({ Principal: '*', ...through('dynamodb') })], true],
    ['everyone of the account through another service', 'DYNAMODB', [users({ Principal: '*', ...through('s3') })], false],
    ['the service alone', 'DYNAMODB', [statement({ Principal: { Service: 'dynamodb.amazonaws.com' }, Action: 'kms:*' })], false],
    ['nobody', 'DYNAMODB', [], false],
    ['a role and the service, of a log group', 'CLOUDWATCH_LOGS', [users(), logGroups()], true],
    ['a role, of a log group', 'CLOUDWATCH_LOGS', [users()], false],
    ['the service, of a log group', 'CLOUDWATCH_LOGS', [logGroups()], false],
    ['a role and the service, which is denied', 'CLOUDWATCH_LOGS', [users(), logGroups(), logGroups(DENY)], false],
    ['a role and another service', 'CLOUDWATCH_LOGS', [users(), logGroups({ Principal: { Service: 'sns.amazonaws.com' } })], false],
  ])('%s', (_, id, statements, wanted) => expect(canBeUsed(policy(statements), (CATALOG as any)[id])).toBe(wanted));
});

test('resources of other stacks, nested ones and those that name an alias count', () => {
  const app = new App({ analyticsReporting: false });
  const env = { account: ACCOUNT, region: REGION };
  const keys = new Stack(app, 'Keys', { env });
  const key = new ServiceKey(keys, 'Key', { service: KeyService.SQS });
  table(new Stack(app, 'Data', { env }), key);
  table(new NestedStack(keys, 'Inner'), key);
  new rds.CfnDBInstance(keys, 'Db', { kmsKeyId: (key.node.findChild('Alias').node.defaultChild as kms.CfnAlias).ref });
  const found = warnings(() => undefined, keys).join('\n');
  ['Data/Table', 'Keys/Inner/Table', 'Keys/Db'].forEach(path => expect(found).toContain(path));
});
