import type { AppModel, Resource } from './app-model';
import { scalar } from './scalar';
import { opaque, resourceSymbol } from './symbols';
import { Need, NEEDS } from './uses';
import { ConsumerView, KeyView, LogBucketView, UseView } from './views';
import { fill } from '../../private/arns';

export interface Use<V> {
  readonly view: V;
  readonly resource: Resource;
  readonly location: string;
}

export interface Uses {
  readonly uses: Use<UseView>[];
  readonly consumers: Use<ConsumerView>[];
  readonly logBuckets: Use<LogBucketView>[];
}

/** Resources that name a key: type, property path, words for messages. */
const CONSUMERS: readonly [string, string[], string][] = [
  ['AWS::SNS::Topic', ['KmsMasterKeyId'], 'topic'],
  ['AWS::SQS::Queue', ['KmsMasterKeyId'], 'queue'],
  ['AWS::Logs::LogGroup', ['KmsKeyId'], 'log group'],
  ['AWS::CloudTrail::Trail', ['KMSKeyId'], 'trail'],
  ['AWS::Lambda::Function', ['KmsKeyArn'], 'function'],
  ['AWS::RDS::DBInstance', ['KmsKeyId'], 'database'],
  ['AWS::RDS::DBCluster', ['KmsKeyId'], 'database cluster'],
  ['AWS::DynamoDB::Table', ['SSESpecification', 'KMSMasterKeyId'], 'table'],
  ['AWS::EFS::FileSystem', ['KmsKeyId'], 'file system'],
  ['AWS::SecretsManager::Secret', ['KmsKeyId'], 'secret'],
  ['AWS::EC2::Volume', ['KmsKeyId'], 'volume'],
  ['AWS::Kinesis::Stream', ['StreamEncryption', 'KeyId'], 'stream'],
  ['AWS::ECR::Repository', ['EncryptionConfiguration', 'KmsKey'], 'repository'],
  ['AWS::Backup::BackupVault', ['EncryptionKeyArn'], 'backup vault'],
  ['AWS::Events::EventBus', ['KmsKeyIdentifier'], 'event bus'],
];

