import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon GuardDuty',
  keySpecs: SYMMETRIC,
  verified: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
} as const;

export const GUARDDUTY_EXPORT: ServiceUse = {
  ...common,
  id: 'GUARDDUTY_EXPORT',
  use: 'exported findings',
  sid: 'GuardDutyExport',
  styles: ['principal'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'guardduty.amazonaws.com',
      regionalPrincipal: 'opt-in',
      actions: ['kms:GenerateDataKey'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
  ],
  resourceArn: 'arn:{partition}:guardduty:{region}:{account}:detector/{resource}',
  resourceName: 'detector id',
  exclusive: false,
  multiRegion: 'as-single-region',
  keyProperties: { 'AWS::GuardDuty::PublishingDestination': ['DestinationProperties.KmsKeyArn'] },
  gotchas: [
    'Key and bucket must be in the same Region.',
    'In an opt-in Region the principal carries the Region: guardduty.REGION.amazonaws.com.',
  ],
  source: 'guardduty/latest/ug/guardduty_exportfindings.html',
  checked: '2026-11-24',
};

export const GUARDDUTY_MALWARE_PROTECTION_S3: ServiceUse = {
  ...common,
  id: 'GUARDDUTY_MALWARE_PROTECTION_S3',
  use: 'malware scans of objects in an encrypted bucket (plan role)',
  sid: 'GuardDutyMalwareS3',
  styles: ['role', 'via'],
  viaService: 's3',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] }],
  exclusive: true,
  multiRegion: 'as-single-region',
  gotchas: ['Name the role of the malware protection plan in users.', 'GenerateDataKey is for the test object that validates the bucket.'],
  source: 'guardduty/latest/ug/malware-protection-s3-iam-policy-prerequisite.html',
  checked: '2026-11-24',
};

const MALWARE_ROLE = 'malware-protection.guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDutyMalwareProtection';

export const GUARDDUTY_MALWARE_PROTECTION: ServiceUse = {
  ...common,
  id: 'GUARDDUTY_MALWARE_PROTECTION',
  use: 'malware scans of encrypted EBS volumes',
  sid: 'GuardDutyMalware',
  styles: ['service-linked-role', 'grant'],
  viaService: 'malware-protection',
  calls: [
    { purpose: 'Describe', caller: 'service-linked-role', serviceLinkedRole: MALWARE_ROLE, actions: ['kms:DescribeKey'] },
    { purpose: '', caller: 'service-linked-role', serviceLinkedRole: MALWARE_ROLE, actions: ['kms:ReEncrypt*'], through: 'ec2' },
    // As the role's managed policy has them: its operations include CreateGrant, so the resource of AWS is asked for as well.
    {
      purpose: 'Grants',
      caller: 'service-linked-role',
      serviceLinkedRole: MALWARE_ROLE,
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: true,
      grantOperations: [
        'CreateGrant', 'Decrypt', 'DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'RetireGrant',
      ],
      context: { 'aws:ebs:id': 'snap-*' },
    },
  ],
  exclusive: false,
  gotchas: [
    'Volumes under the AWS managed key aws/ebs cannot be scanned.',
    'The role must exist before the key policy names it.',
    'Keys with the tag GuardDutyExcluded: true are left out.',
  ],
  source: 'guardduty/latest/ug/slr-permissions-malware-protection.html',
  checked: '2026-11-25',
};
