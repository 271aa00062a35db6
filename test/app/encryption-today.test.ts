import { encryptionToday, keyWords, placesOf, putAt, regionAt, topOf, UNKNOWN_REGION, valueAt } from '../../src/app/encryption-today';
import { EncryptionAtRest, encryptionsAtRest } from '../../src/services/encryption-at-rest';

const row = (type: string, i = 0): EncryptionAtRest => encryptionsAtRest(type)[i];
const QUEUE = row('AWS::SQS::Queue');
const BUCKET = row('AWS::S3::Bucket');
const bucket = (byDefault: object) => ({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault }] } });
const IF = { 'Fn::If': ['IsProd', { A: 1 }, { B: 2 }] };
const NO_VALUE = { Ref: 'AWS::NoValue' };

/* Under which key something is, by the properties as they are written. */
describe('how data is encrypted', () => {
  test.each<[string, EncryptionAtRest, object, string, string]>([
    ['by nobody asked', QUEUE, {}, 'default', 'no customer managed key'],
    ['by nobody asked, where there is no value', QUEUE, { KmsMasterKeyId: NO_VALUE }, 'default', 'no customer managed key'],
    ['under a key', QUEUE, { KmsMasterKeyId: { Ref: 'Key' } }, 'customer', 'Key'],
    ['under an AWS managed key', QUEUE, { KmsMasterKeyId: 'alias/aws/sqs' }, 'aws-managed', 'AWS managed key'],
    ['as SQS does it, by choice', QUEUE, { SqsManagedSseEnabled: true }, 'chosen', 'no customer managed key: SqsManagedSseEnabled true'],
    ['under a key that a condition decides', QUEUE, { KmsMasterKeyId: IF }, 'customer', JSON.stringify(IF)],
    ['a bucket under a key', BUCKET, bucket({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } }), 'customer', 'Key'],
    ['a bucket whose encryption a condition decides', BUCKET, { BucketEncryption: IF }, 'unreadable', 'decided by a function of the template'],
    ['a bucket whose rules a condition decides', BUCKET, { BucketEncryption: { ServerSideEncryptionConfiguration: IF } }, 'unreadable', 'decided by a function of the template'],
    ['a bucket that a condition puts under an AWS managed key', BUCKET, { BucketEncryption: { 'Fn::If': ['C', { KMSMasterKeyID: 'alias/aws/s3' }, NO_VALUE] } }, 'aws-managed', 'AWS managed key'],
    ['an unencrypted database', row('AWS::RDS::DBInstance'), { StorageEncrypted: false }, 'chosen', 'no customer managed key: StorageEncrypted false'],
    ['an unencrypted database, as a text', row('AWS::RDS::DBInstance'), { StorageEncrypted: 'false' }, 'chosen', 'no customer managed key: StorageEncrypted false'],
    ['a database that a parameter encrypts', row('AWS::RDS::DBInstance'), { StorageEncrypted: { Ref: 'Encrypted' } }, 'default', 'no customer managed key'],
    ['under a key that is said to be none', QUEUE, { KmsMasterKeyId: null }, 'default', 'no customer managed key'],
    ['a broker under a key of AWS, by choice', row('AWS::AmazonMQ::Broker'), { EncryptionOptions: { UseAwsOwnedKey: true } }, 'chosen', 'no customer managed key: UseAwsOwnedKey true'],
    ['a table by choice of a whole object', row('AWS::DynamoDB::GlobalTable'), { SSESpecification: { SSEEnabled: true }, Replicas: [{}] }, 'chosen', 'no customer managed key: SSESpecification'],
    ['a stream of which a function decides where it goes', row('AWS::KinesisFirehose::DeliveryStream', 4), { ExtendedS3DestinationConfiguration: IF }, 'unreadable', 'decided by a function of the template'],
    ['results of which a function decides where they go', row('AWS::Athena::WorkGroup'), { WorkGroupConfiguration: IF }, 'unreadable', 'decided by a function of the template'],
    ['a domain with a word that AWS says unasked', row('AWS::OpenSearchService::Domain'), { EncryptionAtRestOptions: { Enabled: true } }, 'default', 'no customer managed key'],
    ['an encrypted database', row('AWS::RDS::DBInstance'), { StorageEncrypted: true }, 'default', 'no customer managed key'],
  ])('%s', (_, given, properties, kind, words) => expect(encryptionToday(given, properties)).toMatchObject({ kind, words }));

  test('the same key is the same', () => {
    const key = (KmsMasterKeyId: unknown) => encryptionToday(QUEUE, { KmsMasterKeyId }).key;

    expect(key({ Ref: 'Key' })).toBe(key({ Ref: 'Key' }));
    expect(key({ Ref: 'Key' })).not.toBe(key({ Ref: 'Other' }));
    expect(key(undefined)).toBeUndefined();
  });
});

test.each<[unknown, string]>([
  ['arn:aws:kms:eu-west-1:111122223333:key/1', 'arn:aws:kms:eu-west-1:111122223333:key/1'],
  [{ Ref: 'Key' }, 'Key'],
  [{ 'Fn::GetAtt': ['Key', 'Arn'] }, 'Key'],
  [{ 'Fn::GetAtt': 'Key.Arn' }, 'Key'],
  [{ 'Fn::ImportValue': 'shared' }, 'import shared'],
  [{ 'Fn::ImportValue': { Ref: 'Name' } }, 'import {"Ref":"Name"}'],
  [{ 'Fn::Sub': 'x' }, '{"Fn::Sub":"x"}'],
  [null, 'null'],
])('the key %j is %s', (key, words) => expect(keyWords(key)).toBe(words));

