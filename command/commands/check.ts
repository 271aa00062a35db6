import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf, oneOf } from './common';
import { App } from '../../src/app/app';
import { Subject } from '../../src/checks/subjects';
import { readConfig } from '../check/config';
import { CheckResult, runCheck } from '../check/run-check';
import { checkHtml } from '../check/write-html';
import { checkJunit } from '../check/write-junit';
import { checkMarkdown } from '../check/write-markdown';
import { checkSarif } from '../check/write-sarif';
import { checkText } from '../check/write-text';
import { keysLike } from '../find-key';
import { Io } from '../io';
import { PATHS, repeat, withInputs, withOutput } from '../options';
import { checkOutput, write } from '../output';

interface CheckOptions extends CommonOptions {
  readonly failOn: string;
  readonly rulesOff?: readonly string[];
  readonly config?: string;
}

/** `keysmith check` */
export function checkCommand(program: Command, io: Io, answers: Answers): void {
  withOutput(withInputs(program.command('check').argument('[path...]', PATHS)), 'text, markdown, json, sarif, junit or html')
    .description('apply the rules of KmsChecks to templates')
    .option('--fail-on <level>', 'error, warning or never', 'error')
    .option('--rules-off <rules>', 'rules that are not applied, with commas or repeated', repeat)
    .option('--config <file>', 'JSON or YAML: disabledRules, severities, acknowledge, …')
    .addHelpText('after', `
  keysmith check                          ./cdk.out
  keysmith check templates --fail-on warning -o findings.sarif
  keysmith check template.yaml --rules-off KeyHasAlias --account 111122223333 --region eu-west-1`)
    .action((paths: string[], options: CheckOptions) => answers(check(paths, options, io)));
}

function check(paths: readonly string[], options: CheckOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json', 'sarif', 'junit', 'html']);
  const failOn = oneOf('--fail-on', options.failOn, ['error', 'warning', 'never']);
  const config = readConfig(options.config, options.rulesOff ?? [], io.cwd);
  const { inputs } = inputsOf(paths, options, io);
  const result = runCheck(inputs, { ...config, isAsked: ofKeys(options.key ?? [], inputs.templates) });
  write(io, options, {
    text: colours => checkText(result, colours, options.quiet ?? false),
    markdown: () => checkMarkdown(result),
    json: () => `${JSON.stringify(result, undefined, 2)}\n`,
    sarif: () => checkSarif(result, io.version),
    junit: () => checkJunit(result),
    html: () => checkHtml(result),
  });
  return fails(result, failOn);
}

const fails = ({ summary }: CheckResult, failOn: 'error' | 'warning' | 'never'): boolean =>
  failOn !== 'never' && (summary.error > 0 || (failOn === 'warning' && summary.warning > 0));

/** With `--key`, findings on these keys and their aliases alone. */
function ofKeys(patterns: readonly string[], templates: ConstructorParameters<typeof App>[0]): ((subject: Subject) => boolean) | undefined {
  if (patterns.length === 0) { return undefined; }
  const named = keysLike(new App(templates), patterns);
  const ids = new Set(named.flatMap(({ resource, aliases }) => [resource, ...aliases.map(alias => alias.resource)]).map(({ stack, logicalId }) => `${stack.index} ${logicalId}`));
  return ({ stack, logicalId }) => ids.has(`${stack} ${logicalId}`);
}
