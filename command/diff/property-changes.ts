import { placeOf } from './access-words';
import { idOf, KeyPair, PropertyChange } from './changes';
import { App } from '../../src/app/app';
import { Alias, Key } from '../../src/app/model';
import { LIMITS } from '../../src/private/limits';
import { isFalse, isTrue, Scalar, scalar } from '../../src/template/scalar';
import { titleOf } from '../find-key';

/*
 * What changes of a key but who can use it. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 */

interface Fact {
  readonly name: string;
  readonly value: (key: Key, app: App) => Scalar;
  /** What KMS or CloudFormation takes where the template says nothing. */
  readonly otherwise: string;
  /** The larger the better; none where neither is better. */
  readonly rank?: (value: string) => number;
  /** The direction of what is no loss. */
  readonly gain?: 'better' | 'neutral';
  readonly fixed?: boolean;
  readonly words: (title: string, from: string, to: string) => string;
}

const DEPLOYMENT = 'decided at deployment';
const flag = (value: string): number => isTrue(value) ? 1 : 0;
const keeps = (value: string): number => value.startsWith('Retain') ? 1 : 0;
const property = (name: string) => (key: Key, app: App): Scalar => scalar(app.value(key.resource, name));
const cannot = (what: string): Fact['words'] => (title, from, to) => `the ${what} of ${title} changes from ${from} to ${to}, which KMS cannot do: a new key is needed`;

const FACTS: readonly Fact[] = [
  {
    name: 'EnableKeyRotation',
    value: ({ rotation }) => rotation,
    otherwise: 'false',
    rank: flag,
    words: (title, _, to) => to === DEPLOYMENT ? `whether ${title} rotates is decided at deployment` : `${title} ${isTrue(to) ? 'starts' : 'stops'} rotating`,
  },
  {
    name: 'RotationPeriodInDays',
    value: ({ rotationPeriod }) => rotationPeriod,
    otherwise: '365',
    rank: value => -Number(value),
    words: (title, from, to) => `${title} rotates every ${to} days instead of every ${from}`,
  },
  {
    name: 'PendingWindowInDays',
    value: ({ pendingWindow }) => pendingWindow,
    otherwise: String(LIMITS.pendingWindowDays.max),
    rank: Number,
    words: (title, from, to) => `a deletion of ${title} can be cancelled for ${to} days instead of ${from}`,
  },
  {
    name: 'Enabled',
    value: ({ enabled }) => enabled,
    otherwise: 'true',
    rank: flag,
    gain: 'neutral',
    words: (title, _, to) => isFalse(to) ? `${title} is disabled: nothing encrypted under it can be read` : to === DEPLOYMENT ? `whether ${title} is enabled is decided at deployment` : `${title} is enabled`,
  },
  {
    name: 'DeletionPolicy',
    value: ({ retained }) => retained.deletion,
    otherwise: 'Delete',
    rank: keeps,
    words: (title, _, to) => keeps(to) ? `${title} stays when it leaves its stack` : `${title} is scheduled for deletion when it leaves its stack`,
  },
  {
    name: 'UpdateReplacePolicy',
    value: ({ retained }) => retained.replacement,
    otherwise: 'Delete',
    rank: keeps,
    words: (title, _, to) => keeps(to) ? `${title} stays when CloudFormation replaces it` : `${title} is scheduled for deletion when CloudFormation replaces it`,
  },
  {
    name: 'BypassPolicyLockoutSafetyCheck',
    value: ({ bypassesLockoutCheck }) => bypassesLockoutCheck,
    otherwise: 'false',
    rank: value => -flag(value),
    words: (title, _, to) => isTrue(to) ? `KMS no longer checks that somebody can still change the policy of ${title}` : `KMS checks that somebody can still change the policy of ${title}`,
  },
  { name: 'KeySpec', value: ({ spec }) => spec, otherwise: 'SYMMETRIC_DEFAULT', fixed: true, words: cannot('key spec') },
  { name: 'KeyUsage', value: ({ usage }) => usage, otherwise: 'ENCRYPT_DECRYPT', fixed: true, words: cannot('usage') },
  { name: 'Origin', value: ({ origin }) => origin, otherwise: 'AWS_KMS', fixed: true, words: cannot('origin of the key material') },
  {
    name: 'MultiRegion',
    value: property('MultiRegion'),
    otherwise: 'false',
    fixed: true,
    words: (title, _, to) => `${title} ${isTrue(to) ? 'becomes' : 'is no longer'} a multi-Region key, which KMS cannot do: a new key is needed`,
  },
];

/** Properties that the facts above and the comparison of access look at. */
const READ: ReadonlySet<string> = new Set([...FACTS.map(({ name }) => name), 'KeyPolicy', 'PrimaryKeyArn']);
const OF_REPLICAS: ReadonlySet<string> = new Set(['PendingWindowInDays', 'Enabled', 'DeletionPolicy', 'UpdateReplacePolicy']);

/** Changes of a key, its creation and its end among them. */
export function keyChanges({ before, after }: KeyPair, old: App, now: App): PropertyChange[] {
  if (before && after) {
    const facts = FACTS.filter(({ name }) => !after.replica || OF_REPLICAS.has(name));
    return [...facts.flatMap(fact => changeOf(fact, before, after, old, now)), ...otherChanges(before, after, old, now)];
  }
  const key = (after ?? before)!;
  const what = { ...placeOf(key), kind: key.replica ? 'replica' as const : 'key' as const, name: key.resource.raw.Type };
  const noun = key.replica ? 'replica' : 'key';
  if (after) { return [{ ...what, direction: 'neutral', from: null, to: titleOf(key), words: `${titleOf(key)} is a new ${noun}` }]; }
  return [{ ...what, direction: 'worse', from: titleOf(key), to: null, words: `${titleOf(key)} leaves the app: ${fateOf(key)}` }];
}

