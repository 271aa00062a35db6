import { createHash } from 'crypto';
import { Aws, CfnElement, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PolicyPlace } from '../../iam/principal';
import { readPolicy, Statement } from '../../iam/statement';
import { hasSymbol, opaque, resourceSymbol } from '../../iam/symbols';
import { isServiceName } from '../../private/cdk-internals';
import { isFunction, isRecord } from '../../private/policy-json';
import { Accepted, PolicyRow, render } from '../../private/policy-rows';
import { partitionOf } from '../../private/regions';
import { RowContext } from '../row-context';

/** A statement of a finished key policy, and the row it was made of, if it was. */
export interface FinishedStatement extends Statement {
  readonly row?: PolicyRow;
  /** What whoever wrote it accepts of it. */
  readonly accepted: readonly Accepted[];
}

/** A key policy as it will be deployed, and the place of its key. */
export interface FinishedPolicy {
  readonly statements: readonly FinishedStatement[];
  /** The same as JSON, symbols in it. */
  readonly document: { readonly Statement: readonly unknown[] };
  readonly place: PolicyPlace;
  readonly context: RowContext;
}

/** One statement before tokens are read: its JSON, and the row it was made of. */
export interface PolicyPart {
  readonly json: unknown;
  readonly row?: PolicyRow;
  /** Where it was made of no row. */
  readonly accepted?: readonly Accepted[];
}

/** Reads what tokens stand for, as far as it is known before deployment. */
export const finishedPolicy = (parts: readonly PolicyPart[], context: RowContext): FinishedPolicy =>
  read(parts, textsOf(Stack.of(context.scope)).place, context);

/** The same while the app is not finished: what is asked for later, and might be another by then, is not known yet. */
export const unfinishedPolicy = (parts: readonly PolicyPart[], context: RowContext): FinishedPolicy =>
  read(parts, textsOf(Stack.of(context.scope), UNFINISHED).place, context);

/** A row that no key has yet. */
export const unboundRow = (row: PolicyRow): FinishedStatement =>
  statements([partOf({ ...row, principals: row.principals.map(({ type, value, name = value }) => ({ type, value: name })) })], NOWHERE)[0];

/** A text of a row that no key has yet: of what is a token nothing is known. */
export const unboundText = (text: string): string => text.replace(/\$\{Token\[[^\]]*\]\}/g, opaque);

export const partOf = (row: PolicyRow): PolicyPart => ({ row, json: render(row) });

const read = (parts: readonly PolicyPart[], place: PolicyPlace, context: RowContext): FinishedPolicy =>
  ({ statements: statements(parts, place), get document() { return { Statement: parts.map(({ json }) => withSymbols(json, place)), Version: '2012-10-17' }; }, place, context });

/** A value with symbols for its tokens. */
function withSymbols(value: unknown, place: PolicyPlace): unknown {
  if (!isRecord(value) || isFunction(value) || Token.isUnresolved(value)) { return place.evaluate(value); }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withSymbols(inner, place)]));
}

const statements = (parts: readonly PolicyPart[], place: PolicyPlace): readonly FinishedStatement[] =>
  (readPolicy({ Version: '2012-10-17', Statement: parts.map(part => part.json) }, place) ?? []).map((statement, i) => ({
    ...statement, row: parts[i].row, accepted: parts[i].row?.accepted ?? parts[i].accepted ?? [],
  }));

const NOWHERE: PolicyPlace = {
  account: '${AWS.AccountId}',
  evaluate: value => typeof value === 'string' ? unboundText(value) : Array.isArray(value) ? value.map(NOWHERE.evaluate) : value,
  resource: () => undefined,
};

/** What the tokens of a stack's policies stand for, and which texts are roles and users of the app. Keys share most of them. */
interface Texts {
  readonly finished: boolean;
  readonly stack: Stack;
  readonly place: PolicyPlace;
  readonly known: Map<string, string>;
  readonly paths: Map<string, string>;
}

const FINISHED = new WeakMap<Stack, Texts>();
const UNFINISHED = new WeakMap<Stack, Texts>();

/** Where a role or user of this app is in the construct tree, by the text that is its ARN. */
export const constructPath = ({ scope }: RowContext, text: string): string | undefined => {
  const stack = Stack.of(scope);
  return (FINISHED.get(stack) ?? UNFINISHED.get(stack))?.paths.get(text);
};

function textsOf(stack: Stack, phase = FINISHED): Texts {
  const known = phase.get(stack);
  if (known) { return known; }
  const texts: Texts = {
    finished: phase === FINISHED,
    stack,
    known: new Map(),
    paths: new Map(),
    place: {
      account: Token.isUnresolved(stack.account) ? '${AWS.AccountId}' : stack.account,
      evaluate: value => evaluate(value, texts),
      // Roles and users of the app are known by their ARNs.
      resource: () => undefined,
    },
  };
  phase.set(stack, texts);
  return texts;
}