/** Finds every resource that is encrypted under a key of the app, and the services that work with it. */
export function readUses(app: AppModel): Uses {
  const found: Uses = { uses: [], consumers: [], logBuckets: [] };
  const keyed = (resource: Resource, property: string): KeyView | undefined => app.keyOf(app.value(resource, property), resource.stack);
  const use = (resource: Resource, what: string, need: Need, key: KeyView, request: UseView['request'], location: string): void => {
    found.uses.push({ resource, location, view: { what, service: need.service, page: need.page, key, calls: need.calls, request } });
  };

  for (const [type, [property, ...path], word] of CONSUMERS) {
    for (const resource of app.all(type)) {
      const named = path.reduce((value, name) => value?.[name], app.value(resource, property));
      const key = app.keyOf(named, resource.stack);
      if (key) { found.consumers.push({ resource, location: `Properties.${[property, ...path].join('.')}`, view: { what: `the ${word} ${resource.logicalId}`, key } }); }
    }
  }

  for (const group of app.all('AWS::Logs::LogGroup')) {
    const key = keyed(group, 'KmsKeyId');
    if (!key) { continue; }
    const arn = fill('arn:{partition}:logs:{region}:{account}:log-group:{resource}', group.stack.place, name(app.value(group, 'LogGroupName'), 'log group name'));
    use(group, `the log group ${group.logicalId}`, NEEDS.logGroup(), key, { 'kms:encryptioncontext:aws:logs:arn': [arn, symbol(group, 'Arn')] }, 'Properties.KmsKeyId');
  }

  for (const trail of app.all('AWS::CloudTrail::Trail')) {
    const key = keyed(trail, 'KMSKeyId');
    if (!key) { continue; }
    const arns = [fill('arn:{partition}:cloudtrail:{region}:{account}:trail/{resource}', trail.stack.place, name(app.value(trail, 'TrailName'), 'trail name')), symbol(trail, 'Arn')];
    use(trail, `the trail ${trail.logicalId}`, NEEDS.trail(), key, { ...source(trail, arns), 'kms:encryptioncontext:aws:cloudtrail:arn': arns }, 'Properties.KMSKeyId');
  }

  for (const bus of app.all('AWS::Events::EventBus')) {
    const key = keyed(bus, 'KmsKeyIdentifier');
    if (!key) { continue; }
    const arns = [fill('arn:{partition}:events:{region}:{account}:event-bus/{resource}', bus.stack.place, name(app.value(bus, 'Name'), 'bus name')), symbol(bus, 'Arn')];
    use(bus, `the event bus ${bus.logicalId}`, NEEDS.eventBus(), key, { ...source(bus, arns), 'kms:encryptioncontext:aws:events:event-bus:arn': arns }, 'Properties.KmsKeyIdentifier');
  }

  /** The key of the topic or queue that a text names. */
  const keyOfTarget = (text: unknown, type: string): { target: Resource; key: KeyView } | undefined => {
    const target = app.resourceOf(text);
    const key = target?.raw.Type === type ? keyed(target, 'KmsMasterKeyId') : undefined;
    return key && { target: target!, key };
  };
  const topicContext = (topic: Resource) => ({ 'kms:encryptioncontext:aws:sns:topicarn': [symbol(topic), fill('arn:{partition}:sns:{region}:{account}:{resource}', topic.stack.place, name(app.value(topic, 'TopicName'), 'topic name'))] });

  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']) {
    for (const alarm of app.all(type)) {
      for (const property of ['AlarmActions', 'OKActions', 'InsufficientDataActions']) {
        for (const action of listOf(app.value(alarm, property))) {
          const topic = keyOfTarget(action, 'AWS::SNS::Topic');
          if (!topic) { continue; }
          const arns = [fill('arn:{partition}:cloudwatch:{region}:{account}:alarm:{resource}', alarm.stack.place, name(app.value(alarm, 'AlarmName'), 'alarm name')), symbol(alarm, 'Arn')];
          use(alarm, `the alarm ${alarm.logicalId}, which publishes to the topic ${topic.target.logicalId}`, NEEDS.alarm(), topic.key,
            { ...source(alarm, arns), ...topicContext(topic.target) }, `Properties.${property}`);
        }
      }
    }
  }

  for (const rule of app.all('AWS::Events::Rule')) {
    const bus = app.value(rule, 'EventBusName');
    const ruleName = name(app.value(rule, 'Name'), 'rule name');
    const path = bus === undefined || bus === 'default' ? ruleName : `${name(bus, 'bus')}/${ruleName}`;
    const arns = [fill('arn:{partition}:events:{region}:{account}:rule/{resource}', rule.stack.place, path), symbol(rule, 'Arn')];
    for (const target of listOf(app.value(rule, 'Targets'))) {
      const topic = keyOfTarget(target?.Arn, 'AWS::SNS::Topic');
      if (topic) { use(rule, `the rule ${rule.logicalId}, which publishes to the topic ${topic.target.logicalId}`, NEEDS.ruleToTopic(), topic.key, topicContext(topic.target), 'Properties.Targets'); }
      for (const text of [target?.Arn, target?.DeadLetterConfig?.Arn]) {
        const queue = keyOfTarget(text, 'AWS::SQS::Queue');
        if (queue) { use(rule, `the rule ${rule.logicalId}, which sends to the queue ${queue.target.logicalId}`, NEEDS.ruleToQueue(), queue.key, source(rule, arns), 'Properties.Targets'); }
      }
    }
  }

  const subscribe = (subscription: Resource, topicText: unknown, endpoint: unknown, location: string): void => {
    const queue = keyOfTarget(endpoint, 'AWS::SQS::Queue');
    if (!queue) { return; }
    const topic = app.resourceOf(topicText);
    const arn = typeof topicText === 'string' ? topicText : opaque('topic');
    const arns = topic ? [symbol(topic), fill('arn:{partition}:sns:{region}:{account}:{resource}', topic.stack.place, name(app.value(topic, 'TopicName'), 'topic name'))] : [arn];
    const account = topic?.stack.place.account ?? (arn.startsWith('arn:') ? arn.split(':')[4] : opaque('account'));
    use(subscription, `the subscription ${subscription.logicalId} of the queue ${queue.target.logicalId}`, NEEDS.topicToQueue(), queue.key,
      { 'aws:sourcearn': arns, 'aws:sourceaccount': [account] }, location);
  };
  for (const subscription of app.all('AWS::SNS::Subscription')) {
    if (app.value(subscription, 'Protocol') === 'sqs') { subscribe(subscription, app.value(subscription, 'TopicArn'), app.value(subscription, 'Endpoint'), 'Properties.Endpoint'); }
  }
  for (const topic of app.all('AWS::SNS::Topic')) {
    for (const entry of listOf(app.value(topic, 'Subscription'))) {
      if (entry?.Protocol === 'sqs') { subscribe(topic, symbol(topic), entry.Endpoint, 'Properties.Subscription'); }
    }
  }

  for (const bucket of app.all('AWS::S3::Bucket')) {
    const encryption = app.encryptionOf(bucket);
    const key = app.keyOf(encryption.key, bucket.stack);
    if (key) { found.consumers.push({ resource: bucket, location: 'Properties.BucketEncryption', view: { what: `the bucket ${bucket.logicalId}`, key } }); }
    const arns = [fill('arn:{partition}:s3:::{resource}', bucket.stack.place, name(app.value(bucket, 'BucketName'), 'bucket name')), symbol(bucket, 'Arn'), fill('arn:{partition}:s3:::{resource}', bucket.stack.place, symbol(bucket))];
    const notifications = app.value(bucket, 'NotificationConfiguration');
    for (const [list, property, type, word] of [['TopicConfigurations', 'Topic', 'AWS::SNS::Topic', 'publishes to the topic'], ['QueueConfigurations', 'Queue', 'AWS::SQS::Queue', 'sends to the queue']]) {
      for (const entry of listOf(notifications?.[list])) {
        const target = keyOfTarget(entry?.[property], type);
        if (target) {
          use(bucket, `the bucket ${bucket.logicalId}, which ${word} ${target.target.logicalId}`, NEEDS.bucketNotification(), target.key, source(bucket, arns), `Properties.NotificationConfiguration.${list}`);
        }
      }
    }
    const logs = app.resourceOf(app.value(bucket, 'LoggingConfiguration')?.DestinationBucketName);
    if (logs?.raw.Type === 'AWS::S3::Bucket') {
      const algorithm = scalar(app.encryptionOf(logs).algorithm);
      found.logBuckets.push({ resource: bucket, location: 'Properties.LoggingConfiguration', view: { what: `the bucket ${logs.logicalId}, to which ${bucket.logicalId} logs,`, algorithm } });
    }
  }

  for (const distribution of app.all('AWS::CloudFront::Distribution')) {
    const arn = fill('arn:{partition}:cloudfront::{account}:distribution/', distribution.stack.place) + symbol(distribution);
    for (const origin of listOf(app.value(distribution, 'DistributionConfig')?.Origins)) {
      const bucket = origin?.OriginAccessControlId === undefined ? undefined : app.resourceOf(origin?.DomainName);
      const key = bucket?.raw.Type === 'AWS::S3::Bucket' ? app.keyOf(app.encryptionOf(bucket).key, bucket.stack) : undefined;
      if (key) { use(distribution, `the distribution ${distribution.logicalId}, which reads the bucket ${bucket!.logicalId}`, NEEDS.cloudFront(), key, source(distribution, [arn]), 'Properties.DistributionConfig.Origins'); }
    }
  }

  for (const group of app.all('AWS::AutoScaling::AutoScalingGroup')) {
    const mixed = app.value(group, 'MixedInstancesPolicy')?.LaunchTemplate;
    const overrides = listOf(mixed?.Overrides).map(override => override?.LaunchTemplateSpecification);
    const specifications = [app.value(group, 'LaunchTemplate'), mixed?.LaunchTemplateSpecification, ...overrides];
    const templates = specifications.flatMap(given => app.resourceOf(given?.LaunchTemplateId ?? given?.LaunchTemplateName) ?? []);
    const keys = new Set(templates.flatMap(template =>
      listOf(app.value(template, 'LaunchTemplateData')?.BlockDeviceMappings).flatMap(mapping => app.keyOf(mapping?.Ebs?.KmsKeyId, template.stack) ?? [])));
    for (const key of keys) { use(group, `the Auto Scaling group ${group.logicalId}`, NEEDS.autoScaling(), key, {}, 'Properties'); }
  }
  for (const template of app.all('AWS::EC2::LaunchTemplate')) {
    for (const mapping of listOf(app.value(template, 'LaunchTemplateData')?.BlockDeviceMappings)) {
      const key = app.keyOf(mapping?.Ebs?.KmsKeyId, template.stack);
      if (key) { found.consumers.push({ resource: template, location: 'Properties.LaunchTemplateData', view: { what: `a volume of the launch template ${template.logicalId}`, key } }); }
    }
  }
  return found;
}

const listOf = (value: any): any[] => Array.isArray(value) ? value : [];
const symbol = (resource: Resource, attribute?: string): string => resourceSymbol(resource.stack.index, resource.logicalId, attribute);
const name = (value: unknown, what: string): string => typeof value === 'string' ? value : opaque(what);
const source = (resource: Resource, arns: string[]) => ({ 'aws:sourcearn': arns, 'aws:sourceaccount': [resource.stack.place.account] });