function fateOf(key: Key): string {
  const policy = textOf(key.retained.deletion, 'Delete');
  if (policy === DEPLOYMENT) { return 'what happens to it is decided at deployment'; }
  return keeps(policy) ? 'it stays in the account, and nobody manages it any more'
    : `it is scheduled for deletion, and what is encrypted under it cannot be read after ${textOf(key.pendingWindow, String(LIMITS.pendingWindowDays.max))} days`;
}

function textOf({ known, values }: Scalar, otherwise: string): string {
  const texts = new Set(values.map(value => value === undefined || value === null ? otherwise : String(value)));
  return known && texts.size === 1 ? [...texts][0] : DEPLOYMENT;
}

/** The worst that a value might be. */
const worst = ({ known, values }: Scalar, rank: (value: string) => number, otherwise: string): number =>
  known ? Math.min(...values.map(value => rank(value === undefined ? otherwise : String(value)))) : -Infinity;

function changeOf({ name, value, otherwise, rank, gain = 'better', fixed, words }: Fact, before: Key, after: Key, old: App, now: App): PropertyChange[] {
  const [a, b] = [value(before, old), value(after, now)];
  const [from, to] = [textOf(a, otherwise), textOf(b, otherwise)];
  // What is not known is the same where it is written the same.
  const open = from === DEPLOYMENT && to === DEPLOYMENT;
  if (open ? written(before, name) === written(after, name) : normal(from) === normal(to)) { return []; }
  const change = rank ? worst(b, rank, otherwise) - worst(a, rank, otherwise) : 0;
  const direction = fixed ? 'refused' : Number.isNaN(change) || change < 0 ? 'worse' : change > 0 ? gain : 'neutral';
  return [{ ...placeOf(after), kind: 'property', direction, name, from, to, words: words(titleOf(after), from, to) }];
}

/** `RetainExceptOnCreate` keeps what `Retain` keeps; `"true"` is true. */
const normal = (text: string): string => text.toLowerCase();

const written = ({ resource: { raw } }: Key, name: string): string =>
  JSON.stringify(name === 'DeletionPolicy' || name === 'UpdateReplacePolicy' ? raw[name] : raw.Properties?.[name]) ?? '';

/** Properties that are neither better nor worse: description, tags. */
function otherChanges(before: Key, after: Key, old: App, now: App): PropertyChange[] {
  const names = new Set([before, after].flatMap(({ resource: { raw } }) => Object.keys(raw.Properties ?? {})).filter(name => !READ.has(name) || (after.replica && name === 'PrimaryKeyArn')));
  return [...names].sort().flatMap((name): PropertyChange[] => {
    const [from, to] = [old.value(before.resource, name), now.value(after.resource, name)].map(value => value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value));
    if (from === to) { return []; }
    const replaced = name === 'PrimaryKeyArn';
    return [{
      ...placeOf(after),
      kind: 'property',
      direction: replaced ? 'worse' : 'neutral',
      name,
      from,
      to,
      words: replaced ? `${titleOf(after)} is replaced: it becomes a replica of another key` : `${name} of ${titleOf(after)} changes`,
    }];
  });
}

/** Names that are new, gone, or name another key. */
export function aliasChanges(old: App, now: App, asked: ReadonlySet<string>): PropertyChange[] {
  const [before, after] = [byName(old), byName(now)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): PropertyChange[] => {
    const [was, is] = [before.get(id), after.get(id)];
    const key = is?.target ?? was?.target;
    const alias = (is ?? was)!;
    if (key ? !asked.has(idOf(key)) : asked.size > 0 && asked.size < now.keys.length) { return []; }
    const [from, to] = [targetOf(was, old), targetOf(is, now)];
    const place = { key: key ? titleOf(key) : alias.name, stack: alias.resource.stack.title, logicalId: alias.resource.logicalId, kind: 'alias' as const };
    if (was && is) {
      return from === to ? [] : [{
        ...place,
        direction: 'neutral',
        name: 'TargetKeyId',
        from,
        to,
        words: `${is.name} names ${to} instead of ${from}: whoever uses this name uses the other key, which cannot decrypt what the first has encrypted`,
      }];
    }
    return is ? [{ ...place, direction: 'neutral', name: 'AliasName', from: null, to: is.name, words: `${is.name} is a new name of ${to}` }]
      : [{ ...place, direction: 'worse', name: 'AliasName', from: was!.name, to: null, words: `${was!.name} is gone: whoever uses this name finds no key` }];
  });
}

function byName(app: App): Map<string, Alias> {
  return new Map(app.aliases.map(alias => [`${alias.resource.stack.place.account} ${alias.resource.stack.place.region} ${alias.name.startsWith('${?') ? alias.resource.logicalId : alias.name}`, alias]));
}

function targetOf(alias: Alias | undefined, app: App): string | null {
  if (!alias) { return null; }
  const value = app.value(alias.resource, 'TargetKeyId');
  return alias.target ? idOf(alias.target) : typeof value === 'string' ? value : DEPLOYMENT;
}
