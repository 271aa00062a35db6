import { Test } from './condition-test';
import { candidates, Domain, narrowed, valuesOf } from './domain';
import { hasVariable, variablesOf } from './operators';
import { Value } from './values';

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

/** Values for condition keys under which a formula is true; undefined where there are none. */
export function solve(formula: Formula, fixed: Fixed): { readonly [name: string]: readonly string[] } | undefined {
  if (!isOpen(formula)) { return formula ? {} : undefined; }
  const tests = testsIn(formula);
  for (const variables of assignments(tests, fixed)) {
    const known: Fixed = name => variables.get(name) ?? fixed(name);
    const found = satisfy([formula], domainsOf(tests, known), known, { left: MOST_STEPS });
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

/** Values under which all formulas are true. */
function satisfy(formulas: readonly Open[], domains: Domains, known: Fixed, steps: { left: number }): Domains | undefined {
  let current = domains;
  const open: (readonly Open[])[] = [];
  const pending = [...formulas];
  // What leaves no choice comes first.
  while (pending.length > 0) {
    const formula = pending.pop()!;
    if ('all' in formula) { pending.push(...formula.all); continue; }
    if ('any' in formula) { open.push(formula.any); continue; }
    const next = narrowed(current.get(formula.test.condition.name)!, formula.test, formula.holds, known);
    if (next === undefined) { return undefined; }
    current = new Map(current).set(formula.test.condition.name, next);
  }
  if (open.length === 0) { return current; }
  // The choice with the fewest ways: one that is left with none fails at once.
  let least: readonly Open[] | undefined;
  const rest: Open[] = [];
  for (const choice of open) {
    const possible = choice.filter(formula => isPossible(formula, current, known));
    if (least === undefined || possible.length < least.length) {
      if (least) { rest.push({ any: least }); }
      least = possible;
    } else {
      rest.push({ any: possible });
    }
  }
  for (const formula of least!) {
    if (steps.left-- <= 0) { throw new SearchLimitError('too many choices'); }
    const found = satisfy([formula, ...rest], current, known, steps);
    if (found) { return found; }
  }
  return undefined;
}

/** Whether a formula by itself can still be true. */
function isPossible(formula: Open, domains: Domains, known: Fixed): boolean {
  if ('all' in formula) { return formula.all.every(part => isPossible(part, domains, known)); }
  if ('any' in formula) { return formula.any.some(part => isPossible(part, domains, known)); }
  return narrowed(domains.get(formula.test.condition.name)!, formula.test, formula.holds, known) !== undefined;
}
