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
