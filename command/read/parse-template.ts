import { isAlias, isMap, isScalar, isSeq, LineCounter, Node, Pair, parseDocument, Scalar } from 'yaml';
import { isBadIndent, withIndentedFlows, YAML_OPTIONS } from './indent-flows';
import { JsonPositions } from './json-positions';
import { oneLine, quoted, UserError } from '../user-error';

/** A template as it was parsed. */
export interface ParsedTemplate {
  readonly template: unknown;
  /** The line on which a path of keys begins, from 1; that of the nearest key above it where the path goes on in a function. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

/** CloudFormation takes a template of 1 MB. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_BYTES = 1_048_576;

/** No template that CloudFormation takes comes near: what is nested deeper is no template, and would exhaust whoever reads it. */
const DEEPEST = 200;
/** Anchors make much of little. */
const MOST_NODES = 500_000;

function checkDepth(value: unknown, file: string, depth = 0): void {
  if (typeof value !== 'object' || value === null) { return; }
  if (depth > DEEPEST) { throw new UserError(`${file}: nests deeper than ${DEEPEST} levels`); }
  for (const inner of Object.values(value)) { checkDepth(inner, file, depth + 1); }
}

/** CloudFormation's short tags and the functions that they stand for. */
const SHORT_TAGS = new Set([
  'And', 'Base64', 'Cidr', 'Condition', 'Contains', 'EachMemberEquals', 'EachMemberIn', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'RefAll', 'Select',
  'Split', 'Sub', 'ToJsonString', 'Transform', 'ValueOf', 'ValueOfAll',
]);

/** Parses a template, JSON or YAML with short tags. */
export function parseTemplate(text: string, file: string): ParsedTemplate {
  if (Buffer.byteLength(text) > MOST_BYTES) { throw new UserError(`${file}: is larger than the 1 MB that CloudFormation takes`); }
  const source = text.replace(/^\uFEFF/, '');
  return (/^\s*[[{]/.test(source) ? parseJson(source, file) : undefined) ?? parseYaml(source, file);
}

/** JSON is read by the engine, which is many times faster than a parser of YAML; undefined for what is none, which might be a mapping of YAML. */
function parseJson(source: string, file: string): ParsedTemplate | undefined {
  let template: unknown;
  try {
    template = JSON.parse(source);
  } catch {
    // The other parser's message has a position.
    return undefined;
  }
  checkDepth(template, file);
  const positions = new JsonPositions(source);
  const { repeated } = positions;
  if (repeated) { throw new UserError(`${file}:${positions.lineAt(repeated.at)}: the key ${quoted(repeated.key)} is there twice`); }
  return {
    template,
    lineOf: path => {
      const offset = positions.offsetOf(path);
      return offset === undefined ? undefined : positions.lineAt(offset);
    },
  };
}

function parseYaml(source: string, file: string): ParsedTemplate {
  const document = new PositionedDocument(source, file);
  const template = document.value();
  checkDepth(template, file);
  return { template, lineOf: path => document.lineOf(path) };
}

/** `!ToJsonString`, with the spaces before what it is of. */
const LONGEST_TAG = 200;

class PositionedDocument {
  private readonly lines: LineCounter = new LineCounter();
  private nodes = 0;
  private depth = 0;
  private readonly document;
  private readonly text: string;

  constructor(given: string, private readonly file: string) {
    try {
      const first = parseDocument(given, { ...YAML_OPTIONS, lineCounter: this.lines });
      this.text = first.errors.some(isBadIndent) ? withIndentedFlows(given) : given;
      if (this.text !== given) { this.lines = new LineCounter(); }
      this.document = this.text === given ? first : parseDocument(this.text, { ...YAML_OPTIONS, lineCounter: this.lines });
    } catch (error) {
      throw new UserError(`${file}: ${(error as Error).message}`);
    }
    const [error] = this.document.errors;
    if (error) {
      const { line } = this.lines.linePos(error.pos[0]);
      throw new UserError(`${file}:${line}: ${error.code === 'DUPLICATE_KEY' ? `keys of a mapping are unique, ${quoted(keyAt(this.text, error.pos[0]))} is there twice` : oneLine(error.message, 200)}`);
    }
  }

  public value(): unknown {
    return this.plain(this.document.contents);
  }

  public lineOf(path: readonly (string | number)[]): number | undefined {
    let node: unknown = this.document.contents;
    let offset: number | undefined;
    for (const key of path) {
      if (isAlias(node)) { node = node.resolve(this.document); }
      const pair: Pair | undefined = isMap(node) ? node.items.find(item => keyText(item.key) === String(key)) : undefined;
      const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined;
      if (next === undefined || next === null) { break; }
      offset = ((pair?.key ?? next) as Node).range?.[0] ?? offset;
      node = next;
    }
    return offset === undefined ? undefined : this.lines.linePos(this.withTag(offset)).line;
  }

  /** Where the short tag of a node begins, which can be on the line above. */
  private withTag(offset: number): number {
    const tag = /!\S+\s+$/.exec(this.text.slice(Math.max(0, offset - LONGEST_TAG), offset));
    return offset - (tag?.[0].length ?? 0);
  }

  /** The value that CloudFormation sees: short tags are their functions, numbers that would lose digits are texts. */
  private plain(node: unknown): unknown {
    if (node === null || node === undefined) { return null; }
    if (++this.nodes > MOST_NODES) { throw new UserError(`${this.file}: its anchors stand for more than ${MOST_NODES} values`); }
    if (isAlias(node)) { return this.aliased(node.resolve(this.document)); }
    const tag = (node as Node & { tag?: string }).tag;
    if (tag?.startsWith('!') && tag !== '!') { return this.tagged(tag.slice(1), node as Node & { tag?: string }); }
    return this.untagged(node);
  }

  /** An anchor can hold itself. */
  private aliased(node: unknown): unknown {
    if (++this.depth > DEEPEST) { throw new UserError(`${this.file}: an anchor holds itself`); }
    const value = this.plain(node);
    this.depth--;
    return value;
  }

  private untagged(node: unknown): unknown {
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, unknown] => [keyText(key), this.plain(value)]);
      const value: { [key: string]: unknown } = {};
      for (const [key, inner] of entries) {
        // As a plain assignment, this name would set the prototype.
        Object.defineProperty(value, key, { value: inner, enumerable: true, configurable: true, writable: true });
      }
      return 'Fn::GetAtt' in value && typeof value['Fn::GetAtt'] === 'string' ? { ...value, 'Fn::GetAtt': attributeOf(value['Fn::GetAtt']) } : value;
    }
    if (isSeq(node)) { return node.items.map(item => this.plain(item)); }
    return isScalar(node) ? scalarValue(node) : node;
  }

