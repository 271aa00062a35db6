/*
 * Apps and shapes of public constructs in MiniStack: each is deployed as it is, then updated to what EncryptionDefaults makes of it. Every resource stays the one it was, and
 * the keys of queues are read back. Nobody's permission is decided here, MiniStack enforces none; the unit tests do that with IAM's rules.
 */
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { App, Stack } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { EncryptionDefaults, EncryptionPlanRow, KeyPlacement } from '../src';
import { Checks, equal } from './support/check';
import { deploy, synthesize, update } from './support/deploy';
import { Emulator, startMiniStack } from './support/emulator';
import { mentioned } from '../src/private/policy-json';
import { dataPlatform } from '../test/adoption/apps/data-platform';
import { ordersApi } from '../test/adoption/apps/orders-api';
import { writtenByHand } from '../test/adoption/apps/written-by-hand';
import * as messages from '../test/adoption/shapes/messages';
import * as storage from '../test/adoption/shapes/storage';
import { ACCOUNT, REGION } from '../test/support/stack';

type Build = (app: App, env: { account: string; region: string }) => unknown;

const { handler: _handler, table: _table, ...messageShapes } = messages;
const SHAPES: { readonly [name: string]: Build } = Object.fromEntries(Object.entries({ ...messageShapes, ...storage } as { [name: string]: (stack: Stack) => void })
  .map(([name, build]) => [name, (app: App, env: { account: string; region: string }) => build(new Stack(app, 'Shape', { env }))]));
const APPS: { readonly [name: string]: Build } = { ordersApi, dataPlatform, writtenByHand, ...SHAPES };

/** What MiniStack has not got: these resources are left out with all that refers to them, everything around them is deployed. */
const LEFT_OUT: readonly string[] = [
  'AWS::Backup::BackupSelection', 'AWS::CloudTrail::Trail', 'AWS::CodePipeline::Pipeline', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::Volume', 'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::RDS::DBProxy', 'AWS::RDS::DBProxyTargetGroup', 'AWS::RDS::GlobalCluster', 'AWS::Redshift::Cluster', 'AWS::SES::ReceiptRule', 'AWS::SES::ReceiptRuleSet',
  // The function of the CDK behind it never answers there.
  'Custom::S3BucketNotifications',
];

/** What MiniStack makes anew with any change, where CloudFormation does not. */
const REPLACED_BY_MINISTACK: readonly string[] = ['AWS::DynamoDB::GlobalTable'];

/** How a service answers when it is asked for the key of a resource. MiniStack accepts updates of the encryption of buckets and topics, and does nothing about them. */
const READ: { readonly [type: string]: (emulator: Emulator, id: string) => Promise<string> } = {
  'AWS::SQS::Queue': async ({ client }, QueueUrl) =>
    (await new SQSClient(client).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['KmsMasterKeyId'] }))).Attributes?.KmsMasterKeyId ?? '',
};

interface Deployment {
  readonly assembly: CloudAssembly;
  readonly plan: readonly EncryptionPlanRow[];
}

function synthesized(build: Build, encrypt: boolean): Deployment {
  let defaults: EncryptionDefaults | undefined;
  const assembly = synthesize(app => {
    build(app, { account: ACCOUNT, region: REGION });
    if (encrypt) { defaults = EncryptionDefaults.of(app, { keys: KeyPlacement.byService() }); }
  });
  for (const { template } of assembly.stacks) { leaveOut(template); }
  return { assembly, plan: defaults?.plan() ?? [] };
}

function leaveOut(template: any): void {
  const gone = new Set(Object.entries<any>(template.Resources).filter(([, { Type }]) => LEFT_OUT.includes(Type)).map(([id]) => id));
  for (let size = -1; size !== gone.size;) {
    size = gone.size;
    for (const [id, resource] of Object.entries<any>(template.Resources)) { if (mentioned(resource).some(other => gone.has(other))) { gone.add(id); } }
  }
  for (const id of gone) { delete template.Resources[id]; }
  for (const [name, output] of Object.entries<any>(template.Outputs ?? {})) { if (mentioned(output).some(other => gone.has(other))) { delete template.Outputs[name]; } }
}

async function physicalIds(emulator: Emulator, stack: string): Promise<{ [logicalId: string]: string }> {
  const { StackResources = [] } = await new CloudFormationClient(emulator.client).send(new DescribeStackResourcesCommand({ StackName: stack }));
  return Object.fromEntries(StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, PhysicalResourceId!]));
}

async function main(): Promise<void> {
  const ministack = await startMiniStack();
  const emulator: Emulator = { ...ministack, client: { ...ministack.client, region: REGION } };
  const checks = new Checks();
  try {
    const wanted = process.argv.slice(2);
    for (const [name, build] of Object.entries(APPS).filter(([app]) => wanted.length === 0 || wanted.includes(app))) {
      await checks.check(`${name} is encrypted in place`, async () => {
        const [before, after] = [synthesized(build, false), synthesized(build, true)];
        for (const { stackName } of before.assembly.stacks) {
          await deploy(emulator, before.assembly, stackName);
          const old = await physicalIds(emulator, stackName);
          await update(emulator, after.assembly, stackName);
          const now = await physicalIds(emulator, stackName);
          const { Resources } = before.assembly.getStackByName(stackName).template;
          const kept = Object.keys(old).filter(id => !REPLACED_BY_MINISTACK.includes(Resources[id]?.Type));
          equal(kept.map(id => [id, now[id]]), kept.map(id => [id, old[id]]));
          for (const { type, logicalId, keyThen } of after.plan.filter(({ stack, change }) => stack === stackName && change === 'in place')) {
            const read = READ[type];
            if (read && now[logicalId]) { equal([logicalId, (await read(emulator, now[logicalId])).includes(now[keyThen])], [logicalId, true]); }
          }
        }
      });
      await fetch(`${ministack.endpoint}/_ministack/reset`, { method: 'POST' });
    }
  } finally {
    await ministack.stop();
  }
  checks.finish();
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
