import { readFileSync } from 'fs';
import { join } from 'path';
import { CfnParameter, Fn, NestedStack, Stack, Aws, Validations } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ACCOUNT, arnOf, asked, deploy, deployAfter, deployer, holds, keysIn, known, made, OTHER_ACCOUNT, refuses, said, stackOf, tells, testApp, via } from './case-support';
import {
  CrossAccountKey, EncryptedAutoScalingGroup, EncryptedBucket, EncryptedFunction, EncryptedKey, EncryptedLogGroup, EncryptedTrail,
  GrantOperation, IamDelegation, KeyAccess, KeyGrant, KeyService, KmsChecks, MessageSource, MessageTarget, MultiRegionKey, RemoteKey,
  ServiceKey,
} from '../../src';
import { synthesisError } from '../support/synthesis';

/*
 * What users reported of KMS keys in aws-cdk, Terraform, Landing Zone Accelerator and elsewhere, as they would write it here.
 */

const { ADMINISTRATION, NONE } = IamDelegation;
const REMOTE = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const inline = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') };
const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
const imported = (stack: Stack, role: string) => iam.Role.fromRoleArn(stack, role, arnOf(role), { mutable: false });
const errorsOf = (stack: Stack) => new KmsChecks().validateScope(stack.node.root).violations.filter(({ severity }) => severity === 'error').map(({ ruleName }) => ruleName);

describe('data in one stack, functions in another', () => {
  type Data = (stack: Stack, key: kms.IKey) => (grantee: iam.IGrantable) => unknown;
  const resources: [string, KeyService, string, Data][] = [
    ['S3', KeyService.S3, 's3', (stack, encryptionKey) => { const bucket = new s3.Bucket(stack, 'R', { encryptionKey }); return fn => bucket.grantReadWrite(fn); }],
    ['SQS', KeyService.SQS, 'sqs', (stack, encryptionMasterKey) => { const queue = new sqs.Queue(stack, 'R', { encryptionMasterKey }); return fn => queue.grantSendMessages(fn); }],
    ['SNS', KeyService.SNS, 'sns', (stack, masterKey) => { const topic = new sns.Topic(stack, 'R', { masterKey }); return fn => topic.grantPublish(fn); }],
    ['DYNAMODB', KeyService.DYNAMODB, 'dynamodb', (stack, encryptionKey) => {
      const table = new dynamodb.Table(stack, 'R', { encryptionKey, partitionKey });
      return fn => table.grantReadWriteData(fn);
    }],
    ['KINESIS', KeyService.KINESIS, 'kinesis', (stack, encryptionKey) => { const stream = new kinesis.Stream(stack, 'R', { encryptionKey }); return fn => stream.grantReadWrite(fn); }],
    ['SECRETS_MANAGER', KeyService.SECRETS_MANAGER, 'secretsmanager', (stack, encryptionKey) => {
      const secret = new secretsmanager.Secret(stack, 'R', { encryptionKey });
      return fn => secret.grantRead(fn);
    }],
  ];
  for (const [name, service, called, make] of resources) {
    holds(`B01-${name}`, 'ServiceKey', async () => {
      const app = testApp();
      const [data, api] = [stackOf(app, 'Data'), stackOf(app, 'Api')];
      const grant = make(data, new ServiceKey(data, 'Key', { alias: 'k', service }));
      const fn = new lambda.Function(api, 'F', inline);
      grant(fn);
      const deployed = deploy(app);
      expect(data.dependencies).toEqual([]);
      const arn = deployed.arnOf(fn.role!);
      expect(JSON.stringify(deployed.identityPolicies(ACCOUNT, arn.split('/')[1]))).toContain('kms:Decrypt');
      expect(await asked(deployed, arn, { context: via(called) })).toBe('Allowed');
      expect(await asked(deployed, arnOf('Stranger'))).not.toBe('Allowed');
    });
    holds(`B01-${name}-ADMINISTRATION`, 'or a message that says to name the role', () => {
      const app = testApp();
      const [data, api] = [stackOf(app, 'Data'), stackOf(app, 'Api')];
      try {
        make(data, new EncryptedKey(data, 'Key', { alias: 'k', iamDelegation: ADMINISTRATION }))(new lambda.Function(api, 'F', inline));
        deploy(app);
      } catch (error) {
        expect((error as Error).message).toMatch(/roleName|the role that deploys this stack/);
      }
    });
    holds(`B01-${name}-FULL`, 'EncryptedKey', () => {
      const app = testApp();
      const [data, api] = [stackOf(app, 'Data'), stackOf(app, 'Api')];
      make(data, new EncryptedKey(data, 'Key', { alias: 'k' }))(new lambda.Function(api, 'F', inline));
      deploy(app);
    });
  }
});

