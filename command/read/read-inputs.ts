import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { basename, extname, join, relative, resolve } from 'path';
import { checkNested, checkResources } from './check-template';
import { ConstructMetadata, hasPaths, metadataOf, SourceLine, StackMetadata } from './construct-metadata';
import { AtRevision, atRevision, withRevision } from './git';
import { whatItIs, whatProgram } from './other-files';
import { ParsedTemplate, parseTemplate } from './parse-template';
import { matchesPattern } from '../../src/iam/pattern';
import { isRecord } from '../../src/private/policy-json';
import { fromAssembly } from '../../src/template/load-assembly';
import { fromObject } from '../../src/template/load-object';
import { Template } from '../../src/template/template';
import { withoutNulls } from '../../src/template/without-nulls';
import { quoted, suggestion, UserError } from '../user-error';

export interface InputOptions {
  /** For templates that name no environment. */
  readonly account?: string;
  readonly region?: string;
  readonly parameters?: { readonly [name: string]: string };
  /** Stacks by name, as patterns; all when empty. */
  readonly stacks?: readonly string[];
  readonly cwd: string;
  readonly stdin: () => string;
  /** Where what is passed over is told. */
  readonly note: (line: string) => void;
}

/** The templates of a call, and where they were read. */
export interface Inputs {
  readonly templates: readonly Template[];
  /** The CDK's metadata of constructs, of each stack of an assembly. */
  metadata(): readonly StackMetadata[];
  /** The file of a stack, relative to the working directory. */
  fileOf(stack: number): string;
  /** The line of a place in a stack, from 1. */
  lineOf(stack: number, path: readonly (string | number)[]): number | undefined;
  /** The line of the program that creates a resource, where the CDK recorded it. */
  sourceOf(stack: number, logicalId: string): SourceLine | undefined;
}

/** What is read in a folder. */
const TEMPLATE_FILE = /\.(json|yaml|yml|template)$/i;

const DEFAULT_PATH = 'cdk.out';

/** One template and its file. */
interface Found {
  readonly template: Template;
  readonly file: string;
  readonly parsed: () => ParsedTemplate;
  /** Of a stack in an assembly; read when somebody asks. */
  readonly metadata?: () => ConstructMetadata;
}

/** Reads every template that the paths name, as one app. */
export function readInputs(paths: readonly string[], options: InputOptions): Inputs {
  if (paths.length === 0 && !existsSync(resolve(options.cwd, DEFAULT_PATH))) {
    throw new UserError("there is no cdk.out here; run 'cdk synth' first, or name a cloud assembly, a folder of templates or a template");
  }
  const reader = new Reader(options);
  for (const path of paths.length === 0 ? [DEFAULT_PATH] : paths) { reader.read(path); }
  return reader.inputs();
}

class Reader {
  private readonly found: Found[] = [];
  private skipped = 0;
  /** What a file is called in messages and findings. */
  private shown: (file: string) => string;

  constructor(private readonly options: InputOptions) {
    this.shown = file => this.fromHere(file);
  }

  public read(path: string): void {
    if (path === '-') {
      this.addText(this.options.stdin(), 'standard input', 'stdin');
      return;
    }
    const revision = atRevision(path, this.options.cwd);
    if (revision) {
      withRevision(revision, this.options.cwd, (folder, below) => this.readRevision(folder, below, revision));
      return;
    }
    this.readPath(resolve(this.options.cwd, path), path);
  }

  /** Reads everything at once: the folder is gone when somebody asks for a line. */
  private readRevision(folder: string, below: string, { revision, path }: AtRevision): void {
    const before = this.found.length;
    this.shown = file => `${revision}:${relative(folder, file)}`;
    this.readPath(resolve(folder, below), `${revision}:${path}`);
    this.shown = file => this.fromHere(file);
    for (const { parsed, metadata } of this.found.slice(before)) {
      parsed();
      metadata?.();
    }
  }

  private readPath(full: string, path: string): void {
    if (!existsSync(full)) {
      const siblings = existsSync(resolve(full, '..')) ? readdirSync(resolve(full, '..')) : [];
      throw new UserError(`there is no ${quoted(path)}${suggestion(basename(full), siblings)}`);
    }
    if (!statSync(full).isDirectory()) {
      this.addText(readText(full), this.shown(full), basename(full).replace(/(\.template)?\.[^.]+$/, ''));
      return;
    }
    const before = this.found.length;
    this.readFolder(full);
    if (this.found.length === before) { throw new UserError(`${quoted(path)} holds no CloudFormation template`); }
  }

