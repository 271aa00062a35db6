import { ServiceUse, SYMMETRIC } from '../service-use';

const SERVICE = { caller: 'service', principal: 'verifiedpermissions.amazonaws.com', source: ['aws:SourceArn', 'aws:SourceAccount'] } as const;
const ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'];

export const VERIFIED_PERMISSIONS: ServiceUse = {
  id: 'VERIFIED_PERMISSIONS',
  service: 'Amazon Verified Permissions',
  use: 'policy stores',
  sid: 'VerifiedPermissions',
  styles: ['principal', 'via'],
  viaService: 'verifiedpermissions',
  // API_KmsEncryptionSettings: encryptionContext
  passesContextOn: true,
  calls: [
    { purpose: '', ...SERVICE, actions: ACTIONS, narrowedContext: { 'aws:verifiedpermissions:policy-store-arn': '{resourceArn}' } },
    { purpose: 'Describe', ...SERVICE, actions: ['kms:DescribeKey'] },
    { purpose: 'Callers', caller: 'user', actions: [...ACTIONS, 'kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:verifiedpermissions::{account}:policy-store/{resource}',
  resourceName: 'policy store id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::VerifiedPermissions::PolicyStore': ['EncryptionSettings.KmsEncryptionSettings.Key'] },
  keyChange: 'never',
  gotchas: [
    'Users are who calls the policy store, also for a decision.',
    'Without the key a decision can be stale or wrong.',
  ],
  source: 'verifiedpermissions/latest/userguide/security-data-protection-cmk.html#authorizing-kms-key-use',
  checked: '2026-11-25',
  verified: true,
};
