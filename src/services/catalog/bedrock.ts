import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Bedrock',
  keySpecs: SYMMETRIC,
  verified: true,
  viaService: 'bedrock',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;
const SERVICE = { caller: 'service', principal: 'bedrock.amazonaws.com' } as const;

export const BEDROCK_CUSTOM_MODELS: ServiceUse = {
  ...common,
  id: 'BEDROCK_CUSTOM_MODELS',
  use: 'custom and imported models',
  sid: 'BedrockCustomModels',
  styles: ['via', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  gotchas: ['Who only invokes the model needs Decrypt alone.'],
  source: 'bedrock/latest/userguide/encryption-custom-job.html',
  checked: '2026-11-24',
};

export const BEDROCK_GUARDRAILS: ServiceUse = {
  ...common,
  id: 'BEDROCK_GUARDRAILS',
  use: 'guardrails',
  sid: 'BedrockGuardrails',
  styles: ['via', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: { 'AWS::Bedrock::Guardrail': ['KmsKeyArn'] },
  gotchas: ['Who only invokes the model with the guardrail needs Decrypt alone.'],
  source: 'bedrock/latest/userguide/guardrails-permissions-kms.html',
  checked: '2026-11-24',
};

const AGENT = { 'aws:bedrock:arn': '{resourceArn}' };

export const BEDROCK_AGENTS: ServiceUse = {
  ...common,
  id: 'BEDROCK_AGENTS',
  use: 'agents',
  sid: 'BedrockAgents',
  styles: ['via'],
  calls: [{ purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: AGENT }],
  resourceArn: 'arn:{partition}:bedrock:{region}:{account}:agent/{resource}',
  resourceName: 'agent id',
  exclusive: false,
  keyProperties: { 'AWS::Bedrock::Agent': ['CustomerEncryptionKeyArn'] },
  keyChange: 'data-stays',
  gotchas: [
    'Action groups whose schema lies encrypted in S3 need KeyService.BEDROCK_AGENT_SCHEMAS as well.',
    'Another key re-encrypts the draft, never the versions: keep the old key as long as a version runs.',
  ],
  source: 'bedrock/latest/userguide/cmk-agent-resources.html',
  checked: '2026-11-25',
};

export const BEDROCK_AGENT_SCHEMAS: ServiceUse = {
  ...common,
  id: 'BEDROCK_AGENT_SCHEMAS',
  use: 'schemas of action groups that lie encrypted in S3',
  sid: 'BedrockAgentSchemas',
  styles: ['principal'],
  viaService: undefined,
  calls: [{ purpose: '', ...SERVICE, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: AGENT }],
  resourceArn: 'arn:{partition}:bedrock:{region}:{account}:agent/{resource}',
  resourceName: 'agent id',
  exclusive: false,
  gotchas: ['Only agents with such action groups need it; the callers need KeyService.BEDROCK_AGENTS.'],
  source: 'bedrock/latest/userguide/cmk-agent-resources.html',
  checked: '2026-11-25',
};

const MEMORY = { 'aws-crypto-ec:aws:bedrock:arn': '{resourceArn}' };

export const BEDROCK_AGENT_MEMORY: ServiceUse = {
  ...common,
  id: 'BEDROCK_AGENT_MEMORY',
  use: 'sessions of agents with memory',
  sid: 'BedrockAgentMemory',
  styles: ['principal', 'via'],
  calls: [
    {
      purpose: '',
      ...SERVICE,
      actions: ['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
      source: ['aws:SourceArn', 'aws:SourceAccount'],
    },
    // AWS puts kms:ViaService on Decrypt alone.
    {
      purpose: 'Configure',
      caller: 'user',
      actions: ['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
      context: MEMORY,
      viaService: false,
    },
    { purpose: 'Decrypt', caller: 'user', actions: ['kms:Decrypt'], context: MEMORY },
  ],
  resourceArn: 'arn:{partition}:bedrock:{region}:{account}:agent-alias/{resource}',
  resourceName: 'agent id and alias id',
  exclusive: false,
  gotchas: [
    'Name who configures memory in users: that statement has no service to go through.',
    'ReEncrypt serves the moves between contexts and from another key.',
  ],
  source: 'bedrock/latest/userguide/ltm-permissions.html',
  checked: '2026-11-24',
};

export const BEDROCK_KNOWLEDGE_BASES: ServiceUse = {
  ...common,
  id: 'BEDROCK_KNOWLEDGE_BASES',
  use: 'fully managed knowledge bases',
  sid: 'BedrockKnowledgeBases',
  styles: ['via', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      // AWS bounds the grant by its operations.
      grantIsForAwsResource: false,
      grantOperations: ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'],
    },
  ],
  keyProperties: {
    'AWS::Bedrock::KnowledgeBase': ['KnowledgeBaseConfiguration.ManagedKnowledgeBaseConfiguration.ServerSideEncryptionConfiguration.KmsKeyArn'],
  },
  gotchas: ['The identity that makes the knowledge base needs the key; its service role does not.'],
  source: 'bedrock/latest/userguide/encryption-kb.html',
  checked: '2026-11-24',
};

export const BEDROCK_KNOWLEDGE_BASE_INGESTION: ServiceUse = {
  ...common,
  id: 'BEDROCK_KNOWLEDGE_BASE_INGESTION',
  use: 'transient data while a custom knowledge base ingests (service role)',
  sid: 'BedrockIngestion',
  styles: ['role'],
  viaService: undefined,
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: false }],
  exclusive: false,
  keyProperties: { 'AWS::Bedrock::DataSource': ['ServerSideEncryptionConfiguration.KmsKeyArn'] },
  gotchas: [
    'Name the service role of the knowledge base in users: there is no service to go through.',
    'Sources in an encrypted bucket need KeyService.S3 on the key of the bucket for the same role.',
  ],
  source: 'bedrock/latest/userguide/encryption-kb.html',
  checked: '2026-11-24',
};

export const BEDROCK_AGENTCORE_TOKEN_VAULT: ServiceUse = {
  ...common,
  id: 'BEDROCK_AGENTCORE_TOKEN_VAULT',
  service: 'Amazon Bedrock AgentCore',
  use: 'token vault of AgentCore Identity',
  sid: 'BedrockAgentCoreTokenVault',
  styles: ['via'],
  viaService: 'bedrock-agentcore-identity',
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext'],
      context: { 'aws-crypto-ec:aws:bedrock-agentcore-identity:token-vault-arn': '{resourceArn}' },
      contextOperator: 'ArnLike',
    },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:bedrock-agentcore:{region}:{account}:token-vault/{resource}',
  resourceName: 'token vault',
  gotchas: ["AWS's own example names no principal and allows any Region; the statements here name the account and the Region of the key."],
  source: 'bedrock-agentcore/latest/devguide/kms-key-policy-configuration.html',
  checked: '2026-11-24',
};
