import { decide, identityAllowing } from './support/oracle';
import { unknownNames } from './support/reference';
import { policiesOf, unknownNamesInTemplate } from './support/template-policies';

/* The gates themselves: each finds the fault that it is there for. */

const APP = 'arn:aws:iam::111122223333:role/App';
const statement = (more: any) => ({ Sid: 'Test', Effect: 'Allow', Principal: { AWS: APP }, Action: 'kms:Decrypt', Resource: '*', ...more });
const policy = (...statements: any[]) => ({ Version: '2012-10-17', Statement: statements });

describe('the oracle', () => {
  test('a Deny on an encryption context fires', async () => {
    const denied = policy(statement({}), statement({ Effect: 'Deny', Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'red' } } }));
    expect(await decide({ principal: APP, policy: denied, context: { 'kms:EncryptionContext:tenant': 'red' } })).toBe('ExplicitlyDenied');
    expect(await decide({ principal: APP, policy: denied, context: { 'kms:EncryptionContext:tenant': 'blue' } })).toBe('Allowed');
  });

  test('fails when a condition key of the request is ignored', async () => {
    await expect(decide({ principal: APP, policy: policy(statement({})), context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } })).rejects.toThrow('the oracle dropped');
  });

  test('fails for an action that does not exist', async () => {
    await expect(decide({ principal: APP, policy: policy(statement({})), action: 'kms:Decypt' })).rejects.toThrow('invalid.action');
  });

  test('IAM policies count only where the key policy delegates', async () => {
    const root = statement({ Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' });
    expect(await decide({ principal: APP, policy: policy(root), identity: [identityAllowing('kms:Decrypt')] })).toBe('Allowed');
    expect(await decide({ principal: APP, policy: policy(root) })).toBe('ImplicitlyDenied');
    expect(await decide({ principal: `${APP}2`, policy: policy(statement({})), identity: [identityAllowing('kms:Decrypt')] })).toBe('ImplicitlyDenied');
  });
});

describe('the reference data', () => {
  test.each<[string, any, string]>([
    ['an action that does not exist', { Action: 'kms:Decypt' }, 'unknown action kms:Decypt'],
    ['a pattern that matches nothing', { Action: 'kms:Destroy*' }, 'unknown action kms:Destroy*'],
    ['an action of another service', { Action: 's3:GetObject' }, 'unknown action s3:GetObject'],
    ['a condition key that does not exist', { Condition: { StringEquals: { 'kms:ViaServices': 'x' } } }, 'unknown condition key kms:ViaServices'],
    ['a condition key of other actions', { Condition: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } } }, 'counts for none of kms:Decrypt'],
    ['an operator that does not fit', { Condition: { NumericEquals: { 'kms:ViaService': '1' } } }, 'NumericEquals does not fit kms:ViaService of type String'],
    ['a boolean under a string operator', { Action: 'kms:CreateGrant', Condition: { StringEquals: { 'kms:GrantIsForAWSResource': 'true' } } },
      'StringEquals does not fit kms:GrantIsForAWSResource of type Bool'],
    ['a set operator on a single value', { Condition: { 'ForAllValues:StringEquals': { 'kms:CallerAccount': ['1'] } } }, 'does not fit'],
  ])('finds %s', async (_, more, problem) => {
    expect((await unknownNames(policy(statement(more)))).join()).toContain(problem);
  });

  test('is silent on what exists', async () => {
    expect(await unknownNames(policy(statement({ Condition: { StringEquals: { 'kms:ViaService': 'x' }, Bool: { 'aws:SecureTransport': 'true' } } })))).toEqual([]);
  });
});

describe('the reference data of templates', () => {
  const document = (more: any = {}) => policy(statement({ Resource: 'arn:aws:s3:::documents/*', Action: 's3:PutObject', ...more }));
  const template = (Type: string, Properties: any) => ({ Resources: { It: { Type, Properties } } });
  const problems = async (Type: string, Properties: any) => (await unknownNamesInTemplate(template(Type, Properties))).map(({ where, problem }) => `${where}: ${problem}`);

  test('finds policies wherever they stand, also as text', () => {
    const places: [string, any][] = [
      ['AWS::KMS::Key', { KeyPolicy: document() }],
      ['AWS::IAM::Role', { AssumeRolePolicyDocument: document(), Policies: [{ PolicyName: 'a', PolicyDocument: document() }] }],
      ['AWS::S3::BucketPolicy', { PolicyDocument: document() }],
      ['AWS::Logs::ResourcePolicy', { PolicyDocument: JSON.stringify(document()) }],
      ['AWS::Events::EventBusPolicy', { Statement: statement({}) }],
    ];
    expect(places.flatMap(place => policiesOf(template(...place)).map(({ where }) => where))).toEqual([
      'It KeyPolicy', 'It AssumeRolePolicyDocument', 'It Policies.0.PolicyDocument', 'It PolicyDocument', 'It PolicyDocument', 'It',
    ]);
  });

  test.each<[string, string, any, string]>([
    ['a bucket policy', 'AWS::S3::BucketPolicy', { Action: 's3:PutObjects' }, 'It PolicyDocument: unknown action s3:PutObjects'],
    ['a service', 'AWS::IAM::Policy', { Action: 'sss:PutObject' }, 'It PolicyDocument: unknown action sss:PutObject'],
    ['a condition key of S3', 'AWS::S3::BucketPolicy', { Condition: { StringEquals: { 's3:x-amz-encryption': 'aws:kms' } } }, 'It PolicyDocument: unknown condition key s3:x-amz-encryption'],
    ['a condition key of other actions', 'AWS::SNS::TopicPolicy', { Action: 'sns:Publish', Condition: { StringEquals: { 'sns:Endpoint': 'x' } } },
      'It PolicyDocument: sns:Endpoint counts for none of sns:Publish'],
    ['an operator', 'AWS::SQS::QueuePolicy', { Action: 'sqs:SendMessage', Condition: { StringEqualsAny: { 'aws:SourceArn': 'x' } } }, 'It PolicyDocument: unknown operator StringEqualsAny'],
    ['an operator that does not fit', 'AWS::IAM::ManagedPolicy', { Condition: { StringEquals: { 'aws:SourceIp': '192.0.2.0/24' } } },
      'It PolicyDocument: StringEquals does not fit aws:SourceIp of type IPAddress'],
    ['an action that only IAM policies may name', 'AWS::KMS::Key', {}, 'It PolicyDocument: unknown action s3:PutObject'],
    ['a tag in a key policy', 'AWS::KMS::ReplicaKey', { Action: 'kms:Decrypt', Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } } },
      'It PolicyDocument: aws:ResourceTag/a is refused in a key policy'],
  ])('finds a fault of %s', async (_, type, more, problem) => {
    expect(await problems(type, { PolicyDocument: document(more) })).toEqual([problem]);
  });

  test('is silent on what exists', async () => {
    const both = policy(
      statement({ Action: ['s3:PutObject', 'kms:GenerateDataKey*'], Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' }, IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }),
      statement({ Action: '*', Condition: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/a*' }, 'StringEquals': { 'aws:ResourceTag/team': 'a', 'aws:PrincipalTag/team': 'a' } } }),
    );
    expect(await problems('AWS::IAM::ManagedPolicy', { PolicyDocument: both })).toEqual([]);
  });
});
