import { App, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { EncryptedKey, KeyAccess } from '../../src';
import { constructOf, STATEMENTS_OF_CDK } from '../../src/access/statements-of-cdk';
import { decide } from '../support/oracle';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION } from '../support/stack';

/* A service principal gets in only with a source or a real context: whoever adds the statement, and by whatever door. */

const context = { '@aws-cdk/s3-notifications:addS3TrustKeyPolicyForSnsSubscriptions': true };
const stackIn = (app = new App({ analyticsReporting: false, context }), account = ACCOUNT, id = 'S', region = REGION) => new Stack(app, id, { env: { account, region } });
const topic = (scope: Stack, masterKey?: kms.IKey) => new sns.Topic(scope, masterKey ? 'Topic' : 'Plain', { masterKey });
const queue = (scope: Stack, encryptionMasterKey: kms.IKey) => new sqs.Queue(scope, 'Queue', { encryptionMasterKey });
const rule = (scope: Stack, target: events.IRuleTarget) => new events.Rule(scope, 'Rule', { eventPattern: { source: ['app'] }, targets: [target] });
const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };

/** What writes each statement of the table. */
const CONSTRUCTS: { readonly [construct: string]: (scope: Stack, key: kms.Key) => unknown } = {
  'aws-s3-notifications.SqsDestination': (scope, key) => new s3.Bucket(scope, 'Bucket').addObjectCreatedNotification(new notifications.SqsDestination(queue(scope, key))),
  'aws-s3-notifications.SnsDestination': (scope, key) => new s3.Bucket(scope, 'Bucket').addObjectCreatedNotification(new notifications.SnsDestination(topic(scope, key))),
  'aws-sns-subscriptions.SqsSubscription': (scope, key) => topic(scope).addSubscription(new subscriptions.SqsSubscription(queue(scope, key))),
  'aws-events-targets.SnsTopic': (scope, key) => rule(scope, new targets.SnsTopic(topic(scope, key))),
  'aws-events-targets.SqsQueue': (scope, key) => rule(scope, new targets.SqsQueue(queue(scope, key))),
  'aws-sns.Topic.bindAsNotificationRuleTarget': (scope, key) => codecommit.Repository.fromRepositoryName(scope, 'Code', 'code').notifyOnPullRequestCreated('Notify', topic(scope, key)),
  'aws-backup.BackupVault.notificationTopic': (scope, key) => new backup.BackupVault(scope, 'Vault', { notificationTopic: topic(scope, key) }),
  'aws-stepfunctions.StateMachine.logs': (scope, key) => new sfn.StateMachine(scope, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(scope, 'Pass')),
    encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(key),
    logs: { destination: new logs.LogGroup(scope, 'Logs') },
  }),
  'aws-s3.Bucket.serverAccessLogsBucket': (scope, encryptionKey) => new s3.Bucket(scope, 'Bucket', { serverAccessLogsBucket: new s3.Bucket(scope, 'Logs', { encryptionKey }) }),
  'aws-dynamodb.TableV2MultiAccountReplica': (scope, key) => {
    const there = stackIn(scope.node.root as App, OTHER_ACCOUNT, 'There', 'us-east-1');
    const table = new dynamodb.TableV2(there, 'Table', { tableName: 'orders', partitionKey, encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(there, 'Key')) });
    return new dynamodb.TableV2MultiAccountReplica(scope, 'Replica', { replicaSourceTable: table, encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) });
  },
};

test('each statement of the table has its construct here', () => {
  expect(Object.keys(CONSTRUCTS).sort()).toEqual(STATEMENTS_OF_CDK.map(({ construct }) => construct).sort());
});

const warningsOf = (key: kms.Key): string[] => key.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
const BOUNDED_BY_NOTHING = ['aws-backup.BackupVault.notificationTopic', 'aws-s3.Bucket.serverAccessLogsBucket'];

describe.each(STATEMENTS_OF_CDK)('$construct', ({ construct, principal, actions }) => {
  test('writes the statement of the table', () => {
    const stack = stackIn();
    const key = new kms.Key(stack, 'Key');
    CONSTRUCTS[construct](stack, key);
    const found = keyPolicy(stack).Statement.filter(({ Principal, Condition }) => Principal.Service === principal && Condition === undefined)
      .map(({ Sid = '', Action }) => constructOf({ sid: Sid, effect: 'Allow', actions: [Action].flat(), conditions: {}, principals: [], order: 0 }, principal));
    expect(found).toEqual([construct]);
    expect(actions.length).toBeGreaterThan(0);
  });

  test('is bounded, or warned of', async () => {
    const stack = stackIn();
    const key = new EncryptedKey(stack, 'Key');
    CONSTRUCTS[construct](stack, key);
    const strange = { 'aws:SourceAccount': '999988887777', 'aws:SourceArn': 'arn:aws:any:eu-west-1:999988887777:thing' };
    const answer = await decide({ principal, policy: keyPolicy(stack), context: strange, action: 'kms:Decrypt' });
    const told = warningsOf(key).filter(text => text.includes(`serviceForAnybody:${principal}`)).length;
    expect([answer, told]).toEqual(BOUNDED_BY_NOTHING.includes(construct) ? ['Allowed', 1] : ['ImplicitlyDenied', 0]);
  });
});

