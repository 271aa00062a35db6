import { ServiceUse, SYMMETRIC } from '../service-use';

export const SECURITY_AGENT_SPACES: ServiceUse = {
  id: 'SECURITY_AGENT_SPACES',
  service: 'AWS Security Agent',
  use: 'agent spaces',
  sid: 'SecurityAgentSpaces',
  styles: ['principal', 'via'],
  viaService: 'securityagent',
  calls: [
    { purpose: '', caller: 'service', principal: 'securityagent.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], source: ['aws:SourceArn'], context: { 'aws:securityagent:agent-space': '{resourceArn}' } },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], context: { 'aws:securityagent:agent-space': '{resourceArn}' } },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:securityagent:{region}:{account}:agent-space/{resource}',
  resourceName: 'agent space id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::SecurityAgent::AgentSpace': ['KmsKeyId'],
    'AWS::SecurityAgent::Application': ['DefaultKmsKeyId'],
  },
  gotchas: [
    'Users are who manages agent spaces, and the application role.',
    'Code remediation needs kms:Decrypt and kms:GenerateDataKey for securityagent.amazonaws.com without a condition, which this use leaves out.',
    'Buckets, log groups and secrets that are tested under keys need the service role of the test on those keys.',
  ],
  source: 'securityagent/latest/userguide/customer-managed-keys.html#cmk-key-policy',
  checked: '2026-11-26',
  verified: true,
};

export const SECURITY_AGENT_INTEGRATIONS: ServiceUse = {
  id: 'SECURITY_AGENT_INTEGRATIONS',
  service: 'AWS Security Agent',
  use: 'integrations',
  sid: 'SecurityAgentIntegrations',
  styles: ['principal', 'via'],
  viaService: 'securityagent',
  calls: [
    { purpose: '', caller: 'service', principal: 'securityagent.amazonaws.com', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], source: ['aws:SourceArn'], context: { 'aws-crypto-ec:aws:securityagent:integration': '{resourceArn}' } },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], context: { 'aws-crypto-ec:aws:securityagent:integration': '{resourceArn}' } },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Describe', caller: 'service', principal: 'securityagent.amazonaws.com', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:securityagent:{region}:{account}:integration/{resource}',
  resourceName: 'integration id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::SecurityAgent::Integration': ['KmsKeyId'],
  },
  gotchas: [
    'Users are who manages integrations.',
  ],
  source: 'securityagent/latest/userguide/customer-managed-keys.html#cmk-key-policy',
  checked: '2026-11-26',
  verified: true,
};

export const SECURITY_AGENT_REQUIREMENT_PACKS: ServiceUse = {
  id: 'SECURITY_AGENT_REQUIREMENT_PACKS',
  service: 'AWS Security Agent',
  use: 'security requirement packs',
  sid: 'SecurityAgentPacks',
  styles: ['principal', 'via'],
  viaService: 'securityagent',
  calls: [
    { purpose: '', caller: 'service', principal: 'securityagent.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], source: ['aws:SourceArn'], context: { 'aws:securityagent:security-requirement-pack': '{resourceArn}' } },
    { purpose: 'Callers', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], context: { 'aws:securityagent:security-requirement-pack': '{resourceArn}' } },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:securityagent:{region}:{account}:security-requirement-pack/{resource}',
  resourceName: 'security requirement pack id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::SecurityAgent::SecurityRequirementPack': ['KmsKeyId'],
  },
  gotchas: [
    'Users are who works with the packs.',
  ],
  source: 'securityagent/latest/userguide/customer-managed-keys.html#cmk-key-policy',
  checked: '2026-11-26',
  verified: true,
};
