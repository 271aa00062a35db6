import { ServiceUse, SYMMETRIC } from '../service-use';

export const BEDROCK_FLOWS: ServiceUse = {
  id: 'BEDROCK_FLOWS',
  service: 'Amazon Bedrock',
  use: 'flows',
  sid: 'BedrockFlows',
  styles: ['via'],
  viaService: 'bedrock',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: { 'aws:bedrock-flows:arn': '{resourceArn}' } }],
  resourceArn: 'arn:{partition}:bedrock:{region}:{account}:flow/{resource}',
  resourceName: 'flow id',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Bedrock::Flow': ['CustomerEncryptionKeyArn'] },
  gotchas: ['Users are who calls the flows and, for flow executions, their service role.'],
  source: 'bedrock/latest/userguide/encryption-flows.html',
  checked: '2026-11-25',
  verified: true,
};

export const BEDROCK_PROMPTS: ServiceUse = {
  id: 'BEDROCK_PROMPTS',
  service: 'Amazon Bedrock',
  use: 'prompts of prompt management',
  sid: 'BedrockPrompts',
  styles: ['principal', 'role'],
  calls: [
    { purpose: '', caller: 'service', principal: 'bedrock.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: { 'aws:bedrock-prompts:arn': '{resourceArn}' } },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: { 'aws:bedrock-prompts:arn': '{resourceArn}' }, viaService: false },
  ],
  resourceArn: 'arn:{partition}:bedrock:{region}:{account}:prompt/{resource}',
  resourceName: 'prompt id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Bedrock::Prompt': ['CustomerEncryptionKeyArn'],
  },
  gotchas: [
    'Users are the roles that manage prompts: no kms:ViaService name is documented for them.',
  ],
  source: 'bedrock/latest/userguide/prompt-management-prereq.html',
  checked: '2026-11-26',
  verified: true,
};

export const BEDROCK_SESSIONS: ServiceUse = {
  id: 'BEDROCK_SESSIONS',
  service: 'Amazon Bedrock',
  use: 'sessions',
  sid: 'BedrockSessions',
  styles: ['via'],
  viaService: 'bedrock',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], context: { 'aws:bedrock:session:arn': '{resourceArn}' } },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:bedrock:{region}:{account}:session/{resource}',
  resourceName: 'session id',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Bedrock::Session': ['EncryptionKeyArn'],
  },
  gotchas: [
    'Users are who creates sessions and works in them.',
  ],
  source: 'bedrock/latest/userguide/sessions-encryption.html',
  checked: '2026-11-26',
  verified: true,
};

export const BEDROCK_DATA_AUTOMATION: ServiceUse = {
  id: 'BEDROCK_DATA_AUTOMATION',
  service: 'Amazon Bedrock',
  use: 'projects, blueprints and libraries of Data Automation',
  sid: 'BedrockDataAutomation',
  styles: ['via', 'grant'],
  viaService: 'bedrock',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false, grantOperations: ['CreateGrant', 'Decrypt', 'DescribeKey', 'GenerateDataKey'] },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Bedrock::Blueprint': ['KmsKeyId'],
    'AWS::Bedrock::DataAutomationLibrary': ['EncryptionConfiguration.KmsKeyId'],
    'AWS::Bedrock::DataAutomationProject': ['KmsKeyId'],
  },
  gotchas: [
    'Only calls of the API take a customer managed key, the console does not.',
    'The encryption context differs between projects, blueprints, libraries and jobs, so none is asked for.',
    'Grants of jobs are retired after 30 hours, those of libraries with the library.',
  ],
  source: 'bedrock/latest/userguide/encryption-bda.html',
  checked: '2026-11-26',
  verified: true,
};