const SERVICES = ['s3.amazonaws.com', `logs.${REGION}.amazonaws.com`, 'delivery.logs.amazonaws.com', 'replication.dynamodb.amazonaws.com', 'sns.amazonaws.com', 'apigateway.amazonaws.com', 'unknown.amazonaws.com'];
const statementFor = (service: string, more: Partial<iam.PolicyStatementProps> = {}) =>
  new iam.PolicyStatement({ principals: [new iam.ServicePrincipal(service)], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'], sid: 'Mine', ...more });
const DOORS: { readonly [door: string]: (key: EncryptedKey, service: string) => unknown } = {
  'addToResourcePolicy': (key, service) => key.addToResourcePolicy(statementFor(service)),
  'addToResourcePolicy, for one key': (key, service) => key.addToResourcePolicy(statementFor(service, { resources: ['arn:aws:kms:*:*:key/*'] })),
  'addToResourcePolicy, with others': (key, service) => key.addToResourcePolicy(statementFor(service, { principals: [new iam.ServicePrincipal(service), new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`)] })),
  'addToResourcePolicy, every source': (key, service) => key.addToResourcePolicy(statementFor(service, { conditions: { ArnLike: { 'aws:SourceArn': '*' } } })),
  'addToResourcePolicy, a source perhaps': (key, service) => key.addToResourcePolicy(statementFor(service, { conditions: { StringEqualsIfExists: { 'aws:SourceAccount': '1'.repeat(12) } } })),
  'addToResourcePolicy, over TLS': (key, service) => key.addToResourcePolicy(statementFor(service, { conditions: { Bool: { 'aws:SecureTransport': 'true' } } })),
  'grantDecrypt': (key, service) => key.grantDecrypt(new iam.ServicePrincipal(service)),
  'grantEncryptDecrypt': (key, service) => key.grantEncryptDecrypt(new iam.ServicePrincipal(service)),
  'a method of an L2': (key, service) => new s3.Bucket(Stack.of(key), 'Bucket', { encryptionKey: key }).grantRead(new iam.ServicePrincipal(service)),
  'KeyAccess.statement': (key, service) => key.addAccess(KeyAccess.statement(statementFor(service))),
  'KeyAccess.use': (key, service) => key.addAccess(KeyAccess.use(new iam.ServicePrincipal(service))),
};

describe.each(Object.keys(DOORS))('%s', door => {
  test.each(SERVICES)('%s for anybody is refused', service => {
    const stack = stackIn();
    expect(() => {
      DOORS[door](new EncryptedKey(stack, 'Key'), service);
      (stack.node.root as App).synth();
    }).toThrow(/'.*' lets an AWS service use the key for anybody \(confused deputy\), got: '.*'; use KeyAccess\./);
  });
});

describe('what an app says', () => {
  const policyWith = (add: (key: EncryptedKey) => unknown): { statement: any; warnings: string[] } => {
    const stack = stackIn();
    const key = new EncryptedKey(stack, 'Key');
    add(key);
    (stack.node.root as App).synth();
    return { statement: keyPolicy(stack).Statement.find(({ Principal }: any) => Principal.Service), warnings: warningsOf(key) };
  };

  test('stays as it is where it is accepted', () => {
    expect(policyWith(key => key.addAccess(KeyAccess.statement(statementFor('apigateway.amazonaws.com'), { allowAnySource: true })))).toEqual({
      statement: { Sid: 'Mine', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' }, warnings: [],
    });
  });
  test('is accepted of constructs that say the same', () => {
    const { warnings } = policyWith(key => {
      key.addAccess(KeyAccess.statement(statementFor('apigateway.amazonaws.com'), { allowAnySource: true }));
      key.grantDecrypt(new iam.ServicePrincipal('apigateway.amazonaws.com'));
    });
    expect(warnings).toEqual([]);
  });
  test.each([
    ['events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey*']],
    ['cloudtrail.amazonaws.com', ['kms:Decrypt']],
  ])('of %s, for which AWS documents no source, stays and is warned of', (service, actions) => {
    const said = statementFor(service, { actions });
    for (const add of [(key: EncryptedKey) => key.addToResourcePolicy(said), (key: EncryptedKey) => key.addAccess(KeyAccess.statement(said))]) {
      const { statement, warnings } = policyWith(add);
      expect([statement.Condition, [statement.Action].flat()]).toEqual([undefined, actions]);
      expect(warnings).toEqual([expect.stringContaining(`cdk-keysmith:serviceForAnybody:${service}`)]);
    }
  });
  test('with a source, or a context, is not changed', () => {
    const conditions = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
    expect(policyWith(key => key.addToResourcePolicy(statementFor('s3.amazonaws.com', { conditions })))).toMatchObject({ statement: { Sid: 'Mine', Condition: conditions }, warnings: [] });
  });
});