function evaluate(value: unknown, texts: Texts): unknown {
  if (typeof value === 'string') { return textOf(value, texts); }
  if (Array.isArray(value)) { return value.map(one => evaluate(one, texts)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return texts.finished ? written(texts.stack.resolve(value), texts.stack) : opaque('value');
}

/** A text whose tokens are filled in; what CloudFormation fills in is a symbol (src/iam/symbols.ts). */
function textOf(text: string, texts: Texts): string {
  if (!text.includes('${Token[')) { return text; }
  const { known } = texts;
  return text.split(/(\$\{Token\[[^\]]*\]\})/).map((part, i) => {
    if (i % 2 === 0) { return part; }
    let filled = known.get(part);
    if (filled === undefined) { known.set(part, filled = tokenText(part, texts)); }
    return filled;
  }).join('');
}

const PSEUDO: ReadonlySet<string> = new Set([Aws.ACCOUNT_ID, Aws.PARTITION, Aws.REGION, Aws.URL_SUFFIX]);

function tokenText(part: string, texts: Texts): string {
  const token = Tokenization.reverseString(part).firstToken!;
  const role = Reference.isReference(token) && token.displayName === 'Arn' ? arnOf(token.target as CfnElement, texts) : undefined;
  if (role !== undefined) { return role; }
  // What is made later is made once: asked too early, it would stay what it was. A function can hold something that is made later.
  const isFixed = texts.finished || Reference.isReference(token) || isServiceName(token) || PSEUDO.has(part);
  return isFixed ? String(written(texts.stack.resolve(token), texts.stack)) : opaque(part.slice(2, -1));
}

/**
 * The ARN of a role or user of this app: with its name, or with one like that which CloudFormation makes, STACK-ID-RANDOM. No two
 * resources get the same, and nobody names one by it.
 */
function arnOf(resource: CfnElement, texts: Texts): string | undefined {
  const [kind, given, path = '/'] = resource instanceof iam.CfnRole ? ['role', resource.roleName, resource.path] as const
    : resource instanceof iam.CfnUser ? ['user', resource.userName, resource.path] as const : [];
  if (kind === undefined || Token.isUnresolved(path)) { return undefined; }
  const home = Stack.of(resource);
  const name = given === undefined || Token.isUnresolved(given) ? madeName(textOf(home.stackName, texts), home.resolve(resource.logicalId)) : given;
  const arn = `arn:${partition(texts.stack)}:iam::${textOf(home.account, texts)}:${kind}${path}${name}`;
  texts.paths.set(arn, resource.node.path.replace(/\/Resource$/, ''));
  return arn;
}

/** At most 64 characters, twelve of them random; here they are always the same for the same resource. */
function madeName(stack: string, logicalId: string): string {
  const known = `${stack}-${logicalId}`;
  const end = createHash('sha256').update(known).digest('hex').slice(0, 12).toUpperCase();
  return `${hasSymbol(known) ? known : known.slice(0, 51)}-${end}`;
}

const partition = ({ region }: Stack): string => Token.isUnresolved(region) ? '${AWS.Partition}' : partitionOf(region);

/** The text of a value in the CloudFormation language. */
function written(value: unknown, stack: Stack): unknown {
  if (Array.isArray(value)) { return value.map(one => written(one, stack)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const [[name, argument], ...others] = Object.entries<any>(value);
  if (others.length === 0) {
    switch (name) {
      case 'Ref': return reference(argument, stack);
      case 'Fn::GetAtt': return resourceSymbol(0, ...(argument as [string, string]));
      case 'Fn::Join': return Array.isArray(argument[1]) ? argument[1].map(one => written(one, stack)).join(argument[0]) : opaque('Join');
      case 'Fn::Sub':
        if (typeof argument === 'string') { return argument.replace(/\$\{(AWS::\w+)\}/g, (_, pseudo: string) => reference(pseudo, stack)); }
    }
  }
  return opaque(JSON.stringify(value));
}

function reference(name: string, stack: Stack): string {
  switch (name) {
    case 'AWS::Partition': return partition(stack);
    case 'AWS::AccountId': return Token.isUnresolved(stack.account) ? '${AWS.AccountId}' : stack.account;
    case 'AWS::Region': return Token.isUnresolved(stack.region) ? '${AWS.Region}' : stack.region;
    case 'AWS::URLSuffix': return 'amazonaws.com';
    default: return resourceSymbol(0, name);
  }
}
