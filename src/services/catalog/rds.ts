import { ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'Amazon RDS', keySpecs: SYMMETRIC, viaService: 'rds' } as const;

export const RDS: ServiceUse = {
  ...common,
  id: 'RDS',
  use: 'storage of RDS instances and Aurora clusters, snapshots',
  sid: 'Rds',
  styles: ['via', 'grant'],
  // https://docs.aws.amazon.com/kms/latest/developerguide/services-rds.html
  otherContext: ['aws:rds:db-id', 'aws:rds:dbc-id', 'aws:ebs:id'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keyProperties: { 'AWS::RDS::DBInstance': ['AutomaticBackupReplicationKmsKeyId', 'KmsKeyId'], 'AWS::RDS::DBCluster': ['KmsKeyId'], 'AWS::RDS::CustomDBEngineVersion': ['KMSKeyId'] },
  keyChange: 'never',
  gotchas: [
    'The key of an instance cannot be changed; a restored or copied snapshot can take another.',
    'A lost key stops the database at once; after seven days only a backup helps.',
    'A copy to another Region needs a key of that Region.',
  ],
  source: 'AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html',
  checked: '2026-11-25',
  verified: true,
};

export const RDS_PERFORMANCE_INSIGHTS: ServiceUse = {
  ...common,
  id: 'RDS_PERFORMANCE_INSIGHTS',
  use: 'Performance Insights',
  sid: 'RdsPerformanceInsights',
  styles: ['via'],
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      context: { 'aws:pi:service': 'rds', 'service': 'pi' },
      narrowedContext: { 'aws:rds:db-id': '{resource}' },
    },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  resourceName: 'resource id of an instance, db-ABCD',
  keyProperties: { 'AWS::RDS::DBInstance': ['PerformanceInsightsKMSKeyId'], 'AWS::RDS::DBCluster': ['PerformanceInsightsKmsKeyId'] },
  gotchas: ["AWS's example puts ForAnyValue on these single-valued keys; plain StringEquals is right."],
  source: 'AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html',
  checked: '2026-11-24',
  verified: true,
};

export const RDS_ACTIVITY_STREAMS: ServiceUse = {
  ...common,
  id: 'RDS_ACTIVITY_STREAMS',
  use: 'database activity streams of Aurora: consumers',
  sid: 'RdsActivityStreams',
  styles: ['role'],
  viaService: undefined,
  // Consumers decrypt the stream's data keys themselves, with the resource id of the cluster as context.
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt'],
    contextPresent: ['aws:rds:dbc-id'],
    narrowedContext: { 'aws:rds:dbc-id': '{resource}' },
    viaService: false,
  }],
  resourceName: 'resource id of a cluster, cluster-ABCD',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: ['Users are the applications that read the Kinesis stream. Starting the stream takes KeyService.RDS on the same key.'],
  source: 'AmazonRDS/latest/AuroraUserGuide/DBActivityStreams.Monitoring.html',
  checked: '2026-11-25',
  verified: false,
  unverified: 'what starting an activity stream needs of the key',
};
