import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { quoted, UserError } from './user-error';

/** Everything the command touches of the world, so that tests have one of their own. */
export interface Io {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  readonly version: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  stdin(): string;
  stdout(text: string): void;
  stderr(text: string): void;
  writeFile(path: string, text: string): void;
  /** The library and the CDK of the project, which the command does without unless it makes constructs. */
  library(): { readonly keysmith: any; readonly cdk: any };
}

/** What standard input holds; nothing where it is a terminal. */
export const readStdin = (): string => process.stdin.isTTY ? '' : readFileSync(0, 'utf8');

/** Writes a file, and the folder that it is in: reports go where a pipeline expects them. */
export function writeOutput(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError(`${quoted(path)} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`);
  }
}
