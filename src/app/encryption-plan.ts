import { encryptionToday, EncryptionToday, placesOf, Properties, UNKNOWN_REGION } from './encryption-today';
import { monthlyPrice } from '../private/pricing';
import { EncryptionAtRest, encryptionsAtRest, needsNamedUsers, NOT_ENCRYPTABLE } from '../services/encryption-at-rest';
import { wordOf } from '../services/resource-properties';

/*
 * What a change of keys does to the resources of an app: the table of a dry run.
 */

/** `new`: the resource is not there yet. `uncovered`: it gets no customer managed key. `refused`: neither can it be changed, nor can it be replaced. */
export type PlannedChange = 'new' | 'unchanged' | 'in place' | 'replaced' | 'refused' | 'uncovered';

/** One use of a key by a resource of a plan. Public: the JSON of `plan`. */
export interface PlanRow {
  readonly stack: string;
  readonly logicalId: string;
  /** The construct's path, where the template has it. */
  readonly path: string | null;
  readonly type: string;
  /** The property that names the key, `BlockDeviceMappings[0].Ebs.KmsKeyId`; null where the type has none. */
  readonly property: string | null;
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

/** A resource before and after; either might not be there. */
export interface PlannedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly path?: string;
  readonly type: string;
  readonly before?: Properties;
  readonly after?: Properties;
  /** Why it was left as it is, by property. */
  readonly reasons?: { readonly [property: string]: string };
}

/** The rows of a resource, one for each property that names a key, or could; none for one that stores nothing, or is not known to. */
export function planRows(resource: PlannedResource): PlanRow[] {
  const { stack, logicalId, path, type, after = {} } = resource;
  const shared = { stack, logicalId, path: path ?? null, type };
  const uncovered = (property: string | null, reason: string): PlanRow[] => [{
    ...shared, property, service: serviceOf(type), keyToday: NO_KEY, keyThen: NO_KEY, change: 'uncovered', data: '', statements: null, reason,
  }];
  const rows = encryptionsAtRest(type);
  if (rows.length === 0) { return NOT_ENCRYPTABLE[type] === undefined ? [] : uncovered(null, NOT_ENCRYPTABLE[type]); }
  return rows.flatMap(row => {
    const places = placesOf(row, after);
    return places.length === 0 && row.absent !== undefined ? uncovered(row.path, row.absent) : places.map(place => rowOf(shared, place, resource));
  });
}

const NO_KEY = 'no customer managed key';

function rowOf(shared: Pick<PlanRow, 'stack' | 'logicalId' | 'path' | 'type'>, row: EncryptionAtRest, { type, before, after = {}, reasons }: PlannedResource): PlanRow {
  const today = encryptionToday(row, before ?? {});
  const then = encryptionToday(row, after);
  const about = { ...shared, property: row.path, service: row.use?.service ?? serviceOf(type), keyToday: before ? today.words : 'not there yet', keyThen: then.words };
  if (then.kind !== 'customer') {
    const reason = reasons?.[row.path];
    const why = reason ?? exemption(row, after) ?? (then.kind === 'default' ? 'the template names no key' : then.words);
    return { ...about, change: reason !== undefined && before && isRefusal(reason) ? 'refused' : 'uncovered', data: '', statements: null, reason: why };
  }
  const statements = row.use?.id ?? null;
  if (!before) { return { ...about, change: 'new', data: '', statements, reason: null }; }
  if (today.kind === 'customer' && today.key === then.key) { return { ...about, change: 'unchanged', data: '', statements, reason: null }; }
  const change = changeOf(row, today);
  return { ...about, change, data: dataOf(row, change, today), statements, reason: change === 'refused' ? REFUSED_BY_CLOUDFORMATION : null };
}

export const REFUSED_BY_CLOUDFORMATION = 'refused: CloudFormation cannot change the key of what exists; make a new resource, and copy the data';
export const WOULD_BE_REPLACED = 'refused: the resource would be replaced, and its data with it';

const isRefusal = (reason: string): boolean => reason.startsWith('refused');

