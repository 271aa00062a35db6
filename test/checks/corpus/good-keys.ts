import { ACCOUNT, allow, API, Case, fixedKey, good, goodPair, IAM_MANAGES, IAM_POLICIES, key, KEY_ARN, REGION, replicaKey, replicated, REPLICA_REGION, USE } from './case';

const DG = 'kms/latest/developerguide';
const statement = (Action: string[], Resource: any, Condition?: any) => ({ Sid: 'Keys', Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) });
const managedPolicy = (Statement: any[]) => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement } } });

/** Kinds of keys, their properties, and what else a template holds about them. */
export const GOOD_KEYS: readonly Case[] = [
  good('hmac', `${DG}/hmac.html`, name => fixedKey(name, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })),
  good('rsa-signing', `${DG}/symm-asymm-choose-key-spec.html`, name => fixedKey(name, { KeySpec: 'RSA_4096', KeyUsage: 'SIGN_VERIFY' })),
  good('rsa-encryption', `${DG}/symm-asymm-choose-key-spec.html`, name => fixedKey(name, { KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' })),
  good('ecc-signing', `${DG}/symm-asymm-choose-key-spec.html`, name => fixedKey(name, { KeySpec: 'ECC_NIST_P384', KeyUsage: 'SIGN_VERIFY' })),
  good('ecc-agreement', `${DG}/symm-asymm-choose-key-spec.html`, name => fixedKey(name, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })),
  good('imported-material', `${DG}/importing-keys-create-cmk.html`, name => fixedKey(name, { Origin: 'EXTERNAL' })),
  good('public-key-for-an-account', `${DG}/symm-asymm-choose-key-spec.html`, name => fixedKey(name, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }, [
    IAM_POLICIES,
    allow('Verify', API, ['kms:Verify', 'kms:GetPublicKey', 'kms:DescribeKey']),
  ])),
  good('dnssec', 'Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html', name => fixedKey(name, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }, [
    IAM_POLICIES,
    allow('Allow Route 53 DNSSEC Service', { Service: 'dnssec-route53.amazonaws.com' }, ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'],
      { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnEquals: { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/*' } }),
    allow('Allow Route 53 DNSSEC to CreateGrant', { Service: 'dnssec-route53.amazonaws.com' }, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
  ])),
  good('multi-region-primary', `${DG}/multi-region-keys-overview.html`, name => key(name, [IAM_POLICIES], { MultiRegion: true })),
  good('replica', `${DG}/multi-region-keys-overview.html`, name => replicaKey(name, [IAM_POLICIES])),
  goodPair('replica-like-its-primary', `${DG}/multi-region-keys-auth.html`, replicated(
    [IAM_MANAGES, allow('KeyUse', API, USE)], [allow('KeyUse', API, [...USE].reverse()), IAM_MANAGES],
  )),
  goodPair('replica-through-the-service-of-its-region', `${DG}/multi-region-keys-auth.html`, replicated(
    ...[REGION, REPLICA_REGION].map(region => [IAM_MANAGES, allow('KeyUse', API, USE, { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } })]) as [any[], any[]],
  )),
  good('thirty-days-window', `${DG}/deleting-keys.html`, name => key(name, [IAM_POLICIES], { PendingWindowInDays: 30, Enabled: true })),
  good('half-year-rotation', `${DG}/rotate-keys.html`, name => key(name, [IAM_POLICIES], { RotationPeriodInDays: 180 })),
  good('iam-policy-names-key', `${DG}/iam-policies-best-practices.html`, name => ({
    ...key(name, [IAM_POLICIES]),
    Policy: managedPolicy([statement(['kms:Decrypt', 'kms:GenerateDataKey'], KEY_ARN)]),
  })),
  good('iam-policy-by-alias', `${DG}/alias-authorization.html`, name => ({
    ...key(name, [IAM_POLICIES]),
    Policy: managedPolicy([statement(['kms:Decrypt'], `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } })]),
  })),
  good('iam-policy-by-tag', `${DG}/tag-authorization.html`, name => ({
    ...key(name, [IAM_POLICIES]),
    Policy: managedPolicy([statement(['kms:Decrypt'], `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`, { StringEquals: { 'aws:ResourceTag/team': 'orders' } })]),
  })),
  good('encrypted-bucket', 'AmazonS3/latest/userguide/default-bucket-encryption.html', name => ({
    ...key(name, [IAM_MANAGES, allow('Objects', API, ['kms:Decrypt', 'kms:GenerateDataKey'])]),
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } } }] },
      },
    },
  })),
];
