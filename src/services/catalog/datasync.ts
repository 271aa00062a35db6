import { ServiceUse, SYMMETRIC } from '../service-use';

export const DATASYNC: ServiceUse = {
  id: 'DATASYNC',
  service: 'AWS DataSync',
  use: 'S3 locations (bucket access role)',
  sid: 'DataSync',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] }],
  creation: [],
  exclusive: true,
  multiRegion: 'as-single-region',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Name the bucket access roles of the locations in users.',
    "AWS's example lacks GenerateDataKey, without which S3 cannot write, and has CreateGrant, which S3 never asks for.",
  ],
  source: 'datasync/latest/userguide/create-s3-location.html',
  checked: '2026-11-24',
  verified: true,
};
