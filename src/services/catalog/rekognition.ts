import { ServiceUse, SYMMETRIC } from '../service-use';

export const REKOGNITION: ServiceUse = {
  id: 'REKOGNITION',
  service: 'Amazon Rekognition',
  use: 'training data and results of Custom Labels',
  sid: 'Rekognition',
  styles: ['via', 'grant'],
  viaService: 'rekognition',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Rekognition::StreamProcessor': ['KmsKeyId'] },
  gotchas: ['Images and manifests in an encrypted bucket need KeyService.S3 on the key of the bucket.'],
  source: 'rekognition/latest/APIReference/API_CopyProjectVersion.html',
  checked: '2026-11-24',
  verified: true,
};
