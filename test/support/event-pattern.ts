/*
 * Whether EventBridge delivers an event to a rule with a pattern, for the matchers this library uses.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

type Json = any;

const list = (value: Json): Json[] => Array.isArray(value) ? value : [value];

/** `**` is not allowed; `*` is any run of characters. */
const wildcard = (pattern: string, value: Json): boolean => typeof value === 'string'
  && new RegExp(`^${pattern.split('*').map(part => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&')).join('.*')}$`, 's').test(value);

function numeric(conditions: Json[], value: Json): boolean {
  if (typeof value !== 'number') { return false; }
  for (let i = 0; i < conditions.length; i += 2) {
    const bound = conditions[i + 1];
    const holds = ({ '<': value < bound, '<=': value <= bound, '>': value > bound, '>=': value >= bound, '=': value === bound } as any)[conditions[i]];
    if (holds === undefined) { throw new Error(`unknown comparison ${conditions[i]}`); }
    if (!holds) { return false; }
  }
  return true;
}

function excepted(but: Json, value: Json): boolean {
  if (typeof but === 'object' && !Array.isArray(but)) {
    const [[kind, patterns]] = Object.entries<Json>(but);
    return list(patterns).some(pattern => matcher({ [kind]: pattern }, value));
  }
  return list(but).includes(value);
}

function matcher(rule: Json, value: Json): boolean {
  if (rule === null || typeof rule !== 'object') { return rule === value; }
  const [[kind, argument]] = Object.entries<Json>(rule);
  switch (kind) {
    case 'prefix': return typeof value === 'string' && value.startsWith(argument);
    case 'suffix': return typeof value === 'string' && value.endsWith(argument);
    case 'equals-ignore-case': return typeof value === 'string' && value.toLowerCase() === argument.toLowerCase();
    case 'wildcard': return wildcard(argument, value);
    case 'numeric': return numeric(argument, value);
    case 'anything-but': return value !== undefined && !excepted(argument, value);
    case 'exists': return true;
    default: throw new Error(`unknown matcher ${kind}`);
  }
}

/** A leaf of the pattern against the values that an event has there. */
function leaf(rules: Json[], values: Json[]): boolean {
  return rules.some(rule => {
    if (rule !== null && typeof rule === 'object' && 'exists' in rule) { return rule.exists === values.length > 0; }
    return values.some(value => matcher(rule, value));
  });
}

/**
 * Arrays of an event match when one element does. EventBridge keeps to one element of an array of objects for all fields below
 * it; so does this, by trying each.
 */
export function matchesPattern(pattern: Json, event: Json): boolean {
  return Object.entries<Json>(pattern).every(([field, rule]) => {
    if (field === '$or') { return rule.some((branch: Json) => matchesPattern(branch, event)); }
    const value = event === null || typeof event !== 'object' ? undefined : event[field];
    if (Array.isArray(rule)) { return leaf(rule, value === undefined ? [] : list(value)); }
    return Array.isArray(value) ? value.some(element => matchesPattern(rule, element)) : matchesPattern(rule, value ?? {});
  });
}
