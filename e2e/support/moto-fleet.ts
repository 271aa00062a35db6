import { CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateAliasCommand, CreateGrantCommand, CreateKeyCommand, CreateKeyCommandInput, DisableKeyCommand, EnableKeyRotationCommand, KMSClient,
  PutKeyPolicyCommand, ReplicateKeyCommand, RotateKeyOnDemandCommand, ScheduleKeyDeletionCommand, TagResourceCommand,
} from '@aws-sdk/client-kms';
import { ACCOUNT } from './emulator';
import { KeyOverlay } from './faulty-kms';
import { Cohort, Template, TRACKING, daysAgo } from '../../test/support/key-fleet';

/** A key of the emulator, and what the proxy says of it otherwise. */
export interface MotoKey {
  readonly arn: string;
  readonly region: string;
  readonly cohort: Cohort;
  readonly overlay: KeyOverlay;
}

export const TAG_KEY = 'keysmith:clean-up';
/** moto goes no further by itself; other states come from the proxy. */
const STATES = ['Enabled', 'Disabled', 'PendingDeletion'];
const seconds = (time: Date): number => time.getTime() / 1000;

/** Makes one key of a cohort with the emulator's own API, so far as that goes. */
export async function makeKey(kms: KMSClient, region: string, cohort: Cohort, i: number): Promise<MotoKey> {
  const { template } = cohort;
  const found = template.metadata ?? {};
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({
    Description: `Key ${i} of cohort ${cohort.name}`,
    KeySpec: found.KeySpec,
    KeyUsage: found.KeyUsage ?? 'ENCRYPT_DECRYPT',
    Origin: found.Origin,
    MultiRegion: found.MultiRegion,
    Tags: tagsOf(template),
    Policy: policyOf(template),
  } as CreateKeyCommandInput));
  const KeyId = KeyMetadata!.KeyId!;
  await kms.send(new CreateAliasCommand({ TargetKeyId: KeyId, AliasName: aliasOf(cohort, i) }));
  const rotates = found.KeySpec === undefined && found.Origin === undefined;
  if (rotates && template.rotation !== false) { await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 365 })); }
  for (let n = 0; rotates && n < (template.rotations ?? 1); n++) { await kms.send(new RotateKeyOnDemandCommand({ KeyId })); }
  for (const GranteePrincipal of template.grants ?? []) { await kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Decrypt'] })); }
  if (template.state === 'Disabled') { await kms.send(new DisableKeyCommand({ KeyId })); }
  if (template.state === 'PendingDeletion') { await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 12 })); }
  return { arn: KeyMetadata!.Arn!, region, cohort, overlay: overlayOf(template) };
}

/** Replicates a primary key. In moto the replica shares the aliases of the primary. */
export async function makeReplica(from: KMSClient, to: KMSClient, primary: MotoKey, region: string, cohort: Cohort): Promise<MotoKey> {
  const KeyId = primary.arn.split('/').pop()!;
  const { ReplicaKeyMetadata } = await from.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: region }));
  await to.send(new TagResourceCommand({ KeyId, Tags: tagsOf(cohort.template) }));
  await to.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: policyOf(cohort.template) }));
  return { arn: ReplicaKeyMetadata!.Arn!, region, cohort, overlay: overlayOf(cohort.template) };
}

export interface Doomed {
  readonly ids: string[];
  readonly destroy: () => Promise<void>;
}

/** Keys that one call deletes: moto lets go of a key when its stack is deleted. */
export async function makeDoomed(cloudFormation: CloudFormationClient, kms: KMSClient, StackName: string, keys: number): Promise<Doomed> {
  const Resources = Object.fromEntries(Array.from({ length: keys }, (_, i) => [`Key${i}`, { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } }]));
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
  const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  const ids = StackResources!.map(resource => resource.PhysicalResourceId!);
  // moto cannot describe a key with the policy of its template.
  for (const KeyId of ids) { await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: policyOf({}) })); }
  return {
    ids,
    destroy: async () => { await cloudFormation.send(new DeleteStackCommand({ StackName })); },
  };
}

const tagsOf = ({ tag }: Template) => (tag === undefined ? [] : [{ TagKey: TAG_KEY, TagValue: tag }]);
const aliasOf = (cohort: Cohort, i: number): string => `alias/fleet/${cohort.name.replaceAll(/[^A-Za-z]+/g, '-')}/${i}`;
const policyOf = ({ principals = [] }: Template): string => JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, ...principals].map(Principal => ({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' })),
});

export function overlayOf(template: Template): KeyOverlay {
  const created = daysAgo(template.ageDays ?? 400);
  const { state = 'Enabled', metadata = {}, faults, usedDaysAgo } = template;
  return {
    faults,
    metadata: {
      CreationDate: seconds(created),
      ...(STATES.includes(state) ? {} : { KeyState: state }),
      // moto keeps one record for a primary key and its replicas, and forgets which is which.
      ...(metadata.MultiRegionConfiguration ? { MultiRegionConfiguration: metadata.MultiRegionConfiguration } : {}),
      ...(metadata.KeyManager ? { KeyManager: metadata.KeyManager } : {}),
    },
    lastUsage: template.noLastUsage ? undefined : {
      KeyLastUsage: usedDaysAgo === undefined ? {} : { Timestamp: seconds(daysAgo(usedDaysAgo)), Operation: 'Decrypt' },
      ...(template.noTracking ? {} : { TrackingStartDate: seconds(new Date(Math.max(Date.parse(TRACKING), created.getTime()))) }),
      KeyCreationDate: seconds(created),
    },
  };
}
