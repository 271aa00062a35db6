/*
 * What people read. Pure.
 */
import { KeyRecord } from '../key-lifecycle-reporter/inventory';

export interface Words {
  readonly subject: string;
  readonly text: string;
}

const short = (arn: string): string => arn.split('/').pop()!;
const answers = (token: string): string[] => [
  'Approve:',
  `  aws stepfunctions send-task-success --task-output '{"approved":true}' --task-token '${token}'`,
  'Refuse:',
  `  aws stepfunctions send-task-failure --error Refused --task-token '${token}'`,
];

export const undoCommand = (undoFunction: string, region: string, arn: string): string =>
  `aws lambda invoke --region ${region} --function-name ${undoFunction} --cli-binary-format raw-in-base64-out --payload '{"arn":"${arn}"}' /dev/stdout`;

function facts(key: KeyRecord | undefined): string[] {
  if (!key) { return ['The key is gone.']; }
  const { lastUse, tags } = key;
  const use = !lastUse.known ? 'unknown' : lastUse.at === null ? `none on record since ${lastUse.trackedSince}` : `${lastUse.at} (${lastUse.operation ?? 'operation unknown'})`;
  return [
    `  Description: ${key.description || '-'}`,
    `  State:       ${key.state}`,
    `  Created:     ${key.createdAt ?? 'unknown'}`,
    `  Last use:    ${use}`,
    `  Tags:        ${tags === null ? 'unknown' : Object.entries(tags).map(([name, value]) => `${name}=${value}`).join(', ') || '-'}`,
  ];
}

export interface Question {
  readonly arn: string;
  readonly token: string;
  /** The key as it is now, undefined when it is gone. */
  readonly key?: KeyRecord;
}

export const askToDisable = ({ arn, reason, token, key, disabledDays }: Question & { reason: string; disabledDays: number }): Words => ({
  subject: `Approval: disable unused KMS key ${short(arn)}?`,
  text: [
    `The key ${arn} looks unused: ${reason}.`,
    ...facts(key),
    '',
    `If you approve, the key is disabled, which can be undone at any time. After ${disabledDays} days you are asked again before its deletion is scheduled.`,
    'Data that is rarely read may still be under it: look for volumes, snapshots, backups and objects before you approve.',
    '',
    ...answers(token),
  ].join('\n'),
});

export const disabled = ({ arn, undo, disabledDays }: { arn: string; undo: string; disabledDays: number }): Words => ({
  subject: `Disabled: KMS key ${short(arn)}`,
  text: [`The key ${arn} is disabled. In ${disabledDays} days you are asked whether its deletion may be scheduled.`, '', 'Undo:', `  ${undo}`].join('\n'),
});

export const askToSchedule = ({ arn, disabledAt, token, key, undo }: Question & { disabledAt: string; undo: string }): Words => ({
  subject: `Approval: schedule deletion of KMS key ${short(arn)}?`,
  text: [
    `The key ${arn} is disabled since ${disabledAt}.`,
    ...facts(key),
    '',
    'Look in CloudTrail for DisabledException on this key: each is somebody who still needs it.',
    'If you approve, its deletion is scheduled with a window of 30 days, in which it can be cancelled. After that, everything under the key is lost for good.',
    '',
    ...answers(token),
    '',
    'Undo the disabling:',
    `  ${undo}`,
  ].join('\n'),
});

export const scheduled = ({ arn, date, undo }: { arn: string; date: string; undo: string }): Words => ({
  subject: `Deletion scheduled: KMS key ${short(arn)}`,
  text: [`The key ${arn} is deleted on ${date}. Until then this cancels the deletion and enables the key:`, `  ${undo}`].join('\n'),
});

export const left = ({ arn, reason, undo }: { arn: string; reason: string; undo: string }): Words => ({
  subject: `Left alone: KMS key ${short(arn)}`,
  text: [`The clean-up of ${arn} ended: it ${reason}. Nothing more is done to it.`, '', 'If it is disabled, this enables it:', `  ${undo}`].join('\n'),
});

export const undone = ({ arn, done }: { arn: string; done: readonly string[] }): Words => ({
  subject: `Undone: clean-up of KMS key ${short(arn)}`,
  text: `The key ${arn}: ${done.join(', ') || 'there was nothing to undo'}.`,
});
