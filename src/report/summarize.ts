import { AccessReader } from './access-rows';
import { KeySummary } from './key-summary';
import { shownIn } from './values';
import { App } from '../app/app';
import { Key } from '../app/model';
import { kindOf } from '../private/key-specs';
import { LIMITS } from '../private/limits';
import { monthlyPrice, PRICES } from '../private/pricing';
import { isFalse, isTrue, Scalar } from '../template/scalar';
import { constructName } from '../template/template';

export const AT_DEPLOYMENT = 'decided at deployment';

/** Summaries of every key and replica of an app. */
export function summarize(app: App): KeySummary[] {
  const access = new AccessReader(app);
  const replicas = replicasOf(app);
  const data = dataOf(app);
  return [...app.keys].sort(byPlace(app)).map(key => summaryOf(app, key, access, replicas.get(key) ?? [], data.get(key) ?? []));
}

/** The order of stacks and templates. */
function byPlace(app: App): (a: Key, b: Key) => number {
  const positions = new Map<Key, number>();
  for (const key of app.keys) { positions.set(key, Object.keys(key.resource.stack.resources).indexOf(key.resource.logicalId)); }
  return (a, b) => a.resource.stack.index - b.resource.stack.index || positions.get(a)! - positions.get(b)!;
}

function replicasOf(app: App): Map<Key, string[]> {
  const replicas = new Map<Key, string[]>();
  for (const { primary, resource: { stack } } of app.keys) {
    if (typeof primary !== 'object') { continue; }
    const region = stack.place.region.startsWith('${') ? 'a region' : stack.place.region;
    replicas.set(primary, [...replicas.get(primary) ?? [], `${region} (${stack.title})`]);
  }
  return replicas;
}

/** What is encrypted under each key. */
function dataOf(app: App): Map<Key, string[]> {
  const found = new Map<Key, string[]>();
  for (const { key, resource, what } of app.consumers) {
    const named = what.replace(/^the /, '').replace(resource.logicalId, constructName(resource));
    const data = resource.stack === key.resource.stack ? named : `${named} (${resource.stack.title})`;
    const known = found.get(key) ?? [];
    if (!known.includes(data)) { found.set(key, [...known, data]); }
  }
  return found;
}

function summaryOf(app: App, key: Key, access: AccessReader, replicas: string[], data: string[]): KeySummary {
  const { Description: description } = key.resource.raw.Properties ?? {};
  const rotation = rotationOf(key);
  const rotates = rotation !== 'off' && rotation !== 'on demand only';
  return {
    stack: key.resource.stack.title,
    logicalId: key.resource.logicalId,
    name: constructName(key.resource),
    kind: kindWords(app, key),
    aliases: key.aliases.map(({ name }) => shownIn(app)(name)),
    description: typeof description === 'string' ? description : undefined,
    enabled: !(key.enabled.known && key.enabled.values.every(isFalse)),
    rotation,
    pendingWindow: one(key.pendingWindow, value => `${value ?? LIMITS.pendingWindowDays.max} days`),
    removalPolicy: one(key.retained.deletion, value => String(value).startsWith('Retain') ? 'RETAIN' : 'DESTROY'),
    ...access.of(key),
    data,
    replicas,
    monthlyCost: monthlyPrice(),
    monthlyCostWhenRotated: monthlyPrice(rotates ? PRICES.chargedRotations : 0),
  };
}

/** What a value says; that the deployment decides, where it can say one or the other. */
function one({ known, values }: Scalar, words: (value: unknown) => string): string {
  const said = new Set(values.map(words));
  return known && said.size === 1 ? [...said][0] : AT_DEPLOYMENT;
}

function kindWords(app: App, key: Key): string {
  if (key.replica) { return 'replica of a multi-Region key'; }
  const [spec, usage] = [one(key.spec, String), one(key.usage, String)];
  const { Origin, MultiRegion } = { Origin: one(key.origin, String), MultiRegion: app.value(key.resource, 'MultiRegion') };
  const known = kindOf(spec, usage);
  // A spec that the deployment decides might be the symmetric one.
  const kind = spec === AT_DEPLOYMENT && known === 'asymmetric encryption' ? undefined : known;
  const words = [...kind ? [kind] : [], 'key', ...kind === 'symmetric encryption' ? [] : [`(${spec})`]].join(' ');
  return [words, ...(isTrue(MultiRegion) ? ['multi-Region primary'] : []), ...(Origin === 'EXTERNAL' ? ['imported key material'] : [])].join(', ');
}

function rotationOf({ replica, spec, origin, rotation, rotationPeriod }: Key): string {
  if (replica) { return 'as its primary'; }
  // What KMS does not rotate has no rotation, whatever the template asks for.
  const symmetric = one(spec, value => String(value === 'SYMMETRIC_DEFAULT'));
  if (symmetric === 'false') { return 'off'; }
  if (one(origin, String) === 'EXTERNAL') { return 'on demand only'; }
  const on = one(rotation, value => String(isTrue(value)));
  if (on === AT_DEPLOYMENT) { return AT_DEPLOYMENT; }
  return on === 'true' ? one(rotationPeriod, value => `every ${value ?? DEFAULT_PERIOD_DAYS} days`).replace(/^decided/, 'on, period decided') : 'off';
}

const DEFAULT_PERIOD_DAYS = 365;
