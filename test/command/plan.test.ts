import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { folder, keysmith } from './support';
import { EncryptionDefaults, KeyPlacement } from '../../src';
import { dataPlatform } from '../adoption/apps/data-platform';
import { ACCOUNT, REGION } from '../support/stack';

const OLD = {
  Resources: {
    Jobs: { Type: 'AWS::SQS::Queue' },
    Ledger: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres' } },
    Volume: { Type: 'AWS::EC2::Volume', Properties: { Size: 8 } },
    Cache: { Type: 'AWS::DAX::Cluster' },
    Machine: { Type: 'AWS::StepFunctions::StateMachine' },
    Mine: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'Key' } } }] } } },
    Key: { Type: 'AWS::KMS::Key' },
    Role: { Type: 'AWS::IAM::Role' },
  },
};

const changes = (out: string): { [id: string]: string } => Object.fromEntries(JSON.parse(out).resources.map(({ logicalId, change }: any) => [logicalId, change]));

test('proposes one key for each service for what is deployed', async () => {
  const { out, code } = await keysmith(['plan', 'old.json', '--format', 'json'], folder({ 'old.json': OLD }));
  expect(code).toBe(0);
  expect(changes(out)).toEqual({ Jobs: 'in place', Ledger: 'refused', Volume: 'refused', Cache: 'uncovered', Machine: 'uncovered', Mine: 'unchanged' });
  const { kind, summary } = JSON.parse(out);
  expect([kind, summary]).toEqual(['proposal', { new: 0, unchanged: 1, inPlace: 1, replaced: 0, refused: 2, uncovered: 2, costBefore: 1, costAfter: 2 }]);
});

const NEW = {
  Resources: {
    ...OLD.Resources,
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Data', 'Arn'] } } },
    Ledger: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres', StorageEncrypted: true, KmsKeyId: { 'Fn::GetAtt': ['Data', 'Arn'] } } },
    Mine: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'Data' } } }] } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/data' } },
    Data: { Type: 'AWS::KMS::Key' },
  },
};

test('says what a change does to what is deployed', async () => {
  const cwd = folder({ 'old.json': OLD, 'new.json': NEW });
  const { out } = await keysmith(['plan', 'new.json', '--deployed', 'old.json', '--format', 'json'], cwd);
  expect(changes(out)).toEqual({ Jobs: 'in place', Ledger: 'replaced', Volume: 'uncovered', Cache: 'uncovered', Machine: 'uncovered', Mine: 'in place', Topic: 'new' });
  const mine = JSON.parse(out).resources.find(({ logicalId }: any) => logicalId === 'Mine');
  expect(mine).toMatchObject({ keyToday: 'Key', keyThen: 'Data', data: 'what is there stays under the old key: keep it', statements: 'S3' });
  const table = await keysmith(['plan', 'new.json', '--deployed', 'old.json'], cwd);
  expect(table.out).toMatch(/replaced +new\/Ledger +no customer managed key +Data +lost, unless it is copied/);
  expect(table.out).toContain('1 new, 2 in place, 1 replaced, 3 uncovered; keys cost $1.00 a month before, $2.00 after');
  const markdown = await keysmith(['plan', 'new.json', '--deployed', 'old.json', '-f', 'markdown'], cwd);
  expect(markdown.out).toContain('| replaced | new/Ledger | no customer managed key | Data | lost, unless it is copied |');
});

test.each<[string, number]>([['never', 0], ['replaced', 1], ['uncovered', 1]])('--fail-on %s', async (failOn, code) => {
  expect((await keysmith(['plan', 'new.json', '--deployed', 'old.json', '--fail-on', failOn], folder({ 'old.json': OLD, 'new.json': NEW }))).code).toBe(code);
});

test('--fail-on another word', async () => {
  const { code, out, err } = await keysmith(['plan', 'old.json', '--fail-on', 'x'], folder({ 'old.json': OLD }));
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/--fail-on must be never, uncovered or replaced/);
});

test('says the same as the construct', async () => {
  const synth = (encrypt: boolean) => {
    const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'plan-')) });
    dataPlatform(app, { account: ACCOUNT, region: REGION });
    const defaults = encrypt ? EncryptionDefaults.of(app, { keys: KeyPlacement.byService() }) : undefined;
    return { directory: app.synth().directory, plan: defaults?.plan() };
  };
  const [before, after] = [synth(false), synth(true)];
  const { out } = await keysmith(['plan', after.directory, '--deployed', before.directory, '--format', 'json']);
  const rows = JSON.parse(out).resources;
  for (const { logicalId, property, change, keyThen, data } of after.plan!.filter(row => row.change === 'in place')) {
    expect(rows.find((row: any) => row.logicalId === logicalId && row.property === property)).toMatchObject({ change, keyThen, data });
  }
  expect(rows.filter((row: any) => row.change === 'replaced')).toEqual([]);
});
