import { Assumption, Assumptions } from './assumptions';
import { describeFunction } from './describe';
import { stackName } from './generated-name';
import { around } from './mapped-values';
import { onlyValueOf, valueOf } from './parameters';
import { isVariable, withoutPlaceholders } from './placeholders';
import { REFERENCE } from './reference';
import { splitText } from './split';
import { Resource, Template } from './template';
import { and, Either, isOpaque, not, opaque, or, resourceSymbol, shown, Truth } from '../iam/symbols';
import { matches } from '../iam/values';
import { Place } from '../private/arns';

export { REFERENCE };

function onlyKey(value: object): string | undefined {
  let only: string | undefined;
  for (const name in value) {
    if (only !== undefined) { return undefined; }
    only = name;
  }
  return only;
}

type Json = { readonly [key: string]: unknown };

/** Evaluates intrinsic functions within one app, across its stacks. */
export class Evaluator {
  private exported?: Map<unknown, { stack: Template; value: unknown }>;
  private readonly children = new Map<string, Template>();
  private readonly assumptions: Assumptions;
  private depth = 0;

  constructor(private readonly stacks: readonly Template[]) {
    this.assumptions = new Assumptions(stack => one => this.evaluate(one, stack), (definition, stack) => this.truth(definition, stack));
    for (const stack of stacks) {
      if (stack.parent) { this.children.set(`${stack.parent.stack}#${stack.parent.logicalId}`, stack); }
    }
  }

  /** The value with intrinsic functions filled in; what holds none is returned as it is, not copied. */
  public evaluate(value: unknown, stack: Template): unknown {
    if (typeof value === 'string') { return withoutPlaceholders(value); }
    if (Array.isArray(value)) { return this.list(value, stack); }
    const only = onlyKey(value as Json);
    if (only !== undefined && (only === 'Ref' || only.startsWith('Fn::'))) { return this.intrinsic(only, (value as Json)[only], stack); }
    let changed: { [key: string]: unknown } | undefined;
    for (const name in value as Json) {
      const before = (value as Json)[name];
      const after = this.evaluate(before, stack);
      if (after === before) { continue; }
      changed ??= { ...value as Json };
      if (after === undefined) { delete changed[name]; } else { changed[name] = after; }
    }
    return changed ?? value;
  }

  /** The value as it is when conditions of its stack hold or do not. */
  public evaluateAssuming(value: unknown, stack: Template, conditions: readonly Assumption[]): unknown {
    return this.assuming(stack, conditions, () => this.evaluate(value, stack));
  }

  /** What something is where conditions of a stack hold or do not. */
  public assuming<T>(stack: Template, conditions: readonly Assumption[], make: () => T): T {
    return this.assumptions.during(stack, conditions, make);
  }

  /** What something is where a resource is: its condition holds. */
  public whereIs<T>({ stack, raw: { Condition } }: Resource, make: () => T): T {
    return typeof Condition === 'string' && this.condition(Condition, stack) === 'unknown' ? this.assuming(stack, [[Condition, true]], make) : make();
  }

  /** Whether a condition of a stack holds; unknown conditions of the template are what their names say. */
  public condition(name: string, stack: Template): Truth {
    const known = this.assumptions.condition(stack, name);
    return known !== undefined ? (known ? 'yes' : 'no') : this.deeper(() => this.truth(stack.conditions?.[name], stack), 'unknown');
  }

  private truth(definition: unknown, stack: Template): Truth {
    const only = onlyKey(definition as Json);
    if (only === undefined) { return 'unknown'; }
    const argument = (definition as Json)[only];
    // Of what is no list nothing is known.
    const list = Array.isArray(argument) ? argument : [undefined];
    const all = () => list.map(one => this.truth(one, stack));
    switch (only) {
      case 'Condition': return this.condition(String(argument), stack);
      case 'Fn::And': return and(all());
      case 'Fn::Or': return or(all());
      case 'Fn::Not': return not(this.truth(list[0], stack));
      case 'Fn::Equals': {
        const [a, b] = list.map(one => this.evaluate(one, stack));
        return isPlain(a) && isPlain(b) ? matches(String(a), String(b), false) : 'unknown';
      }
      default: return 'unknown';
    }
  }

  /** Templates that form a cycle are CloudFormation's to refuse. */
  private deeper<T>(make: () => T, circle: T): T {
    if (this.depth === MAXIMUM_DEPTH) { return circle; }
    this.depth++;
    try { return make(); } finally { this.depth--; }
  }

  private list(values: readonly unknown[], stack: Template): readonly unknown[] {
    let changed: unknown[] | undefined;
    for (let i = 0; i < values.length; i++) {
      const after = this.evaluate(values[i], stack);
      if (after !== values[i]) {
        changed ??= [...values];
        changed[i] = after;
      }
    }
    // AWS::NoValue leaves the list.
    return changed ? changed.filter(value => value !== undefined) : values;
  }

