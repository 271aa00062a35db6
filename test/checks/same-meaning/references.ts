import { functionName } from './places';
import { Written } from './world';

/*
 * References to resources, in whichever function they are written.
 */

/** A reference, and what takes its place: undefined leaves it. */
export type Refer = (logicalId: string, attribute: string | undefined) => unknown;

/** A value with other references; within Fn::Sub what takes the place of one is a variable of it. */
export function withReferences(value: any, refer: Refer): any {
  if (Array.isArray(value)) { return value.map(one => withReferences(one, refer)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const name = functionName(value);
  const argument = name && value[name];
  if (name === 'Ref') { return refer(argument, undefined) ?? value; }
  if (name === 'Fn::GetAtt') {
    const [id, ...attribute] = Array.isArray(argument) ? argument : argument.split('.');
    return refer(id, attribute.join('.')) ?? value;
  }
  if (name === 'Fn::Sub') { return substituted(argument, refer); }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner, refer)]));
}

function substituted(argument: any, refer: Refer): object {
  const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
  const values: { [name: string]: unknown } = withReferences(given, refer);
  const next = template.replace(/\$\{([^!][^}]*)\}/g, (whole: string, inner: string) => {
    const name = inner.trim();
    if (Object.hasOwn(values, name) || /:(?!:)/.test(name.replace('::', ''))) { return whole; }
    const [id, ...attribute] = name.split('.');
    const found = refer(id, attribute.length > 0 ? attribute.join('.') : undefined);
    if (found === undefined) { return whole; }
    const variable = `v${Object.keys(values).length}`;
    values[variable] = found;
    return `\${${variable}}`;
  });
  return { 'Fn::Sub': Object.keys(values).length > 0 ? [next, values] : next };
}

/** The logical ids to which a value refers, resources and parameters alike. */
export function referredTo(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  withReferences(value, id => { found.add(id); });
  return found;
}

/** Rewrites every reference of a template. */
export function referAnew(template: Written, to: Refer): void {
  for (const section of ['Resources', 'Outputs'] as const) {
    if (template[section]) { template[section] = Object.fromEntries(Object.entries(template[section]).map(([id, one]) => [id, withReferences(one, to)])); }
  }
}
