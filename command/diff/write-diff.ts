import { AccessChange, Change, DiffResult, PropertyChange, Witness } from './changes';
import { plural } from '../check/write-text';
import { someInSentence } from '../report/write-report';
import { Colours } from '../write/colours';
import { markdown, terminal } from '../write/escape';
import { fitting } from '../write/fitting';

/** The whole difference in one line: `2 principals can newly decrypt 1 key; 1 key stops rotating; +$3.00 a month`. */
export function headline({ changes, summary }: DiffResult): string {
  const parts = [
    ...accessPart(changes, 'widened', 'can newly', 'gain access to'),
    ...accessPart(changes, 'narrowed', 'can no longer', 'lose access to'),
    ...(summary.unknown > 0 ? [`${plural(summary.unknown, 'change')} of access ${summary.unknown === 1 ? 'is' : 'are'} decided at deployment`] : []),
    ...propertyParts(changes.filter(isProperty)),
    ...(summary.monthlyCost === 0 ? [] : [`${summary.monthlyCost > 0 ? '+' : '-'}$${Math.abs(summary.monthlyCost).toFixed(2)} a month`]),
  ];
  return parts.length === 0 ? 'Nothing changes: neither access nor keys' : parts.join('; ');
}

const isAccess = (change: Change): change is AccessChange => change.kind === 'access';
const isProperty = (change: Change): change is PropertyChange => change.kind !== 'access';

function accessPart(changes: readonly Change[], direction: AccessChange['direction'], verb: string, otherwise: string): string[] {
  const found = changes.filter(isAccess).filter(change => change.direction === direction);
  if (found.length === 0) { return []; }
  const decrypting = found.filter(({ actions }) => actions.includes('kms:Decrypt'));
  const counted = decrypting.length > 0 ? decrypting : found;
  const people = new Set(counted.map(({ principal }) => principal)).size;
  const keys = plural(new Set(counted.map(({ stack, logicalId }) => `${stack}/${logicalId}`)).size, 'key');
  const who = plural(people, 'principal');
  if (decrypting.length === 0) { return [`${who} ${people === 1 ? otherwise.replace(/^(gain|lose)/, '$1s') : otherwise} ${keys}`]; }
  return [counted.every(isPartly) ? `${who} can decrypt with ${keys} in ${direction === 'widened' ? 'more' : 'fewer'} cases` : `${who} ${verb} decrypt with ${keys}`];
}

const isPartly = ({ words }: AccessChange): boolean => / cases than before,/.test(words);

/** What happens to how many, for the first line. */
const SHORT: { readonly [name: string]: (count: string, worse: boolean, many: boolean) => string } = {
  EnableKeyRotation: (keys, worse, many) => `${keys} ${worse ? (many ? 'stop' : 'stops') : (many ? 'start' : 'starts')} rotating`,
  PendingWindowInDays: (keys, worse) => `${keys} can be deleted ${worse ? 'sooner' : 'later'}`,
  DeletionPolicy: (keys, worse, many) => `${keys} ${worse ? `${many ? 'are' : 'is'} deleted with ${many ? 'their' : 'its'} stack` : `${many ? 'stay' : 'stays'} without ${many ? 'their' : 'its'} stack`}`,
  Enabled: (keys, worse, many) => `${keys} ${many ? 'are' : 'is'} ${worse ? 'disabled' : 'enabled'}`,
  TargetKeyId: (keys, _, many) => `${keys} ${many ? 'have' : 'has'} a name that named another`,
};

function propertyParts(changes: readonly PropertyChange[]): string[] {
  const groups = new Map<string, PropertyChange[]>();
  for (const change of changes) {
    const id = change.direction === 'refused' ? 'refused' : change.kind === 'property' || change.name === 'TargetKeyId' ? `${change.name} ${change.direction}` : `${change.kind} ${change.from === null ? 'new' : 'gone'}`;
    groups.set(id, [...groups.get(id) ?? [], change]);
  }
  let neutral = 0;
  const parts = [...groups].flatMap(([id, { length, [0]: { name, direction, kind } }]) => {
    if (id === 'refused') { return [`${plural(length, 'change')} that KMS cannot make`]; }
    const short = SHORT[name];
    if (short) { return [short(plural(length, 'key'), direction === 'worse', length > 1)]; }
    if (kind !== 'property') { return [`${length} ${id.endsWith('new') ? 'new ' : ''}${nounOf(kind, length)}${id.endsWith('gone') ? ` ${length === 1 ? 'is' : 'are'} gone` : ''}`]; }
    if (direction === 'neutral') { neutral += length; return []; }
    return [`${name} of ${plural(length, 'key')} is ${direction}`];
  });
  return neutral > 0 ? [...parts, `${plural(neutral, 'other setting')} ${neutral === 1 ? 'changes' : 'change'}`] : parts;
}
const nounOf = (kind: PropertyChange['kind'], count: number): string => kind === 'alias' ? (count === 1 ? 'alias' : 'aliases') : `${kind}${count === 1 ? '' : 's'}`;

