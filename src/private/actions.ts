/*
 * Key actions, by what a principal is meant to do. No verb wildcards that reach further than their name:
 * `kms:Create*` reaches CreateGrant. Only `GenerateDataKey*` and `ReEncrypt*` are patterns, every match being meant.
 * https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
 */

/** Reading about a key, nothing with it. */
export const VIEW_ACTIONS = [
  'kms:DescribeKey',
  'kms:GetKeyLastUsage',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:GetPublicKey',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
];

/** Managing a key: neither use nor CreateGrant, by which an administrator could give itself use. */
export const ADMINISTRATION_ACTIONS = [
  ...VIEW_ACTIONS.filter(action => action !== 'kms:GetPublicKey'),
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** Only keys that KMS can rotate. */
export const ROTATION_ACTIONS = ['kms:DisableKeyRotation', 'kms:EnableKeyRotation', 'kms:RotateKeyOnDemand'];

/** Only multi-Region keys; no verb wildcard of the console's list covers them. */
export const MULTI_REGION_ACTIONS = ['kms:ReplicateKey', 'kms:UpdatePrimaryRegion'];

/** Only keys of origin EXTERNAL, and only the importer. */
export const IMPORT_ACTIONS = ['kms:DeleteImportedKeyMaterial', 'kms:GetParametersForImport', 'kms:ImportKeyMaterial'];

export const ENCRYPT_ACTIONS = ['kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo'];
export const DECRYPT_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey'];
/** What a writer to an encrypted queue, topic or stream needs: the data key, and Decrypt to reuse it (aws-cdk #22895). */
export const PRODUCE_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'];
export const RE_ENCRYPT_ACTIONS = ['kms:DescribeKey', 'kms:ReEncrypt*'];
/** The console's list for key users of a symmetric encryption key. */
export const USE_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
/** Grants that an AWS service makes for a resource of its own; never without kms:GrantIsForAWSResource. */
export const GRANT_ACTIONS = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];

/** The same uses of an asymmetric encryption key, which makes no data keys; senders need its public key. */
export const PAIR_ENCRYPT_ACTIONS = ['kms:DescribeKey', 'kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo'];
export const PAIR_USE_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncrypt*'];

export const SIGN_ACTIONS = ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign', 'kms:Verify'];
export const VERIFY_ACTIONS = ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'];
export const PUBLIC_KEY_ACTIONS = ['kms:DescribeKey', 'kms:GetPublicKey'];
export const GENERATE_MAC_ACTIONS = ['kms:DescribeKey', 'kms:GenerateMac'];
export const VERIFY_MAC_ACTIONS = ['kms:DescribeKey', 'kms:VerifyMac'];
export const DERIVE_ACTIONS = ['kms:DeriveSharedSecret', 'kms:DescribeKey', 'kms:GetPublicKey'];

/** Every cryptographic operation on a key, for Deny statements. GetPublicKey gives nothing away that is secret. */
export const CRYPTOGRAPHIC_ACTIONS = [
  'kms:Decrypt',
  'kms:DeriveSharedSecret',
  'kms:Encrypt',
  'kms:GenerateDataKey*',
  'kms:GenerateMac',
  'kms:ReEncrypt*',
  'kms:Sign',
  'kms:Verify',
  'kms:VerifyMac',
];

/** Operations that take an encryption context (API reference; DescribeKey, grants and asymmetric operations do not). */
export const CONTEXT_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Whether requests for an action can carry an encryption context: a condition on one denies every other action. IAM compares names of actions
 * without regard to case.
 */
export const carriesContext = (action: string): boolean => /^kms:(CreateGrant|Decrypt|Encrypt|GenerateDataKey|ReEncrypt)/i.test(action);

/** Operations that never carry an encryption context, so a condition on one would deny them. */
export const CONTEXTLESS_ACTIONS = ['kms:DescribeKey', 'kms:GetPublicKey'];

/**
 * Operations that take an attestation document (`Recipient`), as they are named in policies: `GenerateDataKey*` would reach
 * those without plaintext, which take none.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-nitro-enclave.html
 */
export const ATTESTED_ACTIONS: { readonly [action: string]: readonly string[] } = {
  'kms:Decrypt': ['kms:Decrypt'],
  'kms:DeriveSharedSecret': ['kms:DeriveSharedSecret'],
  'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'kms:GenerateDataKeyPair'],
};

/** What EC2 Auto Scaling needs of a key in another account (autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html). */
export const AUTO_SCALING_GRANT_OPERATIONS = [
  'CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo',
];

/** Operations that KMS takes from the account of the key only (Cross-account use: No, on each page of the API reference). */
export const OWNER_ONLY_ACTIONS = ['CancelKeyDeletion', 'CreateAlias', 'DeleteAlias', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation', 'PutKeyPolicy',
  'ReplicateKey', 'RotateKeyOnDemand', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateKeyDescription', 'UpdatePrimaryRegion'];
