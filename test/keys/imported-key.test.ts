import { Duration } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ImportedKey, ImportedKeyProps, KeyAccess, KeyEnvironment, HmacKey, SigningKey, SigningKeySpec } from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployed, keyPolicy, statement, testStack } from '../support/stack';

const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const IMPORT = ['kms:DeleteImportedKeyMaterial', 'kms:GetParametersForImport', 'kms:ImportKeyMaterial'];

function imported(props: Partial<ImportedKeyProps> = {}) {
  const stack = testStack();
  const key = new ImportedKey(stack, 'Key', { importers: [role('Officer')], ...props });
  return { stack, key, template: Template.fromStack(stack) };
}

describe('ImportedKey', () => {
  test('is deployed empty, without rotation, and named', () => {
    const { template } = imported();
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    const { KeyPolicy, Description, ...properties } = key.Properties;
    expect(properties).toEqual({ Origin: 'EXTERNAL', PendingWindowInDays: 30 });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/Test-key' });
  });

  describe('policy', () => {
    const { stack } = imported({ administrators: [role('Admin')], users: [role('App')], requireExpiry: true });
    const policy = keyPolicy(stack);

    test('lets the importers import and verify, and nobody else import', () => {
      expect(policy.Statement.filter(s => s.Sid !== 'KeyAdministration')).toEqual([
        { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
        {
          Sid: 'KeyImport',
          Effect: 'Allow',
          Principal: { AWS: arn('Officer') },
          Resource: '*',
          Action: ['kms:DeleteImportedKeyMaterial', 'kms:DescribeKey', 'kms:GetParametersForImport', 'kms:ImportKeyMaterial', 'kms:ListKeyRotations', 'kms:RotateKeyOnDemand'],
        },
        {
          Sid: 'KeyImportVerification',
          Effect: 'Allow',
          Principal: { AWS: arn('Officer') },
          Action: ['kms:Decrypt', 'kms:Encrypt'],
          Resource: '*',
          Condition: { StringEquals: { 'kms:EncryptionContext:keysmith': 'import-verification' } },
        },
        { Sid: 'KeyUse', Effect: 'Allow', Principal: { AWS: arn('App') }, Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], Resource: '*' },
        { Sid: 'DenyImportByOthers', Effect: 'Deny', Principal: { AWS: '*' }, Action: IMPORT, Resource: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': arn('Officer') } } },
        {
          Sid: 'DenyMaterialWithoutExpiry',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'kms:ImportKeyMaterial',
          Resource: '*',
          Condition: { StringNotEquals: { 'kms:ExpirationModel': 'KEY_MATERIAL_EXPIRES' } },
        },
        {
          Sid: 'DenyUseByImporters',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
          Resource: '*',
          Condition: { ArnLike: { 'aws:PrincipalArn': arn('Officer') }, StringNotEquals: { 'kms:EncryptionContext:keysmith': 'import-verification' } },
        },
      ]);
    });
    test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });

    const everything = [identityAllowing('kms:*')];
    const expires = { 'kms:ExpirationModel': 'KEY_MATERIAL_EXPIRES' };
    decisionTable(() => policy, [
      ['an importer imports', { principal: arn('Officer'), action: 'kms:ImportKeyMaterial', context: expires }, 'Allowed'],
      ['not forever', { principal: arn('Officer'), action: 'kms:ImportKeyMaterial', context: { 'kms:ExpirationModel': 'KEY_MATERIAL_DOES_NOT_EXPIRE' } }, 'ExplicitlyDenied'],
      ['nobody else imports, whatever IAM says', { principal: arn('Other'), action: 'kms:ImportKeyMaterial', context: expires, identity: everything }, 'ExplicitlyDenied'],
      ['nor an administrator', { principal: arn('Admin'), action: 'kms:GetParametersForImport', identity: everything }, 'ExplicitlyDenied'],
      ['nor deletes the material', { principal: arn('Admin'), action: 'kms:DeleteImportedKeyMaterial', identity: everything }, 'ExplicitlyDenied'],
      ['an importer rotates to new material', { principal: arn('Officer'), action: 'kms:RotateKeyOnDemand' }, 'Allowed'],
      ['an importer verifies', { principal: arn('Officer'), action: 'kms:Decrypt', context: { 'kms:EncryptionContext:keysmith': 'import-verification' } }, 'Allowed'],
      ['but reads no data, whatever IAM says', { principal: arn('Officer'), action: 'kms:Decrypt', identity: everything }, 'ExplicitlyDenied'],
      ['under no other context', { principal: arn('Officer'), action: 'kms:GenerateDataKey', context: { 'kms:EncryptionContext:keysmith': 'else' }, identity: everything }, 'ExplicitlyDenied'],
      ['others may use it where IAM allows', { principal: arn('Other'), action: 'kms:Decrypt', identity: everything }, 'Allowed'],
      ['an administrator schedules deletion', { principal: arn('Admin'), action: 'kms:ScheduleKeyDeletion' }, 'Allowed'],
      ['a user decrypts', { principal: arn('App') }, 'Allowed'],
    ]);
  });

  describe('an importer who is a user as well, or a whole account', () => {
    const both = keyPolicy(imported({ importers: [role('Officer'), role('App')], users: [role('App')] }).stack);
    decisionTable(() => both, [
      ['the user decrypts', { principal: arn('App') }, 'Allowed'],
      ['who imports only does not', { principal: arn('Officer'), identity: [identityAllowing('kms:*')] }, 'ExplicitlyDenied'],
    ]);

    test('denies no use where there is nobody who only imports', () => {
      for (const props of [
        { importers: [role('App')], users: [role('App')] },
        { importers: [role('App')], access: [KeyAccess.decrypt(role('App'))] },
        { importers: [new iam.AccountRootPrincipal()] },
      ]) {
        expect(keyPolicy(imported(props).stack).Statement.map(s => s.Sid)).not.toContain('DenyUseByImporters');
      }
    });
  });

  test('the alarm goes off 30 days before the expiry, and stays on once the metric has ended', () => {
    const { template } = imported();
    const [alarm] = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    expect(deployed(alarm.Properties)).toEqual({
      AlarmDescription: 'Key material of Test/Key expires within 30 days. Import the same key material again before then: the key cannot be used without it.',
      Namespace: 'AWS/KMS',
      MetricName: 'SecondsUntilKeyMaterialExpiration',
      Dimensions: [{ Name: 'KeyId', Value: expect.stringMatching(/^Key/) }],
      Statistic: 'Minimum',
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 2592000,
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    });
    template.resourceCountIs('AWS::Events::Rule', 0);
  });

  test('a topic hears of the alarm and of the expiry', () => {
    const stack = testStack();
    const topic = new sns.Topic(stack, 'Topic');
    new ImportedKey(stack, 'Key', { importers: [role('Officer')], expiryTopic: topic, expiryNotice: Duration.days(7) });
    const template = Template.fromStack(stack);
    const logicalId = (type: string) => Object.keys(template.findResources(type))[0];
    const topicRef = { Ref: logicalId('AWS::SNS::Topic') };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topicRef], Threshold: 604800 });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.kms'], 'detail-type': ['KMS Imported Key Material Expiration'], 'resources': [{ 'Fn::GetAtt': [logicalId('AWS::KMS::Key'), 'Arn'] }],
      },
      Targets: [{ Arn: topicRef, Id: 'Target0' }],
    });
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    const publish = (service: string, type: string) => ({
      Sid: expect.any(String),
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sns:Publish',
      Resource: topicRef,
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [logicalId(type), 'Arn'] } } },
    });
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      publish('events.amazonaws.com', 'AWS::Events::Rule'), publish('cloudwatch.amazonaws.com', 'AWS::CloudWatch::Alarm'),
    ]);
  });

  test('a topic of another app is warned of', () => {
    const stack = testStack();
    new ImportedKey(stack, 'Key', { importers: [role('Officer')], expiryTopic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:eu-west-1:${ACCOUNT}:security`) });
    Annotations.fromStack(stack).hasWarning('/Test/Key', 'the topic is not defined in this app: let cloudwatch.amazonaws.com and events.amazonaws.com publish to it, '
      + 'or the expiry of Test/Key will go unnoticed [ack: cdk-keysmith:topicPolicyNotWritten]');
  });

  test('can be replicated, with the same material in each region', () => {
    imported({ multiRegion: true }).template.hasResourceProperties('AWS::KMS::Key', { Origin: 'EXTERNAL', MultiRegion: true });
  });

  test.each<[string, Partial<ImportedKeyProps>, string]>([
    ['no importer', { importers: [] }, "'importers' must not be empty, got: []; name at least one principal, or the key would stay empty forever"],
    ['an AWS service that imports', { importers: [new iam.ServicePrincipal('lambda.amazonaws.com')] }, "'importers' takes people and roles, not AWS services"],
    ['everyone', { importers: [new iam.AnyPrincipal()] }, "'importers' would open the key to every AWS account"],
    ['notice of no day', { expiryNotice: Duration.hours(1) }, "'expiryNotice' must be a whole number of days from 1 to 365"],
    ['notice of more than a year', { expiryNotice: Duration.days(366) }, "'expiryNotice' must be a whole number of days from 1 to 365"],
    ['no users', { users: [] }, "'users' must not be empty"],
  ])('fails when given %s', (_, props, message) => {
    expect(() => imported(props)).toThrow(message);
  });
});

describe('imported material of other kinds', () => {
  test('an HMAC key verifies by VerifyMac', () => {
    const stack = testStack();
    const key = new HmacKey(stack, 'Key', { importedMaterial: { importers: [role('Officer')] }, environment: KeyEnvironment.DEVELOPMENT });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', { Origin: 'EXTERNAL', KeySpec: 'HMAC_256' });
    expect(statement(keyPolicy(stack), 'KeyImport').Action).toEqual([...IMPORT, 'kms:DescribeKey', 'kms:VerifyMac'].sort());
    expect(statement(keyPolicy(stack), 'DenyImportByOthers').Action).toEqual(IMPORT);
    expect(key.expiryAlarm).toBeDefined();
  });

  test('a key pair verifies by its public key', () => {
    const stack = testStack();
    new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.RSA_2048, importedMaterial: { importers: [role('Officer')] } });
    expect(statement(keyPolicy(stack), 'KeyImport').Action).toEqual([...IMPORT, 'kms:DescribeKey', 'kms:GetPublicKey'].sort());
  });

  test('without, there is nothing to watch', () => {
    const stack = testStack();
    expect(new HmacKey(stack, 'Key').expiryAlarm).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('fails when nobody may import', () => {
    expect(() => new HmacKey(testStack(), 'Key', { importedMaterial: { importers: [] } })).toThrow("'importedMaterial.importers' must not be empty");
  });
});
