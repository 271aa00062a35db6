#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { readStdin } from './io';
import { run } from './program';

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
    writeFile: (path, text) => { writeFileSync(path, text); },
  }).then(code => { process.exitCode = code; });
}
