import { AppReader } from './app-reader';
import { Consumer, Key, LogBucket, Use } from './model';
import { arnsOf, bare, keyed, listOf, name, source, symbol, targetOf, topicArns, topicContext, valuesAt } from './named-targets';
import { Need, NEEDS, silentNeed } from './needs';
import { physicalName } from './physical-names';
import { encryptionOf } from './read-buckets';
import { readPublishers } from './read-publishers';
import { opaque } from '../iam/symbols';
import { fill, parseArn } from '../private/arns';
import { allKeyProperties, KeyProperty, wordOf } from '../services/resource-properties';
import { eachOf, scalar } from '../template/scalar';
import { Resource } from '../template/template';

export interface Uses {
  readonly uses: Use[];
  readonly consumers: Consumer[];
  readonly logBuckets: LogBucket[];
}

/** Properties that are read with what else their resources do. */
const READ_APART = new Set(['AWS::S3::Bucket BucketEncryption', 'AWS::EC2::LaunchTemplate LaunchTemplateData']);
/** Words for messages, where the type's own name says less. */
const WORDS: { readonly [type: string]: string } = { 'AWS::RDS::DBInstance': 'database', 'AWS::RDS::DBCluster': 'database cluster' };
const CONSUMERS = allKeyProperties().filter(({ type, path }) => !READ_APART.has(`${type} ${path.split('.')[0]}`));

/** Finds every resource that is encrypted under a key of the app, and the services that work with it. */
export const readUses = (app: AppReader): Uses => new UsesReader(app).read();

class UsesReader {
  private readonly found: Uses = { uses: [], consumers: [], logBuckets: [] };

  constructor(private readonly app: AppReader) {}

  public read(): Uses {
    const { app } = this;
    CONSUMERS.forEach(property => this.consumers(property));
    app.all('AWS::Logs::LogGroup').forEach(group => this.logGroup(group));
    app.all('AWS::CloudTrail::Trail').forEach(trail => this.trail(trail));
    app.all('AWS::Events::EventBus').forEach(bus => this.eventBus(bus));
    app.all('AWS::StepFunctions::StateMachine').forEach(machine => this.stateMachine(machine));
    [...app.all('AWS::CloudWatch::Alarm'), ...app.all('AWS::CloudWatch::CompositeAlarm')].forEach(alarm => this.alarm(alarm));
    app.all('AWS::Events::Rule').forEach(rule => this.rule(rule));
    app.all('AWS::SNS::Subscription').forEach(subscription => this.subscription(subscription));
    app.all('AWS::SNS::Topic').forEach(topic => this.subscriptionsOf(topic));
    app.all('AWS::S3::Bucket').forEach(bucket => this.bucket(bucket));
    app.all('Custom::S3BucketNotifications').forEach(notifications => {
      const bucket = app.resourceOf(app.value(notifications, 'BucketName'));
      if (bucket) { this.notifications(notifications, bucket); }
    });
    app.all('AWS::CloudFront::Distribution').forEach(distribution => this.distribution(distribution));
    app.all('AWS::AutoScaling::AutoScalingGroup').forEach(group => this.autoScalingGroup(group));
    app.all('AWS::EC2::LaunchTemplate').forEach(template => this.launchTemplate(template));
    this.found.uses.push(...readPublishers(app));
    return this.found;
  }

  private consumers({ type, path, use }: KeyProperty): void {
    for (const resource of this.app.all(type)) {
      for (const key of new Set(valuesAt(this.app, resource, path).map(value => this.app.keyOf(value, resource.stack)))) {
        const [what, location] = [`the ${WORDS[type] ?? wordOf(type)} ${resource.logicalId}`, `Properties.${bare(path)}`];
        this.consumer(resource, what, key, location);
        const silent = silentNeed(use, resource.stack.place);
        if (silent && (use !== 'CONFIG' || this.recordsAsService())) { this.use(resource, what, silent.need, key, silent.request, location, true); }
      }
    }
  }

  /** With its service-linked role, which has no permission on keys, AWS Config delivers as itself (config/latest/developerguide/s3-kms-key-policy.html). */
  private recordsAsService(): boolean {
    return this.app.all('AWS::Config::ConfigurationRecorder').some(recorder => eachOf(this.app.value(recorder, 'RoleARN'))
      .some(role => typeof role === 'string' && role.includes(':role/aws-service-role/config.amazonaws.com/')));
  }

  private logGroup(group: Resource): void {
    const arns = arnsOf(this.app, group, 'arn:{partition}:logs:{region}:{account}:log-group:{resource}', 'log group name');
    this.use(group, `the log group ${group.logicalId}`, NEEDS.logGroup, keyed(this.app, group, 'KmsKeyId'), { 'kms:encryptioncontext:aws:logs:arn': arns }, 'Properties.KmsKeyId');
  }

  private trail(trail: Resource): void {
    const arns = arnsOf(this.app, trail, 'arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}', 'trail name');
    this.use(trail, `the trail ${trail.logicalId}`, NEEDS.trail, keyed(this.app, trail, 'KMSKeyId'),
      { ...source(trail, arns), 'kms:encryptioncontext:aws:cloudtrail:arn': arns }, 'Properties.KMSKeyId');
  }

