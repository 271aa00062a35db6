import { CfnResource } from 'aws-cdk-lib';
import { renderedProperties } from '../private/cdk-internals';
import { isFunction } from '../private/policy-json';
import { EncryptionAtRest } from '../services/encryption-at-rest';

/** Writes a key into the properties of a resource, with what must stand beside it. */
export function setKey(resource: CfnResource, row: EncryptionAtRest, keyArn: string): void {
  const rendered = renderedProperties(resource);
  for (const path of row.without) {
    if (rendered[path] !== undefined) { resource.addPropertyDeletionOverride(path); }
  }
  const settings: [path: string, value: unknown][] = [...Object.entries(row.beside), [row.path, keyArn]];
  const tops = [...new Set(settings.map(([path]) => topOf(path)))];
  for (const top of tops) {
    const of = settings.filter(([path]) => topOf(path) === top);
    const simple = of.every(([path]) => !path.includes('[]')) && !isFunction(rendered[top]);
    if (simple) {
      of.forEach(([path, value]) => resource.addPropertyOverride(path, value));
      continue;
    }
    // What a list holds, and what a function makes, cannot be changed in part: it is written again.
    const whole: any = { [top]: isFunction(rendered[top]) ? undefined : rendered[top] && JSON.parse(JSON.stringify(rendered[top])) };
    of.forEach(([path, value]) => put(whole, path.split('.'), value));
    if (isFunction(rendered[top])) { resource.addPropertyDeletionOverride(top); }
    resource.addPropertyOverride(top, whole[top]);
  }
}

const topOf = (path: string): string => path.split(/[.[]/)[0];

function put(target: any, [step, ...rest]: string[], value: unknown): void {
  const name = step.replace('[]', '');
  if (rest.length === 0) {
    target[name] = value;
  } else if (step.endsWith('[]')) {
    target[name] ??= [{}];
    target[name].forEach((entry: any) => put(entry, rest, value));
  } else {
    target[name] ??= {};
    put(target[name], rest, value);
  }
}
