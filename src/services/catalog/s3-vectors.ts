import { ServiceUse, SYMMETRIC } from '../service-use';

const KEYS = ['aws:s3vectors:arn', 'aws:s3vectors:resource-id'];

export const S3_VECTORS: ServiceUse = {
  id: 'S3_VECTORS',
  service: 'Amazon S3 Vectors',
  use: 'vector buckets and their indexes',
  sid: 'S3Vectors',
  styles: ['principal', 'via'],
  viaService: 's3vectors',
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'indexing.s3vectors.amazonaws.com',
      actions: ['kms:Decrypt'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
      contextKeys: KEYS,
    },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], contextKeys: KEYS },
  ],
  resourceArn: 'arn:{partition}:s3vectors:{region}:{account}:bucket/{resource}',
  resourceName: 'vector bucket name',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::S3Vectors::Index': ['EncryptionConfiguration.KmsKeyArn'],
    'AWS::S3Vectors::VectorBucket': ['EncryptionConfiguration.KmsKeyArn'],
  },
  keyChange: 'never',
  gotchas: [
    'The key is given by its ARN only, never by id or alias.',
    'A knowledge base of Bedrock that keeps its vectors here needs the key for its service role: name it in users.',
  ],
  source: 'AmazonS3/latest/userguide/s3-vectors-data-encryption.html#s3-vectors-sse-kms-considerations',
  checked: '2026-11-25',
  verified: true,
};
