import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { placeOf } from './place';
import { constructName, RawResource, Sections, sectionsOf, Template } from './template';
import { refuse } from '../private/errors';

/** The stacks of a cloud assembly, those of its stages and their nested stacks included, in the manifest's order. */
export function fromAssembly(directory: string): Template[] {
  const templates: Template[] = [];
  addAssembly(templates, directory);
  return templates;
}

function addAssembly(templates: Template[], directory: string): void {
  const manifest = join(directory, 'manifest.json');
  if (!existsSync(manifest)) {
    refuse({ property: 'directory', value: directory, bound: 'must be a cloud assembly with a manifest.json', remedy: "give it the output of 'cdk synth'" });
  }
  for (const [id, artifact] of Object.entries<any>(readJson(manifest).artifacts ?? {})) {
    if (artifact.type === 'cdk:cloud-assembly') { addAssembly(templates, join(directory, artifact.properties.directoryName)); }
    if (artifact.type === 'aws:cloudformation:stack') { addStack(templates, directory, id, artifact); }
  }
}

function addStack(templates: Template[], directory: string, id: string, artifact: any): void {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  const name = artifact.properties.stackName ?? id;
  add(templates, directory, artifact.properties.templateFile, {
    index: templates.length,
    name,
    title: name,
    path: artifact.displayName ?? id,
    place: placeOf(known(account, 'unknown-account'), known(region, 'unknown-region')),
  });
}

const known = (value: string | undefined, placeholder: string): string | undefined => value === placeholder ? undefined : value;

function add(templates: Template[], directory: string, file: string, stack: Pick<Template, 'index' | 'name' | 'title' | 'path' | 'place' | 'parent'>): void {
  const path = join(directory, file);
  const template: Template = { ...stack, file: path, ...sectionsOf(readJson(path) as Sections) };
  templates.push(template);
  for (const [logicalId, resource] of Object.entries(template.resources)) {
    const nested = resource.Type === 'AWS::CloudFormation::Stack' ? nestedFile(directory, resource) : undefined;
    if (nested === undefined || !existsSync(join(directory, nested))) { continue; }
    const name = constructName({ logicalId, raw: resource, stack: template }).replace(/NestedStack.*NestedStackResource$/, '');
    add(templates, directory, nested, {
      index: templates.length, title: `${stack.title}/${name}`, path: stack.path, place: stack.place, parent: { stack: stack.index, logicalId },
    });
  }
}

/** The file of a nested stack's template: named by its metadata, or by the asset whose hash is in its address. */
function nestedFile(directory: string, resource: RawResource): string | undefined {
  const named = resource.Metadata?.['aws:asset:path'];
  if (typeof named === 'string') { return named; }
  const [, hash] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(resource.Properties?.TemplateURL) ?? '') ?? [];
  return hash && readdirSync(directory).filter(file => file.endsWith('.assets.json'))
    .map(file => readJson(join(directory, file)).files?.[hash]?.source.path)
    .find(path => path !== undefined);
}

const readJson = (file: string): any => JSON.parse(readFileSync(file, 'utf8'));
