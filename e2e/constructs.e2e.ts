/*
 * Every exported construct in MiniStack, one after another: its stacks are deployed, each key is asked for what the template says of it, and the
 * stacks are deleted. test/checks/own-constructs.ts lists the constructs; a unit test fails when a new class is not among them.
 * Nobody's permission is decided here, MiniStack enforces none; the unit tests do that with IAM's rules.
 */
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import { App, Stack } from 'aws-cdk-lib';
import { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { Checks, equal, refused } from './support/check';
import { deploy, destroy, synthesize } from './support/deploy';
import { Emulator, startMiniStack } from './support/emulator';
import { EVERY_CONSTRUCT, Scenario } from '../test/checks/own-constructs';
import { ACCOUNT, REGION } from '../test/support/stack';

/** What MiniStack has not got: these resources are left out, everything around them is deployed. */
const LEFT_OUT: { [what: string]: (resource: Resource) => boolean } = {
  'CloudTrail\'s trails': ({ Type }) => Type === 'AWS::CloudTrail::Trail',
  'single volumes of EC2': ({ Type }) => Type === 'AWS::EC2::Volume',
  // MiniStack lists a resource only once it is made; the function asks CloudFormation whether it is being made.
  'encryption of volumes by default': ({ Type }) => Type === 'Custom::KeysmithEbsEncryptionByDefault',
  'alarms on more than one metric': ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined,
};

/** Scenarios that MiniStack refuses, and how: a newer one that does not is noticed. multi-Region.e2e.ts replicates keys in moto. */
const REFUSED: { [scenario: string]: RegExp } = {
  'MultiRegionKey with replicas': /Unrecognized resource types: \[AWS::KMS::ReplicaKey\]/,
  'MultiRegionKey with users and administrators': /Unrecognized resource types: \[AWS::KMS::ReplicaKey\]/,
  'ReplicaKey of a primary elsewhere': /Unrecognized resource types: \[AWS::KMS::ReplicaKey\]/,
  'SigningKey with signers and verifiers': /KeySpec ML_DSA_65 is not supported in this emulator/,
};

interface Resource {
  readonly Type: string;
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
}

async function main(): Promise<void> {
  const ministack = await startMiniStack();
  const checks = new Checks();
  try {
    for (const [name, build] of EVERY_CONSTRUCT) {
      const expected = REFUSED[name];
      await checks.check(expected ? `${name} is refused` : `${name} deploys`, () => expected ? refused(wholeLife(ministack, build), expected) : wholeLife(ministack, build));
      await fetch(`${ministack.endpoint}/_ministack/reset`, { method: 'POST' });
    }
  } finally {
    await ministack.stop();
  }
  checks.finish();
}

async function wholeLife(ministack: Emulator, build: Scenario): Promise<void> {
  const inRegion = (region: string): Emulator => ({ ...ministack, client: { ...ministack.client, region } });
  const assembly = synthesize((app: App) => {
    build(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }));
  });
  for (const { template } of assembly.stacks) { leaveOut(template); }
  const made: (() => Promise<void>)[] = [];
  for (const artifact of inOrder(assembly)) {
    const emulator = inRegion(artifact.environment.region);
    await deploy(emulator, assembly, artifact.stackName);
    made.push(await compare(emulator, artifact));
  }
  for (const gone of made.reverse()) { await gone(); }
}

/** Stacks after those that they depend on. */
function inOrder({ stacks }: CloudAssembly): CloudFormationStackArtifact[] {
  const done = new Set<CloudFormationStackArtifact>();
  const add = (stack: CloudFormationStackArtifact): void => {
    for (const other of stacks.filter(({ id }) => stack.dependencies.some(dependency => dependency.id === id))) { add(other); }
    done.add(stack);
  };
  stacks.forEach(add);
  return [...done];
}

function leaveOut(template: { Resources: { [id: string]: Resource } }): void {
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (Object.values(LEFT_OUT).some(absent => absent(resource))) { delete template.Resources[id]; }
  }
}

