import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey, EncryptedLogGroup, EncryptedTrail } from '../../src';
import { decisionTable } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

describe('EncryptedTrail', () => {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key');
  EncryptedTrail.create(stack, 'Trail', key, { trailName: 'audit' });
  const policy = keyPolicy(stack);
  const trail = (name: string, account = ACCOUNT) => `arn:aws:cloudtrail:${REGION}:${account}:trail/${name}`;

  test('the trail names the key, without a circle', () => {
    Template.fromStack(stack).hasResourceProperties('AWS::CloudTrail::Trail', { TrailName: 'audit', KMSKeyId: stack.resolve(key.keyArn) });
  });

  test('every name exists', async () => { expect(await unknownNames(policy)).toEqual([]); });

  const request = (name: string, account = ACCOUNT) => ({
    principal: 'cloudtrail.amazonaws.com',
    action: 'kms:GenerateDataKey',
    context: { 'aws:SourceArn': trail(name, account), 'kms:EncryptionContext:aws:cloudtrail:arn': trail(name, account) },
  });
  decisionTable(() => policy, [
    ['CloudTrail for this trail', request('audit'), 'Allowed'],
    ['CloudTrail for another trail', request('other'), 'ImplicitlyDenied'],
    ["CloudTrail for another account's trail of that name", request('audit', OTHER_ACCOUNT), 'ImplicitlyDenied'],
  ]);

  test('a trail without a name gets one of its path', () => {
    const unnamed = testStack();
    EncryptedTrail.create(unnamed, 'Trail', new EncryptedKey(unnamed, 'Key'));
    Template.fromStack(unnamed).hasResourceProperties('AWS::CloudTrail::Trail', { TrailName: 'Test-trail' });
  });

  test('fails when another key is given', () => {
    expect(() => EncryptedTrail.create(stack, 'Second', key, { encryptionKey: new kms.Key(stack, 'Other') }))
      .toThrow("'encryptionKey' is set by EncryptedTrail.create, got: 'Test/Other'; leave it out");
  });
});

describe('EncryptedLogGroup', () => {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key');
  EncryptedLogGroup.create(stack, 'Logs', key, { logGroupName: '/app/orders' });
  const policy = keyPolicy(stack);
  const logGroup = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`;

  test('the log group names the key, without a circle', () => {
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/app/orders', KmsKeyId: stack.resolve(key.keyArn) });
  });

  const request = (name: string, region = REGION) => ({
    principal: `logs.${region}.amazonaws.com`, action: 'kms:Encrypt', context: { 'kms:EncryptionContext:aws:logs:arn': logGroup(name) },
  });
  decisionTable(() => policy, [
    ['CloudWatch Logs for this log group', request('/app/orders'), 'Allowed'],
    ['CloudWatch Logs for another log group', request('/app/orders-2'), 'ImplicitlyDenied'],
    ['CloudWatch Logs of another Region', request('/app/orders', 'us-east-1'), 'ImplicitlyDenied'],
  ]);

  test('a log group without a name gets one of its path', () => {
    const unnamed = testStack();
    EncryptedLogGroup.create(unnamed, 'Logs', new EncryptedKey(unnamed, 'Key'));
    Template.fromStack(unnamed).hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: 'Test-logs' });
  });

  test('fails when another key is given', () => {
    expect(() => EncryptedLogGroup.create(stack, 'Second', key, { encryptionKey: new kms.Key(stack, 'Other') }))
      .toThrow("'encryptionKey' is set by EncryptedLogGroup.create, got: 'Test/Other'; leave it out");
  });
});
