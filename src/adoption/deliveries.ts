import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { KeyAccess } from '../access/key-access';
import { MessageSource, MessageTarget } from '../access/messages';
import { valueAt } from '../app/encryption-today';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { logicalIdOf, renderedProperties } from '../private/cdk-internals';
import { mentioned } from '../private/policy-json';
import { KeyService } from '../services/key-service';

/*
 * What is sent or read by one AWS service under the key of another's resource. An aspect sees the two in any order, so each new one is put to those that came before.
 */

/** What makes a service send to topics and queues as itself, by type. */
const SENDERS: { readonly [type: string]: MessageSource } = {
  'AWS::Budgets::Budget': MessageSource.BUDGETS,
  'AWS::CE::AnomalySubscription': MessageSource.COST_ANOMALY_DETECTION,
  'AWS::CloudTrail::Trail': MessageSource.CLOUDTRAIL,
  'AWS::CloudWatch::Alarm': MessageSource.CLOUDWATCH_ALARMS,
  'AWS::CloudWatch::CompositeAlarm': MessageSource.CLOUDWATCH_ALARMS,
  'AWS::CodeCommit::Repository': MessageSource.CODECOMMIT,
  'AWS::CodeStarNotifications::NotificationRule': MessageSource.CODESTAR_NOTIFICATIONS,
  'AWS::DMS::EventSubscription': MessageSource.DMS,
  'AWS::Events::Rule': MessageSource.EVENTBRIDGE,
  'AWS::GameLift::GameSessionQueue': MessageSource.GAMELIFT,
  'AWS::GameLift::MatchmakingConfiguration': MessageSource.GAMELIFT,
  'AWS::RDS::EventSubscription': MessageSource.RDS_EVENTS,
  'AWS::Redshift::EventSubscription': MessageSource.REDSHIFT,
  'AWS::S3::Bucket': MessageSource.S3,
  'AWS::SES::ConfigurationSetEventDestination': MessageSource.SES,
  'AWS::SES::ReceiptRule': MessageSource.SES,
  'AWS::SNS::Subscription': MessageSource.SNS,
  'AWS::SNS::Topic': MessageSource.SNS,
  'AWS::SSMIncidents::ResponsePlan': MessageSource.INCIDENT_MANAGER,
  'Custom::S3BucketNotifications': MessageSource.S3,
};

/** What reads or writes a bucket as itself, by the property that names the bucket. */
const BUCKET_USERS: { readonly [type: string]: { readonly [path: string]: KeyService } } = {
  'AWS::CloudFront::Distribution': { 'DistributionConfig.Origins': KeyService.CLOUDFRONT, 'DistributionConfig.Logging': KeyService.LOG_DELIVERY },
  'AWS::Config::DeliveryChannel': { S3BucketName: KeyService.CONFIG },
  'AWS::EC2::FlowLog': { LogDestination: KeyService.LOG_DELIVERY },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { LoadBalancerAttributes: KeyService.LOG_DELIVERY },
  'AWS::Logs::DeliveryDestination': { '': KeyService.LOG_DELIVERY_V2 },
  'AWS::S3::Bucket': { InventoryConfigurations: KeyService.S3_INVENTORY },
  'AWS::SES::ReceiptRule': { 'Rule.Actions': KeyService.SES_RECEIVING_BUCKET },
  'AWS::WAFv2::LoggingConfiguration': { LogDestinationConfigs: KeyService.LOG_DELIVERY_V2 },
};

const TARGETS: { readonly [type: string]: MessageTarget } = { 'AWS::SNS::Topic': MessageTarget.ANY_TOPIC, 'AWS::SQS::Queue': MessageTarget.ANY_QUEUE };

interface Mention {
  readonly by: CfnResource;
  readonly user?: KeyService;
}

interface Encrypted {
  readonly resource: CfnResource;
  readonly key: CustomerManagedKey;
}

export class Deliveries {
  /** Who mentions a logical id. */
  private readonly mentions = new Map<string, Mention[]>();
  private readonly encrypted = new Map<string, Encrypted[]>();
  private readonly added = new Set<string>();

  /** Takes a resource in that can send. */
  public visit(resource: CfnResource): void {
    const { cfnResourceType: type } = resource;
    const users = Object.entries(BUCKET_USERS[type] ?? {});
    if (!SENDERS[type] && users.length === 0) { return; }
    const properties = renderedProperties(resource);
    if (SENDERS[type]) { this.mention({ by: resource }, properties); }
    users.forEach(([path, user]) => this.mention({ by: resource, user }, valueAt(properties, path)));
  }

  /** Takes a resource in that has a key now. */
  public add(resource: CfnResource, key: CustomerManagedKey): void {
    const id = logicalIdOf(resource);
    this.encrypted.set(id, [...this.encrypted.get(id) ?? [], { resource, key }]);
    for (const mention of this.mentions.get(id) ?? []) { this.allow(mention, { resource, key }); }
  }

  private mention(mention: Mention, value: unknown): void {
    for (const id of new Set(mentioned(value))) {
      this.mentions.set(id, [...this.mentions.get(id) ?? [], mention]);
      for (const target of this.encrypted.get(id) ?? []) { this.allow(mention, target); }
    }
  }

  private allow({ by, user }: Mention, { resource, key }: Encrypted): void {
    if (by === resource || !isMeant(by, resource)) { return; }
    const { cfnResourceType: type } = resource;
    const to = TARGETS[type];
    const source = SENDERS[by.cfnResourceType];
    if (user === undefined && to && typeof source._facts[to._kind] !== 'string') {
      this.once(`${key.node.path} ${source.id} ${to._kind}`, () => key.addAccess(KeyAccess.messages(source, to)));
    }
    if (user !== undefined && type === 'AWS::S3::Bucket') { this.once(`${key.node.path} ${user.id}`, () => key.addAccess(KeyAccess.service(user))); }
  }

  private once(name: string, add: () => void): void {
    if (this.added.has(name)) { return; }
    this.added.add(name);
    add();
  }
}

/** Whether a mention of a logical id means this resource: that of the same stack where it has one, else one of another stack of the same stage. */
function isMeant(by: CfnResource, resource: CfnResource): boolean {
  const [from, to] = [Stack.of(by), Stack.of(resource)];
  if (from === to) { return true; }
  const id = logicalIdOf(resource);
  return Stage.of(from) === Stage.of(to) && !from.node.findAll().some(other => CfnResource.isCfnResource(other) && Stack.of(other) === from && logicalIdOf(other) === id);
}
