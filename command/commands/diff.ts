import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf, oneOf } from './common';
import { aligned } from '../diff/align';
import { DiffResult } from '../diff/changes';
import { runDiff } from '../diff/run-diff';
import { diffComment, diffMarkdown, diffText } from '../diff/write-diff';
import { diffHtml } from '../diff/write-html';
import { Io } from '../io';
import { withInputs, withOutput } from '../options';
import { checkOutput, write } from '../output';
import { UserError } from '../user-error';

interface DiffOptions extends CommonOptions {
  readonly failOn: string;
}

const FAIL_ON = ['never', 'widened', 'worse', 'any', 'unknown'] as const;

/** `keysmith diff` */
export function diffCommand(program: Command, io: Io, answers: Answers): void {
  const command = program.command('diff').argument('<old>', 'what is deployed: a path, or REV:PATH of git').argument('<new>', 'what would be: a path, or REV:PATH of git');
  withOutput(withInputs(command), 'text, markdown, json, html or comment')
    .description('what a change of templates gives and takes')
    .option('--fail-on <class>', 'never, widened, worse, any or unknown; several with commas', 'never')
    .addHelpText('after', `
  keysmith diff main:cdk.out cdk.out
  keysmith diff deployed.json template.yaml --fail-on widened,worse`)
    .action((old: string, now: string, options: DiffOptions) => answers(diff(old, now, options, io)));
}

function diff(old: string, now: string, options: DiffOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json', 'html', 'comment']);
  const failOn = options.failOn.split(',').map(word => oneOf('--fail-on', word.trim(), FAIL_ON));
  if (old === '-' && now === '-') { throw new UserError('only one of the two can be standard input'); }
  const before = inputsOf([old], options, io).inputs;
  const after = inputsOf([now], options, io);
  const result = runDiff(aligned(before.templates, after.inputs.templates), options.key ?? []);
  after.progress.step('compared');
  write(io, options, {
    text: colours => diffText(result, colours),
    markdown: () => diffMarkdown(result),
    json: () => `${JSON.stringify(result, undefined, 2)}\n`,
    html: () => diffHtml(result),
    comment: () => diffComment(result),
  });
  return failOn.some(what => fails(result, what));
}

function fails({ summary, changes }: DiffResult, failOn: typeof FAIL_ON[number]): boolean {
  switch (failOn) {
    case 'widened': return summary.widened > 0;
    case 'worse': return summary.worse > 0;
    case 'unknown': return summary.unknown > 0;
    case 'any': return changes.length > 0;
    default: return false;
  }
}
