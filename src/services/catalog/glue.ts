import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS Glue',
  keySpecs: SYMMETRIC,
  verified: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const GLUE_DATA_CATALOG: ServiceUse = {
  ...common,
  id: 'GLUE_DATA_CATALOG',
  use: 'metadata and connection passwords of the Data Catalog',
  sid: 'GlueDataCatalog',
  styles: ['via'],
  viaService: 'glue',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      context: { glue_catalog_id: '{account}' },
      grantIsForAwsResource: true,
    },
  ],
  // A delegated role is assumed by Glue; whether its calls carry kms:ViaService is not documented.
  exclusive: false,
  keyProperties: {
    'AWS::Glue::DataCatalogEncryptionSettings': [
      'DataCatalogEncryptionSettings.EncryptionAtRest.SseAwsKmsKeyId',
      'DataCatalogEncryptionSettings.ConnectionPasswordEncryption.KmsKeyId',
    ],
  },
  keyChange: 'data-stays',
  gotchas: [
    'Every reader of the catalog needs the key: crawlers, jobs, and the users of Athena and Redshift Spectrum.',
    'Objects written before encryption was turned on stay unencrypted.',
    'Who turns encryption on or changes the key needs CreateGrant, or its status becomes Failed; older policies with three actions lack it.',
    'With a delegated role (SSE-KMS-WITH-SERVICE-ROLE) only that role needs the key: name it in users of KeyService.GLUE_JOBS.',
    'Do not disable the old key before the status of the change is Enabled.',
  ],
  source: 'glue/latest/dg/encrypt-glue-data-catalog.html',
  checked: '2026-11-25',
};

export const GLUE_JOBS: ServiceUse = {
  ...common,
  id: 'GLUE_JOBS',
  use: 'data and bookmarks of jobs and crawlers (security configurations)',
  sid: 'GlueJobs',
  styles: ['role'],
  // Bookmarks are encrypted by the job itself, so no service stands between.
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], viaService: false }],
  exclusive: false,
  keyProperties: {
    'AWS::Glue::SecurityConfiguration': [
      'EncryptionConfiguration.CloudWatchEncryption.KmsKeyArn',
      'EncryptionConfiguration.JobBookmarksEncryption.KmsKeyArn',
      'EncryptionConfiguration.S3Encryptions[].KmsKeyArn',
    ],
  },
  gotchas: [
    "Name the jobs' roles in users: there is no service to go through.",
    'Encrypted logs of jobs need KeyService.CLOUDWATCH_LOGS on the same key.',
    'A JDBC job in a VPC needs a route to KMS.',
  ],
  source: 'glue/latest/dg/encryption-security-configuration.html',
  checked: '2026-11-24',
};
