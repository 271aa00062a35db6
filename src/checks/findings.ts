import { Expectations, Level, Outcome, Rule, UNREADABLE } from './rule';
import { RuleEngine } from './rule-engine';
import { Subject, subjectsOf } from './subjects';
import { App } from '../app/app';
import { shown } from '../iam/symbols';

/** What comes before the id of a rule. */
export const PACK = 'Keysmith';
export const idOf = (rule: Rule): string => `${PACK}-${rule.id}`;

/** One thing that a rule says of a resource, before anybody acknowledges it. */
export interface Finding {
  readonly rule: Rule;
  readonly subject: Subject;
  readonly level: Level;
  /** By what it is acknowledged: the rule's id, and the name of the statement in brackets where a resource can have several. */
  readonly id: string;
  /** Whether only the deployment tells. */
  readonly undecided: boolean;
  /** The id that it had when statements were named by their position. */
  readonly formerId?: string;
  /** One sentence: what is wrong here. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

export interface FindingOptions {
  readonly rules: readonly Rule[];
  readonly expectations: Expectations;
  /** Levels other than the rule's own, by the rule's id with the name of the pack. */
  readonly levels?: { readonly [ruleId: string]: Level };
  readonly reportUnknown: boolean;
  /** Which subjects are judged; all when absent. */
  readonly isAsked?: (subject: Subject) => boolean;
}

/** What the rules say of an app, in the order of its stacks and resources. */
export function findingsOf(app: App, { rules, expectations, levels = {}, reportUnknown, isAsked }: FindingOptions): Finding[] {
  const findings: Finding[] = [];
  const add = (rule: Rule, subject: Subject, outcomes: readonly Outcome[]): void => {
    for (const { verdict, id, formerId, message, level, fix = rule.fix } of outcomes) {
      const undecided = verdict === 'undecidable';
      if (undecided && (!reportUnknown || (message === UNREADABLE && rule.id !== SAYS_UNREADABLE))) { continue; }
      findings.push({
        rule,
        subject,
        level: undecided ? 'info' : levels[idOf(rule)] ?? level ?? rule.level,
        id: named(rule, id),
        formerId: formerId && named(rule, formerId),
        undecided,
        message: shown(message),
        fix,
      });
    }
  };
  const engine = new RuleEngine(rules, expectations, add);
  for (const subject of subjectsOf(app)) {
    if (!isAsked || isAsked(subject)) { engine.judge(subject); }
  }
  return findings;
}

/** That a key policy cannot be read is said once; of other policies it would tell nobody anything. */
const SAYS_UNREADABLE = 'PolicyReadable';

const named = (rule: Rule, id: string | undefined): string => id === undefined ? idOf(rule) : `${idOf(rule)}[${id}]`;
