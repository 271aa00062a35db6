import { Statement, Statements } from './statement';

/** Every statement that a policy can have, those of a branch with the condition under which they are there. */
export function everyBranch(statements: Statements): Statements {
  return statements?.some(({ choice }) => choice) ? statements.flatMap(statement => spread(statement, [])) : statements;
}

function spread(statement: Statement, conditions: readonly string[]): readonly Statement[] {
  const { choice } = statement;
  if (!choice) { return conditions.length === 0 ? [statement] : [{ ...statement, branch: `if ${conditions.join(' and ')}` }]; }
  return [
    ...choice.whenTrue.flatMap(one => spread(one, [...conditions, choice.condition])),
    ...choice.whenFalse.flatMap(one => spread(one, [...conditions, `not ${choice.condition}`])),
  ];
}

/** Whether conditions of the template leave never both of two statements of one stack. */
export function excludeEachOther({ branch: one }: Statement, { branch: other }: Statement): boolean {
  if (one === undefined || other === undefined) { return false; }
  const [mine, theirs] = [one, other].map(branch => branch.replace(/^if /, '').split(' and '));
  return mine.some(condition => theirs.includes(condition.startsWith('not ') ? condition.slice('not '.length) : `not ${condition}`));
}
