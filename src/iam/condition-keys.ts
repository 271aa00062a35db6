import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEY_PREFIXES, KMS_CONDITION_KEYS } from './reference-data';

/** Condition keys that only begin so: what follows is the caller's, a tag's or a number. */
export const CONDITION_KEY_PREFIXES: readonly string[] = [...KMS_CONDITION_KEY_PREFIXES, ...GLOBAL_CONDITION_KEYS.filter(key => key.endsWith('/'))];

const WRITTEN: ReadonlyMap<string, string> = new Map([...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS].map(key => [key.toLowerCase(), key]));

/** A condition key as AWS writes it, from the name in lower case by which keys are compared. */
export function conditionKeyAsWritten(name: string): string {
  const prefix = CONDITION_KEY_PREFIXES.find(one => name.startsWith(one.toLowerCase()));
  return WRITTEN.get(name) ?? (prefix === undefined ? name : prefix + name.slice(prefix.length));
}
