/*
 * The algebra of key policy rows on plain data: merge, order, name, measure. Knows nothing of the CDK but its error for bad
 * input, so that it can be tested on its own, by the thousand.
 */
import { fail } from './errors';
import { list } from './policy-json';

export type Effect = 'Allow' | 'Deny';
export type ConditionValue = string | string[];
export type Conditions = { [operator: string]: { [key: string]: ConditionValue } };

/** One principal of a statement, as it is written in JSON: `{ type: 'AWS', value: 'arn:…' }`. */
export interface PrincipalValue {
  readonly type: string;
  readonly value: string;
  /** What the value stands for, where it is a token for a name that is known. */
  readonly name?: string;
}

/** One statement of a key policy before names are given. */
export interface PolicyRow {
  /** Purpose in PascalCase; several statements can share it until `name` numbers them. Empty for statements made by grants. */
  readonly sid: string;
  readonly effect: Effect;
  /** Empty: everyone (`{"AWS": "*"}`). */
  readonly principals: readonly PrincipalValue[];
  readonly actions: readonly string[];
  readonly conditions: Conditions;
  /** Position of the statement's kind in the policy, see ORDER. */
  readonly order: number;
  /** What the row is meant to do, though it would be refused of others. Not written into the policy. */
  readonly accepted?: readonly Accepted[];
  /** What requests that the row is for carry besides what its conditions ask; null for what they surely lack. Not written into the policy. */
  readonly requests?: { readonly [key: string]: string | null };
}

/**
 * `whole account`: lets a whole account in without a bound. `no use`: what it allows counts as no use of the key. `shuts out`: denies all
 * that other rows allow. `any source`: lets a service work for anybody. `of aws-cdk-lib`: the same, by a construct that nobody can change.
 */
export type Accepted = 'whole account' | 'no use' | 'shuts out' | 'any source' | 'of aws-cdk-lib';

/** The order of a policy: who owns it, who manages it, who uses it, which services, what is denied. */
export const ORDER = { delegation: 0, administration: 10, use: 20, service: 30, custom: 40, grants: 50, restriction: 60 } as const;

export function mergeConditions(...all: readonly Conditions[]): Conditions {
  const merged: { [operator: string]: { [key: string]: ConditionValue } } = {};
  for (const conditions of all) {
    for (const [operator, keys] of Object.entries(conditions)) {
      for (const [key, value] of Object.entries(keys)) {
        const known = merged[operator]?.[key];
        if (known === undefined || sameValues(known, value)) {
          merged[operator] = { ...merged[operator], [key]: known ?? value };
          continue;
        }
        const other = ALIKE[operator];
        // For StringEquals a star is a star.
        const literal = operator === 'StringEquals' && valuesOf(value).some(text => /[*?]/.test(text));
        if (other === undefined || literal || merged[other]?.[key] !== undefined || areDisjoint(known, value)) {
          fail(`two different conditions '${operator}' on '${key}': ${JSON.stringify(known)} and ${JSON.stringify(value)}; use two rows`);
        }
        merged[other] = { ...merged[other], [key]: value };
      }
    }
  }
  return merged;
}

/** Operators that say the same of values without wildcards: with both of them a request must meet two lists. */
const ALIKE: { readonly [operator: string]: string | undefined } = { StringEquals: 'StringLike', ArnEquals: 'ArnLike', ArnLike: 'ArnEquals' };

const valuesOf = (value: ConditionValue): readonly string[] => list(value);
const sameValues = (a: ConditionValue, b: ConditionValue): boolean =>
  JSON.stringify([...valuesOf(a)].sort()) === JSON.stringify([...valuesOf(b)].sort());
