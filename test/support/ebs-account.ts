import { SSMClient } from '@aws-sdk/client-ssm';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { deployed, ACCOUNT, REGION } from './stack';
import { handle, Settings } from '../../handlers/ebs-default-key';
import { Answer, ResourceEvent } from '../../handlers/shared/custom-resource';

interface Resource {
  readonly logicalId: string;
  readonly settings: Settings;
}

const failure = (name: string) => Object.assign(new Error(name), { name });

/**
 * One account and Region: EC2's default key, the parameters, and a CloudFormation that creates what is new, then deletes what is gone, and takes a failed
 * update back. Every call waits for its turn, which a test can give in any order.
 */
export class EbsAccount {
  public readonly ec2 = { key: 'alias/aws/ebs', enabled: false };
  public readonly parameters = new Map<string, { Value: string; at: number }>();
  public readonly calls: string[] = [];
  private readonly stacks = new Map<string, { id: string; resources: Map<string, Resource> }>();
  private readonly status = new Map<string, string>();
  private clock = 0;

  /** Waits before a call; throws where a call shall fail. */
  public turn: (call: string) => Promise<void> = async () => {};

  /** Creates or updates a stack. */
  public async deploy(stack: Stack): Promise<void> {
    const name = stack.stackName;
    const known = this.stacks.get(name);
    const { id, resources: before } = known ?? { id: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/uuid-${this.stacks.size + this.clock}`, resources: new Map<string, Resource>() };
    const after = resourcesOf(stack, id);
    this.stacks.set(name, { id, resources: after });
    const undo: (() => Promise<void>)[] = [];
    try {
      for (const resource of after.values()) {
        const old = before.get(resource.logicalId);
        if (old && old.settings.key === resource.settings.key) { continue; }
        undo.unshift(() => old ? this.request('Update', old, 'UPDATE_IN_PROGRESS') : this.request('Delete', resource));
        await this.request(old ? 'Update' : 'Create', resource);
      }
    } catch (error) {
      for (const step of undo) { await step(); }
      this.stacks.set(name, { id, resources: before });
      throw error;
    }
    for (const old of before.values()) {
      if (!after.has(old.logicalId)) { await this.request('Delete', old); }
    }
  }

  public async destroy({ stackName }: Stack): Promise<void> {
    for (const resource of this.stacks.get(stackName)?.resources.values() ?? []) { await this.request('Delete', resource); }
    this.stacks.delete(stackName);
  }

  /** What reaches the function, by whomever it was sent: its own settings, and the event. */
  public async invoke(resource: Resource, RequestType: any, more: Partial<ResourceEvent> = {}): Promise<Answer | undefined> {
    const { logicalId: LogicalResourceId, settings } = resource;
    let given: Answer | undefined;
    await handle({
      RequestType, ResponseURL: 'https://example', StackId: settings.stackId, RequestId: 'r', LogicalResourceId, ResourceProperties: { Key: settings.key }, ...more,
    }, settings, this.tools(), async (_, body) => {
      given = JSON.parse(body);
      return { ok: true, status: 200 };
    });
    return given;
  }

  public resource({ stackName }: Stack): Resource {
    return [...this.stacks.get(stackName)!.resources.values()][0];
  }

  /** Every change that was made, in order: reading is left out. */
  public changes(): string[] {
    return this.calls.filter(call => !/^(Get|Describe)/.test(call));
  }

  private async request(type: 'Create' | 'Update' | 'Delete', resource: Resource, status = `${type.toUpperCase()}_IN_PROGRESS`): Promise<void> {
    const id = `${resource.settings.stackId} ${resource.logicalId}`;
    this.status.set(id, status);
    const given = await this.invoke(resource, type);
    this.status.set(id, status.replace('IN_PROGRESS', given?.Status === 'SUCCESS' ? 'COMPLETE' : 'FAILED'));
    if (given?.Status !== 'SUCCESS') { throw new Error(given?.Reason); }
  }

  private tools(): any {
    const client = { send: (command: any) => this.call(command.constructor.name.replace('Command', ''), command.input), config: {} };
    // The paginator takes nothing but a client of its service.
    const ssm = Object.assign(Object.create(SSMClient.prototype), client);
    return { ec2: client, ssm, cloudFormation: client, log: { warn: () => {} }, sleep: async () => {} };
  }

  private async call(name: string, input: any): Promise<any> {
    await this.turn(name);
    this.calls.push(name);
    switch (name) {
      case 'DescribeStackResource': return { StackResourceDetail: { ResourceStatus: this.status.get(`${input.StackName} ${input.LogicalResourceId}`) } };
      case 'EnableEbsEncryptionByDefault': this.ec2.enabled = true; return {};
      case 'GetEbsDefaultKmsKeyId': return { KmsKeyId: this.ec2.key };
      case 'ResetEbsDefaultKmsKeyId': this.ec2.key = 'alias/aws/ebs'; return { KmsKeyId: this.ec2.key };
      case 'ModifyEbsDefaultKmsKeyId':
        if (!this.ec2.enabled) { throw failure('InvalidParameterCombination'); }
        this.ec2.key = input.KmsKeyId;
        return { KmsKeyId: this.ec2.key };
      case 'PutParameter': this.parameters.set(input.Name, { Value: input.Value, at: ++this.clock }); return {};
      case 'DeleteParameter':
        if (!this.parameters.delete(input.Name)) { throw failure('ParameterNotFound'); }
        return {};
      case 'GetParametersByPath':
        return {
          Parameters: [...this.parameters].filter(([parameter]) => parameter.startsWith(`${input.Path}/`))
            .map(([parameter, { Value, at }]) => ({ Name: parameter, Value, LastModifiedDate: new Date(at) })),
        };
      default: throw new Error(`no such call: ${name}`);
    }
  }
}

/** What is looked at of a template: synthesized once for each stack. */
const TEMPLATES = new WeakMap<Stack, readonly [logicalId: string, variables: any][]>();

/** The custom resources of a template, each with the configuration of its function. */
function resourcesOf(stack: Stack, stackId: string): Map<string, Resource> {
  let resources = TEMPLATES.get(stack);
  if (!resources) {
    const template = Template.fromStack(stack);
    const functions = template.findResources('AWS::Lambda::Function');
    resources = Object.entries<any>(template.findResources('Custom::KeysmithEbsEncryptionByDefault'))
      .map(([logicalId, { Properties }]) => [logicalId, functions[Properties.ServiceToken['Fn::GetAtt'][0]].Properties.Environment.Variables]);
    TEMPLATES.set(stack, resources);
  }
  return new Map(resources.map(([logicalId, variables]) => {
    const { KEY_ARN: key, CLAIM: claim, CLAIMS: claims, STACK_ID, LOGICAL_ID } = deployed(variables, { account: ACCOUNT, region: REGION, partition: 'aws', stackId });
    return [logicalId, { logicalId, settings: { key, claim, claims, stackId: STACK_ID, logicalId: LOGICAL_ID } }];
  }));
}
