import { execFileSync } from 'child_process';
import { join } from 'path';
import { folder, keysmith } from './support';
import { ConstructMetadata } from '../../command/read/construct-metadata';

/*
 * What the CDK writes of constructs beside the template, of an app that was really synthesized, without the CDK's command line.
 */

const APP = `
const { App, NestedStack, Stack, Stage, Validations } = require('aws-cdk-lib');
const { createKey } = require('./lib/keys');
const app = new App();
const stack = new Stack(app, 'Data', { env: { account: '111122223333', region: 'eu-west-1' } });
createKey(stack, 'Own');
createKey(new NestedStack(stack, 'Inner'), 'Nested');
createKey(new Stack(new Stage(app, 'Prod'), 'Api'), 'Staged');
Validations.of(createKey(stack, 'Accepted')).acknowledge({ id: 'KmsChecks::Keysmith-RotationEnabled', reason: 'a test key' });
app.synth();
`;
const KEYS = `
const { Key } = require('aws-cdk-lib/aws-kms');
exports.createKey = (scope, id) => {
  return new Key(scope, id);
};
`;

function synthesized(env: object = {}): string {
  const cwd = folder({ 'app.js': APP, 'lib/keys.js': KEYS });
  // Without what the tests set: the CDK's own defaults count here.
  const { CDK_CONTEXT_JSON, ...inherited } = process.env;
  execFileSync(process.execPath, ['app.js'], { cwd, env: { ...inherited, NODE_PATH: join(__dirname, '..', '..', 'node_modules'), CDK_OUTDIR: 'cdk.out', ...env } });
  return cwd;
}

const rotation = (out: string): any[] => JSON.parse(out).findings.filter(({ id }: any) => id === 'Keysmith-RotationEnabled');

describe('a synthesized app', () => {
  let cwd: string;
  beforeAll(() => { cwd = synthesized(); });

  test('findings have the construct and its line in the program, in stages and nested stacks as well', async () => {
    const found = rotation((await keysmith(['check', '--format', 'json'], cwd)).out);
    expect(found.filter(({ acknowledged }) => acknowledged === null).map(({ constructPath, source }) => [constructPath, source]).sort()).toEqual(
      ['Data/Inner/Nested', 'Data/Own', 'Prod/Api/Staged'].map(path => [path, { file: 'lib/keys.js', line: 4 }]));
  });

  test('what the program acknowledges is acknowledged', async () => {
    const found = rotation((await keysmith(['check', '--format', 'json'], cwd)).out);
    expect(found.filter(({ acknowledged }) => acknowledged !== null)).toMatchObject([{ constructPath: 'Data/Accepted', acknowledged: 'a test key' }]);
  });

  test('a key is known by its construct path', async () => {
    expect(await keysmith(['explain', 'Data/Own', '--who', 'account', '--can', 'kms:Decrypt'], cwd)).toMatchObject({ code: 0, out: expect.stringMatching(/^Yes/) });
  });

  test('every format has the line', async () => {
    const { files, out } = await keysmith(['check', '--format', 'text', '-o', 'a.sarif', '-o', 'a.xml', '-o', 'a.md', '-o', 'a.html'], cwd);
    expect(out).toContain('\n  Source: lib/keys.js:4\n');
    expect(files['a.md']).toContain('<br>lib/keys.js:4<br>');
    expect(files['a.html']).toContain('<code>lib/keys.js:4</code>');
    expect(files['a.xml']).toContain('file="lib/keys.js" line="4"');
    const [{ locations, relatedLocations }] = JSON.parse(files['a.sarif']).runs[0].results;
    expect(locations[0].physicalLocation).toMatchObject({ artifactLocation: { uri: 'lib/keys.js' }, region: { startLine: 4 } });
    expect(relatedLocations[0].physicalLocation.artifactLocation.uri).toMatch(/^cdk\.out\/.*\.template\.json$/);
  });

  test('code scanning is told of the template where the program is elsewhere', async () => {
    const { out } = await keysmith(['check', '.', '--format', 'sarif'], join(cwd, 'cdk.out'));
    expect(JSON.parse(out).runs[0].results.every(({ locations, relatedLocations }: any) => /template\.json$/.test(locations[0].physicalLocation.artifactLocation.uri) && !relatedLocations)).toBe(true);
  });
});

describe('frames', () => {
  const at = (entry: object) => {
    const cwd = folder({ 'app.py': '', 'lib/a (b).ts': '', 'lib/keys.ts': '', 'node_modules/x/y.js': '', 'site-packages/z.py': '' });
    const text = JSON.stringify({ '/S/Key/Resource': [{ type: 'aws:cdk:logicalId', data: 'Key', ...entry }] }).replaceAll('CWD', cwd);
    const metadata = new ConstructMetadata(JSON.parse(text));
    const template: any = { resources: { Key: { Type: 'AWS::KMS::Key' } }, outputs: {} };
    return metadata.sourceOf(metadata.withPaths(template), 'Key', cwd);
  };

  test.each<[string, readonly string[], object | undefined]>([
    ['of older versions', ['new Key (CWD/node_modules/x/y.js:1:2)', 'Object.<anonymous> (CWD/lib/keys.ts:6:10)', 'Module._compile (node:internal/modules/cjs/loader:1:1)'], { file: 'lib/keys.ts', line: 6 }],
    ['as the engine writes them', ['    at new Key (CWD/node_modules/x/y.js:1:2)', '    at CWD/lib/keys.ts:7:1'], { file: 'lib/keys.ts', line: 7 }],
    ['of an ES module', ['<anonymous> (file://CWD/lib/keys.ts:8:1)'], { file: 'lib/keys.ts', line: 8 }],
    ['of Python', ['__init__ (CWD/site-packages/z.py:3)', 'make_key (CWD/app.py:9)'], { file: 'app.py', line: 9 }],
    ['of a file that is not here', ['main (/nowhere/app.ts:1:1)'], undefined],
    ['of the library alone', ['...new Key in aws-cdk-lib...', '(no user code in 10 frames, use --stack-trace-limit to capture more)'], undefined],
    ['of another machine', ['main (C:\\app\\lib\\keys.ts:1:1)', 'main (file://host/app.ts:1:1)'], undefined],
  ])('%s', (_, trace, expected) => { expect(at({ trace })).toEqual(expected); });

  test('none where nothing was recorded, or something else', () => {
    expect(at({})).toBeUndefined();
    expect(at({ trace: 'text' })).toBeUndefined();
    expect(at({ trace: [1, null] })).toBeUndefined();
  });
});

test('a revision of git is read with its lines, under the name that was given', async () => {
  const cwd = synthesized();
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('commit', '-m', 'synthesized');
  const { out, err } = await keysmith(['check', 'HEAD:cdk.out', '--format', 'json'], cwd);
  expect(err).toBe('');
  expect(rotation(out)[0]).toMatchObject({ file: 'HEAD:cdk.out/Data.template.json', line: expect.any(Number) });
});
