import { encryptionToday, EncryptionToday } from './encryption-today';
import { monthlyPrice } from '../private/pricing';
import { EncryptionAtRest, encryptionAtRest, needsNamedUsers, NOT_ENCRYPTABLE } from '../services/encryption-at-rest';
import { wordOf } from '../services/resource-properties';

/*
 * What a change of keys does to the resources of an app: the table of a dry run.
 */

/** `new`: the resource is not there yet. `uncovered`: it gets no customer managed key. `refused`: neither can it be changed, nor may it be replaced. */
export type PlannedChange = 'new' | 'unchanged' | 'in place' | 'replaced' | 'refused' | 'uncovered';

/** One resource of a plan. Public: the JSON of `plan`. */
export interface PlanRow {
  readonly stack: string;
  readonly logicalId: string;
  /** The construct's path, where the template has it. */
  readonly path: string | null;
  readonly type: string;
  /** The service, as AWS writes it. */
  readonly service: string;
  readonly keyToday: string;
  readonly keyThen: string;
  readonly change: PlannedChange;
  /** What happens to the data that is there; empty for a new resource. */
  readonly data: string;
  /** The use whose statements the key policy needs, by the catalog's id. */
  readonly statements: string | null;
  /** Why the resource is refused or uncovered. */
  readonly reason: string | null;
}

/** A resource before and after; either may not be there. */
export interface PlannedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly path?: string;
  readonly type: string;
  readonly before?: { readonly [name: string]: any };
  readonly after?: { readonly [name: string]: any };
  /** Why it was left as it is. */
  readonly reason?: string;
}

/** The row of a resource; undefined for one that stores nothing, or is not known to. */
export function planRow(resource: PlannedResource): PlanRow | undefined {
  const { stack, logicalId, path, type, before, after, reason } = resource;
  const row = encryptionAtRest(type);
  const shared = { stack, logicalId, path: path ?? null, type };
  if (!row) {
    const why = NOT_ENCRYPTABLE[type];
    return why === undefined ? undefined
      : { ...shared, service: serviceOf(type), keyToday: 'no customer managed key', keyThen: 'no customer managed key', change: 'uncovered', data: '', statements: null, reason: why };
  }
  const today = encryptionToday(row, before ?? {});
  const then = encryptionToday(row, after ?? {});
  const about = { ...shared, service: row.use.service, keyToday: before ? today.words : 'not there yet', keyThen: then.words };
  if (then.kind !== 'customer') {
    const why = reason ?? exemption(row, after ?? {}) ?? (then.kind === 'default' ? 'the template names no key' : then.words);
    return { ...about, change: reason !== undefined && before && isRefusal(reason) ? 'refused' : 'uncovered', data: '', statements: null, reason: why };
  }
  const statements = row.use.id;
  if (!before) { return { ...about, change: 'new', data: '', statements, reason: null }; }
  if (today.kind === 'customer' && today.key === then.key) { return { ...about, change: 'unchanged', data: '', statements, reason: null }; }
  const change = changeOf(row, today);
  return { ...about, change, data: dataOf(row, change, today), statements, reason: change === 'refused' ? REFUSED_BY_CLOUDFORMATION : null };
}

export const REFUSED_BY_CLOUDFORMATION = 'refused: CloudFormation cannot change the key of what exists; make a new resource, and copy the data';
export const WOULD_BE_REPLACED = 'refused: the resource would be replaced, and its data with it';

const isRefusal = (reason: string): boolean => reason.startsWith('refused');

/** What CloudFormation does with a resource that exists, when its key changes. */
export function changeOf({ update, change }: EncryptionAtRest, today?: EncryptionToday): 'in place' | 'replaced' | 'refused' {
  if (update === 'refused') { return 'refused'; }
  if (update !== 'in-place') { return 'replaced'; }
  // The service takes a first key perhaps, but never another one.
  return change === 'never' && today?.kind === 'customer' ? 'refused' : 'in place';
}

export const exemption = (row: EncryptionAtRest, properties: { readonly [name: string]: any }): string | undefined =>
  row.exempt?.(properties) ?? (needsNamedUsers(row.use) ? 'its roles call KMS directly: name the key in code, and them among its users' : undefined);

function dataOf({ change, use }: EncryptionAtRest, planned: 'in place' | 'replaced' | 'refused', today: EncryptionToday): string {
  if (planned === 'replaced') { return 'lost, unless it is copied'; }
  if (planned === 'refused') { return ''; }
  switch (change) {
    case 'data-encrypted-anew': return 're-encrypted';
    case 'data-stays': return today.kind === 'customer' ? 'what is there stays under the old key: keep it' : 'what is there stays encrypted as it is';
    default: return use.service === 'Amazon SQS' || use.service === 'Amazon SNS' ? 'messages keep the key they were sent with'
      : today.kind === 'customer' ? 'not documented: keep the old key' : 'not documented: what is there might stay encrypted as it is';
  }
}

const serviceOf = (type: string): string => type.startsWith('AWS::') ? `${type.split('::')[1]} ${wordOf(type)}` : type;

/** What the keys of a side cost each month, in US dollars, before any rotation. */
export const monthlyCostOf = (types: readonly string[]): number =>
  types.filter(type => type === 'AWS::KMS::Key' || type === 'AWS::KMS::ReplicaKey').length * monthlyPrice();

/** One line about all. */
export function planSummary(rows: readonly PlanRow[]): { readonly [change in PlannedChange]: number } {
  const count = (change: PlannedChange): number => rows.filter(row => row.change === change).length;
  return { 'new': count('new'), 'unchanged': count('unchanged'), 'in place': count('in place'), 'replaced': count('replaced'), 'refused': count('refused'), 'uncovered': count('uncovered') };
}

/** The plan as a table of a terminal. */
export function planText(rows: readonly PlanRow[], cost: { readonly before: number; readonly after: number }): string {
  const header = ['change', 'resource', 'key today', 'key then', 'data, or why not'];
  const lines = [header, ...rows.map(row => [row.change, `${row.stack}/${row.logicalId}`, row.keyToday, row.keyThen, row.reason ?? row.data])];
  const widths = header.map((_, i) => Math.min(WIDEST, Math.max(...lines.map(line => line[i].length))));
  const table = rows.length === 0 ? [] : lines.map(line => line.map((cell, i) => i === line.length - 1 ? cell : cell.padEnd(widths[i])).join('  ').trimEnd());
  return [...table, ...(rows.length === 0 ? [] : ['']), planTotals(rows, cost), ''].join('\n');
}

const WIDEST = 48;

export function planTotals(rows: readonly PlanRow[], { before, after }: { readonly before: number; readonly after: number }): string {
  const parts = Object.entries(planSummary(rows)).filter(([, count]) => count > 0).map(([change, count]) => `${count} ${change}`);
  return `${parts.join(', ') || 'nothing that stores data'}; keys cost $${before.toFixed(2)} a month before, $${after.toFixed(2)} after`;
}
