import { Evaluator } from './evaluate';
import { Template } from './template';

/** More conditions than this in one statement, or in the properties of one key, are not told apart. */
export const MOST_CONDITIONS = 4;

/** The conditions on which a value depends and which the template alone does not settle, in the order in which they come. */
export function openConditions(evaluator: Evaluator, value: unknown, stack: Template): readonly string[] {
  const names = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== 'object') { return; }
    for (const [key, inner] of Object.entries(part ?? {})) {
      if (key === 'Fn::If' && Array.isArray(inner) && typeof inner[0] === 'string' && evaluator.condition(inner[0], stack) === 'unknown') { names.add(inner[0]); }
      look(inner);
    }
  };
  look(value);
  return [...names];
}

/** The open conditions on which a value hangs; where they are too many, without those of which both branches are the same. */
export function decisiveConditions(evaluator: Evaluator, value: unknown, stack: Template): readonly string[] {
  const open = openConditions(evaluator, value, stack);
  const where = (condition: string, holds: boolean): string => JSON.stringify(evaluator.evaluateAssuming(value, stack, [[condition, holds]]));
  return open.length <= MOST_CONDITIONS ? open : open.filter(condition => where(condition, true) !== where(condition, false));
}
