import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';

/** What came of a cell of the matrix: an error, or templates and the warnings beside them. */
export interface Outcome {
  readonly error?: string;
  readonly templates: { readonly [file: string]: string };
  readonly warnings: readonly string[];
}

export const canonical = (value: any): any => Array.isArray(value)
  ? value.map(canonical)
  : value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.keys(value).sort().map(key => [key, canonical(value[key])]))
    : value;

/** Every template of an assembly, canonically ordered; what only tells which CDK made it is left out. */
export function templates(directory: string): { [file: string]: string } {
  return Object.fromEntries(readdirSync(directory).filter(file => file.endsWith('.template.json')).sort().map(file => {
    const template = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    delete template.Resources?.CDKMetadata;
    delete template.Conditions?.CDKMetadataAvailable;
    return [file, JSON.stringify(canonical(template), undefined, 1)];
  }));
}

/** Warnings lie in the manifest, or in a file of metadata beside it. */
function warnings(directory: string): string[] {
  const found: string[] = [];
  const collect = (value: any): void => {
    if (typeof value !== 'object' || value === null) { return; }
    if (value.type === 'aws:cdk:warning') { found.push(String(value.data)); }
    Object.values(value).forEach(collect);
  };
  for (const file of readdirSync(directory).filter(name => name === 'manifest.json' || name.endsWith('.metadata.json'))) {
    collect(JSON.parse(readFileSync(join(directory, file), 'utf8')));
  }
  return [...new Set(found)].sort();
}

export function readOutcome(out: string, cell: string): Outcome {
  const refused = join(out, `${cell}.error`);
  if (existsSync(refused)) { return { error: readFileSync(refused, 'utf8'), templates: {}, warnings: [] }; }
  const directory = join(out, cell);
  if (!existsSync(join(directory, 'manifest.json'))) { return { error: '(nothing was synthesized)', templates: {}, warnings: [] }; }
  return { templates: templates(directory), warnings: warnings(directory) };
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

/** In what an outcome differs from the wanted one; undefined where it does not. Other languages add a trace or the name of a class to a message. */
export function difference(wanted: Outcome, made: Outcome): string | undefined {
  if (wanted.error !== undefined || made.error !== undefined) {
    if (wanted.error === undefined) { return `refused: ${plain(made.error!).slice(0, 300)}`; }
    return made.error !== undefined && plain(made.error).includes(plain(wanted.error)) ? undefined
      : `wanted the error ${plain(wanted.error).slice(0, 300)}, got ${plain(made.error ?? 'a template').slice(0, 300)}`;
  }
  if (JSON.stringify(wanted.warnings) !== JSON.stringify(made.warnings)) { return `other warnings: ${made.warnings.join('; ')} in place of ${wanted.warnings.join('; ')}`; }
  const files = [...new Set([...Object.keys(wanted.templates), ...Object.keys(made.templates)])];
  const different = files.filter(file => wanted.templates[file] !== made.templates[file]);
  return different.length > 0 ? `other templates: ${different.join(', ')}` : undefined;
}
