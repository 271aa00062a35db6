import { spawn } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/**
 * Before all tests: a folder for what they write, apps without an output folder above all, so that thousands of them do not stay behind.
 *
 * AWS's validator at the end of each synthesis (@aws/cloudformation-validate, 1.5 s and 260 MB for the first one of a process) is off: Jest loads
 * modules anew for every test file. One file turns it on and runs the templates of every construct through it. So are the traces of where each resource
 * is created, a seventh of a synthesis under Jest, which maps each line of a trace to its source. A test that reads them runs its
 * app without this.
 */
export default function prepareTests(): void {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'keysmith-test-'));
  process.env.CDK_VALIDATION = 'false';
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
}

/** After all tests, by a process that nobody waits for: thousands of apps take seconds to remove. */
export function removeTemporaryFolder(): void {
  const folder = process.env.TMPDIR!;
  const remover = spawn('rm', ['-rf', folder], { detached: true, stdio: 'ignore' });
  // Windows has no rm.
  remover.on('error', () => rmSync(folder, { recursive: true, force: true }));
  remover.unref();
}
