/*
 * Writes docs/rules.md from the rules of KmsChecks.
 *
 *   npx tsx tools/generate-rule-docs.ts            writes
 *   npx tsx tools/generate-rule-docs.ts --check    exits 1 when the file is not what the rules say
 */
import * as fs from 'fs';
import * as path from 'path';
import { Rule } from '../src/checks/rule';
import { RULES } from '../src/checks/rules';

const SUBJECTS: { readonly [subject: string]: string } = {
  key: 'Keys',
  keyPolicy: 'Key policies',
  alias: 'Aliases',
  identityPolicy: 'IAM policies',
  bucketPolicy: 'Bucket policies',
  use: 'Services that work with encrypted resources',
  consumer: 'Encrypted resources',
  alarm: 'Alarms',
  logBucket: 'Buckets for access logs',
};

const kebab = (id: string): string => id.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
/** Text that stays text in Markdown. */
const text = (value: string): string => value.replace(/[*<>|_]/g, '\\$&').replace(/\s+/g, ' ');

function section(rule: Rule): string {
  return [
    `### Keysmith-${rule.id}`,
    '',
    `**${text(rule.title)}.** Level: ${rule.level}. Source: [\`${kebab(rule.id)}.ts\`](../src/checks/rules/${kebab(rule.id)}.ts).`,
    '',
    text(rule.info),
    '',
    `Why: ${text(rule.explanation)} ([AWS](https://docs.aws.amazon.com/${rule.page}))`,
    '',
    `Fix: ${text(rule.fix)}`,
    '',
  ].join('\n');
}

/** The whole document. */
export function ruleDocs(rules: readonly Rule[]): string {
  const subjects = Object.keys(SUBJECTS).filter(subject => rules.some(rule => rule.subject === subject));
  const of = (subject: string) => rules.filter(rule => rule.subject === subject);
  return [
    '<!-- Generated from src/checks/rules by tools/generate-rule-docs.ts; edit the rules instead. -->',
    '# Rules of KmsChecks',
    '',
    `${rules.length} rules. Each is one file, named as the rule. Errors fail the synthesis; what cannot be told before deployment is said at info level.`,
    '',
    'A finding is acknowledged by its id. Where a rule speaks of a statement, the id ends with the name of the statement in brackets: '
      + '`Keysmith-WildcardPrincipal[AllowEveryone]`. Levels, rules that do not apply and what the environment expects are properties of `KmsChecks`.',
    '',
    '| Rule | Level | What it asks for |',
    '| --- | --- | --- |',
    ...subjects.flatMap(subject => of(subject).map(rule => `| [${rule.id}](#keysmith-${rule.id.toLowerCase()}) | ${rule.level} | ${text(rule.title)} |`)),
    '',
    ...subjects.flatMap(subject => [`## ${SUBJECTS[subject]}`, '', ...of(subject).map(section)]),
  ].join('\n').trimEnd() + '\n';
}

if (require.main === module) {
  const file = path.join(__dirname, '..', 'docs', 'rules.md');
  const wanted = ruleDocs(RULES);
  if (process.argv.includes('--check')) {
    const same = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === wanted;
    if (!same) { console.error('docs/rules.md is not what the rules say: run npx tsx tools/generate-rule-docs.ts'); }
    process.exitCode = same ? 0 : 1;
  } else {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, wanted);
  }
}
