import { ServiceUse, SYMMETRIC } from '../service-use';

export const ECR: ServiceUse = {
  id: 'ECR',
  service: 'Amazon ECR',
  use: 'image repositories',
  sid: 'Ecr',
  styles: ['via', 'grant'],
  viaService: 'ecr',
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
  otherContext: ['aws:ecr:arn'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::ECR::Repository': ['EncryptionConfiguration.KmsKey'],
    'AWS::ECR::RepositoryCreationTemplate': ['EncryptionConfiguration.KmsKey'],
  },
  gotchas: [
    'Users are those who create repositories; they also need kms:RetireGrant in an IAM policy. Pushing and pulling images works by grants of ECR.',
    'The key must be in the Region of the repository, which cannot change it later.',
    'Revoking the grants makes images unreadable at once.',
  ],
  source: 'AmazonECR/latest/userguide/encryption-at-rest.html',
  checked: '2026-11-25',
  verified: true,
};