/** Asks for every key and alias of a deployed stack; returns what deletes the stack and looks at what became of them. */
async function compare(emulator: Emulator, { stackName, template }: CloudFormationStackArtifact): Promise<() => Promise<void>> {
  const client = new KMSClient(emulator.client);
  const { StackResources = [] } = await new CloudFormationClient(emulator.client).send(new DescribeStackResourcesCommand({ StackName: stackName }));
  const physical = new Map(StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, PhysicalResourceId!]));
  const aliases = async () => {
    const { Aliases = [] } = await client.send(new ListAliasesCommand({ Limit: 100 }));
    return new Map(Aliases.map(({ AliasName, TargetKeyId }) => [AliasName!, TargetKeyId!]));
  };
  const ofType = (type: string) => Object.entries<Resource>(template.Resources).filter(([, { Type }]) => Type === type);
  const keys = ofType('AWS::KMS::Key').map(([id, resource]) => ({ KeyId: physical.get(id)!, ...resource }));
  const named = ofType('AWS::KMS::Alias').map(([id, resource]) => ({ name: physical.get(id)!, ...resource }));

  for (const { KeyId, Properties } of keys) { await compareKey(client, KeyId, Properties); }
  const targets = await aliases();
  for (const { name, Properties } of named) {
    const wanted = Properties.TargetKeyId['Fn::GetAtt']?.[0] ?? Properties.TargetKeyId.Ref;
    // An alias of a key of another stack names it by an import.
    if (wanted) { equal([name, targets.get(name)], [name, physical.get(wanted)]); }
  }

  return async () => {
    await destroy(emulator, stackName);
    for (const { KeyId, DeletionPolicy } of keys) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      equal([KeyId, KeyMetadata?.KeyState === 'PendingDeletion'], [KeyId, !isRetained(DeletionPolicy)]);
    }
    const left = await aliases();
    for (const { name, DeletionPolicy } of named) { equal([name, left.has(name)], [name, isRetained(DeletionPolicy)]); }
  };
}

/** Both outlive a stack that was once complete. */
const isRetained = (policy?: string): boolean => policy === 'Retain' || policy === 'RetainExceptOnCreate';

async function compareKey(client: KMSClient, KeyId: string, properties: any): Promise<void> {
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
  const { KeySpec, KeyUsage, Origin, MultiRegion, Description } = KeyMetadata!;
  const { KeySpec: spec = 'SYMMETRIC_DEFAULT', KeyUsage: usage = 'ENCRYPT_DECRYPT', Origin: origin = 'AWS_KMS', MultiRegion: multi = false } = properties;
  equal([KeySpec, KeyUsage, Origin, MultiRegion, Description], [spec, usage, origin, multi, properties.Description ?? '']);
  // KMS answers this for keys of all kinds; MiniStack knows no rotation of HMAC keys.
  if (!spec.startsWith('HMAC')) {
    const { KeyRotationEnabled, RotationPeriodInDays } = await client.send(new GetKeyRotationStatusCommand({ KeyId }));
    const { EnableKeyRotation = false, RotationPeriodInDays: days = 365 } = properties;
    equal(KeyRotationEnabled && RotationPeriodInDays, EnableKeyRotation && days);
  }
  const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
  const statements: any[] = JSON.parse(Policy!).Statement;
  const wanted: any[] = properties.KeyPolicy.Statement;
  equal(statements.map(({ Sid, Effect, Action }) => ({ Sid, Effect, Action })), wanted.map(({ Sid, Effect, Action }) => ({ Sid, Effect, Action })));
  equal(statements.map(({ Condition }) => names(Condition)), wanted.map(({ Condition }) => names(Condition)));
  equal(statements.flatMap(({ Principal }) => principals(Principal)).filter(principal => !PRINCIPAL.test(principal)), []);
}

/** Operators and keys of a condition; the values have become those of this deployment. */
const names = (condition: object = {}): string[] => Object.entries(condition).flatMap(([operator, of]) => Object.keys(of).map(key => `${operator} ${key}`));

const principals = (principal: unknown): string[] => typeof principal === 'object' ? Object.values(principal!).flat() as string[] : [principal as string];

const PRINCIPAL = /^(\*|arn:aws:(iam|sts)::\d{12}:(root|(role|user|assumed-role)\/[\w+=,.@/-]+)|[a-z0-9.-]+\.amazonaws\.com)$/;

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
