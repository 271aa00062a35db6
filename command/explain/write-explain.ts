import { ExpectationsResult } from './expectations';
import { Answer } from './run-explain';
import { titleOf } from '../find-key';
import { Colours } from '../write/colours';
import { markdown, terminal, xml } from '../write/escape';

/** The answer in one sentence, as a person would say it. */
function sentence({ asker, key, result: { verdict, action, dependsOn } }: Answer): string {
  // A name is written as it is; a description begins a sentence.
  const who = asker.name.replace(/^(the|an?|role|user|permission set) /, words => words[0].toUpperCase() + words.slice(1));
  const what = `${action} with ${titleOf(key)}`;
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
  return `${colour(terminal(sentence(answer)))}\n${reasonLines(answer).map(line => `  - ${terminal(line)}\n`).join('')}`;
}

export const explainMarkdown = (answer: Answer): string =>
  `**${markdown(sentence(answer))}**\n\n${reasonLines(answer).map(line => `- ${markdown(line)}\n`).join('')}`;

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