/** Whether nothing meets both; what a token stands for, or a pattern, might. */
const areDisjoint = (a: ConditionValue, b: ConditionValue): boolean =>
  ![...valuesOf(a), ...valuesOf(b)].some(text => /[*?]|\$\{Token\[/.test(text)) && !valuesOf(a).some(text => valuesOf(b).includes(text));

export const sorted = (values: readonly string[], key: Identity = asIs): string[] => [...values].sort((a, b) => compare(key(a), key(b)));
export const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** A text that is the same for the same value and does not depend on when the value was made, as the text of a token does. */
export type Identity = (value: string) => string;
const asIs: Identity = value => value;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Keys share their lists of actions, so each list is sorted once. */
const SORTED = new WeakMap<readonly string[], readonly string[]>();

function canonicalActions(actions: readonly string[]): readonly string[] {
  let found = SORTED.get(actions);
  if (!found) { SORTED.set(actions, found = sorted(unique(actions))); }
  return found;
}

/** Sorted copies all the way down: the order in which a user wrote a set never shows in the policy. */
function canonicalConditions(conditions: Conditions, identity: Identity): Conditions {
  return mapConditions(conditions, value => Array.isArray(value) ? (value.length === 1 ? value[0] : sorted(unique(value), identity)) : value);
}

const UNCONDITIONAL: Conditions = {};

function mapConditions(conditions: Conditions, change: (value: ConditionValue) => ConditionValue): Conditions {
  if (Object.keys(conditions).length === 0) { return UNCONDITIONAL; }
  return Object.fromEntries(sorted(Object.keys(conditions)).map(operator => [
    operator,
    Object.fromEntries(sorted(Object.keys(conditions[operator])).map(key => [key, change(conditions[operator][key])])),
  ]));
}

/**
 * Makes one policy of rows given in any order: statements that differ only in their principals become one, principals and
 * statements are put in a canonical order, and Sids are made unique.
 */
export function assemble(rows: readonly PolicyRow[], identity: Identity = asIs): PolicyRow[] {
  const merged = new Map<string, { row: PolicyRow; principals: Map<string, PrincipalValue>; key: string }>();
  for (const given of rows) {
    const row = { ...given, actions: canonicalActions(given.actions), conditions: canonicalConditions(given.conditions, identity) };
    const comparable = mapConditions(row.conditions, value => Array.isArray(value) ? value.map(identity) : identity(value));
    // Everyone is no list that could grow: it merges with itself only.
    const key = JSON.stringify([row.order, row.sid, row.effect, row.actions, comparable, row.principals.length === 0]);
    const known = merged.get(key);
    const entry = known ?? { row, principals: new Map<string, PrincipalValue>(), key };
    if (known && row.accepted) { known.row = { ...known.row, accepted: [...(known.row.accepted ?? []), ...row.accepted] }; }
    for (const principal of row.principals) { entry.principals.set(`${principal.type} ${identity(principal.value)}`, principal); }
    merged.set(key, entry);
  }
  const statements = [...merged.values()].sort((a, b) => a.row.order - b.row.order || compare(a.row.sid, b.row.sid) || compare(a.key, b.key));
  return name(statements.map(({ row, principals }) => ({ ...row, principals: sorted([...principals.keys()]).map(key => principals.get(key)!) })));
}

/** Numbers the second and later statements of one purpose: Sids are unique in a policy. */
function name(statements: PolicyRow[]): PolicyRow[] {
  const taken = new Set(statements.map(s => s.sid));
  const seen = new Set<string>();
  return statements.map(statement => {
    if (statement.sid === '' || !seen.has(statement.sid)) {
      seen.add(statement.sid);
      return statement;
    }
    let number = 2;
    while (taken.has(`${statement.sid}${number}`)) { number++; }
    const sid = `${statement.sid}${number}`;
    taken.add(sid);
    return { ...statement, sid };
  });
}

/** The JSON of one statement, keys in the order in which AWS documents them. */
export function render({ sid, effect, principals, actions, conditions }: PolicyRow): { [key: string]: unknown } {
  return {
    ...(sid ? { Sid: sid } : {}),
    Effect: effect,
    Principal: renderPrincipals(principals),
    Action: one(actions),
    Resource: '*',
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

function renderPrincipals(principals: readonly PrincipalValue[]): { [type: string]: ConditionValue } {
  if (principals.length === 0) { return { AWS: '*' }; }
  const types = unique(principals.map(p => p.type));
  return Object.fromEntries(types.map(type => [type, one(principals.filter(p => p.type === type).map(p => p.value))]));
}

function one(values: readonly string[]): ConditionValue {
  return values.length === 1 ? values[0] : [...values];
}
