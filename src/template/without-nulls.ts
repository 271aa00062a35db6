/*
 * CloudFormation takes no null. In YAML it is what stands behind a key where nothing does.
 */

type Path = readonly (string | number)[];

/** What leaves a list, so that what comes after keeps its place. */
const NO_VALUE = { Ref: 'AWS::NoValue' };

/** The value as if what is null were not there; the same where nothing is. */
export function withoutNulls(value: unknown, found?: (path: Path) => void, path: Path = []): unknown {
  if (typeof value !== 'object' || value === null) { return value; }
  let changed: { [key: string | number]: unknown } | undefined;
  for (const key of Object.keys(value)) {
    const inner = (value as { readonly [key: string]: unknown })[key];
    const at = found ? [...path, Array.isArray(value) ? Number(key) : key] : path;
    const after = inner === null ? undefined : withoutNulls(inner, found, at);
    if (after === inner) { continue; }
    if (inner === null) { found?.(at); }
    changed ??= Array.isArray(value) ? [...value] as never : { ...value };
    if (after !== undefined) { changed![key] = after; } else if (Array.isArray(value)) { changed![key] = NO_VALUE; } else { delete changed![key]; }
  }
  return changed ?? value;
}