describe('nested stacks', () => {
  const polled = (key: (sec: Stack) => kms.IKey, keyIn: 'nested' | 'parent') => {
    const stack = stackOf(testApp());
    const [sec, web] = [keyIn === 'nested' ? new NestedStack(stack, 'Sec') : stack, new NestedStack(stack, 'Api')];
    const queue = new sqs.Queue(sec, 'Q', { encryptionMasterKey: key(sec) });
    new lambda.Function(web, 'F', inline).addEventSource(new SqsEventSource(queue));
    deploy(stack);
  };
  holds('B02a', 'a key and a queue in one, the function in another', () => polled(sec => new ServiceKey(sec, 'Key', { alias: 'k', service: KeyService.SQS }), 'nested'));
  holds('B02b', 'a key and a queue in the parent', () => polled(sec => new ServiceKey(sec, 'Key', { alias: 'k', service: KeyService.SQS }), 'parent'));
  holds('B02c', 'with an EncryptedKey', () => polled(sec => new EncryptedKey(sec, 'Key', { alias: 'k' }), 'nested'));
});

describe('a stack dependency widens no policy', () => {
  const keys: [string, (stack: Stack) => kms.IKey][] = [
    ['B03a', stack => new EncryptedKey(stack, 'Key', { alias: 'k', iamDelegation: NONE, administrators: [imported(stack, 'Admin')], users: [imported(stack, 'Usr')] })],
    ['B03b', stack => new ServiceKey(stack, 'Key', { alias: 'k', service: KeyService.S3 })],
    ['B03c', stack => new ServiceKey(stack, 'Key', { alias: 'k', service: KeyService.S3, users: [imported(stack, 'Usr')] })],
  ];
  for (const [id, key] of keys) {
    holds(id, 'or it is refused', async () => {
      const app = testApp();
      const [data, api] = [stackOf(app, 'Data'), stackOf(app, 'Api')];
      const bucket = new s3.Bucket(data, 'B', { encryptionKey: key(data) });
      deployAfter(api, data);
      try {
        bucket.grantRead(made(api));
        app.synth();
      } catch (error) {
        expect((error as Error).message).toMatch(/roleName|the role that deploys this stack/);
        return;
      }
      expect(await asked(app, arnOf('Stranger'))).not.toBe('Allowed');
    });
  }
});

holds('B04', 'producers of Firehose', async () => {
  const stack = stackOf(testApp());
  new ServiceKey(stack, 'Key', { alias: 'f', service: KeyService.FIREHOSE, users: [imported(stack, 'Producer')] });
  const deployed = deploy(stack);
  for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) { expect([action, await asked(deployed, arnOf('Producer'), { action, context: via('firehose') })]).toEqual([action, 'Allowed']); }
  expect(await asked(deployed, arnOf('Producer'), { action: 'kms:CreateGrant', context: { ...via('firehose'), 'kms:GrantIsForAWSResource': 'true' } })).toBe('Allowed');
});

describe('a user of a stack of another account', () => {
  const keys: [string, (stack: Stack, role: iam.IRole) => unknown][] = [
    ['B05a', (stack, role) => new ServiceKey(stack, 'Key', { alias: 'dst', service: KeyService.S3_REPLICATION_DESTINATION, users: [role] })],
    ['B05b', (stack, role) => new EncryptedKey(stack, 'Key', { users: [role] })],
  ];
  for (const [id, key] of keys) {
    holds(id, 'is bound by the account, or refused', () => {
      const app = testApp();
      const [src, dst] = [stackOf(app, 'Src'), stackOf(app, 'Dst', { account: OTHER_ACCOUNT, region: 'eu-west-1' })];
      const role = new iam.Role(src, 'Rep', { roleName: 'rep-role', assumedBy: new iam.ServicePrincipal('s3.amazonaws.com') });
      try {
        key(dst, role);
      } catch (error) {
        expect((error as Error).message).toMatch(/CrossAccountKey|users/);
        return;
      }
      const deployed = deploy(app);
      const [{ policy }] = keysIn(deployed, 'eu-west-1');
      expect(policy.Statement.filter((s: any) => JSON.stringify(s.Principal).includes('role/rep-role'))).toEqual([]);
      expect(JSON.stringify(policy)).toContain(`"aws:PrincipalArn":"${arnOf('rep-role')}"`);
      expect(JSON.stringify(deployed.identityPolicies(ACCOUNT, 'rep-role'))).toContain('kms:');
    });
  }
});

