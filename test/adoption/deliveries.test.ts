import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { EncryptionDefaults, EncryptionDefaultsProps, KeyPlacement } from '../../src';
import { ACCOUNT, deployed, REGION } from '../support/stack';

const ENV = { account: ACCOUNT, region: REGION };
const resource = (stack: Stack, id: string, type: string, properties: object = {}): CfnResource => new CfnResource(stack, id, { type, properties });
const TOPIC = 'AWS::SNS::Topic';
const QUEUE = 'AWS::SQS::Queue';
const BUCKET = 'AWS::S3::Bucket';

/** The services that the key policies of a stack let in by name, once each for each statement. */
function services(template: any): string[] {
  const policies = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::KMS::Key').map(({ Properties }) => deployed(Properties.KeyPolicy));
  return policies.flatMap(({ Statement }) => Statement.flatMap(({ Effect, Principal }: any) => Effect === 'Allow' ? Principal?.Service ?? [] : [])).sort();
}

/** The same for an app of one stack, with keys for messages and buckets. */
function letIn(build: (stack: Stack) => void, props: Partial<EncryptionDefaultsProps> = {}): string[] {
  const app = new App({ analyticsReporting: false });
  build(new Stack(app, 'S', { env: ENV }));
  EncryptionDefaults.of(app, { keys: KeyPlacement.byService(), ...props });
  return services(app.synth().getStackByName('S').template);
}

describe('what sends to a topic is let use its key', () => {
  test.each<[string, string[]]>([
    ['AWS::Budgets::Budget', ['budgets.amazonaws.com']],
    ['AWS::CE::AnomalySubscription', ['costalerts.amazonaws.com']],
    ['AWS::CloudTrail::Trail', ['cloudtrail.amazonaws.com', 'cloudtrail.amazonaws.com', 'cloudtrail.amazonaws.com']],
    ['AWS::CloudWatch::Alarm', ['cloudwatch.amazonaws.com']],
    ['AWS::CloudWatch::CompositeAlarm', ['cloudwatch.amazonaws.com']],
    ['AWS::CodeCommit::Repository', ['codecommit.amazonaws.com']],
    ['AWS::CodeStarNotifications::NotificationRule', ['codestar-notifications.amazonaws.com']],
    ['AWS::DMS::EventSubscription', ['dms.amazonaws.com']],
    ['AWS::Events::Rule', ['events.amazonaws.com']],
    ['AWS::GameLift::GameSessionQueue', ['gamelift.amazonaws.com']],
    ['AWS::GameLift::MatchmakingConfiguration', ['gamelift.amazonaws.com']],
    ['AWS::RDS::EventSubscription', ['events.rds.amazonaws.com']],
    ['AWS::Redshift::EventSubscription', ['redshift.amazonaws.com']],
    ['AWS::SES::ConfigurationSetEventDestination', ['ses.amazonaws.com']],
    ['AWS::SES::ReceiptRule', ['ses.amazonaws.com']],
    ['AWS::SSMIncidents::ResponsePlan', ['ssm-contacts.amazonaws.com', 'ssm-incidents.amazonaws.com']],
    ['Custom::S3BucketNotifications', ['s3.amazonaws.com']],
    // These send as nobody, or with a role of their own.
    ['AWS::Lambda::Function', []],
  ])('%s', (type, wanted) => {
    expect(letIn(stack => {
      const topic = resource(stack, 'Topic', TOPIC);
      resource(stack, 'Sender', type, { Somewhere: [{ Arn: topic.ref }] });
    })).toEqual(wanted);
  });
});

describe('what sends to a queue', () => {
  test('is let use its key, whatever of the two comes first', () => {
    const both = (first: 'Queue' | 'Rule') => letIn(stack => {
      const rule = () => resource(stack, 'Rule', 'AWS::Events::Rule', { Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] });
      if (first === 'Rule') { rule(); }
      resource(stack, 'Queue', QUEUE);
      if (first === 'Queue') { rule(); }
    });
    expect([both('Queue'), both('Rule')]).toEqual([['events.amazonaws.com'], ['events.amazonaws.com']]);
  });

  test('is let use it once, as are its like', () => {
    const rules = letIn(stack => {
      const queues = ['One', 'Other'].map(id => resource(stack, id, QUEUE));
      for (const id of ['A', 'B']) { resource(stack, id, 'AWS::Events::Rule', { Targets: queues.map(queue => ({ Arn: queue.getAtt('Arn') })) }); }
    });
    expect(rules).toEqual(['events.amazonaws.com']);
  });

  test('is let use each of its keys', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'S', { env: ENV });
    const queues = ['One', 'Other'].map(id => {
      const queue = resource(stack, id, QUEUE);
      queue.addPropertyOverride('Tags', [{ Key: 'Tenant', Value: id }]);
      return queue;
    });
    resource(stack, 'Rule', 'AWS::Events::Rule', { Targets: queues.map(queue => ({ Arn: queue.getAtt('Arn') })) });
    EncryptionDefaults.of(app, { keys: new class extends KeyPlacement { public keyFor(given: any) { return KeyPlacement.byTag('Id').keyFor({ ...given, tags: { Id: given.construct.node.id } }); } }() });
    expect(services(app.synth().getStackByName('S').template)).toEqual(['events.amazonaws.com', 'events.amazonaws.com']);
  });

  test('is not let use it where the service sends to none as itself', () => {
    expect(letIn(stack => { resource(stack, 'Alarm', 'AWS::CloudWatch::Alarm', { AlarmActions: [resource(stack, 'Queue', QUEUE).getAtt('Arn')] }); })).toEqual([]);
  });

  test('is not let use it by itself', () => {
    expect(letIn(stack => { resource(stack, 'Topic', TOPIC, { DisplayName: { Ref: 'Topic' } }); })).toEqual([]);
  });

  test('is let use it where it is a topic, by its subscription', () => {
    expect(letIn(stack => {
      const topic = resource(stack, 'Topic', TOPIC);
      resource(stack, 'Subscription', 'AWS::SNS::Subscription', { TopicArn: topic.ref, Endpoint: resource(stack, 'Queue', QUEUE).getAtt('Arn') });
    })).toEqual(['sns.amazonaws.com']);
  });
});

