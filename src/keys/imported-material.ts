import { Annotations, Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { expiryAlarm } from './expiry-alarm';
import { who } from '../access/access-rows';
import { KeyAccess } from '../access/key-access';
import { KeyRestriction } from '../access/key-restriction';
import { KeyKind, RowContext } from '../access/row-context';
import { CONTEXT_ACTIONS, IMPORT_ACTIONS } from '../private/actions';
import { WARNINGS } from '../private/errors';
import { LIMITS } from '../private/limits';
import { ORDER, PolicyRow } from '../private/policy-rows';
import { principalArnPattern, principalsOf, wholeAccount } from '../private/principals';
import { checkDays, checkNotEmpty } from '../private/validate';

/** Who brings key material into a key, and what happens before it expires. */
export interface ImportedMaterialOptions {
  /**
   * The only principals who can import, import again and delete key material. Those who are not users by this key's properties as
   * well are denied all other use, except for the round trip by which `keysmith import` verifies what it did.
   */
  readonly importers: iam.IGrantable[];

  /**
   * Denies importing key material that never expires. KMS takes expiry dates up to 365 days ahead.
   *
   * @default false
   */
  readonly requireExpiry?: boolean;

  /**
   * How long before its expiry key material that is not imported again raises the alarm, 1 to 365 days.
   *
   * @default Duration.days(30)
   */
  readonly expiryNotice?: Duration;

  /**
   * Where the alarm, and the event that key material has expired, are sent. An encrypted topic needs a key that
   * `cloudwatch.amazonaws.com` and `events.amazonaws.com` can use.
   *
   * @default - the alarm has no action
   */
  readonly expiryTopic?: sns.ITopic;
}

/** The encryption context under which importers encrypt and decrypt one test message. `keysmith import` uses the same. */
const VERIFICATION_CONTEXT = { 'kms:EncryptionContext:keysmith': 'import-verification' };

export function checkImportedMaterial(property: string, options: ImportedMaterialOptions): void {
  checkNotEmpty(`${property}importers`, options.importers, 'name at least one principal, or the key would stay empty forever');
  checkDays(`${property}expiryNotice`, options.expiryNotice, { min: 1, max: LIMITS.importedMaterialExpiryDays.max });
}

/** What an importer can do: bring material in and out, and verify it. */
export function importAccess(options: ImportedMaterialOptions): KeyAccess[] {
  return options.importers.map(importer => {
    const { values, conditions } = who('importers', importer, {}, false);
    const row = (sid: string, actions: readonly string[], also = conditions): PolicyRow =>
      ({ sid, effect: 'Allow', principals: values, actions, conditions: also, order: ORDER.administration, accepted: ['no use'] });
    return KeyAccess._of({
      property: 'importers',
      bind: context => [
        row('KeyImport', [...IMPORT_ACTIONS, 'kms:DescribeKey', ...importerExtras(context)]),
        ...(context.kind === KeyKind.SYMMETRIC
          ? [row('KeyImportVerification', ['kms:Decrypt', 'kms:Encrypt'], { ...conditions, StringEquals: { ...conditions.StringEquals, ...VERIFICATION_CONTEXT } })]
          : []),
      ],
    });
  });
}

/** New material of a symmetric key becomes current by RotateKeyOnDemand; other kinds are verified by what gives nothing away. */
function importerExtras({ kind }: RowContext): string[] {
  return {
    [KeyKind.SYMMETRIC]: ['kms:ListKeyRotations', 'kms:RotateKeyOnDemand'],
    [KeyKind.HMAC]: ['kms:VerifyMac'],
    [KeyKind.SIGNING]: ['kms:GetPublicKey'],
    [KeyKind.ASYMMETRIC_ENCRYPTION]: ['kms:GetPublicKey'],
    [KeyKind.KEY_AGREEMENT]: ['kms:GetPublicKey'],
  }[kind];
}

/** What only importers can do, and what they cannot; `access` says who of them uses the key as well. */
export function importRestrictions(options: ImportedMaterialOptions, access: readonly KeyAccess[] = []): KeyRestriction[] {
  const importers = options.importers.flatMap(importer => principalsOf('importers', importer).values);
  const using = new Set(access.flatMap(({ _row: { users = [] } }) => users.map(({ value }) => value)));
  // Whoever is a user as well uses the key; a whole account would take its users along.
  const importersOnly = importers.filter(importer => !using.has(importer.value) && !wholeAccount(importer));
  return [KeyRestriction._rows(context => [
    deny('DenyImportByOthers', IMPORT_ACTIONS, {
      ArnNotLike: { 'aws:PrincipalArn': importers.map(importer => principalArnPattern('importers', importer, context.partition)) },
    }),
    // The condition of KeyImportVerification alone would restrict nobody that an IAM policy allows to use the key.
    ...(context.kind === KeyKind.SYMMETRIC && importersOnly.length > 0
      ? [deny('DenyUseByImporters', CONTEXT_ACTIONS, {
        ArnLike: { 'aws:PrincipalArn': importersOnly.map(importer => principalArnPattern('importers', importer, context.partition)) },
        StringNotEquals: VERIFICATION_CONTEXT,
      })]
      : []),
    ...(options.requireExpiry
      // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-expiration-model
      ? [deny('DenyMaterialWithoutExpiry', ['kms:ImportKeyMaterial'], { StringNotEquals: { 'kms:ExpirationModel': 'KEY_MATERIAL_EXPIRES' } })]
      : []),
  ])];
}

function deny(sid: string, actions: readonly string[], conditions: PolicyRow['conditions']): PolicyRow {
  return { sid, effect: 'Deny', principals: [], actions, conditions, order: ORDER.restriction };
}

/** The alarm before key material expires, and the event when it has. */
export function watchExpiry(key: kms.Key, options: ImportedMaterialOptions): cloudwatch.Alarm {
  const alarm = expiryAlarm(key, 'ExpiryAlarm', key.keyId, key.node.path, options.expiryNotice);
  const { expiryTopic: topic } = options;
  if (!topic) { return alarm; }
  alarm.addAlarmAction({ bind: () => ({ alarmActionArn: topic.topicArn }) });
  const rule = new events.Rule(key, 'ExpiryRule', {
    description: `Key material of ${key.node.path} has expired`,
    eventPattern: { source: ['aws.kms'], detailType: ['KMS Imported Key Material Expiration'], resources: [key.keyArn] },
    targets: [{ bind: () => ({ arn: topic.topicArn }) }],
  });
  // The targets of aws-events-targets load half of the AWS CDK; this is all they would do.
  const publish = (service: string, source: string) => topic.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    principals: [new iam.ServicePrincipal(service)],
    conditions: { ArnEquals: { 'aws:SourceArn': source } },
  }));
  publish('events.amazonaws.com', rule.ruleArn);
  if (!publish('cloudwatch.amazonaws.com', alarm.alarmArn).statementAdded) {
    Annotations.of(key).addWarningV2(WARNINGS.topicPolicyNotWritten,
      `the topic is not defined in this app: let cloudwatch.amazonaws.com and events.amazonaws.com publish to it, or the expiry of ${key.node.path} will go unnoticed`);
  }
  return alarm;
}
