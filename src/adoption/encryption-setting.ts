import { CfnResource } from 'aws-cdk-lib';
import { putAt, topOf, valueAt } from '../app/encryption-today';
import { renderedProperties } from '../private/cdk-internals';
import { isFunction } from '../private/policy-json';
import { EncryptionAtRest } from '../services/encryption-at-rest';

/** Writes a key into the properties of a resource, with what must stand beside it. */
export function setKey(resource: CfnResource, row: EncryptionAtRest, keyArn: string): void {
  const rendered = renderedProperties(resource);
  for (const path of row.without) {
    if (valueAt(rendered, path) !== undefined) { resource.addPropertyDeletionOverride(path); }
  }
  const settings: [path: string, value: unknown][] = [...Object.entries(row.beside), [row.path, keyArn]];
  const tops = [...new Set(settings.map(([path]) => topOf(path)))];
  for (const top of tops) {
    const of = settings.filter(([path]) => topOf(path) === top);
    if (of.every(([path]) => !path.includes('[') && !throughFunction(rendered, path))) {
      of.forEach(([path, value]) => resource.addPropertyOverride(path, value));
      continue;
    }
    // What a list holds, and what a function makes, cannot be changed in part: it is written again.
    const whole = of.reduce((properties, [path, value]) => putAt(properties, path, value), isFunction(rendered[top]) ? {} : { [top]: rendered[top] });
    if (isFunction(rendered[top])) { resource.addPropertyDeletionOverride(top); }
    resource.addPropertyOverride(top, whole[top]);
  }
}

/** Whether a function of the template makes something that a path goes through. */
const throughFunction = (properties: object, path: string): boolean =>
  path.split('.').some((_, i, steps) => isFunction(i === 0 ? undefined : valueAt(properties, steps.slice(0, i).join('.'))));
