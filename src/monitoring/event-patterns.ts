import * as events from 'aws-cdk-lib/aws-events';
import { KeyEventType } from './key-event-type';

/*
 * Event patterns, one a kind of event. CloudTrail's shapes: KMS Developer Guide, pages ct-*; KMS's own events: page kms-events.
 * CloudTrail delivers to EventBridge only where a trail logs management events and does not exclude KMS.
 */

/** Which keys a pattern is for; none: every key of the account and Region. */
export interface Subject {
  readonly partition: string;
  readonly account: string;
  readonly keys?: readonly SubjectKey[];
}

export interface SubjectKey {
  readonly arn: string;
  readonly alias?: string;
}

export interface WatchedEvent {
  readonly type: KeyEventType;
  /** What happened, in a few words. */
  readonly title: string;
  /** What a person who reads it should do; `KEY` stands for the key's ARN. */
  readonly advice: string;
  /** Whether CloudTrail records the call as read-only: a rule gets such calls only in a state of its own. */
  readonly readOnly?: boolean;
  /** Whether the event comes from KMS itself, so that it names no person. */
  readonly native?: boolean;
  pattern(subject: Subject): events.EventPattern;
}

/** Operations by which a key protects data, as CloudTrail names them. All but ReEncrypt's are recorded as read-only. */
export const CRYPTOGRAPHIC_OPERATIONS = [
  'Decrypt', 'DeriveSharedSecret', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext', 'GenerateMac', 'ReEncrypt', 'Sign', 'Verify', 'VerifyMac',
];

/** The call has an effect: CloudTrail records errors in this field. */
const ABSENT = [{ exists: false }];

const arns = (subject: Subject): string[] | undefined => subject.keys?.map(key => key.arn);

function native(detailTypes: string[], subject: Subject): events.EventPattern {
  return { source: ['aws.kms'], detailType: detailTypes, ...(subject.keys ? { resources: arns(subject) } : {}) };
}

/** API calls by name; `about` narrows them to the keys. */
function calls(names: string[], detail: { [field: string]: any }, about?: { [field: string]: any }): events.EventPattern {
  return {
    source: ['aws.kms'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['kms.amazonaws.com'], eventName: names, ...detail, ...about },
  };
}

const aboutKeys = (subject: Subject) => subject.keys ? { resources: { ARN: arns(subject) } } : undefined;

/** Calls that had an effect. */
const done = (names: string[], subject: Subject, detail: { [field: string]: any } = {}) =>
  calls(names, { errorCode: ABSENT, ...detail }, aboutKeys(subject));

/** Calls that were refused. KMS leaves `resources` out of some of them; the message always names the key. */
function refused(codes: string[], message: string | undefined, subject: Subject): events.EventPattern {
  const about = subject.keys
    ? {
      $or: [
        { resources: { ARN: arns(subject) }, ...(message ? { errorMessage: [{ wildcard: message }] } : {}) },
        { errorMessage: subject.keys.map(key => ({ wildcard: `*${key.arn}${message ?? '*'}` })) },
      ],
    }
    : message ? { errorMessage: [{ wildcard: message }] } : {};
  return calls(CRYPTOGRAPHIC_OPERATIONS, { errorCode: codes }, about);
}

