/** Runs every e2e/*.e2e.ts, one after another, each in a process of its own. */
import { spawnSync } from 'child_process';
import { readdirSync } from 'fs';
import { join } from 'path';

const wanted = process.argv.slice(2);
const files = readdirSync(__dirname).filter(file => file.endsWith('.e2e.ts') && (wanted.length === 0 || wanted.some(name => file.startsWith(name)))).sort();
let passed = 0;
let failed = 0;
for (const file of files) {
  console.log(`# ${file}`);
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, file)], {
    cwd: join(__dirname, '..'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  const good = count(stdout, 'pass', /^ok /gm);
  const bad = count(stdout, 'fail', /^not ok /gm);
  passed += good;
  // A file that ended in an error before its checks did has failed too, and one that checked nothing.
  failed += bad > 0 || (status === 0 && good > 0) ? bad : 1;
}
if (files.length === 0) { failed++; }
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** How many checks did so: by the sum that Node's test runner writes, or by the lines. */
function count(output: string, sum: string, lines: RegExp): number {
  const written = new RegExp(`^# ${sum} (\\d+)$`, 'm').exec(output);
  return written ? Number(written[1]) : output.match(lines)?.length ?? 0;
}