/** Changes of access with the same actions and key, together. */
interface Together {
  readonly change: AccessChange;
  readonly people: string[];
}

function together(changes: readonly AccessChange[]): Together[] {
  const found = new Map<string, Together>();
  for (const change of changes) {
    const id = JSON.stringify([change.direction, change.stack, change.logicalId, change.words.slice(change.principal.length)]);
    const known = found.get(id);
    if (known) { known.people.push(change.principal); } else { found.set(id, { change, people: [change.principal] }); }
  }
  return [...found.values()];
}

const sentence = ({ change, people }: Together): string =>
  change.words.startsWith(change.principal) ? `${someInSentence(people)}${change.words.slice(change.principal.length)}` : change.words;

/** `for example kms:Decrypt by role Api, with kms:ViaService = x and without aws:SourceVpce`. */
export function witnessWords({ principal, action, context }: Witness): string {
  const said = Object.entries(context).map(([name, values]) => values.length === 0 ? `without ${name}` : `with ${name} = ${values.join(' and ')}`);
  return `for example ${action} by ${principal}${said.length === 0 ? '' : `, ${said.join(', ')}`}`;
}

/** Groups of changes, the weightiest first. */
export function groupsOf(changes: readonly Change[]): (readonly [title: string, level: 'error' | 'warning' | 'good' | 'info', lines: readonly { readonly text: string; readonly example?: string }[]])[] {
  const access = (direction: AccessChange['direction']) => together(changes.filter(isAccess).filter(change => change.direction === direction))
    .map(group => ({ text: sentence(group), example: group.change.witness ? witnessWords(group.change.witness) : undefined }));
  const rest = (...directions: readonly PropertyChange['direction'][]) => changes.filter(isProperty).filter(({ direction }) => directions.includes(direction)).map(({ words }) => ({ text: words }));
  return ([
    ['More access', 'warning', access('widened')],
    ['Refused by KMS', 'error', rest('refused')],
    ['Worse', 'warning', rest('worse')],
    ['Decided at deployment', 'info', access('unknown')],
    ['Less access', 'good', access('narrowed')],
    ['Better', 'good', rest('better')],
    ['Other', 'info', rest('neutral')],
  ] as const).filter(([, , lines]) => lines.length > 0);
}

export function diffText(result: DiffResult, colours: Colours): string {
  const paint = { error: colours.red, warning: colours.yellow, good: colours.green, info: colours.cyan };
  const lines = groupsOf(result.changes).flatMap(([title, level, its]) => [
    '', paint[level](`${title}:`),
    ...its.flatMap(({ text, example }) => [`  - ${terminal(text)}`, ...(example === undefined ? [] : [colours.dim(`      ${terminal(example)}`)])]),
  ]);
  return `${colours.bold(terminal(headline(result)))}\n${lines.length > 0 ? `${lines.join('\n')}\n` : ''}`;
}

/** Groups that reviewers must see; the others are folded. */
const OPEN: ReadonlySet<string> = new Set(['More access', 'Refused by KMS', 'Worse', 'Decided at deployment']);

export function diffMarkdown(result: DiffResult): string {
  return fitting([
    `**KMS keys: ${markdown(headline(result))}.**\n`,
    ...groupsOf(result.changes).flatMap(([title, , lines]) => {
      const table = ['| what changes | for example |\n|---|---|\n', ...lines.map(({ text, example }) => `| ${markdown(text)} | ${example === undefined ? '' : markdown(example.replace(/^for example /, ''))} |\n`)];
      return OPEN.has(title) ? [`\n### ${title}\n\n`, ...table] : [`\n<details><summary>${title} (${lines.length})</summary>\n\n`, ...table, '\n</details>\n'];
    }),
  ]);
}

/** By this line a pipeline finds its comment again. */
export const markerOf = (tag: string): string => `<!-- keysmith:${tag.replace(/[^\w.-]/g, '-')} -->`;

/** The body of a comment; nothing where nothing changes, so that none is written. */
export const diffComment = (result: DiffResult): string => result.changes.length === 0 ? '' : `${markerOf('diff')}\n${diffMarkdown(result)}`;
