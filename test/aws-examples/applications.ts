import { allow, arn, AwsExample, context, FOR_AWS_RESOURCE, role, service, via } from './example';
import { ACCOUNT } from '../support/stack';

const POOL = arn('cognito-idp', 'userpool/eu-west-1_Orders');
const POOL_SOURCE = { ArnEquals: { 'aws:SourceArn': POOL }, StringEquals: { 'aws:SourceAccount': ACCOUNT } };
const POOL_CONTEXT = { StringLike: context('aws:cognito-idp:userpool-arn', POOL) };
const POOL_USE = 'Encrypt Decrypt ReEncrypt* GenerateDataKeyWithoutPlaintext';
const COGNITO = service('cognito-idp', 'identitystore');
const BUS = arn('events', 'event-bus/orders');
const AGENT = arn('bedrock', 'agent/A1');
const RULE = arn('ses', 'receipt-rule-set/mail:receipt-rule/orders');
const SES_SOURCE = { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': RULE } };
const IDENTITY_CENTER_KEYS = { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['aws:sso:instance-arn', 'aws:identitystore:identitystore-arn'] } };
const SOURCE_ACCOUNT = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
const GATEWAY = context('aws:bedrock-agentcore-gateway:arn', arn('bedrock-agentcore', 'gateway/g1'));
/** The bound that AWS leaves out where one statement has use and grants; callers through the service set it. */
const GRANT = { 'kms:GrantIsForAWSResource': 'true' };

