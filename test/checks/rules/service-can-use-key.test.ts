import * as iam from 'aws-cdk-lib/aws-iam';
import { CATALOG } from '../../../src/services/catalog';
import { servicePolicy } from '../../services/policies';
import { OTHER_ACCOUNT } from '../../support/stack';
import { delegated, key, Resources, ROOT, verdicts } from '../support';

/*
 * Services that work with the key of a resource as themselves, where a lack shows late or never.
 */

const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const resource = (Type: string, Properties: any): Resources => ({ User: { Type, Properties } });
/** Users are named where somebody must be. */
const optionsOf = (id: string) => CATALOG[id].calls.some(({ viaService }) => viaService === false) ? { users: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Analyst')] } : {};
const policyOf = (id: string): any[] => servicePolicy(CATALOG[id], optionsOf(id)).Statement;
const withPolicy = (statements: any[], resources: Resources): Resources =>
  ({ Key: key({ KeyPolicy: { Version: '2012-10-17', Statement: [ROOT, ...statements] } }), ...resources });

const delegatedWith = (user: Resources): Resources => ({ ...delegated(), ...user });

const CASES: [string, Resources][] = [
  ['CLOUDTRAIL_LAKE', resource('AWS::CloudTrail::EventDataStore', { KmsKeyId: KEY })],
  ['COGNITO_USER_POOLS', resource('AWS::Cognito::UserPool', { KeyConfiguration: { KmsKeyArn: KEY } })],
  ['DSQL', resource('AWS::DSQL::Cluster', { KmsEncryptionKey: KEY })],
  ['EVENTBRIDGE_ARCHIVE', resource('AWS::Events::Archive', { KmsKeyIdentifier: KEY })],
  ['GUARDDUTY_EXPORT', resource('AWS::GuardDuty::PublishingDestination', { DestinationProperties: { KmsKeyArn: KEY } })],
  ['LAMBDA_CODE', resource('AWS::Lambda::Function', { Code: { SourceKMSKeyArn: KEY } })],
  ['S3_TABLES', resource('AWS::S3Tables::TableBucket', { EncryptionConfiguration: { KMSKeyArn: KEY } })],
  ['S3_VECTORS', resource('AWS::S3Vectors::Index', { EncryptionConfiguration: { KmsKeyArn: KEY } })],
  ['VERIFIED_PERMISSIONS', resource('AWS::VerifiedPermissions::PolicyStore', { EncryptionSettings: { KmsEncryptionSettings: { Key: KEY } } })],
  ['ATHENA_MANAGED_RESULTS', resource('AWS::Athena::WorkGroup', { WorkGroupConfiguration: { ManagedQueryResultsConfiguration: { EncryptionConfiguration: { KmsKey: KEY } } } })],
  ['CLOUDWATCH_LOGS_S3_TABLES', resource('AWS::ObservabilityAdmin::S3TableIntegration', { Encryption: { KmsKeyArn: KEY } })],
  ['CONFIG', {
    ...resource('AWS::Config::DeliveryChannel', { S3KmsKeyArn: KEY }),
    Recorder: {
      Type: 'AWS::Config::ConfigurationRecorder',
      Properties: { RoleARN: 'arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig' },
    },
  }],
  ['S3_STORAGE_LENS', resource('AWS::S3::StorageLens', {
    StorageLensConfiguration: { DataExport: { S3BucketDestination: { Encryption: { SSEKMS: { KeyId: KEY } } } } },
  })],
  ['S3_STORAGE_LENS_TABLES', resource('AWS::S3::StorageLens', {
    StorageLensConfiguration: { DataExport: { StorageLensTableDestination: { Encryption: { SSEKMS: { KeyId: KEY } } } } },
  })],
  ['STEP_FUNCTIONS_LOGS', resource('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: KEY }, LoggingConfiguration: { Level: 'ALL' } })],
];

describe.each(CASES)('%s', (id, user) => {
  test('is found where the key policy has nothing for the service', () => {
    const found = verdicts('ServiceCanUseKey', delegatedWith(user)) as string[];
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^finding .* needs kms:/);
    expect(found[0]).toContain(CATALOG[id].source.split('#')[0]);
  });

  test('is content with what the catalog writes', () => {
    expect(verdicts('ServiceCanUseKey', withPolicy(policyOf(id), user))).toEqual([]);
  });

  test('is found where the statement is for another account', () => {
    const elsewhere = JSON.parse(JSON.stringify(policyOf(id)).replaceAll('111122223333', OTHER_ACCOUNT).replaceAll(`${OTHER_ACCOUNT}:root`, '111122223333:root'));
    const found = verdicts('ServiceCanUseKey', withPolicy(elsewhere, user));
    // What AWS binds by nothing that names an account holds anywhere.
    expect(found).not.toEqual('n/a');
    if (JSON.stringify(elsewhere).includes(OTHER_ACCOUNT)) { expect(found).toHaveLength(1); }
  });
});

describe('an event bus with a key', () => {
  const bus = (level: string) => resource('AWS::Events::EventBus', { Name: 'orders', KmsKeyIdentifier: KEY, LogConfig: { Level: level } });
  const own = policyOf('EVENTBRIDGE');

  test('that logs needs the delivery of logs as well', () => {
    const found = verdicts('ServiceCanUseKey', withPolicy(own, bus('INFO'))) as string[];
    expect(found.join()).toContain('the event bus User, which logs, needs');
    expect(verdicts('ServiceCanUseKey', withPolicy([...own, ...policyOf('EVENTBRIDGE_LOGS')], bus('INFO')))).toEqual([]);
  });

  test('that has DescribeKey under a context alone, which another rule finds', () => {
    const bound = own.filter(({ Condition }) => JSON.stringify(Condition ?? {}).includes('EncryptionContext')).map(one => ({ ...one, Action: [...[one.Action].flat(), 'kms:DescribeKey'] }));
    const lacks = (statements: any[]) => (verdicts('ServiceCanUseKey', withPolicy(statements, bus('OFF'))) as string[]).map(said => / needs (.*) in its key policy/.exec(said)![1]);
    const without = own.filter(({ Action }) => ![Action].flat().includes('kms:DescribeKey'));

    expect(bound.length).toBeGreaterThan(0);
    expect(without.length).toBeLessThan(own.length);
    expect(lacks(without)).toEqual(['kms:DescribeKey for events.amazonaws.com']);
    expect(lacks([...without, ...bound])).toEqual([]);
    expect(lacks([...without, ...bound.map(one => ({ ...one, Principal: { Service: ['s3.amazonaws.com', 'events.amazonaws.com'] } }))])).toEqual([]);
    expect(lacks([...without, ...bound.map(one => ({ ...one, Principal: { Service: 's3.amazonaws.com' } }))])).toEqual(['kms:DescribeKey for events.amazonaws.com']);
  });

  test('that does not log needs no more', () => {
    expect(verdicts('ServiceCanUseKey', withPolicy(own, bus('OFF')))).toEqual([]);
  });
});

test('a state machine that does not log needs nothing of the service', () => {
  expect(verdicts('ServiceCanUseKey', delegatedWith(resource('AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: KEY } })))).toEqual('n/a');
});
