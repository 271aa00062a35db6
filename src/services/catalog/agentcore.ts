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
