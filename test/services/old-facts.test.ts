import { CATALOG } from '../../src/services/catalog';
import { oldFacts } from '../../src/services/old-facts';

const row = (id: string, source: string, checked: string) => ({ ...CATALOG.S3, id, source, checked });
const ROWS = [row('A', 'a.html', '2026-01-10'), row('B', 'b.html', '2025-12-31'), row('C', 'a.html', '2026-01-02'), row('D', 'd.html', '2026-06-01')];

test('pages come once, the oldest first, with the uses that stand on them', () => {
  expect(oldFacts(ROWS, 30, new Date('2026-03-01T12:00:00Z'))).toEqual([
    { page: 'b.html', checked: '2025-12-31', uses: ['B'] },
    { page: 'a.html', checked: '2026-01-02', uses: ['A', 'C'] },
  ]);
});

test.each([['2026-01-09', 0], ['2026-01-10', 0], ['2026-01-11', 1]])('on %s, %i of the pages is older than no day', (day, count) => {
  expect(oldFacts([ROWS[0]], 0, new Date(`${day}T00:00:00Z`))).toHaveLength(count);
});

test('every row says when its page was read, on a day that was', () => {
  const days = Object.values(CATALOG).map(({ checked }) => checked);
  days.forEach(day => expect(new Date(day).toISOString().slice(0, 10)).toBe(day));
  expect(new Set(days).size).toBeGreaterThan(1);
});
