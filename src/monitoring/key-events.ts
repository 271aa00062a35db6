import * as events from 'aws-cdk-lib/aws-events';
import { aws_kms as kmsRefs } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import { messageOf } from './event-message';
import { SubjectKey, watchedEvent } from './event-patterns';
import { KeyEventType } from './key-event-type';
import { subjectKey, subjectOf } from './subjects';
import { checked } from '../private/checked';

/**
 * Rules for what happens to one key, on the default event bus of its account and Region.
 *
 * A trail of the account must log management events, KMS's included. Use `KeyMonitoring` for messages to a topic.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-events.html
 *
 * @example
 * declare const key: EncryptedKey;
 * declare const repair: events.IRuleTarget;
 *
 * KeyEvents.fromKey(key).onDisabled('Repair', { target: repair });
 */
@checked
export class KeyEvents {
  /** The events of a key. Fails for an alias of which the key is not known. */
  public static fromKey(key: kmsRefs.IKeyRef): KeyEvents {
    return new KeyEvents(key);
  }

  private readonly subject: SubjectKey;

  private constructor(private readonly key: kmsRefs.IKeyRef) {
    this.subject = subjectKey('key', key);
  }

  /** When an event of this type happens. */
  public onEvent(id: string, eventType: KeyEventType, options: events.OnEventOptions = {}): events.Rule {
    const event = watchedEvent(eventType);
    const scope = options.crossStackScope ?? (this.key as unknown as Construct);
    const rule = new events.Rule(scope, id, {
      description: options.description ?? `${event.title}`,
      ruleName: options.ruleName,
      eventPattern: event.pattern(subjectOf(scope, [this.subject])),
    });
    if (options.eventPattern) { rule.addEventPattern(options.eventPattern); }
    if (event.readOnly) { takeReadOnlyCalls(rule); }
    rule.addTarget(options.target);
    return rule;
  }

  /** The message that `KeyMonitoring` sends for an event of this type, to give to a target of your own. */
  public message(eventType: KeyEventType): events.RuleTargetInput {
    return messageOf(watchedEvent(eventType), [this.subject]);
  }

  /** When deletion of the key is scheduled. */
  public onDeletionScheduled(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.DELETION_SCHEDULED, options);
  }

  /** When a scheduled deletion is cancelled. */
  public onDeletionCancelled(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.DELETION_CANCELLED, options);
  }

  /** When the key was deleted. */
  public onDeleted(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.DELETED, options);
  }

  /** When the key is disabled. */
  public onDisabled(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.DISABLED, options);
  }

  /** When the key policy is changed, by a deployment too. */
  public onPolicyChanged(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.POLICY_CHANGED, options);
  }

  /** When a grant is created for a principal of another account, or by one. */
  public onExternalGrant(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.EXTERNAL_GRANT, options);
  }

  /** When the key material is rotated, automatically or on demand. */
  public onRotated(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.ROTATED, options);
  }

  /** When automatic rotation is switched off. */
  public onRotationDisabled(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.ROTATION_DISABLED, options);
  }

  /** When imported key material expires or is deleted. */
  public onKeyMaterialRemoved(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.KEY_MATERIAL_REMOVED, options);
  }

  /** When the key is replicated or another Region becomes its primary. */
  public onMultiRegionChanged(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.MULTI_REGION_CHANGED, options);
  }

  /** When an alias is moved to or from the key, or deleted. Aliases that the app does not know are seen only when they arrive. */
  public onAliasChanged(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.ALIAS_CHANGED, options);
  }

  /** When somebody tries to use the key while it waits for its deletion. */
  public onUsedWhilePendingDeletion(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.USED_WHILE_PENDING_DELETION, options);
  }

  /** When use of the key is denied. Denied calls of other accounts show up in their own trails only. */
  public onUseDenied(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onEvent(id, KeyEventType.USE_DENIED, options);
  }
}

/**
 * Calls that CloudTrail records as read-only, as it does all cryptographic operations, reach only rules in this state.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
 */
export function takeReadOnlyCalls(rule: events.Rule): void {
  (rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
}
