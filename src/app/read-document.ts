import { everyBranch } from '../iam/branches';
import { homeOf } from '../iam/home';
import { PolicyPlace } from '../iam/principal';
import { readBranches, Statements } from '../iam/statement';
import { hasSymbol } from '../iam/symbols';
import { isRecord } from '../private/policy-json';
import { decisiveConditions, MOST_CONDITIONS } from '../template/decisive-conditions';
import { Evaluator } from '../template/evaluate';
import { Template } from '../template/template';

/** A policy as it is read. */
export interface ReadDocument {
  /** Every statement that it can have, those of a branch with the condition under which they are there. */
  readonly statements: Statements;
  /** The same for who decides requests: what a condition of the template chooses is one statement with both branches. */
  readonly decidable: Statements;
}

/** Reads a policy document; what a condition of the template chooses within a statement makes two statements of it. */
export function readDocument(document: unknown, stack: Template, place: PolicyPlace, evaluator: Evaluator): ReadDocument {
  const hoisted = mentionsChoice(document) ? new Hoist(stack, evaluator).document(document) : document;
  const first = readBranches(hoisted, place);
  const home = hasSymbol(place.account) ? homeOf(everyBranch(first)) : undefined;
  const decidable = home === undefined ? first : readBranches(hoisted, { ...place, home });
  return { statements: everyBranch(decidable), decidable };
}

type Json = { readonly [key: string]: unknown };

function mentionsChoice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) { return false; }
  for (const key in value) { if (key === 'Fn::If' || mentionsChoice((value as Json)[key])) { return true; } }
  return false;
}

/** Brings what conditions choose within a statement out of it. */
class Hoist {
  constructor(private readonly stack: Template, private readonly evaluator: Evaluator) {}

  public document(document: unknown): unknown {
    return this.branches(document, one => isRecord(one) && one.Statement !== undefined ? { ...one, Statement: this.list(one.Statement) } : one);
  }

  private list(statements: unknown): unknown {
    return this.branches(statements, one => Array.isArray(one) ? one.map(statement => this.statement(statement)) : this.statement(one));
  }

  private statement(statement: unknown): unknown {
    return this.branches(statement, one => {
      const conditions = decisiveConditions(this.evaluator, one, this.stack);
      return conditions.length === 0 || conditions.length > MOST_CONDITIONS ? one : this.chosen(one, conditions, []);
    });
  }

  private chosen(statement: unknown, [condition, ...others]: readonly string[], assumed: readonly (readonly [string, boolean])[]): unknown {
    if (condition === undefined) { return this.evaluator.evaluateAssuming(statement, this.stack, assumed); }
    const [whenTrue, whenFalse] = [true, false].map(holds => this.chosen(statement, others, [...assumed, [condition, holds]]));
    return either(condition, whenTrue, whenFalse);
  }

  /** Makes something of a value, or of each of the two that it can be. */
  private branches(value: unknown, make: (value: unknown) => unknown): unknown {
    const choice = isRecord(value) && Object.keys(value).length === 1 ? value['Fn::If'] : undefined;
    if (!Array.isArray(choice)) { return make(value); }
    const [condition, whenTrue, whenFalse] = choice;
    return either(condition, this.branches(whenTrue, make), this.branches(whenFalse, make));
  }
}

/** What a condition chooses; the one where both are the same. */
const either = (condition: unknown, whenTrue: unknown, whenFalse: unknown): unknown =>
  JSON.stringify(whenTrue) === JSON.stringify(whenFalse) ? whenTrue : { 'Fn::If': [condition, whenTrue, whenFalse] };