  private eventBus(bus: Resource): void {
    const arns = arnsOf(this.app, bus, 'arn:{partition}:events:{region}:{account}:event-bus/{resource}', 'bus name');
    this.use(bus, `the event bus ${bus.logicalId}`, NEEDS.eventBus, keyed(this.app, bus, 'KmsKeyIdentifier'),
      { ...source(bus, arns), 'kms:encryptioncontext:aws:events:event-bus:arn': arns }, 'Properties.KmsKeyIdentifier');
    const level = eachOf((this.app.value(bus, 'LogConfig') as any)?.Level);
    if (level.some(one => one !== undefined && one !== 'OFF')) {
      this.use(bus, `the event bus ${bus.logicalId}, which logs,`, NEEDS.eventBusLogs, keyed(this.app, bus, 'KmsKeyIdentifier'), logged(bus), 'Properties.LogConfig');
    }
  }

  private stateMachine(machine: Resource): void {
    const level = eachOf((this.app.value(machine, 'LoggingConfiguration') as any)?.Level);
    if (!level.some(one => one !== undefined && one !== 'OFF')) { return; }
    for (const encryption of eachOf(this.app.value(machine, 'EncryptionConfiguration'))) {
      this.use(machine, `the state machine ${machine.logicalId}, which logs,`, NEEDS.stateMachineLogs, this.app.keyOf((encryption as any)?.KmsKeyId, machine.stack), logged(machine),
        'Properties.LoggingConfiguration');
    }
  }

