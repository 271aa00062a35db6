import * as fc from 'fast-check';
import { escape, page } from '../../../handlers/key-lifecycle-reporter/html';
import { KeyRecord, Report, toReport } from '../../../handlers/key-lifecycle-reporter/inventory';
import { sampleRecords } from '../../support/sample-report';

const report = (keys: KeyRecord[]): Report => toReport({
  runId: 'run',
  startedAt: '2026-11-24T06:00:00.000Z',
  finishedAt: '2026-11-24T06:05:00.000Z',
  thresholds: { unusedDays: 90, oldDays: 730, highUsage: 1000 },
  targets: [{ account: '111122223333', region: 'eu-west-1', status: 'complete', error: null, awsManaged: 0, gone: 0 }],
}, keys);

describe('the page', () => {
  test('has a row for every key and refers to nothing outside', () => {
    const html = page(report(sampleRecords(50)));
    expect(html.match(/<tr data-f/g)).toHaveLength(50);
    expect(html).not.toMatch(/<[^>]*\s(src|href)=|@import|url\(|https?:/);
  });

  test('allows its own script and style by their hashes, and nothing else', () => {
    expect(page(report([]))).toMatch(/default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'/);
  });

  test('whatever people wrote comes out as text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (description, alias) => {
      const [key] = sampleRecords(1);
      const html = page(report([{ ...key, description: `<script>${description}`, aliases: [`"><img src=x ${alias}`] }]));
      expect(html.match(/<script>/g)).toHaveLength(1);
      expect(html).not.toContain('<img');
      expect(html).toContain(escape(`<script>${description}`));
    }));
  });

  test('a use that is not known is said to be unknown, without a number to sort by', () => {
    const [key] = sampleRecords(1);
    const unknown = { ...key, lastUse: { ...key.lastUse, known: false, idleDays: null, at: null } };
    const html = page(report([unknown]));
    expect(html).toContain('<td><span class="unknown">unknown</span></td>');
    expect(html).toContain('<tr data-f="unknown">');
    expect(html).not.toContain('class="mark warn">unused');
  });

  test('the same report is the same page', () => {
    expect(page(report(sampleRecords(20)))).toBe(page(report(sampleRecords(20))));
  });

  test('an empty account has a page too', () => {
    expect(page(report([]))).toContain('0 keys');
  });
});
