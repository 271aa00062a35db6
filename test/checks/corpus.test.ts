import { PolicyValidationPluginReport } from 'aws-cdk-lib';
import { BAD, corpusApp, findingsByCase, GOOD } from './corpus';
import { KmsChecks } from '../../src/checks';
import { RULES } from '../../src/checks/rules';

const counts = (severity: string) => severity === 'error' || severity === 'warning';
const report: PolicyValidationPluginReport = new KmsChecks().validateScope(corpusApp());
const found = findingsByCase(report, counts);

describe('a corpus of keys as AWS documents them and as they go wrong', () => {
  test('every case has a name of its own', () => {
    const names = [...GOOD, ...BAD].map(({ name }) => name);

    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('there are enough of both kinds', () => {
    expect(GOOD.length).toBeGreaterThanOrEqual(60);
    expect(BAD.length).toBeGreaterThanOrEqual(70);
  });

  test.each(GOOD.map(({ name }) => [name]))('%s is found good', name => {
    expect(found.get(name) ?? []).toEqual([]);
  });

  test.each(BAD.map(({ name, finds }) => [name, finds] as const))('%s is found by %s', (name, finds) => {
    expect(found.get(name) ?? []).toEqual(expect.arrayContaining(finds.map(rule => `Keysmith-${rule}`)));
  });

  test('nearly every rule that warns has a bad case', () => {
    const shown = new Set(BAD.flatMap(({ finds }) => finds));

    // A replica needs its primary in another region, so in another template.
    expect(RULES.filter(({ id, level }) => level !== 'info' && !shown.has(id)).map(({ id }) => id)).toEqual(['ReplicaPolicyMatches']);
  });
});
