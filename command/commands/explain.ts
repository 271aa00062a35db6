import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf, oneOf } from './common';
import { App } from '../../src/app/app';
import { Consumer } from '../../src/app/model';
import { explainData, ExplainDataResult, findData } from '../explain/data';
import { readExpectations, runExpectations } from '../explain/expectations';
import { readOrganization } from '../explain/organization';
import { contextOf, explain, ExplainResult, Question } from '../explain/run-explain';
import { expectationsJunit, expectationsMarkdown, expectationsText, dataMarkdown, dataText, explainMarkdown, explainText } from '../explain/write-explain';
import { findKey, namesOf } from '../find-key';
import { Io } from '../io';
import { checkKeyArgument, PATHS, repeat, withInputs, withOutput } from '../options';
import { checkOutput, write } from '../output';
import { nearest, quoted, UserError } from '../user-error';

interface ExplainOptions extends CommonOptions {
  readonly who?: string;
  readonly can?: string;
  readonly when?: readonly string[];
  readonly exact?: boolean;
  readonly expect?: string;
  readonly expectations?: string;
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
}

const VERDICTS = ['allowed', 'denied', 'depends'] as const;

/** `keysmith explain` */
export function explainCommand(program: Command, io: Io, answers: Answers): void {
  const command = program.command('explain').argument('[key]', 'a key, or what is encrypted under one: alias, logical id, STACK/LOGICALID, construct path, ARN').argument('[path...]', PATHS);
  withOutput(withInputs(command), 'text, markdown, json or junit (expectations)')
    .description('whether somebody can do something with a key, and why')
    .option('--who <principal>', 'ARN, service principal, logical id, construct path, account, STRANGER or OUTSIDER')
    .option('--can <action>', 'such as kms:Decrypt; of data, read (default) or write; of a topic, write')
    .option('--when <key=value>', 'a condition key of the request; repeatable', repeat)
    .option('--exact', 'what is not given is absent, instead of unknown')
    .option('--expect <verdict>', 'allowed, denied or depends: another answer is exit code 1')
    .option('--expectations <file>', 'a file of questions with their answers')
    .option('--scp <file>', 'a service control policy; repeatable', repeat)
    .option('--rcp <file>', 'a resource control policy; repeatable', repeat)
    .addHelpText('after', `
  keysmith explain alias/orders --who ApiRole --can kms:Decrypt
  keysmith explain alias/orders template.yaml --who STRANGER --can kms:Decrypt --expect denied
  keysmith explain OrdersBucket --who ReportRole                    who can read the data
  keysmith explain --expectations keysmith.yaml`)
    .action((key: string | undefined, paths: string[], options: ExplainOptions) => answers(options.expectations === undefined
      ? one(key, paths, options, io)
      : many(options.expectations, key === undefined ? paths : [key, ...paths], options, io)));
}

function one(key: string | undefined, paths: readonly string[], options: ExplainOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json']);
  if (key === undefined) { throw new UserError("a key is needed: 'keysmith explain alias/orders --who ApiRole --can kms:Decrypt'"); }
  checkKeyArgument(key, 'explain', paths, io.cwd);
  if (options.who === undefined) { throw new UserError('--who is needed: who does it'); }
  const expected = options.expect === undefined ? undefined : oneOf('--expect', options.expect, VERDICTS);
  const when = contextOf(options.when ?? []);
  const { inputs } = inputsOf(paths, options, io);
  const app = new App(inputs.templates);
  const organization = readOrganization(app, options.scp ?? [], options.rcp ?? [], io.cwd);
  const question = { key, who: options.who, when, exact: options.exact ?? false, organization };
  const isKey = app.keys.some(known => namesOf(known).includes(key));
  const data = isKey ? undefined : findData(app, key);
  const meant = isKey || data ? undefined : nearest(key, app.consumers.map(({ resource }) => resource.logicalId));
  if (meant !== undefined) { throw new UserError(`nothing is called ${quoted(key)}; did you mean ${quoted(meant)}?`); }
  const answer = data ? ofData(app, data, question, options, io) : ofKey(app, question, options, io);
  return expected !== undefined && answer.verdict !== expected;
}

type Asked = Omit<Question, 'action'>;

function ofData(app: App, data: Consumer, question: Asked, options: ExplainOptions, io: Io): ExplainDataResult {
  const answer = explainData(app, data, { ...question, action: options.can });
  write(io, options, {
    text: colours => dataText(answer, colours),
    markdown: () => dataMarkdown(answer),
    json: () => `${JSON.stringify(answer.result, undefined, 2)}\n`,
  });
  return answer.result;
}

function ofKey(app: App, question: Asked, options: ExplainOptions, io: Io): ExplainResult {
  findKey(app, question.key);
  if (options.can === undefined) { throw new UserError('--can is needed: what is done with the key'); }
  const answer = explain(app, { ...question, action: options.can });
  write(io, options, {
    text: colours => explainText(answer, colours),
    markdown: () => explainMarkdown(answer),
    json: () => `${JSON.stringify(answer.result, undefined, 2)}\n`,
  });
  return answer.result;
}

function many(file: string, paths: readonly string[], options: ExplainOptions, io: Io): boolean {
  checkOutput(options, ['text', 'markdown', 'json', 'junit']);
  const expectations = readExpectations(file, io.cwd);
  const { inputs } = inputsOf(paths, options, io);
  const app = new App(inputs.templates);
  const result = runExpectations(app, expectations, readOrganization(app, options.scp ?? [], options.rcp ?? [], io.cwd));
  write(io, options, {
    text: colours => expectationsText(result, colours),
    markdown: () => expectationsMarkdown(result),
    json: () => `${JSON.stringify(result, undefined, 2)}\n`,
    junit: () => expectationsJunit(result),
  });
  return result.summary.failed > 0;
}
