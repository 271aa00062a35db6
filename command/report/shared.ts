import { ReportedAccess, ReportedKey, ReportedRestriction, withoutDenials } from './run-report';

type Row = ReportedAccess | ReportedRestriction;

/** The keys of one stack: what all have in common, and what each has of its own. */
export interface StackKeys {
  readonly stack: string;
  readonly shared: { readonly access: readonly ReportedAccess[]; readonly restrictions: readonly ReportedRestriction[]; readonly facts: readonly string[] };
  readonly keys: readonly ReportedKey[];
}

/** So few keys are each told whole. */
export const FEW = 24;

/** Facts of a key in words, of which many keys have the same. */
export const factsOf = ({ kind, enabled, rotation, pendingWindow, removalPolicy }: ReportedKey): string[] => [
  `${kind}${enabled ? '' : ', disabled'}`,
  `rotation: ${rotation}`,
  removalPolicy === 'RETAIN' ? 'is retained when its stack is deleted' : removalPolicy === 'DESTROY' ? `deleted with its stack, ${pendingWindow} later` : `what happens to it is ${removalPolicy}`,
];

/** Stacks in their order. Of many keys, what each of them has is told once. */
export function byStack(keys: readonly ReportedKey[]): StackKeys[] {
  const stacks = new Map<string, ReportedKey[]>();
  for (const key of keys) { stacks.set(key.stack, [...stacks.get(key.stack) ?? [], key]); }
  return [...stacks].map(([stack, its]) => its.length <= FEW ? { stack, shared: { access: [], restrictions: [], facts: [] }, keys: its } : withoutShared(stack, its));
}

function withoutShared(stack: string, keys: readonly ReportedKey[]): StackKeys {
  const isShared = inAll(keys);
  const [first] = keys;
  const facts = factsOf(first).filter(fact => keys.every(key => factsOf(key).includes(fact)));
  return {
    stack,
    shared: { access: first.access.filter(isShared), restrictions: first.restrictions.filter(isShared), facts },
    keys: keys.map(key => ({
      ...key,
      access: joined(key.access.filter(row => !isShared(row)).map(row => ({ ...row, when: withoutDenials(row.when) }))),
      restrictions: key.restrictions.filter(row => !isShared(row)),
    })),
  };
}

/** The same, said by the key policy and by an IAM policy, is one row. */
function joined(rows: readonly ReportedAccess[]): ReportedAccess[] {
  const found = new Map<string, ReportedAccess>();
  for (const row of rows) {
    const id = JSON.stringify([row.principals, row.permissions, row.when]);
    const known = found.get(id);
    const through = row.statement === null ? row.through : `${row.through} ${row.statement}`;
    found.set(id, { ...row, through: known ? `${known.through}, ${through}` : through, statement: null });
  }
  return [...found.values()];
}

/** Whether a row is the same for all keys. */
function inAll(keys: readonly ReportedKey[]): (row: Row) => boolean {
  const counts = new Map<string, number>();
  for (const { access, restrictions } of keys) {
    for (const id of new Set([...access, ...restrictions].map(idOf))) { counts.set(id, (counts.get(id) ?? 0) + 1); }
  }
  return row => counts.get(idOf(row)) === keys.length;
}

/** Long lists of principals are one object for many keys. */
const NUMBERS = new WeakMap<readonly string[], number>();
let next = 0;
function numberOf(names: readonly string[]): number | string {
  if (names.length <= FEW) { return names.join(); }
  const known = NUMBERS.get(names) ?? next++;
  NUMBERS.set(names, known);
  return known;
}

const idOf = (row: Row): string => JSON.stringify([numberOf(row.principals), row.permissions, row.when, row.through, row.statement, 'verdict' in row]);
