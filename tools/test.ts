/**
 * `npm test`: Jest and the linter side by side. Jest's workers do not fill two cores to the end of a run, and the linter is one thread. What the linter
 * says is printed after the tests, and mends nothing meanwhile: `npx projen eslint` does. Arguments are Jest's: `npm test -- test/access`.
 */
import { spawn } from 'child_process';

/** How a program ended. */
const run = (program: string, args: readonly string[], stdio: 'inherit' | 'pipe'): Promise<{ status: number; said: string }> => new Promise((resolve, reject) => {
  const child = spawn(program, args, { stdio, env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : undefined } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) { stream?.on('data', text => { said += text; }); }
  child.on('error', reject);
  child.on('close', status => resolve({ status: status ?? 1, said }));
});

void (async () => {
  const [lint, jest] = await Promise.all([
    run('projen', ['lint'], 'pipe'),
    run('jest', ['--passWithNoTests', '--ci', ...process.argv.slice(2)], 'inherit'),
  ]);
  process.stdout.write(lint.said);
  if (lint.status !== 0) { console.error('The linter has findings; `npx projen eslint` mends what it can.'); }
  process.exitCode = jest.status || lint.status;
})();
