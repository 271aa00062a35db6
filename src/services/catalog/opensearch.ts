import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon OpenSearch Service',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via', 'grant'],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const OPENSEARCH: ServiceUse = {
  ...common,
  id: 'OPENSEARCH',
  use: 'domains',
  sid: 'OpenSearch',
  viaService: 'es',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: {
    'AWS::OpenSearchService::Domain': ['EncryptionAtRestOptions.KmsKeyId'],
    'AWS::Elasticsearch::Domain': ['EncryptionAtRestOptions.KmsKeyId'],
  },
  gotchas: [
    'The key of a domain cannot be changed by hand.',
    'A key that was disabled or deleted takes the domain with it: alarm on KMSKeyError and KMSKeyInaccessible in AWS/ES.',
  ],
  source: 'opensearch-service/latest/developerguide/encryption-at-rest.html',
  checked: '2026-11-25',
};

export const OPENSEARCH_SERVERLESS: ServiceUse = {
  ...common,
  id: 'OPENSEARCH_SERVERLESS',
  use: 'collections of OpenSearch Serverless',
  sid: 'OpenSearchServerless',
  viaService: 'aoss',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: true,
      grantOperations: ['Decrypt', 'GenerateDataKey'],
    },
  ],
  keyProperties: { 'AWS::OpenSearchServerless::Collection': ['EncryptionConfig.KmsKeyArn'] },
  gotchas: [
    'The key of a collection is fixed for its life.',
    'Collections of different keys share no capacity units: each further key costs at least four of its own.',
  ],
  source: 'opensearch-service/latest/developerguide/serverless-encryption.html',
  checked: '2026-11-24',
};
