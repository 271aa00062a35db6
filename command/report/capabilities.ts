import { mayHit, ReportedAccess, ReportedKey, withoutDenials } from './run-report';

/*
 * What access comes to, in a letter, so that a matrix of many keys is read at a glance.
 */

export interface Capability {
  readonly letter: string;
  readonly word: string;
  readonly actions: ReadonlySet<string>;
  /** Kinds of keys for which the letter says something. */
  readonly kinds: RegExp;
}

const capability = (letter: string, word: string, actions: readonly string[], kinds = /./): Capability =>
  ({ letter, word, actions: new Set(actions.map(action => `kms:${action}`)), kinds });

export const CAPABILITIES: readonly Capability[] = [
  capability('R', 'read (decrypt)', ['Decrypt', 'ReEncryptFrom'], /encryption|replica|^key/),
  capability('W', 'write (encrypt, data keys)', ['Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext', 'ReEncryptTo'],
    /encryption|replica|^key/),
  capability('S', 'sign, verify, compute MACs, agree on secrets', ['Sign', 'Verify', 'GenerateMac', 'VerifyMac', 'DeriveSharedSecret'], /^(?!symmetric)/),
  capability('G', 'create grants, which pass access on', ['CreateGrant']),
  capability('A', 'administer (policy, rotation, deletion)', [
    'PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey', 'EnableKey', 'CancelKeyDeletion', 'EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand', 'CreateAlias', 'UpdateAlias',
    'DeleteAlias', 'UpdateKeyDescription', 'TagResource', 'UntagResource', 'RevokeGrant', 'ReplicateKey', 'UpdatePrimaryRegion', 'ImportKeyMaterial', 'DeleteImportedKeyMaterial',
  ]),
];

/** Who has neither: describes and lists. */
export const VIEW: Capability = capability('V', 'view only', []);

/** What somebody can do with a key: each letter, and whether it depends on something. */
export type Letters = ReadonlyMap<string, 'allowed' | 'depends'>;

export function lettersOf(key: ReportedKey, rows: readonly ReportedAccess[]): Letters {
  const letters = new Map<string, 'allowed' | 'depends'>();
  const add = (letter: string, verdict: 'allowed' | 'depends'): void => { if (letters.get(letter) !== 'allowed') { letters.set(letter, verdict); } };
  for (const { actions, principals, verdict, when } of rows) {
    const found = CAPABILITIES.filter(one => one.kinds.test(key.kind) && actions.some(action => one.actions.has(action)));
    // A Deny of grants takes nothing from those who decrypt.
    const onlyDenied = verdict === 'depends' && actions.length > 0 && withoutDenials(when) === '';
    found.forEach(({ letter, actions: of }) => {
      const spared = onlyDenied && !key.restrictions.some(restriction => mayHit(restriction, principals, actions.filter(action => of.has(action))));
      add(letter, spared ? 'allowed' : verdict);
    });
    if (found.length === 0) { add(VIEW.letter, verdict); }
  }
  if (letters.size > 1) { letters.delete(VIEW.letter); }
  return letters;
}

const ORDER = [...CAPABILITIES, VIEW].map(({ letter }) => letter);

/** The letters in their order. */
export const inOrder = (letters: Letters): (readonly [letter: string, verdict: 'allowed' | 'depends'])[] =>
  ORDER.flatMap(letter => letters.has(letter) ? [[letter, letters.get(letter)!] as const] : []);
