import { CostResult } from './run-cost';
import { plural } from '../check/write-text';
import { markdown, terminal } from '../write/escape';

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

const totals = ({ summary: { keys, replicas, monthly, monthlyWhenRotated, requests } }: CostResult): string =>
  `${plural(keys, 'key')} and ${plural(replicas, 'replica')}: ${dollars(monthly)} a month, ${dollars(monthlyWhenRotated)} once every key has rotated twice`
  + (requests === null ? '; requests come on top' : `; ${dollars(requests)} of it for requests`);

export function costText(result: CostResult): string {
  const rows = result.keys.map(({ key, replica, monthly, monthlyWhenRotated }) => [dollars(monthly), dollars(monthlyWhenRotated), `${key}${replica ? ' (replica)' : ''}`]);
  const lines = [['now', 'rotated', 'key'], ...rows].map(([now, rotated, key]) => `${now.padStart(8)} ${rotated.padStart(8)}  ${key}`);
  return terminal(`${result.keys.length > 0 ? `${lines.join('\n')}\n\n` : ''}${totals(result)}\n`);
}

export const costMarkdown = (result: CostResult): string => [
  `${totals(result)}.`,
  '',
  '| key | now | rotated twice |',
  '|---|---:|---:|',
  ...result.keys.map(({ key, replica, monthly, monthlyWhenRotated }) => `| ${markdown(key)}${replica ? ' (replica)' : ''} | ${dollars(monthly)} | ${dollars(monthlyWhenRotated)} |`),
  '',
].join('\n');
