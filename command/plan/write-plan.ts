import { PlanResult } from './run-plan';
import { planText as planTable, planTotals, resourceText } from '../../src/app/encryption-plan';
import { markdown, terminal } from '../write/escape';

const costOf = ({ summary }: PlanResult) => ({ before: summary.costBefore, after: summary.costAfter });

export const planText = (result: PlanResult): string => terminal(planTable(result.resources, costOf(result)));

export const planMarkdown = (result: PlanResult): string => [
  `${planTotals(result.resources, costOf(result))}.`,
  '',
  '| change | resource | key today | key then | data, or why not |',
  '|---|---|---|---|---|',
  ...result.resources.map(({ change, keyToday, keyThen, reason, data, ...row }) =>
    `| ${change} | ${markdown(resourceText(row))} | ${markdown(keyToday)} | ${markdown(keyThen)} | ${markdown(reason ?? data)} |`),
  '',
].join('\n');
