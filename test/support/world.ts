import { createHash } from 'crypto';
import { App } from 'aws-cdk-lib';
import { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { decide, Decision } from './oracle';

/** A key as it would stand in AWS after a deployment of the whole app. */
export interface WorldKey {
  readonly arn: string;
  readonly id: string;
  readonly alias: string;
  readonly account: string;
  readonly region: string;
  readonly policy: any;
  readonly properties: any;
}

/** A request of a role of the app for one of its keys. */
export interface WorldRequest {
  readonly role: string;
  readonly key: WorldKey;
  readonly action?: string;
  readonly context?: { [key: string]: string | string[] };
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** All stacks of an app with what CloudFormation fills in, also across stacks, Regions and accounts; for judging both sides of a request. */
export class World {
  public readonly stacks: { [name: string]: CloudFormationStackArtifact };

  constructor(app: App | CloudAssembly) {
    this.stacks = Object.fromEntries((app instanceof App ? app.synth() : app).stacks.map(stack => [stack.stackName, stack]));
  }

  /** The filled-in properties of the one resource of a type in a stack. */
  public resource(stackName: string, type: string): any {
    const found = this.resources(this.stacks[stackName], type);
    if (found.length !== 1) { throw new Error(`expected one ${type} in ${stackName}, found: ${found.map(([id]) => id)}`); }
    return this.fill(this.stacks[stackName], found[0][1].Properties);
  }

  /** The key of an alias; the Region or account where several have it. */
  public key(alias: string, place: { region?: string; account?: string } = {}): WorldKey {
    const keys = this.keys();
    const found = keys.filter(key => key.alias === alias
      && (place.region ?? key.region) === key.region && (place.account ?? key.account) === key.account);
    if (found.length !== 1) { throw new Error(`expected one ${alias}, found: ${keys.map(key => `${key.alias} in ${key.account} ${key.region}`)}`); }
    return found[0];
  }

  public keys(): WorldKey[] {
    return Object.values(this.stacks).flatMap(stack => this.resources(stack, 'AWS::KMS::Alias').map(([, alias]) => {
      const properties = this.fill(stack, alias.Properties);
      const [id, resource] = Object.entries<any>(stack.template.Resources).find(([logicalId]) =>
        this.attribute(stack, logicalId, 'Arn') === properties.TargetKeyId)!;
      const place = this.placeOf(stack);
      return {
        arn: properties.TargetKeyId,
        id: this.attribute(stack, id, 'KeyId'),
        alias: properties.AliasName,
        ...place,
        policy: this.fill(stack, resource.Properties.KeyPolicy),
        properties: this.fill(stack, resource.Properties),
      };
    }));
  }

  /** Identity policies that the app gives a role, by the role's name or logical id. */
  public identity(role: string, account?: string): any[] {
    return Object.values(this.stacks).filter(stack => account === undefined || stack.environment.account === account).flatMap(stack => this.resources(stack, 'AWS::IAM::Policy')
      .map(([, policy]) => this.fill(stack, policy.Properties))
      .filter(policy => policy.Roles.includes(role))
      .map(policy => policy.PolicyDocument));
  }

  /** The ARN of a role of the app, by its name or logical id; of the first account where several have it. */
  public roleArn(role: string): string {
    for (const stack of Object.values(this.stacks)) {
      for (const [id] of this.resources(stack, 'AWS::IAM::Role')) {
        if (this.reference(stack, id) === role) { return this.attribute(stack, id, 'Arn'); }
      }
    }
    throw new Error(`no role ${role}`);
  }

  /** What AWS decides by the policies of both sides, as deployed. */
  public async decide({ role, key, action, context = {} }: WorldRequest): Promise<Decision> {
    const principal = this.roleArn(role);
    return decide({
      principal,
      action,
      policy: key.policy,
      identity: this.identity(role, principal.split(':')[4]),
      keyArn: key.arn,
      keyAccount: key.account,
      context: { 'kms:ResourceAliases': [key.alias], 'aws:ResourceAccount': key.account, 'aws:RequestedRegion': key.region, ...context },
    });
  }

  public fill(stack: CloudFormationStackArtifact, value: any): any {
    if (Array.isArray(value)) { return value.map(inner => this.fill(stack, inner)); }
    if (value === null || typeof value !== 'object') { return value; }
    const [[name, argument] = ['', undefined], ...more] = Object.entries<any>(value);
    if (more.length === 0) {
      switch (name) {
        case 'Ref': return this.reference(stack, argument);
        case 'Fn::GetAtt': return this.attribute(stack, argument[0], argument[1]);
        case 'Fn::Join': return argument[1].map((part: any) => this.fill(stack, part)).join(argument[0]);
        case 'Fn::GetStackOutput': return this.output(argument.StackName, argument.OutputName);
        case 'Fn::ImportValue': {
          const [producer] = argument.split(':');
          const [output] = Object.entries<any>(this.stacks[producer].template.Outputs).find(([, o]) => o.Export?.Name === argument)!;
          return this.output(producer, output);
        }
      }
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.fill(stack, inner)]));
  }

  private output(stackName: string, output: string): any {
    const producer = this.stacks[stackName];
    return this.fill(producer, producer.template.Outputs[output].Value);
  }

  private placeOf(stack: CloudFormationStackArtifact): { account: string; region: string } {
    return { account: stack.environment.account, region: stack.environment.region };
  }

  private resources(stack: CloudFormationStackArtifact, type: string): [string, any][] {
    return Object.entries<any>(stack.template.Resources ?? {}).filter(([, resource]) => resource.Type === type);
  }

  private reference(stack: CloudFormationStackArtifact, logicalId: string): string {
    const { account, region } = this.placeOf(stack);
    const pseudo: { [name: string]: string } = { 'AWS::Partition': 'aws', 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::URLSuffix': 'amazonaws.com' };
    const resource = stack.template.Resources[logicalId];
    switch (resource?.Type) {
      case 'AWS::KMS::Key': return `${resource.Properties.MultiRegion ? 'mrk-' : ''}${hex(stack.stackName + logicalId)}`;
      case 'AWS::KMS::ReplicaKey': return this.fill(stack, resource.Properties.PrimaryKeyArn).split('/')[1];
      case 'AWS::IAM::Role': return resource.Properties.RoleName ?? logicalId;
    }
    return pseudo[logicalId] ?? logicalId;
  }

  private attribute(stack: CloudFormationStackArtifact, logicalId: string, attribute: string): string {
    const { account, region } = this.placeOf(stack);
    const type = stack.template.Resources[logicalId]?.Type;
    const name = this.reference(stack, logicalId);
    if (type === 'AWS::KMS::Key' || type === 'AWS::KMS::ReplicaKey') { return attribute === 'Arn' ? `arn:aws:kms:${region}:${account}:key/${name}` : name; }
    if (type === 'AWS::IAM::Role' && attribute === 'Arn') { return `arn:aws:iam::${account}:role/${name}`; }
    return `${logicalId}.${attribute}`;
  }
}
