import { ServiceUse, SYMMETRIC } from '../service-use';

export const MEDIACONVERT: ServiceUse = {
  id: 'MEDIACONVERT',
  service: 'AWS Elemental MediaConvert',
  use: 'input and output in encrypted buckets (role of the job)',
  sid: 'MediaConvert',
  styles: ['role', 'via'],
  viaService: 's3',
  // S3EncryptionSettings: kmsEncryptionContext
  passesContextOn: true,
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
  multiRegion: 'as-single-region',
  gotchas: ['Name the roles of the jobs in users; outputs encrypted by the job settings need Encrypt as well.'],
  exclusive: true,
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  verified: true,
  source: 'mediaconvert/latest/ug/granting-permissions-for-mediaconvert-to-access-encrypted-s3-buckets.html',
  checked: '2026-11-24',
};
