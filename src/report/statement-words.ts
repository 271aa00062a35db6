import { conditionWords, withoutColons } from './condition-words';
import { TemplateValues } from './template-values';
import { ReadTemplate } from './templates';
import { matchesAction } from '../iam/pattern';
import * as actions from '../private/actions';
import { list } from '../private/policy-json';

/** A policy statement in words. */
export interface StatementWords {
  readonly sid?: string;
  readonly denies: boolean;
  readonly principals: string[];
  readonly permissions: string[];
  readonly conditions: string[];
}

/** Sets of actions with one word, the widest first: a set that is there whole is said by its word. */
const VERBS: readonly { readonly word: string; readonly needs: readonly string[]; readonly covers: readonly string[] }[] = [
  {
    word: 'administer',
    needs: ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:UpdateAlias'],
    covers: [...actions.ADMINISTRATION_ACTIONS, ...actions.ROTATION_ACTIONS, ...actions.MULTI_REGION_ACTIONS],
  },
  { word: 'import key material', needs: ['kms:ImportKeyMaterial', 'kms:GetParametersForImport'], covers: actions.IMPORT_ACTIONS },
  {
    word: 'use',
    needs: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    covers: [...actions.USE_ACTIONS, 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  },
  { word: 'encrypt', needs: ['kms:Encrypt'], covers: ['kms:DescribeKey'] },
  { word: 'decrypt', needs: ['kms:Decrypt'], covers: ['kms:DescribeKey'] },
  { word: 'make data keys', needs: ['kms:GenerateDataKey'], covers: ['kms:GenerateDataKey*', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'] },
  { word: 'make sealed data keys', needs: ['kms:GenerateDataKeyWithoutPlaintext'], covers: ['kms:DescribeKey'] },
  { word: 're-encrypt', needs: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'], covers: ['kms:ReEncrypt*', 'kms:DescribeKey'] },
  { word: 're-encrypt from it', needs: ['kms:ReEncryptFrom'], covers: ['kms:DescribeKey'] },
  { word: 're-encrypt to it', needs: ['kms:ReEncryptTo'], covers: ['kms:DescribeKey'] },
  { word: 'sign', needs: ['kms:Sign'], covers: ['kms:DescribeKey', 'kms:GetPublicKey'] },
  { word: 'verify', needs: ['kms:Verify'], covers: ['kms:DescribeKey', 'kms:GetPublicKey'] },
  { word: 'make MACs', needs: ['kms:GenerateMac'], covers: ['kms:DescribeKey'] },
  { word: 'verify MACs', needs: ['kms:VerifyMac'], covers: ['kms:DescribeKey'] },
  { word: 'agree on secrets', needs: ['kms:DeriveSharedSecret'], covers: ['kms:DescribeKey', 'kms:GetPublicKey'] },
  { word: 'make grants', needs: ['kms:CreateGrant'], covers: ['kms:ListGrants', 'kms:RevokeGrant', 'kms:RetireGrant'] },
  { word: 'view', needs: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus'], covers: actions.VIEW_ACTIONS },
  { word: 'read the public key', needs: ['kms:GetPublicKey'], covers: ['kms:DescribeKey'] },
  { word: 'describe', needs: ['kms:DescribeKey'], covers: [] },
  { word: 'change the policy', needs: ['kms:PutKeyPolicy'], covers: [] },
  { word: 'disable', needs: ['kms:DisableKey'], covers: [] },
  { word: 'schedule deletion', needs: ['kms:ScheduleKeyDeletion'], covers: [] },
  { word: 'replicate', needs: ['kms:ReplicateKey'], covers: [] },
];

/** What a list of actions lets one do, in words. What has no word keeps its name. */
export function permissionsOf(given: readonly string[]): string[] {
  if (given.some(action => ['*', 'kms:*'].includes(action))) { return ['everything']; }
  const has = (action: string) => given.some(pattern => matchesAction(pattern, action));
  const said = new Set<string>();
  const words = VERBS.flatMap(({ word, needs, covers }) => {
    if (!needs.every(has) || needs.every(action => said.has(action))) { return []; }
    [...needs, ...covers].forEach(action => said.add(action));
    return [word];
  });
  const rest = given.filter(action => !said.has(action) && ![...said].some(known => matchesAction(action, known)));
  return [...words, ...rest.map(action => action.replace(/^kms:/, ''))];
}

/** A statement of a key policy, or an IAM policy's statement whose principals are known from elsewhere. */
export function statementWords(statement: any, values: TemplateValues, read: ReadTemplate, principals?: string[]): StatementWords {
  const denies = statement.Effect === 'Deny';
  const text = (value: unknown) => values.text(value, read);
  const exceptPrincipals = statement.NotPrincipal ? [`everyone but ${principalWords(statement.NotPrincipal, text, read).join(', ')}`] : undefined;
  const notActions = list(statement.NotAction).map(text);
  return {
    sid: typeof statement.Sid === 'string' ? statement.Sid : undefined,
    denies,
    principals: principals ?? exceptPrincipals ?? principalWords(statement.Principal, text, read),
    permissions: statement.NotAction ? [`everything but ${permissionsOf(notActions).join(', ')}`] : permissionsOf(list(statement.Action).map(text)),
    conditions: conditionWords(statement.Condition ?? {}, denies, text, read.region),
  };
}

function principalWords(principal: any, text: (value: unknown) => string, read: ReadTemplate): string[] {
  if (principal === '*') { return ['everyone']; }
  return Object.entries(principal ?? {}).flatMap(([type, given]) => list(given).map(text).map(value => {
    if (value === '*') { return 'everyone'; }
    return type === 'AWS' ? personWords(value, read) : type === 'Federated' ? `identities of ${value.replace(/^arn:[^:]+:iam::/, '')}` : value;
  }));
}

/** `role Api` for a principal's ARN, with its account when that is another one. */
function personWords(given: string, { account }: ReadTemplate): string {
  // What only the deployment knows has colons of its own, which are none of the ARN's.
  const value = withoutColons(given);
  const here = account ?? '${AccountId}';
  const whole = /^\d{12}$/.exec(value)?.[0] ?? /^arn:[^:]+:iam::([^:]+):root$/.exec(value)?.[1];
  if (whole) { return whole === here ? 'the account' : `account ${whole}`; }
  const [, service, owner, kind, name] = /^arn:[^:]+:(iam|sts)::([^:]+):([^/]+)\/(.+)$/.exec(value) ?? [];
  if (!kind) { return given; }
  const words = service === 'sts' ? `session ${name}` : `${kind} ${name.replace(/^aws-service-role\/[^/]+\//, '')}`;
  return owner === here ? words : `${words} of account ${owner}`;
}
