import { AdoptedKey } from './adopted-key';
import { Code, Language, namesOf, PYTHON, snake, TYPESCRIPT, write, writeLines } from './code';
import { pathOf } from './prove';

/** The construct of a key as a file. */
export const writeKey = (key: AdoptedKey, title: string, language: 'typescript' | 'python'): string => language === 'python' ? python(key, title) : typescript(key, title);

const FROM_CDK = ['Aws', 'Duration', 'Fn', 'RemovalPolicy', 'Token'];
const MODULES = ['iam', 'kms'];

/** What the head of the file says of the key. */
export function sayingsOf(key: AdoptedKey, title: string): string[] {
  const { differences, properties, rows, statements } = key;
  return [
    `${title}, as it is: ${statements} ${statements === 1 ? 'statement' : 'statements'}, ${rows} of them as rows.`,
    differences.length === 0 ? 'Who can do what with it is the same, proven by comparison of both policies.'
      : `IMPORTANT: access differs: ${differences.map(({ direction, caller, actions }) => `${caller.texts[0]}: ${actions.slice(0, 3).join(', ')} (${direction})`).join('; ')}`,
    ...(properties.length > 0 ? [`These properties are not the same: ${properties.join(', ')}.`] : []),
    ...key.remarks,
  ];
}

/** What the code imports. */
function importsOf({ props, construct, lines }: AdoptedKey, more: readonly string[]): { readonly fromCdk: string[]; readonly modules: string[]; readonly own: string[] } {
  const used = new Set([...namesOf(props), pathOf(construct).split('.')[0], ...lines.flatMap(({ code }) => namesOf(code)), ...more]);
  const variables = ['key', 'scope', 'child', 'resource', ...lines.flatMap(({ variable }) => variable ?? [])];
  return {
    fromCdk: FROM_CDK.filter(name => used.has(name)),
    modules: MODULES.filter(name => used.has(name)),
    own: [...used].filter(name => ![...FROM_CDK, ...MODULES, ...variables].includes(name)).sort(),
  };
}

function typescript(key: AdoptedKey, title: string): string {
  const type = pathOf(key.construct);
  const { fromCdk, modules, own } = importsOf(key, key.lines.flatMap(line => line.type === undefined ? [] : [line.type.split('.')[0]]));
  return [
    ...(fromCdk.length > 0 ? [`import { ${fromCdk.join(', ')} } from 'aws-cdk-lib';`] : []),
    ...modules.map(name => `import * as ${name} from 'aws-cdk-lib/aws-${name}';`),
    ...(own.length > 0 ? [`import { ${own.join(', ')} } from 'cdk-keysmith';`] : []),
    "import { Construct } from 'constructs';",
    '',
    '/**',
    ...sayingsOf(key, title).map(line => ` * ${line.replace(/\*\//g, '* /')}`),
    ' */',
    `export function ${functionName(lowerFirst(key.id), [...fromCdk, ...modules, ...own])}(scope: Construct): ${type} {`,
    `  const key = new ${type}(scope, ${TYPESCRIPT.text(key.id)}, ${write(key.props, TYPESCRIPT, '  ')});`,
    ...writeLines(key.lines, TYPESCRIPT),
    '  return key;',
    '}',
    '',
  ].join('\n');
}

function python(key: AdoptedKey, title: string): string {
  const type = pathOf(key.construct);
  const { fromCdk, modules, own } = importsOf(key, []);
  const { entries } = key.props as unknown as { readonly entries: readonly (readonly [string, Code])[] };
  return [
    ...(fromCdk.length > 0 ? [`from aws_cdk import ${fromCdk.join(', ')}`] : []),
    ...modules.map(name => `from aws_cdk import aws_${name} as ${name}`),
    ...(own.length > 0 ? [`from cdk_keysmith import ${own.join(', ')}`] : []),
    'from constructs import Construct',
    '',
    '',
    `def ${functionName(snake(key.id), [...fromCdk, ...modules, ...own])}(scope: Construct) -> ${type}:`,
    ...sayingsOf(key, title).map(line => `    # ${line}`),
    `    key = ${type}(`,
    '        scope,',
    `        ${PYTHON.text(key.id)},`,
    ...entries.map(([name, value]) => `        ${snake(name)}=${argument(value, PYTHON)},`),
    '    )',
    ...writeLines(key.lines, PYTHON),
    '    return key',
    '',
  ].join('\n');
}

/** Words that are no name in TypeScript, in Python or in both. */
const RESERVED = new Set((
  'and as assert async await break case catch class const continue debugger def default del delete do elif else enum except export extends finally for from function global if implements '
  + 'import in instanceof interface is lambda let match new nonlocal not null or package pass private protected public raise return static super switch this throw try type typeof '
  + 'undefined var void while with yield true false none arguments eval'
).split(' '));

/** A name for the function: no word of the language, nothing that the file imports, and no digit first. */
const functionName = (name: string, imported: readonly string[]): string =>
  /^\d/.test(name) ? `key${name}` : RESERVED.has(name.toLowerCase()) || imported.includes(name) ? `${name}${name.includes('_') ? '_key' : 'Key'}` : name;

const argument = (code: Code, language: Language): string => write(code, language, '        ');
const lowerFirst = (text: string): string => text[0].toLowerCase() + text.slice(1);
