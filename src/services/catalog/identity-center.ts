import { ServiceUse, SYMMETRIC } from '../service-use';

const SOURCE = ['aws:SourceAccount'] as const;
const INSTANCE = ['aws:sso:instance-arn', 'aws:identitystore:identitystore-arn'];
const ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'];
const SSO = { caller: 'service', principal: 'sso.amazonaws.com', source: SOURCE } as const;
const STORE = { caller: 'service', principal: 'identitystore.amazonaws.com', source: SOURCE } as const;

export const IDENTITY_CENTER: ServiceUse = {
  id: 'IDENTITY_CENTER',
  service: 'AWS IAM Identity Center',
  use: 'identities, groups and permission sets of an instance',
  sid: 'IdentityCenter',
  styles: ['principal', 'via'],
  viaService: 'sso',
  alsoViaServices: ['identitystore'],
  calls: [
    { purpose: '', ...SSO, actions: ACTIONS, contextKeys: INSTANCE },
    { purpose: '', ...STORE, actions: ACTIONS, contextKeys: INSTANCE },
    { purpose: 'Describe', ...SSO, actions: ['kms:DescribeKey'] },
    { purpose: 'Describe', ...STORE, actions: ['kms:DescribeKey'] },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt'] },
  ],
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  gotchas: [
    'Users are who administers or calls Identity Center and the Identity Store, in the account of the instance and in others of the organization.',
    'Applications that AWS manages read through their own services: their principals need Decrypt as AWS lists it, with aws:SourceOrgID.',
    'With a multi-Region key each replica needs the same policy: use MultiRegionKey.',
  ],
  source: 'singlesignon/latest/userguide/baseline-KMS-key-policy.html',
  checked: '2026-11-25',
  verified: true,
};
