import { IResolveContext, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PolicyPart } from './gate/finished-policy';
import { comparingFromAfar, namingFromAfar } from './principals-afar';
import { RowContext } from './row-context';
import { fromOutside } from './service-statements';
import { list } from '../private/policy-json';
import { Accepted, assemble, Identity, ORDER, PolicyRow, render } from '../private/policy-rows';
import { withoutImplied } from '../private/redundant-rows';

interface AddedStatement {
  readonly statement: iam.PolicyStatement;
  /** Of a statement of the app's own: what it accepts of it. */
  readonly accepted?: readonly Accepted[];
}

/**
 * The policy document of a key: rows put together on each resolve, so that rows and grants that come later find their place.
 * Not exported from the package.
 */
export class KeyPolicyDocument extends iam.PolicyDocument {
  private readonly rows: PolicyRow[] = [];
  private readonly later: (() => readonly PolicyRow[])[] = [];
  private readonly added: AddedStatement[] = [];
  /** The document as it was put together last; the CDK resolves a policy more than once. */
  private latest?: { readonly parts: readonly PolicyPart[]; readonly document: any };

  private rowContext?: RowContext;

  /** Says which key the policy is of; without, nothing is known of the principals' places. */
  public boundTo(context: RowContext): void {
    this.rowContext = context;
  }

  public addRows(...rows: readonly PolicyRow[]): void {
    this.rows.push(...rows);
    this.latest = undefined;
  }

  /** Rows that are only known when the policy is put together. */
  public addLazyRows(produce: () => readonly PolicyRow[]): void {
    this.later.push(produce);
    this.latest = undefined;
  }

  /** Statements of CDK's grant methods and of other constructs. */
  public addStatements(...statements: iam.PolicyStatement[]): void {
    // The base constructor calls this before our fields exist.
    if (statements.length > 0) {
      this.added.push(...statements.map(statement => ({ statement })));
      this.latest = undefined;
      super.addStatements(...statements);
    }
  }

  /** A statement of the app's own, which stays as it is. */
  public addAsItIs(statement: iam.PolicyStatement, accepted: readonly Accepted[]): void {
    this.added.push({ statement, accepted });
    this.latest = undefined;
    super.addStatements(statement);
  }

  public get isEmpty(): boolean {
    return this.statementCount === 0;
  }

  public get statementCount(): number {
    return this.rows.length + this.later.length + this.added.length;
  }

  public resolve(context: IResolveContext): any {
    if (this.latest) { return this.latest.document; }
    const stack = Stack.of(context.scope);
    const known = identitiesOf(stack);
    const parts = this.assemble(value => {
      if (!Token.isUnresolved(value)) { return value; }
      let identity = known.get(value);
      if (identity === undefined) {
        // Not by `context`: the pass that looks for tokens joins texts its own way, in which two references look alike.
        const resolved: unknown = stack.resolve(value);
        // A service principal of aws-cdk-lib is a token for a plain name.
        identity = typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
        known.set(value, identity);
      }
      return identity;
    });
    const document = documentOf(parts);
    // Statements of others might change after they were added, and rows that come later must be asked again.
    if (this.later.length === 0 && this.added.length === 0) { this.latest = { parts, document }; }
    return document;
  }

  public toJSON(): any {
    return documentOf(this.assemble());
  }

  /** The statements as they are now, with the rows they are made of; to be read only. */
  public get parts(): readonly PolicyPart[] {
    return this.latest?.parts ?? this.assemble();
  }

  /** The rows and statements as they were added, before they are put together: while the app is made, not all that they name is known. */
  public get partsSoFar(): readonly PolicyPart[] {
    return [...this.rows.map(row => ({ row, json: render(row) })), ...this.added.map(({ statement, accepted }) => ({ json: statement.toStatementJson(), accepted }))];
  }

  private assemble(identity?: Identity): PolicyPart[] {
    const added = this.added.map(({ statement, accepted }) => ({ json: statement.toStatementJson(), accepted }));
    const rows = added.map(({ json, accepted }) => rowOfStatement(json, accepted));
    const { rowContext: context } = this;
    const outside = rows.flatMap((row, i) => !row ? [] : context ? fromOutside(row, context, added[i].accepted !== undefined) : [row]);
    const all = [...this.rows, ...this.later.flatMap(produce => produce()), ...outside];
    return [
      ...assemble(withoutImplied(context ? namingFromAfar(all, context) : all, identity), identity).map(row => ({ row, json: render(row) })),
      ...added.filter((_, i) => rows[i] === undefined)
        .map(({ json, accepted }) => ({ accepted, json: context && json.Condition ? { ...json, Condition: comparingFromAfar(json.Condition, context) } : json })),
    ];
  }
}

/** One policy of its statements; none is no policy. */
export const documentOf = (parts: readonly PolicyPart[]): any =>
  parts.length === 0 ? undefined : { Statement: parts.map(({ json }) => json), Version: '2012-10-17' };

/** What the tokens of a stack's policies stand for. Keys share most of them, and a policy is resolved more than once. */
const IDENTITIES = new WeakMap<Stack, Map<string, string>>();

function identitiesOf(stack: Stack): Map<string, string> {
  const known = IDENTITIES.get(stack) ?? new Map<string, string>();
  IDENTITIES.set(stack, known);
  return known;
}

/** A statement as a row, unless it has what rows do not: NotAction, NotPrincipal, another resource, a token for a list. */
function rowOfStatement(json: any, accepted?: readonly Accepted[]): PolicyRow | undefined {
  const { Sid, Effect, Principal, Action, Resource, Condition, ...rest } = json;
  const principals = Principal === '*'
    ? [{ type: 'AWS', value: '*' }]
    : Object.entries(typeof Principal === 'object' ? Principal : {}).flatMap(([type, values]) => list(values).map(value => ({ type, value })));
  const plain = [Resource, ...list(Action), ...principals.map(p => p.value)].every(value => typeof value === 'string');
  const everyone = principals.some(p => p.value === '*');
  if (Object.keys(rest).length > 0 || Resource !== '*' || principals.length === 0 || !plain || (everyone && principals.length > 1)) {
    return undefined;
  }
  return {
    sid: Sid ?? '',
    effect: Effect,
    principals: everyone ? [] : principals,
    actions: list(Action),
    conditions: Condition ?? {},
    order: Effect === 'Deny' ? ORDER.restriction : ORDER.grants,
    accepted,
  };
}
