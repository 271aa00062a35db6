import { ServiceUse, SYMMETRIC } from '../service-use';

export const CODEPIPELINE: ServiceUse = {
  id: 'CODEPIPELINE',
  service: 'AWS CodePipeline',
  use: 'artifacts',
  sid: 'CodePipeline',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] },
  ],
  creation: [],
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  addedByCdk: 'aws-codepipeline Pipeline makes a key of its own when it crosses accounts, and allows the roles of its actions.',
  keyProperties: { 'AWS::CodePipeline::Pipeline': ['ArtifactStore.EncryptionKey.Id', 'ArtifactStores[].ArtifactStore.EncryptionKey.Id'] },
  gotchas: [
    'Name the roles of the pipeline, of its actions and those in other accounts in users.',
    'A pipeline that crosses accounts needs a customer managed key.',
    'Actions in another Region take their artifacts from a bucket there, under a key of that Region.',
  ],
  source: 'codepipeline/latest/userguide/S3-artifact-encryption.html',
  checked: '2026-11-24',
  verified: true,
};
