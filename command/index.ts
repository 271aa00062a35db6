#!/usr/bin/env node
import { readFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { readStdin, writeOutput } from './io';
import { run } from './program';
import { UserError } from './user-error';

/** From the package that the command is in; the CDK is the project's. */
function loadLibrary(): { readonly keysmith: any; readonly cdk: any } {
  const load = createRequire(join(__dirname, '..', '..', 'package.json'));
  try {
    return { keysmith: load('./lib/index.js'), cdk: load('aws-cdk-lib') };
  } catch (error) {
    throw new UserError(`adopt needs aws-cdk-lib and constructs in the project: ${(error as Error).message.split('\n')[0]}`);
  }
}

const args = process.argv.slice(2);
if (args[0] === 'import') {
  // Brings the AWS SDK along, in a bundle of its own: whoever asks about templates does not load it.
  require(join(__dirname, '..', 'keysmith-cli', 'index.js')); // eslint-disable-line @typescript-eslint/no-require-imports
} else {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
  // A reader that has seen enough, such as `head`, is no error.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => { process.exit(code === 'EPIPE' ? 0 : 2); });
  void run(args, {
    cwd: process.cwd(),
    env: process.env,
    version,
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    stdin: readStdin,
    stdout: text => { process.stdout.write(text); },
    stderr: text => { process.stderr.write(text); },
    writeFile: writeOutput,
    library: loadLibrary,
  }).then(code => { process.exitCode = code; });
}
