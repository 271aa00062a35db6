import { allow, arn, AwsExample, context, role, service, via } from './example';
import { ACCOUNT } from '../support/stack';

const USER_GUIDE = 'bedrock/latest/userguide';
const AGENTCORE = 'bedrock-agentcore/latest/devguide';
const CORE = 'bedrock-agentcore';
const PROMPT = { StringEquals: context('aws:bedrock-prompts:arn', arn('bedrock', 'prompt/P1')) };
const ENGINE = { StringLike: context('aws:bedrock-agentcore-policy:policy-engine-arn', arn(CORE, 'policy-engine/*')) };
const EVALUATOR = arn(CORE, 'evaluator/e1');
const DATASET = { ...context('aws:bedrock-agentcore:datasetArn', arn(CORE, 'dataset/*')), 'aws:SourceArn': arn(CORE, 'dataset/*') };
const operations = (names: string) => ({ 'ForAllValues:StringEquals': { 'kms:GrantOperations': names.split(' ') } });
const TABLE = arn('cleanrooms', 'membership/m1/intermediatetable/t1');

/** Prompts, sessions, automation, AgentCore; and the other services whose statements came with a new page. */
export const BEDROCK_EXAMPLES: readonly AwsExample[] = [
  {
    name: 'prompts',
    page: `${USER_GUIDE}/prompt-management-prereq.html`,
    use: 'BEDROCK_PROMPTS',
    options: { resources: ['P1'] },
    statements: [allow(service('bedrock'), 'GenerateDataKey Decrypt', PROMPT), allow(role, 'GenerateDataKey Decrypt')],
    sends: context('aws:bedrock-prompts:arn', arn('bedrock', 'prompt/P1')),
  },
  {
    name: 'sessions',
    page: `${USER_GUIDE}/sessions-encryption.html`,
    use: 'BEDROCK_SESSIONS',
    statements: [
      allow(role, 'Encrypt Decrypt GenerateDataKey', { StringLike: context('aws:bedrock:session:arn', arn('bedrock', 'session/*')), StringEquals: via('bedrock') }),
      allow(role, 'DescribeKey', { StringEquals: via('bedrock') }),
    ],
  },
  {
    name: 'data-automation',
    page: `${USER_GUIDE}/encryption-bda.html`,
    use: 'BEDROCK_DATA_AUTOMATION',
    statements: [
      allow(role, 'DescribeKey GenerateDataKey Decrypt', { StringEquals: via('bedrock') }),
      allow(role, 'CreateGrant', { StringEquals: via('bedrock'), ...operations('CreateGrant GenerateDataKey Decrypt DescribeKey') }),
    ],
  },
  {
    name: 'policy-engines',
    page: `${AGENTCORE}/policy-encryption.html`,
    use: 'BEDROCK_AGENTCORE_POLICY_ENGINES',
    statements: [
      allow(role, 'CreateGrant', {
        StringEquals: { ...via(CORE), 'kms:GrantConstraintType': 'EncryptionContextSubset' },
        ...ENGINE,
        ...operations('Encrypt Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo'),
      }),
      allow(role, 'Decrypt GenerateDataKey', { StringEquals: via(CORE), ...ENGINE }),
      allow(role, 'DescribeKey', { StringEquals: via(CORE) }),
    ],
  },
  {
    name: 'evaluators',
    page: `${AGENTCORE}/evaluations-encryption.html`,
    use: 'BEDROCK_AGENTCORE_EVALUATORS',
    options: { resources: ['e1'] },
    statements: [
      allow(role, 'DescribeKey', { StringEquals: via(CORE) }),
      allow(role, 'GenerateDataKey Decrypt', { StringEquals: { ...via(CORE), ...context('aws:bedrock-agentcore:evaluatorArn', EVALUATOR) } }),
      allow(service(CORE), 'Decrypt', { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': EVALUATOR } }),
    ],
  },
  {
    name: 'datasets',
    page: `${AGENTCORE}/datasets-encryption.html`,
    use: 'BEDROCK_AGENTCORE_DATASETS',
    statements: [
      allow(role, 'GenerateDataKey Decrypt DescribeKey'),
      allow(service(CORE), 'GenerateDataKey', { StringEquals: { 'aws:SourceAccount': ACCOUNT }, StringLike: DATASET }),
      allow(service(CORE), 'Decrypt DescribeKey'),
    ],
  },
  {
    name: 'incidents',
    page: 'incident-manager/latest/userguide/data-protection.html',
    use: 'INCIDENT_MANAGER',
    statements: [allow(role, 'CreateGrant DescribeKey', { StringLike: { 'kms:ViaService': ['ssm-incidents.eu-west-1.amazonaws.com', 'ssm-contacts.eu-west-1.amazonaws.com'] } })],
  },
  {
    name: 'intermediate-tables',
    page: 'clean-rooms/latest/userguide/data-protection.html',
    use: 'CLEAN_ROOMS_INTERMEDIATE_TABLES',
    options: { resources: [TABLE] },
    statements: [
      allow(service('cleanrooms'), 'GenerateDataKey Decrypt', {
        'StringLike': context('aws:cleanrooms:intermediateTableArn', TABLE), 'ForAnyValue:ArnEquals': { 'aws:SourceArn': [arn('cleanrooms', 'membership/m1')] },
      }),
      allow(service('cleanrooms'), 'DescribeKey'),
      allow(role, 'DescribeKey GenerateDataKey Decrypt', { StringEquals: { ...via('cleanrooms'), 'kms:CallerAccount': ACCOUNT } }),
    ],
    wider: { 'aws:SourceArn': 'every membership of the account is a source; the table binds it' },
  },
  {
    name: 'custom-senders',
    page: 'cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html',
    use: 'COGNITO_CUSTOM_SENDERS',
    options: { resources: ['eu-west-1_Orders'] },
    statements: [allow(role, 'CreateGrant', { StringEquals: context('userpool-id', 'eu-west-1_Orders') }), allow(role, 'Decrypt')],
  },
  { name: 'service-connect', page: 'AmazonECS/latest/developerguide/service-connect-tls.html', use: 'ECS_SERVICE_CONNECT', statements: [allow(role, 'Encrypt Decrypt GenerateDataKey GenerateDataKeyPair')] },
];
