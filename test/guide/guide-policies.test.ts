import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService } from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { keyPolicy, testStack } from '../support/stack';

/*
 * The four policies of the guide, as the library writes them: the same intent, without what does not work (docs/guide.md).
 */

const ACCOUNT = '123456789012';
const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const principal = (arn: string) => new iam.ArnPrincipal(arn);
const stackOf = () => testStack('us-east-1', ACCOUNT);
const anything = [identityAllowing('kms:*')];
const KEY = { keyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`, keyAccount: ACCOUNT };

const ROOT = { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
const ADMINISTRATION = [
  'CancelKeyDeletion', 'CreateAlias', 'DeleteAlias', 'DescribeKey', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation', 'GetKeyLastUsage',
  'GetKeyPolicy', 'GetKeyRotationStatus', 'ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListResourceTags', 'PutKeyPolicy', 'RevokeGrant', 'RotateKeyOnDemand',
  'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateKeyDescription',
].map(action => `kms:${action}`);

describe('example 1: an application', () => {
  const policy = (() => {
    const stack = stackOf();
    new EncryptedKey(stack, 'Key', {
      administrators: [principal(`arn:aws:iam::${ACCOUNT}:user/admin1`), principal(role('AdminRole'))],
      users: [principal(role('WebApplicationRole')), principal(role('BackgroundJobRole'))],
      access: [KeyAccess.service(KeyService.CLOUDTRAIL, { resources: ['audit'] })],
    });
    return keyPolicy(stack);
  })();

  test('is this document', () => {
    const trail = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/audit';
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        ROOT,
        { Sid: 'KeyAdministration', Effect: 'Allow', Principal: { AWS: [role('AdminRole'), `arn:aws:iam::${ACCOUNT}:user/admin1`] }, Action: ADMINISTRATION, Resource: '*' },
        {
          Sid: 'KeyUse',
          Effect: 'Allow',
          Principal: { AWS: [role('BackgroundJobRole'), role('WebApplicationRole')] },
          Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
          Resource: '*',
        },
        {
          Sid: 'CloudTrailDescribe',
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:DescribeKey'],
          Resource: '*',
          Condition: { ArnEquals: { 'aws:SourceArn': trail } },
        },
        {
          Sid: 'CloudTrailEncrypt',
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: 'kms:GenerateDataKey*',
          Resource: '*',
          Condition: {
            ArnEquals: { 'aws:SourceArn': trail },
            StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:aws:cloudtrail:*:123456789012:trail/*' },
          },
        },
      ],
    });
  });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  const trail = { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:123456789012:trail/audit' };
  const context = (account: string) => ({ 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:us-east-1:${account}:trail/audit` });
  decisionTable(() => policy, [
    ['the application decrypts', { principal: role('WebApplicationRole') }, 'Allowed'],
    ['an administrator does not', { principal: role('AdminRole') }, 'ImplicitlyDenied'],
    ['an administrator makes no grant (errata 3)', { principal: role('AdminRole'), action: 'kms:CreateGrant' }, 'ImplicitlyDenied'],
    ['an administrator manages', { principal: role('AdminRole'), action: 'kms:PutKeyPolicy' }, 'Allowed'],
    ['CloudTrail encrypts for the trail (errata 5)', { principal: 'cloudtrail.amazonaws.com', action: 'kms:GenerateDataKey', context: { ...trail, ...context(ACCOUNT) } }, 'Allowed'],
    ['CloudTrail does not for another trail', { principal: 'cloudtrail.amazonaws.com', action: 'kms:GenerateDataKey', context: { 'aws:SourceArn': 'arn:aws:cloudtrail:us-east-1:999999999999:trail/audit', ...context('999999999999') } }, 'ImplicitlyDenied'],
    ['no other service', { principal: 's3.amazonaws.com' }, 'ImplicitlyDenied'],
  ], KEY);
});

