import { ACCOUNT, allow, API, Case, good, IAM_MANAGES, IAM_POLICIES, key, OTHER_ACCOUNT, PARTNER, REGION, SECURITY, USE } from './case';

const service = (principal: string) => ({ Service: `${principal}.amazonaws.com` });
const from = (arn: string, account = ACCOUNT) => ({ ArnLike: { 'aws:SourceArn': arn }, StringEquals: { 'aws:SourceAccount': account } });
const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`;
const CLOUDTRAIL = [
  allow('Allow CloudTrail to encrypt logs', service('cloudtrail'), 'kms:GenerateDataKey*', {
    StringEquals: { 'aws:SourceArn': TRAIL },
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
  }),
  allow('Allow CloudTrail to describe key', service('cloudtrail'), 'kms:DescribeKey', { StringEquals: { 'aws:SourceArn': TRAIL } }),
];
const AUTO_SCALING = { AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` };
const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };

/** What AWS services need: shapes of each service's documentation. */
export const GOOD_SERVICES: readonly Case[] = [
  good('cloudtrail', 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html', name => ({
    ...key(name, [IAM_POLICIES, ...CLOUDTRAIL]),
    Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { TrailName: 'audit', IsLogging: true, S3BucketName: 'audit-logs', KMSKeyId: KEY } },
  })),
  good('cloudtrail-readers', 'awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html', name => key(name, [
    IAM_POLICIES,
    ...CLOUDTRAIL,
    allow('Allow principals in the account to decrypt log files', { AWS: '*' }, ['kms:Decrypt', 'kms:ReEncryptFrom'], {
      StringEquals: { 'kms:CallerAccount': ACCOUNT },
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
    }),
  ])),
  good('cloudwatch-logs', 'AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html', name => ({
    ...key(name, [
      IAM_POLICIES,
      allow('Logs', service(`logs.${REGION}`), ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:*` } }),
    ]),
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app/orders', KmsKeyId: KEY } },
  })),
  good('developer-tools-to-topic', 'dtconsole/latest/userguide/set-up-sns.html', name => key(name, [
    IAM_POLICIES, allow('Notifications', service('codestar-notifications'), ['kms:GenerateDataKey*', 'kms:Decrypt'], { StringEquals: { 'kms:ViaService': `sns.${REGION}.amazonaws.com` } }),
  ])),
  good('lambda-code-in-place', 'lambda/latest/dg/encrypt-zip-package.html', name => key(name, [
    IAM_POLICIES, allow('Code', service('lambda'), 'kms:Decrypt', {
      StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:*` },
    }),
  ])),
  good('network-deny-that-spares-volumes', 'ebs/latest/userguide/ebs-encryption-requirements.html', name => key(name, [
    IAM_POLICIES, {
      Sid: 'Vpc',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' },
        BoolIfExists: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
        ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws:ec2-infrastructure' },
      },
    },
  ])),
  good('s3-inventory', 'AmazonS3/latest/userguide/configure-inventory.html', name => key(name, [
    IAM_POLICIES,
    allow('Allow Amazon S3 use of the KMS key', service('s3'), 'kms:GenerateDataKey', { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::source-bucket' } }),
  ])),
  good('s3-through-the-bucket', 'AmazonS3/latest/userguide/UsingKMSEncryption.html', name => key(name, [
    IAM_MANAGES,
    allow('Through S3', API, ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::orders' } }),
  ])),
  good('auto-scaling', 'autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html', name => ({
    ...key(name, [
      IAM_POLICIES,
      allow('Allow service-linked role use of the customer managed key', AUTO_SCALING, USE),
      allow('Allow attachment of persistent resources', AUTO_SCALING, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': true } }),
    ]),
    Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: KEY } }] } } },
    Group: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: { MinSize: '1', MaxSize: '2', AvailabilityZones: [`${REGION}a`], LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } },
    },
  })),
  good('alarm-to-topic', 'sns/latest/dg/sns-key-management.html', name => ({
    ...key(name, [IAM_POLICIES, allow('Alarms', service('cloudwatch'), ['kms:GenerateDataKey*', 'kms:Decrypt'], from(`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:*`))]),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KEY } },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 600,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: [{ Ref: 'Topic' }],
      },
    },
  })),
  good('s3-events-to-queue', 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html', name => key(name, [
    IAM_POLICIES,
    allow('Events', service('s3'), ['kms:GenerateDataKey', 'kms:Decrypt'], from('arn:aws:s3:::uploads')),
  ])),
  good('eventbridge-to-topic', 'sns/latest/dg/sns-key-management.html', name => key(name, [IAM_POLICIES, allow('Rules', service('events'), ['kms:GenerateDataKey*', 'kms:Decrypt'])])),
  good('eventbridge-to-queue', 'eventbridge/latest/userguide/eb-troubleshooting.html', name => key(name, [
    IAM_POLICIES,
    allow('Rules', service('events'), ['kms:GenerateDataKey', 'kms:Decrypt'], from(`arn:aws:events:${REGION}:${ACCOUNT}:rule/*`)),
  ])),
  good('event-bus', 'eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html', name => ({
    ...key(name, [
      IAM_POLICIES,
      allow('Describe', service('events'), 'kms:DescribeKey', from(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/orders`)),
      allow('Bus', service('events'), ['kms:Decrypt', 'kms:GenerateDataKey'], {
        StringEquals: {
          'aws:SourceAccount': ACCOUNT,
          'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/orders`,
          'kms:EncryptionContext:aws:events:event-bus:arn': `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/orders`,
        },
      }),
    ]),
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders', KmsKeyIdentifier: KEY } },
  })),
  good('topic-to-queue', 'sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html', name => key(name, [
    IAM_POLICIES,
    allow('Topics', service('sns'), ['kms:GenerateDataKey*', 'kms:Decrypt'], from(`arn:aws:sns:${REGION}:${ACCOUNT}:orders`)),
  ])),
  good('secrets-manager-other-account', 'secretsmanager/latest/userguide/auth-and-access_examples_cross.html', name => key(name, [
    IAM_POLICIES,
    allow('Secret', PARTNER, ['kms:Decrypt', 'kms:DescribeKey'], { StringEquals: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } }),
  ])),
  good('secrets-manager-all', 'secretsmanager/latest/userguide/security-encryption.html', name => key(name, [
    IAM_POLICIES,
    allow('Through Secrets Manager', { AWS: '*' }, ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:CreateGrant', 'kms:DescribeKey', 'kms:GenerateDataKey*'],
      { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } }),
  ])),
  good('config', 'config/latest/developerguide/s3-kms-key-policy.html', name => key(name, [
    IAM_POLICIES,
    allow('AWSConfigKMSPolicy', service('config'), ['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: { 'AWS:SourceAccount': ACCOUNT } }),
  ])),
  good('guardduty-export', 'guardduty/latest/ug/guardduty_exportfindings.html', name => key(name, [
    IAM_POLICIES,
    allow('AllowGuardDutyKey', service('guardduty'), 'kms:GenerateDataKey', { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/4e2a1f` } }),
  ])),
  good('inspector-export', 'inspector/latest/user/findings-managing-exporting-reports.html', name => key(name, [
    IAM_POLICIES,
    allow('Allow Inspector to use the key', service('inspector2'), ['kms:Decrypt', 'kms:GenerateDataKey*'], from(`arn:aws:inspector2:${REGION}:${ACCOUNT}:report/*`)),
  ])),
  good('cloudfront-origin-access', 'AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html', name => key(name, [
    IAM_POLICIES,
    allow('AllowCloudFrontServicePrincipalSSE-KMS', service('cloudfront'), ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'],
      { StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/EDFDVBD6EXAMPLE` } }),
  ])),
  good('log-delivery', 'AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html', name => key(name, [
    IAM_POLICIES,
    allow('Allow Logs Delivery to use the key', service('delivery.logs'), ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      from(`arn:aws:logs:${REGION}:${ACCOUNT}:*`)),
  ])),
  good('ses-receipt', 'ses/latest/dg/receiving-email-permissions.html', name => key(name, [
    IAM_POLICIES,
    allow('AllowSESToEncryptMessages', service('ses'), ['kms:GenerateDataKey*', 'kms:Encrypt'], {
      StringEquals: { 'AWS:SourceAccount': ACCOUNT, 'AWS:SourceArn': `arn:aws:ses:${REGION}:${ACCOUNT}:receipt-rule-set/inbound:receipt-rule/orders` },
    }),
  ])),
  good('image-shared-with-account', 'AWSEC2/latest/UserGuide/sharingamis-explicit.html', name => key(name, [
    IAM_POLICIES,
    allow('Copies', PARTNER, ['kms:DescribeKey', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Decrypt']),
    allow('Grants', PARTNER, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': true } }),
  ])),
  good('backup-copy-to-account', 'aws-backup/latest/devguide/encryption.html', name => key(name, [
    IAM_POLICIES,
    allow('Backup', { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, USE, { StringEquals: { 'kms:ViaService': `backup.${REGION}.amazonaws.com` } }),
  ])),
  good('dynamodb-table', 'amazondynamodb/latest/developerguide/encryption.usagenotes.html', name => key(name, [
    IAM_POLICIES,
    allow('Through DynamoDB', { AWS: '*' }, [...USE, 'kms:CreateGrant'], { StringEquals: { 'kms:CallerAccount': ACCOUNT }, StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } }),
  ])),
  good('macie-results', 'macie/latest/user/discovery-results-repository-s3.html', name => key(name, [
    IAM_POLICIES,
    allow('Allow Macie to use the key', service('macie'), ['kms:GenerateDataKey', 'kms:Encrypt'], {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: {
        'aws:SourceArn': [`arn:aws:macie2:${REGION}:${ACCOUNT}:export-configuration:*`, `arn:aws:macie2:${REGION}:${ACCOUNT}:classification-job/*`],
      },
    }),
  ])),
  good('two-services-one-statement', 'sns/latest/dg/sns-key-management.html', name => key(name, [
    IAM_POLICIES,
    allow('Publishers', { Service: ['cloudwatch.amazonaws.com', 's3.amazonaws.com'] }, ['kms:GenerateDataKey*', 'kms:Decrypt'],
      { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
  ])),
  good('secure-parameters', 'kms/latest/developerguide/services-parameter-store.html', name => key(name, [
    IAM_MANAGES,
    allow('Parameters', API, 'kms:Decrypt', { StringLike: { 'kms:EncryptionContext:PARAMETER_ARN': `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/orders/*` } }),
  ])),
  good('bucket-replication', 'AmazonS3/latest/userguide/replication-config-for-kms-objects.html', name => key(name, [
    IAM_MANAGES,
    allow('Replication', { AWS: `arn:aws:iam::${ACCOUNT}:role/Replication` }, 'kms:Decrypt', {
      StringLike: { 'kms:ViaService': `s3.${REGION}.amazonaws.com`, 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::orders/*' },
    }),
  ])),
  good('service-of-an-organization', 'IAM/latest/UserGuide/confused-deputy.html', name => key(name, [
    IAM_POLICIES,
    allow('Trails of the organization', service('cloudtrail'), 'kms:GenerateDataKey*', { StringEquals: { 'aws:SourceOrgID': 'o-exampleorgid' } }),
  ])),
  good('rds-for-an-administrator', 'kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service', name => key(name, [
    IAM_MANAGES,
    allow('Databases', { AWS: `arn:aws:iam::${ACCOUNT}:role/DatabaseOperator` }, [...USE, 'kms:CreateGrant'], { StringEquals: { 'kms:ViaService': `rds.${REGION}.amazonaws.com` } }),
    allow('KeyAdministration', SECURITY, ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DescribeKey']),
  ])),
];
