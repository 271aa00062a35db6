import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  Attestation, EncryptedKey, AsymmetricEncryptionKey, KeyAgreementKey, KeyRestriction, KeyService, HmacKey, SigningKey, SigningKeySpec,
} from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployer, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';
import { thrown } from '../support/thrown';

const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/Other`;
const anything = [identityAllowing('kms:*')];

function restricted(...restrictions: KeyRestriction[]): { policy: any; stack: Stack } {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', { restrictions });
  return { policy: keyPolicy(stack), stack };
}

describe('onlyPrincipals', () => {
  const { policy } = restricted(KeyRestriction.onlyPrincipals([new iam.ArnPrincipal(APP)], { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/worker-*`] }));

  test('denies use, and grants for people, to everyone else', () => {
    const others = {
      ArnNotLike: { 'aws:PrincipalArn': [APP, `arn:aws:iam::${ACCOUNT}:role/worker-*`, 'arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    };
    expect(statement(policy, 'DenyUseByOthers')).toEqual({
      Sid: 'DenyUseByOthers',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: others,
    });
    expect(statement(policy, 'DenyGrantsByOthers')).toEqual({
      Sid: 'DenyGrantsByOthers',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: { ...others, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' } },
    });
  });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  decisionTable(() => policy, [
    ['the principal decrypts', { principal: APP, identity: anything }, 'Allowed'],
    ['a session of the principal decrypts', { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/App/session`, identity: anything }, 'Allowed'],
    ['a role of the pattern decrypts', { principal: `arn:aws:iam::${ACCOUNT}:role/worker-1`, identity: anything }, 'Allowed'],
    ['another role is denied', { principal: OTHER, identity: anything }, 'ExplicitlyDenied'],
    ['another role may still manage', { principal: OTHER, identity: anything, action: 'kms:DisableKey' }, 'Allowed'],
    ['another role makes no grant for itself', { principal: OTHER, identity: anything, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'false' } }, 'ExplicitlyDenied'],
    ['another role makes a grant for a volume', { principal: OTHER, identity: anything, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
    ['the role by which EC2 uses grants is exempt', { principal: `arn:aws:iam::${ACCOUNT}:role/aws:ec2-infrastructure`, identity: anything }, 'Allowed'],
    ['a service-linked role is exempt', { principal: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`, identity: anything }, 'Allowed'],
  ]);
});

describe('onlyPrincipals with administration', () => {
  const { policy } = restricted(KeyRestriction.onlyPrincipals([new iam.ArnPrincipal(APP), deployer()], { includeAdministration: true }));
  decisionTable(() => policy, [
    ['the principal manages', { principal: APP, identity: anything, action: 'kms:PutKeyPolicy' }, 'Allowed'],
    ['another role does not', { principal: OTHER, identity: anything, action: 'kms:PutKeyPolicy' }, 'ExplicitlyDenied'],
  ]);
});

describe('onlyPrincipals with an account', () => {
  const { policy } = restricted(KeyRestriction.onlyPrincipals([new iam.AccountPrincipal(ACCOUNT)]));
  decisionTable(() => policy, [
    ['its roles are not denied', { principal: OTHER, identity: anything }, 'Allowed'],
    ['roles of another account are', { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/App`, identity: anything }, 'ExplicitlyDenied'],
  ]);
});

describe('onlyViaServices', () => {
  const { policy } = restricted(KeyRestriction.onlyViaServices([KeyService.S3, KeyService.RDS]));
  const via = (service: string) => ({ 'kms:ViaService': service });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  test('spares AWS services and their service-linked roles', () => {
    expect(statement(policy, 'DenyUseOutsideServices').Condition).toEqual({
      ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      StringNotEquals: { 'kms:ViaService': [`rds.${REGION}.amazonaws.com`, `s3.${REGION}.amazonaws.com`] },
    });
  });

  decisionTable(() => policy, [
    ['through S3', { principal: APP, identity: anything, context: via(`s3.${REGION}.amazonaws.com`) }, 'Allowed'],
    ['through RDS', { principal: APP, identity: anything, context: via(`rds.${REGION}.amazonaws.com`) }, 'Allowed'],
    ['through S3 of another Region', { principal: APP, identity: anything, context: via('s3.us-east-1.amazonaws.com') }, 'ExplicitlyDenied'],
    ['through SQS', { principal: APP, identity: anything, context: via(`sqs.${REGION}.amazonaws.com`) }, 'ExplicitlyDenied'],
    ['directly', { principal: APP, identity: anything }, 'ExplicitlyDenied'],
    ['management needs no service', { principal: APP, identity: anything, action: 'kms:DisableKey' }, 'Allowed'],
  ]);
});

describe('requireEncryptionContext', () => {
  const { policy } = restricted(KeyRestriction.requireEncryptionContext({ Department: ['Finance'], Project: ['Data*'] }));
  const context = (department?: string, project?: string) => ({
    ...(department ? { 'kms:EncryptionContext:Department': department } : {}),
    ...(project ? { 'kms:EncryptionContext:Project': project } : {}),
  });

  const sparing = { ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] } };
  test('is one Deny a name, for operations that carry a context', () => {
    expect(statement(policy, 'DenyWithoutEncryptionContext')).toEqual({
      Sid: 'DenyWithoutEncryptionContext',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: { ...sparing, StringNotLike: { 'kms:EncryptionContext:Department': 'Finance' } },
    });
    expect(statement(policy, 'DenyWithoutEncryptionContext2').Condition).toEqual({ ...sparing, StringNotLike: { 'kms:EncryptionContext:Project': 'Data*' } });
  });

  decisionTable(() => policy, [
    ['both right', { principal: APP, identity: anything, context: context('Finance', 'DataAnalytics') }, 'Allowed'],
    ['one wrong', { principal: APP, identity: anything, context: context('Sales', 'DataAnalytics') }, 'ExplicitlyDenied'],
    ['one absent', { principal: APP, identity: anything, context: context('Finance') }, 'ExplicitlyDenied'],
    ['none', { principal: APP, identity: anything }, 'ExplicitlyDenied'],
    ['DescribeKey carries none', { principal: APP, identity: anything, action: 'kms:DescribeKey' }, 'Allowed'],
  ]);
});

describe('requireEncryptionContext except through a service', () => {
  const { policy } = restricted(KeyRestriction.requireEncryptionContext({ Department: ['Finance'] }, { exceptViaServices: [KeyService.S3] }));
  decisionTable(() => policy, [
    ['through S3', { principal: APP, identity: anything, context: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }, 'Allowed'],
    ['through SQS', { principal: APP, identity: anything, context: { 'kms:ViaService': `sqs.${REGION}.amazonaws.com` } }, 'ExplicitlyDenied'],
    ['directly without context', { principal: APP, identity: anything }, 'ExplicitlyDenied'],
    ['directly with context', { principal: APP, identity: anything, context: { 'kms:EncryptionContext:Department': 'Finance' } }, 'Allowed'],
  ]);
});

describe('onlyOrganization', () => {
  const { policy } = restricted(KeyRestriction.onlyOrganization('o-a1b2c3d4e5'));
  decisionTable(() => policy, [
    ['inside', { principal: APP, identity: anything, context: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'Allowed'],
    ['outside', { principal: APP, identity: anything, context: { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' } }, 'ExplicitlyDenied'],
    ['without an organization', { principal: APP, identity: anything }, 'ExplicitlyDenied'],
  ]);
});

describe('onlyRegions', () => {
  const { policy } = restricted(KeyRestriction.onlyRegions(['eu-west-1', 'eu-central-1']));
  decisionTable(() => policy, [
    ['there', { principal: APP, identity: anything, context: { 'aws:RequestedRegion': 'eu-west-1' } }, 'Allowed'],
    ['elsewhere', { principal: APP, identity: anything, context: { 'aws:RequestedRegion': 'us-east-1' } }, 'ExplicitlyDenied'],
  ]);

  test('binds replication of a multi-Region key', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { multiRegion: true, restrictions: [KeyRestriction.onlyRegions(['eu-west-1', 'eu-central-1'])] });
    expect(statement(keyPolicy(stack), 'DenyReplicasElsewhere')).toMatchObject({
      Effect: 'Deny', Action: 'kms:ReplicateKey', Condition: { StringNotEquals: { 'kms:ReplicaRegion': ['eu-central-1', 'eu-west-1'] } },
    });
  });
});

describe('grantsForAwsResourcesOnly', () => {
  const { policy } = restricted(KeyRestriction.grantsForAwsResourcesOnly());

  test('is the statement that CT.KMS.PR.3 asks for', () => {
    expect(statement(policy, 'DenyGrantsToOthers')).toEqual({
      Sid: 'DenyGrantsToOthers',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' } },
    });
  });

  decisionTable(() => policy, [
    ['a grant for a volume', { principal: APP, identity: anything, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
    ['a grant for oneself', { principal: APP, identity: anything, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'false' } }, 'ExplicitlyDenied'],
    ['a grant by a request that does not say', { principal: APP, identity: anything, action: 'kms:CreateGrant' }, 'ExplicitlyDenied'],
  ]);
});

describe('minimumPendingWindow', () => {
  const { policy } = restricted(KeyRestriction.minimumPendingWindow(Duration.days(30)));
  const days = (n: string) => ({ 'kms:ScheduleKeyDeletionPendingWindowInDays': n });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  decisionTable(() => policy, [
    ['29 days', { principal: APP, identity: anything, action: 'kms:ScheduleKeyDeletion', context: days('29') }, 'ExplicitlyDenied'],
    ['30 days', { principal: APP, identity: anything, action: 'kms:ScheduleKeyDeletion', context: days('30') }, 'Allowed'],
  ]);
});

describe('deletionOnlyWhenUnusedFor', () => {
  const { policy, stack } = restricted(KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(90)));
  const unused = (n: string) => ({ 'kms:TrailingDaysWithoutKeyUsage': n });

  test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

  decisionTable(() => policy, [
    ['deletion after 89 days', { principal: APP, identity: anything, action: 'kms:ScheduleKeyDeletion', context: unused('89') }, 'ExplicitlyDenied'],
    ['deletion after 90 days', { principal: APP, identity: anything, action: 'kms:ScheduleKeyDeletion', context: unused('90') }, 'Allowed'],
    ['disabling after 10 days', { principal: APP, identity: anything, action: 'kms:DisableKey', context: unused('10') }, 'ExplicitlyDenied'],
    ['use', { principal: APP, identity: anything }, 'Allowed'],
  ]);

  test('warns that it also stops stack deletion', () => {
    Annotations.fromStack(stack).hasWarning('/Test', Match.stringLikeRegexp('denies disabling and deleting the key to CloudFormation too'));
  });
});

describe('statement', () => {
  test('is added as it is', () => {
    const { policy } = restricted(KeyRestriction.statement(new iam.PolicyStatement({
      sid: 'Mine', effect: iam.Effect.DENY, actions: ['kms:Sign'], principals: [new iam.AnyPrincipal()], conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    })));
    expect(statement(policy, 'Mine')).toEqual({
      Sid: 'Mine', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:Sign', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });
});

describe('onlyViaServices with a service that calls in any region', () => {
  const { policy } = restricted(KeyRestriction.onlyViaServices([KeyService.DYNAMODB_GLOBAL_TABLES]));
  decisionTable(() => policy, [
    ['in the Region of the key', { principal: APP, identity: anything, context: { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` } }, 'Allowed'],
    ['in another Region', { principal: APP, identity: anything, context: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } }, 'Allowed'],
    ['another service', { principal: APP, identity: anything, context: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }, 'ExplicitlyDenied'],
  ]);
});

