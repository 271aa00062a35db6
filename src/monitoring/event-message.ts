import { EventField, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SubjectKey, WatchedEvent } from './event-patterns';
import { KeyEventType } from './key-event-type';

/** EventBridge takes input templates of up to 8,192 characters. */
const LEGEND_KEYS = 10;

/**
 * What a person reads: what happened, to which key, by whom, when and where, and what to do. EventBridge puts each line into
 * quotation marks; a field that an event lacks comes out empty.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function messageOf(event: WatchedEvent, keys: readonly SubjectKey[] | undefined): RuleTargetInput {
  const field = (path: string): string => EventField.fromPath(path);
  const single = keys?.length === 1 ? keys[0] : undefined;
  const found = event.native && event.type !== KeyEventType.KEY_MATERIAL_REMOVED
    ? field('$.resources[0]')
    // KEY_MATERIAL_REMOVED comes from KMS or from CloudTrail: one of the two fields is empty.
    : `${event.native ? field('$.resources[0]') : ''}${field('$.detail.resources[0].ARN')}`;
  const key = single?.arn ?? found;
  const lines = [
    event.title,
    `Key: ${single?.alias ? `${single.alias}, ` : ''}${key}`,
    ...(keys && !single ? [`Names: ${legend(keys)}`] : []),
    ...(event.type === KeyEventType.ALIAS_CHANGED
      ? [`Alias: ${field('$.detail.requestParameters.aliasName')}, new key: ${field('$.detail.requestParameters.targetKeyId')}`]
      : []),
    ...(event.type === KeyEventType.EXTERNAL_GRANT
      ? [`Grantee: ${field('$.detail.requestParameters.granteePrincipal')}, operations: ${field('$.detail.requestParameters.operations')}`]
      : []),
    ...(event.type === KeyEventType.DELETION_SCHEDULED ? [`Gone on: ${field('$.detail.responseElements.deletionDate')}`] : []),
    ...(event.readOnly ? [`Error: ${field('$.detail.errorCode')}: ${field('$.detail.errorMessage')}`] : []),
    ...(event.native && event.type !== KeyEventType.KEY_MATERIAL_REMOVED
      ? ['By: AWS KMS']
      : [`By: ${field('$.detail.userIdentity.arn')} ${field('$.detail.userIdentity.invokedBy')}, `
        + `call ${field('$.detail.eventName')}, from ${field('$.detail.sourceIPAddress')}`]),
    `When: ${field('$.time')}, account ${field('$.account')}, Region ${field('$.region')}`,
    `What to do: ${event.advice.replaceAll('KEY', key)}`,
  ];
  return RuleTargetInput.fromMultilineText(lines.join('\n'));
}

function legend(keys: readonly SubjectKey[]): string {
  return keys.slice(0, LEGEND_KEYS).map(({ alias, arn }) => `${alias ?? 'no alias known'} is ${arn}`).join('; ');
}
