import * as fs from 'fs';
import * as path from 'path';
import { RULES } from '../../src/checks/rules';
import { ruleDocs } from '../../tools/generate-rule-docs';

const ROOT = path.join(__dirname, '..', '..');
const kebab = (id: string) => id.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();

test('docs/rules.md is what the rules say', () => {
  expect(fs.readFileSync(path.join(ROOT, 'docs', 'rules.md'), 'utf8')).toBe(ruleDocs(RULES));
});

test('every rule has its file, its constant and its place in the docs', () => {
  const files = fs.readdirSync(path.join(ROOT, 'src', 'checks', 'rules')).filter(file => file !== 'index.ts').sort();
  expect(RULES.map(({ id }) => `${kebab(id)}.ts`).sort()).toEqual(files);
  for (const rule of RULES) {
    const file: { [constant: string]: unknown } = jest.requireActual(`../../src/checks/rules/${kebab(rule.id)}`);
    expect(file[kebab(rule.id).replace(/-/g, '_').toUpperCase()]).toBe(rule);
  }
  const docs = ruleDocs(RULES);
  for (const { id } of RULES) { expect(docs.match(new RegExp(`^### Keysmith-${id}$`, 'gm'))).toHaveLength(1); }
});

test('the docs do not depend on when they are made', () => {
  expect(ruleDocs(RULES)).toBe(ruleDocs([...RULES]));
});