  private tagged(name: string, node: Node): unknown {
    if (!SHORT_TAGS.has(name)) {
      const line = node.range ? `:${this.lines.linePos(node.range[0]).line}` : '';
      throw new UserError(`${this.file}${line}: unknown tag !${oneLine(name, 60)}`);
    }
    const inner = isScalar(node) ? scalarValue(node) : this.untagged(node);
    if (name === 'Ref' || name === 'Condition') { return { [name]: inner }; }
    return { [`Fn::${name}`]: name === 'GetAtt' && typeof inner === 'string' ? attributeOf(inner) : inner };
  }
}

/** The key that begins at a place. */
const keyAt = (text: string, at: number): string => /^(?:"[^"]*"|'[^']*'|[^:\n]*)/.exec(text.slice(at))![0].replace(/^["']|["']$/g, '').trim();

/** `Resource.Attribute.Part` */
function attributeOf(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** `Null` as a key is an operator of conditions, and no value. */
const keyText = (key: unknown): string => isScalar(key) ? key.source ?? String(key.value) : String(key);

/** An account id with a leading zero is a number to YAML, and CloudFormation keeps its digits. */
function scalarValue({ value, source, tag }: Scalar): unknown {
  if (typeof value === 'number' && source !== undefined && (/^[+-]?0\d/.test(source) || !Number.isSafeInteger(value)) && /^\d+$/.test(source)) { return source; }
  // A short tag makes a scalar a text, whatever it looks like.
  return tag?.startsWith('!') && source !== undefined ? source : value;
}
