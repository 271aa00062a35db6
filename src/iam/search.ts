import { Test } from './condition-test';
import { candidates, Domain, narrowed, valuesOf } from './domain';
import { hasVariable, variablesOf } from './operators';
import { Truth } from './symbols';
import { Value } from './values';
import { rememberOf } from '../private/remember';

/*
 * Whether there is a request that meets conditions and breaks others: backtracking over the few choices that each statement offers, with the
 * values that each condition key can still have. Never the product of all values of all keys.
 */

/** What a request must be: all, or one, of several things; or a condition holds, or does not. */
export type Formula = boolean | Open;
/** One that is not decided: `all` and `any` leave out what is. */
type Open = { readonly all: readonly Open[] } | { readonly any: readonly Open[] } | { readonly test: Test; readonly holds: boolean };

const isOpen = (formula: Formula): formula is Open => typeof formula !== 'boolean';

export const all = (formulas: readonly Formula[]): Formula => {
  const left = formulas.filter(isOpen);
  return formulas.includes(false) ? false : left.length === 0 ? true : left.length === 1 ? left[0] : { all: left };
};
export const any = (formulas: readonly Formula[]): Formula => {
  const left = formulas.filter(isOpen);
  return formulas.includes(true) ? true : left.length === 0 ? false : left.length === 1 ? left[0] : { any: left };
};

export function negated(formula: Formula): Formula {
  if (!isOpen(formula)) { return !formula; }
  if ('all' in formula) { return any(formula.all.map(negated)); }
  if ('any' in formula) { return all(formula.any.map(negated)); }
  return { test: formula.test, holds: !formula.holds };
}

/** What is known of the keys of a request beforehand: the values of those that follow from the caller, none for those that it never has. */
export type Fixed = (name: string) => readonly Value[] | undefined;

type Domains = ReadonlyMap<string, Domain>;

/** Choices that are tried before the search gives up: no policy that people write comes near. */
const MOST_STEPS = 20_000;

export class SearchLimitError extends Error {}

/** Values for condition keys under which a formula is true; undefined where there are none. Fails with a SearchLimitError where that takes too many choices. */
export function solve(formula: Formula, fixed: Fixed, mostSteps = MOST_STEPS): { readonly [name: string]: readonly string[] } | undefined {
  if (!isOpen(formula)) { return formula ? {} : undefined; }
  const tests = testsIn(formula);
  for (const variables of assignments(tests, fixed)) {
    const known: Fixed = name => variables.get(name) ?? fixed(name);
    const [narrow, steps] = [narrower(known), { left: mostSteps }];
    const state = settled([formula], { domains: domainsOf(tests, known), choices: [] }, narrow, steps);
    const found = state && satisfied(probed(state, narrow), narrow, steps);
    if (found) { return Object.fromEntries([...found].map(([name, domain]) => [name, valuesOf(domain)!])); }
  }
  return undefined;
}

function testsIn(formula: Open, found: Test[] = []): readonly Test[] {
  if ('test' in formula) { found.push(formula.test); } else { ('all' in formula ? formula.all : formula.any).forEach(part => testsIn(part, found)); }
  return found;
}

/** The condition keys that policy variables name. */
const variablesIn = (tests: readonly Test[]): string[] =>
  [...new Set(tests.flatMap(({ condition }) => condition.values.filter(hasVariable).flatMap(variablesOf)))];

/** The values of keys that policy variables name are chosen first: others depend on them. */
function* assignments(tests: readonly Test[], fixed: Fixed): Generator<ReadonlyMap<string, readonly Value[]>> {
  const names = variablesIn(tests).filter(name => fixed(name) === undefined);
  const lists = names.map(name => [
    ...[...candidates(tests.filter(({ condition }) => condition.name === name), fixed), 'some-value'].slice(0, MOST_VALUES).map((value): readonly Value[] => [[value]]),
    [],
  ]);
  function* choose(i: number, chosen: ReadonlyMap<string, readonly Value[]>): Generator<ReadonlyMap<string, readonly Value[]>> {
    if (i === names.length) {
      yield chosen;
      return;
    }
    for (const values of lists[i]) { yield* choose(i + 1, new Map([...chosen, [names[i], values]])); }
  }
  yield* choose(0, new Map());
}
const MOST_VALUES = 12;

function domainsOf(tests: readonly Test[], known: Fixed): Domains {
  const byName = new Map<string, Test[]>();
  for (const test of tests) { byName.set(test.condition.name, [...byName.get(test.condition.name) ?? [], test]); }
  // A variable that no condition asks of is part of the request all the same.
  for (const name of variablesIn(tests)) { byName.set(name, byName.get(name) ?? []); }
  return new Map([...byName].map(([name, asking]): [string, Domain] => {
    const given = known(name);
    if (given !== undefined) {
      const values = given.map(([value]) => value);
      return [name, { absent: values.length === 0, allowed: values, needed: values.map(value => [value]) }];
    }
    const values = candidates(asking, known);
    return [name, { absent: true, allowed: values.length > 0 ? values : ['other'], needed: [] }];
  }));
}

/** What is left of a domain once a test must hold, or must not; undefined where nothing is. */
type Narrow = (domain: Domain, test: Test, wanted: boolean) => Domain | undefined;