holds('B06', 'a grant to a role of another account that may not exist yet', () => {
  const stack = stackOf(testApp());
  const later = arnOf('later', OTHER_ACCOUNT);
  new EncryptedKey(stack, 'Key', { alias: 'k' }).grantDecrypt(iam.Role.fromRoleArn(stack, 'R', later));
  const [{ policy }] = keysIn(stack);
  expect(policy.Statement).toContainEqual(expect.objectContaining({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, Condition: { ArnEquals: { 'aws:PrincipalArn': later } } }));
  expect(JSON.stringify(policy.Statement.map((s: any) => s.Principal))).not.toContain(later);
});

holds('B07', "a KeyGrant on another account's key", async () => {
  const app = testApp();
  new CrossAccountKey(stackOf(app, 'Own'), 'Key', { alias: 'ami', accounts: [OTHER_ACCOUNT], viaServices: [KeyService.EBS], autoScaling: true });
  const work = stackOf(app, 'Work', { account: OTHER_ACCOUNT });
  new KeyGrant(work, 'G', {
    key: RemoteKey.fromKeyArn(work, 'RK', REMOTE),
    grantee: new iam.ArnPrincipal(arnOf('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling', OTHER_ACCOUNT)),
    operations: [GrantOperation.DECRYPT],
  });
  const deployed = deploy(app);
  const may = await Promise.all(['kms:ListGrants', 'kms:RevokeGrant'].map(action => asked(deployed, arnOf('Maker', OTHER_ACCOUNT), { action })));
  if (!may.every(decision => decision === 'Allowed')) {
    expect(said(work).join('\n')).toMatch(/CreateGrant[^]*ListGrants[^]*RevokeGrant/);
  }
});

describe('delegation NONE and the role that deploys', () => {
  const none = (administrators: (stack: Stack) => iam.IGrantable[]) => () => {
    const stack = stackOf(testApp());
    return new EncryptedKey(stack, 'Key', { alias: 'k', iamDelegation: NONE, administrators: administrators(stack) });
  };
  holds('B08a', 'that is no administrator', () => tells(none(stack => [imported(stack, 'Security')]), /cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1/));
  holds('B08b', 'that is one', () => {
    const key = none(stack => [imported(stack, 'Security'), new iam.ArnPrincipal(deployer())])();
    deploy(key);
    expect(said(key)).toEqual([]);
  });
});

holds('B09', 'an alias in EncryptedFunction.allowUse', () => {
  const stack = stackOf(testApp());
  const fn = new lambda.Function(stack, 'F', inline);
  try {
    EncryptedFunction.allowUse(fn, kms.Alias.fromAliasName(stack, 'K', 'alias/x'));
  } catch (error) {
    expect((error as Error).message).toMatch(/alias/);
    return;
  }
  const deployed = deploy(stack);
  const policies = JSON.stringify(deployed.identityPolicies(ACCOUNT, deployed.arnOf(fn.role!).split('/')[1]));
  expect(policies).toMatch(/"kms:ResourceAliases":"alias\/x"/);
  expect(policies).not.toContain(':alias/x"');
});
holds('B10', 'an alias in EncryptedBucket, in a stack of any environment', () => refuses(() => {
  const stack = new Stack(testApp(), 'S');
  return EncryptedBucket.create(stack, 'B', kms.Alias.fromAliasName(stack, 'K', 'alias/x'));
}, /alias/));

holds('B11', "AWS's own statement for notifications of developer tools", () => {
  const stack = stackOf(testApp());
  const key = new kms.Key(stack, 'Key', { alias: 't', enableKeyRotation: true });
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('codestar-notifications.amazonaws.com')],
    resources: ['*'],
    actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    conditions: { StringEquals: { 'kms:ViaService': 'sns.us-east-1.amazonaws.com' } },
  }));
  expect(errorsOf(stack).filter(rule => /ViaServiceForPeople/.test(rule))).toEqual([]);
});
holds('B12', 'notifyOn with an encrypted topic', () => {
  const stack = stackOf(testApp());
  const topic = new sns.Topic(stack, 'T', { topicName: 'n', masterKey: new ServiceKey(stack, 'Key', { alias: 't', service: KeyService.SNS }) });
  codecommit.Repository.fromRepositoryName(stack, 'R', 'r').notifyOnPullRequestCreated('N', topic);
  Validations.of(stack).addPlugins(new KmsChecks(stack));
  expect(synthesisError(stack.node.root as any)).toBeUndefined();
});

