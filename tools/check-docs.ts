/**
 * Compiles every ```ts block of README.md and docs/ as a file of its own, as readers paste it, and runs it; the same for every @example of the API as the site
 * shows it, which is compiled with the fixture in rosetta/ as well. All against src/. A block that starts with `// not compiled:` and a reason is skipped.
 *
 * Links to lines of files must hold what they say. `--fixture` only rewrites the names that the fixture imports, and such lines. Names of files check only the examples in these: `npx tsx tools/check-docs.ts docs/rotation.md`.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import * as ts from 'typescript';
import { refreshLines, wrongLines } from './snippets/evidence';
import { filesUnder, snippetsOfPage, snippetsOfSource } from './snippets/read-snippets';
import { runSnippet } from './snippets/run-snippet';
import { wholeFile } from './snippets/whole-file';

const root = join(__dirname, '..');
const fixtureFile = join(root, 'rosetta', 'default.ts-fixture');

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  types: ['node'],
  lib: ['lib.es2022.d.ts'],
  paths: { 'cdk-keysmith': [join(root, 'src', 'index.ts')] },
};

/** What the package exports, so that the fixture can import all of it. */
function exportedNames(): string[] {
  const index = join(root, 'src', 'index.ts');
  const program = ts.createProgram([index], options);
  const checker = program.getTypeChecker();
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!).map(symbol => symbol.name).sort();
}

const names = exportedNames();
const fixture = readFileSync(fixtureFile, 'utf8').replace(/import \{\n[^}]*\} from 'cdk-keysmith';/, `import {\n${names.map(name => `  ${name},\n`).join('')}} from 'cdk-keysmith';`);
if (process.argv.includes('--fixture')) {
  writeFileSync(fixtureFile, fixture);
  filesUnder(join(root, 'docs'), '.md').forEach(refreshLines);
  process.exit(0);
}
if (fixture !== readFileSync(fixtureFile, 'utf8')) {
  console.error('rosetta/default.ts-fixture does not import what the package exports; run `npm run docs`');
  process.exitCode = 1;
}

const only = process.argv.slice(2).filter(name => !name.startsWith('-')).map(name => resolve(name));
const wanted = (file: string): boolean => only.length === 0 || only.includes(file);
const moved = filesUnder(join(root, 'docs'), '.md').filter(wanted).flatMap(wrongLines);
for (const problem of moved) { console.error(relative(root, problem)); }

const skipped = (code: string): boolean => code.startsWith('// not compiled:');
const pages = [join(root, 'README.md'), ...filesUnder(join(root, 'docs'), '.md')].filter(wanted).flatMap(snippetsOfPage).filter(({ code }) => !skipped(code));
const examples = filesUnder(join(root, 'src'), '.ts').filter(wanted).flatMap(snippetsOfSource).filter(({ code }) => !skipped(code));
// The reference of the site completes examples of the API to whole files.
pages.push(...examples.map(({ code, ...where }) => ({ ...where, code: wholeFile(code) })));
const snippets = [...pages, ...examples];

const [before, after] = fixture.split('    /// here\n');
/** An example of the API stands in the fixture; what it declares, before the class. */
function inFixture(code: string): string {
  const declared = [...code.matchAll(/^declare const .*$/gm)].map(match => match[0]);
  const body = code.replace(/^declare const .*$/gm, '');
  return /^import /m.test(code) ? code : `${before.replace('class Fixture', `${declared.join('\n')}\nclass Fixture`)}    /// here\n${body}${after}`;
}
const virtual = new Map(snippets.map((snippet, i) => [
  join(root, `snippet-${i}.ts`), { snippet, text: `${pages.includes(snippet) ? snippet.code : inFixture(snippet.code)}\nexport {};\n` },
] as const));

const host = ts.createCompilerHost(options);
const { fileExists, getSourceFile, readFile } = host;
host.fileExists = file => virtual.has(file) || fileExists(file);
host.readFile = file => virtual.get(file)?.text ?? readFile(file);
host.getSourceFile = (file, ...rest) => virtual.has(file)
  ? ts.createSourceFile(file, virtual.get(file)!.text, ts.ScriptTarget.ES2022, true)
  : getSourceFile(file, ...rest);

const program = ts.createProgram([...virtual.keys()], options, host);
let failed = 0;
for (const [file, { snippet, text }] of virtual) {
  const source = program.getSourceFile(file)!;
  const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  if (problems.length > 0) {
    failed++;
    console.error(`${relative(root, snippet.file)}:${snippet.line}: the example does not compile`
      + (pages.includes(snippet) ? '; a block of a page is a whole file, with its imports and what it uses' : ''));
    for (const problem of problems) {
      const line = problem.start === undefined ? '' : text.slice(0, problem.start).split('\n').length;
      console.error(`  ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}  (${text.split('\n')[Number(line) - 1]?.trim() ?? ''})`);
    }
  }
}
console.log(`${snippets.length - failed} examples compile, ${failed} do not`);

let broken = 0;
for (const { file, line, code } of pages.filter(snippet => !/^declare /m.test(snippet.code))) {
  try {
    runSnippet(code);
  } catch (error) {
    broken++;
    console.error(`${relative(root, file)}:${line}: the example does not run: ${(error as Error).message}`);
  }
}
console.log(`${pages.length - broken} examples of pages run, ${broken} do not`);
const declaring = pages.filter(({ code }) => /^declare /m.test(code));
for (const { file, line } of declaring) { console.error(`${relative(root, file)}:${line}: the example declares what it does not make`); }
if (failed + broken + declaring.length + moved.length > 0) { process.exitCode = 1; }
