import { CATALOG } from './catalog';
import { KEY_PROPERTIES, KeyPropertyUpdate } from './key-properties';
import { WITHOUT_ROW } from './key-property-exceptions';
import { KeyChange } from './service-use';

/*
 * Every property of a CloudFormation type that names a key: whose use of the key it is, and what another key means.
 */

/** One property of a CloudFormation type that takes a key. */
export interface KeyProperty {
  readonly type: string;
  /** As CloudFormation writes it, from `Properties` on: `SSESpecification.KMSMasterKeyId`; `[]` stands for each entry of a list. */
  readonly path: string;
  /** The row of the catalog, by its id; undefined where the catalog has none: rules about resources see the property all the same. */
  readonly use?: string;
  /** Why the catalog has no row, where it has none. */
  readonly without?: string;
  /** What CloudFormation does with the resource when the property changes. */
  readonly update: KeyPropertyUpdate;
  /** What happens to the data of an existing resource, where AWS says it; a resource that is replaced leaves its data under the old key. */
  readonly change?: KeyChange;
}

/** `TYPE PATH` to the use that names it. */
const USES = new Map(Object.values(CATALOG).flatMap(use => Object.entries(use.keyProperties ?? {})
  .flatMap(([type, paths]) => paths.map(path => [`${type} ${path}`, use] as const))));

const ALL: ReadonlyMap<string, readonly KeyProperty[]> = new Map(Object.entries(KEY_PROPERTIES).map(([type, paths]) => [type,
  Object.entries(paths).map(([path, update]) => {
    const use = USES.get(`${type} ${path}`);
    const change = use?.keyChange ?? (update === 'replacement' || update === 'unsupported' ? 'never' : undefined);
    return { type, path, update, use: use?.id, change, ...(use ? {} : { without: WITHOUT_ROW.get(type) }) };
  })]));

/** The properties of a type that take a key; none where it takes none, or is not known. */
export const keyPropertiesOf = (type: string): readonly KeyProperty[] => ALL.get(type) ?? [];

/** Every property that takes a key, by type and path. */
export const allKeyProperties = (): readonly KeyProperty[] => [...ALL.values()].flat();

/** The words for a resource in messages: `table` of `AWS::DynamoDB::Table`, `event data store` of `AWS::CloudTrail::EventDataStore`. */
export const wordOf = (type: string): string => type.split('::').at(-1)!
  .replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  .split(' ').map(word => /^[A-Z]{2,}s?$/.test(word) ? word : word.toLowerCase()).join(' ');
