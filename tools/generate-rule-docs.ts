/*
 * Writes docs/rules.md and a page for each rule of KmsChecks into docs/rules.
 *
 *   npx tsx tools/generate-rule-docs.ts            writes
 *   npx tsx tools/generate-rule-docs.ts --check    exits 1 when a page is not what the rules say
 */
import * as path from 'path';
import { Document, isCollection, isScalar, isSeq, visit } from 'yaml';
import { writePages } from './write-pages';
import { Rule } from '../src/checks/rule';
import { RULES } from '../src/checks/rules';
import { BAD, BadCase } from '../test/checks/corpus';

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
  notEncrypted: 'Data that EncryptionDefaults left as it is',
};

const NOTE = '<!-- Generated from src/checks/rules by tools/generate-rule-docs.ts; edit the rules instead. -->';

const kebab = (id: string): string => id.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
/** Text that stays text in Markdown. */
const text = (value: string): string => value.replace(/[*<>|_]/g, '\\$&').replace(/\s+/g, ' ');

/** A template as people write it: what fits on a line is on one. */
function yaml(template: unknown): string {
  const document = new Document(template, { aliasDuplicateObjects: false });
  visit(document, { Collection: (_, node) => { node.flow = isCollection(node) && JSON.stringify(node).length < (isSeq(node) && node.items.every(isScalar) ? 100 : 60); } });
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
}

/** The first template of the tests' corpus in which the rule finds something, and nothing else does. */
const foundIn = ({ id }: Rule): BadCase | undefined =>
  BAD.find(({ finds }) => finds.length === 1 && finds[0].endsWith(id)) ?? BAD.find(({ finds }) => finds.some(name => name.endsWith(id)));

function rulePage(rule: Rule): string {
  const example = foundIn(rule);
  // A finding about one statement is acknowledged with the statement's name.
  const id = `Keysmith-${rule.id}${rule.each ? '[NameOfTheStatement]' : ''}`;
  return [
    NOTE,
    `# Keysmith-${rule.id}`,
    '',
    `**${text(rule.title)}.** Level: ${rule.level}. About: ${SUBJECTS[rule.subject].toLowerCase().replace('iam', 'IAM')}. `
      + `Source: [\`${kebab(rule.id)}.ts\`](../../src/checks/rules/${kebab(rule.id)}.ts).`,
    '',
    '## What is wrong',
    '',
    text(rule.info),
    '',
    '## Why it matters',
    '',
    `${text(rule.explanation)} ([AWS documentation](https://docs.aws.amazon.com/${rule.page}))`,
    '',
    '## How to fix it',
    '',
    text(rule.fix),
    '',
    ...example ? [
      '## A template that it finds',
      '',
      '```yaml',
      yaml({ Resources: example.resources }).trimEnd(),
      '```',
      '',
      ...example.replicas ? ['The stack in the Region of the replica:', '', '```yaml', yaml({ Resources: example.replicas }).trimEnd(), '```', ''] : [],
    ] : [],
    '## How to acknowledge it',
    '',
    'In a CDK app, on the construct or on any construct above it:',
    '',
    '```ts',
    "import { App, Stack, Validations } from 'aws-cdk-lib';",
    "import { EncryptedKey, KmsChecks } from 'cdk-keysmith';",
    '',
    'const app = new App();',
    "const stack = new Stack(app, 'Keys');",
    "const key = new EncryptedKey(stack, 'OrdersKey');",
    '',
    'Validations.of(app).addPlugins(new KmsChecks(app));',
    `Validations.of(key).acknowledge({ id: '${id}', reason: 'why this is right here' });`,
    '```',
    '',
    'In a template, for the command `keysmith check`:',
    '',
    '```yaml',
    'Metadata:',
    `  keysmith: { '${id}': why this is right here }`,
    '```',
    '',
    '[All rules](../rules.md), [acknowledging findings](../acknowledging-findings.md).',
    '',
  ].join('\n');
}

function overview(rules: readonly Rule[]): string {
  const subjects = Object.keys(SUBJECTS).filter(subject => rules.some(rule => rule.subject === subject));
  return [
    NOTE,
    '# Rules of KmsChecks',
    '',
    `${rules.length} rules. Each has a page and one source file. A finding at level error fails the synthesis. What cannot be known before the deployment is reported at level info.`,
    '',
    '```ts',
    "import { App, Validations } from 'aws-cdk-lib';",
    "import { KmsChecks } from 'cdk-keysmith';",
    '',
    'const app = new App();',
    'Validations.of(app).addPlugins(new KmsChecks(app));',
    '```',
    '',
    '`npx cdk-keysmith check` applies the same rules to [any template](command.md). A finding is [acknowledged by its id](acknowledging-findings.md). Where a rule is about a statement, the id '
      + 'ends with the name of the statement in brackets: `Keysmith-WildcardPrincipal[AllowEveryone]`.',
    '',
    ...subjects.flatMap(subject => [
      `## ${SUBJECTS[subject]}`,
      '',
      '| Rule | Level | The compliant condition |',
      '| --- | --- | --- |',
      ...rules.filter(rule => rule.subject === subject).map(({ id, level, title }) => `| [${id}](rules/${id}.md) | ${level} | ${text(title)} |`),
      '',
    ]),
  ].join('\n').trimEnd() + '\n';
}

/** The pages, by their path in docs. */
export function ruleDocs(rules: readonly Rule[]): { readonly [page: string]: string } {
  return { 'rules.md': overview(rules), ...Object.fromEntries(rules.map(rule => [`rules/${rule.id}.md`, rulePage(rule)])) };
}

if (require.main === module) {
  writePages(ruleDocs(RULES), { root: path.join(__dirname, '..', 'docs'), folder: 'rules', check: process.argv.includes('--check'), how: 'npx tsx tools/generate-rule-docs.ts' });
}
