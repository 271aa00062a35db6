import { Template } from './template';

/*
 * The partition of a template that does not know its Region: where every ARN that it writes out is of one partition, it is for that one.
 */

const WRITTEN = /\barn:(aws[a-z-]*):/g;

/** The template with the partition of the ARNs that it writes out; as it is where it knows its partition, or writes out several or none. */
export function withWrittenPartition(template: Template, types: ReadonlySet<string>): Template {
  if (!template.place.partition.startsWith('${')) { return template; }
  const found = new Set<string>();
  for (const logicalId in template.resources) {
    const { Type, Properties } = template.resources[logicalId];
    if (types.has(Type)) { collect(Properties, found); }
  }
  const [partition, ...others] = found;
  return partition === undefined || others.length > 0 ? template : { ...template, place: { ...template.place, partition } };
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    for (const { 1: partition } of value.matchAll(WRITTEN)) { found.add(partition); }
  } else {
    for (const inner of Object.values(value ?? {})) { collect(inner, found); }
  }
}
