import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS Backup',
  keySpecs: SYMMETRIC,
  verified: true,
  viaService: 'backup',
  // AWS's examples write backup.*: jobs copy to other Regions.
  viaServiceInAnyRegion: true,
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
} as const;

export const BACKUP: ServiceUse = {
  ...common,
  id: 'BACKUP',
  use: 'backup vaults',
  sid: 'Backup',
  styles: ['role', 'grant'],
  calls: [
    // The backup role calls KMS itself: AWS's statement for these has no kms:ViaService.
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], viaService: false },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: true,
      contextKeys: ['aws:backup:backup-vault'],
    },
  ],
  keyProperties: { 'AWS::Backup::BackupVault': ['EncryptionKeyArn'] },
  gotchas: [
    'Users are the backup role and whoever creates the vault; the latter also needs kms:RetireGrant in an IAM policy.',
    'The backup role must reach the key of the source as well: without, jobs for S3 succeed and leave objects out.',
    'A copy is encrypted with the key of its destination vault; a copy to another account needs this key shared with the role that copies.',
  ],
  source: 'aws-backup/latest/devguide/encryption.html',
  checked: '2026-11-25',
};

export const BACKUP_AIR_GAPPED_VAULT: ServiceUse = {
  ...common,
  id: 'BACKUP_AIR_GAPPED_VAULT',
  use: 'logically air-gapped vaults',
  sid: 'BackupAirGappedVault',
  styles: ['via', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  exclusive: true,
  keyProperties: { 'AWS::Backup::LogicallyAirGappedBackupVault': ['EncryptionKeyArn'] },
  gotchas: ['Users are the roles that create the vault; AWS Backup works by its grant from then on.'],
  source: 'aws-backup/latest/devguide/logicallyairgappedvault.html',
  checked: '2026-11-24',
};

export const BACKUP_GATEWAY: ServiceUse = {
  id: 'BACKUP_GATEWAY',
  service: 'AWS Backup',
  use: 'credentials of hypervisors (Backup gateway)',
  sid: 'BackupGateway',
  styles: ['via', 'grant', 'role'],
  viaService: 'backup-gateway',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt'], viaService: false },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::BackupGateway::Hypervisor': ['KmsKeyArn'],
  },
  gotchas: [
    'Users are the roles of backup and restore jobs, which must decrypt (the default role of AWS Backup cannot), and who imports the hypervisor.',
  ],
  source: 'aws-backup/latest/devguide/bgw-hypervisor-encryption-page.html',
  checked: '2026-11-26',
  verified: false,
  unverified: 'what importing a hypervisor needs beside a grant',
};
