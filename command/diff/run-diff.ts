import { AccessComparison } from './access';
import { accessChanges, Names } from './access-words';
import { Aligned } from './align';
import { Change, DiffResult, idOf, KeyPair } from './changes';
import { aliasChanges, keyChanges } from './property-changes';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { monthlyPrice } from '../../src/private/pricing';
import { keysLike } from '../find-key';

/** What a change gives and takes. */
export function runDiff({ before, after }: Aligned, patterns: readonly string[] = []): DiffResult {
  const [old, now] = [new App(before), new App(after)];
  const asked = new Set([...keysLike(old, patterns, now), ...keysLike(now, patterns, old)].map(idOf));
  const pairs = pairsOf(old, now).filter(({ before: a, after: b }) => asked.has(idOf((b ?? a)!)));
  const names = new Names(old, now);
  const comparison = new AccessComparison(old, now);
  const changes = [
    ...pairs.flatMap(pair => [...accessChanges(comparison.of(pair), pair, names), ...keyChanges(pair, old, now)]),
    ...aliasChanges(old, now, asked),
  ];
  const count = (...directions: readonly Change['direction'][]): number => changes.filter(({ direction }) => directions.includes(direction)).length;
  const keys = (side: 'before' | 'after'): number => pairs.filter(pair => pair[side]).length;
  return {
    schemaVersion: 1,
    command: 'diff',
    summary: {
      widened: count('widened'),
      narrowed: count('narrowed'),
      worse: count('worse', 'refused'),
      unknown: count('unknown'),
      monthlyCost: (keys('after') - keys('before')) * monthlyPrice(),
    },
    changes,
  };
}

/** Keys by stack and logical id, those that are there now first. */
function pairsOf(old: App, now: App): KeyPair[] {
  const before = new Map(old.keys.map(key => [idOf(key), key]));
  const there = new Set(now.keys.map(idOf));
  return [
    ...now.keys.map((after): KeyPair => ({ before: sameKind(before.get(idOf(after)), after), after })),
    ...old.keys.filter(key => !there.has(idOf(key))).map((gone): KeyPair => ({ before: gone })),
  ];
}

/** A key that becomes a replica is another resource. */
const sameKind = (before: Key | undefined, after: Key): Key | undefined => before?.replica === after.replica ? before : undefined;
