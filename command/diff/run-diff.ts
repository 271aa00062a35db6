import { AccessComparison } from './access';
import { accessChanges, Names } from './access-words';
import { Aligned } from './align';
import { aliasChanges, keyChanges } from './property-changes';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { monthlyPrice } from '../../src/private/pricing';
import { keysLike } from '../find-key';
import { addressOf } from '../resource-names';

/** Access that is new or gone. Public: the JSON of `diff`. */
export interface AccessChange {
  readonly kind: 'access';
  /** `unknown`: whether it changes is decided at deployment. */
  readonly direction: 'widened' | 'narrowed' | 'unknown';
  readonly key: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly principal: string;
  /** `kms:Decrypt`; no patterns. */
  readonly actions: readonly string[];
  readonly words: string;
  /** A request that one side allows and the other does not; null where none was found. */
  readonly witness: Witness | null;
}

export interface Witness {
  readonly principal: string;
  readonly action: string;
  /** Condition keys of the request; no value: the request lacks the key. */
  readonly context: { readonly [conditionKey: string]: readonly string[] };
}

/** What is no access: a key's life, its settings, its names. */
export interface PropertyChange {
  readonly kind: 'property' | 'key' | 'alias' | 'replica';
  /** `refused`: KMS cannot make it. */
  readonly direction: 'worse' | 'better' | 'neutral' | 'refused';
  readonly key: string;
  readonly stack: string;
  readonly logicalId: string;
  /** The property of CloudFormation. */
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly words: string;
}

export type Change = AccessChange | PropertyChange;

export interface DiffResult {
  readonly schemaVersion: 1;
  readonly command: 'diff';
  readonly summary: {
    readonly widened: number;
    readonly narrowed: number;
    /** With those that KMS refuses. */
    readonly worse: number;
    readonly unknown: number;
    /** New minus old, in US dollars, before any rotation. */
    readonly monthlyCost: number;
  };
  readonly changes: readonly Change[];
}

/** A key on one side or on both. */
export interface KeyPair {
  readonly before?: Key;
  readonly after?: Key;
}

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

export const idOf = ({ resource }: Key): string => addressOf(resource);

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