describe('what writes to a bucket is let use its key', () => {
  const NAME = { Ref: 'Bucket' };
  const ARN = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
  test.each<[string, object, string[]]>([
    ['AWS::Config::DeliveryChannel', { S3BucketName: NAME }, ['config.amazonaws.com']],
    ['AWS::EC2::FlowLog', { LogDestination: ARN }, ['delivery.logs.amazonaws.com']],
    ['AWS::WAFv2::LoggingConfiguration', { LogDestinationConfigs: [ARN] }, ['delivery.logs.amazonaws.com']],
    ['AWS::Logs::DeliveryDestination', { DestinationResourceArn: ARN }, ['delivery.logs.amazonaws.com']],
    ['AWS::S3::Bucket', { InventoryConfigurations: [{ Destination: { BucketArn: ARN } }] }, ['s3.amazonaws.com']],
    ['AWS::SES::ReceiptRule', { Rule: { Actions: [{ S3Action: { BucketName: NAME } }] } }, ['ses.amazonaws.com']],
    ['AWS::CloudFront::Distribution', { DistributionConfig: { Origins: [{ DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] }, OriginAccessControlId: 'x' }] } }, ['cloudfront.amazonaws.com']],
    // A mention elsewhere in the resource is none.
    ['AWS::EC2::FlowLog', { Tags: [{ Key: 'x', Value: ARN }] }, []],
    ['AWS::S3::Bucket', { BucketName: ARN }, []],
  ])('%s %j', (type, properties, wanted) => {
    expect(letIn(stack => {
      resource(stack, 'Bucket', BUCKET);
      resource(stack, 'Writer', type, properties);
    })).toEqual(wanted);
  });

  test('a queue takes no logs', () => {
    expect(letIn(stack => { resource(stack, 'FlowLog', 'AWS::EC2::FlowLog', { LogDestination: resource(stack, 'Queue', QUEUE).getAtt('Arn') }); })).toEqual([]);
  });
});

describe('a mention of a resource of another stack', () => {
  const toQueue = (queue: CfnResource) => ({ Targets: [{ Id: 'q', Arn: queue.getAtt('Arn') }] });

  test('counts', () => {
    const app = new App({ analyticsReporting: false });
    const queue = resource(new Stack(app, 'Queues', { env: ENV }), 'Queue', QUEUE);
    resource(new Stack(app, 'Rules', { env: ENV }), 'Rule', 'AWS::Events::Rule', toQueue(queue));
    EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
    expect(services(app.synth().getStackByName('Queues').template)).toEqual(['events.amazonaws.com']);
  });

  test('is one of its own, where there is one of that id', () => {
    const app = new App({ analyticsReporting: false });
    const [one, other] = ['One', 'Other'].map(id => new Stack(app, id, { env: ENV }));
    const [mine] = [one, other].map(stack => resource(stack, 'Queue', QUEUE));
    resource(one, 'Rule', 'AWS::Events::Rule', toQueue(mine));
    EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
    const assembly = app.synth();
    expect(['One', 'Other'].map(id => services(assembly.getStackByName(id).template))).toEqual([['events.amazonaws.com'], []]);
  });

  test('of another stage is none', () => {
    const app = new App({ analyticsReporting: false });
    const stacks = ['One', 'Other'].map(id => new Stack(new Stage(app, id, { env: ENV }), 'S'));
    resource(stacks[0], 'Queue', QUEUE);
    resource(stacks[1], 'Rule', 'AWS::Events::Rule', { Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] });
    EncryptionDefaults.of(app, { keys: KeyPlacement.byService() });
    expect(services(app.synth().getNestedAssembly('assembly-One').stacks[0].template)).toEqual([]);
  });

  test('of what a nested stack has of that id is that of the nested stack', () => {
    expect(letIn(stack => {
      const inner = new NestedStack(stack, 'Inner');
      resource(stack, 'Queue', TOPIC);
      resource(inner, 'Queue', QUEUE);
      resource(inner, 'Rule', 'AWS::Events::Rule', { Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] });
    })).toEqual(['events.amazonaws.com']);
  });
});
