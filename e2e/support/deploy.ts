import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { BucketLocationConstraint, CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App, DefaultStackSynthesizer } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Emulator } from './emulator';

const WAIT_SECONDS = 120;

/** Synthesizes an example so that it deploys where nothing was bootstrapped. */
export function synthesize(build: (app: App) => void): CloudAssembly {
  const app = new App({
    analyticsReporting: false,
    outdir: mkdtempSync(join(tmpdir(), 'keysmith-assembly-')),
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  build(app);
  return app.synth();
}

/** Outputs of a stack by their names. */
export interface Outputs { readonly [name: string]: string }

/** Deploys one stack of an assembly with its file assets, the way the CDK CLI would; returns its outputs. */
export async function deploy(emulator: Emulator, assembly: CloudAssembly, stackName: string): Promise<Outputs> {
  return change(emulator, assembly, stackName, 'CREATE');
}

/** Deploys another template of a stack that is there. */
export async function update(emulator: Emulator, assembly: CloudAssembly, stackName: string): Promise<Outputs> {
  return change(emulator, assembly, stackName, 'UPDATE');
}

async function change(emulator: Emulator, assembly: CloudAssembly, stackName: string, how: 'CREATE' | 'UPDATE'): Promise<Outputs> {
  await uploadAssets(emulator, assembly, stackName);
  const cloudFormation = new CloudFormationClient(emulator.client);
  const input = {
    StackName: stackName,
    TemplateBody: JSON.stringify(assembly.getStackByName(stackName).template),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  };
  await (how === 'CREATE' ? cloudFormation.send(new CreateStackCommand(input)) : cloudFormation.send(new UpdateStackCommand(input)));
  const status = await settled(cloudFormation, stackName);
  if (status !== `${how}_COMPLETE`) { throw new Error(`${stackName} ended ${status}\n${await failures(cloudFormation, stackName)}`); }
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  return Object.fromEntries((Stacks?.[0].Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
}

/** Deletes a stack and waits until it is gone. */
export async function destroy(emulator: Emulator, stackName: string): Promise<void> {
  const cloudFormation = new CloudFormationClient(emulator.client);
  await cloudFormation.send(new DeleteStackCommand({ StackName: stackName }));
  await settled(cloudFormation, stackName);
}

async function settled(cloudFormation: CloudFormationClient, stackName: string): Promise<string> {
  const until = Date.now() + WAIT_SECONDS * 1000;
  while (Date.now() < until) {
    const status = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
      .then(({ Stacks }) => Stacks?.[0]?.StackStatus ?? 'DELETE_COMPLETE', () => 'DELETE_COMPLETE');
    if (!status.endsWith('_IN_PROGRESS')) { return status; }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`${stackName} did not settle within ${WAIT_SECONDS} seconds`);
}

async function failures(cloudFormation: CloudFormationClient, stackName: string): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackName }));
  return StackEvents.filter(event => event.ResourceStatus?.endsWith('_FAILED'))
    .map(event => `${event.LogicalResourceId} ${event.ResourceType}: ${event.ResourceStatusReason}`).join('\n');
}

async function uploadAssets(emulator: Emulator, assembly: CloudAssembly, stackName: string): Promise<void> {
  const manifest = join(assembly.directory, `${assembly.getStackByName(stackName).id}.assets.json`);
  const files: { source: { path: string; packaging: string }; destinations: { [id: string]: Destination } }[] =
    Object.values(JSON.parse(readFileSync(manifest, 'utf8')).files ?? {});
  for (const { source, destinations } of files) {
    const Body = bytesOf(join(assembly.directory, source.path), source.packaging);
    for (const { bucketName, objectKey, region = emulator.client.region } of Object.values(destinations)) {
      const s3 = new S3Client({ ...emulator.client, region });
      const Bucket = bucketName.replace('${AWS::AccountId}', emulator.client.credentials.accessKeyId).replace('${AWS::Region}', region);
      // S3 takes no constraint for the Region that it takes by default.
      const CreateBucketConfiguration = region === 'us-east-1' ? undefined : { LocationConstraint: region as BucketLocationConstraint };
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration })).catch(ignoreExisting);
      await s3.send(new PutObjectCommand({ Bucket, Key: objectKey, Body }));
    }
  }
}

/** Where a stack expects a file; the manifest of a stack names those of the stacks that it depends on as well, perhaps in other Regions. */
interface Destination {
  readonly bucketName: string;
  readonly objectKey: string;
  readonly region?: string;
}

function ignoreExisting(error: Error): void {
  if (!['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes(error.name)) { throw error; }
}

function bytesOf(path: string, packaging: string): Buffer {
  if (packaging !== 'zip') { return readFileSync(path); }
  const archive = join(mkdtempSync(join(tmpdir(), 'keysmith-asset-')), 'asset.zip');
  const entries = statSync(path).isDirectory() ? readdirSync(path) : [path];
  execFileSync('python3', ['-m', 'zipfile', '-c', archive, ...entries], { cwd: statSync(path).isDirectory() ? path : undefined });
  return readFileSync(archive);
}
