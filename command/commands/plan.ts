import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf, oneOf } from './common';
import { Io } from '../io';
import { PATHS, withInputs, withOutput } from '../options';
import { checkOutput, write } from '../output';
import { PlanResult, proposePlan, runPlan } from '../plan/run-plan';
import { planMarkdown, planText } from '../plan/write-plan';

interface PlanOptions extends CommonOptions {
  readonly deployed?: string;
  readonly failOn: string;
}

/** `keysmith plan` */
export function planCommand(program: Command, io: Io, answers: Answers): void {
  withOutput(withInputs(program.command('plan').argument('[path...]', PATHS)), 'text, markdown or json')
    .description('which resource gets which key: in place, replaced or refused, what happens to its data, and what keys cost')
    .option('--deployed <path>', 'the templates that are deployed now; without, PATH is deployed, and one key for each service is proposed')
    .option('--fail-on <what>', 'never, uncovered (refused and uncovered) or replaced', 'never')
    .addHelpText('after', `
  keysmith plan cdk.out --deployed cdk.out.released
  keysmith plan deployed.yaml --fail-on replaced`)
    .action((paths: string[], options: PlanOptions) => answers(plan(paths, options, io)));
}

function plan(paths: readonly string[], options: PlanOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json']);
  const failOn = oneOf('--fail-on', options.failOn, ['never', 'uncovered', 'replaced']);
  const { inputs } = inputsOf(paths, options, io);
  const result = options.deployed === undefined ? proposePlan(inputs) : runPlan(inputs, inputsOf([options.deployed], options, io).inputs);
  write(io, options, {
    text: () => planText(result),
    markdown: () => planMarkdown(result),
    json: () => `${JSON.stringify(result, undefined, 2)}\n`,
  });
  return fails(result, failOn);
}

const fails = ({ summary: { replaced, refused, uncovered } }: PlanResult, failOn: 'never' | 'uncovered' | 'replaced'): boolean =>
  failOn === 'replaced' ? replaced > 0 : failOn === 'uncovered' && refused + uncovered > 0;
