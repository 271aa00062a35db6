import { existsSync } from 'fs';
import { isAbsolute, relative } from 'path';
import { fileURLToPath } from 'url';
import { isRecord } from '../../src/private/policy-json';
import { Template } from '../../src/template/template';

/** What the CDK says of a construct. */
export interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
  /** Where older versions of the CDK have the frames of its creation. */
  readonly trace?: readonly string[];
}

/** By construct path, with a slash before it. */
export interface StackMetadata {
  readonly [path: string]: readonly MetadataEntry[];
}

/** A line of the user's program. */
export interface SourceLine {
  /** Relative to the working directory. */
  readonly file: string;
  readonly line: number;
}

const LOGICAL_ID = 'aws:cdk:logicalId';
const CREATION_STACK = 'aws:cdk:creationStack';
const PATH = 'aws:cdk:path';

/** The constructs of a stack and of those nested in it, as the CDK's metadata has them. */
export class ConstructMetadata {
  private readonly byLogicalId = new Map<unknown, string[]>();

  constructor(public readonly entries: StackMetadata) {
    for (const [path, of] of Object.entries(entries)) {
      for (const { type, data } of of) {
        if (type === LOGICAL_ID) { this.byLogicalId.set(data, [...this.byLogicalId.get(data) ?? [], path]); }
      }
    }
  }

  /** A template whose resources have their construct paths: the CDK writes them there unless it is told not to, or runs without its command line. */
  public withPaths(template: Template): Template {
    const resources = Object.entries(template.resources).map(([logicalId, raw]): [string, Template['resources'][string]] => {
      const paths = raw.Metadata?.[PATH] === undefined ? this.byLogicalId.get(logicalId) ?? [] : [];
      // A nested stack can have a resource of the same logical id.
      return [logicalId, paths.length === 1 ? { ...raw, Metadata: { ...raw.Metadata, [PATH]: paths[0].slice(1) } } : raw];
    });
    return { ...template, resources: Object.fromEntries(resources) };
  }

  /** Where the program creates the construct of a resource: the innermost call that is the user's own. */
  public sourceOf(template: Template, logicalId: string, cwd: string): SourceLine | undefined {
    const entries = this.entries[`/${template.resources[logicalId]?.Metadata?.[PATH]}`] ?? [];
    const stack = entries.find(({ type }) => type === CREATION_STACK)?.data ?? entries.find(({ type }) => type === LOGICAL_ID)?.trace;
    const frames = Array.isArray(stack) ? stack.filter(frame => typeof frame === 'string') : [];
    for (const frame of frames) {
      const line = lineOf(frame, cwd);
      if (line) { return line; }
    }
    return undefined;
  }
}

/** Whether every resource has its construct path already. */
export const hasPaths = ({ resources }: Template): boolean => Object.values(resources).every(({ Metadata }) => Metadata?.[PATH] !== undefined);

/** `makeKey (/app/lib/keys.ts:6:10)`, `at /app/lib/keys.ts:6:10`, `make_key (app.py:6)`, `main (file:///app/keys.mts:6:10)` */
const FRAME = /^(?:.*\()?(?:at )?([^()]+?):(\d+)(?::\d+)?\)?$/;
const NOT_THE_USERS = /[\\/](node_modules|site-packages)[\\/]|^node:|^internal[\\/]/;

/** The line of a frame; undefined for one that is not the user's, or whose file is not on this machine. */
function lineOf(frame: string, cwd: string): SourceLine | undefined {
  const [, named, line] = FRAME.exec(frame.trim()) ?? [];
  if (named === undefined || NOT_THE_USERS.test(named)) { return undefined; }
  const file = named.startsWith('file:///') ? fileURLToPath(named) : named;
  if (!isAbsolute(file) || !existsSync(file)) { return undefined; }
  return { file: relative(cwd, file), line: Number(line) };
}

/** What an artifact of a manifest says of its constructs; `read` reads the file beside it that newer versions of the CDK write. */
export function metadataOf(artifact: { readonly metadata?: unknown; readonly additionalMetadataFile?: unknown }, read: (file: string) => unknown): StackMetadata {
  const { metadata, additionalMetadataFile } = artifact;
  return { ...entriesOf(metadata), ...typeof additionalMetadataFile === 'string' ? entriesOf(read(additionalMetadataFile)) : {} };
}

function entriesOf(metadata: unknown): StackMetadata {
  if (!isRecord(metadata)) { return {}; }
  return Object.fromEntries(Object.entries(metadata).map(([path, list]) => [path, Array.isArray(list) ? list.filter(isRecord) as unknown as MetadataEntry[] : []]));
}
