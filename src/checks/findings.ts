import { Finding } from './finding';
import { onceAFault } from './once-a-fault';
import { Expectations, Level, Outcome, Rule, UNREADABLE } from './rule';
import { RuleEngine } from './rule-engine';
import { Subject, subjectsOf } from './subjects';
import { App } from '../app/app';
import { shown } from '../iam/symbols';

/** What comes before the id of a rule. */
export const PACK = 'Keysmith';
export const idOf = (rule: Rule): string => `${PACK}-${rule.id}`;

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
    for (const { verdict, id, formerId, message, level, fix = rule.fix, dependsOn, statement, branch, fault } of outcomes) {
      const undecided = verdict === 'undecidable';
      if (undecided && (!reportUnknown || (message === UNREADABLE && rule.id !== SAYS_UNREADABLE))) { continue; }
      findings.push({
        rule,
        subject,
        level: undecided ? 'info' : levels[idOf(rule)] ?? level ?? rule.level,
        id: named(rule, id),
        formerId: formerId && named(rule, formerId),
        undecided,
        dependsOn,
        statement,
        branch,
        fault,
        message: shown(message),
        fix,
      });
    }
  };
  const engine = new RuleEngine(rules, expectations, add);
  for (const subject of subjectsOf(app)) {
    if (!isAsked || isAsked(subject)) { engine.judge(subject); }
  }
  return onceAFault(findings);
}

/** A finding in words, with what the rule is about where nothing is decided. */
export function describe({ rule, undecided, message }: Finding): string {
  if (!undecided) { return `${rule.info} Here: ${message}.`; }
  // Some say themselves what is not known.
  if (NOT_KNOWN.test(message)) { return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`; }
  // `An IAM policy`, but `IAM policies`, `CreateGrant` and `AWS services` stay as they are.
  const title = /^[A-Z][a-z]*( |$)/.test(rule.title) ? rule.title.charAt(0).toLowerCase() + rule.title.slice(1) : rule.title;
  return `Not known before deployment whether ${title}: ${message}.`;
}
const NOT_KNOWN = /not known before deployment|is not documented/;

/** That a key policy cannot be read is said once; of other policies it would tell nobody anything. */
const SAYS_UNREADABLE = 'PolicyReadable';

const named = (rule: Rule, id: string | undefined): string => id === undefined ? idOf(rule) : `${idOf(rule)}[${id}]`;
