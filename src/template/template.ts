import { Place } from '../private/arns';

/*
 * What is read of CloudFormation. Plain data, in a file of its own so that whoever reads templates needs none of their loaders.
 */

export interface RawResource {
  readonly Type: string;
  readonly Metadata?: { readonly [name: string]: any };
  readonly Properties?: { readonly [name: string]: unknown };
  readonly DeletionPolicy?: unknown;
  readonly UpdateReplacePolicy?: unknown;
  /** The condition of the template under which the resource is there. */
  readonly Condition?: unknown;
  /** The logical id of the resource that a transform makes this one of. */
  readonly madeBy?: string;
}

export interface RawOutput {
  readonly Value?: unknown;
  readonly Export?: { readonly Name?: unknown };
}

/** One stack of the app as CloudFormation gets it. */
export interface Template {
  /** Position among the app's stacks, the number in symbols. */
  readonly index: number;
  readonly place: Place;
  /** The name that CloudFormation knows it by; absent where that was not looked at. */
  readonly name?: string;
  /** Whether nobody said the name, which then is that of a file. */
  readonly nameAssumed?: boolean;
  /** What people call it: the stack's name, of a nested stack behind that of its parent (`Parent/Nested`). */
  readonly title: string;
  /** The file it was read from; absent where it has none. */
  readonly file?: string;
  /** The path of the stack in the construct tree, with which every `aws:cdk:path` in it starts. */
  readonly path?: string;
  readonly resources: { readonly [logicalId: string]: RawResource };
  readonly outputs: { readonly [name: string]: RawOutput };
  readonly parameters?: { readonly [name: string]: { readonly Type?: unknown; readonly Default?: unknown; readonly AllowedValues?: unknown } };
  /** Values of parameters that are said to be these; a default alone settles nothing. */
  readonly given?: { readonly [parameter: string]: unknown };
  readonly conditions?: { readonly [name: string]: unknown };
  readonly mappings?: { readonly [name: string]: unknown };
  /** Whether its text holds Latin-1 characters only, as key policies must; absent where that was not looked at. */
  readonly latin1?: boolean;
  /** For a nested stack: where its parameters are set. */
  readonly parent?: { readonly stack: number; readonly logicalId: string };
}

/** The sections of a template that are read. */
export interface Sections {
  readonly Resources?: Template['resources'];
  readonly Outputs?: Template['outputs'];
  readonly Parameters?: Template['parameters'];
  readonly Conditions?: Template['conditions'];
  readonly Mappings?: Template['mappings'];
}

/** The sections as a template has them. */
export const sectionsOf = ({ Resources = {}, Outputs = {}, Parameters, Conditions, Mappings }: Sections): Omit<Template, 'index' | 'place' | 'title'> =>
  ({ resources: Resources, outputs: Outputs, parameters: Parameters, conditions: Conditions, mappings: Mappings });

/** A resource of the app, wherever it is. */
export interface Resource {
  readonly stack: Template;
  readonly logicalId: string;
  readonly raw: RawResource;
}

/** The construct's path below its stack, or the logical id, less the hash that CDK puts at its end, where the template has no path. */
export function constructName({ logicalId, raw: { Metadata }, stack: { path } }: Resource): string {
  const construct = Metadata?.['aws:cdk:path'];
  if (typeof construct !== 'string') { return logicalId.replace(/(.)[0-9A-F]{8}$/, '$1'); }
  const below = path !== undefined && construct.startsWith(`${path}/`) ? construct.slice(path.length + 1) : construct.split('/').slice(1).join('/');
  return below.replace(/\/Resource$/, '').replace(/\.NestedStack\/.*$/, '');
}
