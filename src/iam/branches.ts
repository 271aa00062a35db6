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
  const [mine, theirs] = [one, other].map(conditionsOf);
  return mine.some(condition => theirs.includes(opposite(condition)));
}

/** When any of several branches is there: undefined where one always is. */
export function whenAny(branches: readonly (string | undefined)[]): string | undefined {
  let left = [...new Set(branches)].map(branch => branch === undefined ? [] : conditionsOf(branch));
  for (let merged = true; merged;) {
    merged = false;
    for (const one of left) {
      const condition = one.find(each => left.some(other => isFlipped(one, other, each)));
      if (condition === undefined) { continue; }
      const both = one.filter(each => each !== condition);
      left = [...left.filter(other => other !== one && !isFlipped(one, other, condition)), both];
      merged = true;
      break;
    }
  }
  return left.some(({ length }) => length === 0) ? undefined : `if ${left.map(conditions => conditions.join(' and ')).join(' or ')}`;
}

/** The conditions of a branch: `IsProd`, `not HasBackup`. */
export const conditionsOf = (branch: string): readonly string[] => branch.replace(/^if /, '').split(' and ');
const opposite = (condition: string): string => condition.startsWith('not ') ? condition.slice('not '.length) : `not ${condition}`;
/** Whether another branch is the same except for one condition. */
const isFlipped = (one: readonly string[], other: readonly string[], condition: string): boolean =>
  one.length === other.length && other.includes(opposite(condition)) && one.every(each => each === condition || other.includes(each));
