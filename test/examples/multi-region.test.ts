import { ACCOUNT, build, REGIONS } from '../../examples/multi-region/app';
import { reviewedExample } from '../support/example';
import { Decision } from '../support/oracle';

const { world } = reviewedExample('multi-region', build);
const home = world.key('alias/orders-production-data-key', { region: REGIONS.home });
const away = world.key('alias/orders-production-data-key', { region: REGIONS.away });
const via = (service: string, region: string) => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` });

test('one key in two Regions, without a custom resource', () => {
  expect(away.arn).toBe(home.arn.replace(REGIONS.home, REGIONS.away));
  expect(world.keys()).toHaveLength(2);
  expect(Object.values(world.stacks).flatMap(s => Object.values<any>(s.template.Resources)).filter(r => /^Custom::(?!S3AutoDelete)/.test(r.Type))).toEqual([]);
});

test('the stacks that use the replica come after it', () => {
  for (const stack of ['Secret', 'Table', 'Buckets', 'Database', 'BucketsAway', 'CopiesAway']) {
    const before = (name: string): string[] => world.stacks[name].dependencies.map(d => d.id)
      .filter(id => id in world.stacks).flatMap(id => [id, ...before(id)]);
    expect(before(stack)).toEqual(expect.arrayContaining(['GlobalKeys', `GlobalKeys-replicas-${REGIONS.away}`]));
  }
});

test('each resource takes the key of its Region', () => {
  expect(world.resource('Secret', 'AWS::SecretsManager::Secret')).toMatchObject({ KmsKeyId: home.arn, ReplicaRegions: [{ Region: REGIONS.away, KmsKeyId: away.arn }] });
  expect(world.resource('Table', 'AWS::DynamoDB::GlobalTable').Replicas.map((r: any) => [r.Region, r.SSESpecification.KMSMasterKeyId])).toEqual(
    expect.arrayContaining([[REGIONS.home, home.arn], [REGIONS.away, away.arn]]));
  const bucket = world.resource('Buckets', 'AWS::S3::Bucket');
  expect(bucket.ReplicationConfiguration.Rules[0]).toMatchObject({
    Destination: { EncryptionConfiguration: { ReplicaKmsKeyID: away.arn } },
    SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
  });
  expect(bucket.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID).toBe(home.arn);
  expect(world.resource('BucketsAway', 'AWS::S3::Bucket').BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID).toBe(away.arn);
  expect(world.resource('Database', 'AWS::RDS::DBInstance')).toMatchObject({
    KmsKeyId: home.arn, AutomaticBackupReplicationRegion: REGIONS.away, AutomaticBackupReplicationKmsKeyId: away.arn,
  });
  expect(world.resource('Database', 'AWS::Backup::BackupVault').EncryptionKeyArn).toBe(home.arn);
  expect(world.resource('CopiesAway', 'AWS::Backup::BackupVault').EncryptionKeyArn).toBe(away.arn);
  expect(world.resource('Database', 'AWS::Backup::BackupPlan').BackupPlan.BackupPlanRule[0].CopyActions[0].DestinationBackupVaultArn)
    .toBe(`arn:aws:backup:${REGIONS.away}:${ACCOUNT}:backup-vault:orders-copies`);
});

const requests: [string, string, typeof home, string, { [key: string]: string | string[] }, Decision][] = [
  ['the reader of the secret at home', 'orders-home', home, 'kms:Decrypt', via('secretsmanager', REGIONS.home), 'Allowed'],
  ['not with the replica', 'orders-home', away, 'kms:Decrypt', via('secretsmanager', REGIONS.away), 'ImplicitlyDenied'],
  ['the reader of its copy', 'orders-away', away, 'kms:Decrypt', via('secretsmanager', REGIONS.away), 'Allowed'],
  ['not with the primary', 'orders-away', home, 'kms:Decrypt', via('secretsmanager', REGIONS.home), 'ImplicitlyDenied'],
  ['not directly', 'orders-away', away, 'kms:Decrypt', {}, 'ImplicitlyDenied'],
  ['replication decrypts at home', 'orders-replication', home, 'kms:Decrypt', via('s3', REGIONS.home), 'Allowed'],
  ['replication encrypts away', 'orders-replication', away, 'kms:Encrypt', via('s3', REGIONS.away), 'Allowed'],
  ['and decrypts there, to verify the bucket key', 'orders-replication', away, 'kms:Decrypt', via('s3', REGIONS.away), 'Allowed'],
  ['but encrypts nothing at home', 'orders-replication', home, 'kms:Encrypt', via('s3', REGIONS.home), 'ImplicitlyDenied'],
];
test.each(requests)('%s', async (_, role, key, action, context, wanted) => {
  expect(await world.decide({ role, key, action, context })).toBe(wanted);
});

test('no key is used in a third Region, whatever IAM policies allow', async () => {
  expect(await world.decide({ role: 'orders-home', key: home, context: { ...via('secretsmanager', REGIONS.home), 'aws:RequestedRegion': 'ap-southeast-2' } })).toBe('ExplicitlyDenied');
});
