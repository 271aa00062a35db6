import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Bedrock AgentCore',
  viaService: 'bedrock-agentcore',
  keySpecs: SYMMETRIC,
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

const GATEWAY = { 'aws:bedrock-agentcore-gateway:arn': '{resourceArn}' };

export const BEDROCK_AGENTCORE_GATEWAY: ServiceUse = {
  ...common,
  id: 'BEDROCK_AGENTCORE_GATEWAY',
  use: 'gateways (service role)',
  sid: 'BedrockAgentCoreGateway',
  styles: ['via', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: GATEWAY },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      context: GATEWAY,
      // AWS bounds the grant by its constraint, its operations and its context.
      grantIsForAwsResource: false,
      grantConstraintType: 'EncryptionContextSubset',
      grantOperations: ['Decrypt', 'GenerateDataKey'],
    },
  ],
  resourceArn: 'arn:{partition}:bedrock-agentcore:{region}:{account}:gateway/{resource}',
  resourceName: 'gateway id',
  keyProperties: { 'AWS::BedrockAgentCore::Gateway': ['KmsKeyArn'] },
  gotchas: ['Users are the service role of the gateway and who makes it.', 'Logs of the gateway need KeyService.LOG_DELIVERY_V2.'],
  source: 'bedrock-agentcore/latest/devguide/gateway-encryption.html',
  checked: '2026-11-25',
  verified: true,
};

export const BEDROCK_AGENTCORE_MEMORY: ServiceUse = {
  ...common,
  id: 'BEDROCK_AGENTCORE_MEMORY',
  use: 'memories (execution role)',
  sid: 'BedrockAgentCoreMemory',
  styles: ['role', 'grant'],
  viaService: undefined,
  exclusive: false,
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
      viaService: false,
    },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true, viaService: false },
  ],
  keyProperties: { 'AWS::BedrockAgentCore::Memory': ['EncryptionKeyArn'] },
  addedByCdk: 'aws-bedrockagentcore Memory grants its role these actions, CreateGrant without a bound.',
  gotchas: ['Name the execution role in users: there is no service to go through.'],
  source: 'bedrock-agentcore/latest/devguide/memory-create-a-memory-store.html',
  checked: '2026-11-25',
  verified: false,
  unverified: "the list of actions, which is that of aws-cdk-lib's own role,",
};

export const BEDROCK_AGENTCORE_POLICY_ENGINES: ServiceUse = {
  id: 'BEDROCK_AGENTCORE_POLICY_ENGINES',
  service: 'Amazon Bedrock AgentCore',
  use: 'policy engines',
  sid: 'BedrockAgentCorePolicyEngines',
  styles: ['via', 'grant'],
  viaService: 'bedrock-agentcore',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: { 'aws:bedrock-agentcore-policy:policy-engine-arn': '{resourceArn}' } },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], context: { 'aws:bedrock-agentcore-policy:policy-engine-arn': '{resourceArn}' }, grantIsForAwsResource: false, grantConstraintType: 'EncryptionContextSubset', grantOperations: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'] },
  ],
  resourceArn: 'arn:{partition}:bedrock-agentcore:{region}:{account}:policy-engine/{resource}',
  resourceName: 'policy engine id',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::BedrockAgentCore::PolicyEngine': ['EncryptionKeyArn'],
  },
  keyChange: 'never',
  gotchas: [
    'Users are who makes and calls policy engines.',
    'Without the key every authorization decision is a denial.',
    'Two grants stand for an engine: revoke both or none.',
  ],
  source: 'bedrock-agentcore/latest/devguide/policy-encryption.html#policy-encryption-key-policy',
  checked: '2026-11-26',
  verified: true,
};

export const BEDROCK_AGENTCORE_EVALUATORS: ServiceUse = {
  id: 'BEDROCK_AGENTCORE_EVALUATORS',
  service: 'Amazon Bedrock AgentCore',
  use: 'custom evaluators',
  sid: 'BedrockAgentCoreEvaluators',
  styles: ['principal', 'via'],
  viaService: 'bedrock-agentcore',
  calls: [
    { purpose: '', caller: 'service', principal: 'bedrock-agentcore.amazonaws.com', actions: ['kms:Decrypt'], source: ['aws:SourceArn', 'aws:SourceAccount'] },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: { 'aws:bedrock-agentcore:evaluatorArn': '{resourceArn}' } },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:bedrock-agentcore:{region}:{account}:evaluator/{resource}',
  resourceName: 'evaluator id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::BedrockAgentCore::Evaluator': ['KmsKeyArn'],
  },
  keyChange: 'data-encrypted-anew',
  gotchas: [
    'The service itself decrypts for online evaluations only.',
    'Whoever gives an evaluator another key needs both keys.',
    'An evaluator that has a key cannot go without again.',
  ],
  source: 'bedrock-agentcore/latest/devguide/evaluations-encryption.html#evaluations-encryption-key-policy',
  checked: '2026-11-26',
  verified: true,
};

export const BEDROCK_AGENTCORE_DATASETS: ServiceUse = {
  id: 'BEDROCK_AGENTCORE_DATASETS',
  service: 'Amazon Bedrock AgentCore',
  use: 'datasets of evaluations',
  sid: 'BedrockAgentCoreDatasets',
  styles: ['principal', 'role'],
  calls: [
    { purpose: '', caller: 'service', principal: 'bedrock-agentcore.amazonaws.com', actions: ['kms:GenerateDataKey'], source: ['aws:SourceArn', 'aws:SourceAccount'], context: { 'aws:bedrock-agentcore:datasetArn': '{resourceArn}' } },
    { purpose: 'Read', caller: 'service', principal: 'bedrock-agentcore.amazonaws.com', actions: ['kms:Decrypt', 'kms:DescribeKey'] },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], viaService: false },
  ],
  resourceArn: 'arn:{partition}:bedrock-agentcore:{region}:{account}:dataset/{resource}',
  resourceName: 'dataset id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::BedrockAgentCore::Dataset': ['KmsKeyArn'],
  },
  keyChange: 'never',
  gotchas: [
    'Nothing can bind what AgentCore decrypts: downloads by presigned URLs carry no source, so give datasets a key of their own.',
    'Users are who manages datasets: no kms:ViaService name is documented for them.',
  ],
  source: 'bedrock-agentcore/latest/devguide/datasets-encryption.html#datasets-encryption-scoping',
  checked: '2026-11-26',
  verified: true,
};
