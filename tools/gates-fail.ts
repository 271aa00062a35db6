/**
 * Shows that each gate fails: seeds the fault it is there for in a scratch copy of what is committed, runs the gate, and looks for the words by which it tells.
 *
 *     npm run gates:fail                      the quick ones, a few minutes
 *     npm run gates:fail -- --all             those too that need emulators, Python or other languages
 *     npm run gates:fail -- oracle package    these
 */
import { execFileSync, spawnSync } from 'child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

const root = join(__dirname, '..');

interface Fault {
  readonly gate: string;
  /** What is wrong. */
  readonly fault: string;
  readonly file: string;
  /** What stands there; nothing stands in a new file. */
  readonly from: string;
  readonly to: string;
  readonly command: string;
  /** By what the gate tells of this very fault. */
  readonly tells: RegExp;
  readonly slow?: boolean;
}

const jest = (...tests: string[]) => `npx jest --ci --silent ${tests.join(' ')}`;
const NO_ROTATION = { fault: 'keys do not rotate by default', file: 'src/keys/encrypted-key.ts', from: 'props.enableKeyRotation ?? true', to: 'props.enableKeyRotation ?? false' };

const FAULTS: readonly Fault[] = [
  {
    gate: 'rooms',
    fault: 'an import against the arrows',
    file: 'src/services/custom-use.ts',
    from: 'import ',
    to: "import '../keys/key-environment';\nimport ",
    command: 'ESLINT_USE_FLAT_CONFIG=false npx eslint --ext .ts src/services/custom-use.ts',
    tells: /src\/services may import only: private/,
  },
  {
    gate: 'types',
    fault: 'a tool that does not compile',
    file: 'tools/import-cost.ts',
    from: 'const PROMISED_MS = 30',
    to: "const PROMISED_MS: number = '30'",
    command: 'npx tsc --noEmit -p tools/tsconfig.json',
    tells: /import-cost\.ts.*TS2322/,
  },
  {
    gate: 'oracle',
    fault: 'a Deny that hits the wrong ones',
    file: 'src/access/key-restriction.ts',
    from: "{ StringNotEquals: { 'kms:ViaService'",
    to: "{ StringEquals: { 'kms:ViaService'",
    command: jest('test/access/restrictions'),
    tells: /Received: "(Allowed|ExplicitlyDenied)"/,
  },
  {
    gate: 'properties',
    fault: 'statements in the order of their rows',
    file: 'src/private/policy-rows.ts',
    from: '[...merged.values()].sort(',
    to: '[...merged.values()].filter(',
    command: jest('test/private/policy-rows'),
    tells: /Property failed after/,
  },
  {
    gate: 'reference-data',
    fault: 'a key policy names no action',
    file: 'src/services/catalog/backup.ts',
    from: "'kms:GenerateDataKey'",
    to: "'kms:GenerateDatKey'",
    command: jest('test/services/catalog.test'),
    tells: /unknown action kms:GenerateDatKey/,
  },
  {
    gate: 'reference-data-of-examples',
    fault: 'an IAM policy names no action',
    file: 'examples/order-platform/lib/application-stack.ts',
    from: "'s3:PutObject'",
    to: "'s3:PutObjects'",
    command: 'npx tsx tools/scan.ts reference-data',
    tells: /reference-data unknown action s3:PutObjects/,
  },
  { gate: 'cdk-nag', ...NO_ROTATION, command: 'npx tsx tools/scan.ts cdk-nag', tells: /cdk-nag AwsSolutions-KMS5/ },
  { gate: 'cfn-guard', ...NO_ROTATION, command: 'npx tsx tools/scan.ts cfn-guard', tells: /cfn-guard kms_key_rotation_enabled_check/ },
  {
    gate: 'excuses',
    fault: 'an excuse for what no scanner finds',
    file: 'docs/scanners.md',
    from: '| cfn-guard |',
    to: '| cdk-nag | AwsSolutions-KMS5 | `.` | an excuse |\n| cfn-guard |',
    command: 'npx tsx tools/scan.ts cdk-nag',
    tells: /explains what no scanner finds: cdk-nag AwsSolutions-KMS5/,
  },
  {
    gate: 'snapshots',
    fault: 'another waiting period',
    file: 'src/keys/key-environment.ts',
    from: 'props.pendingWindow ?? Duration.days(LIMITS.pendingWindowDays.max)',
    to: 'props.pendingWindow ?? Duration.days(29)',
    command: jest('test/examples/multi-region'),
    tells: /-.*"PendingWindowInDays": 30/,
  },
  {
    gate: 'checks',
    fault: 'a rule that finds nothing',
    file: 'src/checks/rules/no-resource-tag-in-key-policy.ts',
    from: 'resourcetag',
    to: 'resourcetags',
    command: jest('test/checks/corpus'),
    tells: /tags-in-a-key-policy is found by/,
  },
  {
    gate: 'own-constructs',
    fault: 'a construct that a rule finds',
    file: 'src/monitoring/alarm-topic.ts',
    from: "'Keysmith-KeyRetained'",
    to: "'Keysmith-KeyRemained'",
    command: jest('test/checks/own-constructs'),
    tells: /warning Keysmith-KeyRetained/,
  },
  {
    gate: 'coverage',
    fault: 'code that no test runs',
    file: 'src/private/redundant-rows.ts',
    from: 'import ',
    to: `export const unused = [${'() => 1, '.repeat(200)}];\nimport `,
    command: 'npx jest --ci --coverage --silent test/private/redundant-rows',
    tells: /Coverage for functions \([\d.]+%\) does not meet "global" threshold \(90%\)/,
  },
  {
    gate: 'generated-docs',
    fault: 'a rule that the page does not know',
    file: 'src/checks/rules/key-retained.ts',
    from: "title: '",
    to: "title: 'All ",
    command: 'npx tsx tools/generate-rule-docs.ts --check',
    tells: /docs\/rules\.md is not what the rules say/,
  },
  {
    gate: 'comparison',
    fault: 'a page that says something else',
    file: 'docs/comparison.md',
    from: '| KmsChecks | ',
    to: '| KmsChecks | 1',
    command: 'npx tsx tools/compare-scanners.ts --check',
    tells: /comparison\.md is stale/,
  },
  {
    gate: 'examples-compile',
    fault: 'an example of what is not there',
    file: 'docs/rotation.md',
    from: 'new EncryptedKey(',
    to: 'new EncryptedKeys(',
    command: 'npx tsx tools/check-docs.ts',
    tells: /docs\/rotation\.md:\d+: the example does not compile/,
  },
  {
    gate: 'package',
    fault: 'a file that is not for users',
    file: 'lib/notes.txt',
    from: '',
    to: 'notes',
    command: 'npx tsx tools/check-package.ts',
    tells: /not for users: lib\/notes\.txt/,
  },
  {
    gate: 'import-cost',
    fault: 'an import that loads cdk-nag',
    file: 'lib/index.js',
    from: '"use strict";',
    to: '"use strict"; require("cdk-nag");',
    command: 'npx tsx tools/import-cost.ts',
    tells: /cdk-nag loaded: true/,
  },
  {
    gate: 'exports',
    fault: 'an index whose names ES modules cannot read',
    file: 'lib/index.js',
    from: '0 && (module.exports =',
    to: '0 && (module.exported =',
    command: 'npx tsx tools/check-exports.ts 22',
    tells: /FAILED  Node 22: \d+ entries and \d+ names are imported by ES modules/,
    slow: true,
  },
  { gate: 'checkov', ...NO_ROTATION, command: 'npx tsx tools/scan.ts checkov', tells: /checkov CKV_AWS_7/, slow: true },
  {
    gate: 'cfn-lint',
    fault: 'a key of no specification',
    file: 'examples/multi-region/app.ts',
    from: 'build(app: App): void {',
    to: "build(app: App): void {\n  new (require('aws-cdk-lib/aws-kms').CfnKey)(new (require('aws-cdk-lib').Stack)(app, 'Fault'), 'Key', { keySpec: 'DES' });",
    command: 'npx tsx tools/scan.ts cfn-lint',
    tells: /cfn-lint E3030/,
    slow: true,
  },
  {
    gate: 'e2e',
    fault: 'a grant that is never retired',
    file: 'handlers/key-grant/index.ts',
    from: 'await deleteGrant(tools, id, properties);',
    to: 'deleteGrant;',
    command: 'npx tsx e2e/run.ts key-grant.',
    tells: /not ok/,
    slow: true,
  },
  {
    gate: 'former-api',
    fault: 'a renamed method that the change log does not name',
    file: 'CHANGELOG.md',
    from: '`KeyTemplate.mac`',
    to: 'the method for it',
    command: 'npx tsx tools/api-diff.ts',
    tells: /KeyTemplate\.mac: gone, and not on CHANGELOG\.md/,
    slow: true,
  },
  {
    gate: 'keys-in-languages',
    fault: 'a call that gets another argument in Python',
    file: 'tools/languages/writer.ts',
    from: 'protected methodName(name: string): string { return snake(name); }',
    to: "protected methodName(name: string): string { return snake(name.replace('grantDecrypt', 'grantEncrypt')); }",
    command: 'npx tsx tools/test-languages.ts python',
    tells: /not ok - python: \d+ of \d+ cells differ from JavaScript's/,
    slow: true,
  },
  {
    gate: 'languages',
    fault: 'an app that is another in Python',
    file: 'examples/quick-start/python/app.py',
    from: 'application="orders"',
    to: 'application="others"',
    command: 'npx tsx tools/test-languages.ts python',
    tells: /not ok - python: other templates than TypeScript/,
    slow: true,
  },
  {
    gate: 'dotnet',
    fault: 'a property that the C# package has not',
    file: 'examples/quick-start/dotnet/Program.cs',
    from: 'Application =',
    to: 'Aplication =',
    command: 'npx tsx tools/test-languages.ts dotnet',
    tells: /EncryptedKeyProps has no Aplication/,
    slow: true,
  },
  {
    gate: 'mutation',
    fault: 'logic without its tests',
    file: 'test/private/redundant-rows.test.ts',
    from: "test.each([\n  ['equal rows'",
    to: "test('runs', () => { expect(left()).toEqual([]); });\ntest.skip.each([\n  ['equal rows'",
    command: 'npx stryker run --mutate src/private/redundant-rows.ts --testFiles test/private/redundant-rows.test.ts',
    tells: /under breaking threshold/,
    slow: true,
  },
];

