import { Chance } from './chance';
import { World } from './world';

/** What a rewrite is given beside the world that it changes. */
export interface Means {
  readonly chance: Chance;
  /** Whether a place is rewritten: at times all, at times some. */
  picks(): boolean;
}

/** Another way to write what means the same. */
export interface Rewrite {
  readonly name: string;
  /** Whether it needs to know where the stacks are. */
  readonly needsPlace?: boolean;
  /** Changes the world; false where there was nothing to change. */
  apply(world: World, means: Means): boolean;
}

/** A rewrite of every place of a kind: `change` says whether it changed one. */
export function rewriteOf<S>(
  name: string, places: (world: World) => readonly S[], change: (place: S, means: Means, world: World) => unknown, more: Partial<Rewrite> = {},
): Rewrite {
  return {
    name,
    ...more,
    apply: (world, means) => {
      let changed = false;
      for (const place of places(world)) {
        if (means.picks() && change(place, means, world) !== false) { changed = true; }
      }
      return changed;
    },
  };
}
