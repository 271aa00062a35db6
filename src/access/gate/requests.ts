import { FinishedStatement } from './finished-policy';
import { Condition } from '../../iam/condition';
import { isContext } from '../../iam/questions';
import { and, not, or, Truth } from '../../iam/symbols';
import { matches } from '../../iam/values';
import { accountOfPrincipal, arnParts, roleOfSession } from '../../private/arns';

/*
 * Whether a statement counts for a request of which only some is known. What is not known may be anything, so that 'yes' and 'no' are sure.
 */

/** A key that the request surely lacks. */
export const ABSENT = null;

/** What is known of a request. */
export interface KnownRequest {
  /** The ARN of a role or user, a service principal, or the ARN of an account for any principal of it. */
  readonly principal: string;
  /** Keys in lower case; `kms:encryptioncontext:*` stands for all names of the encryption context that are not listed. */
  readonly keys: { readonly [name: string]: string | typeof ABSENT };
}

export const ANY_CONTEXT = 'kms:encryptioncontext:*';

/** What a request of a principal carries always. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function requestOf(principal: string, region: string, keys: KnownRequest['keys'] = {}): KnownRequest {
  const account = accountOfPrincipal(principal);
  const place = { 'aws:requestedregion': region };
  if (account === undefined) {
    return { principal, keys: { ...place, 'aws:principalisawsservice': 'true', 'aws:principalarn': ABSENT, 'aws:principalaccount': ABSENT, 'aws:principalorgid': ABSENT, ...keys } };
  }
  const arn = roleOfSession(principal);
  return {
    principal,
    keys: {
      ...place,
      'aws:principalisawsservice': 'false',
      'aws:principalaccount': account,
      'kms:calleraccount': account,
      ...(principal.endsWith(':root') ? {} : { 'aws:principalarn': arn }),
      ...keys,
    },
  };
}

/** Whether a statement is about a request for an action. */
export function counts(statement: FinishedStatement, action: string, request: KnownRequest): Truth {
  if (!statement.reach.has(action)) { return 'no'; }
  return and([reaches(statement, request.principal), ...statement.conditions.map(condition => holds(condition, request))]);
}

function reaches({ principals, everyone, notPrincipal }: FinishedStatement, principal: string): Truth {
  if (notPrincipal) { return 'unknown'; }
  if (everyone) { return 'yes'; }
  const account = accountOfPrincipal(principal);
  return or(principals.map(({ kind, text }) => kind === 'account' && account !== undefined ? matches(accountOfPrincipal(text) ?? text, account, false) : matchesArn(text, principal)));
}

const NUMBERS: { readonly [base: string]: (a: number, b: number) => boolean } = {
  numericequals: (a, b) => a === b,
  numericnotequals: (a, b) => a !== b,
  numericlessthan: (a, b) => a < b,
  numericlessthanequals: (a, b) => a <= b,
  numericgreaterthan: (a, b) => a > b,
  numericgreaterthanequals: (a, b) => a >= b,
};

/** Whether a condition holds. */
export function holds(condition: Condition, { keys }: KnownRequest): Truth {
  const { base, ifExists, name, negated, set, values } = condition;
  const given = keys[name] === undefined && isContext(name) ? keys[ANY_CONTEXT] : keys[name];
  if (given === undefined) { return 'unknown'; }
  if (base === 'null') { return values.includes('true') === (given === ABSENT) ? 'yes' : 'no'; }
  if (given === ABSENT) { return negated || ifExists || set === 'all' ? 'yes' : 'no'; }
  if (base.startsWith('numeric')) {
    return values.some(value => NUMBERS[base]?.(Number(given), Number(value))) ? 'yes' : 'no';
  }
  if (!/^(string|arn|bool)/.test(base)) { return 'unknown'; }
  const found = or(values.map(value => compare(base, value, given)));
  return negated ? not(found) : found;
}

function compare(base: string, pattern: string, given: string): Truth {
  if (base.startsWith('arn')) { return matchesArn(pattern, given); }
  return /ignorecase|bool/.test(base) ? matches(pattern.toLowerCase(), given.toLowerCase(), false) : matches(pattern, given, base.includes('like'));
}

/** Each part of an ARN is matched on its own, so that what is not known of one leaves the others to decide. */
function matchesArn(pattern: string, given: string): Truth {
  const [patterns, parts] = [pattern, given].map(arnParts);
  return patterns.length < 6 || parts.length < 6 ? matches(pattern, given) : and(patterns.map((one, i) => matches(one, parts[i])));
}
