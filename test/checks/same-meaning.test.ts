import { REWRITES } from './same-meaning';
import { anywhere, mixedBase, WRITTEN_BASES } from './same-meaning/bases';
import { Chance } from './same-meaning/chance';
import { Change, changeOf, shown } from './same-meaning/compare';
import { Rewrite } from './same-meaning/rewrite';
import { World } from './same-meaning/world';

/*
 * What means the same gets the same findings, however it is written: each rewrite of many templates, and several rewrites one after the other.
 * SAME_MEANING_COUNT and SAME_MEANING_SEED try more of them, and others.
 */

const COUNT = Number(process.env.SAME_MEANING_COUNT ?? 10);
const SEED = Number(process.env.SAME_MEANING_SEED ?? 1);
/** Of what is rarely written so, not all bases are looked at. */
const MOST_LOOKED = 3;
const TIMEOUT = 30_000 + COUNT * 1_000;

const MIXED = Array.from({ length: COUNT * 2 }, (_, i) => mixedBase(SEED * 1_000_000 + i));
const BASES = [...WRITTEN_BASES, ...MIXED];

/** The first change that a rewrite makes to what is said of as many bases as it has something to rewrite in, and of how many that is. */
function firstChange(rewrite: Rewrite, bases: readonly World[] = BASES): { readonly tried: number; readonly change?: Change } {
  const chance = new Chance(SEED);
  let [tried, looked] = [0, 0];
  for (const base of chance.shuffled(bases)) {
    if (tried === COUNT || (tried > 0 && looked === COUNT * MOST_LOOKED)) { break; }
    looked++;
    const change = changeOf(base, [rewrite], SEED + tried);
    if (change === 'none') { continue; }
    tried++;
    if (change) { return { tried, change }; }
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
