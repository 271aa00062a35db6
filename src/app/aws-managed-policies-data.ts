/*
 * AWS's own policies, as far as they are about KMS: the statements of those that people give to users and roles, and which of these are about no key at all. Of all others
 * nothing is known here. Compared with the versions of February 2025.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */

const allow = (actions: string[], condition?: object) => ({ Effect: 'Allow', Action: actions, Resource: '*', ...(condition ? { Condition: condition } : {}) });
const READING = ['kms:Describe*', 'kms:Get*', 'kms:List*'];
const POWER = ['kms:CreateAlias', 'kms:CreateKey', 'kms:DeleteAlias', 'kms:Describe*', 'kms:GenerateRandom', 'kms:Get*', 'kms:List*'];
const through = (...services: string[]) => ({ StringLike: { 'kms:ViaService': services.map(service => `${service}.*.amazonaws.com`) } });

/** By name: what each says of KMS. */
export const POLICIES: { readonly [name: string]: object[] } = {
  AdministratorAccess: [allow(['*'])],
  AmazonDynamoDBFullAccess: [allow(['kms:DescribeKey', 'kms:ListAliases'])],
  AmazonDynamoDBReadOnlyAccess: [allow(['kms:DescribeKey', 'kms:ListAliases'])],
  AmazonEKSClusterPolicy: [allow(['kms:DescribeKey'])],
  AmazonMSKFullAccess: [allow(['kms:DescribeKey', 'kms:CreateGrant'])],
  AmazonSageMakerFullAccess: [allow(['kms:DescribeKey', 'kms:ListAliases'])],
  AWSBackupServiceRolePolicyForBackup: [
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], through('dynamodb')),
    allow(['kms:DescribeKey']),
    allow(['kms:CreateGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    { ...allow(['kms:GenerateDataKeyWithoutPlaintext'], through('ec2')), Resource: 'arn:aws:kms:*:*:key/*' },
  ],
  AWS_ConfigRole: [allow(['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus', 'kms:ListAliases', 'kms:ListKeys', 'kms:ListResourceTags'])],
  AWSDenyAll: [{ Effect: 'Deny', Action: ['*'], Resource: '*' }],
  AWSKeyManagementServicePowerUser: [allow([...POWER, 'kms:TagResource', 'kms:UntagResource'])],
  PowerUserAccess: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }],
  ReadOnlyAccess: [allow(READING)],
  SecretsManagerReadWrite: [allow(['kms:DescribeKey', 'kms:ListAliases', 'kms:ListKeys'])],
  SecurityAudit: [allow(READING)],
  SupportUser: [allow(READING)],
  SystemAdministrator: [allow([...POWER, 'kms:Encrypt', 'kms:ReEncrypt*'])],
  ViewOnlyAccess: [allow(['kms:ListKeys', 'kms:ListResourceTags'])],
};

/** Policies without any statement about KMS. */
export const OF_NO_KEY: ReadonlySet<string> = new Set([
  'AWSAppSyncPushToCloudWatchLogs', 'AWSCloudFormationFullAccess', 'AWSCloudFormationReadOnlyAccess', 'AWSCloudTrail_ReadOnlyAccess',
  'AWSCodeBuildDeveloperAccess', 'AWSCodeDeployRole', 'AWSCodeDeployRoleForECS', 'AWSCodeDeployRoleForLambda', 'AWSConfigRulesExecutionRole',
  'AWSDataSyncFullAccess', 'AWSElasticBeanstalkWebTier', 'AWSElasticBeanstalkWorkerTier', 'AWSGlueServiceRole', 'AWSLambdaBasicExecutionRole',
  'AWSLambdaDynamoDBExecutionRole', 'AWSLambdaKinesisExecutionRole', 'AWSLambdaMSKExecutionRole', 'AWSLambdaSQSQueueExecutionRole',
  'AWSLambdaVPCAccessExecutionRole', 'AWSStepFunctionsFullAccess', 'AWSSupportAccess', 'AWSXRayDaemonWriteAccess', 'AWSXrayWriteOnlyAccess',
  'AmazonAPIGatewayPushToCloudWatchLogs', 'AmazonAthenaFullAccess', 'AmazonCognitoPowerUser', 'AmazonEBSCSIDriverPolicy',
  'AmazonEC2ContainerRegistryPowerUser', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonEC2ContainerServiceforEC2Role', 'AmazonEC2FullAccess',
  'AmazonEC2ReadOnlyAccess', 'AmazonECSTaskExecutionRolePolicy', 'AmazonECS_FullAccess', 'AmazonEKSVPCResourceController',
  'AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonElasticFileSystemClientReadWriteAccess', 'AmazonKinesisFirehoseFullAccess',
  'AmazonKinesisFullAccess', 'AmazonRDSEnhancedMonitoringRole', 'AmazonRDSFullAccess', 'AmazonRedshiftFullAccess', 'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess', 'AmazonSNSFullAccess', 'AmazonSNSReadOnlyAccess', 'AmazonSQSFullAccess', 'AmazonSQSReadOnlyAccess',
  'AmazonSSMFullAccess', 'AmazonSSMManagedInstanceCore', 'AmazonSSMPatchAssociation', 'AmazonSSMReadOnlyAccess', 'AmazonVPCFullAccess', 'Billing',
  'CloudWatchAgentServerPolicy', 'CloudWatchFullAccess', 'CloudWatchLambdaInsightsExecutionRolePolicy', 'CloudWatchLogsFullAccess',
  'CloudWatchLogsReadOnlyAccess', 'CloudWatchReadOnlyAccess', 'IAMFullAccess', 'IAMReadOnlyAccess', 'NetworkAdministrator',
]);