describe('example 2: other accounts', () => {
  const policy = (() => {
    const stack = stackOf();
    const s3 = { viaServices: [KeyService.S3], viaServiceRegions: ['us-east-1', 'us-west-2'] };
    new EncryptedKey(stack, 'Key', {
      iamDelegation: IamDelegation.ADMINISTRATION,
      administrators: [principal(role('AdminRole'))],
      access: [
        KeyAccess.account('987654321098', s3),
        KeyAccess.use(principal(role('CrossAccountRole', '111122223333')), s3),
        KeyAccess.use(principal(role('DataProcessingRole', '987654321098')), { encryptionContext: { Department: ['Finance'], Project: ['DataAnalytics'] } }),
      ],
    });
    return keyPolicy(stack);
  })();

  const throughS3 = { StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com', 's3.us-west-2.amazonaws.com'] } };

  // Principals of other accounts are named by their account and their ARN, so that a role may be made later.
  test('is these documents', () => {
    expect(policy.Statement.filter(s => s.Sid.startsWith('KeyUse'))).toEqual([
      {
        Sid: 'KeyUse',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': role('CrossAccountRole', '111122223333') }, ...throughS3 },
      },
      {
        Sid: 'KeyUse2',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::987654321098:root' },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: throughS3,
      },
      {
        Sid: 'KeyUse3',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::987654321098:root' },
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': role('DataProcessingRole', '987654321098') },
          StringEquals: { 'kms:EncryptionContext:Department': 'Finance', 'kms:EncryptionContext:Project': 'DataAnalytics' },
        },
      },
      {
        Sid: 'KeyUseDescribe',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::987654321098:root' },
        Action: 'kms:DescribeKey',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': role('DataProcessingRole', '987654321098') } },
      },
    ]);
  });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  const s3 = { 'kms:ViaService': 's3.us-west-2.amazonaws.com' };
  const finance = { 'kms:EncryptionContext:Department': 'Finance', 'kms:EncryptionContext:Project': 'DataAnalytics' };
  decisionTable(() => policy, [
    ['the account through S3', { principal: role('Any', '987654321098'), identity: anything, context: s3 }, 'Allowed'],
    ['the account directly', { principal: role('Any', '987654321098'), identity: anything }, 'ImplicitlyDenied'],
    ['the account through S3 of a third region', { principal: role('Any', '987654321098'), identity: anything, context: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, 'ImplicitlyDenied'],
    ['the role with its context', { principal: role('DataProcessingRole', '987654321098'), identity: anything, context: finance }, 'Allowed'],
    ['the role with half of it (errata 6)', { principal: role('DataProcessingRole', '987654321098'), identity: anything, context: { 'kms:EncryptionContext:Department': 'Finance' } }, 'ImplicitlyDenied'],
    ['the role re-encrypts', { principal: role('DataProcessingRole', '987654321098'), identity: anything, action: 'kms:ReEncryptTo', context: finance }, 'Allowed'],
    ['a role of the own account by IAM alone (errata 2)', { principal: role('Anybody'), identity: anything }, 'ImplicitlyDenied'],
    ['a key policy alone is not enough across accounts', { principal: role('Any', '987654321098'), context: s3 }, 'ImplicitlyDenied'],
  ], KEY);
});

describe('example 3: time, Regions and emergencies, as far as IAM can say them', () => {
  const policy = (() => {
    const stack = stackOf();
    new EncryptedKey(stack, 'Key', {
      iamDelegation: IamDelegation.ADMINISTRATION,
      access: [
        KeyAccess.use(principal(role('BusinessHoursRole'))),
        KeyAccess.decrypt(principal(role('EmergencyRole')), { requireMfa: true, sid: 'EmergencyAccess' }),
      ],
      restrictions: [KeyRestriction.onlyRegions(['us-east-1', 'us-west-2'])],
    });
    return keyPolicy(stack);
  })();

  test('has the emergency row and plain StringNotEquals on Regions (errata 8, 9)', () => {
    expect(policy.Statement.slice(2)).toEqual([
      {
        Sid: 'KeyUse',
        Effect: 'Allow',
        Principal: { AWS: role('BusinessHoursRole') },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
      },
      {
        Sid: 'DenyOtherRegions',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: {
          ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'us-west-2'] },
        },
      },
    ]);
    expect(policy.Statement[1]).toEqual({
      Sid: 'EmergencyAccess',
      Effect: 'Allow',
      Principal: { AWS: role('EmergencyRole') },
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    });
  });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  const here = { 'aws:RequestedRegion': 'us-east-1' };
  decisionTable(() => policy, [
    ['the emergency role with MFA', { principal: role('EmergencyRole'), context: { ...here, 'aws:MultiFactorAuthPresent': 'true' } }, 'Allowed'],
    ['without MFA', { principal: role('EmergencyRole'), context: { ...here, 'aws:MultiFactorAuthPresent': 'false' } }, 'ImplicitlyDenied'],
    ['with a long-lived key, which lacks the condition key', { principal: role('EmergencyRole'), context: here }, 'ImplicitlyDenied'],
    ['encrypting in an emergency', { principal: role('EmergencyRole'), action: 'kms:Encrypt', context: { ...here, 'aws:MultiFactorAuthPresent': 'true' } }, 'ImplicitlyDenied'],
    ['the application in its Region', { principal: role('BusinessHoursRole'), context: here }, 'Allowed'],
    ['the application in another Region', { principal: role('BusinessHoursRole'), context: { 'aws:RequestedRegion': 'eu-west-1' } }, 'ExplicitlyDenied'],
  ], KEY);
});

describe('the Terraform policy: CloudWatch Logs', () => {
  const policy = (() => {
    const stack = stackOf();
    new EncryptedKey(stack, 'Key', {
      environment: KeyEnvironment.STAGING,
      users: [principal(role('ApplicationRole'))],
      access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/aws/lambda/*'] })],
      restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(7))],
    });
    return keyPolicy(stack);
  })();
  const logs = 'logs.us-east-1.amazonaws.com';
  const context = (group: string) => ({ 'kms:EncryptionContext:aws:logs:arn': group });

  test('names the regional principal and binds it to the log groups (errata 10)', () => {
    expect(policy.Statement.find(s => s.Sid === 'CloudWatchLogs')).toEqual({
      Sid: 'CloudWatchLogs',
      Effect: 'Allow',
      Principal: { Service: logs },
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/*' } },
    });
  });

  decisionTable(() => policy, [
    ['its log groups', { principal: logs, context: context('arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/api') }, 'Allowed'],
    ['other log groups', { principal: logs, context: context('arn:aws:logs:us-east-1:123456789012:log-group:/ecs/api') }, 'ImplicitlyDenied'],
    ['log groups of another account', { principal: logs, context: context('arn:aws:logs:us-east-1:999999999999:log-group:/aws/lambda/api') }, 'ImplicitlyDenied'],
    ['the principal without a Region', { principal: 'logs.amazonaws.com', context: context('arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/api') }, 'ImplicitlyDenied'],
  ], KEY);
});
