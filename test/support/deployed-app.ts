import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { IConstruct } from 'constructs';

/** A stack as CloudFormation sees it, a nested one as well. */
export interface DeployedStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly template: any;
  readonly parameters: { readonly [name: string]: any };
}

/** A key, primary or replica, with its policy as KMS has it. */
export interface DeployedKey {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly logicalId: string;
  readonly stack: DeployedStack;
  readonly properties: any;
  readonly policy: any;
  readonly aliases: readonly string[];
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');
/** The random end of the names that CloudFormation makes. */
const random = (text: string): string => hex(text).toUpperCase().slice(0, 12);

/**
 * All stacks of an app as after its deployment: stages and nested stacks, references within and across stacks filled in, and names that CloudFormation
 * makes where the app gives none.
 */
export class DeployedApp {
  public readonly stacks: DeployedStack[] = [];
  private readonly nested = new Map<string, DeployedStack>();
  private readonly artifacts: CloudFormationStackArtifact[];

  constructor(assembly: CloudAssembly) {
    this.artifacts = artifactsOf(assembly);
    for (const artifact of this.artifacts) {
      const { account, region } = artifact.environment;
      this.add({ name: artifact.stackName, account, region, template: artifact.template, parameters: {} }, artifact.assembly.directory);
    }
  }

  /** What waits for itself: resources within a template, or stacks. Undefined where everything can be deployed. */
  public cycle(): string | undefined {
    const stacks = new Map(this.artifacts.map(artifact => [artifact.id, artifact.dependencies.map(({ id }) => id)]));
    return loopIn(stacks)
      ?? this.stacks.map(({ name, template }) => {
        const loop = loopIn(new Map(Object.entries<any>(template.Resources ?? {}).map(([id, resource]) => [id, referencesOf(resource, template)])));
        return loop && `${name}: ${loop}`;
      }).find(loop => loop);
  }

  public keys(): DeployedKey[] {
    return this.of('AWS::KMS::Key', 'AWS::KMS::ReplicaKey').map(({ stack, logicalId, properties }) => {
      const arn = this.attribute(stack, logicalId, 'Arn');
      const aliases = this.of('AWS::KMS::Alias').filter(alias => alias.properties.TargetKeyId === arn && alias.stack.region === stack.region);
      return {
        arn,
        account: stack.account,
        region: stack.region,
        logicalId,
        stack,
        properties,
        policy: properties.KeyPolicy,
        aliases: aliases.map(alias => alias.properties.AliasName),
      };
    });
  }

  /** The roles that the app makes. */
  public roles(): { readonly account: string; readonly name: string }[] {
    return this.of('AWS::IAM::Role').map(({ stack, logicalId }) => ({ account: stack.account, name: this.reference(stack, logicalId) }));
  }

