import { ACCOUNT, alias, allow, API, bad, BadCase, fixedKey, IAM_POLICIES, key, KEY_ARN, REGION, retained } from './case';

const DG = 'kms/latest/developerguide';
const TEMPLATES = 'AWSCloudFormation/latest/TemplateReference';
const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const plain = (Type: string, Properties: any) => ({ Type, Properties });
const policy = (...Statement: any[]) => plain('AWS::IAM::ManagedPolicy', { PolicyDocument: { Version: '2012-10-17', Statement } });
const statement = (Sid: string, Action: string[], Resource: string) => ({ Sid, Effect: 'Allow', Action, Resource });
const bucket = (SSEAlgorithm: string, more: any = {}) => plain('AWS::S3::Bucket', {
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm, ...(SSEAlgorithm === 'aws:kms' ? { KMSMasterKeyID: KEY } : {}) } }] },
  ...more,
});
const alarm = (more: any) => plain('AWS::CloudWatch::Alarm', {
  Namespace: 'AWS/SQS',
  MetricName: 'ApproximateAgeOfOldestMessage',
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'LessThanThreshold',
  ...more,
});

/** Keys with a property that harms. */
export const BAD_KEYS: readonly BadCase[] = [
  bad('rotation-off', 'rotation', 'RotationEnabled', `${DG}/rotate-keys.html`, name => key(name, [IAM_POLICIES], { EnableKeyRotation: false })),
  bad('rotation-not-said', 'rotation', 'RotationEnabled', `${TEMPLATES}/aws-resource-kms-key.html`, name => fixedKey(name, {})),
  bad('rotation-off-for-enabled-key', 'rotation', 'RotationEnabled', 'written', name => key(name, [IAM_POLICIES], { Enabled: true, EnableKeyRotation: false })),
  bad('rotation-off-in-all-regions', 'rotation', 'RotationEnabled', `${DG}/rotate-keys.html`, name => fixedKey(name, { MultiRegion: true })),
  bad('rotation-off-with-spec', 'rotation', 'RotationEnabled', 'written', name => fixedKey(name, { KeySpec: 'SYMMETRIC_DEFAULT', EnableKeyRotation: false })),
  bad('hmac-rotation', 'refused', 'RotationPossible', `${DG}/rotate-keys.html`, name => key(name, [IAM_POLICIES], { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })),
  bad('imported-rotation', 'refused', 'RotationPossible', `${DG}/rotate-keys.html`, name => key(name, [IAM_POLICIES], { Origin: 'EXTERNAL' })),
  bad('rotation-every-month', 'refused', 'RotationPeriod', `${DG}/rotate-keys.html`, name => key(name, [IAM_POLICIES], { RotationPeriodInDays: 30 })),
  bad('rotation-every-ten-years', 'refused', 'RotationPeriod', `${DG}/rotate-keys.html`, name => key(name, [IAM_POLICIES], { RotationPeriodInDays: 3650 })),
  bad('window-of-three-days', 'refused', 'DeletionWindow', `${DG}/deleting-keys.html`, name => key(name, [IAM_POLICIES], { PendingWindowInDays: 3 })),
  bad('window-of-a-quarter', 'refused', 'DeletionWindow', `${DG}/deleting-keys.html`, name => key(name, [IAM_POLICIES], { PendingWindowInDays: 90 })),
  bad('curve-that-encrypts', 'refused', 'KeySpecUsage', 'kms/latest/APIReference/API_CreateKey.html', name => fixedKey(name, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' })),
  bad('hmac-without-usage', 'refused', 'KeySpecUsage', 'kms/latest/APIReference/API_CreateKey.html', name => fixedKey(name, { KeySpec: 'HMAC_384' })),
  bad('bitcoin-curve-that-agrees', 'refused', 'KeySpecUsage', 'kms/latest/APIReference/API_CreateKey.html', name => fixedKey(name, { KeySpec: 'ECC_SECG_P256K1', KeyUsage: 'KEY_AGREEMENT' })),
  bad('alias-of-aws', 'refused', 'AliasName', 'kms/latest/APIReference/API_CreateAlias.html', name => ({ ...key(name, [IAM_POLICIES]), Alias: alias('aws/orders') })),
  bad('disabled', 'life cycle', 'KeyEnabled', `${DG}/enabling-keys.html`, name => key(name, [IAM_POLICIES], { Enabled: false })),
  bad('no-alias', 'life cycle', 'KeyHasAlias', `${DG}/kms-alias.html`, name => ({ Key: key(name, [IAM_POLICIES]).Key })),
  bad('deleted-with-its-stack', 'life cycle', 'KeyRetained', `${DG}/deleting-keys.html`, name => {
    const { Key, Alias } = key(name, [IAM_POLICIES]);
    return { Key: plain(Key.Type, Key.Properties), Alias: plain(Alias.Type, Alias.Properties) };
  }),
  bad('too-many-aliases', 'refused', 'AliasQuota', `${DG}/resource-limits.html`, name => ({
    ...key(name, [IAM_POLICIES]), ...Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`Alias${i}`, alias(`${name}-${i}`)])),
  })),
  bad('alias-goes-key-stays', 'life cycle', 'AliasRetained', `${DG}/alias-manage.html`, name => {
    const { Key, Alias } = key(name, [IAM_POLICIES]);
    return { Key, Alias: plain(Alias.Type, Alias.Properties) };
  }),
];

