import { EVERY_ACTION } from '../iam/actions';
import { matchesAction } from '../iam/pattern';
import { KEYLESS_ACTIONS, KMS_ACTIONS } from '../iam/reference-data';
import * as actions from '../private/actions';

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
  { word: 'generate data keys', needs: ['kms:GenerateDataKey'], covers: ['kms:GenerateDataKey*', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'] },
  { word: 'make sealed data keys', needs: ['kms:GenerateDataKeyWithoutPlaintext'], covers: ['kms:DescribeKey'] },
  { word: 're-encrypt', needs: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'], covers: ['kms:ReEncrypt*', 'kms:DescribeKey'] },
  { word: 're-encrypt from it', needs: ['kms:ReEncryptFrom'], covers: ['kms:DescribeKey'] },
  { word: 're-encrypt to it', needs: ['kms:ReEncryptTo'], covers: ['kms:DescribeKey'] },
  { word: 'sign', needs: ['kms:Sign'], covers: ['kms:DescribeKey', 'kms:GetPublicKey'] },
  { word: 'verify', needs: ['kms:Verify'], covers: ['kms:DescribeKey', 'kms:GetPublicKey'] },
  { word: 'compute MACs', needs: ['kms:GenerateMac'], covers: ['kms:DescribeKey'] },
  { word: 'verify MACs', needs: ['kms:VerifyMac'], covers: ['kms:DescribeKey'] },
  { word: 'agree on secrets', needs: ['kms:DeriveSharedSecret'], covers: ['kms:DescribeKey', 'kms:GetPublicKey'] },
  { word: 'create grants', needs: ['kms:CreateGrant'], covers: ['kms:ListGrants', 'kms:RevokeGrant', 'kms:RetireGrant'] },
  { word: 'view', needs: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus'], covers: actions.VIEW_ACTIONS },
  { word: 'read the public key', needs: ['kms:GetPublicKey'], covers: ['kms:DescribeKey'] },
  { word: 'describe', needs: ['kms:DescribeKey'], covers: [] },
  { word: 'change the policy', needs: ['kms:PutKeyPolicy'], covers: [] },
  { word: 'disable', needs: ['kms:DisableKey'], covers: [] },
  { word: 'schedule deletion', needs: ['kms:ScheduleKeyDeletion'], covers: [] },
  { word: 'replicate', needs: ['kms:ReplicateKey'], covers: [] },
];

const KEYLESS: ReadonlySet<string> = new Set(KEYLESS_ACTIONS.map(action => action.toLowerCase()));
const NAMES: ReadonlyMap<string, string> = new Map(KMS_ACTIONS.map(action => [action.toLowerCase(), `kms:${action}`]));
/** Actions that are about a key. */
export const KEY_ACTIONS: ReadonlySet<string> = new Set([...EVERY_ACTION].filter(action => !KEYLESS.has(action)));

/** Actions as the API names them, in the order of the API. */
export const namesOf = (reach: ReadonlySet<string>): string[] => [...NAMES].filter(([action]) => reach.has(action)).map(([, name]) => name);

/** What a list of actions lets one do, in words. What has no word keeps its name. */
export function permissionsOf(given: readonly string[]): string[] {
  if (given.some(action => /^(kms:)?\*+$/i.test(action))) { return ['everything']; }
  const has = (action: string) => given.some(pattern => matchesAction(pattern, action));
  const said = new Set<string>();
  const words = VERBS.flatMap(({ word, needs, covers }) => {
    if (!needs.every(has) || needs.every(action => said.has(action))) { return []; }
    [...needs, ...covers].forEach(action => said.add(action));
    return [word];
  });
  const isSaid = (action: string) => said.has(action) || [...said].some(known => matchesAction(action, known) || matchesAction(known, action));
  return [...words, ...given.filter(action => !isSaid(action)).map(action => action.replace(/^kms:/i, ''))];
}

/** The same for actions that are known one by one. */
export function wordsForReach(reach: ReadonlySet<string>): string[] {
  const onKeys = [...KEY_ACTIONS].filter(action => reach.has(action));
  if (onKeys.length === KEY_ACTIONS.size) { return ['everything']; }
  const missing = [...KEY_ACTIONS].filter(action => !reach.has(action));
  // All but a few is shorter said by the few.
  return missing.length <= MOST_EXCEPTIONS ? [`everything but ${permissionsOf(namesOf(new Set(missing))).join(', ')}`] : permissionsOf(namesOf(new Set(onKeys)));
}

const MOST_EXCEPTIONS = 8;

/** The same for names of actions: `kms:Decrypt`. */
export const wordsForActions = (given: readonly string[]): string[] => wordsForReach(new Set(given.map(action => action.replace(/^kms:/i, '').toLowerCase())));
