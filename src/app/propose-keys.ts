import { destinationOf } from './destination';
import { leftAlone, noKeyIn } from './encryption-plan';
import { encryptionToday, placesOf, Properties, putAt, regionAt } from './encryption-today';
import { NamedResource, ResourcesByName } from './resources-by-name';
import { withoutKey } from './without-key';
import { EncryptionAtRest, encryptionsAtRest } from '../services/encryption-at-rest';
import { RawResource, Template } from '../template/template';

/*
 * What EncryptionDefaults with one key for each service would do to an app whose templates alone are known.
 */

/** A resource with the keys that it would have. */
export interface ProposedResource {
  readonly template: Template;
  readonly logicalId: string;
  readonly raw: RawResource;
  readonly after: Properties;
  /** Why a property gets no key. */
  readonly reasons: { readonly [property: string]: string };
}

interface Resource extends NamedResource, ProposedResource {
  readonly reasons: { [property: string]: string };
  after: Properties;
}

interface Answer {
  readonly reason?: string;
  readonly key?: string;
  /** The use for which the key would be made. */
  readonly use?: string;
}

/** Every resource as it would be, and the keys that would be made, by the stack and what they are for. */
export function proposeKeys(templates: readonly Template[]): { readonly resources: readonly ProposedResource[]; readonly keys: readonly string[] } {
  const all = templates.flatMap(template => Object.entries(template.resources).filter(([, raw]) => raw?.Type !== undefined).map(([logicalId, raw]): Resource => {
    const properties = raw.Properties ?? {};
    return { stack: String(template.index), id: logicalId, type: raw.Type, properties, template, logicalId, raw, after: properties, reasons: {} };
  }));
  const resources = new ResourcesByName(all, exportsOf(templates, all));
  const unfit = withoutKey(resources);
  const keys = new Set<string>();
  const isDone = new Set<Resource>();

  const propose = (resource: Resource): void => {
    if (isDone.has(resource)) { return; }
    isDone.add(resource);
    for (const row of encryptionsAtRest(resource.type)) {
      const places = placesOf(row, resource.properties).filter(place => encryptionToday(place, resource.properties).kind !== 'customer');
      const answers = places.map((place): Answer => answer(resource, place, row));
      const none = row.together ? answers.find(({ reason }) => reason !== undefined) : undefined;
      places.forEach(({ path }, i) => {
        const { reason, key, use } = none ?? answers[i];
        if (reason !== undefined) { resource.reasons[path] = reason; }
        if (key === undefined) { return; }
        resource.after = putAt(resource.after, path, key);
        if (use !== undefined) { keys.add(`${stackOf(templates, resource.template)} ${use}`); }
      });
    }
  };

  const answer = (resource: Resource, place: EncryptionAtRest, row: EncryptionAtRest): Answer => {
    const why = leftAlone(place, resource.properties, { before: resource.properties }) ?? (row === encryptionsAtRest(resource.type)[0] ? unfit.get(resource) : undefined);
    if (why !== undefined) { return { reason: why }; }
    const region = regionAt(place, resource.properties, resource.template.place.region);
    if (region !== undefined) { return { reason: noKeyIn(region, row) }; }
    const bucket = destinationOf(place, resource, resources);
    if (bucket === undefined) { return { key: `a key for ${place.use!.service}`, use: place.use!.id }; }
    propose(bucket);
    const [own] = placesOf(encryptionsAtRest(bucket.type)[0], bucket.after);
    const given = encryptionToday(own, bucket.after);
    return given.kind === 'customer' && encryptionToday(own, bucket.properties).kind !== 'customer' ? { key: given.words } : { reason: goesTo(bucket.id) };
  };

  all.forEach(propose);
  return { resources: all, keys: [...keys] };
}

/** Why what a resource writes to a bucket gets no key of its own. */
export const goesTo = (bucket: string): string => `what it writes is encrypted as ${bucket} is, which gets no key from EncryptionDefaults`;

/** The keys of a nested stack are in the stack that deploys it. */
function stackOf(templates: readonly Template[], template: Template): string {
  const parent = template.parent && templates.find(({ index }) => index === template.parent!.stack);
  return parent ? stackOf(templates, parent) : template.title;
}

/** What the outputs of stacks refer to, by the names under which these are exported. */
function exportsOf(templates: readonly Template[], all: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const here = new ResourcesByName(all);
  return new Map(templates.flatMap(({ index, outputs }) => Object.values(outputs).flatMap(({ Export, Value }) =>
    typeof Export?.Name === 'string' ? [[Export.Name, here.referredTo(Value, { stack: String(index) })] as const] : [])));
}