/** Narrows each domain by each test once: on the way most choices look at domains that have not changed since they were looked at last. */
function narrower(known: Fixed): Narrow {
  const asked = new Map<Test, Test>();
  const answers = new WeakMap<Domain, readonly [Map<Test, Domain | undefined>, Map<Test, Domain | undefined>]>();
  return (domain, test, wanted) => {
    const of = answers.get(domain) ?? [new Map(), new Map()] as const;
    answers.set(domain, of);
    const found = of[wanted ? 1 : 0];
    if (found.has(test)) { return found.get(test); }
    if (!asked.has(test)) { asked.set(test, test.condition.values.some(hasVariable) ? askedOnce(test) : askedOnceForAll(test)); }
    const next = narrowed(domain, asked.get(test)!, wanted, known);
    const answer = next && isSame(next, domain) ? domain : next;
    found.set(test, answer);
    return answer;
  };
}

/** The test, which looks at each value of its key once. */
const askedOnce = (test: Test): Test => {
  const answers = new Map<string | undefined, Truth>();
  return {
    ...test,
    holds: context => {
      const value = context.get(test.condition.name)?.[0]?.[0];
      const answer = answers.get(value) ?? test.holds(context);
      answers.set(value, answer);
      return answer;
    },
  };
};
/** What a test without policy variables says of a value it says in every search. */
const askedOnceForAll = rememberOf(askedOnce);

const isSame = (one: Domain, other: Domain): boolean =>
  one.absent === other.absent && one.allowed.length === other.allowed.length && one.needed.length === other.needed.length;

/** Several ways, of which one is to be chosen, with the condition keys that they ask of. */
interface Choice {
  readonly ways: readonly Open[];
  readonly names: ReadonlySet<string>;
}

const choiceOf = rememberOf((ways: readonly Open[]): Choice => ({ ways, names: new Set(ways.flatMap(way => testsIn(way).map(({ condition }) => condition.name))) }));

/** What is left once all that leaves no choice is settled. */
interface State {
  readonly domains: Domains;
  readonly choices: readonly Choice[];
}

/** The formulas are true, and whatever follows from that; undefined where that cannot be. */
function settled(formulas: readonly Open[], { domains, choices: given }: State, narrow: Narrow, steps: { left: number }): State | undefined {
  const current = new Map(domains);
  let choices = given;
  let pending = [...formulas];
  for (;;) {
    const [changed, more] = [new Set<string>(), [] as Choice[]];
    while (pending.length > 0) {
      const formula = pending.pop()!;
      if ('all' in formula) { pending.push(...formula.all); continue; }
      if ('any' in formula) { more.push(choiceOf(formula.any)); continue; }
      const { name } = formula.test.condition;
      const [before, next] = [current.get(name)!, narrow(current.get(name)!, formula.test, formula.holds)];
      if (next === undefined) { return undefined; }
      if (next === before) { continue; }
      changed.add(name);
      current.set(name, next);
    }
    // Only of keys that changed there can be fewer ways than before.
    const left = (choice: Choice): Choice => {
      const ways = choice.ways.filter(way => isPossible(way, current, narrow));
      return ways.length === choice.ways.length ? choice : { ways, names: choice.names };
    };
    choices = [...choices.map(choice => asksOf(choice, changed) ? left(choice) : choice), ...more.map(left)];
    const least = fewest(choices);
    if (least === undefined || least.ways.length > 1) { return { domains: current, choices }; }
    if (least.ways.length === 0) { return undefined; }
    choices = choices.filter(choice => choice !== least);
    step(steps);
    pending = [...least.ways];
  }
}

/** The choice with the fewest ways: one that is left with none fails at once. */
const fewest = (choices: readonly Choice[]): Choice | undefined =>
  choices.length === 0 ? undefined : choices.reduce((one, other) => other.ways.length < one.ways.length ? other : one);

/** The same without ways that leave another choice none: of many Denies, one of which must hold, each that must not. */
function probed({ domains, choices }: State, narrow: Narrow): State {
  const possible = (way: Open, choice: Choice): boolean =>
    settled([way], { domains, choices: choices.filter(other => other !== choice) }, narrow, { left: Infinity }) !== undefined;
  return { domains, choices: choices.map(choice => choice.ways.length < 3 ? choice : { ways: choice.ways.filter(way => possible(way, choice)), names: choice.names }) };
}

/** Values under which one way of each choice is true. */
function satisfied(state: State, narrow: Narrow, steps: { left: number }): Domains | undefined {
  const least = fewest(state.choices);
  if (least === undefined) { return state.domains; }
  const others = { ...state, choices: state.choices.filter(choice => choice !== least) };
  for (const way of least.ways) {
    step(steps);
    const next = settled([way], others, narrow, steps);
    const found = next && satisfied(next, narrow, steps);
    if (found) { return found; }
  }
  return undefined;
}

function asksOf({ names }: Choice, changed: ReadonlySet<string>): boolean {
  for (const name of changed) { if (names.has(name)) { return true; } }
  return false;
}

function step(steps: { left: number }): void {
  if (steps.left-- <= 0) { throw new SearchLimitError('too many choices'); }
}

/** Whether a formula by itself can still be true. */
function isPossible(formula: Open, domains: Domains, narrow: Narrow): boolean {
  if ('all' in formula) { return formula.all.every(part => isPossible(part, domains, narrow)); }
  if ('any' in formula) { return formula.any.some(part => isPossible(part, domains, narrow)); }
  return narrow(domains.get(formula.test.condition.name)!, formula.test, formula.holds) !== undefined;
}
