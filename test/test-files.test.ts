import { existsSync, readdirSync } from 'fs';
import { join, relative } from 'path';

/*
 * A test has the name of the source file that it is of, so that one finds the other. What is of no single file is listed here with what it is of.
 */

const ROOT = join(__dirname, '..');
const ROOMS = ['app', 'checks', 'iam', 'report', 'template'];
const OF_MORE: { readonly [test: string]: string } = {
  'checks/aws-examples': "AWS's own policies",
  'checks/aws-validator': 'every construct and example, under the validator of AWS',
  'checks/corpus': 'the corpus of good and bad keys, before and after synthesis',
  'checks/corpus-templates': 'the corpus, template by template',
  'checks/generated-readings': 'random apps read by their templates and as construct trees',
  'checks/guide-app': 'an app of the guide',
  'checks/l2-key-policies': 'key policies of aws-cdk-lib',
  'checks/own-constructs': 'every construct of ours',
  'checks/public-templates': 'shapes of public templates',
  'checks/rule-docs': 'the generated pages',
  'checks/same-meaning': 'templates that mean the same, written in other ways',
  'checks/two-readings': 'an app read by its templates and as a construct tree',
  'checks/rules/alias': 'rules about aliases',
  'checks/rules/app': 'rules about what uses keys',
  'checks/rules/conditions': 'rules about conditions',
  'checks/rules/duties': 'rules about who does what',
  'checks/rules/identity': 'rules about IAM policies',
  'checks/rules/key': 'rules about the configuration of keys',
  'checks/rules/key-policy': 'rules about whole key policies',
  'checks/rules/principals': 'rules about principals',
  'checks/rules/replica': 'rules about replicas',
  'report/access-rows-oracle': 'the report of random keys against the policy simulator',
  'iam/decide-oracle': 'decide against the policy simulator, on random requests',
};

const testsUnder = (folder: string): string[] => readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('.test.ts'))
  .map(entry => relative(__dirname, join(entry.parentPath, entry.name)).replace(/\.test\.ts$/, ''));

const tests = ROOMS.flatMap(room => testsUnder(join(__dirname, room)));

test.each(tests.filter(name => !OF_MORE[name]).map(name => [name]))('%s is of a source file', name => {
  expect(existsSync(join(ROOT, 'src', `${name}.ts`)) || existsSync(join(ROOT, 'src', 'checks', 'rules', `${name.replace(/^.*\//, '')}.ts`))).toBe(true);
});

test('every test that is listed is there', () => {
  expect(Object.keys(OF_MORE).filter(name => !tests.includes(name))).toEqual([]);
});
