/*
 * What people read. Pure. Texts by strangers (description, tags, errors) take one line each.
 */
import { KeyRecord } from '../key-lifecycle-reporter/inventory';
import { oneLine } from '../shared/one-line';

export interface Words {
  readonly subject: string;
  readonly text: string;
}

/** A question in three pieces: the state machine puts the token of its task between them, which no function gets to know. */
export interface Question {
  readonly subject: string;
  readonly question: readonly [string, string, string];
}

const short = (arn: string): string => arn.split('/').pop()!;

function asking(subject: string, lines: readonly string[], region: string, after: readonly string[] = []): Question {
  return {
    subject,
    question: [
      [...lines, '', 'Approve:', `  aws stepfunctions send-task-success --region ${region} --task-output '{"approved":true}' --task-token '`].join('\n'),
      ["'", 'Refuse:', `  aws stepfunctions send-task-failure --region ${region} --error Refused --task-token '`].join('\n'),
      ["'", ...after].join('\n'),
    ],
  };
}

/** Function name and Region are the stack's own, the ARN was checked whole. */
export const undoCommand = (restoreFunction: string, region: string, arn: string): string =>
  `aws lambda invoke --region ${region} --function-name ${restoreFunction} --cli-binary-format raw-in-base64-out --payload '{"arn":"${arn}"}' /dev/stdout`;

function facts({ lastUse, tags, description, state, createdAt }: KeyRecord): string[] {
  const use = !lastUse.known ? 'unknown' : lastUse.at === null ? `none on record since ${lastUse.trackedSince}` : `${lastUse.at} (${lastUse.operation ?? 'operation unknown'})`;
  const fields = {
    'Description:': description || '-',
    'State:': state,
    'Created:': createdAt ?? 'unknown',
    'Last use:': use,
    'Tags:': tags === null ? 'unknown' : Object.entries(tags).map(([name, value]) => `${name}=${value}`).join(', ') || '-',
  };
  return Object.entries(fields).map(([name, value]) => `  ${name.padEnd(13)}${oneLine(value)}`);
}

export interface Asked {
  readonly arn: string;
  readonly key: KeyRecord;
  /** Of the state machine. */
  readonly region: string;
}

export const askToDisable = ({ arn, key, region, reason, disabledDays }: Asked & { reason: string; disabledDays: number }): Question => asking(
  `Approval: disable unused KMS key ${short(arn)}?`,
  [
    `The key ${arn} looks unused: ${oneLine(reason)}.`,
    ...facts(key),
    '',
    `If you approve, the key is disabled, which can be undone at any time. After ${disabledDays} days you are asked again before its deletion is scheduled.`,
    'Data that is rarely read can still be under it: look for volumes, snapshots, backups and objects before you approve.',
  ],
  region,
);

export const askToSchedule = ({ arn, key, region, disabledAt, undo }: Asked & { disabledAt: string; undo: string }): Question => asking(
  `Approval: schedule deletion of KMS key ${short(arn)}?`,
  [
    `The key ${arn} has been disabled since ${disabledAt}.`,
    ...facts(key),
    '',
    'Look in CloudTrail for DisabledException on this key: each is somebody who still needs it.',
    'If you approve, its deletion is scheduled with a window of 30 days, in which it can be cancelled. After that, everything under the key is lost permanently.',
  ],
  region,
  ['', 'Undo the disabling:', `  ${undo}`],
);

export const disabled = ({ arn, undo, disabledDays }: { arn: string; undo: string; disabledDays: number }): Words => ({
  subject: `Disabled: KMS key ${short(arn)}`,
  text: [`The key ${arn} is disabled. In ${disabledDays} days you are asked whether to schedule its deletion.`, '', 'Undo:', `  ${undo}`].join('\n'),
});

export const scheduled = ({ arn, date, undo }: { arn: string; date: string; undo: string }): Words => ({
  subject: `Deletion scheduled: KMS key ${short(arn)}`,
  text: [`The key ${arn} will be deleted on ${date}. Until then this cancels the deletion and enables the key:`, `  ${undo}`].join('\n'),
});

/** `undo` where the clean-up had disabled the key. */
export const left = ({ arn, reason, undo }: { arn: string; reason: string; undo?: string }): Words => ({
  subject: `Left alone: KMS key ${short(arn)}`,
  text: [
    `The clean-up of ${arn} ended. Reason: ${oneLine(reason)}. No further action is taken.`,
    ...(undo ? ['', 'If the key is disabled, this enables it:', `  ${undo}`] : []),
  ].join('\n'),
});

export const undone = ({ arn, done }: { arn: string; done: readonly string[] }): Words => ({
  subject: `Undone: clean-up of KMS key ${short(arn)}`,
  text: `The key ${arn}: ${done.join(', ') || 'there was nothing to undo'}.`,
});
