/*
 * Everything about one key, each source on its own: one that fails takes none of the others with it.
 */
import {
  DescribeKeyCommand, GetKeyLastUsageCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KeyMetadata, KMSClient,
  ListKeyRotationsCommand, paginateListGrants, paginateListResourceTags,
} from '@aws-sdk/client-kms';
import { ask, Clock, Target } from './aws';
import { externalGrantee, policyFact } from './external-access';
import { ExternalPrincipal, GrantsFact, KeyDescription, KeyFacts, LastUseFact, Sourced } from './facts';
import { canRotate } from './inventory';

const iso = (date: Date | undefined): string | null => (date === undefined ? null : date.toISOString());
/** Grantees of other accounts that are named; more than that are counted only. */
const NAMED_GRANTEES = 20;

export function describe(metadata: KeyMetadata): KeyDescription {
  const type = metadata.MultiRegionConfiguration?.MultiRegionKeyType;
  const replicas = metadata.MultiRegionConfiguration?.ReplicaKeys ?? [];
  return {
    manager: metadata.KeyManager ?? 'UNKNOWN',
    state: metadata.KeyState ?? 'Unknown',
    createdAt: iso(metadata.CreationDate),
    description: metadata.Description ?? '',
    spec: metadata.KeySpec ?? 'unknown',
    usage: metadata.KeyUsage ?? 'unknown',
    origin: metadata.Origin ?? 'unknown',
    deletionDate: iso(metadata.DeletionDate),
    materialExpiresAt: iso(metadata.ValidTo),
    multiRegion: type === 'PRIMARY' ? 'primary' : type === 'REPLICA' ? 'replica' : 'no',
    replicas: type === 'PRIMARY' ? replicas.map(replica => replica.Arn ?? '').sort() : [],
    customKeyStore: metadata.CustomKeyStoreId !== undefined,
  };
}

export type ReadKey = { readonly kind: 'key'; readonly facts: KeyFacts } | { readonly kind: 'gone' } | { readonly kind: 'aws' };

export interface KeyReader {
  readonly kms: KMSClient;
  readonly clock: Clock;
  readonly target: Target;
}

/** Reads one key. `aliases` were listed for the whole Region. */
export async function readKey(reader: KeyReader, key: { keyId: string; arn: string }, aliases: Sourced<readonly string[]>): Promise<ReadKey> {
  const { kms, clock, target } = reader;
  const KeyId = key.arn;
  const description = await describeKey(reader, KeyId);
  if (!description.ok && description.code === 'NotFoundException') { return { kind: 'gone' }; }
  if (description.ok && description.value.manager === 'AWS') { return { kind: 'aws' }; }
  const found = description.ok ? description.value : undefined;
  const rotatable = found !== undefined && canRotate(found);
  // On-demand rotations of imported material count for the price as well.
  const rotated = found !== undefined && found.spec === 'SYMMETRIC_DEFAULT' && ['AWS_KMS', 'EXTERNAL'].includes(found.origin)
    && !found.customKeyStore && !['PendingDeletion', 'PendingImport'].includes(found.state);
  const [rotation, rotations, policy, grants, tags, lastUsage] = await Promise.all([
    rotatable ? ask(async () => {
      const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
      return { enabled: status.KeyRotationEnabled === true, periodDays: status.RotationPeriodInDays ?? null };
    }, clock) : undefined,
    rotated ? ask(async () => ((await kms.send(new ListKeyRotationsCommand({ KeyId, Limit: 100 }))).Rotations ?? []).length, clock) : undefined,
    ask(async () => policyFact((await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }))).Policy!, target.account), clock),
    ask(() => listGrants(reader, KeyId), clock),
    ask(() => listTags(reader, KeyId), clock),
    ask(() => lastUsageOf(reader, KeyId), clock),
  ]);
  const answers: (Sourced<unknown> | undefined)[] = [rotation, rotations, policy, grants, tags];
  if (answers.some(sourced => sourced && !sourced.ok && sourced.code === 'NotFoundException')) {
    const again = await describeKey(reader, KeyId);
    if (!again.ok && again.code === 'NotFoundException') { return { kind: 'gone' }; }
  }
  return {
    kind: 'key',
    facts: {
      arn: key.arn,
      keyId: key.keyId,
      account: target.account,
      region: target.region,
      description,
      aliases,
      rotation,
      rotations,
      policy,
      grants,
      tags,
      lastUsage,
    },
  };
}

const describeKey = ({ kms, clock }: KeyReader, KeyId: string): Promise<Sourced<KeyDescription>> =>
  ask(async () => describe((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!), clock);

async function listGrants({ kms, target }: KeyReader, KeyId: string): Promise<GrantsFact> {
  let count = 0;
  const external = new Map<string, ExternalPrincipal>();
  for await (const { Grants = [] } of paginateListGrants({ client: kms, pageSize: 100 }, { KeyId })) {
    count += Grants.length;
    for (const grant of Grants) {
      if (external.size < NAMED_GRANTEES) { externalGrantee(grant.GranteePrincipal, target.account).forEach(e => external.set(e.principal, e)); }
    }
  }
  return { count, external: [...external.values()] };
}

async function listTags({ kms }: KeyReader, KeyId: string): Promise<{ [key: string]: string }> {
  const tags: { [key: string]: string } = {};
  for await (const { Tags = [] } of paginateListResourceTags({ client: kms, pageSize: 50 }, { KeyId })) {
    for (const tag of Tags) { tags[tag.TagKey!] = tag.TagValue ?? ''; }
  }
  return tags;
}

/**
 * An empty KeyLastUsage means: no use since TrackingStartDate, whatever was before.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
async function lastUsageOf({ kms }: KeyReader, KeyId: string): Promise<LastUseFact> {
  const answered = await kms.send(new GetKeyLastUsageCommand({ KeyId }));
  return { at: iso(answered.KeyLastUsage?.Timestamp), operation: answered.KeyLastUsage?.Operation ?? null, since: iso(answered.TrackingStartDate) };
}
