import { ServiceUse, SYMMETRIC } from '../service-use';

export const Q_DEVELOPER: ServiceUse = {
  id: 'Q_DEVELOPER',
  service: 'Amazon Q Developer',
  use: 'customizations and chats of subscribers',
  sid: 'QDeveloper',
  styles: ['via'],
  viaService: 'q',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      context: { 'aws-crypto-ec:aws:qdeveloper:accountId': '{account}' },
    },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'], viaService: false, optional: true },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  gotchas: ['Users are the roles of administrators and subscribers; DescribeKey comes from them directly.'],
  source: 'amazonq/latest/qdeveloper-ug/security_iam_manage-access-with-kms-policies.html',
  checked: '2026-11-26',
  verified: true,
};
