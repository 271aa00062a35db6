import * as fs from 'fs';
import * as path from 'path';
import { pageOf } from '../../src/checks/rule';
import { RULES } from '../../src/checks/rules';
import { ruleDocs } from '../../tools/generate-rule-docs';

const ROOT = path.join(__dirname, '..', '..');
const kebab = (id: string) => id.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

test('docs/rules.md and the page of each rule are what the rules say', () => {
  for (const [page, wanted] of Object.entries(ruleDocs(RULES))) {
    expect(fs.readFileSync(path.join(ROOT, 'docs', page), 'utf8')).toBe(wanted);
  }
});

test('no page is left of a rule that is no more', () => {
  expect(fs.readdirSync(path.join(ROOT, 'docs', 'rules')).sort()).toEqual(RULES.map(({ id }) => `${id}.md`).sort());
});

test('a finding links to the page of its rule', () => {
  for (const rule of RULES) { expect(pageOf(rule).replace(/^https:.*\/cdk-keysmith\/(.*)\.html$/, '$1.md')).toBe(`rules/${rule.id}.md`); }
});

test('every rule has its file, its constant and its place in the docs', () => {
  const files = fs.readdirSync(path.join(ROOT, 'src', 'checks', 'rules')).filter(file => file !== 'index.ts').sort();
  expect(RULES.map(({ id }) => `${kebab(id)}.ts`).sort()).toEqual(files);
  for (const rule of RULES) {
    const file: { [constant: string]: unknown } = jest.requireActual(`../../src/checks/rules/${kebab(rule.id)}`);
    expect(file[kebab(rule.id).replace(/-/g, '_').toUpperCase()]).toBe(rule);
  }
  const overview = ruleDocs(RULES)['rules.md'];
  for (const { id } of RULES) { expect(overview.match(new RegExp(`^\\| \\[${id}\\]\\(rules/${id}\\.md\\)`, 'gm'))).toHaveLength(1); }
});

test('the docs do not depend on when they are made', () => {
  expect(ruleDocs(RULES)).toEqual(ruleDocs([...RULES]));
});