/** What else of a template goes wrong with keys. */
export const BAD_CONSUMERS: readonly BadCase[] = [
  bad('log-group-without-statement', 'consumer', 'ServiceCanUseKey', 'AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html', name => ({
    ...key(name, [IAM_POLICIES]), Group: plain('AWS::Logs::LogGroup', { LogGroupName: '/app/orders', KmsKeyId: KEY }),
  })),
  bad('log-group-of-another-name', 'consumer', 'ServiceCanUseKey', 'AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html', name => ({
    ...key(name, [
      IAM_POLICIES,
      allow('Logs', { Service: `logs.${REGION}.amazonaws.com` }, ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/app/payments` } }),
    ]),
    Group: plain('AWS::Logs::LogGroup', { LogGroupName: '/app/orders', KmsKeyId: KEY }),
  })),
  bad('trail-without-statement', 'consumer', 'ServiceCanUseKey', 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html', name => ({
    ...key(name, [IAM_POLICIES]), Trail: plain('AWS::CloudTrail::Trail', { TrailName: 'audit', IsLogging: true, S3BucketName: 'audit-logs', KMSKeyId: KEY }),
  })),
  bad('silent-alarm', 'consumer', 'ServiceCanUseKey', 'sns/latest/dg/sns-key-management.html', name => ({
    ...key(name, [IAM_POLICIES]), Topic: plain('AWS::SNS::Topic', { KmsMasterKeyId: KEY }), Alarm: alarm({ AlarmActions: [{ Ref: 'Topic' }] }),
  })),
  bad('auto-scaling-without-grant', 'consumer', 'ServiceCanUseKey', 'autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html', name => ({
    ...key(name, [IAM_POLICIES]),
    Template: plain('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: KEY } }] } }),
    Group: plain('AWS::AutoScaling::AutoScalingGroup', { MinSize: '1', MaxSize: '2', AvailabilityZones: [`${REGION}a`], LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } }),
  })),
  bad('secret-under-a-signing-key', 'consumer', 'ConsumerKeySymmetric', `${DG}/symm-asymm-choose-key-spec.html`, name => ({
    ...fixedKey(name, { KeySpec: 'RSA_4096', KeyUsage: 'SIGN_VERIFY' }), Secret: plain('AWS::SecretsManager::Secret', { GenerateSecretString: {}, KmsKeyId: KEY }),
  })),
  bad('queue-under-a-disabled-key', 'consumer', ['ConsumerKeyEnabled', 'KeyEnabled'], `${DG}/enabling-keys.html`, name => ({
    ...key(name, [IAM_POLICIES], { Enabled: false }),
    Queue: plain('AWS::SQS::Queue', { KmsMasterKeyId: KEY }),
  })),
  bad('uploads-need-a-header', 'consumer', 'HeaderlessUploadsAllowed', 'AmazonS3/latest/userguide/UsingKMSEncryption.html', name => ({
    ...key(name, [IAM_POLICIES]),
    Bucket: bucket('aws:kms'),
    BucketPolicy: plain('AWS::S3::BucketPolicy', {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{
          Sid: 'DenyOtherEncryption',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
          Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
        }],
      },
    }),
  })),
  bad('access-logs-under-a-key', 'consumer', 'AccessLogsWithoutKms', 'AmazonS3/latest/userguide/enable-server-access-logging.html', name => ({
    ...key(name, [IAM_POLICIES]), Logs: bucket('aws:kms'), Bucket: bucket('AES256', { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } }),
  })),
  bad('metric-that-is-not', 'consumer', 'KmsMetricExists', `${DG}/monitoring-cloudwatch.html`, name => ({
    ...key(name, [IAM_POLICIES]), Alarm: alarm({ Namespace: 'AWS/KMS', MetricName: 'DaysUntilKeyRotation', Dimensions: [{ Name: 'KeyId', Value: { Ref: 'Key' } }] }),
  })),
  bad('decrypt-with-any-key', 'IAM policy', 'DecryptNamedKeys', 'securityhub/latest/userguide/kms-controls.html', name => ({
    ...key(name, [IAM_POLICIES]), Policy: policy(statement('Decrypt', ['kms:Decrypt'], '*')),
  })),
  bad('alias-as-resource', 'IAM policy', 'NoAliasAsResource', `${DG}/alias-authorization.html`, name => ({
    ...key(name, [IAM_POLICIES]), Policy: policy(statement('Decrypt', ['kms:Decrypt'], `arn:aws:kms:${REGION}:${ACCOUNT}:alias/orders`)),
  })),
  bad('one-role-for-all', 'IAM policy', 'IdentitySeparatesDuties', 'prescriptive-guidance/latest/encryption-best-practices/kms.html', name => ({
    ...key(name, [IAM_POLICIES]),
    Policy: policy(statement('Manage', ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], KEY_ARN), statement('Use', ['kms:Decrypt'], KEY_ARN)),
  })),
  bad('used-by-id-only', 'life cycle', 'KeyHasAlias', 'written', name => ({ Key: retained('AWS::KMS::Key', key(name, [IAM_POLICIES, allow('KeyUse', API, ['kms:Decrypt'])]).Key.Properties) })),
];
