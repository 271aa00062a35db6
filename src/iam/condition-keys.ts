import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEY_PREFIXES, KMS_CONDITION_KEYS } from './reference-data';

/** Condition keys that only begin so: what follows is the caller's, a tag's or a number. */
export const CONDITION_KEY_PREFIXES: readonly string[] = [...KMS_CONDITION_KEY_PREFIXES, ...GLOBAL_CONDITION_KEYS.filter(key => key.endsWith('/'))];

const WRITTEN: ReadonlyMap<string, string> = new Map([...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS].map(key => [key.toLowerCase(), key]));

/** The condition keys that KMS and all of AWS have. */
export const CONDITION_KEYS: readonly string[] = [...WRITTEN.values()];

/** Whether AWS has a condition key of that name, in any case of letters. */
export const isConditionKey = (name: string): boolean =>
  WRITTEN.has(name.toLowerCase()) || CONDITION_KEY_PREFIXES.some(prefix => name.toLowerCase().startsWith(prefix.toLowerCase()));

/** A condition key as AWS writes it, from the name in lower case by which keys are compared. */
export function conditionKeyAsWritten(name: string): string {
  const prefix = CONDITION_KEY_PREFIXES.find(one => name.startsWith(one.toLowerCase()));
  return WRITTEN.get(name) ?? (prefix === undefined ? name : prefix + name.slice(prefix.length));
}
