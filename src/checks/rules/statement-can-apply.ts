import { testsOf } from '../../iam/applies';
import { Condition } from '../../iam/condition';
import { Test } from '../../iam/condition-test';
import { asksForWhateverArn, FAMILIES, toTime } from '../../iam/operators';
import { asksForNoService, neverHolds } from '../../iam/questions';
import { all, solve } from '../../iam/search';
import { Statement, Trait } from '../../iam/statement';
import { hasSymbol } from '../../iam/symbols';
import { rule, statementwise } from '../rule';

/** Conditions of which everything is known: the operator, the key and the values. */
const isKnown = ({ base, key, values }: Condition): boolean =>
  !hasSymbol(key) && !values.some(value => value.includes('${') || asksForWhateverArn(base, value)) && (base === 'null' ? values.every(isBoolean) : FAMILIES[base.replace('not', '')] !== undefined)
  // What is not a date DateConditions finds.
  && !(base.startsWith('date') && values.some(value => toTime(value) === undefined));
const isBoolean = (value: string): boolean => /^(true|false)$/i.test(value);

/** The conditions on one key of which no request meets all. */
function contradiction(statement: Statement): Condition | undefined {
  // Most statements ask each key once, and nothing has to be made ready.
  if (new Set(statement.conditions.map(({ name }) => name)).size === statement.conditions.length) { return undefined; }
  const byName = new Map<string, Test[]>();
  // What is not known only asks for more.
  for (const test of testsOf(statement).filter(({ condition }) => isKnown(condition))) {
    const { name } = test.condition;
    byName.set(name, [...byName.get(name) ?? [], test]);
  }
  for (const tests of byName.values()) {
    if (tests.length > 1 && !canAllHold(tests)) { return tests[0].condition; }
  }
  return undefined;
}

const canAllHold = (tests: readonly Test[]): boolean => solve(all(tests.map(test => ({ test, holds: true }))), () => undefined) !== undefined;

export const STATEMENT_CAN_APPLY = rule({
  id: 'StatementCanApply',
  title: 'The conditions of a statement can all be met at once',
  info: 'No request meets the conditions of the statement, so it never counts.',
  explanation: 'Conditions of one statement must all hold. Two that leave no value of a condition key, such as StringEquals with two different values or Null "true" beside a value, make a statement that '
    + 'reads like a permission or a guard and is none. So does an operator with an empty list, and kms:ViaService without a Region: its values are s3.eu-west-1.amazonaws.com and the like.',
  page: 'IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html',
  fix: 'Write the values into one list, or make two statements of it; give kms:ViaService the name of the service with the Region.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.CONDITIONS, statement => {
    if (statement.reach.size === 0) { return undefined; }
    const impossible = contradiction(statement) ?? statement.conditions.find(asksForNoService);
    if (impossible) { return `asks of ${impossible.key} what no request has`; }
    const never = statement.conditions.find(neverHolds);
    return never && `has ${never.operator} on ${never.key}, which ${never.values.length === 0 ? 'names no value and so ' : ''}never holds`;
  }),
});