/** Messages, functions, workflows, identities, machine learning. */
export const APPLICATION_EXAMPLES: readonly AwsExample[] = [
  { name: 'publishers', page: 'sns/latest/dg/sns-key-management.html', use: 'SNS', options: { resources: ['orders'] }, statements: [allow(role, 'GenerateDataKey* Decrypt')], sends: { ...via('sns'), ...context('aws:sns:topicArn', arn('sns', 'orders')) } },
  ...['cloudwatch', 'events', 'codecommit', 'dms', 'ds', 'dynamodb', 'inspector', 'redshift', 'events.rds', 'glacier', 'ses', 's3', 'importexport', 'ssm-incidents', 'ssm-contacts'].map(sender => ({
    name: `topic-of-${sender.replace('.', '-')}`,
    page: 'sns/latest/dg/sns-key-management.html',
    statements: [allow(service(sender), 'GenerateDataKey* Decrypt')],
  })),
  {
    name: 'topic-with-source',
    page: 'sns/latest/dg/sns-key-management.html',
    statements: [allow(service('cloudwatch'), 'GenerateDataKey* Decrypt', { ...SOURCE_ACCOUNT, ArnLike: { 'aws:SourceArn': arn('cloudwatch', 'alarm:orders') } })],
  },
  { name: 'topic-of-developer-tools', page: 'dtconsole/latest/userguide/set-up-sns.html', statements: [allow(service('codestar-notifications'), 'GenerateDataKey* Decrypt', { StringEquals: via('sns') })] },
  {
    name: 'topic-of-cost-anomalies',
    page: 'cost-management/latest/userguide/ad-SNS.html',
    statements: [allow(service('costalerts'), 'GenerateDataKey* Decrypt', { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:ce::${ACCOUNT}:anomalysubscription/1` } })],
  },
  { name: 'received-mail', page: 'ses/latest/dg/receiving-email-permissions.html', use: 'SES_RECEIVING', options: { resources: ['mail:receipt-rule/orders'] }, statements: [allow(service('ses'), 'GenerateDataKey*', SES_SOURCE)] },
  { name: 'received-mail-in-an-encrypted-bucket', page: 'ses/latest/dg/receiving-email-permissions.html', use: 'SES_RECEIVING_BUCKET', options: { resources: ['mail:receipt-rule/orders'] }, statements: [allow(service('ses'), 'Decrypt GenerateDataKey*', SES_SOURCE)] },
  { name: 'received-mail-told-to-a-topic', page: 'ses/latest/dg/receiving-email-permissions.html', statements: [allow(service('ses'), 'GenerateDataKey Decrypt')] },
  {
    name: 'event-bus',
    page: 'eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html',
    use: 'EVENTBRIDGE',
    options: { resources: ['orders'] },
    statements: [
      allow(service('events'), 'DescribeKey'),
      allow(service('events'), 'GenerateDataKey Decrypt', { StringEquals: { ...context('aws:events:event-bus:arn', BUS), 'aws:SourceArn': BUS } }),
    ],
  },
  { name: 'event-bus-administrators', page: 'eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html', use: 'EVENTBRIDGE', statements: [allow(role, 'GenerateDataKeyWithoutPlaintext Decrypt Encrypt ReEncryptFrom ReEncryptTo DescribeKey')], sends: via('events') },
  { name: 'schedule', page: 'scheduler/latest/UserGuide/encryption-rest.html', use: 'EVENTBRIDGE_SCHEDULER', options: { resources: ['default/nightly'] }, statements: [allow(role, 'DescribeKey GenerateDataKey Decrypt')], sends: context('aws:scheduler:schedule:arn', arn('scheduler', 'schedule/default/nightly')) },
  {
    name: 'event-connections',
    page: 'eventbridge/latest/userguide/encryption-connections.html',
    use: 'EVENTBRIDGE_CONNECTIONS',
    statements: [allow(role, 'DescribeKey GenerateDataKey Decrypt', { StringLike: { ...via('secretsmanager', '*'), ...context('SecretARN', 'arn:aws:secretsmanager:*:*:secret:events!connection/*') } })],
    sends: context('SecretARN', arn('secretsmanager', 'secret:events!connection/crm/1-AbCdEf')),
  },
  { name: 'delivery-stream', page: 'firehose/latest/dev/encryption.html', use: 'FIREHOSE', statements: [allow(role, 'GenerateDataKey Decrypt CreateGrant')], sends: { ...via('firehose'), ...GRANT } },
  {
    name: 'state-machine',
    page: 'step-functions/latest/dg/encryption-at-rest.html',
    use: 'STEP_FUNCTIONS',
    options: { resources: ['orders'] },
    statements: [allow(role, 'Decrypt GenerateDataKey', { StringEquals: context('aws:states:stateMachineArn', arn('states', 'stateMachine:orders')) })],
  },
  {
    name: 'activity',
    page: 'step-functions/latest/dg/encryption-at-rest.html',
    use: 'STEP_FUNCTIONS_ACTIVITIES',
    options: { resources: ['orders'] },
    statements: [allow(role, 'Decrypt GenerateDataKey', { StringEquals: context('aws:states:activityArn', arn('states', 'activity:orders')) })],
  },
  { name: 'callers-of-state-machines', page: 'step-functions/latest/dg/encryption-at-rest.html', use: 'STEP_FUNCTIONS_CALLERS', statements: [allow(role, 'Decrypt GenerateDataKey', { StringEquals: via('states') })] },
  { name: 'code-packages', page: 'lambda/latest/dg/encrypt-zip-package.html', use: 'LAMBDA_CODE', statements: [allow(service('lambda'), 'GenerateDataKey Decrypt', { StringLike: context('aws:lambda:FunctionArn', arn('lambda', 'function:*')) })] },
  { name: 'environment-variables', page: 'lambda/latest/dg/configuration-envvars-encryption.html', use: 'LAMBDA', statements: [allow(role, 'CreateGrant Encrypt Decrypt')], sends: { ...via('lambda'), ...GRANT } },
  {
    name: 'user-pool',
    page: 'cognito/latest/developerguide/data-protection.html',
    use: 'COGNITO_USER_POOLS',
    options: { resources: ['eu-west-1_Orders'] },
    statements: [
      allow(COGNITO, POOL_USE, { ...POOL_SOURCE, ...POOL_CONTEXT }),
      allow(COGNITO, 'DescribeKey', POOL_SOURCE),
      allow(role, 'DescribeKey', { StringEquals: via('cognito-idp') }),
      allow(role, POOL_USE, { StringEquals: via('cognito-idp'), ...POOL_CONTEXT }),
    ],
  },
  {
    name: 'identity-center',
    page: 'singlesignon/latest/userguide/baseline-KMS-key-policy.html',
    use: 'IDENTITY_CENTER',
    statements: [
      allow(service('sso', 'identitystore'), 'Decrypt ReEncryptTo ReEncryptFrom GenerateDataKeyWithoutPlaintext', { ...SOURCE_ACCOUNT, ...IDENTITY_CENTER_KEYS }),
      allow(service('sso', 'identitystore'), 'DescribeKey', SOURCE_ACCOUNT),
      allow(role, 'Decrypt', { StringEquals: via('sso') }),
      allow(role, 'Decrypt', { StringEquals: via('identitystore') }),
    ],
  },
  {
    name: 'managed-applications-of-identity-center',
    page: 'singlesignon/latest/userguide/baseline-KMS-key-policy.html',
    statements: [allow({ AWS: '*' }, 'Decrypt', {
      Bool: { 'aws:PrincipalIsAWSService': 'true' }, StringEquals: { 'aws:SourceOrgID': 'o-exampleorgid' }, StringLike: { 'kms:ViaService': ['sso.*.amazonaws.com', 'identitystore.*.amazonaws.com'] },
    })],
  },
  {
    name: 'verified-access',
    page: 'verified-access/latest/ug/encryption-at-rest.html',
    use: 'VERIFIED_ACCESS',
    statements: [allow(role, 'DescribeKey CreateGrant GenerateDataKey Decrypt', { StringEquals: { ...via('verified-access'), 'kms:CallerAccount': ACCOUNT } })],
    sends: GRANT,
  },
  { name: 'data-lake', page: 'security-lake/latest/userguide/data-protection.html', use: 'SECURITY_LAKE', statements: [allow(role, 'CreateGrant DescribeKey GenerateDataKey')], sends: { ...via('securitylake'), ...GRANT } },
  {
    name: 'data-catalog',
    page: 'glue/latest/dg/encrypt-glue-data-catalog.html',
    use: 'GLUE_DATA_CATALOG',
    statements: [
      allow(role, 'DescribeKey'),
      allow(role, 'Decrypt Encrypt GenerateDataKey'),
      allow(role, 'CreateGrant', { StringEquals: { ...context('glue_catalog_id', ACCOUNT), 'kms:CallerAccount': ACCOUNT }, ...FOR_AWS_RESOURCE }),
    ],
    sends: { ...via('glue'), ...context('glue_catalog_id', ACCOUNT) },
  },
  { name: 'agents', page: 'bedrock/latest/userguide/cmk-agent-resources.html', use: 'BEDROCK_AGENTS', options: { resources: ['A1'] }, statements: [allow(role, 'GenerateDataKey Decrypt', { StringEquals: context('aws:bedrock:arn', AGENT) })], sends: via('bedrock') },
  { name: 'schemas-of-agents', page: 'bedrock/latest/userguide/cmk-agent-resources.html', use: 'BEDROCK_AGENT_SCHEMAS', options: { resources: ['A1'] }, statements: [allow(service('bedrock'), 'GenerateDataKey Decrypt', { StringEquals: context('aws:bedrock:arn', AGENT) })] },
  {
    name: 'flows',
    page: 'bedrock/latest/userguide/encryption-flows.html',
    use: 'BEDROCK_FLOWS',
    options: { resources: ['F1'] },
    statements: [allow(role, 'GenerateDataKey Decrypt', { StringEquals: { ...context('aws:bedrock-flows:arn', arn('bedrock', 'flow/F1')), ...via('bedrock') } })],
  },
  {
    name: 'agent-gateway',
    page: 'bedrock-agentcore/latest/devguide/gateway-encryption.html',
    use: 'BEDROCK_AGENTCORE_GATEWAY',
    options: { resources: ['g1'] },
    statements: [
      allow(role, 'DescribeKey', { StringEquals: via('bedrock-agentcore') }),
      allow(role, 'Decrypt GenerateDataKey', { StringEquals: { ...via('bedrock-agentcore'), ...GATEWAY } }),
      allow(role, 'CreateGrant', {
        'StringEquals': { ...via('bedrock-agentcore'), ...GATEWAY, 'kms:GrantConstraintType': 'EncryptionContextSubset' },
        'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey'] },
      }),
    ],
  },
  {
    name: 'image-workflows',
    page: 'imagebuilder/latest/userguide/data-protection.html',
    use: 'IMAGE_BUILDER_WORKFLOWS',
    statements: [allow(role, 'Decrypt GenerateDataKey', { StringLike: context('aws:imagebuilder:arn', arn('imagebuilder', 'workflow/*', '*')) })],
  },
  { name: 'configuration-data', page: 'appconfig/latest/userguide/appconfig-security.html', use: 'APPCONFIG', statements: [allow(role, 'Decrypt GenerateDataKey')] },
];
