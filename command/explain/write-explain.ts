import { DataAnswer } from './data';
import { ExpectationsResult } from './expectations';
import { Answer } from './run-explain';
import { shown } from '../../src/iam/symbols';
import { titleOf } from '../find-key';
import { Remedy, remedyLines } from '../remedy';
import { remedyMarkdown } from '../remedy-markdown';
import { Colours } from '../write/colours';
import { markdown, terminal, xml } from '../write/escape';

/** The answer in one sentence, as a person would say it. */
function sentence({ asker, key, result: { verdict, action, dependsOn } }: Answer): string {
  // A name is written as it is; a description begins a sentence.
  const who = asker.name.replace(/^(the|an?|role|user|permission set) /, words => words[0].toUpperCase() + words.slice(1));
  const what = `${action} with ${shown(titleOf(key))}`;
  switch (verdict) {
    case 'allowed': return `Yes: ${who} can call ${what}.`;
    case 'denied': return `No: ${who} cannot call ${what}.`;
    default: return `It depends: whether ${asker.name} can call ${what} is settled by ${dependsOn.join(', ') || 'the deployment'}${hint(dependsOn)}.`;
  }
}

/** What the user can say about a template without an environment. */
const hint = (dependsOn: readonly string[]): string => dependsOn.some(need => /^AWS::(AccountId|Region|Partition)$/.test(need)) ? ' (give --account and --region)' : '';

const reasonLines = ({ result: { reasons } }: Answer): string[] => reasons.map(({ words, stack, logicalId }) => `${words}${logicalId === null ? '' : ` (${stack}/${logicalId})`}`);

export function explainText(answer: Answer, colours: Colours): string {
  const colour = { allowed: colours.green, denied: colours.red, depends: colours.yellow }[answer.result.verdict];
  return `${colour(terminal(sentence(answer)))}\n${reasonLines(answer).map(line => `  - ${terminal(line)}\n`).join('')}${remedyText(answer.result.remedy === null ? [] : [answer.result.remedy])}`;
}

const remedyText = (remedies: readonly Remedy[]): string => remedies.map(remedy => `\n${remedyLines(remedy).map(line => `${terminal(line)}\n`).join('')}`).join('');

/** Both halves, then what is missing. */
export function dataText({ sentence: words, result: { verdict, halves, remedies } }: DataAnswer, colours: Colours): string {
  const paint = { allowed: colours.green, denied: colours.red, depends: colours.yellow };
  const lines = halves.flatMap(({ half, action, verdict: of, words: why }) => [
    `  ${half === 'data' ? 'data' : 'key '}  ${action}: ${of === 'depends' ? 'it depends' : of}`, ...why.map(one => `    - ${one}`),
  ]);
  return `${paint[verdict](terminal(words))}\n${lines.map(line => `${terminal(line)}\n`).join('')}${remedyText(remedies)}`;
}

export const dataMarkdown = ({ sentence: words, result: { halves, remedies } }: DataAnswer): string => [
  `**${markdown(words)}**`, '',
  '| half | asked | answer | why |', '|---|---|---|---|',
  ...halves.map(({ half, action, verdict, words: why }) => `| ${half} | ${markdown(action)} | ${verdict} | ${markdown(why.join('; '))} |`), '',
  ...remedies.map(remedyMarkdown),
].join('\n');

export const explainMarkdown = (answer: Answer): string =>
  `**${markdown(sentence(answer))}**\n\n${reasonLines(answer).map(line => `- ${markdown(line)}\n`).join('')}${answer.result.remedy === null ? '' : `\n${remedyMarkdown(answer.result.remedy)}`}`;

type Result = ExpectationsResult['results'][number];
const title = ({ name, principal, action, key, expected }: Result): string => name ?? `${principal} ${action} ${key}: ${expected}`;

export function expectationsText({ summary, results }: ExpectationsResult, colours: Colours): string {
  const lines = results.map(result => result.passed
    ? `${colours.green('ok')}      ${terminal(title(result))}`
    : `${colours.red('FAILED')}  ${terminal(title(result))}: is ${result.verdict}, expected ${result.expected}. ${terminal(result.why)}`);
  return `${lines.join('\n')}\n\n${summary.passed} passed, ${summary.failed} failed\n`;
}

export const expectationsMarkdown = ({ summary, results }: ExpectationsResult): string => [
  summary.failed === 0 ? `**All ${summary.passed} decisions hold.**` : `**${summary.failed} of ${results.length} decisions do not hold.**`,
  '',
  '| | question | answer | why |',
  '|---|---|---|---|',
  ...results.map(result => `| ${result.passed ? 'ok' : '**failed**'} | ${markdown(title(result))} | ${result.verdict} | ${markdown(result.why)} |`),
  '',
].join('\n');

export function expectationsJunit({ summary, results }: ExpectationsResult): string {
  const cases = results.map(result => {
    const head = `    <testcase classname="${xml(result.key)}" name="${xml(title(result))}"`;
    return result.passed ? `${head}/>\n`
      : `${head}>\n      <failure message="${xml(`is ${result.verdict}, expected ${result.expected}`)}">${xml(result.why)}</failure>\n    </testcase>\n`;
  });
  const counts = `tests="${results.length}" failures="${summary.failed}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="keysmith explain" ${counts}>\n  <testsuite name="expectations" ${counts} errors="0">\n${cases.join('')}  </testsuite>\n</testsuites>\n`;
}
