import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'Amazon Connect',
  keySpecs: SYMMETRIC,
  verified: true,
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
} as const;

export const CONNECT: ServiceUse = {
  ...common,
  id: 'CONNECT',
  use: 'recordings, transcripts, reports and live media of instances',
  sid: 'Connect',
  styles: ['via', 'grant'],
  viaService: 'connect',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey', 'kms:RetireGrant'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: { 'AWS::Connect::InstanceStorageConfig': ['KinesisVideoStreamConfig.EncryptionConfig.KeyId', 'S3Config.EncryptionConfig.KeyId'] },
  gotchas: ['Connect can publish to an encrypted Kinesis stream only when the stream has the key that recordings or reports have.'],
  source: 'connect/latest/adminguide/security-iam-amazon-connect-permissions.html',
  checked: '2026-11-24',
};

const PROFILES = {
  caller: 'service',
  principal: 'profile.amazonaws.com',
  source: ['aws:SourceArn', 'aws:SourceAccount'],
  checked: '2026-11-24',
} as const;

export const CONNECT_CUSTOMER_PROFILES: ServiceUse = {
  ...common,
  id: 'CONNECT_CUSTOMER_PROFILES',
  use: 'domains of Customer Profiles',
  sid: 'ConnectCustomerProfiles',
  styles: ['principal', 'grant'],
  viaService: 'profile',
  calls: [
    { purpose: '', ...PROFILES, actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
    // AWS bounds the grant by its source.
    { purpose: 'Grants', ...PROFILES, actions: ['kms:CreateGrant'], grantIsForAwsResource: false },
  ],
  resourceArn: 'arn:{partition}:profile:{region}:{account}:domains/{resource}',
  resourceName: 'domain name',
  exclusive: false,
  keyProperties: {
    'AWS::CustomerProfiles::Domain': ['DefaultEncryptionKey'],
    'AWS::CustomerProfiles::ObjectType': ['EncryptionKey'],
    'AWS::CustomerProfiles::DomainObjectType': ['EncryptionKey'],
  },
  gotchas: [
    'A customer managed key is required.',
    "The source is the domain, or 'DOMAIN/objects/TYPE' for an object type with a key of its own: 'DOMAIN*' covers both.",
  ],
  source: 'connect/latest/adminguide/cross-service-confused-deputy-prevention.html',
  checked: '2026-11-24',
};

export const CONNECT_VOICE_ID: ServiceUse = {
  ...common,
  id: 'CONNECT_VOICE_ID',
  use: 'domains of Voice ID',
  sid: 'ConnectVoiceId',
  styles: ['none'],
  calls: [],
  unsupported: 'Amazon Connect Voice ID ended on 2026-05-20',
  keyProperties: { 'AWS::VoiceID::Domain': ['ServerSideEncryptionConfiguration.KmsKeyId'] },
  gotchas: ['Take the row out.'],
  notice: 'End of support of Amazon Connect Voice ID, 2026-05-20',
  source: 'connect/latest/adminguide/amazonconnect-voiceid-end-of-support.html',
  checked: '2026-11-25',
};

export const CONNECT_ASSISTANT: ServiceUse = {
  ...common,
  id: 'CONNECT_ASSISTANT',
  use: 'knowledge content of Amazon Q in Connect (Wisdom)',
  sid: 'ConnectAssistant',
  styles: ['via', 'grant'],
  viaService: 'wisdom',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true },
  ],
  keyProperties: {
    'AWS::Wisdom::Assistant': ['ServerSideEncryptionConfiguration.KmsKeyId'],
    'AWS::Wisdom::KnowledgeBase': ['ServerSideEncryptionConfiguration.KmsKeyId'],
  },
  gotchas: ['Search indices stay under keys that AWS owns.', 'The kms:ViaService name is wisdom, the former name of the service.'],
  source: 'connect/latest/adminguide/enable-q.html',
  checked: '2026-11-25',
};

export const CONNECT_CASES: ServiceUse = {
  ...common,
  id: 'CONNECT_CASES',
  use: 'fields and comments of Cases',
  sid: 'ConnectCases',
  styles: ['none'],
  calls: [],
  exclusive: false,
  crossAccount: 'refused',
  unsupported: 'Amazon Connect Cases encrypts with keys that AWS owns, manages and rotates',
  gotchas: ['Leave Cases to its AWS owned keys.'],
  source: 'connect/latest/adminguide/encryption-at-rest.html',
  checked: '2026-11-25',
};
