import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { EncryptedKey } from '../keys/encrypted-key';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const EVENTBRIDGE = 'events.amazonaws.com';

/** The alarms of this account and region. */
function alarmConditions(scope: Construct): { [operator: string]: { [key: string]: string } } {
  const { partition, region, account } = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
  };
}

/**
 * A topic under a key that lets alarms and rules in. Without the two statements nothing fails at deployment, and every message
 * is lost in silence.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export class AlarmTopic extends sns.Topic {
  constructor(scope: Construct, id: string) {
    const statement = (sid: string, service: string, conditions: { [operator: string]: any }) => KeyAccess.statement(new iam.PolicyStatement({
      sid,
      principals: [new iam.ServicePrincipal(service)],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions,
    }));
    const masterKey = new EncryptedKey(scope, `${id}Key`, {
      description: 'Key of a topic for alarms about KMS keys',
      iamDelegation: IamDelegation.ADMINISTRATION,
      // Messages are on their way for minutes: nothing is lost with the key.
      removalPolicy: RemovalPolicy.DESTROY,
      access: [
        statement('CloudWatchAlarms', CLOUDWATCH, alarmConditions(scope)),
        // EventBridge sends no aws:SourceAccount and no aws:SourceArn when it publishes to an encrypted topic.
        statement('EventBridgeRules', EVENTBRIDGE, {}),
      ],
    });
    Validations.of(masterKey).acknowledge({ id: 'Keysmith-KeyRetained', reason: 'messages are on their way for minutes: nothing is lost with the key' });
    super(scope, id, { masterKey, enforceSSL: true });
  }
}

/**
 * Lets alarms and rules publish to a topic. Once a topic has a policy, SNS's own default no longer lets alarms in.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
export function allowPublishing(scope: Construct, topic: sns.ITopic): void {
  const allow = (sid: string, service: string, conditions: { [operator: string]: any }) => topic.addToResourcePolicy(new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(service)],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions,
  }));
  allow('CloudWatchAlarms', CLOUDWATCH, alarmConditions(scope));
  allow('EventBridgeRules', EVENTBRIDGE, {});
}
