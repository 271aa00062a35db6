import { Remarks } from './adopted-key';
import { statementsOf } from './statements-of';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { findingsOf, idOf } from '../../src/checks/findings';
import { RULES } from '../../src/checks/rules';
import { LIMITS } from '../../src/private/limits';

/** What the rules find on a key: what is kept, and would better be mended. */
export function remarksOn(
  templates: ConstructorParameters<typeof App>[0], { resource: { stack, logicalId } }: Key,
): { readonly ofStatement: Remarks; readonly ofKey: readonly string[] } {
  const findings = findingsOf(new App(templates), {
    rules: RULES,
    levels: {},
    reportUnknown: false,
    isAsked: subject => subject.stack === stack.index && subject.logicalId === logicalId,
    expectations: {
      minimumPendingWindowDays: LIMITS.pendingWindowDays.min,
      minimumRotationDays: LIMITS.rotationPeriodDays.min,
      maximumRotationDays: LIMITS.rotationPeriodDays.max,
      trustedAccounts: [],
    },
  }).filter(({ level, undecided }) => level !== 'info' && !undecided).map(({ rule, message }) => ({ message, text: `Kept, though ${idOf(rule)} finds: ${message}.` }));
  const about = (message: string, sid: string | undefined, index: number): boolean =>
    (sid !== undefined && sid !== '' && message.includes(`'${sid}'`)) || new RegExp(`\\bstatement ${index + 1}\\b`).test(message);
  const statements = statementsOf(stack.resources[logicalId]);
  return {
    ofStatement: ({ Sid }, index) => findings.filter(({ message }) => about(message, Sid, index)).map(({ text }) => text),
    ofKey: findings.filter(({ message }) => !statements.some(({ Sid }, index) => about(message, Sid, index))).map(({ text }) => text),
  };
}
