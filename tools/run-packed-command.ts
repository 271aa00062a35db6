/**
 * Installs the packed tarball into an empty project and runs every command on each supported Node: the answers must be the same, byte for byte, and
 * have the exit codes of the contract. Node comes from the registry, as the package `node`. Run after bundle and compile.
 *
 * `npx tsx tools/run-packed-command.ts [--sarif-schema FILE] [20 22 24]`: with the schema of OASIS, which may not be copied here, SARIF is checked by it.
 */
import { readFileSync, rmSync, symlinkSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { Answer, emptyFolder, install, pack, run, withPath } from './packed-command';
import { sampleApp } from '../test/support/sample-app';

const args = process.argv.slice(2);
const schemaAt = args.indexOf('--sarif-schema');
const [, schemaFile] = schemaAt < 0 ? [] : args.splice(schemaAt, 2);
const MAJORS = args.length > 0 ? args : ['20', '22', '24'];

const app = sampleApp()['app.json'];
const FILES = {
  'app.json': app,
  'changed.json': JSON.stringify(app).replace('"PendingWindowInDays":30', '"PendingWindowInDays":7'),
  'app.yaml': 'Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement: [{ Effect: Allow, Principal: "*", Action: kms:*, Resource: "*" }]\n',
  'plain.json': { Resources: { Jobs: { Type: 'AWS::SQS::Queue' }, Store: { Type: 'AWS::DynamoDB::Table', Properties: {} } } },
  'keysmith.yaml': 'expectations: [{ key: alias/orders, who: Api, can: kms:Decrypt, expect: allowed }, { key: alias/orders, who: OUTSIDER, can: kms:Decrypt, expect: allowed }]\n',
};

/** Every command and format, the arguments of each with its exit code. */
const CALLS: readonly (readonly [code: number, ...args: string[]])[] = [
  [0, '--version'], [0, '--help'], [2], [2, 'chekc'], [0, 'help', 'diff'],
  ...['check', 'report', 'explain', 'diff', 'cost', 'plan', 'adopt', 'import'].map((command): [number, string, string] => [0, command, '--help']),
  ...['text', 'markdown', 'json', 'sarif', 'junit', 'html'].map((format): [number, ...string[]] => [1, 'check', 'app.yaml', '--format', format]),
  [0, 'check', 'app.json'], [2, 'check', 'missing.json'], [2, 'check'], [1, 'check', '-'],
  ...['text', 'markdown', 'json', 'html'].map((format): [number, ...string[]] => [0, 'report', 'app.json', '--format', format]),
  [0, 'explain', 'alias/orders', 'app.json', '--who', 'Api', '--can', 'kms:Decrypt'],
  [1, 'explain', 'alias/orders', 'app.json', '--who', 'OUTSIDER', '--can', 'kms:Decrypt', '--expect', 'allowed', '--format', 'json'],
  [0, 'explain', 'Documents', 'app.json', '--who', 'Reporting', '--format', 'json'],
  [1, 'explain', '--expectations', 'keysmith.yaml', 'app.json'],
  ...['text', 'markdown', 'json', 'html', 'comment'].map((format): [number, ...string[]] => [1, 'diff', 'app.json', 'changed.json', '--format', format, '--fail-on', 'worse']),
  [0, 'diff', 'app.json', 'app.json'],
  ...['text', 'markdown', 'json'].map((format): [number, ...string[]] => [0, 'cost', 'app.json', '--requests', '5000000', '--format', format]),
  ...['text', 'markdown', 'json'].map((format): [number, ...string[]] => [0, 'plan', 'plain.json', '--format', format]),
  [0, 'adopt', 'alias/orders', 'app.json'],
];

let failed = 0;
const fail = (text: string): void => { failed++; console.log(`FAILED  ${text}`); };

const started = Date.now();
const project = install(pack());
console.log(`installed (${Math.round((Date.now() - started) / 1000)} s)`);
const bin = join(project, 'node_modules', '.bin');
let first: { readonly node: string; readonly answers: readonly string[] } | undefined;
const sarif: string[] = [];

for (const major of MAJORS) {
  const node = install(`node@${major}`);
  const env = withPath(join(node, 'node_modules', '.bin'), bin);
  const version = run('node', ['--version'], { cwd: node, env }).out.trim();
  if (!version.startsWith(`v${major}.`)) { fail(`node@${major} is ${version}`); }
  const cwd = emptyFolder(FILES);
  // The project of the user, who runs the command in it.
  symlinkSync(join(project, 'node_modules'), join(cwd, 'node_modules'));
  const answers = CALLS.map(([code, ...call]) => {
    const answer = run('keysmith', call, { cwd, env, input: FILES['app.yaml'] });
    const wrong = wrongWith(code, answer);
    if (wrong) { fail(`${version}: keysmith ${call.join(' ')}: ${wrong}\n${answer.err.slice(0, 1000)}`); }
    if (call.includes('sarif')) { sarif.push(answer.out); }
    return JSON.stringify(answer);
  });
  first ??= { node: version, answers };
  answers.forEach((answer, i) => { if (answer !== first!.answers[i]) { fail(`keysmith ${CALLS[i].slice(1).join(' ')} answers otherwise on ${version} than on ${first!.node}`); } });
  console.log(`${version}: ${CALLS.length} calls`);
  rmSync(node, { recursive: true, force: true });
}

/** At exit code 2 standard output is empty, and standard error has one line. */
function wrongWith(code: number, { code: actual, out, err }: Answer): string | undefined {
  if (actual !== code) { return `exit code ${actual}, expected ${code}`; }
  if (code === 2) { return out !== '' || !/^keysmith: [^\n]{1,400}\n$/.test(err) ? 'no one line on standard error, or something on standard output' : undefined; }
  return out === '' ? 'no answer' : undefined;
}

if (schemaFile !== undefined) {
  // Written for draft 4, of which it uses what later drafts have as well, but for the name of its id.
  const { $schema: _, id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const valid = addFormats(new Ajv({ strict: false, allErrors: true })).compile({ ...schema, $id: id });
  for (const log of sarif) { if (!valid(JSON.parse(log))) { fail(`SARIF: ${JSON.stringify(valid.errors, undefined, 1).slice(0, 2000)}`); } }
  if (valid({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })) { fail('the schema of SARIF takes what is none'); }
  console.log(`${sarif.length} SARIF logs checked by ${id}`);
}
rmSync(project, { recursive: true, force: true });
console.log(failed === 0 ? `ok: ${CALLS.length} calls on Node ${MAJORS.join(', ')}` : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
