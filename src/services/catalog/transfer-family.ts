import { ServiceUse, SYMMETRIC } from '../service-use';

export const TRANSFER_FAMILY: ServiceUse = {
  id: 'TRANSFER_FAMILY',
  service: 'AWS Transfer Family',
  use: 'files of users in an encrypted bucket',
  sid: 'TransferFamily',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] }],
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Name the roles of the transfer users in users.',
    'A session policy must allow the same actions, or the user sees an access error on an allowed file.',
  ],
  source: 'transfer/latest/userguide/encryption-at-rest.html',
  checked: '2026-11-24',
  verified: true,
};