  public inputs(): Inputs {
    if (this.skipped > 0) { this.options.note(`${this.skipped} file${this.skipped === 1 ? '' : 's'} passed over: no template`); }
    const chosen = this.chosen();
    return {
      templates: chosen.map(({ template }) => template),
      fileOf: stack => chosen[stack].file,
      lineOf: (stack, path) => chosen[stack].parsed().lineOf(path),
      metadata: () => [...new Set(this.found.flatMap(({ metadata }) => metadata ? [metadata().entries] : []))],
      sourceOf: (stack, logicalId) => chosen[stack].metadata?.().sourceOf(chosen[stack].template, logicalId, this.options.cwd),
    };
  }

  /** The stacks asked for, with those that hold them or that they hold, numbered again. */
  private chosen(): Found[] {
    const { stacks = [] } = this.options;
    if (stacks.length === 0) { return this.found; }
    const isNamed = (title: string): boolean => stacks.some(pattern => matchesPattern(pattern, title) || matchesPattern(`${pattern}/*`, title));
    const named = this.found.filter(({ template: { title } }) => isNamed(title));
    if (named.length === 0) {
      const titles = this.found.map(({ template: { title } }) => title);
      throw new UserError(`no stack is named ${stacks.map(quoted).join(', ')} (there are ${titles.slice(0, 8).join(', ')})${suggestion(stacks[0], titles)}`);
    }
    const kept = new Map(named.map(({ template: { index } }, i) => [index, i]));
    return named.map(one => ({ ...one, template: { ...one.template, index: kept.get(one.template.index)!, parent: movedParent(one.template, kept) } }));
  }

  private readFolder(folder: string): void {
    if (existsSync(join(folder, 'manifest.json'))) {
      this.readAssembly(folder);
      return;
    }
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) { this.readFolder(path); }
      } else if (TEMPLATE_FILE.test(entry.name)) {
        this.addIfTemplate(path);
      }
    }
  }

  private readAssembly(folder: string): void {
    const base = this.found.length;
    const { list, metadata } = this.assembly(folder);
    list.forEach((template, i) => {
      const parent = template.parent && { ...template.parent, stack: template.parent.stack + base };
      const named = hasPaths(template) ? template : metadata[i]().withPaths(template);
      this.add({ ...named, index: template.index + base, parent }, template.file!, metadata[i]);
    });
  }

  /** The templates of an assembly; whatever is wrong with it is the user's to mend. */
  private assembly(folder: string): { readonly list: readonly Template[]; readonly metadata: readonly (() => ConstructMetadata)[] } {
    try {
      const byFile = metadataUnder(folder);
      const list = fromAssembly(folder);
      for (const template of list) { checkNested(template, folder); }
      const metadata: (() => ConstructMetadata)[] = [];
      // What is nested is in the metadata of the stack at the top.
      for (const { file, parent } of list) { metadata.push(parent ? metadata[parent.stack] : byFile.get(file!)!); }
      return { list, metadata };
    } catch (error) {
      if (error instanceof UserError) { throw error; }
      const { code, message, path } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' && path ? `there is no ${quoted(relative(folder, path))}` : message.replaceAll(folder, basename(folder));
      throw new UserError(`${quoted(this.shown(folder))} cannot be read as a cloud assembly: ${reason}; run 'cdk synth' again`);
    }
  }

  private add(template: Template, file: string, metadata: () => ConstructMetadata): void {
    const { parameters } = this.options;
    const shown = this.shown(file);
    let parsed: ParsedTemplate | undefined;
    this.found.push({
      template: parameters ? { ...template, given: { ...template.given, ...parameters } } : template,
      file: shown,
      parsed: () => (parsed ??= parseTemplate(readText(file), shown)),
      metadata,
    });
  }

  /** A file of a folder might be anything: what has no resources is passed over, what is broken is not. */
  private addIfTemplate(file: string): void {
    const shown = this.shown(file);
    const text = readText(file);
    if (!/Resources/.test(text)) {
      this.skipped++;
      return;
    }
    const parsed = parseTemplate(text, shown);
    if (!hasResources(parsed.template)) {
      this.skipped++;
      return;
    }
    this.addParsed(parsed, shown, basename(file).replace(/(\.template)?\.[^.]+$/, ''));
  }

  private addText(text: string, shown: string, stackName: string): void {
    if (text.trim() === '') { throw new UserError(`${shown}: is empty`); }
    const program = whatProgram(shown);
    if (program !== undefined) { throw new UserError(`${shown}: is no CloudFormation template: ${program}`); }
    const parsed = parseTemplate(text, shown);
    if (!hasResources(parsed.template)) {
      throw new UserError(`${shown}: is no CloudFormation template: ${whatItIs(parsed.template)}`);
    }
    this.addParsed(parsed, shown, stackName);
  }

  private addParsed(parsed: ParsedTemplate, file: string, stackName: string): void {
    const { account, region, parameters } = this.options;
    const template = this.withoutNulls(parsed, file);
    checkResources({ ...parsed, template }, file);
    this.found.push({
      template: fromObject(template, { index: this.found.length, stackName, nameAssumed: true, account, region, parameters }),
      file,
      parsed: () => parsed,
    });
  }

  /** CloudFormation refuses nulls: that is said once a template, which is read as if they were not there. */
  private withoutNulls({ template, lineOf }: ParsedTemplate, file: string): unknown {
    const found: (readonly (string | number)[])[] = [];
    const without = withoutNulls(template, path => { found.push(path); });
    if (found.length > 0) {
      const line = lineOf(found[0]);
      const more = found.length === 1 ? '' : ` and ${found.length - 1} more`;
      this.options.note(`${file}${line === undefined ? '' : `:${line}`}: ${found[0].join('.')}${more} is null, which CloudFormation refuses; read as if not there`);
    }
    return without;
  }

  private fromHere(file: string): string {
    const path = relative(this.options.cwd, file);
    return path === '' ? '.' : path.startsWith('..') ? file : path;
  }
}

