import { Either, isOpaque, opaque, resourceSymbol } from '../../iam/symbols';
import { partitionOf as partitionByName, Place } from '../../private/arns';

export interface RawResource {
  readonly Type: string;
  readonly Metadata?: { readonly [name: string]: any };
  readonly Properties?: { readonly [name: string]: unknown };
  readonly DeletionPolicy?: unknown;
  readonly UpdateReplacePolicy?: unknown;
}

/** One stack of the app as CloudFormation gets it. */
export interface StackTemplate {
  /** Position among the app's stacks, the number in symbols. */
  readonly index: number;
  readonly place: Place;
  /** The name that CloudFormation knows it by; absent where that was not looked at. */
  readonly name?: string;
  readonly resources: { readonly [logicalId: string]: RawResource };
  readonly outputs: { readonly [name: string]: { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } } };
  /** Whether its text holds Latin-1 characters only, as key policies must; absent where that was not looked at. */
  readonly latin1?: boolean;
  /** For a nested stack: where its parameters are set. */
  readonly parent?: { readonly stack: number; readonly logicalId: string };
}

/** The name under which values of an unfinished app name a resource of any stack: [stack, logical id, attribute]. */
export const REFERENCE = 'Fn::KeysmithReference';

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
  private exported?: Map<unknown, { stack: StackTemplate; value: unknown }>;
  private readonly children = new Map<string, StackTemplate>();

  constructor(private readonly stacks: readonly StackTemplate[]) {
    for (const stack of stacks) {
      if (stack.parent) { this.children.set(`${stack.parent.stack}#${stack.parent.logicalId}`, stack); }
    }
  }

  /** The value with intrinsic functions filled in; what holds none is returned as it is, not copied. */
  public evaluate(value: unknown, stack: StackTemplate): unknown {
    if (typeof value === 'string') { return value.includes('{{resolve:') ? opaque('dynamic reference') : value; }
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

  private list(values: readonly unknown[], stack: StackTemplate): readonly unknown[] {
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

  private intrinsic(name: string, argument: unknown, stack: StackTemplate): unknown {
    const list = Array.isArray(argument) ? argument : undefined;
    switch (name) {
      case 'Ref': return this.ref(String(argument), stack);
      case REFERENCE: return this.attribute(this.stacks[list![0] as number], list![1] as string, list![2] as string | undefined);
      case 'Fn::GetAtt': {
        const [id, ...attribute] = list ? list.map(String) : String(argument).split('.');
        return this.attribute(stack, id, attribute.join('.'));
      }
      case 'Fn::Join': return this.join(list, stack);
      case 'Fn::Sub': return this.sub(list ? String(list[0]) : String(argument), (list?.[1] ?? {}) as Json, stack);
      case 'Fn::ImportValue': return this.import(this.evaluate(argument, stack));
      case 'Fn::GetStackOutput': return this.stackOutput(this.evaluate(argument, stack), stack);
      case 'Fn::Select': {
        const from = list && this.evaluate(list[1], stack);
        return Array.isArray(from) ? from[Number(list![0])] : opaque('Select');
      }
      case 'Fn::Split': {
        const text = list && this.evaluate(list[1], stack);
        return typeof text === 'string' && !text.includes('${') ? text.split(String(list![0])) : opaque('Split');
      }
      case 'Fn::If': return list ? new Either(this.evaluate(list[1], stack), this.evaluate(list[2], stack)) : opaque('If');
      default: return opaque(name);
    }
  }

  private join(list: readonly unknown[] | undefined, stack: StackTemplate): string {
    const given = list?.[1];
    const parts = Array.isArray(given) ? given : list && this.evaluate(given, stack);
    if (!Array.isArray(parts)) { return opaque('Join'); }
    const separator = list![0] as string;
    let joined = '';
    for (let i = 0; i < parts.length; i++) {
      joined += (i === 0 ? '' : separator) + this.text(this.evaluate(parts[i], stack));
    }
    return joined;
  }

  private text(value: unknown): string {
    return typeof value === 'object' ? opaque('value') : String(value);
  }

  private ref(name: string, stack: StackTemplate): unknown {
    if (name.startsWith('AWS::')) { return pseudo(name, stack.place); }
    if (stack.resources[name]) { return resourceSymbol(stack.index, name); }
    const parent = stack.parent && this.stacks[stack.parent.stack];
    const passed = parent && (parent.resources[stack.parent!.logicalId]?.Properties?.Parameters as Json | undefined)?.[name];
    return passed === undefined ? opaque(name) : this.evaluate(passed, parent!);
  }

  private attribute(stack: StackTemplate | undefined, id: string, attribute?: string): unknown {
    if (!stack || !stack.resources[id]) { return opaque(id); }
    if (attribute?.startsWith('Outputs.')) {
      const child = this.children.get(`${stack.index}#${id}`);
      const output = child?.outputs[attribute.slice('Outputs.'.length)];
      if (output) { return this.evaluate(output.Value, child!); }
    }
    return resourceSymbol(stack.index, id, attribute);
  }

  private sub(template: string, given: Json, stack: StackTemplate): string {
    return template.replace(/\$\{([^!][^}]*)\}/g, (whole, name: string) => {
      if (Object.prototype.hasOwnProperty.call(given, name)) { return this.text(this.evaluate(given[name], stack)); }
      if (/^(aws|kms|s3|sts|iam|saml):/.test(name)) { return whole; }
      const [id, ...attribute] = name.split('.');
      return this.text(attribute.length > 0 ? this.attribute(stack, id, attribute.join('.')) : this.ref(name, stack));
    }).replace(/\$\{!/g, '${');
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html */
  private stackOutput(argument: unknown, { place }: StackTemplate): unknown {
    const { StackName, OutputName, Region = place.region, RoleArn } = (argument ?? {}) as Json;
    // A role may be of another account, where a stack may have the same name.
    const of = RoleArn !== undefined ? undefined : this.stacks.find(({ name, place: { account, region }, outputs }) =>
      name !== undefined && name === StackName && account === place.account && region === Region && outputs[String(OutputName)] !== undefined);
    return of ? this.evaluate(of.outputs[String(OutputName)].Value, of) : opaque('GetStackOutput');
  }

  private exports(): Map<unknown, { stack: StackTemplate; value: unknown }> {
    return new Map(this.stacks.flatMap(stack => Object.values(stack.outputs).flatMap(({ Value: value, Export }) =>
      Export ? [[this.evaluate(Export.Name, stack), { stack, value }] as const] : [])));
  }

  private import(name: unknown): unknown {
    this.exported ??= this.exports();
    const found = isOpaque(name) ? undefined : this.exported.get(name);
    return found ? this.evaluate(found.value, found.stack) : opaque('ImportValue');
  }
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

/** The partition that a region's name tells. */
export const partitionOf = (region: string): string => region.startsWith('${') ? '${AWS.Partition}' : partitionByName(region);