test('onlyViaServices takes every Region for all where one of the services calls in any', () => {
  const { policy } = restricted(KeyRestriction.onlyViaServices([KeyService.S3, KeyService.DYNAMODB_GLOBAL_TABLES]));
  expect(statement(policy, 'DenyUseOutsideServices').Condition.StringNotLike).toEqual({ 'kms:ViaService': ['dynamodb.*.amazonaws.com', 's3.*.amazonaws.com'] });
});

test('onlyOrganization spares service-linked roles, which belong to the account', () => {
  const { policy } = restricted(KeyRestriction.onlyOrganization('o-a1b2c3d4e5'));
  expect(statement(policy, 'DenyOutsideOrganization').Condition.ArnNotLikeIfExists).toEqual({ 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] });
});

test('requireAttestation denies an encryption key pair what would show plaintext, and a move to another key', () => {
  const stack = testStack();
  new AsymmetricEncryptionKey(stack, 'Key', { restrictions: [KeyRestriction.requireAttestation(Attestation.nitroTpm({ pcrs: { 4: ['ab'.repeat(48)] } }))] });
  expect(statement(keyPolicy(stack), 'DenyWithoutAttestation').Action).toEqual(['kms:Decrypt', 'kms:ReEncryptFrom']);
});

describe('restrictions of other kinds of keys', () => {
  const kinds: [string, (scope: Stack, restrictions: KeyRestriction[]) => unknown, string | string[], string | string[]][] = [
    ['symmetric', (scope, restrictions) => new EncryptedKey(scope, 'Key', { restrictions }),
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo']],
    ['asymmetric encryption', (scope, restrictions) => new AsymmetricEncryptionKey(scope, 'Key', { restrictions }),
      ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*'], ['kms:Encrypt', 'kms:GetPublicKey', 'kms:ReEncryptTo']],
    ['signing', (scope, restrictions) => new SigningKey(scope, 'Key', { keySpec: SigningKeySpec.RSA_2048, restrictions }), ['kms:Sign', 'kms:Verify'], 'kms:Sign'],
    ['HMAC', (scope, restrictions) => new HmacKey(scope, 'Key', { restrictions }), ['kms:GenerateMac', 'kms:VerifyMac'], 'kms:GenerateMac'],
    ['key agreement', (scope, restrictions) => new KeyAgreementKey(scope, 'Key', { restrictions }), 'kms:DeriveSharedSecret', 'kms:GetPublicKey'],
  ];

  test.each(kinds)('%s: what use is, and what new use is', (_, make, use, newUse) => {
    const stack = testStack();
    make(stack, [KeyRestriction.onlyPrincipals([new iam.ArnPrincipal(APP)]), KeyRestriction.decryptOrVerifyOnly()]);
    const policy = keyPolicy(stack);
    expect(statement(policy, 'DenyUseByOthers').Action).toEqual(use);
    expect(statement(policy, 'DenyNewUse')).toEqual({
      Sid: 'DenyNewUse',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: newUse,
      Resource: '*',
      Condition: { ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] } },
    });
  });

  test.each(kinds.slice(1))('fails for an encryption context on a key of kind %s', (_, make) => {
    expect(() => make(testStack(), [KeyRestriction.requireEncryptionContext({ Department: ['Finance'] })]))
      .toThrow(/'restrictions' is for symmetric encryption keys, this is an? [a-zA-Z -]+ key, got: 'requireEncryptionContext'$/);
  });
});