/** Every kind of event, in the order of the enumeration. */
export const WATCHED_EVENTS: readonly WatchedEvent[] = [
  {
    type: KeyEventType.DELETION_SCHEDULED,
    title: 'Deletion of a KMS key was scheduled. The key cannot be used now, and is deleted permanently after its waiting period.',
    advice: 'If nobody planned this, cancel it and enable the key again: aws kms cancel-key-deletion --key-id KEY, then aws kms enable-key --key-id KEY',
    pattern: subject => done(['ScheduleKeyDeletion'], subject),
  },
  {
    type: KeyEventType.DELETION_CANCELLED,
    title: 'The scheduled deletion of a KMS key was cancelled. The key is disabled until somebody enables it.',
    advice: 'Enable the key when it is needed: aws kms enable-key --key-id KEY',
    pattern: subject => done(['CancelKeyDeletion'], subject),
  },
  {
    type: KeyEventType.DELETED,
    title: 'A KMS key was deleted at the end of its waiting period. Data encrypted under it cannot be read any more.',
    advice: 'Nothing can bring the key back. Remove what still refers to it.',
    native: true,
    pattern: subject => native(['KMS CMK Deletion'], subject),
  },
  {
    type: KeyEventType.DISABLED,
    title: 'A KMS key was disabled. Nothing encrypted under it can be read.',
    advice: 'If nobody planned this, enable it: aws kms enable-key --key-id KEY',
    pattern: subject => done(['DisableKey'], subject),
  },
  {
    type: KeyEventType.POLICY_CHANGED,
    title: 'The policy of a KMS key was changed.',
    advice: 'If no deployment did this, compare it with your template: aws kms get-key-policy --key-id KEY --output text',
    pattern: subject => done(['PutKeyPolicy'], subject),
  },
  {
    type: KeyEventType.EXTERNAL_GRANT,
    title: 'A grant on a KMS key was created for a principal of another account, or by one.',
    advice: 'Look at it, and revoke it if nobody knows it: aws kms list-grants --key-id KEY, then aws kms revoke-grant --key-id KEY --grant-id ID',
    pattern: subject => {
      const own = ['iam', 'sts'].map(service => `arn:${subject.partition}:${service}::${subject.account}:*`);
      return done(['CreateGrant'], subject, {
        $or: [
          // AWS services that hold grants are named by service principal or by a role in this account.
          { requestParameters: { granteePrincipal: [{ 'anything-but': { wildcard: [...own, '*.amazonaws.com', subject.account] } }] } },
          { userIdentity: { accountId: [{ 'anything-but': [subject.account] }] } },
        ],
      });
    },
  },
  {
    type: KeyEventType.ROTATED,
    title: 'A KMS key was rotated. Old data stays readable.',
    advice: 'Nothing, unless nobody expected an on-demand rotation: aws kms list-key-rotations --key-id KEY',
    native: true,
    pattern: subject => native(['KMS CMK Rotation'], subject),
  },
  {
    type: KeyEventType.ROTATION_DISABLED,
    title: 'Automatic rotation of a KMS key was switched off.',
    advice: 'Switch it on again: aws kms enable-key-rotation --key-id KEY',
    pattern: subject => done(['DisableKeyRotation'], subject),
  },
  {
    type: KeyEventType.KEY_MATERIAL_REMOVED,
    title: 'Imported key material of a KMS key expired or was deleted. Nothing encrypted under the key can be read.',
    advice: 'Import the same key material again: aws kms get-parameters-for-import --key-id KEY',
    native: true,
    pattern: subject => ({
      source: ['aws.kms'],
      $or: [
        native(['KMS Imported Key Material Expiration'], subject),
        done(['DeleteImportedKeyMaterial'], subject),
      ].map(({ detailType, ...rest }) => ({ 'detail-type': detailType, ...without(rest, 'source') })),
    } as events.EventPattern),
  },
  {
    type: KeyEventType.MULTI_REGION_CHANGED,
    title: 'A multi-Region KMS key was replicated, or another Region became its primary.',
    advice: 'If nobody planned this, look at all its Regions: aws kms describe-key --key-id KEY',
    pattern: subject => done(['ReplicateKey', 'UpdatePrimaryRegion'], subject),
  },
  {
    type: KeyEventType.ALIAS_CHANGED,
    title: 'An alias of a KMS key was pointed at another key, or deleted. Whoever uses the alias uses another key now, or none.',
    advice: 'If no deployment did this, point it back: aws kms update-alias --alias-name NAME --target-key-id KEY',
    pattern: subject => {
      const names = subject.keys?.flatMap(key => key.alias ?? []) ?? [];
      // An alias that moves away names the new key only.
      const about = subject.keys && names.length > 0
        ? { $or: [{ resources: { ARN: arns(subject) } }, { requestParameters: { aliasName: names } }] }
        : aboutKeys(subject);
      return calls(['UpdateAlias', 'DeleteAlias'], { errorCode: ABSENT }, about);
    },
  },
  {
    type: KeyEventType.USED_WHILE_PENDING_DELETION,
    title: 'Somebody tried to use a KMS key that waits for its deletion: the key is still needed.',
    advice: 'Cancel the deletion: aws kms cancel-key-deletion --key-id KEY, then aws kms enable-key --key-id KEY',
    readOnly: true,
    // https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-creating-cloudwatch-alarm.html
    pattern: subject => refused(['KMSInvalidStateException', 'KMSInvalidState'], '* is pending deletion*', subject),
  },
  {
    type: KeyEventType.USE_DENIED,
    title: 'Use of a KMS key was denied.',
    advice: 'If the caller should have access, add it to the key policy; if not, find out who it is.',
    readOnly: true,
    // Denied calls of other accounts are recorded in their own trails only (logging-using-cloudtrail).
    pattern: subject => refused(['AccessDenied', 'AccessDeniedException'], undefined, subject),
  },
];

function without(object: { [name: string]: any }, name: string): { [name: string]: any } {
  const { [name]: _, ...rest } = object;
  return rest;
}

export const watchedEvent = (type: KeyEventType): WatchedEvent => WATCHED_EVENTS.find(event => event.type === type)!;
