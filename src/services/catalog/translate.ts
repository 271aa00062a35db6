import { ServiceUse, SYMMETRIC } from '../service-use';

export const TRANSLATE: ServiceUse = {
  id: 'TRANSLATE',
  service: 'Amazon Translate',
  use: 'output of batch jobs (service role)',
  sid: 'Translate',
  styles: ['role', 'grant'],
  // AWS documents no service to go through for the role.
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:RetireGrant'], viaService: false },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, viaService: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Translate::ParallelData': ['EncryptionKey.Id'], 'AWS::Translate::Terminology': ['EncryptionKey.Id'] },
  gotchas: ['Name the service roles of the jobs in users.'],
  source: 'translate/latest/dg/async-prereqs.html',
  checked: '2026-11-24',
  verified: true,
};
