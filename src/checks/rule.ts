import { SubjectKind, SubjectViews } from './subjects';
import { Located } from '../app/model';
import { hasTrait, Statement, Statements, Trait } from '../iam/statement';
import { formerStatementId, statementId } from '../iam/statement-id';
import { hasSymbol, isOpaque, symbolNames, Truth } from '../iam/symbols';
import { Scalar } from '../template/scalar';

/** How much a finding weighs before a profile says otherwise. */
export type Level = 'error' | 'warning' | 'info';

/** What is expected of the environment, set once for the pack. */
export interface Expectations {
  readonly minimumPendingWindowDays: number;
  readonly minimumRotationDays: number;
  readonly maximumRotationDays: number;
  /** Accounts that count as the key's own people: no bound is asked for. */
  readonly trustedAccounts: readonly string[];
}

/** One thing that a rule says of a resource. */
export interface Outcome {
  /** Undecidable: the template does not tell before deployment. */
  readonly verdict: 'finding' | 'undecidable';
  /** By what the finding is acknowledged, without the rule's id: the statement. Absent where a resource can have but one. */
  readonly id?: string;
  /** The id that it had when statements were named by their position. */
  readonly formerId?: string;
  /** One sentence. */
  readonly message: string;
  /** Where it weighs otherwise than the rule. */
  readonly level?: Level;
  /** Where the rule's own remedy is not the one. */
  readonly fix?: string;
}

/** Nothing found: empty. The rule is not about this resource: NOT_APPLICABLE. */
export type Outcomes = readonly Outcome[] | 'n/a';

export interface Rule<K extends SubjectKind = SubjectKind> {
  /** `RotationEnabled`; with the pack's name before it in reports. The file is `rotation-enabled.ts`. */
  readonly id: string;
  /** The compliant condition. */
  readonly title: string;
  /** What is wrong when it is not met, one sentence. */
  readonly info: string;
  /** Why it matters. */
  readonly explanation: string;
  /** Address of the AWS page, from docs.aws.amazon.com on. */
  readonly page: string;
  readonly fix: string;
  readonly level: Level;
  readonly subject: K;
  /** Other policies that the rule reads alike. */
  readonly alsoAbout?: readonly SubjectKind[];
  /** For rules that ask each statement on its own: which, and what. */
  readonly each?: Each;
  /** For rules about keys that look at nothing but `configuration`: keys of one configuration are judged once. */
  readonly configurationOnly?: boolean;
  check(view: SubjectViews[K], expected: Expectations): Outcomes;
}

export interface Each {
  /** Whether the question is about statements of these traits; it is nothing to all others. */
  readonly isAbout: (statement: Statement) => boolean;
  readonly ask: (statement: Statement, view: StatementView, expected: Expectations) => StatementVerdict;
}

/** The page of a rule on the documentation site, which findings link to: docs/rules has one for each. */
export const pageOf = ({ id }: { readonly id: string }): string => `https://cdk-keysmith.github.io/cdk-keysmith/rules/${id}.html`;

/** Binds a rule to its kind of subject. */
export const rule = <K extends SubjectKind>(definition: Rule<K>): Rule<K> => definition;

export const COMPLIANT: readonly Outcome[] = [];
export const NOT_APPLICABLE = 'n/a' as const;
export const finding = (message: string, id?: string): Outcome => ({ verdict: 'finding', message, id });
export const undecidable = (message: string, id?: string): Outcome => ({ verdict: 'undecidable', message, id });

/** The outcome of one yes-or-no question about a resource; 'yes' is the finding. */
export function when(wrong: Truth, message: string, unclear: string, ...decisive: readonly Scalar[]): Outcomes {
  return wrong === 'yes' ? [finding(message)] : wrong === 'unknown' ? [undecidable(decidedBy(unclear, ...decisive))] : COMPLIANT;
}

/** What is not known, with what would settle it. */
export function decidedBy(unclear: string, ...decisive: readonly Scalar[]): string {
  const names = [...new Set(decisive.flatMap(({ names: its = [] }) => its))];
  return names.length === 0 ? unclear : `${unclear}: it depends on ${names.join(', ')}`;
}

/** Said of a whole policy that only deployment tells; the pack says it once a resource. */
export const UNREADABLE = 'the policy is not known before deployment';

/** What a rule says of one statement: a message, true for 'not decidable', or nothing. */
export type StatementVerdict = string | true | Said | undefined;

/** A message with a weight or a remedy of its own. */
export interface Said {
  readonly message: string;
  readonly level?: Level;
  readonly fix?: string;
}

/** Asks a question of each statement of a policy. */
export function eachStatement(statements: Statements, ask: (statement: Statement) => StatementVerdict): readonly Outcome[] {
  if (statements === undefined) { return [undecidable(UNREADABLE)]; }
  let outcomes: Outcome[] | undefined;
  for (const statement of statements) { outcomes = answered(outcomes, statement, ask(statement)); }
  return outcomes ?? COMPLIANT;
}

interface WithStatements extends Located { readonly statements: Statements }
/** The policy that a statement is of. */
export interface StatementView extends Located { readonly statements: readonly Statement[] }

/** A check that asks the statements that have one of the traits, and those that are odd. */
export function statementwise(about: Trait, ask: Each['ask']): { readonly each: Each; check(view: WithStatements, expected: Expectations): Outcomes } {
  const isAbout = (statement: Statement): boolean => hasTrait(statement, about);
  return {
    each: { isAbout, ask },
    check: (view, expected) =>
      eachStatement(view.statements, statement => isAbout(statement) ? ask(statement, view as StatementView, expected) : undefined),
  };
}

export function answered(outcomes: Outcome[] | undefined, statement: Statement, verdict: StatementVerdict): Outcome[] | undefined {
  if (verdict === undefined) { return outcomes; }
  const outcome = outcomeOf(statement, verdict);
  return outcomes ? [...outcomes, outcome] : [outcome];
}

function outcomeOf(statement: Statement, verdict: string | true | Said): Outcome {
  const [id, formerId] = [statementId(statement), formerStatementId(statement)];
  const about = statement.branch === undefined ? `'${statement.label}'` : `'${statement.label}' (${statement.branch})`;
  if (verdict === true) { return { verdict: 'undecidable', message: unknownOf(statement, about), id, formerId }; }
  const { message, ...rest } = typeof verdict === 'string' ? { message: verdict } : verdict;
  return { verdict: 'finding', message: `${about} ${message}`, id, formerId, ...rest };
}

/** What is not known, by the names under which the deployment gets it. */
function unknownOf({ unknown, principals, actions, resources, conditions }: Statement, about: string): string {
  const compared = conditions.flatMap(({ key, values }) => [key, ...values]);
  const texts = [...principals.map(({ text }) => text), ...actions, ...resources, ...compared];
  // Parameters and imports first; the account or a resource where there are none.
  const open = texts.some(isOpaque) ? texts.filter(isOpaque) : texts.filter(hasSymbol);
  // Whether an account that is written out is the key's own, the place of the stack would tell.
  const places = principals.some(({ kind, own }) => kind === 'account' && own === 'unknown') ? ['AWS::AccountId'] : [];
  const named = open.flatMap(symbolNames);
  const names = new Set(named.length > 0 ? named : places);
  if (names.size === 0) { return unknown ?? `${about} is not known before deployment`; }
  return `${about} depends on ${[...names].join(', ')}, which only the deployment knows`;
}
