import { TargetLanguage } from 'jsii-rosetta';
import { assemblies } from './assemblies';
import { Member, Type } from '../languages/assemblies';

/** Makes a whole file of what jsii-rosetta writes: it translates statements and imports, and leaves out what a file has around them. */
export function finish(language: TargetLanguage, source: string): string {
  const code = source.trimEnd().replace(/\r/g, '');
  switch (language) {
    case TargetLanguage.JAVA: return java(code);
    case TargetLanguage.GO: return go(code);
    case TargetLanguage.CSHARP: return csharp(code);
    case TargetLanguage.PYTHON: return python(code);
    default: return code;
  }
}

const indent = (lines: readonly string[], by: string): string[] => lines.map(line => line === '' ? '' : by + line);

/** The lines of the imports, and the others. */
function split(code: string, isImport: RegExp): { imports: string[]; body: string[] } {
  const lines = code.split('\n');
  const body = lines.filter(line => !isImport.test(line));
  while (body[0] === '') { body.shift(); }
  return { imports: lines.filter(line => isImport.test(line)), body };
}

/** The code alone, without texts and comments. */
const bare = (code: string): string => code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').replace(/(\/\/|#).*$/gm, '');

/** Names of types that the code uses, as far as their spelling shows. */
const typesUsed = (code: string): string[] => [...new Set([...bare(code).matchAll(/(?<![\w.@])([A-Z]\w*)\b/g)].map(match => match[1]))];

/** Structs of a variable number of arguments are objects in TypeScript, and keyword arguments nowhere; a reserved word gets an underscore. */
function python(code: string): string {
  const acknowledged = code.replace(/(\.acknowledge\(\s*(?:Acknowledgment\([^()]*\),\s*)*)(id=[^()]*)\)/g, (_, before: string, its: string) => `${before}Acknowledgment(${its.trim().replace(/\s*\n\s*/g, ' ')}))`);
  const named = acknowledged === code ? code : acknowledged.replace(/^from aws_cdk import (.*)$/m, (_, names: string) => `from aws_cdk import ${[...new Set([...names.split(', '), 'Acknowledgment'])].sort().join(', ')}`);
  return named.replace(/\bKeyService\.LAMBDA\b/g, 'KeyService.LAMBDA_');
}

/** Types of java.lang that the CDK has types of the same name for. */
const JAVA_LANG = ['Module', 'Object', 'Package', 'Process', 'Record', 'Runtime'];

/** jsii-rosetta does not know the type of a variable any more once an expression has used it, and leaves its properties as TypeScript has them. */
function withGetters(code: string): string {
  const declared = new Set([...code.matchAll(/^\s*[A-Z][\w<>]* (\w+) = /gm)].map(match => match[1]));
  return code.replace(/"(?:[^"\\\n]|\\.)*"|\/\/.*|\b([a-z]\w*)\.([a-z]\w*)\b(?!\()/g, (all, owner: string | undefined, name: string) =>
    owner !== undefined && declared.has(owner) ? `${owner}.get${pascal(name)}()` : all);
}

function java(code: string): string {
  const { imports, body } = split(code, /^import /);
  const packages = imports.flatMap(line => /^import ([\w.]+)\.\*;/.exec(line)?.[1] ?? []);
  const explicit = imports.flatMap(line => /\.(\w+);/.exec(line)?.[1] ?? []);
  const more = typesUsed(body.join('\n')).filter(name => !explicit.includes(name) && !['List', 'Map'].includes(name)).flatMap(name => {
    const candidates = assemblies().named(name).filter(({ namespace, assembly }) => !(assembly === 'cdk-keysmith' && namespace));
    const covered = candidates.filter(type => packages.includes(assemblies().java(type)));
    if (candidates.length === 0 || covered.length === 1 && !JAVA_LANG.includes(name)) { return []; }
    return [`import ${assemblies().java(covered[0] ?? candidates[0])}.${name};`];
  });
  const used = ['List', 'Map'].filter(name => new RegExp(`\\b${name}(\\.of|<)`).test(code)).map(name => `import java.util.${name};`);
  return [
    ...[...new Set([...imports, ...more, ...used])].sort(), '',
    'public class Example {',
    '    public static void main(String[] args) {',
    ...indent(withGetters(body.join('\n')).replace(/\.grants\./g, '.getGrants().').split('\n'), '        '),
    '    }',
    '}',
  ].join('\n');
}