  private alarm(alarm: Resource): void {
    const arns = arnsOf(this.app, alarm, 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{resource}', 'alarm name');
    for (const property of ['AlarmActions', 'OKActions', 'InsufficientDataActions']) {
      for (const action of listOf(this.app.value(alarm, property))) {
        const topic = targetOf(this.app, action, 'AWS::SNS::Topic');
        if (!topic) { continue; }
        this.use(alarm, `the alarm ${alarm.logicalId}, which publishes to the topic ${topic.target.logicalId}`, NEEDS.alarm, topic.key,
          { ...source(alarm, arns), ...topicContext(this.app, topic.target) }, `Properties.${property}`);
      }
    }
  }

  private rule(rule: Resource): void {
    // A bus is named, or given by its ARN; only the ARNs of rules of the default bus leave it out.
    const bus = name(this.app.value(rule, 'EventBusName') ?? 'default', 'bus name').replace(/^arn:.*?\//, '');
    const ruleName = physicalName(this.app, rule) ?? opaque('rule name');
    const path = bus === 'default' ? ruleName : `${bus}/${ruleName}`;
    const arns = [fill('arn:{partition}:events:{region}:{account}:rule/{resource}', rule.stack.place, path), symbol(rule, 'Arn')];
    for (const target of listOf(this.app.value(rule, 'Targets'))) {
      const topic = targetOf(this.app, target?.Arn, 'AWS::SNS::Topic');
      if (topic) {
        this.use(rule, `the rule ${rule.logicalId}, which publishes to the topic ${topic.target.logicalId}`, NEEDS.ruleToTopic, topic.key,
          topicContext(this.app, topic.target), 'Properties.Targets');
      }
      for (const text of [target?.Arn, target?.DeadLetterConfig?.Arn]) {
        const queue = targetOf(this.app, text, 'AWS::SQS::Queue');
        if (queue) {
          this.use(rule, `the rule ${rule.logicalId}, which sends to the queue ${queue.target.logicalId}`, NEEDS.ruleToQueue, queue.key, source(rule, arns), 'Properties.Targets');
        }
      }
    }
  }

  private subscription(subscription: Resource): void {
    const { app } = this;
    if (app.value(subscription, 'Protocol') !== 'sqs') { return; }
    this.subscribe(subscription, app.value(subscription, 'TopicArn'), app.value(subscription, 'Endpoint'), 'Properties.Endpoint');
  }

  private subscriptionsOf(topic: Resource): void {
    for (const entry of listOf(this.app.value(topic, 'Subscription'))) {
      if (entry?.Protocol === 'sqs') { this.subscribe(topic, symbol(topic), entry.Endpoint, 'Properties.Subscription'); }
    }
  }

  private subscribe(subscription: Resource, topicText: unknown, endpoint: unknown, location: string): void {
    const queue = targetOf(this.app, endpoint, 'AWS::SQS::Queue');
    if (!queue) { return; }
    const topic = this.app.resourceOf(topicText);
    const arn = typeof topicText === 'string' ? topicText : opaque('topic');
    const account = topic?.stack.place.account ?? parseArn(arn)?.account ?? opaque('account');
    this.use(subscription, `the subscription ${subscription.logicalId} of the queue ${queue.target.logicalId}`, NEEDS.topicToQueue, queue.key,
      { 'aws:sourcearn': topic ? topicArns(this.app, topic) : [arn], 'aws:sourceaccount': [account] }, location);
  }

  private bucket(bucket: Resource): void {
    const { app } = this;
    this.consumer(bucket, `the bucket ${bucket.logicalId}`, app.keyOf(encryptionOf(app, bucket).key, bucket.stack), 'Properties.BucketEncryption');
    this.notifications(bucket, bucket);
    const logs = app.resourceOf(app.value(bucket, 'LoggingConfiguration')?.DestinationBucketName);
    if (logs?.raw.Type === 'AWS::S3::Bucket') {
      const algorithm = scalar(encryptionOf(app, logs).algorithm);
      this.found.logBuckets.push({ resource: bucket, location: 'Properties.LoggingConfiguration', target: `${logs.stack.index}#${logs.logicalId}`, what: `the bucket ${logs.logicalId}, to which ${bucket.logicalId} logs,`, algorithm });
    }
  }

  /** What the notifications of a bucket reach; aws-cdk-lib sets them by a custom resource. */
  private notifications(resource: Resource, bucket: Resource): void {
    const arns = [...arnsOf(this.app, bucket, 'arn:{partition}:s3:::{resource}', 'bucket name'), fill('arn:{partition}:s3:::{resource}', bucket.stack.place, symbol(bucket))];
    const notifications = this.app.value(resource, 'NotificationConfiguration');
    for (const [list, property, type, word] of NOTIFICATIONS) {
      for (const entry of listOf(notifications?.[list])) {
        const target = targetOf(this.app, entry?.[property] ?? entry?.[`${property}Arn`], type);
        if (!target) { continue; }
        this.use(resource, `the bucket ${bucket.logicalId}, which ${word} ${target.target.logicalId}`, NEEDS.bucketNotification, target.key, source(bucket, arns),
          `Properties.NotificationConfiguration.${list}`);
      }
    }
  }

  private distribution(distribution: Resource): void {
    const arn = fill('arn:{partition}:cloudfront::{account}:distribution/', distribution.stack.place) + symbol(distribution);
    for (const origin of listOf(this.app.value(distribution, 'DistributionConfig')?.Origins)) {
      const bucket = origin?.OriginAccessControlId === undefined ? undefined : this.app.resourceOf(origin.DomainName);
      if (bucket?.raw.Type !== 'AWS::S3::Bucket') { continue; }
      this.use(distribution, `the distribution ${distribution.logicalId}, which reads the bucket ${bucket.logicalId}`, NEEDS.cloudFront,
        this.app.keyOf(encryptionOf(this.app, bucket).key, bucket.stack), source(distribution, [arn]), 'Properties.DistributionConfig.Origins');
    }
  }

  private autoScalingGroup(group: Resource): void {
    const { app } = this;
    const mixed = app.value(group, 'MixedInstancesPolicy')?.LaunchTemplate;
    const overrides = listOf(mixed?.Overrides).map(override => override?.LaunchTemplateSpecification);
    const specifications = [app.value(group, 'LaunchTemplate'), mixed?.LaunchTemplateSpecification, ...overrides];
    const templates = specifications.flatMap(given => app.resourceOf(given?.LaunchTemplateId ?? given?.LaunchTemplateName) ?? []);
    for (const key of new Set(templates.flatMap(template => [...this.volumeKeys(template)]))) {
      this.use(group, `the Auto Scaling group ${group.logicalId}`, NEEDS.autoScaling, key, {}, 'Properties');
    }
  }

  private launchTemplate(template: Resource): void {
    for (const key of this.volumeKeys(template)) {
      this.consumer(template, `a volume of the launch template ${template.logicalId}`, key, 'Properties.LaunchTemplateData');
    }
  }

  /** Each once, however many volumes it has. */
  private volumeKeys(template: Resource): Set<Key> {
    return new Set(listOf(this.app.value(template, 'LaunchTemplateData')?.BlockDeviceMappings).flatMap(mapping => this.app.keyOf(mapping?.Ebs?.KmsKeyId, template.stack) ?? []));
  }

  private use(resource: Resource, what: string, need: () => Need, key: Key | undefined, request: Use['request'], location: string, certainOnly?: boolean): void {
    if (!key) { return; }
    const { service, page, calls } = need();
    this.found.uses.push({ resource, location, what, service, page, key, calls, request, ...(certainOnly ? { certainOnly } : {}) });
  }

  private consumer(resource: Resource, what: string, key: Key | undefined, location: string): void {
    if (key) { this.found.consumers.push({ resource, location, what, key }); }
  }
}

const NOTIFICATIONS = [
  ['TopicConfigurations', 'Topic', 'AWS::SNS::Topic', 'publishes to the topic'],
  ['QueueConfigurations', 'Queue', 'AWS::SQS::Queue', 'sends to the queue'],
] as const;

/** The context of what is logged encrypted; the service writes the asterisk itself. */
const logged = (resource: Resource): Use['request'] => ({ 'kms:encryptioncontext:sourcearn': [fill('arn:{partition}:logs:{region}:{account}:*', resource.stack.place)] });
