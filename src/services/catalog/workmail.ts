import { ServiceUse, SYMMETRIC } from '../service-use';

export const WORKMAIL: ServiceUse = {
  id: 'WORKMAIL',
  service: 'Amazon WorkMail',
  use: 'mailboxes of organizations',
  sid: 'WorkMail',
  styles: ['via', 'grant'],
  viaService: 'workmail',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: ['Without its grant WorkMail cannot open the mailboxes any more.'],
  source: 'workmail/latest/adminguide/data-protection.html',
  checked: '2026-11-24',
  verified: true,
};