/** Statements at the top of a file are C# 9; an array of principals of several classes needs the type that they share. */
function csharp(code: string): string {
  const { body } = split(code, /^using [\w.]+;/);
  const given = code.split('\n').flatMap(line => /^using ([\w.]+);/.exec(line)?.[1] ?? []);
  // What stands before an equals sign is a property.
  const more = typesUsed(body.join('\n').replace(/\b[A-Z]\w* = /g, '')).flatMap(name => {
    const candidates = assemblies().named(name);
    return candidates.length === 0 || candidates.some(type => given.includes(assemblies().dotnet(type))) ? [] : [assemblies().dotnet(candidates[0])];
  });
  const usings = [...new Set([...(/\bDictionary</.test(code) ? ['System.Collections.Generic'] : []), ...(/\bConsole\./.test(code) ? ['System'] : []), ...given, ...more])].sort();
  return [...usings.map(name => `using ${name};`), '', ...body].join('\n')
    .replace(/\b((?:Users|Administrators|Principals|Signers|Verifiers|Generators|Decryptors|Importers|AssumedBy|ManualOperators) = )new \[\]/g, (_, property) => `${property}new ${property.startsWith('AssumedBy') || property.startsWith('Principals') ? 'IPrincipal' : 'IGrantable'}[]`);
}

const pascal = (name: string): string => name[0].toUpperCase() + name.slice(1);

/** The namespaces of an example in Go, as its TypeScript names them: `s3`, not `awss3`. */
class GoNames {
  private readonly paths = new Map<string, string>();

  constructor(imports: readonly string[]) {
    for (const line of imports) {
      const [, alias, path] = /^import (?:(\w+) )?"([^"]+)"$/.exec(line)!;
      if (path.endsWith('/cdkkeysmith')) { this.paths.set('mixins', `${path}/mixins`); }
      if (path.endsWith('/awscdk')) { this.add(alias ?? 'awscdk'); } else { this.paths.set(alias ?? path.split('/').pop()!, path); }
    }
  }

  /** A namespace of aws-cdk-lib. */
  public add(alias: string): void {
    const library = 'github.com/aws/aws-cdk-go/awscdk/v2';
    if (!this.paths.has(alias)) { this.paths.set(alias, alias === 'awscdk' ? library : `${library}/aws${GO_PACKAGES[alias] ?? alias}`); }
  }

  /** The type of a name in a namespace. */
  public type(alias: string, name: string): Type | undefined {
    const candidates = assemblies().named(name);
    return candidates.find(type => assemblies().go(type)[1] === this.paths.get(alias));
  }

  /** A type with its namespace, which it imports. */
  public qualified(name: string): string {
    const candidates = assemblies().named(name);
    const known = candidates.find(type => [...this.paths.values()].includes(assemblies().go(type)[1])) ?? candidates[0];
    if (known === undefined) { throw new Error(`no type ${name} in Go`); }
    const [own, path] = assemblies().go(known);
    const alias = [...this.paths].find(([, its]) => its === path)?.[0] ?? (own.startsWith('aws') && own !== 'awscdk' ? own.slice(3) : own);
    this.paths.set(alias, path);
    return `${alias}.${name}`;
  }

  /** The lines of the imports that a text needs. */
  public imports(text: string): string[] {
    const used = [...this.paths].filter(([alias]) => new RegExp(`\\b${alias}\\.`).test(text)).sort(([, a], [, b]) => a < b ? -1 : 1);
    return used.map(([alias, path]) => `\t${path.split('/').pop() === alias || alias === 'awscdk' ? '' : `${alias} `}"${path}"`);
  }
}

/** Where the namespace of an import is not the name of its package. */
const GO_PACKAGES: { readonly [alias: string]: string } = { targets: 'eventstargets' };

/** The arguments of a call that begins at an index, and where it ends. */
function argumentsAt(text: string, start: number): { given: string[]; end: number } {
  const given: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = start;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '"') { quoted = !quoted; }
    if (quoted) { continue; }
    if (depth === 0 && (text[i] === ',' || text[i] === ')')) {
      if (text.slice(from, i).trim() !== '') { given.push(text.slice(from, i).trim()); }
      from = i + 1;
      if (text[i] === ')') { return { given, end: i }; }
    }
    if ('([{'.includes(text[i])) { depth++; }
    if (')]}'.includes(text[i])) { depth--; }
  }
  return { given, end: text.length };
}

