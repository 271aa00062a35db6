import { isFunction } from '../private/policy-json';
import { EncryptionAtRest } from '../services/encryption-at-rest';

/** How data is encrypted at rest, as the template says. */
export interface EncryptionToday {
  /**
   * `customer`: under a key that it names. `aws-managed`: under an AWS managed key by name. `chosen`: otherwise, because the template says so.
   * `default`: as the service does it unasked. `unreadable`: a function of the template decides.
   */
  readonly kind: 'customer' | 'aws-managed' | 'chosen' | 'default' | 'unreadable';
  readonly words: string;
  /** The same for the same key, within a stack. */
  readonly key?: string;
}

export interface Properties { readonly [name: string]: any }

/** How data is encrypted, by the properties as the template has them. */
export function encryptionToday(row: EncryptionAtRest, properties: Properties): EncryptionToday {
  const named = valueAt(properties, row.path);
  if (named === UNREADABLE || valueAt(properties, row.within) === UNREADABLE || (row.within !== '' && isFunction(valueAt(properties, row.within)))) {
    return isAwsManaged(properties[topOf(row.path)]) ? { kind: 'aws-managed', words: 'AWS managed key' } : { kind: 'unreadable', words: 'decided by a function of the template' };
  }
  if (isThere(named)) {
    return isAwsManaged(named) ? { kind: 'aws-managed', words: 'AWS managed key' } : { kind: 'customer', words: keyWords(named), key: JSON.stringify(named) };
  }
  for (const choice of row.choices) {
    const value = valueAt(properties, choice);
    if (isSaid(value) && !row.unasked.includes(choice)) { return { kind: 'chosen', words: chosen(choice, value) }; }
  }
  for (const [path, wanted] of Object.entries(row.beside)) {
    const value = valueAt(properties, path);
    if (typeof wanted === 'boolean' && isSaid(value) && !isFunction(value) && String(value) !== String(wanted) && !row.unasked.includes(path)) {
      return { kind: 'chosen', words: chosen(path, value) };
    }
  }
  return { kind: 'default', words: 'no customer managed key' };
}

const chosen = (path: string, value: unknown): string => `no customer managed key: ${path.split('.').at(-1)}${typeof value === 'object' ? '' : ` ${value}`}`;

/**
 * The places in a resource where a row's key encrypts something: the row with each `[]` of its paths made the number of an entry. None where there is nothing to encrypt.
 */
export function placesOf(row: EncryptionAtRest, properties: Properties): EncryptionAtRest[] {
  return indicesOf(row, properties).map(indices => at(row, indices)).filter(place => place.within === '' || isThere(valueAt(properties, place.within)));
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && (value as { Ref?: unknown }).Ref !== 'AWS::NoValue';

/** A Region that only the deployment knows. */
export const UNKNOWN_REGION = 'unknown';

/** The Region of a place's key; undefined where that is the resource's own. */
export function regionAt({ region }: EncryptionAtRest, properties: Properties, own: string | undefined): string | undefined {
  const named = region === undefined ? undefined : valueAt(properties, region);
  if (named === undefined || named === own || named?.Ref === 'AWS::Region') { return undefined; }
  return typeof named === 'string' ? named : UNKNOWN_REGION;
}

/** What stands at a path, and is not said to be off. */
const isThere = (value: unknown): boolean => isSaid(value) && value !== false && value !== 'false';

/** The numbers of the entries that a row's path goes through. What is to be made is the first. */
function indicesOf({ path, within }: EncryptionAtRest, properties: Properties): number[][] {
  const needed = within === '' ? 0 : within.split('.').length;
  let found: { readonly value: any; readonly indices: number[] }[] = [{ value: properties, indices: [] }];
  path.split('.').forEach((step, i) => {
    found = found.flatMap(({ value, indices }) => {
      const inner = isFunction(value) ? undefined : value?.[step.replace('[]', '')];
      if (!step.endsWith('[]')) { return [{ value: inner, indices }]; }
      if (Array.isArray(inner)) { return inner.map((entry, index) => ({ value: entry, indices: [...indices, index] })); }
      return inner === undefined && i < needed && !isFunction(value) ? [] : [{ value: inner, indices: [...indices, 0] }];
    });
  });
  return found.map(({ indices }) => indices);
}

/** A row with entries of lists told by number, wherever they are in a path. */
function at(row: EncryptionAtRest, indices: readonly number[]): EncryptionAtRest {
  if (indices.length === 0) { return row; }
  const place = (path: string): string => {
    let next = 0;
    return path.replace(/\[\]/g, () => `[${indices[next++]}]`);
  };
  return {
    ...row,
    path: place(row.path),
    within: place(row.within),
    beside: Object.fromEntries(Object.entries(row.beside).map(([path, value]) => [place(path), value])),
    without: row.without.map(place),
    choices: row.choices.map(place),
    unasked: row.unasked.map(place),
    region: row.region && place(row.region),
  };
}

const UNREADABLE = Symbol('unreadable');

/** The property that a path starts in. */
export const topOf = (path: string): string => path.split(/[.[]/)[0];

/** One step of a path: the name, and the number of the entry, where it goes through a list. */
export function stepOf(step: string): { readonly name: string; readonly entry?: number } {
  const [, name, entry] = /^([^[]+)(?:\[(\d*)\])?$/.exec(step)!;
  return entry === undefined ? { name } : { name, entry: Number(entry) };
}

/** The value at a path; of a list that of its first entry, where the path names none. */
export function valueAt(properties: Properties, path: string): any {
  if (path === '') { return properties; }
  let value: any = properties;
  for (const step of path.split('.')) {
    if (value === undefined || value === null) { return undefined; }
    if (isFunction(value)) { return UNREADABLE; }
    const { name, entry } = stepOf(step);
    value = value[name];
    if (entry !== undefined) {
      if (isFunction(value)) { return UNREADABLE; }
      value = value?.[entry];
    }
  }
  return value;
}

/** The properties with a value at a path; what the path goes through is made where it is not there. */
export function putAt(properties: Properties, path: string, value: unknown): Properties {
  const whole = JSON.parse(JSON.stringify(properties));
  put(whole, path.split('.'), value);
  return whole;
}

function put(target: any, [step, ...rest]: string[], value: unknown): void {
  const { name, entry } = stepOf(step);
  const [holder, last] = entry === undefined ? [target, name] : [target[name] ??= [], entry];
  if (rest.length === 0) {
    holder[last] = value;
    return;
  }
  if (isFunction(holder[last])) { holder[last] = {}; }
  put(holder[last] ??= {}, rest, value);
}

const isAwsManaged = (value: unknown): boolean => /alias\/aws\//.test(JSON.stringify(value) ?? '');

/** A key in words: the logical id, the import, the alias. */
export function keyWords(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value?.Ref) { return value.Ref; }
  const attribute = value?.['Fn::GetAtt'];
  if (attribute) { return Array.isArray(attribute) ? attribute[0] : String(attribute).split('.')[0]; }
  const imported = value?.['Fn::ImportValue'];
  if (imported) { return `import ${typeof imported === 'string' ? imported : JSON.stringify(imported)}`; }
  return JSON.stringify(value);
}
