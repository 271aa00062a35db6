/**
 * What the keysmith command takes for 500 keys, each with a policy of seven statements, a bucket, and a role that is open to every key: CPU seconds with
 * the start of Node, and bytes of the answer. Needs the bundle (npm run bundle). Fails where an answer takes more than its budget.
 */
import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { largeApp } from '../test/support/large-template';

const KEYS = Number(process.argv[2] ?? 500);
const BUNDLE = join(__dirname, '..', 'assets', 'keysmith', 'index.js');
if (!existsSync(BUNDLE)) { throw new Error('the command is not bundled: npm run bundle'); }
const folder = mkdtempSync(join(tmpdir(), 'bench-command-'));

/** Says what the process took, at its end. */
const MEASURE = 'process.on(\'exit\', () => { const { user, system } = process.cpuUsage(); require(\'fs\').writeFileSync(process.env.TAKEN, String((user + system) / 1e6)); });';

for (const [side, app] of [['old', largeApp(KEYS)], ['new', largeApp(KEYS, ['kms:Decrypt'])]] as const) {
  mkdirSync(join(folder, side));
  for (const [file, content] of Object.entries(app)) { writeFileSync(join(folder, side, file), JSON.stringify(content)); }
}
writeFileSync(join(folder, 'measure.js'), MEASURE);

/** Of each question: its arguments, its budget in CPU seconds, and in bytes. */
const QUESTIONS: readonly (readonly [name: string, args: readonly string[], seconds: number, bytes?: number])[] = [
  ['check', ['check', 'old', '--fail-on', 'never'], 1],
  ['report', ['report', 'old'], 3, 200_000],
  ['report as a page', ['report', 'old', '--format', 'html'], 3, 204_800],
  ['explain', ['explain', 'alias/app/7', 'old', '--who', 'Role7', '--can', 'kms:Decrypt'], 3],
  ['diff of policies that all change', ['diff', 'old', 'new'], 3],
  ['diff of nothing', ['diff', 'old', 'old'], 3],
];

console.log(`${KEYS} keys, CPU seconds with the start of Node, and the answer`);
for (const [name, args, seconds, bytes] of QUESTIONS) {
  const env = { ...process.env, TAKEN: join(folder, 'taken') };
  const runs = Array.from({ length: 3 }, () => {
    const out = execFileSync(process.execPath, ['-r', join(folder, 'measure.js'), BUNDLE, ...args, '--account', '111122223333', '--region', 'eu-west-1'], { cwd: folder, env, maxBuffer: 2 ** 28 });
    return { size: out.length, taken: Number(execFileSync('cat', [env.TAKEN], { encoding: 'utf8' })) };
  });
  const taken = Math.min(...runs.map(run => run.taken));
  const over = taken > seconds || runs[0].size > (bytes ?? Infinity);
  if (over) { process.exitCode = 1; }
  console.log(`${name.padEnd(34)}${taken.toFixed(2).padStart(6)} s of ${seconds}${`${Math.round(runs[0].size / 1000)} kB`.padStart(9)}${bytes ? ` of ${Math.round(bytes / 1000)}` : ''}${over ? '  over' : ''}`);
}
rmSync(folder, { recursive: true });