  private intrinsic(name: string, argument: unknown, stack: Template): unknown {
    const list = Array.isArray(argument) ? argument : undefined;
    const unknown = () => opaque(describeFunction(name, argument));
    switch (name) {
      case 'Ref': return this.ref(String(argument), stack);
      case REFERENCE: return this.reference(this.stacks[list![0] as number], list![1] as string, list![2] as string | undefined);
      case 'Fn::GetAtt': {
        const [id, ...attribute] = list ? list.map(String) : String(argument).split('.');
        return this.attribute(stack, id, attribute.join('.'));
      }
      case 'Fn::Join': return list ? this.join(list, stack) ?? unknown() : unknown();
      case 'Fn::Sub': return this.sub(list ? String(list[0]) : String(argument), (list?.[1] ?? {}) as Json, stack);
      case 'Fn::ImportValue': return this.import(this.evaluate(argument, stack));
      case 'Fn::GetStackOutput': return this.stackOutput(this.evaluate(argument, stack), stack);
      case 'Fn::Select': {
        const index = Number(list && this.evaluate(list[0], stack));
        return eachBranch(list && this.evaluate(list[1], stack), from => Array.isArray(from) && index in from ? from[index] : unknown());
      }
      case 'Fn::Split': return eachBranch(list && this.evaluate(list[1], stack),
        text => (typeof text === 'string' ? splitText(text, String(list![0]), this.stacks) : undefined) ?? unknown());
      case 'Fn::If': return list ? this.choice(list, stack) : unknown();
      case 'Fn::FindInMap': return list ? this.mapped(list, stack, unknown()) ?? unknown() : unknown();
      case 'Fn::ToJsonString': return JSON.stringify(this.evaluate(argument, stack));
      default: return unknown();
    }
  }

  private choice([condition, whenTrue, whenFalse]: readonly unknown[], stack: Template): unknown {
    const name = String(condition);
    const branch = (holds: boolean) => this.evaluate(holds ? whenTrue : whenFalse, stack);
    const truth = this.condition(name, stack);
    if (truth !== 'unknown') { return branch(truth === 'yes'); }
    const [a, b] = [true, false].map(holds => this.assuming(stack, [[name, holds]], () => branch(holds)));
    return isSame(a, b) ? a : new Either(a, b, name);
  }

  private mapped([map, first, second, options]: readonly unknown[], stack: Template, unknown: string): unknown {
    const at = (value: unknown, key: unknown) => typeof value === 'object' && value !== null ? (value as Json)[String(key)] : undefined;
    const [name, top, below] = [map, first, second].map(key => this.evaluate(key, stack));
    const values = at(stack.mappings, name);
    const found = at(at(values, top), below);
    const otherwise = (options as Json | undefined)?.DefaultValue;
    if (found === undefined && otherwise !== undefined) { return [name, top, below].some(isOpaque) ? undefined : this.evaluate(otherwise, stack); }
    if (!isOpaque(top) || typeof values !== 'object' || values === null) { return found; }
    // Whatever the first key is, the value is the same.
    const [one, ...others] = Object.values(values).map(row => at(row, below));
    return others.every(other => other === one) ? one : around([one, ...others], unknown);
  }

  private join(list: readonly unknown[], stack: Template): unknown {
    const given = list[1];
    const parts = Array.isArray(given) ? given : this.evaluate(given, stack);
    if (!Array.isArray(parts)) { return undefined; }
    const values: unknown[] = [];
    for (const part of parts) {
      const value = this.evaluate(part, stack);
      if (value !== undefined) { values.push(value); }
    }
    // Nearly all are made of texts.
    if ([list[0], ...values].every(part => typeof part === 'string')) { return values.join(list[0] as string); }
    return concatenated(values.flatMap((value, i) => i === 0 ? [value] : [list[0], value]));
  }

  private ref(name: string, stack: Template): unknown {
    if (name === 'AWS::StackName') { return stackName(stack); }
    if (name.startsWith('AWS::')) { return pseudo(name, stack.place); }
    if (stack.resources[name]) { return resourceSymbol(stack.index, name); }
    const parameter = stack.parameters?.[name];
    if (stack.given && name in stack.given) { return valueOf(parameter, stack.given[name]); }
    const assumed = this.assumptions.parameter(stack, name);
    if (assumed !== undefined) { return assumed; }
    const parent = stack.parent && this.stacks[stack.parent.stack];
    const passed = parent && (parent.resources[stack.parent!.logicalId]?.Properties?.Parameters as Json | undefined)?.[name];
    return passed === undefined ? onlyValueOf(parameter) ?? opaque(name) : this.deeper(() => valueOf(parameter, this.evaluate(passed, parent!)), opaque(name));
  }

  private reference(stack: Template, id: string, attribute: string | undefined): unknown {
    return attribute === undefined ? this.ref(id, stack) : this.attribute(stack, id, attribute);
  }

