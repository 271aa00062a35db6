import { KeyStatementSummary, KeySummary } from './key-summary';
import { AT_DEPLOYMENT } from './summarize';

/** Keys with more in common than this have it said once. */
const FEW_KEYS = 3;
/** More principals than this are counted. */
const MANY_PRINCIPALS = 12;

type Row = readonly [string, readonly string[]];

/** Keys as text for people, stack by stack. */
export function reportText(keys: readonly KeySummary[]): string {
  if (keys.length === 0) { return 'No customer managed keys.\n'; }
  const stacks = new Map<string, KeySummary[]>();
  for (const key of keys) { stacks.set(key.stack, [...stacks.get(key.stack) ?? [], key]); }
  return [...stacks].map(([stack, its]) => stackText(stack, its)).join('\n');
}

function stackText(stack: string, keys: readonly KeySummary[]): string {
  const sum = (cost: (key: KeySummary) => number) => keys.map(cost).reduce((a, b) => a + b, 0);
  const total = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}, ${costText(sum(key => key.monthlyCost), sum(key => key.monthlyCostWhenRotated))}`;
  const rows = keys.map(rowsOf);
  const common = commonRows(rows);
  const shared = common.length === 0 ? [] : ['  every key of this stack', ...rowsText(common), ''];
  const said = new Map(common.map(([title, lines]) => [title, new Set(lines)]));
  const own = keys.flatMap((key, i) => {
    const left = rows[i].map(([title, lines]): Row => [title, lines.filter(line => !said.get(title)?.has(line))]);
    return [`  ${key.aliases[0] ?? key.name}`, ...rowsText(left), ''];
  });
  return [`${stack}: ${total}`, '', ...shared, ...own].join('\n');
}

/** The lines that every key has. */
function commonRows(rows: readonly (readonly Row[])[]): Row[] {
  if (rows.length <= FEW_KEYS) { return []; }
  const counts = new Map<string, number>();
  const id = (title: string, line: string) => `${title} ${line}`;
  const lineIds = (row: readonly Row[]) => new Set(row.flatMap(([title, lines]) => lines.map(line => id(title, line))));
  for (const row of rows) { for (const line of lineIds(row)) { counts.set(line, (counts.get(line) ?? 0) + 1); } }
  const common = rows[0].map(([title, lines]): Row => [title, lines.filter(line => counts.get(id(title, line)) === rows.length)]);
  return common.filter(([, lines]) => lines.length > 0);
}

const rowsText = (rows: readonly Row[]): string[] =>
  rows.flatMap(([title, lines]) => lines.map((line, i) => `    ${(i === 0 ? title : '').padEnd(12)}${line}`));

function rowsOf(key: KeySummary): Row[] {
  return [
    ['Kind', [`${key.kind}${key.enabled ? '' : ', disabled'}`]],
    ['Also named', key.aliases.slice(1)],
    ['For', key.description ? [key.description] : []],
    ['Rotation', [key.rotation]],
    ['Deletion', [`after ${key.pendingWindow === AT_DEPLOYMENT ? `a time ${AT_DEPLOYMENT}` : key.pendingWindow}; ${REMOVAL[key.removalPolicy] ?? `what happens to it is ${key.removalPolicy}`}`]],
    ['Replicas', key.replicas],
    ['Allowed', key.access.map(row => statementText(row, ' '))],
    ['Denied', key.restrictions.map(row => statementText(row, '; '))],
    ['Data', key.data],
    ['Cost', [costText(key.monthlyCost, key.monthlyCostWhenRotated)]],
  ];
}

const REMOVAL: { readonly [policy: string]: string } = {
  RETAIN: 'RETAIN: the key is retained when the stack is deleted',
  DESTROY: 'DESTROY: scheduled for deletion when the stack is deleted',
};

function statementText({ principals, permissions, conditions, source }: KeyStatementSummary, separator: string): string {
  const origin = source === 'key policy' ? '' : ` (${source})`;
  return `${origin === '' ? delegatedText(principals) : whoText(principals)}: ${[permissions.join(', '), ...conditions].join(separator)}${origin}`;
}

const isAccount = (name: string): boolean => name === 'the account' || name.startsWith('account ');

/** Of an account its IAM policies say who; those that the key policy names need none. */
function delegatedText(principals: readonly string[]): string {
  const accounts = principals.filter(isAccount);
  if (accounts.length === 0) { return whoText(principals); }
  const others = principals.filter(name => !isAccount(name));
  const delegated = `${whoText(accounts)}, as ${accounts.length === 1 ? 'its' : 'their'} IAM policies say`;
  return others.length === 0 ? delegated : `${whoText(others)}; ${delegated}`;
}

function whoText(principals: readonly string[]): string {
  return principals.length <= MANY_PRINCIPALS ? principals.join(', ')
    : `${principals.slice(0, MANY_PRINCIPALS / 4).join(', ')} and ${principals.length - MANY_PRINCIPALS / 4} more`;
}

/** Dollars of a month, before and after the price has grown. */
function costText(now: number, later: number): string {
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  return `${dollars(now)} a month${later > now ? `, ${dollars(later)} from the second rotation on` : ''}`;
}