test('onlyRegions takes a key that is in one Region only, and says nothing of replicas', () => {
  const { policy } = restricted(KeyRestriction.onlyRegions(['eu-west-1']));
  expect(policy.Statement.map((s: any) => s.Sid)).toEqual(['EnableIamPolicies', 'DenyOtherRegions']);
});

test('fails for whom onlyPrincipals cannot name, and for an exception that calls as itself', () => {
  expect(thrown(() => KeyRestriction.onlyPrincipals([new iam.AnyPrincipal()]))).toMatch(/^'principals' /);
  expect(thrown(() => KeyRestriction.onlyPrincipals([new iam.ServicePrincipal('s3.amazonaws.com')]))).toMatch(/^'principals' /);
  expect(thrown(() => KeyRestriction.requireEncryptionContext({ Department: ['Finance'] }, { exceptViaServices: [KeyService.CLOUDTRAIL] }))).toMatch('this one calls as itself');
});

test('fails for what cannot restrict, and names it', () => {
  expect(thrown(() => KeyRestriction.onlyPrincipals([]))).toBe("'principals' must not be empty, got: []; name at least one principal, or nobody could use the key");
  expect(thrown(() => KeyRestriction.onlyViaServices([]))).toMatch("'services' must not be empty");
  expect(thrown(() => KeyRestriction.onlyViaServices([KeyService.CLOUDTRAIL]))).toMatch('this one calls as itself');
  expect(thrown(() => KeyRestriction.onlyOrganization('x'))).toMatch("'organizationId' must be an organization id");
  expect(thrown(() => KeyRestriction.onlyRegions(['everywhere']))).toMatch("'regions' must be");
  expect(thrown(() => KeyRestriction.minimumPendingWindow(Duration.days(1)))).toMatch("'minimumPendingWindow' must be a whole number of days from 7 to 30");
  expect(thrown(() => KeyRestriction.deletionOnlyWhenUnusedFor(Duration.hours(5)))).toMatch("'deletionOnlyWhenUnusedFor' must be a whole number of days from 1 to 36500");
});

test('the waiting times are two statements of their own', () => {
  const { policy } = restricted(KeyRestriction.minimumPendingWindow(Duration.days(30)), KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(90)));
  expect(policy.Statement.map(({ Sid }: any) => Sid)).toEqual(['EnableIamPolicies', 'DenyDeletionWhileUsed', 'DenyShortDeletionWindow']);
});

test('fails when a pattern of onlyPrincipals is no ARN, or a restriction is none', () => {
  expect(() => KeyRestriction.onlyPrincipals([], { principalArnPatterns: ['app-*'] })).toThrow(new Error("'principalArnPatterns' must be an ARN, got: 'app-*'; such as 'arn:aws:iam::111122223333:role/app-*'"));
  expect(() => KeyRestriction.onlyPrincipals([], { principalArnPatterns: [APP] })).not.toThrow();
  expect(() => KeyRestriction.onlyRegions([])).toThrow(new Error("'regions' must not be empty, got: []; leave it out or name at least one"));
});
