import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  readonly version: string;
}

const EXIT: { readonly [outcome in Outcome]: number } = { 'verified': 0, 'failed': 3, 'unverified': 4, 'dry run': 0 };

/** Runs one command and gives its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const request = parseArguments(args, terminal.now);
    if (request === 'help') {
      terminal.out(USAGE);
      return 0;
    }
    if (request === 'version') {
      terminal.out(`keysmith ${terminal.version}\n`);
      return 0;
    }
    if (!request.generate && request.materialFd === 0 && terminal.interactive) {
      throw new UsageError('no key material: pipe it to standard input, or say --generate; typed material would stay on the screen');
    }
    const { wrappedCopyFor } = request;
    const report = await importMaterial(request, {
      kms: terminal.kms(request),
      // Both before the first call: what is wrong here needs no credentials to be found out.
      copyKey: wrappedCopyFor === undefined ? undefined : copyKey(readFileSync(wrappedCopyFor, 'utf8')),
      material: request.generate ? undefined : decode(terminal.read(request.materialFd), request.format),
      say: message => terminal.error(`keysmith: ${message}\n`),
      wait: milliseconds => setTimeout(milliseconds),
    });
    terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
    return request.verify ? EXIT[report.outcome] : report.outcome === 'failed' ? EXIT.failed : 0;
  } catch (error) {
    const usage = error instanceof UsageError;
    terminal.error(`keysmith: ${(error as Error).message}${usage ? '; see keysmith --help' : advice(error as Error)}\n`);
    return usage ? 2 : 1;
  }
}

/** What to do about errors of the SDK that do not say it. */
function advice({ name, message }: Error): string {
  if (/region is missing/i.test(message)) { return "; say --region or --profile, or set AWS_REGION or a Region with 'aws configure'"; }
  if (name === 'CredentialsProviderError' || /could not load credentials/i.test(message)) { return "; say --profile, or sign in with 'aws configure' or 'aws sso login'"; }
  return '';
}

/** Version of the package, which has this bundle in assets/keysmith-cli. */
function version(): string {
  try {
    return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
  } catch {
    return 'of an unknown version';
  }
}

/** Node's warnings about itself and the SDK are for whoever makes this program, not for who runs it. */
function withoutBanner(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!/NodeVersionSupportWarning|AWS SDK for JavaScript/.test(`${String(warning)} ${JSON.stringify(rest)}`)) { warn(warning, ...rest); }
  }) as typeof process.emitWarning;
}

/** The terminal this process has. */
export const processTerminal = (): Terminal => ({
  out: text => void process.stdout.write(text),
  error: text => void process.stderr.write(text),
  interactive: process.stdin.isTTY === true,
  kms: ({ region, endpoint, profile }) => {
    withoutBanner();
    return new KMSClient({ region, endpoint, ...(profile ? { profile } : {}) });
  },
  version: version(),
  read: readAll,
  now: new Date(),
});
