import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf } from './common';
import { App } from '../../src/app/app';
import { keysLike } from '../find-key';
import { Io } from '../io';
import { PATHS, withInputs, withOutput } from '../options';
import { checkOutput, write } from '../output';
import { runReport } from '../report/run-report';
import { reportHtml } from '../report/write-html';
import { reportAsText, reportMarkdown } from '../report/write-report';

/** `keysmith report` */
export function reportCommand(program: Command, io: Io, answers: Answers): void {
  withOutput(withInputs(program.command('report').argument('[path...]', PATHS)), 'text, markdown, json or html')
    .description('who can do what with which key, and which data is behind it')
    .addHelpText('after', `
  keysmith report
  keysmith report template.yaml --key 'alias/orders*'
  keysmith report -o keys.html`)
    .action((paths: string[], options: CommonOptions) => answers(report(paths, options, io)));
}

function report(paths: readonly string[], options: CommonOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json', 'html']);
  const { inputs, progress } = inputsOf(paths, options, io);
  const app = new App(inputs.templates);
  const found = runReport(app, keysLike(app, options.key ?? []));
  progress.step(`${found.summaries.length} keys read`);
  write(io, options, {
    text: () => reportAsText(found),
    markdown: () => reportMarkdown(found),
    json: () => `${JSON.stringify(found.result, undefined, 2)}\n`,
    html: () => reportHtml(found),
  });
  return false;
}
