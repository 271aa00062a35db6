import { App } from '../../src/app/app';
import { Identity } from '../../src/app/model';
import { Statement } from '../../src/iam/statement';
import { fill } from '../../src/private/arns';

/*
 * A role without a name gets one from CloudFormation, with a random end: it is none of those that a policy writes out. Its symbol might be
 * anybody; a name of its own is not.
 */

/** Marks a name that CloudFormation makes. */
const END = '-GENERATED';

export class GeneratedNames {
  private readonly arns = new Map<string, string>();
  private readonly symbols = new Map<string, string>();
  private readonly known = new WeakMap<Statement, Statement>();

  constructor(...apps: readonly App[]) {
    for (const { arns: [symbol, given], kind, resource } of apps.flatMap(({ identities }) => identities)) {
      if (!resource || given !== undefined || kind === 'permission set' || !symbol.startsWith('${s')) { continue; }
      const { place, title } = resource.stack;
      const arn = fill(`arn:{partition}:iam::{account}:${kind}/{resource}`, place, `${title.replace(/\W+/g, '-')}-${resource.logicalId}${END}`);
      this.arns.set(symbol, arn);
      this.symbols.set(arn, symbol);
    }
  }

  /** The texts of somebody, by the name. */
  public textsOf({ arns }: Identity): string[] {
    return arns.map(text => this.arns.get(text) ?? text);
  }

  /** The symbol that a name stands for. */
  public symbolOf(text: string): string {
    return this.symbols.get(text) ?? text;
  }

  /** A statement with names for the symbols of people. */
  public named(statement: Statement): Statement {
    const known = this.known.get(statement);
    if (known) { return known; }
    const principals = statement.principals.map(principal => this.arns.has(principal.text) ? { ...principal, text: this.arns.get(principal.text)! } : principal);
    const conditions = statement.conditions.map(condition => condition.values.some(value => this.arns.has(value))
      ? { ...condition, values: condition.values.map(value => this.arns.get(value) ?? value) } : condition);
    const both = (list: readonly Statement[]): Statement[] => list.map(one => this.named(one));
    const choice = statement.choice && { ...statement.choice, whenTrue: both(statement.choice.whenTrue), whenFalse: both(statement.choice.whenFalse) };
    const changed = choice !== undefined || principals.some((one, i) => one !== statement.principals[i]) || conditions.some((one, i) => one !== statement.conditions[i]);
    const made = changed ? { ...statement, principals, conditions, ...(choice ? { choice } : {}) } : statement;
    this.known.set(statement, made);
    return made;
  }
}
