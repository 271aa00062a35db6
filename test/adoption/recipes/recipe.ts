import { readFileSync } from 'fs';
import { join } from 'path';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import * as cdk from 'aws-cdk-lib';
import { transformSync } from 'esbuild';
import * as library from '../../../src';

/*
 * The recipes of docs/adopt-a-key.md, as its readers see them.
 */

const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'adopt-a-key.md'), 'utf8');

export interface Template {
  readonly Resources: { readonly [logicalId: string]: any };
}

/** The templates of an app by the names of its stacks. */
export interface Templates {
  readonly [stackName: string]: Template;
}

/** One section of the page. */
export class Recipe {
  private readonly text: string;

  public constructor(heading: string) {
    const section = PAGE.split(/^## /m).find(part => part.startsWith(`${heading}\n`));
    if (section === undefined) { throw new Error(`docs/adopt-a-key.md has no section '${heading}'`); }
    this.text = section;
  }

  /** The templates of the code that starts with `// Before`. */
  public get before(): Templates { return synthesized(this.code('Before')); }

  /** The templates of the code that starts with `// After`. */
  public get after(): Templates { return synthesized(this.code('After')); }

  /** The one block in a language. */
  public block(language: string): string {
    const blocks = [...this.text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(([, indent, block]) => block.replace(new RegExp(`^${indent}`, 'gm'), ''));
    if (blocks.length !== 1) { throw new Error(`${blocks.length} blocks of ${language}`); }
    return blocks[0];
  }

  public get json(): any { return JSON.parse(this.block('json')); }

  private code(kind: string): string {
    const found = new RegExp(`^\`\`\`ts\\n(// ${kind}\\n[\\s\\S]*?)^\`\`\``, 'm').exec(this.text);
    if (!found) { throw new Error(`no code '${kind}'`); }
    return found[1];
  }
}

function synthesized(code: string): Templates {
  const { code: script } = transformSync(`${code}\nmodule.exports = app;\n`, { loader: 'ts', format: 'cjs', target: 'node20' });
  const module: { exports: any } = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  new Function('require', 'module', 'exports', script)((name: string) => name === 'cdk-keysmith' ? library : require(name), module, module.exports);
  const app: cdk.App = module.exports;
  return Object.fromEntries(app.synth().stacksRecursively.map(({ stackName, template }) => [stackName, { ...template, Resources: withoutMetadata(template.Resources) }]));
}

const withoutMetadata = (resources: Template['Resources']): Template['Resources'] => Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata'));

/** Keys and aliases of a template, by logical id. */
export const keysOf = ({ Resources }: Template): [string, any][] => Object.entries(Resources).filter(([, { Type }]) => /^AWS::KMS::(Key|ReplicaKey|Alias)$/.test(Type));

const specification = (type: string) => loadAwsServiceSpecSync().lookup('resource', 'cloudFormationType', 'equals', type).only();

/** What CloudFormation does not update: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html */
const FIXED: { readonly [property: string]: unknown } = { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false, Origin: 'AWS_KMS' };

/** Why CloudFormation would not update a resource in place; none where it would. */
export function notInPlace(before: any, after: any): string[] {
  if (after === undefined) { return ['has left']; }
  if (before.Type !== after.Type) { return [`is a ${after.Type}`]; }
  const properties = Object.entries(specification(before.Type).properties).filter(([, { causesReplacement = 'no' }]) => causesReplacement !== 'no').map(([name]) => name);
  return [...properties, ...before.Type === 'AWS::KMS::Key' ? Object.keys(FIXED) : []]
    .filter(name => JSON.stringify(before.Properties?.[name] ?? FIXED[name]) !== JSON.stringify(after.Properties?.[name] ?? FIXED[name])).map(name => `changes ${name}`);
}

/** What CloudFormation would say of a mapping for the import of all that a template has. */
export function importProblems({ Resources }: Template, mapping: { readonly [logicalId: string]: object }): string[] {
  return [
    ...Object.keys(mapping).filter(id => !(id in Resources)).map(id => `${id} is not in the template`),
    ...Object.entries(Resources).flatMap(([id, { Type, DeletionPolicy }]) => [
      ...(id in mapping ? [] : [`${id} is new, and not imported`]),
      ...(DeletionPolicy === undefined ? [`${id} has no DeletionPolicy`] : []),
      ...(Object.keys(mapping[id] ?? {}).join() === specification(Type).primaryIdentifier?.join() ? [] : [`${id} is identified by ${specification(Type).primaryIdentifier}`]),
    ]),
  ];
}
