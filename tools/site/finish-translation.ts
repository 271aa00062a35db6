import { readFileSync } from 'fs';
import { join } from 'path';
import { TargetLanguage } from 'jsii-rosetta';

const root = join(__dirname, '..', '..');

/** Makes a whole file of what jsii-rosetta writes: it translates statements and imports, and leaves out what a file has around them. */
export function finish(language: TargetLanguage, source: string): string {
  const code = source.trimEnd().replace(/\r/g, '');
  switch (language) {
    case TargetLanguage.JAVA: return java(code);
    case TargetLanguage.GO: return go(code);
    case TargetLanguage.CSHARP: return csharp(code);
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

function java(code: string): string {
  const { imports, body } = split(code, /^import /);
  const used = ['List', 'Map'].filter(name => new RegExp(`\\b${name}\\.of`).test(code)).map(name => `import java.util.${name};`);
  return [
    ...imports, ...used, '',
    'public class Example {',
    '    public static void main(String[] args) {',
    ...indent(body, '        '),
    '    }',
    '}',
  ].join('\n');
}

/** Statements at the top of a file are C# 9; an array of principals of several classes needs the type that they share. */
function csharp(code: string): string {
  const usings = [...new Set([...(/\bDictionary</.test(code) ? ['using System.Collections.Generic;'] : []), ...code.split('\n').filter(line => /^using [\w.]+;/.test(line))])];
  const { body } = split(code, /^using [\w.]+;/);
  return [...usings, '', ...body].join('\n').replace(/\b((?:Users|Administrators|Principals|Signers|Verifiers|Generators|Decryptors|Importers|AssumedBy|ManualOperators) = )new \[\]/g, (_, property) => `${property}new ${property.startsWith('AssumedBy') || property.startsWith('Principals') ? 'IPrincipal' : 'IGrantable'}[]`);
}

interface Callable { readonly parameters?: readonly unknown[] }
interface JsiiType { readonly name: string; readonly kind: string; readonly initializer?: Callable; readonly methods?: readonly (Callable & { name: string; static?: boolean })[] }

let assembly: Map<string, JsiiType> | undefined;
/** A type of this library, by its name. */
function typeOf(name: string): JsiiType | undefined {
  if (!assembly) {
    const { types } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')) as { types: { [fqn: string]: JsiiType } };
    assembly = new Map(Object.values(types).map(type => [type.name, type]));
  }
  return assembly.get(name);
}

const pascal = (name: string): string => name[0].toUpperCase() + name.slice(1);
const count = (callable?: Callable): number | undefined => callable && (callable.parameters?.length ?? 0);

/** How many arguments Go wants of a function: it has no optional ones. Undefined where this is not known. */
function wanted(alias: string, name: string, given: readonly string[]): number | undefined {
  const [type, method] = name.startsWith('New') ? [name.slice(3), undefined] : name.split('_');
  if (alias === 'cdkkeysmith') {
    const known = typeOf(type);
    return method === undefined ? count(known?.initializer) : count(known?.methods?.find(({ name: its }) => pascal(its) === method));
  }
  if (name === 'NewApp') { return 1; }
  return method === undefined && name.startsWith('New') && /^(stack|app|data|reports)$|^awscdk\.NewApp/.test(given[0] ?? '') ? 3 : undefined;
}

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

/** Gives each call the arguments that it leaves out. */
function withNils(text: string): string {
  const calls = [...text.matchAll(/\b(\w+)\.((?:New)?[A-Z]\w*)\(/g)].reverse();
  return calls.reduce((code, { 0: call, 1: alias, 2: name, index }) => {
    const { given, end } = argumentsAt(code, index + call.length);
    const missing = (wanted(alias, name, given) ?? given.length) - given.length;
    return missing <= 0 ? code : `${code.slice(0, end)}${Array<string>(missing).fill('nil').map((nil, i) => given.length + i === 0 ? nil : `, ${nil}`).join('')}${code.slice(end)}`;
  }, text);
}

function go(code: string): string {
  const { imports, body } = split(code, /^import /);
  const aliases = new Map(imports.map(line => {
    const [, alias, path] = /^import (?:(\w+) )?"([^"]+)"$/.exec(line)!;
    return path.endsWith('aws-cdk-go/awscdk') ? goPackage(alias ?? 'awscdk') : [alias ?? path.split('/').pop()!, path] as const;
  }));
  const qualify = (name: string): string => {
    const owner = typeOf(name) ? 'cdkkeysmith' : CDK_TYPES[name] ?? 'awscdk';
    if (!aliases.has(owner)) { aliases.set(...goPackage(owner)); }
    return `${owner}.${name}`;
  };
  const variables = new Set([...body.join('\n').matchAll(/^(\w+) := /gm)].map(match => match[1]));
  const text = withNils(body.join('\n')
    // jsii-rosetta spells a variable as a property where it is the value of one, and a nested call as a type.
    .replace(/: ([A-Z]\w*)(?=,?$)/gm, (all, name: string) => variables.has(name[0].toLowerCase() + name.slice(1)) ? `: ${name[0].toLowerCase()}${name.slice(1)}` : all)
    .replace(/_\*(?=[A-Z])/g, '_')
    .replace(/\b(Duration_)([a-z])/g, (_, before: string, first: string) => before + first.toUpperCase())
    .replace(/"(\w+)": (?=awscdk\.Duration_)/g, (_, name: string) => `${pascal(name)}: `)
    // Structs, lists and maps are pointers, and their types live in a package.
    .replace(/&([A-Z]\w*)\{/g, (_, name: string) => `&${qualify(name)}{`)
    .replace(/(?<![&\w*\]])\[\](\*?)([A-Za-z]\w*)\{/g, (_, star: string, name: string) => `&[]${star}${/^[a-z]/.test(name) ? name : qualify(name)}{`)
    .replace(/(?<![&\w])map\[string\](\[\]\*string|\*string)\{/g, (_, value: string) => `&map[string]${value.startsWith('[') ? '*' : ''}${value}{`)
    .replace(/(?<![&\w])map\[string\]([A-Z]\w*)\{/g, (_, name: string) => `&map[string]${typeOf(name)?.kind === 'class' ? '' : '*'}${qualify(name)}{`));
  for (const owner of new Set(Object.values(CDK_TYPES))) {
    if (!aliases.has(owner) && new RegExp(`\\b${owner}\\.[A-Z]`).test(text)) { aliases.set(...goPackage(owner)); }
  }
  // A variable that is made for its effect only would not compile.
  const unused = [...variables].filter(name => text.match(new RegExp(`\\b${name}\\b`, 'g'))!.length === 1);
  const main = text.split('\n').map(line => unused.reduce((kept, name) => kept.replace(new RegExp(`^${name} := `), ''), line));
  const used = [...aliases].filter(([alias]) => new RegExp(`\\b${alias}\\.`).test(text)).sort(([, a], [, b]) => a < b ? -1 : 1);
  return [
    'package main',
    '',
    'import (',
    ...used.map(([alias, path]) => `\t${path.split('/').pop() === alias || alias === 'awscdk' ? '' : `${alias} `}"${path}"`),
    ...(/\bjsii\./.test(text) ? ['\t"github.com/aws/jsii-runtime-go"'] : []),
    ')',
    '',
    'func main() {',
    ...indent(main, '\t'),
    '}',
  ].join('\n');
}

/** A namespace of aws-cdk-lib, as Go imports it. */
function goPackage(alias: string): [alias: string, path: string] {
  const library = 'github.com/aws/aws-cdk-go/awscdk/v2';
  return [alias, alias === 'awscdk' ? library : `${library}/aws${GO_PACKAGES[alias] ?? alias}`];
}

/** Where the namespace of an import is not the name of its package. */
const GO_PACKAGES: { readonly [alias: string]: string } = { targets: 'eventstargets' };

/** Types of the CDK that examples name beside those of the one submodule they import. */
const CDK_TYPES: { readonly [name: string]: string } = {
  AppProps: 'awscdk',
  StackProps: 'awscdk',
  Environment: 'awscdk',
  CfnOutputProps: 'awscdk',
  IGrantable: 'iam',
  IPrincipal: 'iam',
  RoleProps: 'iam',
  BucketProps: 's3',
  VpcProps: 'ec2',
  MetricProps: 'cloudwatch',
  CreateAlarmOptions: 'cloudwatch',
  AlarmProps: 'cloudwatch',
  TopicProps: 'sns',
  QueueProps: 'sqs',
  FunctionProps: 'lambda',
  LogGroupProps: 'logs',
  KeySigningKeyProps: 'route53',
  PublicHostedZoneProps: 'route53',
  IKey: 'kms',
  KeyProps: 'kms',
  OnEventOptions: 'events',
  SnsTopicProps: 'targets',
  IPropertyInjector: 'awscdk',
};

