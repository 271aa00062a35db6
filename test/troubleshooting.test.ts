import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { WARNINGS } from '../src/private/errors';

const ROOT = join(__dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');

/** How a text begins, for each branch of it: up to what is filled in. */
function beginnings(text: ts.Expression): string[] {
  if (ts.isStringLiteralLike(text)) { return [text.text]; }
  if (ts.isTemplateExpression(text)) { return [`${text.head.text}…`]; }
  if (ts.isConditionalExpression(text)) { return [...beginnings(text.whenTrue), ...beginnings(text.whenFalse)]; }
  return ts.isBinaryExpression(text) ? beginnings(text.left) : [];
}

/** What messages of `refuse` say after the property, with the place of each. */
function bounds(file: string): [place: string, bound: string][] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: [string, string][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'bound') {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push(...beginnings(node.initializer).map((bound): [string, string] => [`${file}:${line}`, bound]));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const FAMILIES = PAGE.slice(PAGE.indexOf('### Every message'), PAGE.indexOf('## Warnings')).split('\n')
  .flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(match => match[1]));
const FOUND = execFileSync('git', ['ls-files', 'src'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(file => file.endsWith('.ts')).flatMap(bounds);

test('every message of refuse begins as a row of the page says', () => {
  expect(FOUND.length).toBeGreaterThan(150);
  expect(FOUND.filter(([, bound]) => !FAMILIES.some(family => bound.startsWith(family)))).toEqual([]);
});

test.each(FAMILIES)('the page has no row for messages that nobody writes: %s', family => {
  expect(FOUND.some(([, bound]) => bound.startsWith(family))).toBe(true);
});

test.each(Object.values(WARNINGS))('%s has a meaning in the page', id => { expect(PAGE).toContain(`\`${id}\``); });
