import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { refuse } from '../private/errors';

/** One synthesized template and where it goes. */
export interface ReadTemplate {
  /** Name of the stack, of a nested stack the path below its parent as well. */
  readonly stack: string;
  /** The path of the stack in the construct tree, which starts every `aws:cdk:path` in it. */
  readonly path?: string;
  /** Unknown for a stack that is deployed to whatever environment the CLI has. */
  readonly account?: string;
  readonly region?: string;
  readonly template: Template;
}

export interface Template {
  readonly Resources?: { readonly [logicalId: string]: Resource };
  readonly Outputs?: { readonly [name: string]: { readonly Value: unknown; readonly Export?: { readonly Name: unknown } } };
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: any };
  readonly Metadata?: { readonly [name: string]: any };
  readonly DeletionPolicy?: string;
}

/** The stacks of a cloud assembly, those of its stages and their nested stacks included, in the manifest's order. */
export function templatesOf(directory: string): ReadTemplate[] {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) {
    refuse({ property: 'directory', value: directory, bound: 'must be a cloud assembly with a manifest.json', remedy: "give it the output of 'cdk synth'" });
  }
  const artifacts = Object.entries<any>(JSON.parse(readFileSync(manifest, 'utf8')).artifacts ?? {});
  return artifacts.flatMap(([id, artifact]) => {
    switch (artifact.type) {
      case 'cdk:cloud-assembly': return templatesOf(join(directory, artifact.properties.directoryName));
      case 'aws:cloudformation:stack': return stackOf(directory, id, artifact);
      default: return [];
    }
  });
}

function stackOf(directory: string, id: string, artifact: any): ReadTemplate[] {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const template = readTemplate(directory, artifact.properties.templateFile);
  return withNested(directory, {
    stack: artifact.properties.stackName ?? id,
    path: artifact.displayName ?? id,
    account: known(account, 'unknown-account'),
    region: known(region, 'unknown-region'),
    template,
  });
}

const known = (value: string | undefined, placeholder: string): string | undefined => value === placeholder ? undefined : value;

function withNested(directory: string, read: ReadTemplate): ReadTemplate[] {
  const nested = Object.entries(read.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const file = resource.Type === 'AWS::CloudFormation::Stack' ? nestedFile(directory, resource) : undefined;
    if (file === undefined || !existsSync(join(directory, file))) { return []; }
    const name = nameOf(logicalId, resource, read).replace(/NestedStack.*NestedStackResource$/, '');
    return withNested(directory, { ...read, stack: `${read.stack}/${name}`, template: readTemplate(directory, file) });
  });
  return [read, ...nested];
}

/** The file of a nested stack's template: told by its metadata, or by the asset whose hash is in its address. */
function nestedFile(directory: string, resource: Resource): string | undefined {
  const told = resource.Metadata?.['aws:asset:path'];
  if (typeof told === 'string') { return told; }
  const [, hash] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(resource.Properties?.TemplateURL) ?? '') ?? [];
  return hash && readdirSync(directory).filter(file => file.endsWith('.assets.json'))
    .map(file => JSON.parse(readFileSync(join(directory, file), 'utf8')).files?.[hash]?.source.path)
    .find(path => path !== undefined);
}

/** The construct's path below its stack, or the logical id, less the hash that CDK puts at its end, where the template tells no path. */
export function nameOf(logicalId: string, resource: Resource, { path }: Pick<ReadTemplate, 'path'>): string {
  const construct = resource.Metadata?.['aws:cdk:path'];
  if (typeof construct !== 'string') { return logicalId.replace(/(.)[0-9A-F]{8}$/, '$1'); }
  const below = path !== undefined && construct.startsWith(`${path}/`) ? construct.slice(path.length + 1) : construct.split('/').slice(1).join('/');
  return below.replace(/\/Resource$/, '').replace(/\.NestedStack\/.*$/, '');
}

const readTemplate = (directory: string, file: string): Template => JSON.parse(readFileSync(join(directory, file), 'utf8'));