describe('where a row stands in a resource', () => {
  const given = (path: string, within: string, more: object = {}) =>
    ({ ...QUEUE, path, within, beside: {}, without: [], choices: [], unasked: [], region: undefined, ...more }) as unknown as EncryptionAtRest;
  const places = (one: EncryptionAtRest, properties: object) => placesOf(one, properties).map(({ path }) => path);

  test.each<[string, string, object, string[]]>([
    ['Key', '', {}, ['Key']],
    ['Logs.Key', 'Logs', {}, []],
    ['Logs.Key', 'Logs', { Logs: {} }, ['Logs.Key']],
    ['Logs.Key', 'Logs', { Logs: false }, []],
    ['Logs.Key', 'Logs', { Logs: NO_VALUE }, []],
    ['Logs.Key', 'Logs', { Logs: IF }, ['Logs.Key']],
    ['Disks[].Key', 'Disks[]', {}, []],
    ['Disks[].Key', 'Disks[]', { Disks: [] }, []],
    ['Disks[].Key', 'Disks[]', { Disks: [{}, { Key: 1 }] }, ['Disks[0].Key', 'Disks[1].Key']],
    ['Disks[].Ebs.Key', 'Disks[].Ebs', { Disks: [{ Ebs: {} }, { NoDevice: '' }, { Ebs: {} }] }, ['Disks[0].Ebs.Key', 'Disks[2].Ebs.Key']],
    ['Rules[].Key', '', {}, ['Rules[0].Key']],
    ['Rules[].Key', '', { Rules: [{}, {}] }, ['Rules[0].Key', 'Rules[1].Key']],
    ['Disks[].Key', 'Disks[]', { Disks: IF }, ['Disks[0].Key']],
    ['Logs.Key', 'Logs', { Logs: 'false' }, []],
    ['Logs.Key', 'Logs', { Logs: null }, []],
    ['Disks[].Parts[].Key', 'Disks[].Parts[]', { Disks: [{ Parts: [{}, {}] }, { Parts: [{}] }, {}] }, ['Disks[0].Parts[0].Key', 'Disks[0].Parts[1].Key', 'Disks[1].Parts[0].Key']],
    ['Disks[].Key', 'Disks[]', { Disks: [IF, false] }, ['Disks[0].Key']],
    ['Logs.Disks[].Key', 'Logs.Disks[]', { Logs: IF }, ['Logs.Disks[0].Key']],
    ['Logs.Disks[].Key', 'Logs', { Logs: {} }, ['Logs.Disks[0].Key']],
  ])('%s in %s of %j', (path, within, properties, wanted) => expect(places(given(path, within), properties)).toEqual(wanted));

  test('all its paths are of the same entry', () => {
    const [, second] = placesOf(given('Disks[].Key', 'Disks[]', { beside: { 'Disks[].Encrypted': true }, without: ['Disks[].No'], choices: ['Disks[].Sse'], unasked: ['Disks[].Un'], region: 'Disks[].Region' }), { Disks: [{}, {}] });

    expect(second).toMatchObject({ path: 'Disks[1].Key', within: 'Disks[1]', beside: { 'Disks[1].Encrypted': true }, without: ['Disks[1].No'], choices: ['Disks[1].Sse'], unasked: ['Disks[1].Un'], region: 'Disks[1].Region' });
  });

  test.each<[unknown, string | undefined]>([
    [undefined, undefined], ['eu-west-1', undefined], [{ Ref: 'AWS::Region' }, undefined], ['us-east-1', 'us-east-1'], [{ Ref: 'Where' }, UNKNOWN_REGION], [null, UNKNOWN_REGION],
  ])('a key of the Region %j', (Region, wanted) => expect(regionAt(given('Key', '', { region: 'Region' }), { Region }, 'eu-west-1')).toBe(wanted));
  test('a key of the own Region', () => expect(regionAt(given('Key', ''), { Region: 'us-east-1' }, 'eu-west-1')).toBeUndefined());
});

describe('values at paths', () => {
  const properties = { A: { B: [{ C: 1 }, { C: 2 }] }, D: null };

  test.each<[string, unknown]>([['', properties], ['A.B[1].C', 2], ['A.B[].C', 1], ['A.B[2].C', undefined], ['A.X.Y', undefined], ['D.E', undefined], ['X[0]', undefined], ['D[0].E', undefined], ['A.B', properties.A.B]])('%s', (path, value) => expect(valueAt(properties, path)).toEqual(value));
  test('behind a function nothing is read', () => {
    expect([valueAt({ A: IF }, 'A.B'), valueAt({ A: IF }, 'A[0]')].map(value => typeof value)).toEqual(['symbol', 'symbol']);
    expect(valueAt({ A: IF }, 'A')).toBe(IF);
  });

  test.each<[object, string, object]>([
    [{}, 'Key', { Key: 'k' }],
    [{ A: 1 }, 'B.Key', { A: 1, B: { Key: 'k' } }],
    [{}, 'B[0].Key', { B: [{ Key: 'k' }] }],
    [{ B: [{ X: 1 }, { X: 2 }] }, 'B[1].Key', { B: [{ X: 1 }, { X: 2, Key: 'k' }] }],
    [{ B: IF }, 'B.Key', { B: { Key: 'k' } }],
    [{ B: ['a'] }, 'B[0]', { B: ['k'] }],
  ])('a key in %j at %s', (given, path, wanted) => {
    const before = JSON.stringify(given);

    expect(putAt(given, path, 'k')).toEqual(wanted);
    expect(JSON.stringify(given)).toBe(before);
  });
  test('where a path starts', () => expect(['A.B', 'A[0].B', 'A'].map(topOf)).toEqual(['A', 'A', 'A']));
});
