/*
 * Bar charts as inline SVG, each with its numbers as text.
 */
import { KeyRecord } from './inventory';

export interface Bar {
  readonly label: string;
  readonly count: number;
  readonly kind: 'good' | 'warn' | 'unknown' | 'plain';
}

const LABEL = 112;
const WIDTH = 310;
const ROW = 24;
/** Room for the number right of the longest bar. */
const NUMBER = 46;

/** Labels are the report's own words and KMS's states, never text that people wrote. */
export function bars(title: string, given: readonly Bar[]): string {
  const shown = given.filter(bar => bar.count > 0);
  const most = Math.max(1, ...shown.map(bar => bar.count));
  const height = Math.max(1, shown.length) * ROW + 4;
  const text = shown.map(bar => `${bar.label}: ${bar.count}`).join(', ') || 'no keys';
  const safe = (s: string) => s.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
  const rows = shown.map((bar, i) => {
    const y = i * ROW + 4;
    const width = Math.max(2, Math.round((bar.count / most) * (WIDTH - LABEL - NUMBER)));
    return `<text x="${LABEL - 8}" y="${y + 14}" text-anchor="end">${safe(bar.label)}</text>`
      + `<rect class="${bar.kind}" x="${LABEL}" y="${y}" width="${width}" height="${ROW - 6}" rx="3"/>`
      + `<text x="${LABEL + width + 6}" y="${y + 14}">${bar.count}</text>`;
  });
  return `<figure><figcaption>${title}</figcaption><svg role="img" aria-label="${safe(`${title}: ${text}`)}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">${rows.join('')}</svg></figure>`;
}

function buckets(values: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) { counts[edges.filter(edge => value > edge).length] += 1; }
  return counts;
}

const labels = (edges: readonly number[]): string[] => [`≤ ${edges[0]} days`, ...edges.slice(1).map((edge, i) => `${edges[i] + 1}–${edge} days`), `> ${edges[edges.length - 1]} days`];

const distinct = (edges: readonly number[]): number[] => [...new Set(edges)].sort((a, b) => a - b);

export function idleBuckets(keys: readonly KeyRecord[], unusedDays: number): Bar[] {
  const edges = distinct([7, 30, unusedDays]);
  const used = keys.filter(key => key.lastUse.known && key.lastUse.at !== null);
  const counts = buckets(used.map(key => key.lastUse.idleDays!), edges);
  return [
    ...labels(edges).map((label, i): Bar => ({ label, count: counts[i], kind: i <= edges.indexOf(unusedDays) ? 'good' : 'warn' })),
    { label: 'none on record', count: keys.filter(key => key.lastUse.known && key.lastUse.at === null).length, kind: 'warn' },
    { label: 'unknown', count: keys.filter(key => !key.lastUse.known).length, kind: 'unknown' },
  ];
}

export function ageBuckets(keys: readonly KeyRecord[], oldDays: number): Bar[] {
  const edges = distinct([90, 365, oldDays]);
  const counts = buckets(keys.flatMap(key => key.ageDays ?? []), edges);
  return [
    ...labels(edges).map((label, i): Bar => ({ label, count: counts[i], kind: i <= edges.indexOf(oldDays) ? 'plain' : 'warn' })),
    { label: 'unknown', count: keys.filter(key => key.ageDays === null).length, kind: 'unknown' },
  ];
}
