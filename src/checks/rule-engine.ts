import { answered, Expectations, NOT_APPLICABLE, Outcome, Rule } from './rule';
import { Subject, SubjectKind } from './subjects';
import { Key, KeyPolicy } from '../app/model';
import { Statement } from '../iam/statement';

/** A policy that was read. */
type Readable = KeyPolicy & { readonly statements: readonly Statement[] };
type Report = (rule: Rule, subject: Subject, outcomes: readonly Outcome[]) => void;

/** Applies rules to the subjects of an app. What is the same for many keys is judged once, so that an app of thousands stays cheap. */
export class RuleEngine {
  private readonly bySubject = new Map<SubjectKind, Rule[]>();
  private readonly ofConfiguration: Rule[];
  private readonly configurations = new Map<string | undefined, readonly [Rule, readonly Outcome[]][]>();
  private readonly byTraits = new Map<string, Rule[]>();
  private readonly statementRules: Rule[];
  private readonly cleanShapes = new Set<string>();

  constructor(rules: readonly Rule[], private readonly expected: Expectations, private readonly report: Report) {
    this.ofConfiguration = rules.filter(rule => rule.configurationOnly);
    this.statementRules = rules.filter(rule => rule.subject === 'keyPolicy' && rule.each);
    for (const rule of rules) {
      for (const kind of rule.alsoAbout ?? []) { this.askOf(kind, rule); }
      if (rule.configurationOnly || this.statementRules.includes(rule)) { continue; }
      this.askOf(rule.subject, rule);
    }
  }

  private askOf(kind: SubjectKind, rule: Rule): void {
    const list = this.bySubject.get(kind);
    if (list) { list.push(rule); } else { this.bySubject.set(kind, [rule]); }
  }

  public judge(subject: Subject): void {
    if (subject.kind === 'keyPolicy') {
      this.judgePolicy(subject, subject.view as KeyPolicy);
    } else {
      if (subject.kind === 'key') { this.judgeConfiguration(subject, subject.view as Key); }
      this.judgeWhole(subject);
    }
  }

  /** Of a policy like one of which no rule had anything to say, no rule has anything to say. */
  private judgePolicy(subject: Subject, policy: KeyPolicy): void {
    const { shape } = policy;
    if (shape !== undefined && this.cleanShapes.has(shape)) { return; }
    const found = [this.judgeStatements(subject, policy), this.judgeWhole(subject)];
    if (shape !== undefined && !found.includes(true)) { this.cleanShapes.add(shape); }
  }

  /** Whether a rule had anything to say. */
  private judgeWhole(subject: Subject): boolean {
    let found = false;
    for (const rule of this.bySubject.get(subject.kind) ?? []) {
      const outcomes = rule.check(subject.view, this.expected);
      if (outcomes === NOT_APPLICABLE || outcomes.length === 0) { continue; }
      found = true;
      this.report(rule, subject, outcomes);
    }
    return found;
  }

  /** Whether a rule had anything to say. */
  private judgeStatements(subject: Subject, policy: KeyPolicy): boolean {
    let found = false;
    for (const statement of policy.statements ?? []) {
      for (const rule of this.rulesAbout(statement)) {
        const verdict = rule.each!.ask(statement, policy as Readable, this.expected);
        if (verdict === undefined) { continue; }
        found = true;
        this.report(rule, subject, answered(undefined, statement, verdict)!);
      }
    }
    return found;
  }

  private rulesAbout(statement: Statement): readonly Rule[] {
    let rules = this.byTraits.get(statement.traits);
    if (!rules) {
      rules = this.statementRules.filter(rule => rule.each!.isAbout(statement));
      this.byTraits.set(statement.traits, rules);
    }
    return rules;
  }

  private judgeConfiguration(subject: Subject, key: Key): void {
    let found = this.configurations.get(key.configuration);
    if (!found) {
      found = this.ofConfiguration.flatMap((rule): [Rule, readonly Outcome[]][] => {
        const outcomes = rule.check(key, this.expected);
        return outcomes === NOT_APPLICABLE || outcomes.length === 0 ? [] : [[rule, outcomes]];
      });
      if (key.configuration !== undefined) { this.configurations.set(key.configuration, found); }
    }
    for (const [rule, outcomes] of found) { this.report(rule, subject, outcomes); }
  }
}
