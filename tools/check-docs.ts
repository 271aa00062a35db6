/**
 * Compiles every ```ts block of README.md and docs/ and every @example of the API with the fixture in rosetta/, against src/.
 * A block that starts with `// not compiled:` and a reason is skipped.
 *
 * `--fixture` only rewrites the names that the fixture imports.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import * as ts from 'typescript';

const root = join(__dirname, '..');
const fixtureFile = join(root, 'rosetta', 'default.ts-fixture');

interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

function markdownFiles(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true }).flatMap(entry => entry.isDirectory()
      ? markdownFiles(join(directory, entry.name))
      : entry.name.endsWith('.md') ? [join(directory, entry.name)] : []).sort()
    : [];
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap(entry => entry.isDirectory()
    ? sourceFiles(join(directory, entry.name))
    : entry.name.endsWith('.ts') ? [join(directory, entry.name)] : []).sort();
}

function ofMarkdown(file: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(?:ts|typescript)[^\n]*\n([\s\S]*?)^```/gm)]
    .map(match => ({ file, line: text.slice(0, match.index).split('\n').length + 1, code: match[1] }));
}

function ofSource(file: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/@example[^\n]*\n([\s\S]*?)(?=\n\s*\*\s*@|\*\/)/g)].map(match => ({
    file,
    line: text.slice(0, match.index).split('\n').length + 1,
    code: match[1].split('\n').map(line => line.replace(/^\s*\* ?/, '')).join('\n'),
  }));
}

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
  process.exit(0);
}
if (fixture !== readFileSync(fixtureFile, 'utf8')) {
  console.error('rosetta/default.ts-fixture does not import what the package exports; run `npm run docs`');
  process.exitCode = 1;
}

const snippets = [join(root, 'README.md'), ...markdownFiles(join(root, 'docs'))].flatMap(ofMarkdown)
  .concat(sourceFiles(join(root, 'src')).flatMap(ofSource))
  .filter(snippet => !snippet.code.startsWith('// not compiled:'));

const [before, after] = fixture.split('    /// here\n');
const virtual = new Map(snippets.map((snippet, i) => {
  // An app of its own imports what it needs; a fragment stands in the fixture.
  const whole = /^import /m.test(snippet.code);
  const declared = [...snippet.code.matchAll(/^declare const .*$/gm)].map(match => match[0]);
  const body = snippet.code.replace(/^declare const .*$/gm, '');
  const text = whole ? snippet.code : `${before.replace('class Fixture', `${declared.join('\n')}\nclass Fixture`)}    /// here\n${body}${after}`;
  return [join(root, `snippet-${i}.ts`), { snippet, text: `${text}\nexport {};\n` }] as const;
}));

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
    console.error(`${relative(root, snippet.file)}:${snippet.line}: the example does not compile`);
    for (const problem of problems) {
      const line = problem.start === undefined ? '' : text.slice(0, problem.start).split('\n').length;
      console.error(`  ${ts.flattenDiagnosticMessageText(problem.messageText, '\n')}  (${text.split('\n')[Number(line) - 1]?.trim() ?? ''})`);
    }
  }
}
console.log(`${snippets.length - failed} examples compile, ${failed} do not`);
if (failed > 0) { process.exitCode = 1; }
