import { ServiceUse, SYMMETRIC } from '../service-use';

export const CODECOMMIT: ServiceUse = {
  id: 'CODECOMMIT',
  service: 'AWS CodeCommit',
  use: 'repositories',
  sid: 'CodeCommit',
  styles: ['via'],
  // Which name kms:ViaService has here is on neither page, so none stands.
  calls: [{
    purpose: '',
    caller: 'user',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
    viaService: false,
  }],
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::CodeCommit::Repository': ['KmsKeyId'] },
  gotchas: [
    'Name who pushes and pulls in users: there is no documented service to go through.',
    'The encryption context holds the id of the repository.',
  ],
  source: 'codecommit/latest/userguide/encryption.html#encryption',
  checked: '2026-11-25',
  verified: true,
};
