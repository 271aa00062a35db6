import { SubjectKind, SubjectViews } from './subjects';
import { findingId, hasTrait, Statement, Statements, Trait } from '../iam/statement';
import { Truth } from '../iam/symbols';

/** How much a finding weighs before a profile says otherwise. */
export type Level = 'error' | 'warning' | 'info';

/** What is expected of the environment, set once for the pack. */
export interface Expectations {
  readonly minimumDeletionWindowDays: number;
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
  /** One sentence. */
  readonly message: string;
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
  /** For rules that ask each statement on its own: which, and what. */
  readonly each?: Each;
  /** For rules about keys that look at nothing but `configuration`: keys of one configuration are judged once. */
  readonly configurationOnly?: boolean;
  check(view: SubjectViews[K], expected: Expectations): Outcomes;
}

export interface Each {
  /** Whether the question is about statements of these traits; it is nothing to all others. */
  readonly isAbout: (statement: Statement) => boolean;
  readonly ask: (statement: Statement, view: { readonly statements: readonly Statement[] }, expected: Expectations) => StatementVerdict;
}

/** Binds a rule to its kind of subject. */
export const rule = <K extends SubjectKind>(definition: Rule<K>): Rule<K> => definition;

export const COMPLIANT: readonly Outcome[] = [];
export const NOT_APPLICABLE = 'n/a' as const;
export const finding = (message: string, id?: string): Outcome => ({ verdict: 'finding', message, id });
export const undecidable = (message: string, id?: string): Outcome => ({ verdict: 'undecidable', message, id });

/** The outcome of one yes-or-no question about a resource; 'yes' is the finding. */
export function when(wrong: Truth, message: string, unclear: string): Outcomes {
  return wrong === 'yes' ? [finding(message)] : wrong === 'unknown' ? [undecidable(unclear)] : COMPLIANT;
}

/** Said of a whole policy that only deployment tells; the pack says it once a resource. */
export const UNREADABLE = 'the policy is not known before deployment';

/** What a rule says of one statement: a message, true for 'not decidable', or nothing. */
export type StatementVerdict = string | true | undefined;

/** Asks a question of each statement of a policy. */
export function eachStatement(statements: Statements, ask: (statement: Statement) => StatementVerdict): readonly Outcome[] {
  if (statements === undefined) { return [undecidable(UNREADABLE)]; }
  let outcomes: Outcome[] | undefined;
  for (const statement of statements) { outcomes = answered(outcomes, statement, ask(statement)); }
  return outcomes ?? COMPLIANT;
}

interface WithStatements { readonly statements: Statements }

/** A check that asks the statements that have one of the traits, and those that are odd. */
export function statementwise(about: Trait, ask: Each['ask']): { readonly each: Each; check(view: WithStatements, expected: Expectations): Outcomes } {
  const isAbout = (statement: Statement): boolean => hasTrait(statement, about);
  return {
    each: { isAbout, ask },
    check: ({ statements }, expected) =>
      eachStatement(statements, statement => isAbout(statement) ? ask(statement, { statements: statements! }, expected) : undefined),
  };
}

export function answered(outcomes: Outcome[] | undefined, statement: Statement, verdict: StatementVerdict): Outcome[] | undefined {
  if (verdict === undefined) { return outcomes; }
  const outcome = verdict === true
    ? undecidable(statement.unknown ?? `'${statement.label}' is not known before deployment`, findingId(statement))
    : finding(`'${statement.label}' ${verdict}`, findingId(statement));
  return outcomes ? [...outcomes, outcome] : [outcome];
}