describe('one key for the source and the target of messages', () => {
  const bounded = async (stack: Stack, service: string, source: string) => {
    const deployed = deploy(stack);
    const ask = async (action: string, account: string) => asked(deployed, `${service}.amazonaws.com`, { action, identity: [], context: { 'aws:SourceAccount': account, 'aws:SourceArn': source.replace(/111122223333/, account) } });
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      expect([action, await ask(action, ACCOUNT)]).toEqual([action, 'Allowed']);
      expect([action, await ask(action, OTHER_ACCOUNT)]).not.toEqual([action, 'Allowed']);
    }
  };
  for (const [id, name] of [['B14a', undefined], ['B14b', 'docs']] as const) {
    holds(id, 'bucket to queue', async () => {
      const stack = stackOf(testApp());
      const key = new EncryptedKey(stack, 'Key', { alias: 'k' });
      const bucket = new s3.Bucket(stack, 'B', { encryptionKey: key, bucketName: name });
      bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(new sqs.Queue(stack, 'Q', { encryptionMasterKey: key })));
      await bounded(stack, 's3', `arn:aws:s3:::${deploy(stack).arnOf(bucket).split(':::')[1]}`);
    });
  }
  holds('B15', 'topic to queue', async () => {
    const stack = stackOf(testApp());
    const key = new EncryptedKey(stack, 'Key', { alias: 'k' });
    const topic = new sns.Topic(stack, 'T', { masterKey: key });
    topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Q', { encryptionMasterKey: key })));
    await bounded(stack, 'sns', deploy(stack).arnOf(topic));
  });
  holds('P01', 'rule to queue', () => {
    const stack = stackOf(testApp());
    const queue = new sqs.Queue(stack, 'Q', { encryptionMasterKey: new EncryptedKey(stack, 'Key') });
    new events.Rule(stack, 'R', { eventPattern: { source: ['app'] }, targets: [new targets.SqsQueue(queue)] });
    deploy(stack);
  });
});

describe('a key that another team owns', () => {
  const integrations: [string, (stack: Stack, key: any) => unknown][] = [
    ['B16a', (stack, key) => EncryptedLogGroup.create(stack, 'L', key, { logGroupName: '/app/x' })],
    ['B16b', (stack, key) => EncryptedTrail.create(stack, 'T', key)],
    ['B16c', (_, key) => EncryptedAutoScalingGroup.allow(key)],
  ];
  for (const [id, integrate] of integrations) {
    for (const [how, key] of [['by RemoteKey', (stack: Stack) => RemoteKey.fromKeyArn(stack, 'K', REMOTE)], ['by ARN', (stack: Stack) => kms.Key.fromKeyArn(stack, 'K', REMOTE)]] as const) {
      holds(id, how, () => tells(() => { const stack = stackOf(testApp()); integrate(stack, key(stack)); return stack; }, /got: |cdk-keysmith/));
    }
  }
});

holds('B17', 'a table in two accounts', async () => {
  const app = testApp();
  const [src, dst] = [stackOf(app, 'Src'), stackOf(app, 'Dst', { account: OTHER_ACCOUNT, region: 'us-east-2' })];
  const key = (stack: Stack) => new ServiceKey(stack, 'K', { service: KeyService.DYNAMODB_GLOBAL_TABLES });
  const table = new dynamodb.TableV2(src, 'T', { tableName: 'tt', partitionKey, encryption: dynamodb.TableEncryptionV2.customerManagedKey(key(src)) });
  new dynamodb.TableV2MultiAccountReplica(dst, 'R', { replicaSourceTable: table, encryption: dynamodb.TableEncryptionV2.customerManagedKey(key(dst), {}) });
  const deployed = deploy(app);
  for (const region of ['us-east-1', 'us-east-2']) {
    const [{ policy }] = keysIn(deployed, region);
    const rows = policy.Statement.filter((s: any) => JSON.stringify(s.Principal).includes('replication.dynamodb'));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((s: any) => !/aws:SourceAccount|aws:SourceArn/.test(JSON.stringify(s.Condition ?? {})))).toEqual([]);
  }
});
holds('B18', 'notifications of Auto Scaling name the role that sends them', () => {
  expect('AUTO_SCALING' in MessageSource).toBe(false);
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'services.md'), 'utf8')).toMatch(/These send with an IAM role.*AWSServiceRoleForAutoScaling/);
});

