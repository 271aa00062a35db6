import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  EncryptedBucket, EncryptedDatabase, EncryptedKey, EncryptedVolume, KeyLifecycleReporter, KeyMetrics, KeyOperation, KeyRequestQuota, KeySet, MultiRegionKey,
} from '../../src';
import { KeyDefaults } from '../../src/adoption';
import { ACCOUNT, REGION, testStack } from '../support/stack';

/* A property that is undefined is as one that is absent: programs pass what they may not have. */

type Given = { readonly [property: string]: any };
type Build = (stack: Stack, given: Given) => Stack | void;
const vpc = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_4 });

test.each<[string, string[], Build]>([
  ['KeySet.named', ['iamDelegation', 'users', 'pendingWindow'], (stack, given) => { new KeySet(stack, 'Keys', given).named('data'); }],
  ['EncryptedKey', ['iamDelegation', 'users', 'pendingWindow', 'environment', 'removalPolicy'], (stack, given) => { new EncryptedKey(stack, 'Key', given); }],
  ['addReplica of a MultiRegionKey', ['alias', 'description', 'owner'], (stack, given) => Stack.of(new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-west-2'], owner: 'orders', description: 'mine' }).addReplica('us-east-1', given))],
  ['EncryptedBucket.create', ['bucketKeyEnabled', 'blockPublicAccess', 'enforceSSL', 'encryption'], (stack, given) => { EncryptedBucket.create(stack, 'Bucket', new EncryptedKey(stack, 'Key'), given as s3.BucketProps); }],
  ['EncryptedDatabase.create', ['deletionProtection', 'enablePerformanceInsights', 'storageEncrypted'], (stack, given) => { EncryptedDatabase.create(stack, 'It', new EncryptedKey(stack, 'Key'), { vpc: vpc(stack), engine, ...given }); }],
  ['EncryptedDatabase.createCluster', ['deletionProtection', 'enablePerformanceInsights', 'storageEncrypted'], (stack, given) => {
    const cluster = rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_4 });
    EncryptedDatabase.createCluster(stack, 'It', new EncryptedKey(stack, 'Key'), { vpc: vpc(stack), engine: cluster, writer: rds.ClusterInstance.serverlessV2('writer'), ...given });
  }],
  ['EncryptedVolume.blockDevice', ['volumeType', 'encrypted'], (stack, given) => {
    const device = EncryptedVolume.blockDevice('/dev/xvda', new EncryptedKey(stack, 'Key'), 8, given);
    new ec2.LaunchTemplate(stack, 'Template', { blockDevices: [device] });
  }],
])('%s', (_, properties, build) => {
  const template = (given: Given) => {
    const stack = testStack();
    return Template.fromStack(build(stack, given) ?? stack).toJSON();
  };
  const absent = template({});
  for (const property of properties) { expect([property, template({ [property]: undefined })]).toEqual([property, absent]); }
});

test('defaults for keys', () => {
  const stack = testStack(REGION, ACCOUNT, { propertyInjectors: KeyDefaults.injectors({ pendingWindow: Duration.days(9), owner: undefined }) });
  new EncryptedKey(stack, 'Key', { pendingWindow: undefined, owner: 'orders' });
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', { PendingWindowInDays: 9, Tags: [{ Key: 'Owner', Value: 'orders' }] });
});

describe('metrics', () => {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key');
  const nothing = { period: undefined, statistic: undefined, label: undefined };
  const metrics = KeyMetrics.fromKey(key);
  test.each<[string, (options: any) => { toMetricConfig(): any }]>([
    ['of requests', options => metrics.metricSuccessfulRequest(KeyOperation.DECRYPT, options)],
    ['of all requests', options => metrics.metricSuccessfulRequests([KeyOperation.DECRYPT], options)],
    ['of quotas', options => KeyMetrics.metricQuotaUtilization(KeyRequestQuota.SYMMETRIC, options)],
    ['of expiry', options => metrics.metricSecondsUntilKeyMaterialExpiration(options)],
  ])('%s', (_, metric) => {
    const shown = (options: any) => JSON.stringify(metric(options), (name, value) => name === 'node' || name === 'attachedTo' || /dimension/i.test(name) ? undefined : value);
    expect(shown(nothing)).toBe(shown({}));
  });

  test('of the report', () => {
    const reporter = new KeyLifecycleReporter(stack, 'Reporter');
    expect([reporter.metricKeys(nothing)].map(({ period, statistic }) => [period.toDays(), statistic])).toEqual([[1, 'Maximum']]);
  });
});
