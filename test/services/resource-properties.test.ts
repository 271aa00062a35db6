import { readFileSync } from 'fs';
import { CATALOG } from '../../src/services/catalog';
import { KEY_PROPERTIES } from '../../src/services/key-properties';
import { WITHOUT_ROW } from '../../src/services/key-property-exceptions';
import { allKeyProperties, keyPropertiesOf, wordOf } from '../../src/services/resource-properties';
import { keyPropertiesOfL1s, NO_KEYS, noKey } from '../support/key-properties';

const named = Object.values(CATALOG).flatMap(use => Object.entries(use.keyProperties ?? {}).flatMap(([type, paths]) => paths.map(path => [`${type} ${path}`, use.id] as const)));
const known = (type: string, path: string): boolean => KEY_PROPERTIES[type]?.[path] !== undefined;

const read = (file: string) => JSON.parse(readFileSync(require.resolve(file), 'utf8'));
/** Whether aws-cdk-lib is older than the one that the table is made from. */
const isOlder = read('aws-cdk-lib/package.json').version.localeCompare(read('../../package.json').devDependencies['aws-cdk-lib'], 'en', { numeric: true }) < 0;

describe('the table of properties that take a key', () => {
  // A new aws-cdk-lib brings types: run `npx projen key-properties`, then give each a row of the catalog where AWS says what it needs.
  test('is that of aws-cdk-lib', () => {
    const ofL1s = Object.fromEntries(keyPropertiesOfL1s());
    const table = Object.entries(KEY_PROPERTIES).map(([type, paths]) => [type, Object.keys(paths)] as const);
    // An older one has fewer.
    const inBoth = table.map(([type, paths]) => [type, paths.filter(path => !isOlder || ofL1s[type]?.includes(path))] as const).filter(([, paths]) => paths.length > 0);
    expect(Object.fromEntries(inBoth)).toEqual(ofL1s);
  });

  test('has all that there are', () => {
    expect(Object.keys(KEY_PROPERTIES).length).toBeGreaterThanOrEqual(275);
    expect(allKeyProperties().length).toBeGreaterThanOrEqual(366);
  });

  test.each(named)('%s, of KeyService.%s, is a property that there is', key => {
    const [type, path] = key.split(' ');
    expect(known(type, path)).toBe(true);
  });

  test('gives each property to one use', () => {
    const keys = named.map(([key]) => key);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  // A new aws-cdk-lib brings types: each gets a row, or is an exception with its reason.
  test('says of each property whose use it is, or why nobody\'s', () => {
    expect(allKeyProperties().filter(({ use, without }) => (use === undefined) === (without === undefined)).map(({ type, path }) => `${type} ${path}`)).toEqual([]);
  });

  test('keeps the exceptions few, and of types that need one', () => {
    const without = new Set(allKeyProperties().filter(({ use }) => use === undefined).map(({ type }) => type));
    expect([...WITHOUT_ROW.keys()].filter(type => !without.has(type))).toEqual([]);
    expect(without.size).toBeLessThanOrEqual(56);
  });

  test('a resource that CloudFormation replaces takes another key with a new resource only', () => {
    expect(allKeyProperties().filter(({ update, change }) => update === 'replacement' && change === undefined)).toEqual([]);
    expect(keyPropertiesOf('AWS::MWAA::Environment').map(({ update, change }) => [update, change])).toEqual([['replacement', 'never']]);
  });

  test.each([
    ['AWS::DynamoDB::Table', 'SSESpecification.KMSMasterKeyId', { use: 'DYNAMODB', update: 'in-place', change: 'data-encrypted-anew' }],
    ['AWS::RDS::DBInstance', 'KmsKeyId', { use: 'RDS', update: 'replacement', change: 'never' }],
    ['AWS::RDS::DBInstance', 'MasterUserSecret.KmsKeyId', { use: 'SECRETS_MANAGER' }],
    ['AWS::Lambda::Function', 'Code.SourceKMSKeyArn', { use: 'LAMBDA_CODE', update: 'in-place' }],
    ['AWS::EC2::Instance', 'BlockDeviceMappings[].Ebs.KmsKeyId', { use: 'EBS', update: 'replacement' }],
    ['AWS::S3::Bucket', 'BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault.KMSMasterKeyID', { use: 'S3', update: 'in-place', change: 'data-stays' }],
    ['AWS::CodePipeline::Pipeline', 'ArtifactStore.EncryptionKey.Id', { use: 'CODEPIPELINE' }],
  ])('knows %s %s', (type, path, wanted) => {
    expect(keyPropertiesOf(type).find(property => property.path === path)).toMatchObject({ type, path, ...wanted });
  });

  test('knows nothing of a type without', () => {
    expect(keyPropertiesOf('AWS::IAM::Role')).toEqual([]);
  });

  test.each(NO_KEYS.map(([pattern, reason]) => [String(pattern), pattern, reason] as const))('leaves out %s for a reason', (_, pattern, reason) => {
    expect(reason.length).toBeGreaterThan(10);
    expect(allKeyProperties().filter(({ type, path }) => pattern.test(`${type} ${path}`))).toEqual([]);
  });

  test('leaves out what is no key of KMS', () => {
    expect(noKey('AWS::AppFlow::ConnectorProfile', 'ConnectorProfileConfig.ConnectorProfileCredentials.InforNexus.AccessKeyId')).toBeDefined();
    expect(noKey('AWS::AppFlow::ConnectorProfile', 'KMSArn')).toBeUndefined();
  });
});

test.each([
  ['AWS::DynamoDB::Table', 'table'], ['AWS::CloudTrail::EventDataStore', 'event data store'], ['AWS::RDS::DBCluster', 'DB cluster'], ['AWS::StorageGateway::NFSFileShare', 'NFS file share'],
])('a %s is called a %s', (type, word) => {
  expect(wordOf(type)).toBe(word);
});