  /** What the app allows a role or user of an account by IAM policies. */
  public identityPolicies(account: string, role: string): any[] {
    return [
      ...this.of('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
        .filter(({ stack, properties }) => stack.account === account && ([] as string[]).concat(properties.Roles ?? []).includes(role))
        .map(({ properties }) => properties.PolicyDocument),
      ...this.of('AWS::IAM::Role')
        .filter(({ stack, logicalId }) => stack.account === account && this.reference(stack, logicalId) === role)
        .flatMap(({ properties }) => (properties.Policies ?? []).map((policy: any) => policy.PolicyDocument)),
    ];
  }

  /** The ARN of a construct that the app makes. */
  public arnOf(construct: IConstruct): string {
    const resource = construct.node.defaultChild as CfnResource;
    const { stack } = this.located(resource);
    return this.attribute(stack, Stack.of(resource).resolve(resource.logicalId), 'Arn');
  }

  /** The ARN of the one resource of a type with such a logical id. */
  public arnOfPath(logicalId: RegExp, type: string): string {
    const [{ stack, logicalId: id }] = this.of(type).filter(resource => logicalId.test(resource.logicalId));
    return this.attribute(stack, id, 'Arn');
  }

  /** The stack of a resource as deployed. */
  public located(resource: CfnResource): { readonly stack: DeployedStack } {
    const logicalId = Stack.of(resource).resolve(resource.logicalId);
    const nesting = Stack.of(resource).nestedStackResource;
    if (nesting) {
      const { stack: outer } = this.located(nesting);
      return { stack: this.nested.get(`${outer.name} ${Stack.of(nesting).resolve(nesting.logicalId)}`)! };
    }
    const { stackName } = Stack.of(resource);
    const stack = this.stacks.find(({ name, template }) => name === stackName && template.Resources[logicalId]);
    if (!stack) { throw new Error(`${logicalId} is in no template of ${stackName}`); }
    return { stack };
  }

  /** A value of a template, as CloudFormation fills it in. */
  public fill(stack: DeployedStack, value: any): any {
    if (Array.isArray(value)) { return value.map(inner => this.fill(stack, inner)).filter(inner => inner !== NO_VALUE); }
    if (value === null || typeof value !== 'object') { return value; }
    const entries = Object.entries<any>(value);
    if (entries.length === 1) {
      const [name, argument] = entries[0];
      const filled = this.intrinsic(stack, name, argument);
      if (filled !== undefined) { return filled; }
    }
    return Object.fromEntries(entries.map(([key, inner]) => [key, this.fill(stack, inner)]).filter(([, inner]) => inner !== NO_VALUE));
  }

  /** The stack with this path of names, `Data` or `Data/Nested`, and the physical name of a resource in it. */
  public reference(stack: DeployedStack, logicalId: string): any {
    const pseudo: { [name: string]: any } = {
      'AWS::Partition': 'aws', 'AWS::AccountId': stack.account, 'AWS::Region': stack.region, 'AWS::URLSuffix': 'amazonaws.com', 'AWS::StackName': stack.name, 'AWS::NoValue': NO_VALUE,
    };
    if (logicalId in pseudo) { return pseudo[logicalId]; }
    if (logicalId in stack.parameters) { return stack.parameters[logicalId]; }
    const resource = stack.template.Resources?.[logicalId];
    if (!resource) { return stack.template.Parameters?.[logicalId]?.Default ?? logicalId; }
    return this.named(stack, logicalId, resource).ref;
  }

  public attribute(stack: DeployedStack, logicalId: string, attribute: string): any {
    const resource = stack.template.Resources[logicalId];
    if (resource.Type === 'AWS::CloudFormation::Stack') {
      const nested = this.nested.get(`${stack.name} ${logicalId}`)!;
      return this.fill(nested, nested.template.Outputs[attribute.replace(/^Outputs\./, '')].Value);
    }
    const { arn, name } = this.named(stack, logicalId, resource);
    return /Arn$/.test(attribute) ? arn : attribute.endsWith('Name') || attribute === 'KeyId' ? name : `${name}.${attribute}`;
  }

  private add(stack: DeployedStack, directory: string): void {
    this.stacks.push(stack);
    for (const [logicalId, resource] of Object.entries<any>(stack.template.Resources ?? {})) {
      if (resource.Type !== 'AWS::CloudFormation::Stack') { continue; }
      const file = resource.Metadata['aws:asset:path'];
      // Read when they are asked for: an argument may come from a stack that is still to be added.
      const fill = (value: any) => this.fill(stack, value);
      const given = resource.Properties.Parameters ?? {};
      const parameters = Object.defineProperties({}, Object.fromEntries(Object.keys(given)
        .map(name => [name, { get: () => fill(given[name]), enumerable: true }])));
      const nested = { ...stack, name: `${stack.name}-${logicalId}-${random(stack.name + logicalId)}`, template: JSON.parse(readFileSync(join(directory, file), 'utf8')), parameters };
      this.nested.set(`${stack.name} ${logicalId}`, nested);
      this.add(nested, directory);
    }
  }

  private of(...types: string[]): { stack: DeployedStack; logicalId: string; properties: any }[] {
    return this.stacks.flatMap(stack => Object.entries<any>(stack.template.Resources ?? {})
      .filter(([, resource]) => types.includes(resource.Type))
      .map(([logicalId, resource]) => ({ stack, logicalId, properties: this.fill(stack, resource.Properties) })));
  }

  private named(
    stack: DeployedStack, logicalId: string, { Type: type, Properties: properties = {} }: any,
  ): { name: string; arn: string; ref: string } {
    const of = (name: string, arn: string, ref = name) => ({ name, arn, ref });
    const given = (property: string) => properties[property] === undefined ? undefined : this.fill(stack, properties[property]);
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
    const made = `${stack.name.slice(0, 24)}-${logicalId.slice(0, 26)}-${random(stack.name + logicalId)}`;
    const { account, region } = stack;
    switch (type) {
      case 'AWS::KMS::Key': {
        const id = `${properties.MultiRegion ? 'mrk-' : ''}${hex(stack.name + logicalId).slice(0, 32)}`;
        return of(id, `arn:aws:kms:${region}:${account}:key/${id}`);
      }
      case 'AWS::KMS::ReplicaKey': {
        const id = this.fill(stack, properties.PrimaryKeyArn).split('/')[1];
        return of(id, `arn:aws:kms:${region}:${account}:key/${id}`);
      }
      case 'AWS::IAM::Role': return of(given('RoleName') ?? made, `arn:aws:iam::${account}:role${given('Path') ?? '/'}${given('RoleName') ?? made}`);
      case 'AWS::S3::Bucket': return of(given('BucketName') ?? made.toLowerCase(), `arn:aws:s3:::${given('BucketName') ?? made.toLowerCase()}`);
      case 'AWS::SNS::Topic': return of(given('TopicName') ?? made, `arn:aws:sns:${region}:${account}:${given('TopicName') ?? made}`, `arn:aws:sns:${region}:${account}:${given('TopicName') ?? made}`);
      case 'AWS::SecretsManager::Secret': return of(given('Name') ?? made, `arn:aws:secretsmanager:${region}:${account}:secret:${made}`, `arn:aws:secretsmanager:${region}:${account}:secret:${made}`);
      default: {
        // Custom resources and whatever else has an ARN of this form, or none.
        const [, service, kind = ''] = type.split('::');
        return of(made, `arn:aws:${service.toLowerCase()}:${region}:${account}:${kind === 'Queue' ? '' : `${kind.toLowerCase()}/`}${made}`);
      }
    }
  }

  private intrinsic(stack: DeployedStack, name: string, argument: any): any {
    switch (name) {
      case 'Ref': return this.reference(stack, argument);
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? argument : [argument.split('.')[0], argument.split('.').slice(1).join('.')];
        return this.attribute(stack, id, attribute);
      }
      case 'Fn::Join': return this.fill(stack, argument[1]).join(argument[0]);
      case 'Fn::Split': return this.fill(stack, argument[1]).split(argument[0]);
      case 'Fn::Select': return this.fill(stack, argument[1])[Number(argument[0])];
      case 'Fn::GetStackOutput': return this.output(this.top(argument.StackName), argument.OutputName);
      case 'Fn::ImportValue': {
        const exported = this.fill(stack, argument);
        for (const producer of this.stacks) {
          for (const [output, { Export }] of Object.entries<any>(producer.template.Outputs ?? {})) {
            if (Export && this.fill(producer, Export.Name) === exported) { return this.output(producer, output); }
          }
        }
        throw new Error(`nobody exports ${exported}`);
      }
      case 'Fn::Sub': return typeof argument === 'string' ? argument.replace(/\$\{([^!}]+)\}/g, (_, id: string) => this.reference(stack, id)) : undefined;
    }
    return undefined;
  }