/** What is committed, with what is installed and compiled here. */
function scratchCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'gates-'));
  execFileSync('git', ['clone', '--quiet', '--shared', root, copy]);
  for (const built of ['lib', 'assets', '.jsii'].filter(name => existsSync(join(root, name)))) { cpSync(join(root, built), join(copy, built), { recursive: true }); }
  for (const installed of ['node_modules', '.venv'].filter(name => existsSync(join(root, name)))) { symlinkSync(join(root, installed), join(copy, installed)); }
  return copy;
}

/** Whether the gate fails of the fault, and says so. */
function fails(copy: string, { file, from, to, command, tells }: Fault): string | undefined {
  const at = join(copy, file);
  const before = existsSync(at) ? readFileSync(at, 'utf8') : undefined;
  if (before === undefined ? from !== '' : !before.includes(from)) { return `'${from}' does not stand in ${file}: seed another fault`; }
  writeFileSync(at, before === undefined ? to : before.replace(from, () => to));
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: copy, encoding: 'utf8', maxBuffer: 268_435_456, env: { ...process.env, CI: 'true' } });
  if (before === undefined) { rmSync(at); } else { writeFileSync(at, before); }
  const said = `${stdout}\n${stderr}`;
  if (status === 0) { return 'it passes'; }
  return tells.test(said) ? undefined : `it fails, and does not tell ${tells}:\n${said.slice(-1500)}`;
}

const named = process.argv.slice(2).filter(name => name !== '--all');
const stranger = named.find(name => !FAULTS.some(({ gate }) => gate === name));
if (stranger) { throw new Error(`no gate '${stranger}'; there are ${FAULTS.map(({ gate }) => gate).join(', ')}`); }
const wanted = FAULTS.filter(({ gate, slow }) => named.length > 0 ? named.includes(gate) : !slow || process.argv.includes('--all'));
const copy = scratchCopy();
let failed = 0;
for (const fault of wanted) {
  const started = Date.now();
  const problem = fails(copy, fault);
  if (problem) { failed++; }
  console.log(`${problem ? 'not ok' : 'ok'} - ${fault.gate} fails of ${fault.fault} (${Math.round((Date.now() - started) / 1000)} s)${problem ? `: ${problem}` : ''}`);
}
rmSync(copy, { recursive: true, force: true });
console.log(`${wanted.length - failed} gates fail as they must, ${failed} do not`);
process.exitCode = failed === 0 ? 0 : 1;
