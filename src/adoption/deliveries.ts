import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { KeyAccess } from '../access/key-access';
import { MessageSource, MessageTarget } from '../access/messages';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { logicalIdOf, mentioned, renderedProperties, renderedResource } from '../private/cdk-internals';
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
  'AWS::CodeStarNotifications::NotificationRule': MessageSource.CODESTAR_NOTIFICATIONS,
  'AWS::DMS::EventSubscription': MessageSource.DMS,
  'AWS::Events::Rule': MessageSource.EVENTBRIDGE,
  'AWS::GameLift::GameSessionQueue': MessageSource.GAMELIFT,
  'AWS::GameLift::MatchmakingConfiguration': MessageSource.GAMELIFT,
  'AWS::RDS::EventSubscription': MessageSource.RDS_EVENTS,
  'AWS::Redshift::EventSubscription': MessageSource.REDSHIFT,
  'AWS::S3::Bucket': MessageSource.S3,
  'AWS::SES::ConfigurationSetEventDestination': MessageSource.SES,
  'AWS::SNS::Subscription': MessageSource.SNS,
  'AWS::SNS::Topic': MessageSource.SNS,
  'Custom::S3BucketNotifications': MessageSource.S3,
};

/** What reads or writes a bucket as itself. */
const READERS: { readonly [type: string]: KeyService } = { 'AWS::CloudFront::Distribution': KeyService.CLOUDFRONT };

const TARGETS: { readonly [type: string]: MessageTarget } = { 'AWS::SNS::Topic': MessageTarget.ANY_TOPIC, 'AWS::SQS::Queue': MessageTarget.ANY_QUEUE };

/** Services that write logs to a bucket only while that is encrypted under SSE-S3. */
const LOGS_TO_BUCKETS: { readonly [type: string]: string } = {
  'AWS::ElasticLoadBalancing::LoadBalancer': 'Elastic Load Balancing writes access logs only to buckets under SSE-S3',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Elastic Load Balancing writes access logs only to buckets under SSE-S3',
};

export class Deliveries {
  /** Resources by the logical ids that they mention. */
  private readonly mentions = new Map<string, CfnResource[]>();
  private readonly keys = new Map<string, { readonly type: string; readonly key: CustomerManagedKey }>();
  private readonly added = new Set<string>();
  private logBuckets?: Map<string, string>;

  constructor(private readonly scope: IConstruct) {}

  /** Takes a resource in that may send. */
  public visit(resource: CfnResource): void {
    if (!SENDERS[resource.cfnResourceType] && !READERS[resource.cfnResourceType]) { return; }
    for (const id of new Set(mentionedBy(resource))) {
      this.mentions.set(id, [...this.mentions.get(id) ?? [], resource]);
      this.allow(resource, id);
    }
  }

  /** Takes a resource in that has a key now. */
  public encrypted(resource: CfnResource, key: CustomerManagedKey): void {
    const id = logicalIdOf(resource);
    this.keys.set(id, { type: resource.cfnResourceType, key });
    for (const sender of this.mentions.get(id) ?? []) { this.allow(sender, id); }
  }

  /** Why a bucket cannot have a key: S3 and others write logs to it. */
  public logBucket(bucket: CfnResource): string | undefined {
    if (bucket.cfnResourceType !== 'AWS::S3::Bucket') { return undefined; }
    this.logBuckets ??= findLogBuckets(this.scope.node.root);
    return this.logBuckets.get(logicalIdOf(bucket));
  }

  private allow(sender: CfnResource, id: string): void {
    const target = this.keys.get(id);
    if (!target || logicalIdOf(sender) === id) { return; }
    const { key, type } = target;
    const to = TARGETS[type];
    const source = SENDERS[sender.cfnResourceType];
    if (to && source && typeof source._facts[to._kind] !== 'string') {
      this.once(`${key.node.path} ${source.id} ${to._kind}`, () => key.addAccess(KeyAccess.messages(source, to)));
    }
    const reader = READERS[sender.cfnResourceType];
    if (reader && type === 'AWS::S3::Bucket') { this.once(`${key.node.path} ${reader.id}`, () => key.addAccess(KeyAccess.service(reader))); }
  }

  private once(name: string, add: () => void): void {
    if (this.added.has(name)) { return; }
    this.added.add(name);
    add();
  }
}

const mentionedBy = (resource: CfnResource): string[] => mentioned(renderedResource(resource));

function findLogBuckets(root: IConstruct): Map<string, string> {
  const found = new Map<string, string>();
  for (const resource of root.node.findAll().filter(CfnResource.isCfnResource)) {
    const why = LOGS_TO_BUCKETS[resource.cfnResourceType];
    if (why) { mentionedBy(resource).forEach(id => found.set(id, why)); }
    if (resource.cfnResourceType !== 'AWS::S3::Bucket') { continue; }
    for (const id of mentioned(renderedProperties(resource).LoggingConfiguration?.DestinationBucketName)) { found.set(id, 'S3 writes server access logs only to buckets under SSE-S3'); }
  }
  return found;
}
