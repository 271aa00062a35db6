import { SubjectKind, SubjectViews } from './subjects';
import { Key, Located } from '../app/model';
import { hasTrait, isUnknownBesidePrincipals, Statement, Statements, Trait } from '../iam/statement';
import { formerStatementId, statementId } from '../iam/statement-id';
import { decisiveNames, hasSymbol, isOpaque, Truth } from '../iam/symbols';
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
  /** Of what is undecidable: the names by which the deployment gets what would tell. */
  readonly dependsOn?: readonly string[];
  /** The statement that it is about, by its place in the policy. */
  readonly statement?: number;
  /** Of a statement that conditions of the template choose: when it is there, `if IsProd`. */
  readonly branch?: string;
  /** What is wrong, where it is the same of several resources and mended at one place: it is said of the first, with how many there are. */
  readonly fault?: string;
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
/** What is not known, with what would settle it. */
export const undecidableBy = (unclear: string, dependsOn: readonly string[]): Outcome =>
  dependsOn.length === 0 ? undecidable(unclear) : { ...undecidable(`${unclear}: it depends on ${dependsOn.join(', ')}`), dependsOn };

/** The outcome of one yes-or-no question about a resource; 'yes' is the finding. */
export function when(wrong: Truth, message: string, unclear: string, ...decisive: readonly Scalar[]): Outcomes {
  return wrong === 'yes' ? [finding(message)] : wrong === 'unknown' ? [decidedBy(unclear, ...decisive)] : COMPLIANT;
}

/** What is not known of properties. */
export const decidedBy = (unclear: string, ...decisive: readonly Scalar[]): Outcome =>
  undecidableBy(unclear, [...new Set(decisive.flatMap(({ names = [] }) => names))]);

/** A check of a key that nothing says of it where conditions of the template choose what it is and each of the ways is fine. */
export const inEachWay = (check: (key: Key, expected: Expectations) => Outcomes) => (key: Key, expected: Expectations): Outcomes => {
  const outcomes = check(key, expected);
  if (outcomes === NOT_APPLICABLE || key.ways === undefined || !outcomes.some(({ verdict }) => verdict === 'undecidable')) { return outcomes; }
  const ways = key.ways.map(way => check({ ...key, ...way }, expected));
  return ways.every(way => way === NOT_APPLICABLE || way.length === 0) ? COMPLIANT : outcomes;
};

/** Said of a whole policy that only deployment tells; the pack says it once a resource. */
export const UNREADABLE = 'the policy is not known before deployment';

/** What a rule says of one statement: a message, true for 'not decidable', or nothing. */
export type StatementVerdict = string | true | Said | Unclear | undefined;

/** What of a statement is not known, where that is nothing in the statement. */
export interface Unclear {
  readonly unclear: string;
  readonly dependsOn?: readonly string[];
}

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

/** What is found of the principals of a statement that are known, whoever the others are; where that is nothing, what is said of all. */
const withKnownPrincipals = (ask: Each['ask']): Each['ask'] => (statement, view, expected) => {
  const known = statement.unknown === undefined || statement.notPrincipal ? [] : statement.principals.filter(({ kind }) => kind !== 'opaque');
  const found = known.length === 0 || isUnknownBesidePrincipals(statement) ? undefined : ask({ ...statement, principals: known, unknown: undefined }, view, expected);
  return found === undefined || found === true || (typeof found === 'object' && 'unclear' in found) ? ask(statement, view, expected) : found;
};

/** A check that asks the statements that have one of the traits, and those that are odd. */
export function statementwise(about: Trait, ask: Each['ask']): { readonly each: Each; check(view: WithStatements, expected: Expectations): Outcomes } {
  const isAbout = (statement: Statement): boolean => hasTrait(statement, about);
  const asked = withKnownPrincipals(ask);
  return {
    each: { isAbout, ask: asked },
    check: (view, expected) =>
      eachStatement(view.statements, statement => isAbout(statement) ? asked(statement, view as StatementView, expected) : undefined),
  };
}

export function answered(outcomes: Outcome[] | undefined, statement: Statement, verdict: StatementVerdict): Outcome[] | undefined {
  if (verdict === undefined) { return outcomes; }
  const outcome = outcomeOf(statement, verdict);
  return outcomes ? [...outcomes, outcome] : [outcome];
}

function outcomeOf(statement: Statement, verdict: string | true | Said | Unclear): Outcome {
  const [id, formerId] = [statementId(statement), formerStatementId(statement)];
  const place = { id, formerId, statement: statement.index, branch: statement.branch };
  if (verdict === true) { return { verdict: 'undecidable', ...unknownOf(statement), ...place }; }
  if (typeof verdict === 'object' && 'unclear' in verdict) { return { ...undecidableBy(`${verdict.unclear} is not known before deployment`, verdict.dependsOn ?? []), ...place }; }
  const { message, ...rest } = typeof verdict === 'string' ? { message: verdict } : verdict;
  return { verdict: 'finding', message: `'${statement.label}'${inBranch(statement.branch)} ${message}`, ...place, ...rest };
}

/** When something is so, for messages. */
export const inBranch = (branch: string | undefined): string => branch === undefined ? '' : ` (${branch})`;

/** That a statement is undecided, whatever conditions of the template choose of it. */
const depends = (label: string, names: readonly string[]): Pick<Outcome, 'message' | 'dependsOn'> =>
  ({ message: `'${label}' depends on ${names.join(', ')}, which only the deployment knows`, dependsOn: names });

/** Of an ARN whose account is not known: the account, which alone says whose it is. */
function accountIn(text: string): string {
  const account = /^arn:[^:]*:iam::([^:]*):/.exec(text)?.[1];
  return account !== undefined && isOpaque(account) ? account : text;
}

/** What is not known, by the names under which the deployment gets it. */
function unknownOf({ label, unknown, principals, actions, resources, conditions }: Statement): Pick<Outcome, 'message' | 'dependsOn'> {
  const compared = conditions.flatMap(({ key, values }) => [key, ...values]);
  // A role of the key's account is one whatever it is called.
  const unclear = principals.filter(({ kind, own }) => kind === 'opaque' || own === 'unknown');
  const others = [...actions, ...resources, ...compared];
  const texts = [...(unclear.some(({ text }) => hasSymbol(text)) ? unclear : principals).map(principal => principal.own === 'unknown' ? accountIn(principal.text) : principal.text), ...others];
  // Parameters and imports first; the account or a resource where there are none.
  const open = texts.some(isOpaque) ? texts.filter(isOpaque) : texts;
  // Whether an account that is written out is the key's own, the place of the stack would tell.
  const places = principals.some(({ kind, own }) => kind === 'account' && own === 'unknown') ? ['AWS::AccountId'] : [];
  const named = decisiveNames(open);
  const names = named.length > 0 ? named : places;
  return names.length === 0 ? { message: unknown ?? `'${label}' is not known before deployment` } : depends(label, names);
}

/** What is undecided of one statement in two branches, as one. */
export function together<T extends Pick<Outcome, 'message' | 'dependsOn'>>(one: T, other: T): T {
  const label = /^'(.*)' depends on /.exec(one.message)?.[1];
  if (label === undefined || !one.dependsOn || !other.dependsOn) { return one; }
  return { ...one, ...depends(label, [...new Set([...one.dependsOn, ...other.dependsOn])]) };
}
