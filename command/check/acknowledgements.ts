import { isRecord } from '../../src/private/policy-json';
import { Template } from '../../src/template/template';
import { MetadataEntry } from '../read/construct-metadata';
import { Inputs } from '../read/read-inputs';

/** A finding that somebody has accepted, and why. */
export interface Acknowledgement {
  readonly id: string;
  readonly reason: string;
}

/** The type under which the CDK writes acknowledgements into the metadata of an assembly (aws-cdk-lib, `Validations`). */
const OF_THE_CDK = 'aws:cdk:acknowledged-rules';
/** cdk-nag 2 and `writeSuppressionsToCloudFormation` write them into the template. */
const OF_CDK_NAG = 'cdk_nag';
/** In a template that no CDK wrote: `Metadata: { keysmith: { 'Keysmith-KeyRetained': 'a test key' } }`. */
const OF_KEYSMITH = 'keysmith';

/** Acknowledgements for the resources of an app: by the CDK's metadata, by the template's, and by the configuration file. */
export class Acknowledgements {
  private readonly byPath = new Map<string, Acknowledgement[]>();

  constructor(inputs: Pick<Inputs, 'metadata'>, private readonly everywhere: readonly Acknowledgement[] = []) {
    for (const [path, entries] of inputs.metadata().flatMap(Object.entries<readonly MetadataEntry[]>)) {
      const found = entries.filter(({ type }) => type === OF_THE_CDK).flatMap(({ data }) => isRecord(data) ? listOf(data) : []);
      if (found.length > 0) { this.byPath.set(path.replace(/^\//, ''), found); }
    }
  }

  /** Why a finding is accepted; undefined when it is not. */
  public reasonFor(id: string, stack: Template, logicalId: string, constructPath: string | undefined): string | undefined {
    const bare = id.replace(/\[.*$/, '');
    const found = [...ofTemplate(stack, logicalId), ...this.above(constructPath), ...this.everywhere].find(one => one.id === id || one.id === bare);
    return found?.reason;
  }

  /** Those on a construct and on everything that holds it. */
  private above(constructPath: string | undefined): Acknowledgement[] {
    if (constructPath === undefined || this.byPath.size === 0) { return []; }
    const parts = constructPath.split('/');
    return parts.flatMap((_, i) => this.byPath.get(parts.slice(0, parts.length - i).join('/')) ?? []);
  }
}

function ofTemplate(stack: Template, logicalId: string): Acknowledgement[] {
  const metadata = stack.resources[logicalId]?.Metadata;
  if (!metadata) { return []; }
  const { [OF_KEYSMITH]: own, [OF_CDK_NAG]: nag } = metadata;
  return [
    ...(isRecord(own) ? listOf(own) : []),
    ...(isRecord(nag) && Array.isArray(nag.rules_to_suppress)
      ? nag.rules_to_suppress.filter(isRecord).map(({ id, reason }) => ({ id: withoutPlugin(String(id)), reason: String(reason ?? '') })) : []),
  ];
}

const listOf = (reasons: { readonly [id: string]: unknown }): Acknowledgement[] =>
  Object.entries(reasons).map(([id, reason]) => ({ id: withoutPlugin(id), reason: typeof reason === 'string' ? reason : JSON.stringify(reason) }));

/** The CDK writes the name of the plugin before an id: `KmsChecks::Keysmith-X`, `Annotation::Keysmith-X`. */
const withoutPlugin = (id: string): string => id.replace(/^[A-Za-z]+::/, '');