/** Why what is kept in another Region gets no key. */
export const noKeyIn = (region: string, { together }: EncryptionAtRest): string => region === UNKNOWN_REGION ? 'the Region of its key is known only once it is deployed'
  : `${together ? 'each replica takes' : 'a copy in another Region takes'} a key of its own Region, and the placement has none in ${region}`;

/** What CloudFormation does with a resource that exists, when its key changes. */
export function changeOf({ update, change }: EncryptionAtRest, today?: EncryptionToday): 'in place' | 'replaced' | 'refused' {
  if (update === 'unsupported') { return 'refused'; }
  if (update !== 'in-place') { return 'replaced'; }
  // The service takes a first key perhaps, but never another one.
  return change === 'never' && today?.kind === 'customer' ? 'refused' : 'in place';
}

/** Why a property takes no key, whatever key there is. */
export const exemption = (row: EncryptionAtRest, properties: Properties): string | undefined =>
  row.left ?? row.use?.unsupported ?? row.exempt?.(properties) ?? (row.use && needsNamedUsers(row.use) ? 'its roles call KMS directly: name the key in code, and them among its users' : undefined);

/** Why a property that names no customer managed key stays so, as far as its resource tells; `before` where it is deployed. */
export function leftAlone(row: EncryptionAtRest, properties: Properties, { before, override = false, mayBeReplaced = false }: {
  readonly before?: Properties; readonly override?: boolean; readonly mayBeReplaced?: boolean;
}): string | undefined {
  const today = encryptionToday(row, properties);
  if (today.kind === 'unreadable') { return `its encryption is ${today.words}`; }
  const why = exemption(row, properties);
  if (why) { return why; }
  if (!override && today.kind === 'chosen') { return `the code says so: ${today.words}`; }
  const change = before && changeOf(row, encryptionToday(row, before));
  if (change === 'refused') { return REFUSED_BY_CLOUDFORMATION; }
  return change === 'replaced' && !mayBeReplaced ? WOULD_BE_REPLACED : undefined;
}

function dataOf({ change, use }: EncryptionAtRest, planned: 'in place' | 'replaced' | 'refused', today: EncryptionToday): string {
  if (planned === 'replaced') { return 'lost, unless it is copied'; }
  if (planned === 'refused') { return ''; }
  switch (change) {
    case 'data-encrypted-anew': return 're-encrypted';
    case 'data-stays': return today.kind === 'customer' ? 'what is there stays under the old key: keep it' : 'what is there stays encrypted as it is';
    default: return use?.id === 'SQS' || use?.id === 'SNS' ? 'messages keep the key they were sent with'
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
  const lines = [header, ...rows.map(row => [row.change, resourceText(row), row.keyToday, row.keyThen, row.reason ?? row.data])];
  const widths = header.map((_, i) => Math.min(WIDEST, Math.max(...lines.map(line => line[i].length))));
  const table = rows.length === 0 ? [] : lines.map(line => line.map((cell, i) => i === line.length - 1 ? cell : cell.padEnd(widths[i])).join('  ').trimEnd());
  return [...table, ...(rows.length === 0 ? [] : ['']), planTotals(rows, cost), ''].join('\n');
}

const WIDEST = 48;

/** The resource, and what of it where that is not the whole: `Legacy/Server BlockDeviceMappings[0].Ebs`. */
export function resourceText({ stack, logicalId, type, property }: Pick<PlanRow, 'stack' | 'logicalId' | 'type' | 'property'>): string {
  const rows = encryptionsAtRest(type);
  const row = rows.find(({ path }) => path === property?.replace(/\[\d+\]/g, '[]'));
  if (property === null || row === undefined || row === rows[0]) { return `${stack}/${logicalId}`; }
  return `${stack}/${logicalId} ${row.path.startsWith(`${row.within}.`) ? property.split('.').slice(0, row.within.split('.').length).join('.') : property}`;
}

export function planTotals(rows: readonly PlanRow[], { before, after }: { readonly before: number; readonly after: number }): string {
  const parts = Object.entries(planSummary(rows)).filter(([, count]) => count > 0).map(([change, count]) => `${count} ${change}`);
  return `${parts.join(', ') || 'nothing that stores data'}; keys cost $${before.toFixed(2)} a month before, $${after.toFixed(2)} after`;
}
