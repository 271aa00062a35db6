import { REWRITES } from './same-meaning';
import { anywhere, mixedBase, WRITTEN_BASES } from './same-meaning/bases';
import { Chance } from './same-meaning/chance';
import { Change, changeOf, shown } from './same-meaning/compare';
import { NARROWER, OPENS, WIDER } from './same-meaning/narrower';
import { ALL_FAULTS, findingsWith } from './same-meaning/planted-faults';
import { IN_WORDS_OF_THE_TEMPLATE, reported } from './same-meaning/reported';
import { Rewrite } from './same-meaning/rewrite';

/*
 * What means the same gets the same findings, however it is written: each rewrite of many templates, and several rewrites one after the other.
 * SAME_MEANING_COUNT and SAME_MEANING_SEED try more of them, and others.
 */

const COUNT = Number(process.env.SAME_MEANING_COUNT ?? 6);
const SEED = Number(process.env.SAME_MEANING_SEED ?? 1);
/** Of what is rarely written so, not all bases are looked at. */
const MOST_LOOKED = 3;
/** Rewrites of bases that are tried until one shows a fault. */
const MOST_TRIES = 1_500;
const TIMEOUT = 30_000 + COUNT * 1_000;

const MIXED = Array.from({ length: COUNT * 2 }, (_, i) => mixedBase(SEED * 1_000_000 + i));
const BASES = [...WRITTEN_BASES, ...MIXED];

/** The first change that a rewrite makes to what is said of as many bases as it has something to rewrite in, and of how many that is. */
function firstChange(rewrite: Rewrite, isOne: (change: Change) => boolean = () => true): { readonly tried: number; readonly change?: Change } {
  const chance = new Chance(SEED);
  let [tried, looked] = [0, 0];
  for (const base of chance.shuffled(BASES)) {
    if (tried === COUNT || (tried > 0 && looked === COUNT * MOST_LOOKED)) { break; }
    looked++;
    const change = changeOf(base, [rewrite], SEED + tried);
    if (change === 'none') { continue; }
    tried++;
    if (change && isOne(change)) { return { tried, change }; }
  }
  return { tried };
}

test.each(REWRITES.map(one => [one.name, one] as const))('%s', (_, rewrite) => {
  const { tried, change } = firstChange(rewrite);

  expect(change && shown(change)).toBeUndefined();
  expect(tried).toBeGreaterThan(0);
}, TIMEOUT);

test('several, one after the other', () => {
  const chance = new Chance(SEED);
  for (let i = 0; i < COUNT * 10; i++) {
    const [base, known] = [chance.one(BASES), chance.next() < 0.7];
    const rewrites = chance.shuffled(REWRITES.filter(({ needsPlace }) => known || !needsPlace)).slice(0, 4);
    const change = changeOf(known ? base : anywhere(base), rewrites, SEED + i);
    if (change === 'none' || change === undefined) { continue; }
    throw new Error(shown(change));
  }
}, TIMEOUT);

test('the report says the same', () => {
  const chance = new Chance(SEED);
  const rewrites = REWRITES.filter(({ name }) => !IN_WORDS_OF_THE_TEMPLATE.has(name));
  for (let i = 0; i < COUNT * 30; i++) {
    const change = changeOf(chance.one(BASES), [chance.one(rewrites)], SEED + i, reported);
    if (change === 'none' || change === undefined) { continue; }
    throw new Error(shown(change));
  }
}, TIMEOUT);

/** Whether a change is to what says that somebody gets too much, at the resource that it was said of. */
const isOf = (kind: 'gone' | 'new') => ({ said }: Change): boolean => said.some(line => line.startsWith(`${kind}: `) && OPENS.has(line.split(' ')[2]));

describe.each<[string, readonly Rewrite[], 'gone' | 'new']>([['less', NARROWER, 'new'], ['more', WIDER, 'gone']])('what allows %s', (_, rewrites, kind) => {
  test.each(rewrites.map(one => [one.name, one] as const))('%s', (__, rewrite) => {
    const { tried, change } = firstChange(rewrite, isOf(kind));

    expect(change && shown(change)).toBeUndefined();
    expect(tried).toBeGreaterThan(0);
  }, TIMEOUT);
});

test.each(ALL_FAULTS)('where %s, they show it', fault => {
  const [chance, ask] = [new Chance(SEED), findingsWith(fault)];
  const tries = Array.from({ length: MOST_TRIES }, () => [chance.one(BASES), chance.one(REWRITES)] as const);

  expect(tries.some(([base, rewrite], i) => typeof changeOf(base, [rewrite], SEED + i, ask) === 'object')).toBe(true);
}, TIMEOUT);
