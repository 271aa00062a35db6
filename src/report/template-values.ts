import { nameOf, ReadTemplate, Resource } from './templates';

/** A resource of the app, wherever it stands. */
export interface Found {
  readonly read: ReadTemplate;
  readonly logicalId: string;
  readonly resource: Resource;
}

interface Output {
  readonly value: unknown;
  readonly read: ReadTemplate;
}

const outputKey = (stack: string, region: string | undefined, name: string): string => JSON.stringify([stack, region, name]);
/** Names of exports are those of an account and region. */
const exportKey = ({ account, region }: ReadTemplate, name: string): string => JSON.stringify({ account, region, name });

/** The ARN shape of what an attribute or a reference stands for, as far as a template tells it. */
const ARNS: { readonly [type: string]: { readonly service: string; readonly name: string; readonly nameProperty: string } } = {
  'AWS::IAM::Role': { service: 'iam', name: 'role/', nameProperty: 'RoleName' },
  'AWS::IAM::User': { service: 'iam', name: 'user/', nameProperty: 'UserName' },
};

/** Reads values of templates: intrinsic functions become the text that a person would write for them. */
export class TemplateValues {
  private readonly outputs = new Map<string, Output>();

  constructor(private readonly templates: readonly ReadTemplate[]) {
    for (const read of templates) {
      for (const [name, output] of Object.entries(read.template.Outputs ?? {})) {
        this.outputs.set(outputKey(read.stack, read.region, name), { value: output.Value, read });
        if (output.Export) { this.outputs.set(exportKey(read, this.text(output.Export.Name, read)), { value: output.Value, read }); }
      }
    }
  }

  /** The resource that a reference or an attribute names, through outputs of other stacks too. */
  public find(value: unknown, read: ReadTemplate): Found | undefined {
    const [name, argument] = intrinsic(value);
    const exported = this.output(name, argument, read);
    if (exported) { return this.find(exported.value, exported.read); }
    const logicalId = name === 'Ref' ? argument : name === 'Fn::GetAtt' ? ([] as any[]).concat(argument)[0].split('.')[0] : undefined;
    const resource = typeof logicalId === 'string' ? read.template.Resources?.[logicalId] : undefined;
    return resource && { read, logicalId, resource };
  }

  /** All resources of these types. */
  public resources(...types: readonly string[]): Found[] {
    return this.templates.flatMap(read => Object.entries(read.template.Resources ?? {})
      .filter(([, resource]) => types.includes(resource.Type))
      .map(([logicalId, resource]) => ({ read, logicalId, resource })));
  }

  /** The construct's path below its stack, or what the template itself names it. */
  public name(found: Found): string {
    const property = ARNS[found.resource.Type]?.nameProperty;
    const given = property && found.resource.Properties?.[property];
    return typeof given === 'string' ? given : nameOf(found.logicalId, found.resource, found.read);
  }

  /** What a value says, with names where only a deployment knows. */
  public text(value: unknown, read: ReadTemplate): string {
    if (value === null || typeof value !== 'object') { return String(value); }
    const [name, argument] = intrinsic(value);
    const exported = this.output(name, argument, read);
    if (exported) { return this.text(exported.value, exported.read); }
    const found = this.find(value, read);
    if (found) { return this.resourceText(found, name!, argument); }
    switch (name) {
      case 'Ref': return pseudo(argument, read);
      case 'Fn::Join': return ([] as unknown[]).concat(argument[1]).map(part => this.text(part, read)).join(argument[0]);
      case 'Fn::Sub': return this.substituted(argument, read);
      case 'Fn::ImportValue': return `\${${this.text(argument, read)}}`;
      case 'Fn::GetAtt': return `\${${([] as string[]).concat(argument).join('.')}}`;
      default: return name ? `\${${name}}` : JSON.stringify(value);
    }
  }

  /** The output of another stack that a value stands for. */
  private output(name: string | undefined, argument: any, read: ReadTemplate): Output | undefined {
    switch (name) {
      case 'Fn::ImportValue': return this.outputs.get(exportKey(read, this.text(argument, read)));
      case 'Fn::GetStackOutput': return this.outputs.get(outputKey(argument.StackName, argument.Region ?? read.region, argument.OutputName));
      default: return undefined;
    }
  }

  private resourceText(found: Found, name: string, argument: any): string {
    const arn = ARNS[found.resource.Type];
    const attribute = ([] as string[]).concat(argument).slice(-1)[0];
    if (arn && name !== 'Ref' && /(^|\.)Arn$/.test(attribute)) {
      return `arn:${pseudo('AWS::Partition', found.read)}:${arn.service}::${pseudo('AWS::AccountId', found.read)}:${arn.name}${this.name(found)}`;
    }
    return this.name(found);
  }

  private substituted(argument: any, read: ReadTemplate): string {
    const [text, values] = Array.isArray(argument) ? argument : [argument, {}];
    return String(text).replace(/\$\{([^}!]+)\}/g, (_, name: string) => {
      if (values[name] !== undefined) { return this.text(values[name], read); }
      return this.text(name.includes('.') ? { 'Fn::GetAtt': [name.split('.')[0], name.split('.').slice(1).join('.')] } : { Ref: name }, read);
    });
  }
}

/** A value that is nothing but one intrinsic function. */
function intrinsic(value: unknown): [string | undefined, any] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) { return [undefined, undefined]; }
  const entries = Object.entries(value);
  return entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::')) ? entries[0] as [string, any] : [undefined, undefined];
}

export const isIntrinsic = (value: unknown): boolean => intrinsic(value)[0] !== undefined;

/** Partitions of regions, for ARNs to read like ARNs. */
const partitionOf = (region: string | undefined): string =>
  region?.startsWith('cn-') ? 'aws-cn' : region?.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

function pseudo(name: string, { account, region }: ReadTemplate): string {
  switch (name) {
    case 'AWS::AccountId': return account ?? '${AWS::AccountId}';
    case 'AWS::Region': return region ?? '${AWS::Region}';
    case 'AWS::Partition': return partitionOf(region);
    case 'AWS::URLSuffix': return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    default: return `\${${name}}`;
  }
}
