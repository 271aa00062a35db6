/*
 * Code in whatever language, as data: it is written in TypeScript or Python, or run. What is proven of the run is so of the text.
 */

export type Code =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'constant'; readonly path: string }
  | { readonly kind: 'call'; readonly path: string; readonly isNew?: boolean; readonly args: readonly Code[] }
  | { readonly kind: 'list'; readonly items: readonly Code[]; readonly comments?: readonly (readonly string[])[] }
  | { readonly kind: 'map' | 'options'; readonly entries: readonly (readonly [name: string, value: Code])[] };

/** A line of code: a call, or a variable and what it holds. */
export interface Line {
  readonly code: Code;
  readonly variable?: string;
  /** The type of the variable, where TypeScript cannot infer it. */
  readonly type?: string;
  readonly comment?: string;
}

/** What code can name: `iam`, `KeyAccess`, `Duration`, … */
export interface Names {
  readonly [name: string]: any;
}

export const json = (value: unknown): Code => ({ kind: 'json', value });
export const constant = (path: string): Code => ({ kind: 'constant', path });
export const call = (path: string, ...args: Code[]): Code => ({ kind: 'call', path, args });
export const made = (path: string, ...args: Code[]): Code => ({ kind: 'call', path, args, isNew: true });
export const list = (items: readonly Code[], comments?: readonly (readonly string[])[]): Code => ({ kind: 'list', items, comments });
export const map = (entries: readonly (readonly [string, Code])[]): Code => ({ kind: 'map', entries });
/** The last argument of a call: named arguments in Python. */
export const options = (entries: readonly (readonly [string, Code])[]): Code => ({ kind: 'options', entries });

/** What the code gives when it is run. */
export function run(code: Code, names: Names): any {
  switch (code.kind) {
    case 'json': return code.value;
    case 'constant': return at(code.path, names).value;
    case 'list': return code.items.map(item => run(item, names));
    case 'map':
    case 'options': return Object.fromEntries(code.entries.map(([name, value]) => [name, run(value, names)]));
    case 'call': {
      const { owner, value } = at(code.path, names);
      const args = code.args.map(arg => run(arg, names));
      return code.isNew ? new value(...args) : value.apply(owner, args);
    }
  }
}

/** Runs lines, each with the variables of those before. */
export function runLines(lines: readonly Line[], names: Names): void {
  const variables = { ...names };
  for (const { code, variable } of lines) {
    const value = run(code, variables);
    if (variable !== undefined) { variables[variable] = value; }
  }
}

function at(path: string, names: Names): { readonly owner: any; readonly value: any } {
  return path.split('.').reduce<{ owner: any; value: any }>(({ value }, step) => ({ owner: value, value: value[step] }), { owner: undefined, value: names });
}

/** The first words of the paths that code names: what it must import. */
export function namesOf(code: Code): string[] {
  switch (code.kind) {
    case 'json': return [];
    case 'constant': return [code.path.split('.')[0]];
    case 'list': return code.items.flatMap(namesOf);
    case 'map':
    case 'options': return code.entries.flatMap(([, value]) => namesOf(value));
    case 'call': return [code.path.split('.')[0], ...code.args.flatMap(namesOf)];
  }
}

export interface Language {
  readonly comment: string;
  readonly step: string;
  /** Between a brace and what is in it. */
  readonly padding: string;
  text(value: string): string;
  literal(value: number | boolean | null): string;
  name(path: string, isNew: boolean): string;
  entry(name: string, value: string): string;
  options(entries: readonly (readonly [name: string, value: string])[]): string;
  line(code: string, variable?: string, type?: string): string;
}

export const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

export const TYPESCRIPT: Language = {
  text: value => `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`,
  literal: value => String(value),
  name: (path, isNew) => isNew ? `new ${path}` : path,
  entry: (name, value) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : TYPESCRIPT.text(name)}: ${value}`,
  options: entries => `{ ${entries.map(([name, value]) => `${name}: ${value}`).join(', ')} }`,
  line: (code, variable, type) => `${variable === undefined ? '' : `const ${variable} = `}${code}${type === undefined ? '' : ` as ${type}`};`,
  comment: '//',
  step: '  ',
  padding: ' ',
};

export const PYTHON: Language = {
  // JSON's escapes are Python's.
  text: value => JSON.stringify(value),
  literal: value => value === null ? 'None' : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value),
  name: path => path.split('.').map((step, i, steps) => i === steps.length - 1 && /^[a-z]/.test(step) && i > 0 ? snake(step) : step).join('.'),
  entry: (name, value) => `${PYTHON.text(name)}: ${value}`,
  options: entries => entries.map(([name, value]) => `${snake(name)}=${value}`).join(', '),
  line: (code, variable) => `${variable === undefined ? '' : `${snake(variable)} = `}${code}`,
  comment: '#',
  step: '    ',
  padding: '',
};

const WIDTH = 110;

/** The text of lines, each with its comment above it. */
export const writeLines = (lines: readonly Line[], language: Language): string[] => lines.flatMap(({ code, variable, type, comment }) => [
  ...(comment === undefined ? [] : [`${language.step}${language.comment} ${comment}`]),
  `${language.step}${language.line(write(code, language, language.step), variable, type)}`,
]);

/** The text of code, broken into lines where it is long. */
export function write(code: Code, language: Language, indent = ''): string {
  switch (code.kind) {
    case 'json': return writeJson(code.value, language, indent);
    case 'constant': return language.name(code.path, false);
    case 'call': return `${language.name(code.path, code.isNew ?? false)}(${code.args.map(arg => write(arg, language, indent)).join(', ')})`;
    case 'options': return language.options(code.entries.map(([name, value]) => [name, write(value, language, indent)] as const));
    case 'map': return broken(language, '{', '}', code.entries.map(([name, value]) => (deeper: string) => language.entry(name, write(value, language, deeper))), indent);
    case 'list': return broken(language, '[', ']', code.items.map(item => (deeper: string) => write(item, language, deeper)), indent,
      code.comments?.map(comments => comments.map(comment => `${language.comment} ${comment}`)));
  }
}

function writeJson(value: unknown, language: Language, indent: string): string {
  if (typeof value === 'string') { return language.text(value); }
  if (Array.isArray(value)) { return broken(language, '[', ']', value.map(item => (deeper: string) => writeJson(item, language, deeper)), indent); }
  if (typeof value === 'object' && value !== null) {
    return broken(language, '{', '}', Object.entries(value).map(([name, inner]) => (deeper: string) => language.entry(name, writeJson(inner, language, deeper))), indent);
  }
  return language.literal(value as number | boolean | null);
}

function broken(
  { step, padding }: Language, open: string, close: string, items: readonly ((indent: string) => string)[], indent: string, comments?: readonly (readonly string[])[],
): string {
  const pad = open === '{' && items.length > 0 ? padding : '';
  const line = `${open}${pad}${items.map(item => item(indent)).join(', ')}${pad}${close}`;
  const remarked = comments?.some(of => of.length > 0);
  if (!remarked && line.length + indent.length <= WIDTH && !line.includes('\n')) { return line; }
  const deeper = `${indent}${step}`;
  return `${open}\n${items.map((item, i) => `${(comments?.[i] ?? []).map(comment => `${deeper}${comment}\n`).join('')}${deeper}${item(deeper)},\n`).join('')}${indent}${close}`;
}