describe('what passed from the start', () => {
  holds('P02', 'a secret for a role of another stack', () => {
    const app = testApp();
    const [a, b] = [stackOf(app, 'A'), stackOf(app, 'B')];
    const role = made(b);
    new secretsmanager.Secret(a, 'S', { encryptionKey: new EncryptedKey(a, 'K', { alias: 'k' }) }).grantRead(role);
    const deployed = deploy(app);
    const policies = JSON.stringify(deployed.identityPolicies(ACCOUNT, deployed.arnOf(role).split('/')[1]));
    expect(policies).toContain('"kms:ResourceAliases":"alias/k"');
    expect(policies).toContain('"kms:ViaService":"secretsmanager.us-east-1.amazonaws.com"');
  });
  holds('P03', 'messages of a topic of one account to a queue of another', () => {
    const app = testApp();
    const topic = new sns.Topic(stackOf(app, 'T'), 'Topic', { topicName: 'top' });
    const there = stackOf(app, 'Q', { account: OTHER_ACCOUNT });
    const key = new EncryptedKey(there, 'K');
    key.addAccess(KeyAccess.messages(MessageSource.topic(topic), MessageTarget.queue(new sqs.Queue(there, 'Queue', { encryptionMasterKey: key }))));
    const [{ policy }] = keysIn(app);
    expect(policy.Statement).toContainEqual(expect.objectContaining({ Condition: expect.objectContaining({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:top' } }) }));
    expect(there.dependencies).toEqual([]);
  });
  holds('P04', 'alarms of two accounts to a topic', () => {
    const key = new EncryptedKey(stackOf(testApp()), 'K', { access: [KeyAccess.messages(MessageSource.CLOUDWATCH_ALARMS, MessageTarget.ANY_TOPIC, { sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] })] });
    const row = JSON.stringify(keysIn(key)[0].policy.Statement.find((s: any) => JSON.stringify(s.Principal).includes('cloudwatch')).Condition);
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) { expect(row).toContain(`:${account}:alarm:`); }
    expect(row).toMatch(/"aws:SourceAccount":\["111122223333","444455556666"\]/);
  });
  holds('P05', 'snapshots of databases shared with another account', async () => {
    const stack = stackOf(testApp());
    new CrossAccountKey(stack, 'K', { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.RDS] });
    const deployed = deploy(stack);
    const ask = async (action: string, context: { [key: string]: string }) => asked(deployed, arnOf('x', OTHER_ACCOUNT), { action, context });
    expect(await ask('kms:DescribeKey', via('rds'))).toBe('Allowed');
    expect(await ask('kms:Decrypt', via('rds'))).toBe('Allowed');
    expect(await ask('kms:CreateGrant', { ...via('rds'), 'kms:GrantIsForAWSResource': 'true' })).toBe('Allowed');
    expect(await ask('kms:Decrypt', {})).toBe('ImplicitlyDenied');
    expect(await ask('kms:Decrypt', via('rds', 'eu-west-1'))).toBe('ImplicitlyDenied');
  });
  holds('P06', 'a replicated secret under a multi-Region key', () => {
    const app = testApp();
    const key = new MultiRegionKey(stackOf(app, 'Keys'), 'K', { replicaRegions: ['eu-west-1'], alias: 'k' });
    const data = stackOf(app, 'Data');
    new secretsmanager.Secret(data, 'S', { encryptionKey: key, replicaRegions: [{ region: 'eu-west-1', encryptionKey: key.keyIn('eu-west-1') }] });
    deploy(app);
    expect(data.dependencies.map(({ stackName }) => stackName)).toContain('Keys-replicas-eu-west-1');
  });
  for (const [beside, warns] of [[true, true], [false, false]] as const) {
    holds('P07', beside ? 'a global table beside its key' : 'a global table apart from its key', () => {
      const app = testApp();
      const keys = stackOf(app, 'Keys');
      const key = new MultiRegionKey(keys, 'K', { replicaRegions: ['eu-west-1'] });
      new dynamodb.TableV2(beside ? keys : stackOf(app, 'Data'), 'T', {
        partitionKey, encryption: dynamodb.TableEncryptionV2.customerManagedKey(key, { 'eu-west-1': key.keyIn('eu-west-1').keyArn }), replicas: [{ region: 'eu-west-1' }],
      });
      app.synth();
      expect(said(app).some(warning => warning.includes('replicaBesidePrimary'))).toBe(warns);
    });
  }
  const adopting: [string, (stack: Stack) => unknown][] = [
    ['EncryptedKey', stack => new EncryptedKey(stack, 'K', { alias: 'k' })],
    ['ServiceKey', stack => new ServiceKey(stack, 'K', { alias: 'k', service: KeyService.S3 })],
    ['CrossAccountKey', stack => new CrossAccountKey(stack, 'K', { alias: 'k', accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3] })],
  ];
  for (const [name, make] of adopting) {
    holds('P08', `kms.Key becomes ${name} without being replaced`, () => {
      const resources = (build: (stack: Stack) => unknown) => { const app = testApp(); const stack = stackOf(app); build(stack); return app.synth().getStackByName('S').template.Resources; };
      const [before, after] = [resources(stack => new kms.Key(stack, 'K', { alias: 'k' })), resources(make)];
      expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
      const [, key] = Object.entries<any>(after).find(([, { Type }]) => Type === 'AWS::KMS::Key')!;
      expect(Object.keys(key.Properties).filter(property => ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'].includes(property))).toEqual([]);
    });
  }
  holds('P09', 'delivery by Firehose to a bucket with an S3 Bucket Key', () => {
    const key = new EncryptedKey(stackOf(testApp()), 'K', { access: [KeyAccess.service(KeyService.FIREHOSE_DELIVERY, { resources: ['logs'], users: [known('Delivery')] })] });
    const text = JSON.stringify(keysIn(key)[0].policy);
    expect(text).toContain('"arn:aws:s3:::logs"');
    expect(text).toContain('"arn:aws:s3:::logs/*"');
  });
  holds('P10', 'an encrypted log group', () => {
    const naive = stackOf(testApp());
    new logs.LogGroup(naive, 'L', { encryptionKey: new EncryptedKey(naive, 'K') });
    expect(errorsOf(naive).join()).toMatch(/ServiceCanUseKey/);
    const ours = stackOf(testApp());
    EncryptedLogGroup.create(ours, 'L', new EncryptedKey(ours, 'K'));
    expect(errorsOf(ours)).toEqual([]);
  });
  holds('P11', 'a service-linked role that is not there yet', () => {
    const stack = stackOf(testApp());
    EncryptedAutoScalingGroup.allow(new ServiceKey(stack, 'K', { service: KeyService.EBS }), { beforeServiceLinkedRole: true });
    const rows = keysIn(stack)[0].policy.Statement.filter((s: any) => JSON.stringify(s.Principal) === '{"AWS":"*"}');
    expect(rows.length).toBeGreaterThan(0);
    for (const { Condition } of rows) { expect(JSON.stringify(Condition)).toMatch(/AWSServiceRoleForAutoScaling/); }
  });
  holds('P12', 'accounts that are known at deployment', () => {
    const stack = new Stack(testApp(), 'S');
    const accounts = [new CfnParameter(stack, 'P').valueAsString, Fn.importValue('account')];
    new CrossAccountKey(stack, 'K', { accounts, viaServices: [KeyService.S3] });
    (stack.node.root as any).synth();
    refuses(() => new CrossAccountKey(new Stack(testApp(), 'S'), 'K', { accounts: [Aws.ACCOUNT_ID], viaServices: [KeyService.S3] }), /accounts/);
  });
  holds('P13', 'a search domain under the key of another account', () => {
    const app = testApp();
    const stack = stackOf(app, 'S', { account: OTHER_ACCOUNT });
    new opensearch.Domain(stack, 'D', { version: opensearch.EngineVersion.OPENSEARCH_2_19, encryptionAtRest: { enabled: true, kmsKey: RemoteKey.fromKeyArn(stack, 'K', REMOTE) } });
    expect(JSON.stringify(app.synth().getStackByName('S').template)).toContain(`"KmsKeyId":"${REMOTE}"`);
  });
});
