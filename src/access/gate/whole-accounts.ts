import { FinishedStatement } from './finished-policy';
import { Condition } from '../../iam/condition';
import { isBounded, narrows } from '../../iam/questions';
import { saysWhere, wholeAccountIn } from '../../iam/whose';

/*
 * Statements that let an account in with all of its principals: it is named itself, or is all that a condition asks of everyone.
 */

/** The accounts that a statement allows, whatever they do with the key; none where it says for what, by which service or which of them. */
export function wholeAccounts(statement: FinishedStatement): readonly string[] {
  // To be of the account is no bound.
  if (isBounded({ ...statement, conditions: statement.conditions.filter(condition => !isWhole(condition)) })) { return []; }
  return [...statement.principals.flatMap(({ account }) => account ?? []), ...accountsOfEveryone(statement)];
}

/** The accounts all of whose principals a statement for everyone is for, by whatever service they come. */
export function accountsOfEveryone({ everyone, conditions }: FinishedStatement): readonly string[] {
  if (!everyone || conditions.some(condition => saysWhere(condition, conditions) && !isWhole(condition))) { return []; }
  return conditions.filter(condition => narrows(condition, { conditions })).flatMap(condition => condition.values.flatMap(value => wholeAccountIn(condition, value) ?? []));
}

const isWhole = (condition: Condition): boolean => condition.values.some(value => wholeAccountIn(condition, value) !== undefined);
