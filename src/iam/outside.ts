import { Condition } from './condition';
import { matchesEverything } from './pattern';
import { requiresPresence } from './questions';
import { Statement } from './statement';
import { accountIdOfPrincipal } from '../private/arns';

/** Somebody outside the account that a key policy allows. */
export interface Outsider {
  /** As the policy names it; `*` for everybody. */
  readonly principal: string;
  /** Condition keys that bound who is allowed, as written. */
  readonly boundedBy: readonly string[];
}

/** Conditions that can hold a wildcard principal to known callers (Global condition context keys, KMS condition keys). */
const BOUNDING: ReadonlySet<string> = new Set(['kms:calleraccount', 'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths',
  'aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:userid', 'aws:sourcevpc', 'aws:sourcevpce']);
/** Of these, those whose value names accounts. */
const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['kms:calleraccount', 'aws:principalaccount', 'aws:sourceaccount']);

/** The account that an AWS principal belongs to; undefined for wildcards and for ids of deleted principals. */
export function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : accountIdOfPrincipal(principal);
}

/** Who outside the account is named by the Allows of a key policy. */
export function reachedFromOutside(statements: readonly Statement[], account: string): Outsider[] {
  const found = statements.filter(({ effect }) => effect === 'Allow').flatMap(statement => outsidersOf(statement, account));
  return [...new Map(found.map(outsider => [`${outsider.principal} ${outsider.boundedBy}`, outsider])).values()];
}

function outsidersOf({ principals, notPrincipal, conditions }: Statement, account: string): Outsider[] {
  const bounds = conditions.filter(isBound);
  const boundedBy = bounds.map(({ key }) => key).sort();
  // Conditions are ANDed, so any one that names this account alone holds the statement to it.
  const inside = bounds.some(({ name, values }) => ACCOUNT_KEYS.has(name) && values.every(value => value === account));
  const everybody = inside ? [] : [{ principal: '*', boundedBy }];
  // Everybody but some is everybody.
  if (notPrincipal) { return everybody; }
  return principals.flatMap(({ kind, text }): Outsider[] => {
    if (kind === 'everyone') { return everybody; }
    if (kind === 'service') { return []; }
    if (text.includes('*')) { return inside ? [] : [{ principal: text, boundedBy }]; }
    const owner = accountOf(text);
    return owner === account || (owner === undefined && kind !== 'federated') ? [] : [{ principal: text, boundedBy }];
  });
}

/** Whether a request without the key, or with an unexpected value, fails the condition. */
const isBound = (condition: Condition): boolean => BOUNDING.has(condition.name) && /^(string|arn)/.test(condition.base) && requiresPresence(condition)
  && !condition.values.some(matchesEverything);
