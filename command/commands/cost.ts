import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf } from './common';
import { App } from '../../src/app/app';
import { runCost } from '../cost/run-cost';
import { costMarkdown, costText } from '../cost/write-cost';
import { keysLike } from '../find-key';
import { Io } from '../io';
import { PATHS, withInputs, withOutput } from '../options';
import { checkOutput, write } from '../output';
import { quoted, UserError } from '../user-error';

interface CostOptions extends CommonOptions {
  readonly requests?: string;
}

/** `keysmith cost` */
export function costCommand(program: Command, io: Io, answers: Answers): void {
  withOutput(withInputs(program.command('cost').argument('[path...]', PATHS)), 'text, markdown or json')
    .description('what the keys cost a month: keys, replicas, rotations, requests')
    .option('--requests <number>', 'requests of all keys together in a month')
    .addHelpText('after', `
  keysmith cost
  keysmith cost template.yaml --requests 5000000`)
    .action((paths: string[], options: CostOptions) => answers(cost(paths, options, io)));
}

function cost(paths: readonly string[], options: CostOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json']);
  const requests = options.requests === undefined ? undefined : Number(options.requests);
  if (requests !== undefined && !(requests >= 0 && Number.isFinite(requests))) { throw new UserError(`--requests takes a number, got ${quoted(options.requests!)}`); }
  const { inputs } = inputsOf(paths, options, io);
  const result = runCost(keysLike(new App(inputs.templates), options.key ?? []), requests);
  write(io, options, {
    text: () => costText(result),
    markdown: () => costMarkdown(result),
    json: () => `${JSON.stringify(result, undefined, 2)}\n`,
  });
  return false;
}
