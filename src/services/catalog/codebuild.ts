import { ServiceUse, SYMMETRIC } from '../service-use';

const ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

export const CODEBUILD: ServiceUse = {
  id: 'CODEBUILD',
  service: 'AWS CodeBuild',
  use: 'build artifacts',
  sid: 'CodeBuild',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [
    { purpose: '', caller: 'user', actions: ACTIONS },
    // AWS lets the service role use the key directly as well.
    { purpose: 'ServiceRole', caller: 'user', actions: ACTIONS, viaService: false, optional: true },
  ],
  creation: [],
  exclusive: false,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  addedByCdk: "aws-codebuild Project allows its service role in the role's own policy (grantEncryptDecrypt).",
  keyProperties: { 'AWS::CodeBuild::Project': ['EncryptionKey'], 'AWS::CodeBuild::ReportGroup': ['ExportConfig.S3Destination.EncryptionKey'] },
  gotchas: ['Name the service roles of the projects in users.'],
  source: 'codebuild/latest/userguide/setting-up-kms.html',
  checked: '2026-11-24',
  verified: true,
};
