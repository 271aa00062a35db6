/**
 * Builds the Python wheel, the Maven artifact and the Go module, installs each in a clean project from the package registries, and
 * synthesizes the same app in every language: the templates must equal the TypeScript one byte for byte after canonical ordering, and nothing
 * of ours may be on stderr. Then every call that takes a key gets every kind of key (tools/languages): templates, warnings and errors must be those of
 * JavaScript on the same aws-cdk-lib, and those of every key that `keysmith adopt` writes in Python must be the TypeScript ones.
 * The examples of the pages are compiled in each language too; Python's are run, and its calls are read by a checker of types.
 * .NET is compiled and run the same way where the .NET SDK is and NuGet answers. Elsewhere its code is generated and parsed, and the names that the C# app uses
 * are looked up in it, which its line says.
 *
 * Name languages to run only these: `npm run test:languages -- python`.
 */
import { spawnSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { Assemblies } from './languages/assemblies';
import { KeyMatrix } from './languages/key-matrix';
import { difference, readOutcome, templates } from './languages/outcomes';
import { checkPythonTypes } from './languages/python-types';
import { CSharp, Go, Java, JavaScript, Python, Writer } from './languages/writer';
import { Language, writeCsharpNames, writeExamples } from './snippets/languages';

const root = join(__dirname, '..');
const work = join(root, 'reports', 'languages');
const quickStart = join(root, 'examples', 'quick-start');
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/*
 * The versions of the CDK's own packages that the clean projects take. Ranges would be resolved anew on every run; not every
 * version is on every registry the day it is released.
 */
const CDK = { python: '2.275.0', java: '2.257.0', go: 'v2.269.0' };

const OWN_CDK: string = JSON.parse(readFileSync(join(root, 'node_modules', 'aws-cdk-lib', 'package.json'), 'utf8')).version;

/** Parses C#. */
const PARSER = { 'tree-sitter': '0.26.1', 'tree-sitter-c-sharp': '0.23.5' };

function run(command: string, args: string[], cwd: string, env: { [name: string]: string } = {}): string {
  return runBoth(command, args, cwd, env).stdout;
}

function runBoth(command: string, args: string[], cwd: string, env: { [name: string]: string } = {}): { stdout: string; stderr: string } {
  console.log(`$ ${command} ${args.join(' ')}`);
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 268_435_456,
  });
  if (status !== 0) { throw new Error(`${command} failed ${error ?? ''}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`); }
  return { stdout, stderr };
}

/** Runs the quick start. What a reader runs first prints nothing of ours: no warning, finding or use of something deprecated. */
function runQuickStart(command: string, args: string[], cwd: string, language: string): void {
  const { stdout, stderr } = runBoth(command, args, cwd, { CDK_OUTDIR: join(work, `out-${language}`) });
  // aws-cdk-lib before 2.262 shows a table of all packs, also of those that found nothing.
  const told = `${stdout}\n${stderr}`.split('\n').filter(line => /Keysmith-|cdk-keysmith:|KmsChecks(?! +│ success)|\[(Warning|Error|Info) at |is deprecated/.test(line));
  if (told.length > 0) { throw new Error(`the quick start prints:\n${told.join('\n')}`); }
}

/** Every call that takes a key with every kind of key: the program of a language, which JavaScript answers first. */
const assemblies = () => new Assemblies(root);

function writeKeys(writer: Writer, folder: string): void {
  for (const [file, text] of Object.entries(writer.program(matrix()))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

let known: KeyMatrix | undefined;
const matrix = (): KeyMatrix => known ??= new KeyMatrix(assemblies());
const cellsFile = join(work, 'cells.txt');
const keysOut = (name: string) => join(work, `keys-${name}`);
/** AWS's validator of templates is JavaScript in every language, and judged elsewhere. */
const QUIET = { CDK_VALIDATION: 'false' };

/** What JavaScript makes of the cells on the aws-cdk-lib of a language. */
function expectedKeys(cdk: string): string {
  const project = join(work, `keys-node-${cdk}`);
  const out = keysOut(`expected-${cdk}`);
  if (existsSync(out)) { return out; }
  mkdirSync(project, { recursive: true });
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], root));
  writeFileSync(join(project, 'package.json'), JSON.stringify({
    name: 'keys', private: true, version: '1.0.0', dependencies: { 'aws-cdk-lib': cdk.replace('v', ''), 'cdk-keysmith': `file:${filename}` },
  }));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error'], project);
  writeKeys(new JavaScript(assemblies()), project);
  run('node', ['keys.js', cellsFile, out], project, QUIET);
  return out;
}