  private attribute(stack: Template, id: string, attribute: string): unknown {
    if (!stack.resources[id]) { return opaque(id); }
    if (attribute.startsWith('Outputs.')) {
      const child = this.children.get(`${stack.index}#${id}`);
      const output = child?.outputs[attribute.slice('Outputs.'.length)];
      if (output) { return this.deeper(() => this.evaluate(output.Value, child!), opaque(id)); }
    }
    // What a custom resource gives back might be anything.
    return isAnything(stack.resources[id].Type) ? opaque(`${stack.title}/${id}.${attribute}`) : resourceSymbol(stack.index, id, attribute);
  }

  private sub(template: string, given: Json, stack: Template): unknown {
    const parts: unknown[] = [];
    let end = 0;
    for (const { 0: whole, 1: name, index } of template.matchAll(/\$\{([^!][^}]*)\}/g)) {
      parts.push(unescaped(template.slice(end, index)), this.substitute(whole, name.trim(), given, stack));
      end = index! + whole.length;
    }
    return concatenated([...parts, unescaped(template.slice(end))]);
  }

  private substitute(whole: string, name: string, given: Json, stack: Template): unknown {
    if (Object.prototype.hasOwnProperty.call(given, name)) { return this.evaluate(given[name], stack); }
    if (isVariable(name)) { return opaque(name); }
    if (/^(aws|kms|s3|sts|iam|saml):/.test(name)) { return whole; }
    const [id, ...attribute] = name.split('.');
    return attribute.length > 0 ? this.attribute(stack, id, attribute.join('.')) : this.ref(name, stack);
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html */
  private stackOutput(argument: unknown, { place }: Template): unknown {
    const { StackName, OutputName, Region = place.region, RoleArn } = (argument ?? {}) as Json;
    // A role can be of another account, where a stack can have the same name.
    const of = RoleArn !== undefined ? undefined : this.stacks.find(({ name, place: { account, region }, outputs }) =>
      name !== undefined && name === StackName && account === place.account && region === Region && outputs[String(OutputName)] !== undefined);
    return of ? this.deeper(() => this.evaluate(of.outputs[String(OutputName)].Value, of), undefined) : opaque(`output ${StackName ?? 'stack'}.${OutputName}`);
  }

  private exports(): Map<unknown, { stack: Template; value: unknown }> {
    return new Map(this.stacks.flatMap(stack => Object.values(stack.outputs).flatMap(({ Value: value, Export }) =>
      Export ? [[this.evaluate(Export.Name, stack), { stack, value }] as const] : [])));
  }

  private import(name: unknown): unknown {
    // What other stacks export does not hang on what is assumed here.
    this.exported ??= this.assumptions.without(() => this.exports());
    const found = isOpaque(name) ? undefined : this.exported.get(name);
    const unknown = opaque(`import ${typeof name === 'string' ? shown(name) : 'value'}`);
    return found ? this.deeper(() => this.evaluate(found.value, found.stack), unknown) : unknown;
  }
}

/** Whether both branches of a choice are the same, whatever it hangs on. */
const isSame = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

const isPlain = (value: unknown): boolean => value !== undefined && typeof value !== 'object';

const isAnything = (type: string): boolean => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

const MAXIMUM_DEPTH = 50;
/** Texts with more choices than this in them are not told apart. */
const MAXIMUM_CHOICES = 4;

const unescaped = (text: string): string => text.replaceAll('${!', '${');


/** What a function makes of a value, in each branch of one that a condition chooses. */
function eachBranch(value: unknown, make: (value: unknown) => unknown): unknown {
  return value instanceof Either ? new Either(eachBranch(value.whenTrue, make), eachBranch(value.whenFalse, make), value.condition) : make(value);
}

/** The parts as one text; as many as there are branches, where a condition chooses a part. */
function concatenated(parts: readonly unknown[], choices = 0): unknown {
  const either = choices < MAXIMUM_CHOICES ? parts.find((part): part is Either => part instanceof Either) : undefined;
  if (!either) { return parts.map(part => typeof part === 'object' ? opaque('value') : String(part ?? '')).join(''); }
  const [a, b] = (['whenTrue', 'whenFalse'] as const).map(branch =>
    concatenated(parts.map(part => part instanceof Either && part.condition === either.condition ? part[branch] : part), choices + 1));
  return isSame(a, b) ? a : new Either(a, b, either.condition);
}

function pseudo(name: string, place: Place): unknown {
  switch (name) {
    case 'AWS::AccountId': return place.account;
    case 'AWS::Region': return place.region;
    case 'AWS::Partition': return place.partition;
    case 'AWS::URLSuffix': return place.partition.startsWith('${') ? '${AWS.URLSuffix}' : place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    case 'AWS::NoValue': return undefined;
    default: return opaque(name.slice('AWS::'.length));
  }
}
