import { ServiceUse, SYMMETRIC } from '../service-use';

const common = { service: 'Amazon Cognito', keySpecs: SYMMETRIC, verified: true } as const;
const PAGE = 'cognito/latest/developerguide/data-protection.html';

// AWS's sample writes GenerateDataKeyWithoutPlainText; the operation is spelled with a small t.
const ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'];
const SOURCE = ['aws:SourceArn', 'aws:SourceAccount'] as const;
const CONTEXT = { 'aws:cognito-idp:userpool-arn': '{resourceArn}' };
const USER_POOLS = { caller: 'service', principal: 'cognito-idp.amazonaws.com', source: SOURCE } as const;
const IDENTITY_STORE = { caller: 'service', principal: 'identitystore.amazonaws.com', source: SOURCE } as const;

export const COGNITO_USER_POOLS: ServiceUse = {
  ...common,
  id: 'COGNITO_USER_POOLS',
  use: 'user pools',
  sid: 'Cognito',
  styles: ['principal', 'via'],
  viaService: 'cognito-idp',
  calls: [
    // Statements of one purpose become one that names both services.
    { purpose: '', ...USER_POOLS, actions: ACTIONS, context: CONTEXT },
    { purpose: '', ...IDENTITY_STORE, actions: ACTIONS, context: CONTEXT },
    { purpose: 'Describe', ...USER_POOLS, actions: ['kms:DescribeKey'] },
    { purpose: 'Describe', ...IDENTITY_STORE, actions: ['kms:DescribeKey'] },
    { purpose: 'Callers', caller: 'user', actions: ACTIONS, context: CONTEXT },
    { purpose: 'CallersDescribe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  resourceArn: 'arn:{partition}:cognito-idp:{region}:{account}:userpool/{resource}',
  resourceName: 'user pool id',
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'undocumented',
  keyProperties: { 'AWS::Cognito::UserPool': ['KeyConfiguration.KmsKeyArn'] },
  gotchas: [
    'Cognito takes the key by its ARN only, never by an alias.',
    'The id of a pool is known only after it is made: leave resources out for a pool in the same stack.',
    'A user pool in several Regions needs a multi-Region key.',
    'Exported logs need statements of their own for cognito-idp and for delivery.logs.',
  ],
  source: PAGE,
  checked: '2026-11-25',
};

export const COGNITO_IDENTITY_POOLS: ServiceUse = {
  ...common,
  id: 'COGNITO_IDENTITY_POOLS',
  use: 'identity pools',
  sid: 'CognitoIdentityPools',
  styles: ['none'],
  calls: [],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'refused',
  unsupported: 'Cognito encrypts identity pools with keys that AWS owns',
  gotchas: ['Use KeyService.COGNITO_USER_POOLS for user pools, which take one.'],
  source: PAGE,
  checked: '2026-11-24',
};

const LOGS = { SourceArn: 'arn:{partition}:logs:{region}:{account}:*' };

export const COGNITO_LOGS: ServiceUse = {
  ...common,
  id: 'COGNITO_LOGS',
  use: 'exported logs of user pools that have a customer managed key',
  sid: 'CognitoLogs',
  styles: ['principal'],
  // SourceArn is a name in the encryption context, not the global condition key.
  calls: [
    { purpose: '', caller: 'service', principal: 'cognito-idp.amazonaws.com', actions: ['kms:Encrypt', 'kms:GenerateDataKey'], context: LOGS },
    { purpose: 'Delivery', caller: 'service', principal: 'delivery.logs.amazonaws.com', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: LOGS },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: ['A user pool with a key whose logs are exported needs it beside KeyService.COGNITO_USER_POOLS.'],
  source: PAGE,
  checked: '2026-11-25',
};

export const COGNITO_CUSTOM_SENDERS: ServiceUse = {
  id: 'COGNITO_CUSTOM_SENDERS',
  service: 'Amazon Cognito',
  use: 'codes for custom email and SMS senders',
  sid: 'CognitoSenders',
  styles: ['role', 'grant'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt'], viaService: false },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], context: { 'userpool-id': '{resource}' }, grantIsForAwsResource: false, unboundGrants: 'the user pool binds the grant, once it is named', viaService: false },
  ],
  resourceName: 'user pool id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::Cognito::UserPool': ['LambdaConfig.KMSKeyID'],
    'AWS::Cognito::UserPoolRegionalConfigurationAttachment': ['LambdaConfig.KMSKeyID'],
  },
  gotchas: [
    'Users are the roles of the functions, which decrypt the codes with the AWS Encryption SDK, and who makes or changes the user pool, which creates one grant.',
  ],
  source: 'cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html#enable-custom-sender-lambda-trigger',
  checked: '2026-11-26',
  verified: true,
};
