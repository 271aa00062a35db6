import { Io } from '../io';
import { OutputOptions } from '../output';
import { Progress } from '../progress';
import { Inputs, readInputs, readParameters } from '../read/read-inputs';
import { quoted, UserError } from '../user-error';

export interface CommonOptions extends OutputOptions {
  readonly account?: string;
  readonly region?: string;
  readonly parameters?: readonly string[];
  readonly stack?: readonly string[];
  readonly key?: readonly string[];
  readonly quiet?: boolean;
}

/** What a command does with its answer: whether what it was asked to fail on is there. */
export type Answers = (found: boolean | Promise<boolean>) => Promise<void>;

/** Reads the templates of a call. */
export function inputsOf(paths: readonly string[], options: CommonOptions, io: Io): { readonly inputs: Inputs; readonly progress: Progress } {
  const progress = new Progress(io, options.quiet ?? false);
  if (options.account !== undefined && !/^\d{12}$/.test(options.account)) { throw new UserError(`--account takes an account id of 12 digits, got ${quoted(options.account)}`); }
  if (options.region !== undefined && !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(options.region)) { throw new UserError(`--region takes a Region such as eu-west-1, got ${quoted(options.region)}`); }
  const inputs = readInputs(paths, {
    account: options.account,
    region: options.region,
    parameters: readParameters(options.parameters ?? [], io.cwd),
    stacks: options.stack,
    cwd: io.cwd,
    stdin: () => io.stdin(),
    note: line => progress.note(line),
  });
  progress.step(`${inputs.templates.length} templates read`);
  return { inputs, progress };
}

/** One of a few words, with a suggestion for a misspelt one. */
export function oneOf<T extends string>(option: string, given: string, words: readonly T[]): T {
  if (!(words as readonly string[]).includes(given)) { throw new UserError(`${option} must be ${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}, got ${quoted(given)}`); }
  return given as T;
}
