import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { MessageSource, MessageTarget } from '../access/messages';
import { EncryptedKey } from '../keys/encrypted-key';

/**
 * A topic under a key that lets alarms and rules in. Without these two rows nothing fails at deployment, and every message
 * is lost without an error.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export class AlarmTopic extends sns.Topic {
  constructor(scope: Construct, id: string) {
    const masterKey = new EncryptedKey(scope, `${id}Key`, {
      description: 'Key of a topic for alarms about KMS keys',
      iamDelegation: IamDelegation.ADMINISTRATION,
      // Messages are on their way for minutes: nothing is lost with the key.
      removalPolicy: RemovalPolicy.DESTROY,
      access: [MessageSource.CLOUDWATCH_ALARMS, MessageSource.EVENTBRIDGE].map(source => KeyAccess.messages(source, MessageTarget.ANY_TOPIC)),
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
  const { partition, region, account } = Stack.of(scope);
  allow('CloudWatchAlarms', 'cloudwatch.amazonaws.com', {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
  });
  // AWS: no conditions for EventBridge in the policy of a topic.
  allow('EventBridgeRules', 'events.amazonaws.com', {});
}
