import { ServiceUse, SYMMETRIC } from '../service-use';

export const SYNTHETICS: ServiceUse = {
  id: 'SYNTHETICS',
  service: 'Amazon CloudWatch Synthetics',
  use: 'artifacts of canaries in S3 (role of the canary)',
  sid: 'Synthetics',
  styles: ['role'],
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: false }],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Synthetics::Canary': ['ArtifactConfig.S3Encryption.KmsKeyArn'] },
  gotchas: ['Users are the roles of the canaries, and those who look at their artifacts: Decrypt is enough for the latter.'],
  source: 'AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_artifact_encryption.html',
  checked: '2026-11-26',
  verified: true,
};
