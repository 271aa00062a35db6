import { Chance } from './chance';
import { Rewrite } from './rewrite';
import { copyOf, difference, findings, World } from './world';

/** What a rewrite changed of what the rules say. */
export interface Change {
  readonly rewrites: readonly string[];
  readonly base: string;
  readonly said: readonly string[];
  readonly templates: string;
}

export const shown = ({ rewrites, base, said, templates }: Change): string => [`${rewrites.join(', then ')}, of: ${base}`, ...said, templates].join('\n');

/** What is said of bases, each asked once. */
const before = new Map<typeof findings, Map<World, readonly string[]>>();
function saidOf(base: World, ask: typeof findings): readonly string[] {
  const known = before.get(ask) ?? new Map<World, readonly string[]>();
  const said = known.get(base) ?? ask(base);
  before.set(ask, known.set(base, said));
  return said;
}

/** What rewrites one after the other change of what is said of a base; 'none' where the first has nothing to rewrite. */
export function changeOf(base: World, rewrites: readonly Rewrite[], seed: number, ask = findings): Change | 'none' | undefined {
  const chance = new Chance(seed);
  let [world, applied] = rewritten(base, rewrites, chance, chance.one([1, 0.5, 0.2]));
  if (applied.length === 0) { [world, applied] = rewritten(base, rewrites, chance, 1); }
  if (applied.length === 0) { return 'none'; }
  const said = difference(saidOf(base, ask), ask(world));
  return said.length === 0 ? undefined : { rewrites: applied, base: base.name, said, templates: JSON.stringify(world.stacks.map(({ template }) => template)) };
}

/** The world with some of the places rewritten, and by which of the rewrites. */
function rewritten(base: World, rewrites: readonly Rewrite[], chance: Chance, share: number): readonly [World, readonly string[]] {
  const world = copyOf(base);
  return [world, rewrites.filter(rewrite => rewrite.apply(world, { chance, picks: () => chance.next() < share })).map(({ name }) => name)];
}