function movedParent({ parent }: Template, kept: ReadonlyMap<number, number>): Template['parent'] {
  const stack = parent && kept.get(parent.stack);
  return parent && stack !== undefined ? { ...parent, stack } : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${quoted(file)} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}`);
  }
}

/** The metadata of each stack of an assembly and of its stages, by the file of the stack's template. */
function metadataUnder(folder: string): Map<string, () => ConstructMetadata> {
  const found = new Map<string, () => ConstructMetadata>();
  for (const artifact of Object.values<any>(readJson(folder, 'manifest.json').artifacts ?? {})) {
    if (artifact.type === 'cdk:cloud-assembly') { metadataUnder(join(folder, artifact.properties.directoryName)).forEach((of, file) => found.set(file, of)); }
    if (artifact.type !== 'aws:cloudformation:stack') { continue; }
    let metadata: ConstructMetadata | undefined;
    found.set(join(folder, artifact.properties.templateFile), () => (metadata ??= new ConstructMetadata(metadataOf(artifact, file => readJson(folder, file)))));
  }
  return found;
}

function readJson(folder: string, name: string): any {
  const text = readText(join(folder, name));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${quoted(join(basename(folder), name))} is not JSON: ${(error as Error).message}`);
  }
}

const hasResources = (template: unknown): boolean => isRecord(template) && isRecord(template.Resources);

/** `KEY=VALUE`, or a file: a JSON object, or CloudFormation's list of ParameterKey and ParameterValue. */
export function readParameters(given: readonly string[], cwd: string): { readonly [name: string]: string } | undefined {
  if (given.length === 0) { return undefined; }
  const values: { [name: string]: string } = {};
  for (const one of given) {
    const equals = one.indexOf('=');
    if (equals > 0) {
      values[one.slice(0, equals)] = one.slice(equals + 1);
    } else {
      Object.assign(values, parametersOfFile(one, cwd));
    }
  }
  return values;
}

function parametersOfFile(path: string, cwd: string): { [name: string]: string } {
  const file = resolve(cwd, path);
  if (!existsSync(file)) { throw new UserError(`--parameters takes KEY=VALUE or a file, got ${quoted(path)}`); }
  const { template: content } = parseTemplate(readText(file), path);
  if (Array.isArray(content)) {
    return Object.fromEntries(content.map(({ ParameterKey, ParameterValue }: any) => {
      if (typeof ParameterKey !== 'string') { throw new UserError(`${path}: each entry needs a ParameterKey`); }
      return [ParameterKey, String(ParameterValue)];
    }));
  }
  if (!isRecord(content)) { throw new UserError(`${path}: must hold an object of values, or a list of ParameterKey and ParameterValue${extname(path) ? '' : ', as JSON or YAML'}`); }
  return Object.fromEntries(Object.entries(isRecord(content.Parameters) ? content.Parameters : content).map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : String(value)]));
}
