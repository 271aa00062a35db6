import { ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'Amazon CloudWatch Logs', keySpecs: SYMMETRIC } as const;
const ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

export const CLOUDWATCH_LOGS: ServiceUse = {
  ...common,
  id: 'CLOUDWATCH_LOGS',
  use: 'log groups',
  sid: 'CloudWatchLogs',
  styles: ['principal', 'via'],
  viaService: 'logs',
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'logs.amazonaws.com',
      regionalPrincipal: 'always',
      actions: ACTIONS,
      context: { 'aws:logs:arn': '{resourceArn}' },
      contextOperator: 'ArnLike',
    },
    // DescribeKey carries no context, so it stands apart and is bounded by nothing the service sends.
    { purpose: 'Describe', caller: 'service', principal: 'logs.amazonaws.com', regionalPrincipal: 'always', actions: ['kms:DescribeKey'] },
    { purpose: 'Callers', caller: 'user', actions: [...ACTIONS, 'kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:logs:{region}:{account}:log-group:{resource}',
  resourceName: 'log group name',
  resourceTypes: ['AWS::Logs::LogGroup'],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keyProperties: {
    'AWS::Logs::LogGroup': ['KmsKeyId'],
    'AWS::EMR::Cluster': ['MonitoringConfiguration.CloudWatchLogConfiguration.EncryptionKeyArn'],
    'AWS::ObservabilityAdmin::OrganizationCentralizationRule': ['Rule.Destination.DestinationLogsConfiguration.BackupConfiguration.KmsKeyArn', 'Rule.Destination.DestinationLogsConfiguration.LogsEncryptionConfiguration.KmsKeyArn'],
    'AWS::ObservabilityAdmin::OrganizationTelemetryRule': ['Rule.DestinationConfiguration.KmsKeyArn'],
    'AWS::ObservabilityAdmin::TelemetryRule': ['Rule.DestinationConfiguration.KmsKeyArn'],
    'AWS::XRay::TransactionSearchConfig': ['CloudWatchLogsConfiguration.SpansLogGroupKmsKeyId'],
  },
  keyChange: 'data-stays',
  gotchas: [
    'The statement must be in place before the log group names the key.',
    'Data stays under its old key after a change; disable that key and it cannot be read.',
    'The key of a log group does not cover query results.',
  ],
  source: 'AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  checked: '2026-11-25',
  verified: true,
};

export const CLOUDWATCH_LOGS_LOOKUP_TABLES: ServiceUse = {
  ...common,
  id: 'CLOUDWATCH_LOGS_LOOKUP_TABLES',
  use: 'lookup tables of Logs Insights',
  sid: 'CloudWatchLogsLookupTables',
  styles: ['principal', 'via'],
  viaService: 'logs',
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'logs.amazonaws.com',
      regionalPrincipal: 'always',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      context: { 'aws:logs:arn': '{resourceArn}' },
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  ],
  resourceArn: 'arn:{partition}:logs:{region}:{account}:lookup-table:{resource}',
  resourceName: 'lookup table name',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: ['Unlike for log groups, the service sends aws:SourceArn and aws:SourceAccount here.'],
  source: 'AmazonCloudWatch/latest/logs/encrypt-lookup-tables-kms.html',
  checked: '2026-11-24',
  verified: true,
};

export const CLOUDWATCH_LOGS_QUERY_RESULTS: ServiceUse = {
  ...common,
  id: 'CLOUDWATCH_LOGS_QUERY_RESULTS',
  use: 'results of Logs Insights queries',
  sid: 'CloudWatchLogsQueryResults',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'logs.amazonaws.com',
      regionalPrincipal: 'always',
      actions: [...ACTIONS, 'kms:DescribeKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      // The key is associated with the account, so all its results are one resource.
      sourceArn: 'arn:{partition}:logs:{region}:{account}:query-result:*',
    },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: ['The key is associated once for the whole account and Region (AssociateKmsKey).'],
  source: 'AmazonCloudWatch/latest/logs/CloudWatchLogs-Insights-Query-Encrypt.html',
  checked: '2026-11-25',
  verified: true,
};
