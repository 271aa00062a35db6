import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { ImportRequest, parseArguments, USAGE, UsageError } from './arguments';
import { importMaterial, Kms, Outcome } from './import-material';
import { decode, readAll } from './material';
import { copyKey } from './wrapping';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether somebody types on standard input. */
  readonly interactive: boolean;
  readonly kms: (request: ImportRequest) => Kms;
  readonly read: (fd: number) => Buffer;
  readonly now: Date;
}

const EXIT: { readonly [outcome in Outcome]: number } = { verified: 0, failed: 3, unverified: 4 };

/** Runs one command and gives its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const request = parseArguments(args, terminal.now);
    if (!request) {
      terminal.out(USAGE);
      return 0;
    }
    if (!request.generate && request.materialFd === 0 && terminal.interactive) {
      throw new UsageError('no key material: pipe it to standard input, or say --generate; typed material would stay on the screen');
    }
    const { wrappedCopyFor } = request;
    const report = await importMaterial(request, {
      kms: terminal.kms(request),
      material: () => decode(terminal.read(request.materialFd), request.format),
      copyKey: wrappedCopyFor === undefined ? undefined : copyKey(readFileSync(wrappedCopyFor, 'utf8')),
      say: message => terminal.error(`keysmith: ${message}\n`),
      wait: milliseconds => setTimeout(milliseconds),
    });
    terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    return request.verify ? EXIT[report.outcome] : report.outcome === 'failed' ? EXIT.failed : 0;
  } catch (error) {
    const usage = error instanceof UsageError;
    terminal.error(`keysmith: ${(error as Error).message}${usage ? '; keysmith --help tells more' : ''}\n`);
    return usage ? 2 : 1;
  }
}

/** The terminal this process has. */
export const processTerminal = (): Terminal => ({
  out: text => void process.stdout.write(text),
  error: text => void process.stderr.write(text),
  interactive: process.stdin.isTTY === true,
  kms: ({ region, endpoint }) => new KMSClient({ region, endpoint }),
  read: readAll,
  now: new Date(),
});
