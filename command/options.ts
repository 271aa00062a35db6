import { existsSync } from 'fs';
import { resolve } from 'path';
import { Command, Option } from 'commander';
import { UserError } from './user-error';

/** What PATH is, for the help of each command. */
export const PATHS = 'cloud assemblies, folders of templates, templates in JSON or YAML, or - for standard input (default: cdk.out)';

/** The first argument where a key belongs might be a path: whoever forgets the key is told so, and not that there is no cdk.out. */
export function checkKeyArgument(given: string, command: string, paths: readonly string[], cwd: string): void {
  if (paths.length === 0 && /\.(json|ya?ml|template)$/i.test(given) && existsSync(resolve(cwd, given))) {
    throw new UserError(`a key is needed before the path: 'keysmith ${command} alias/orders ${given}'`);
  }
}

/** Collects the values of an option that is given several times. */
export const repeat = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Options that every command has. */
export function withInputs(command: Command): Command {
  return command
    .option('--account <id>', 'account of templates without an environment')
    .option('--region <region>', 'Region of templates without an environment')
    .option('--parameters <value>', 'KEY=VALUE, or a file of parameter values; repeatable', repeat)
    .option('--stack <pattern>', 'stacks by name; repeatable', repeat)
    .option('--key <pattern>', 'keys by alias, logical id or construct path; repeatable', repeat);
}

export function withOutput(command: Command, formats: string): Command {
  return command
    .addOption(new Option('-f, --format <format>', formats))
    .option('-o, --output <file>', 'write a file, in the format of its ending; repeatable', repeat)
    .option('--color <when>', 'auto, always or never', 'auto')
    .option('-q, --quiet', 'no notes on standard error');
}