  private top(name: string): DeployedStack {
    const found = this.stacks.find(stack => stack.name === name);
    if (!found) { throw new Error(`no stack ${name}`); }
    return found;
  }

  private output(producer: DeployedStack, output: string): any {
    return this.fill(producer, producer.template.Outputs[output].Value);
  }
}

const NO_VALUE = Symbol('AWS::NoValue');

function artifactsOf(assembly: CloudAssembly): CloudFormationStackArtifact[] {
  return [...assembly.stacks, ...assembly.nestedAssemblies.flatMap(({ nestedAssembly }) => artifactsOf(nestedAssembly))];
}

/** The resources that a resource names, so that CloudFormation makes them before. */
function referencesOf(resource: any, template: any): string[] {
  const found = new Set<string>(([] as string[]).concat(resource.DependsOn ?? []));
  const walk = (value: any): void => {
    if (value === null || typeof value !== 'object') { return; }
    if (typeof value.Ref === 'string') { found.add(value.Ref); }
    const attribute = value['Fn::GetAtt'];
    if (attribute) { found.add(Array.isArray(attribute) ? attribute[0] : attribute.split('.')[0]); }
    if (typeof value['Fn::Sub'] === 'string') { for (const [, id] of value['Fn::Sub'].matchAll(/\$\{([A-Za-z0-9]+)/g)) { found.add(id); } }
    Object.values(value).forEach(walk);
  };
  walk(resource.Properties);
  return [...found].filter(id => template.Resources[id]);
}

/** A way from a node back to itself. */
function loopIn(graph: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: string[]): string | undefined => {
    if (path.includes(node)) { return [...path.slice(path.indexOf(node)), node].join(' → '); }
    if (done.has(node)) { return undefined; }
    for (const next of graph.get(node) ?? []) {
      const loop = visit(next, [...path, node]);
      if (loop) { return loop; }
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const loop = visit(node, []);
    if (loop) { return loop; }
  }
  return undefined;
}
