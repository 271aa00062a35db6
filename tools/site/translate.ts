import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { TargetLanguage, Translator } from 'jsii-rosetta';
import { finish } from './finish-translation';

const root = join(__dirname, '..', '..');
const CACHE = join(root, 'node_modules', '.cache', 'cdk-keysmith', 'translations.json');

/** The languages of the tabs, in their order, each with what highlights it. */
export const LANGUAGES = [
  { title: 'TypeScript', highlight: 'ts' },
  { title: 'Python', highlight: 'python', target: TargetLanguage.PYTHON },
  { title: 'Java', highlight: 'java', target: TargetLanguage.JAVA },
  { title: 'C#', highlight: 'csharp', target: TargetLanguage.CSHARP },
  { title: 'Go', highlight: 'go', target: TargetLanguage.GO },
] as const;

/** One example in every language, by the title of its tab. */
export interface Translation { readonly [title: string]: string }

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a translation depends on besides its text: the API that it calls, and what translates. */
function version(): string {
  const assembly = join(root, '.jsii');
  if (!existsSync(assembly)) { throw new Error('the site needs the compiled library: run `npx projen compile` first'); }
  return sha(['.jsii', 'node_modules/jsii-rosetta/package.json'].map(file => readFileSync(join(root, file), 'utf8')).join('\n'));
}

/** Translates whole files of TypeScript. The same files give the same translations; what was translated before is read from a cache. */
export function translate(codes: readonly string[]): Map<string, Translation> {
  const key = version();
  const cached = existsSync(CACHE) ? JSON.parse(readFileSync(CACHE, 'utf8')) as { key: string; translations: { [sha: string]: Translation } } : undefined;
  const known = new Map(Object.entries(cached?.key === key ? cached.translations : {}));
  const wanted = [...new Set(codes)];
  const missing = wanted.filter(code => !known.has(sha(code)));
  if (missing.length > 0) {
    compile(missing).forEach((translation, i) => known.set(sha(missing[i]), translation));
    mkdirSync(dirname(CACHE), { recursive: true });
    writeFileSync(CACHE, JSON.stringify({ key, translations: Object.fromEntries(known) }));
  }
  return new Map(wanted.map(code => [code, finished(known.get(sha(code))!)]));
}

/** The whole files of what jsii-rosetta wrote. */
const finished = (translation: Translation): Translation => Object.fromEntries(LANGUAGES.map(language => {
  const source = translation[language.title];
  return [language.title, 'target' in language ? finish(language.target, source) : source];
}));

function compile(codes: readonly string[]): Translation[] {
  // Where an app would be: with the library among its packages.
  const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'cdk-keysmith'));
    for (const name of ['aws-cdk-lib', 'constructs']) { symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name)); }
    const translator = new Translator(false);
    const translated = translator.translateSnippets(codes.map((code, i) => ({
      visibleSource: code,
      location: { api: { api: 'file', fileName: `example-${i}` } },
      parameters: { $compilation: folder },
    })));
    const untranslatable = translator.diagnostics.filter(({ isError }) => isError);
    if (untranslatable.length > 0) { throw new Error(`not every example can be translated:\n${untranslatable.map(({ formattedMessage }) => formattedMessage).join('\n')}`); }
    return translated.map((snippet, i) => Object.fromEntries(LANGUAGES.map(language => [
      language.title,
      'target' in language ? snippet.get(language.target)!.source : codes[i].trimEnd(),
    ])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
