import { Evaluator } from './evaluate';
import { Template } from './template';

/** More conditions than this in one statement, or in the properties of one key, are not told apart. */
export const MOST_CONDITIONS = 4;

/** The open conditions on which a value hangs; where they are too many, without those of which both branches are the same. */
export function decisiveConditions(evaluator: Evaluator, value: unknown, stack: Template): readonly string[] {
  const open = evaluator.openConditions(value, stack);
  const where = (condition: string, holds: boolean): string => JSON.stringify(evaluator.evaluateAssuming(value, stack, [[condition, holds]]));
  return open.length <= MOST_CONDITIONS ? open : open.filter(condition => where(condition, true) !== where(condition, false));
}