/** Fails where a language makes something else of a cell, or where a call or kind is only ever refused: then its arguments are wrong. */
function compareKeys(name: string, expected: string): string {
  const wrong: string[] = [];
  const refused = { kinds: new Set<string>(matrix().kinds.map(kind => kind.name)), helpers: new Set<string>(matrix().helpers.map(helper => helper.name)) };
  let errors = 0;
  matrix().cells.forEach(({ kind, helper }, index) => {
    const wanted = readOutcome(expected, `${index}`);
    if (wanted.error !== undefined) { errors++; } else { refused.kinds.delete(kind.name); refused.helpers.delete(helper.name); }
    const differs = difference(wanted, readOutcome(keysOut(name), `${index}`));
    if (differs) { wrong.push(`${kind.name} → ${helper.name}: ${differs}`); }
  });
  const never = [...refused.kinds, ...refused.helpers].map(one => `${one}: refused in every cell; see MORE in tools/languages/key-matrix.ts`);
  if (never.length > 0) { throw new Error(never.join('\n')); }
  if (wrong.length > 0) { throw new Error(`${wrong.length} of ${matrix().cells.length} cells differ from JavaScript's:\n${wrong.slice(0, 40).join('\n')}`); }
  return `${matrix().kinds.length} kinds of key in ${matrix().helpers.length} calls: ${matrix().cells.length - errors} templates and ${errors} errors as in JavaScript`;
}

function python(): void {
  run('npx', ['jsii-pacmak', '--target', 'python', '-o', join(work, 'dist')], root);
  const project = join(work, 'python');
  mkdirSync(project, { recursive: true });
  run('python3', ['-m', 'venv', 'venv'], project);
  const pip = join(project, 'venv', 'bin', 'pip');
  const wheel = readdirSync(join(work, 'dist', 'python')).find(file => file.endsWith('.whl'))!;
  run(pip, ['install', '--quiet', join(work, 'dist', 'python', wheel), `aws-cdk-lib==${CDK.python}`], project);
  const interpreter = join(project, 'venv', 'bin', 'python');
  runQuickStart(interpreter, [join(quickStart, 'python', 'app.py')], project, 'python');
  writeKeys(new Python(assemblies()), project);
  run(interpreter, ['keys.py', cellsFile, keysOut('python')], project, QUIET);
  console.log(`python: ${checkPythonTypes(interpreter, project, new Python(assemblies()).typed(matrix()))}`);
  adoptedKeys(interpreter);
  compileExamples('python', folder => run(interpreter, [join(root, 'tools', 'snippets', 'run-python.py'), folder], project));
}

/** What `keysmith adopt` writes for every key of the corpus: the TypeScript compiles, and the Python makes the same templates. */
function adoptedKeys(interpreter: string): void {
  // In the package, so that the code finds it by its name.
  const folder = join(work, 'adopted');
  console.log(run('npx', ['tsx', join(root, 'tools', 'adopted-keys.ts'), folder], root).trim());
  run('npx', ['tsc', '-p', join(folder, 'typescript')], root);
  const made = (['typescript', 'python'] as const).map(language => {
    const out = join(folder, `out-${language}`);
    const [command, file] = language === 'python' ? [interpreter, join(folder, 'python', 'app.py')] : [process.execPath, join(folder, 'typescript', 'compiled', 'app.js')];
    run(command, [file], folder, { CDK_OUTDIR: out });
    return templates(out);
  });
  compareTemplates(made[0], made[1]);
}

/** Fails for templates that are not the same. */
function compareTemplates(wanted: { [file: string]: string }, made: { [file: string]: string }): void {
  const different = [...new Set([...Object.keys(wanted), ...Object.keys(made)])].filter(file => wanted[file] !== made[file]);
  if (different.length > 0) { throw new Error(`other templates than TypeScript: ${different.join(', ')}`); }
}

/** Compiles the examples of the pages in a language, all in one project. */
function compileExamples(language: Language, compile: (folder: string) => unknown, folder = join(work, `${language}-examples`)): void {
  const count = writeExamples(language, folder);
  compile(folder);
  console.log(`${language}: ${count} examples of the pages compile`);
}

