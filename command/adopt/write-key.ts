import { AdoptedKey } from './adopt-key';
import { Code, Language, namesOf, PYTHON, snake, TYPESCRIPT, write } from './code';

/** The construct of a key as a file. */
export const writeKey = (key: AdoptedKey, title: string, language: 'typescript' | 'python'): string => language === 'python' ? python(key, title) : typescript(key, title);

const FROM_CDK = ['Aws', 'CfnResource', 'Duration', 'Fn', 'RemovalPolicy', 'Token'];
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

function typescript(key: AdoptedKey, title: string): string {
  const isL1 = key.construct !== 'EncryptedKey';
  const type = isL1 ? `kms.${key.construct}` : 'EncryptedKey';
  const used = new Set([...namesOf(key.props), type.split('.')[0], isL1 ? 'RemovalPolicy' : 'CfnResource']);
  const fromCdk = FROM_CDK.filter(name => used.has(name));
  const own = [...used].filter(name => !FROM_CDK.includes(name) && !MODULES.includes(name)).sort();
  return [
    ...(fromCdk.length > 0 ? [`import { ${fromCdk.join(', ')} } from 'aws-cdk-lib';`] : []),
    ...MODULES.filter(name => used.has(name)).map(name => `import * as ${name} from 'aws-cdk-lib/aws-${name}';`),
    ...(own.length > 0 ? [`import { ${own.join(', ')} } from 'cdk-keysmith';`] : []),
    "import { Construct } from 'constructs';",
    '',
    '/**',
    ...sayingsOf(key, title).map(line => ` * ${line.replace(/\*\//g, '* /')}`),
    ' */',
    `export function ${lowerFirst(key.id)}(scope: Construct): ${type} {`,
    `  const key = new ${type}(scope, ${TYPESCRIPT.text(key.id)}, ${write(key.props, TYPESCRIPT, '  ')});`,
    ...(isL1 ? [`  key.applyRemovalPolicy(RemovalPolicy.${key.removalPolicy});`] : []),
    '  // The resource keeps its name in the template: it is updated, not replaced.',
    `  ${isL1 ? 'key' : '(key.node.defaultChild as CfnResource)'}.overrideLogicalId(${TYPESCRIPT.text(key.id)});`,
    '  return key;',
    '}',
    '',
  ].join('\n');
}

function python(key: AdoptedKey, title: string): string {
  const isL1 = key.construct !== 'EncryptedKey';
  const type = isL1 ? `kms.${key.construct}` : 'EncryptedKey';
  const used = new Set([...namesOf(key.props), type.split('.')[0], ...(isL1 ? ['RemovalPolicy'] : [])]);
  const fromCdk = FROM_CDK.filter(name => used.has(name));
  const own = [...used].filter(name => !FROM_CDK.includes(name) && !MODULES.includes(name)).sort();
  const { entries } = key.props as unknown as { readonly entries: readonly (readonly [string, Code])[] };
  return [
    ...(fromCdk.length > 0 ? [`from aws_cdk import ${fromCdk.join(', ')}`] : []),
    ...MODULES.filter(name => used.has(name)).map(name => `from aws_cdk import aws_${name} as ${name}`),
    ...(own.length > 0 ? [`from cdk_keysmith import ${own.join(', ')}`] : []),
    'from constructs import Construct',
    '',
    '',
    `def ${snake(key.id)}(scope: Construct) -> ${type}:`,
    ...sayingsOf(key, title).map(line => `    # ${line}`),
    `    key = ${type}(`,
    '        scope,',
    `        ${PYTHON.text(key.id)},`,
    ...entries.map(([name, value]) => `        ${snake(name)}=${argument(value, PYTHON)},`),
    '    )',
    ...(isL1 ? [`    key.apply_removal_policy(RemovalPolicy.${key.removalPolicy})`] : []),
    '    # The resource keeps its name in the template: it is updated, not replaced.',
    `    ${isL1 ? 'key' : 'key.node.default_child'}.override_logical_id(${PYTHON.text(key.id)})`,
    '    return key',
    '',
  ].join('\n');
}

const argument = (code: Code, language: Language): string => write(code, language, '        ');
const lowerFirst = (text: string): string => text[0].toLowerCase() + text.slice(1);
