import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import { filesUnder, snippetsIn } from './read-snippets';
import { assemblies } from '../site/assemblies';

const root = join(__dirname, '..', '..');

/** A language of the tabs besides TypeScript. */
export type Language = 'python' | 'java' | 'go' | 'csharp';

/** An example as a reader sees it, with a name that says where: `rules_rotation_enabled_12`. */
export interface Example {
  readonly name: string;
  readonly code: string;
}

/** First line of a block that is a part of a program in examples/, which is compiled there. */
const EXCERPT = /^(#|\/\/) an excerpt of examples\//;

/** Every block of a language in the pages of the site (tools/site/build.ts --pages writes them) and in README.md; the same code once. */
export function examplesIn(language: Language): Example[] {
  const pages = join(root, 'site', 'pages');
  const found = new Map<string, Example>();
  for (const file of [...filesUnder(pages, '.md'), join(root, 'README.md')]) {
    const page = relative(file.startsWith(pages) ? pages : root, file).replace(/\.md$/, '').replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/\W+/g, '_').toLowerCase();
    for (const { line, code } of snippetsIn(file, language)) {
      if (!EXCERPT.test(code) && !found.has(code)) { found.set(code, { name: `${page}_${line}`, code }); }
    }
  }
  if (found.size === 0) { throw new Error(`no example in ${language}: run \`npx tsx tools/site/build.ts --pages\` first`); }
  return [...found.values()];
}

/** Writes each example as a file of its own, in a folder with its name: `main.go` in `start_24`. */
export function writeExamples(language: Language, folder: string): number {
  rmSync(folder, { recursive: true, force: true });
  const examples = examplesIn(language);
  for (const { name, code } of examples) {
    const [file, text] = asFile(language, name, code);
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, file), text);
  }
  return examples.length;
}

function asFile(language: Language, name: string, code: string): [file: string, text: string] {
  switch (language) {
    case 'python': return ['app.py', code];
    case 'java': return [`${/^public class (\w+)/m.exec(code)?.[1] ?? 'Example'}.java`, `package ${name};\n${code}`];
    case 'go': return ['main.go', code];
    // One project compiles all of them, so each has its statements in a class of its own.
    case 'csharp': {
      const lines = code.split('\n');
      const usings = lines.filter(line => /^using [^(]*;$/.test(line));
      return ['Program.cs', [...usings, '', `namespace Examples.${name}`, '{', 'static class Program', '{', 'static void Run()', '{', ...lines.filter(line => !usings.includes(line)), '}', '}', '}', ''].join('\n')];
    }
  }
}

/** What a name can be in C#: the members of each type that examples can name, by namespace. Without a compiler this is what they are held against. */
export function writeCsharpNames(file: string): void {
  const namespaces: { [namespace: string]: { [type: string]: string[] } } = {};
  for (const type of assemblies().all()) {
    const members = assemblies().line(type).flatMap(({ properties = [], methods = [], members: values = [] }) => [...properties, ...methods, ...values].map(({ name }) => name));
    (namespaces[assemblies().dotnet(type)] ??= {})[type.name] = [...new Set(members)];
  }
  writeFileSync(file, JSON.stringify(namespaces));
}
