import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { PolicyValidationPluginReport } from 'aws-cdk-lib';
import { BAD, corpusApp, findingsByCase, GOOD } from './corpus';
import { KmsChecks } from '../../src/checks';
import { RULES } from '../../src/checks/rules';

const counts = (severity: string) => severity === 'error' || severity === 'warning';
const report: PolicyValidationPluginReport = new KmsChecks().validateScope(corpusApp());
const found = findingsByCase(report, counts);

afterEach(() => jest.restoreAllMocks());

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

  test('the templates of a synthesis are judged as the constructs are', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'corpus-'));
    const app = corpusApp(undefined, outdir);
    // The CDK says which bounds CloudFormation would refuse.
    jest.spyOn(console, 'error').mockImplementation();
    const stackTemplates = app.synth().stacks.map(({ id, templateFullPath, environment }) =>
      ({ stackConstructPath: id, templatePath: templateFullPath, accountId: environment.account, region: environment.region }));
    const templatePaths = stackTemplates.map(({ templatePath }) => templatePath);
    const synthesized = findingsByCase(new KmsChecks().validate({ appConstruct: app, stackTemplates, templatePaths }), counts);
    rmSync(outdir, { recursive: true });

    expect(Object.fromEntries(synthesized)).toEqual(Object.fromEntries(found));
  });

  test('every rule that warns has a bad case', () => {
    const shown = new Set(BAD.flatMap(({ finds }) => finds));

    expect(RULES.filter(({ id, level }) => level !== 'info' && !shown.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
