import { Subject, SubjectKind } from './model/app-model';
import { Statement } from '../iam/statement';
import { KeyView, PolicyView } from './model/views';
import { answered, Expectations, NOT_APPLICABLE, Outcome, Rule } from './rule';

/** A policy that was read. */
type Readable = PolicyView & { readonly statements: readonly Statement[] };
type Tell = (rule: Rule, subject: Subject, outcomes: readonly Outcome[]) => void;

/** Applies rules to the subjects of an app. What is the same for many keys is judged once, so that an app of thousands stays cheap. */
export class Judge {
  private readonly bySubject = new Map<SubjectKind, Rule[]>();
  private readonly ofConfiguration: Rule[];
  private readonly configurations = new Map<string | undefined, readonly [Rule, readonly Outcome[]][]>();
  private readonly byTraits = new Map<string, Rule[]>();
  private readonly statementRules: Rule[];
  private readonly cleanShapes = new Map<number, Set<string | undefined>>();
  private readonly tell: Tell;
  private told?: boolean;

  constructor(rules: readonly Rule[], private readonly expected: Expectations, tell: Tell) {
    this.tell = (...said) => {
      this.told = true;
      tell(...said);
    };
    this.ofConfiguration = rules.filter(rule => rule.configurationOnly);
    this.statementRules = rules.filter(rule => rule.subject === 'keyPolicy' && rule.each);
    for (const rule of rules) {
      if (rule.configurationOnly || this.statementRules.includes(rule)) { continue; }
      const list = this.bySubject.get(rule.subject);
      if (list) { list.push(rule); } else { this.bySubject.set(rule.subject, [rule]); }
    }
  }

  public judge(subject: Subject): void {
    if (subject.kind === 'keyPolicy') {
      this.judgePolicy(subject, subject.view as PolicyView);
    } else {
      if (subject.kind === 'key') { this.judgeConfiguration(subject, subject.view as KeyView); }
      this.judgeWhole(subject);
    }
  }

  /** Of a policy like one of which no rule had anything to say, no rule has anything to say. */
  private judgePolicy(subject: Subject, policy: PolicyView): void {
    const { shape } = policy;
    let clean = this.cleanShapes.get(subject.stack);
    if (!clean) { this.cleanShapes.set(subject.stack, clean = new Set()); }
    if (clean.has(shape)) { return; }
    this.told = false;
    this.judgeStatements(subject, policy);
    this.judgeWhole(subject);
    if (shape !== undefined && !this.told) { clean.add(shape); }
  }

  private judgeWhole(subject: Subject): void {
    for (const rule of this.bySubject.get(subject.kind) ?? []) {
      const outcomes = rule.check(subject.view, this.expected);
      if (outcomes !== NOT_APPLICABLE && outcomes.length > 0) { this.tell(rule, subject, outcomes); }
    }
  }

  private judgeStatements(subject: Subject, policy: PolicyView): void {
    for (const statement of policy.statements ?? []) {
      for (const rule of this.rulesAbout(statement)) {
        const verdict = rule.each!.ask(statement, policy as Readable, this.expected);
        if (verdict !== undefined) { this.tell(rule, subject, answered(undefined, statement, verdict)!); }
      }
    }
  }

  private rulesAbout(statement: Statement): readonly Rule[] {
    let rules = this.byTraits.get(statement.traits);
    if (!rules) {
      rules = this.statementRules.filter(rule => rule.each!.isAbout(statement));
      this.byTraits.set(statement.traits, rules);
    }
    return rules;
  }

  private judgeConfiguration(subject: Subject, key: KeyView): void {
    let found = this.configurations.get(key.configuration);
    if (!found) {
      found = this.ofConfiguration.flatMap((rule): [Rule, readonly Outcome[]][] => {
        const outcomes = rule.check(key, this.expected);
        return outcomes === NOT_APPLICABLE || outcomes.length === 0 ? [] : [[rule, outcomes]];
      });
      if (key.configuration !== undefined) { this.configurations.set(key.configuration, found); }
    }
    for (const [rule, outcomes] of found) { this.tell(rule, subject, outcomes); }
  }
}
