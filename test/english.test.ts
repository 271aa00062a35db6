import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

const ROOT = join(__dirname, '..');

/** What people read: doc comments, messages, mails, pages. Words that stop a reader, each with the one to write. */
const INSTEAD: readonly [habit: RegExp, write: string][] = [
  [/\bfor ever\b/i, 'forever'],
  [/\bbut for\b/i, 'except for'],
  [/, save (for|the|a|where)\b/i, 'except'],
  [/\b(told|tells?|hears?|heard) of (each|every|it|the|this|all|a)\b/i, 'reports, is notified of'],
  [/\bmak(e|es|ing) (a )?grants?\b/i, 'create a grant'],
  [/\bmak(e|es|ing) data keys?\b/i, 'generate a data key'],
  [/\bmak(e|es|ing) (a )?MACs?\b/, 'compute a MAC'],
  [/\bMAC keys?\b/, 'HMAC key'],
  [/\bwhat becomes of\b/i, 'what happens to'],
  [/\b(is|are) gone for good\b/i, 'is deleted permanently'],
  [/\bencrypt(s|ed|ing)? anew\b/i, 're-encrypt'],
  [/\bin silence\b/i, 'without an error'],
  [/\blets? in\b/i, 'allow'],
  [/\b(is|are|be) spared\b/i, 'exempt'],
  [/\bone an? (stack|Region|region|account)\b/, 'one for each stack'],
  [/\bby turns\b/i, 'alternately'],
  [/(?<!\bby )\bwhom\b/i, 'the noun again, or that'],
  [/\blets? go of\b/i, 'is deleted'],
  [/\bone (key|decision|statement) an? (service|stack|line|key|name)\b/i, 'one for each'],
  [/\b(a|the|on|each|which) (grants?|replica|key)( on a KMS key)? (is|was) made\b(?! (of|by|useless|up|the|a)\b)/i, 'is created'],
];

const files = execFileSync('git', ['ls-files', 'src', 'handlers', 'command', 'docs', 'examples', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n').filter(file => /\.(ts|md|py)$/.test(file) && !/docs\/guide\.md$/.test(file));

test.each(INSTEAD.map(([habit, write]) => [habit.source, habit, write] as const))('nobody reads %s', (_, habit, write) => {
  const found = files.flatMap(file => readFileSync(join(ROOT, file), 'utf8').split('\n')
    .flatMap((line, i) => habit.test(line) ? [`${file}:${i + 1}: write "${write}": ${line.trim().slice(0, 120)}`] : []));
  expect(found).toEqual([]);
});

/** Habits that pages are free of: outside of code, links and the texts of AWS that they quote. */
const IN_PAGES: readonly [habit: RegExp, write: string][] = [
  [/\b(the|its|another|each|every|that|this|a|own|opt-in|same|other|cross|multi|single)[ -]regions?\b/, 'Region'],
  [/(?<![-\w])may\b(?! be (?:an?|the) (?:ARN|alias))/, 'can (ability), might (possibility)'],
];
const GENERATED = /^docs\/(services|rules|resource-types|comparison|scanners|command|decisions)/;

test.each(IN_PAGES.map(([habit, write]) => [habit.source, habit, write] as const))('no page has %s', (_, habit, write) => {
  const found = files.filter(file => file.endsWith('.md') && !GENERATED.test(file) && file !== 'CHANGELOG.md').flatMap(file => readFileSync(join(ROOT, file), 'utf8')
    .replace(/^```[\s\S]*?^```|`[^`\n]*`|\[[^\]]*\]\([^)]*\)|"[^"\n]*"/gm, code => code.replace(/[^\n]/g, ' ')).split('\n')
    .flatMap((line, i) => habit.test(line) ? [`${file}:${i + 1}: write "${write}": ${line.trim().slice(0, 120)}`] : []));
  expect(found).toEqual([]);
});

/** Habits that sources are free of as well: doc comments, messages, mails, examples. */
const IN_SOURCES: readonly [habit: RegExp, write: string][] = [
  [/(?<![-\w])may\b/, 'can (ability), might (possibility), is allowed to (permission)'],
];

test.each(IN_SOURCES.map(([habit, write]) => [habit.source, habit, write] as const))('no source has %s', (_, habit, write) => {
  const found = files.filter(file => !file.endsWith('.md')).flatMap(file => readFileSync(join(ROOT, file), 'utf8').split('\n')
    .flatMap((line, i) => habit.test(line) ? [`${file}:${i + 1}: write "${write}": ${line.trim().slice(0, 120)}`] : []));
  expect(found).toEqual([]);
});

test('the words are looked for where they are', () => { expect(files.length).toBeGreaterThan(300); });