function java(): void {
  run('npx', ['jsii-pacmak', '--code-only', '--target', 'java', '-o', join(work, 'dist')], root);
  const source = join(work, 'dist', 'java');
  // The published POM has ranges, as users need; here they are pinned.
  edit(join(source, 'pom.xml'), text => text
    .replace(/(<artifactId>aws-cdk-lib<\/artifactId>\s*<version>)[^<]*/, `$1${CDK.java}`)
    .replace(/<version>\[([0-9.]+),[^<]*/g, '<version>$1'));
  const skip = ['-q', '-B', '-DskipTests', '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true', '-Dgpg.skip=true'];
  run('mvn', [...skip, 'install'], source);
  const project = join(work, 'java');
  cpSync(join(quickStart, 'java'), project, { recursive: true });
  writeFileSync(join(project, 'pom.xml'), pom());
  writeKeys(new Java(assemblies()), project);
  run('mvn', [...skip, 'compile'], project);
  runQuickStart('mvn', [...skip, 'exec:java'], project, 'java');
  run('mvn', [...skip, 'exec:java', '-Dexec.mainClass=keys.Keys', `-Dexec.args=${cellsFile} ${keysOut('java')}`], project, QUIET);
  const examples = join(work, 'java-examples');
  compileExamples('java', () => {
    writeFileSync(join(examples, 'pom.xml'), pom());
    run('mvn', [...skip, 'compile'], examples);
  }, join(examples, 'src', 'main', 'java'));
}

function pom(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>quickstart</groupId>
  <artifactId>quickstart</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <exec.mainClass>quickstart.QuickStart</exec.mainClass>
  </properties>
  <dependencies>
    <dependency>
      <groupId>io.github.cdk-keysmith</groupId>
      <artifactId>cdk-keysmith</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
}

function go(): void {
  run('npx', ['jsii-pacmak', '--code-only', '--target', 'go', '-o', join(work, 'dist')], root);
  const module = join(work, 'dist', 'go', 'cdkkeysmith');
  edit(join(module, 'go.mod'), text => text
    .replace(/(awscdk\/v2) v[0-9.]+/, `$1 ${CDK.go}`)
    // Follow from the version of awscdk.
    .replace(/.*(awscdk-asset|cloud-assembly-schema).*\n/g, ''));
  const project = join(work, 'go');
  cpSync(join(quickStart, 'go'), project, { recursive: true });
  writeFileSync(join(project, 'go.mod'), `module quickstart

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 ${CDK.go}
	github.com/cdk-keysmith/cdk-keysmith-go/cdkkeysmith v0.0.0
)

replace github.com/cdk-keysmith/cdk-keysmith-go/cdkkeysmith => ${module}
`);
  writeKeys(new Go(assemblies()), join(project, 'keys'));
  run('go', ['mod', 'tidy'], project);
  run('go', ['build', '-o', 'bin/', './...'], project);
  runQuickStart(join(project, 'bin', 'quickstart'), [], project, 'go');
  run(join(project, 'bin', 'keys'), [cellsFile, keysOut('go')], project, QUIET);
  compileExamples('go', folder => {
    // The sums of the other module are those of the same modules.
    for (const file of ['go.mod', 'go.sum']) { cpSync(join(project, file), join(folder, file)); }
    run('go', ['mod', 'tidy'], folder);
    run('go', ['vet', './...'], folder);
  });
}

/** Whether the C# app can be compiled: the .NET SDK is here and NuGet answers. */
function hasDotnet(): boolean {
  return spawnSync('dotnet', ['--version'], { stdio: 'ignore' }).status === 0
    && spawnSync('dotnet', ['package', 'search', 'Amazon.CDK.Lib', '--exact-match'], { stdio: 'ignore', timeout: 60_000 }).status === 0;
}

/** Compiles and runs the C# app where that can be done; otherwise parses it, and says so. */
function dotnet(): boolean {
  run('npx', ['jsii-pacmak', '--code-only', '--target', 'dotnet', '-o', join(work, 'dist')], root);
  return hasDotnet() ? compileCsharp() : parseCsharp();
}

function compileCsharp(): true {
  // NuGet may lack the newest versions of what the CDK is made of: their packages are made from the npm packages, as their publishers do.
  const source = join(work, 'nuget-source');
  const modules = ['constructs', '@aws-cdk/asset-awscli-v1'].map(name => join(root, 'node_modules', name));
  for (const module of modules) { run('npx', ['jsii-pacmak', '--code-only', '--target', 'dotnet', '-o', join(work, 'dist')], module); }
  const generated = join(work, 'dist', 'dotnet');
  mkdirSync(source, { recursive: true });
  writeFileSync(join(work, 'NuGet.config'), `<configuration><packageSources><add key="made" value="${source}" /></packageSources></configuration>\n`);
  // What others stand on first.
  const projects = readdirSync(generated).sort((a, b) => Number(/Keysmith/.test(a)) - Number(/Keysmith/.test(b)));
  for (const name of projects) {
    const project = join(generated, name, `${name}.csproj`);
    edit(project, text => text.replace(/(Include="Amazon\.CDK\.Lib" Version=")\[[^,]*/, `$1[${OWN_CDK}`));
    run('dotnet', ['build', project, '-c', 'Release', '-p:SuppressTfmSupportBuildWarnings=true', '-o', source], work);
  }
  const [app, keys] = ['dotnet', 'dotnet-keys'].map(name => join(work, name));
  mkdirSync(app, { recursive: true });
  cpSync(join(quickStart, 'dotnet', 'Program.cs'), join(app, 'Program.cs'));
  writeKeys(new CSharp(assemblies()), keys);
  for (const folder of [app, keys]) { writeFileSync(join(folder, 'App.csproj'), csproj()); }
  runQuickStart('dotnet', ['run', '-c', 'Release', '--project', app], app, 'dotnet');
  run('dotnet', ['run', '-c', 'Release', '--project', keys, '--', cellsFile, keysOut('dotnet')], keys, QUIET);
  compileExamples('csharp', folder => {
    writeFileSync(join(folder, 'Examples.csproj'), csproj().replace('<OutputType>Exe</OutputType>', '<OutputType>Library</OutputType>'));
    run('dotnet', ['build', '-c', 'Release', join(folder, 'Examples.csproj')], folder);
  });
  return true;
}

function csproj(): string {
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net${run('dotnet', ['--version'], work).split('.')[0]}.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="CdkKeysmith" Version="${version}" />
    <PackageReference Include="Amazon.CDK.Lib" Version="${OWN_CDK}" />
  </ItemGroup>
</Project>
`;
}

function parseCsharp(): false {
  const project = join(work, 'dotnet');
  mkdirSync(project, { recursive: true });
  run('python3', ['-m', 'venv', 'venv'], project);
  const bin = (name: string) => join(project, 'venv', 'bin', name);
  run(bin('pip'), ['install', '--quiet', ...Object.entries(PARSER).map(pin => pin.join('=='))], project);
  writeKeys(new CSharp(assemblies()), join(work, 'dotnet-keys'));
  const sources = [join(work, 'dotnet-keys', 'Program.cs'), join(quickStart, 'dotnet', 'Program.cs')];
  const [names, examples] = [join(work, 'names.json'), join(work, 'csharp-examples')];
  writeExamples('csharp', examples);
  writeCsharpNames(names);
  const parsed = run(bin('python'), [join(root, 'tools', 'parse-csharp.py'), join(work, 'dist', 'dotnet'), ...sources, '--names', names, examples], project).trim();
  console.log(`dotnet: PARSED ONLY, not compiled (no .NET SDK that reaches NuGet): ${parsed}`);
  return false;
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Builds and runs the app in a language; false where it can only be read. */
const LANGUAGES: { [name: string]: () => boolean | void } = { python, java, go, dotnet };
const named = process.argv.slice(2);
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
if (!existsSync(join(root, '.jsii')) || !existsSync(join(root, 'lib', 'index.js'))) {
  run('npx', ['projen', 'compile'], root);
  run('npx', ['tsx', 'tools/lazy-index.ts'], root);
}

// The examples in every language, which the projects compile.
run('npx', ['tsx', 'tools/site/build.ts', '--pages'], root);
writeFileSync(cellsFile, matrix().cells.map(({ kind, helper }, index) => [index, kind.name, helper.name, kind.region].join('\t')).join('\n') + '\n');
runQuickStart('npx', ['tsx', join(quickStart, 'typescript', 'app.ts')], root, 'typescript');
const wanted = templates(join(work, 'out-typescript'));
let failed = 0;
for (const [name, build] of Object.entries(LANGUAGES).filter(([language]) => named.length === 0 || named.includes(language))) {
  const started = Date.now();
  try {
    const ran = build() ?? true;
    if (ran) {
      compareTemplates(wanted, templates(join(work, `out-${name}`)));
      console.log(`${name}: ${compareKeys(name, expectedKeys(CDK[name as keyof typeof CDK] ?? OWN_CDK))}`);
    }
    console.log(`ok - ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
  } catch (error) {
    failed++;
    console.log(`not ok - ${name}: ${(error as Error).message}`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
