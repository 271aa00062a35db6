import { Condition } from '../../iam/condition';
import { testOf } from '../../iam/condition-test';
import { Statement, Trait } from '../../iam/statement';
import { hasSymbol } from '../../iam/symbols';
import { rule, statementwise } from '../rule';

/** Operators whose values can be tried: those that compare texts. */
const isText = ({ base }: Condition): boolean => /^(string|arn|bool|null)/.test(base);
const isKnown = ({ key, values }: Condition): boolean => !hasSymbol(key) && !values.some(value => value.includes('${'));

/** The values of a key that tell conditions apart: absent, each that is written, and another. */
const candidates = (conditions: readonly Condition[]): readonly (readonly string[])[] => {
  const written = conditions.flatMap(({ values }) => values).map(value => value.replace(/[*]/g, 'x').replace(/[?]/g, 'y'));
  const values = [...new Set([...written, 'another', 'true', 'false'])];
  // Only a key under set operators may have several.
  const pairs = conditions.every(({ set }) => set !== '') ? values.flatMap((one, i) => values.slice(i + 1).map(other => [one, other])) : [];
  return [[], ...values.map(value => [value]), ...pairs];
};

/** The conditions on one key of which no request meets all. */
function contradiction({ conditions, variables }: Statement): Condition | undefined {
  const byName = new Map<string, Condition[]>();
  for (const condition of conditions) { byName.set(condition.name, [...byName.get(condition.name) ?? [], condition]); }
  for (const its of byName.values()) {
    if (its.length < 2 || !its.every(isText) || !its.every(isKnown)) { continue; }
    const tests = its.map(condition => testOf(condition, variables));
    const meets = (values: readonly string[]) => tests.every(test => test.holds({ get: () => values.map(value => [value]) }) !== 'no');
    if (!candidates(its).some(meets)) { return its[0]; }
  }
  return undefined;
}

export const STATEMENT_CAN_APPLY = rule({
  id: 'StatementCanApply',
  title: 'The conditions of a statement can all be met at once',
  info: 'No request meets the conditions of the statement, so it never counts.',
  explanation: 'Conditions of one statement must all hold. Two that leave no value of a condition key, such as StringEquals with two different values or Null "true" beside a value, make a statement that '
    + 'reads like a permission or a guard and is none.',
  page: 'IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html',
  fix: 'Write the values into one list, or make two statements of it.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.CONDITIONS, statement => {
    if (statement.reach.size === 0) { return undefined; }
    const impossible = contradiction(statement);
    return impossible && `asks of ${impossible.key} what no request has`;
  }),
});
