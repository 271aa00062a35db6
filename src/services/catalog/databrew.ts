import { ServiceUse, SYMMETRIC } from '../service-use';

export const DATABREW: ServiceUse = {
  id: 'DATABREW',
  service: 'AWS Glue DataBrew',
  use: 'output and logs of jobs (role of the job)',
  sid: 'DataBrew',
  styles: ['role'],
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], viaService: false }],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::DataBrew::Job': ['EncryptionKeyArn'] },
  gotchas: ['Name the roles of the jobs in users: there is no service to go through.', 'Logs under the key need KeyService.CLOUDWATCH_LOGS on it.'],
  source: 'databrew/latest/dg/encryption-security-configuration.html#encryption-setup-DataBrew',
  checked: '2026-11-26',
  verified: true,
};
