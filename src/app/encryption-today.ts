import { isFunction } from '../private/policy-json';
import { EncryptionAtRest } from '../services/encryption-at-rest';

/** How a resource is encrypted at rest, as its template says. */
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

type Properties = { readonly [name: string]: any };

/** How a resource is encrypted, by its properties as the template has them. */
export function encryptionToday(row: EncryptionAtRest, properties: Properties): EncryptionToday {
  const named = valueAt(properties, row.path);
  if (named === UNREADABLE) {
    return isAwsManaged(properties[row.path.split(/[.[]/)[0]]) ? { kind: 'aws-managed', words: 'AWS managed key' } : { kind: 'unreadable', words: 'decided by a function of the template' };
  }
  if (named !== undefined) {
    return isAwsManaged(named) ? { kind: 'aws-managed', words: 'AWS managed key' } : { kind: 'customer', words: keyWords(named), key: JSON.stringify(named) };
  }
  for (const choice of row.choices) {
    const value = valueAt(properties, choice);
    if (value !== undefined) { return { kind: 'chosen', words: `no customer managed key: ${choice.split('.').at(-1)}${typeof value === 'object' ? '' : ` ${value}`}` }; }
  }
  return { kind: 'default', words: 'no customer managed key' };
}

const UNREADABLE = Symbol('unreadable');

/** The value at a path; of a list that of its first entry. */
export function valueAt(properties: Properties, path: string): any {
  let at: any = properties;
  for (const step of path.split('.')) {
    if (at === undefined || at === null) { return undefined; }
    if (isFunction(at)) { return UNREADABLE; }
    at = at[step.replace('[]', '')];
    if (step.endsWith('[]')) {
      if (isFunction(at)) { return UNREADABLE; }
      at = at?.[0];
    }
  }
  return at;
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
