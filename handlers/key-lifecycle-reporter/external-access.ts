/*
 * Whom outside the account a key policy reaches: other accounts and wildcards. Pure.
 */
import { ExternalPrincipal, PolicyFact } from './facts';

/** Conditions that can hold a wildcard principal to known callers (Global condition context keys, KMS condition keys). */
const BOUNDING = [
  'kms:calleraccount', 'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceaccount',
  'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:userid', 'aws:sourcevpc', 'aws:sourcevpce',
];
/** Of these, those whose value names accounts. */
const ACCOUNT_KEYS = ['kms:calleraccount', 'aws:principalaccount', 'aws:sourceaccount'];
// Neither ForAllValues nor …IfExists: both hold when the key is absent.
const POSITIVE = /^(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?$/i;

const list = <T>(value: T | readonly T[] | undefined): readonly T[] => ([] as T[]).concat(value as T[] ?? []);

/** The account that an AWS principal belongs to; undefined for wildcards and for ids of deleted principals. */
export function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

/** Fails for a policy that is no JSON. */
export function policyFact(policy: string, account: string): PolicyFact {
  const document = JSON.parse(policy);
  const external = list<any>(document.Statement).filter(s => s.Effect === 'Allow').flatMap(s => externalOf(s, account));
  const unique = new Map(external.map(e => [`${e.principal} ${e.boundedBy}`, e]));
  return { bytes: Buffer.byteLength(policy, 'utf8'), external: [...unique.values()] };
}

function externalOf(statement: any, account: string): ExternalPrincipal[] {
  const bounds = boundsOf(statement.Condition ?? {});
  const found = (principal: string): ExternalPrincipal => ({ principal, through: 'policy', boundedBy: bounds.keys });
  // Everybody but some is everybody.
  if (statement.NotPrincipal !== undefined) { return bounds.accounts?.every(a => a === account) ? [] : [found('*')]; }
  const principals = statement.Principal === '*' ? ['*'] : list<string>(statement.Principal?.AWS);
  const federated = list<string>(statement.Principal?.Federated);
  return [
    ...principals.flatMap(principal => {
      if (principal.includes('*')) { return bounds.accounts?.every(a => a === account) ? [] : [found(principal)]; }
      const owner = accountOf(principal);
      return owner === undefined || owner === account ? [] : [found(principal)];
    }),
    ...federated.filter(principal => accountOf(principal) !== account).map(found),
  ];
}

function boundsOf(condition: { [operator: string]: { [key: string]: string | string[] } }): { keys: string[]; accounts?: string[] } {
  const positive = Object.entries(condition).filter(([operator]) => POSITIVE.test(operator)).flatMap(([, keys]) => Object.entries(keys));
  const bounding = positive.filter(([key, value]) => BOUNDING.includes(key.toLowerCase()) && !list(value).includes('*'));
  const accounts = bounding.filter(([key]) => ACCOUNT_KEYS.includes(key.toLowerCase())).map(([, value]) => [...list(value)]);
  // Conditions are ANDed, so any one that names accounts limits the statement to them.
  return { keys: bounding.map(([key]) => key).sort(), accounts: accounts[0] };
}

/** The grantee of a grant when another account's. */
export function externalGrantee(principal: string | undefined, account: string): ExternalPrincipal[] {
  const owner = principal === undefined ? undefined : accountOf(principal);
  return owner === undefined || owner === account ? [] : [{ principal: principal!, through: 'grant', boundedBy: [] }];
}