/** The types of the variables of an example in Go, by what is assigned to them. */
function variablesOf(text: string, names: GoNames): Map<string, Type> {
  const types = new Map<string, Type>();
  for (const [, variable, owner, call] of text.matchAll(/^\s*(\w+) := (\w+)\.(\w+)\(/gm)) {
    const [type, method] = call.startsWith('New') ? [call.slice(3)] : call.split('_');
    const of = types.get(owner) ?? names.type(owner, type);
    const returned = (name: string) => assemblies().get(assemblies().method(of!, name)?.returns?.type.fqn);
    const made = of && (types.has(owner) ? returned(call) : method === undefined ? of : returned(method));
    if (made) { types.set(variable, made); }
  }
  return types;
}

/** The parameters of a method that all classes of this library have alike, where the class of the receiver is not known. */
function ofAnyClass(name: string): number | undefined {
  const counts = new Set(assemblies().all().filter(({ assembly }) => assembly === 'cdk-keysmith')
    .flatMap(({ methods = [] }) => methods.filter(method => !method.static && pascal(method.name) === name)
      .map(({ parameters = [] }) => parameters.filter(({ variadic }) => !variadic).length)));
  return counts.size === 1 ? [...counts][0] : undefined;
}

/** The type that a static call returns which ends at an index: `awscdk.Tags_Of(queue)`. */
function returnedBefore(text: string, end: number, names: GoNames): Type | undefined {
  let depth = 0;
  for (let i = end; i >= 0; i--) {
    if (text[i] === ')') { depth++; }
    if (text[i] === '(' && --depth === 0) {
      const [, owner, type, method] = /(\w+)\.(\w+)_(\w+)$/.exec(text.slice(0, i)) ?? [];
      const of = owner === undefined ? undefined : names.type(owner, type);
      return of && assemblies().get(assemblies().method(of, method)?.returns?.type.fqn);
    }
  }
  return undefined;
}

const countOf = (parameters: Member['parameters'] = []): number => parameters.filter(({ variadic }) => !variadic).length;

/** Gives each call the arguments that it leaves out: Go has no optional ones. */
function withNils(text: string, names: GoNames): string {
  const variables = variablesOf(text, names);
  const wanted = (owner: string, call: string, index: number): number | undefined => {
    const before = owner === ')' ? returnedBefore(text, index, names) : undefined;
    if (before) { return countOf(assemblies().method(before, call)?.parameters); }
    if (owner === ')') { return ofAnyClass(call); }
    const variable = variables.get(owner);
    const [type, method] = variable ? [undefined, call] : call.startsWith('New') ? [call.slice(3)] : call.split('_');
    const of = variable ?? names.type(owner, type!);
    if (of === undefined) { return undefined; }
    return countOf(method === undefined ? assemblies().parametersOfConstructor(of) : assemblies().method(of, method)?.parameters);
  };
  const calls = [...text.matchAll(/(\b\w+|\))\.([A-Z]\w*)\(/g)].reverse();
  return calls.reduce((code, { 0: call, 1: owner, 2: name, index }) => {
    const { given, end } = argumentsAt(code, index + call.length);
    const missing = (wanted(owner, name, index) ?? given.length) - given.length;
    return missing <= 0 ? code : `${code.slice(0, end).replace(/,?\s*$/, '')}${Array<string>(missing).fill('nil').map((nil, i) => given.length + i === 0 ? nil : `, ${nil}`).join('')}${code.slice(end)}`;
  }, text);
}

function go(code: string): string {
  const { imports, body } = split(code, /^import /);
  const names = new GoNames(imports);
  const declared = new Set([...body.join('\n').matchAll(/^(\w+) := /gm)].map(match => match[1]));
  const looped = new Set([...body.join('\n').matchAll(/\bfor _, (\w+) := range /g)].map(match => match[1]));
  const written = body.join('\n');
  for (const [, alias] of bare(written).matchAll(/\b([a-z]\w*)\.(?:New)?[A-Z]/g)) { if (!declared.has(alias) && !looped.has(alias) && !['jsii', 'fmt'].includes(alias)) { names.add(alias); } }
  const text = withNils(written
    // jsii-rosetta spells a variable as a property where it is the value of one, and a nested call as a type.
    .replace(/: \*?([A-Z]\w*)(?=,?$)/gm, (all, name: string) => declared.has(name[0].toLowerCase() + name.slice(1)) ? `: ${name[0].toLowerCase()}${name.slice(1)}` : all)
    .replace(/(?<=[_.])\*(?=[A-Z])/g, '')
    .replace(/\bjsii\.String\(\*([A-Z])(\w*)\)/g, (all, first: string, rest: string) => declared.has(first.toLowerCase() + rest) ? first.toLowerCase() + rest : all)
    .replace(/\.\(([A-Z]\w*)\)/g, (_, name: string) => `.(${names.qualified(name)})`)
    .replace(/\*f64\b/g, '*float64')
    .replace(/\bcdkkeysmith\.Mixins\./g, 'mixins.')
    .replace(/\b(Duration_)([a-z])/g, (_, before: string, first: string) => before + first.toUpperCase())
    .replace(/"(\w+)": (?=awscdk\.Duration_)/g, (_, name: string) => `${pascal(name)}: `)
    // Members are spelt with a capital, and properties are functions; a text and a truth are pointers.
    .replace(/"(?:[^"\\\n]|\\.)*"|\/\/.*|(\b[a-z]\w*|\))\.([a-z]\w*)\b(\(?)/g, (all, owner: string | undefined, name: string, call: string) =>
      owner !== undefined && (owner === ')' || declared.has(owner)) ? `${owner}.${pascal(name)}(${call ? '' : ')'}` : all)
    .replace(/\)\.([A-Z]\w*)(?=,?$)/gm, (_, name: string) => `).${name}()`)
    .replace(/\.Node(?:\(\))?\.defaultChild\b/g, '.Node.DefaultChild()').replace(/\.Node\./g, '.Node().')
    .replace(/\.grants\./g, '.Grants().').replace(/(?<=\.Grants\(\)\.)[a-z]/g, first => first.toUpperCase())
    .replace(/\bfmt\.Println\((?=\w)/g, 'fmt.Println(*')
    .replace(/\bjsii\.Boolean\(/g, 'jsii.Bool(')
    .replace(/^(\w+) := ("[^"]*")$/gm, '$1 := jsii.String($2)')
    // Structs, lists and maps are pointers, and their types live in a package.
    .replace(/&([A-Z]\w*)\{/g, (_, name: string) => `&${names.qualified(name)}{`)
    .replace(/(?<![&\w*\]])\[\](\*?)([A-Za-z]\w*)\{/g, (_, star: string, name: string) => `&[]${star || (assemblies().named(name)[0]?.datatype ? '*' : '')}${/^[a-z]/.test(name) ? name : names.qualified(name)}{`)
    .replace(/(?<![&\w])map\[string\](\[\]\*string|\*string)\{/g, (_, value: string) => `&map[string]${value.startsWith('[') ? '*' : ''}${value}{`)
    .replace(/(?<=^\s*[A-Z]\w*: )map\[string\]interface\{\}\{/gm, '&map[string]interface{}{')
    .replace(/(?<![&\w])map\[string\]([A-Z]\w*)\{/g, (_, name: string) => `&map[string]${assemblies().named(name)[0]?.kind === 'class' ? '' : '*'}${names.qualified(name)}{`), names);
  // A variable that is made for its effect only would not compile.
  const unused = [...declared].filter(name => bare(text).match(new RegExp(`\\b${name}\\b`, 'g'))!.length === 1);
  const main = text.split('\n').map(line => unused.reduce((kept, name) => kept.replace(new RegExp(`^${name} := `), ''), line));
  return [
    'package main',
    '',
    'import (',
    ...names.imports(bare(text)),
    ...(/\bfmt\./.test(bare(text)) ? ['\t"fmt"'] : []),
    ...(/\bjsii\./.test(text) ? ['\t"github.com/aws/jsii-runtime-go"'] : []),
    ')',
    '',
    'func main() {',
    ...indent(main, '\t'),
    '}',
  ].join('\n');
}
