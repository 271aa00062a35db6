import { App } from '../../src/app/app';
import { READ_TYPES } from '../../src/app/types';
import { Subject, SubjectKind, SubjectViews, subjectsOf } from '../../src/checks/subjects';
import { Template } from '../../src/template/template';
import { allow, conditional, key, PARAMETER, Resources, role, template } from '../checks/support';
import { ACCOUNT, REGION } from '../support/stack';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const alias = (AliasName: any, TargetKeyId: any, attributes: any = {}) => ({ Type: 'AWS::KMS::Alias', Properties: { AliasName, TargetKeyId }, ...attributes });
const stacksOf = (given: readonly (Resources | Template)[]) =>
  given.map((one, index) => 'place' in one ? one as unknown as Template : template(one as Resources, { index }));
/** What rules look at, without where it is written. */
const read = (...given: (Resources | Template)[]): { app: App; subjects: Subject[] } => {
  const app = new App(stacksOf(given));
  return { app, subjects: subjectsOf(app).map(subject => ({ ...subject, view: bare(subject.view) })) };
};
const bare = (view: any) => {
  const isInstance = Object.getPrototypeOf(Object.getPrototypeOf(view)) !== null;
  if (isInstance) { return view; }
  const { resource, location, decidable, ...rest } = view;
  return rest;
};
function views<K extends SubjectKind>(kind: K, ...stacks: (Resources | Template)[]): SubjectViews[K][] {
  return (read(...stacks).subjects as Subject<K>[]).filter(subject => subject.kind === kind).map(({ view }) => view);
}
const only = <K extends SubjectKind>(kind: K, ...stacks: (Resources | Template)[]): SubjectViews[K] => {
  const found = views(kind, ...stacks);
  expect(found).toHaveLength(1);
  return found[0];
};
const scalar = (...values: unknown[]) => ({ known: true, values });

describe('a key', () => {
  const spots = (...keys: any[]) => read(Object.fromEntries(keys.map((given, i) => [`Key${i}`, given]))).subjects.map(({ kind, logicalId, location }) => `${kind} ${logicalId} ${location}`);

  test('and its policy are looked at', () => {
    expect(spots(key({ KeyPolicy: { Statement: [] } }))).toEqual(['key Key0 Properties', 'keyPolicy Key0 Properties.KeyPolicy']);
  });

  test('without a policy has the one that KMS gives it, of which no rule about policies is told', () => {
    expect(spots(key(), { Type: 'AWS::KMS::Key' })).toEqual(['key Key0 Properties', 'key Key1 Properties']);
  });

  test('is no replica, which alone has a primary', () => {
    expect(Object.keys(only('key', { Key: key({ PrimaryKeyArn: PARAMETER }) }))).not.toContain('primary');
  });
});

describe('an alias', () => {
  const aliasesOf = (...stacks: Resources[]) => views('key', ...stacks)[0].aliases.map(({ name }) => name);

  test.each<[string, any]>([
    ['its Ref', { Ref: 'Key' }], ['its ARN', arnOf('Key')], ['its id', { 'Fn::GetAtt': ['Key', 'KeyId'] }], ['its ARN in parts', { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}' }],
  ])('names a key by %s', (_, target) => expect(aliasesOf({ Key: key(), Alias: alias('alias/a', target) })).toEqual(['alias/a']));

  test('of a name that is not known is one all the same', () => expect(aliasesOf({ Key: key(), Alias: alias(['x'], { Ref: 'Key' }) })).toEqual(['${?AliasName}']));
  test('of no key of the app names none', () => {
    expect(views('alias', { Key: key(), Alias: alias('alias/a', 'arn:aws:kms:eu-west-1:111122223333:key/a') })[0].target).toBeUndefined();
    expect(views('key', { Key: key(), Alias: alias('alias/a', 'key-id') })[0]).toMatchObject({ aliases: [], mayHaveOtherAlias: false });
  });
  test('of a target that is not said is an alias of nothing', () => {
    expect(read({ Alias: { Type: 'AWS::KMS::Alias' } }).subjects).toEqual([
      { kind: 'alias', stack: 0, logicalId: 'Alias', location: 'Properties', view: { name: '${?AliasName}', retained: { deletion: scalar(undefined), replacement: scalar(undefined) } } },
    ]);
  });
  test('of an attribute written as one text is of the key it names, not of one whose id the text begins with', () => {
    const { aliases } = views('key', { Key: key(), K: key(), Alias: alias('alias/a', { 'Fn::GetAtt': 'Key.Arn' }) })[0];

    expect(aliases.map(({ name }) => name)).toEqual(['alias/a']);
  });
  test('of a key that is not known may be that of any', () => expect(views('key', { Key: key(), Alias: alias('alias/a', PARAMETER) })[0].mayHaveOtherAlias).toBe(true));
  test('of one of several keys may be that of each of them, and of no other', () => {
    const keys = views('key', { Key: key(), Second: key(), Third: key(), Alias: alias('alias/a', conditional({ Ref: 'Key' }, { Ref: 'Second' })) });

    expect(keys.map(({ aliases, mayHaveOtherAlias }) => [aliases.length, mayHaveOtherAlias])).toEqual([[0, true], [0, true], [0, false]]);
  });
  test('of a key of the app or one that is not known may be that of any', () => {
    const keys = views('key', { Key: key(), Second: key(), Alias: alias('alias/a', conditional({ Ref: 'Key' }, PARAMETER)) });

    expect(keys.map(({ mayHaveOtherAlias }) => mayHaveOtherAlias)).toEqual([true, true]);
  });
  test('of an attribute of what is no key may be that of any', () => {
    expect(views('key', { Key: key(), Custom: { Type: 'Custom::Key' }, Alias: alias('alias/a', { 'Fn::GetAtt': ['Custom', 'KeyId'] }) })[0].mayHaveOtherAlias).toBe(true);
  });
  test('says what happens to it', () => {
    expect(only('alias', { Key: key(), Alias: alias('alias/a', { Ref: 'Key' }, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' }) }).retained)
      .toEqual({ deletion: scalar('Retain'), replacement: scalar('Delete') });
  });
});

describe('a key is found', () => {
  const topic = (KmsMasterKeyId: any) => ({ Key: key(), Alias: alias('alias/a', { Ref: 'Key' }), Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId } } });

  test.each<[string, any, boolean]>([
    ['its Ref', { Ref: 'Key' }, true],
    ['its ARN', arnOf('Key'), true],
    ['the ARN in parts', { 'Fn::Join': ['', ['arn:aws:kms:eu-west-1:1:key/', { Ref: 'Key' }]] }, true],
    ['the Ref of its alias', { Ref: 'Alias' }, true],
    ['its alias', 'alias/a', true],
    ['the ARN of its alias', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/a`, true],
    ['another alias', 'alias/b', false],
    ['a text that ends with its ARN', { 'Fn::Join': ['', ['x-arn:', { Ref: 'Key' }]] }, false],
    ['a text that ends like it', { 'Fn::Join': ['', ['x', { Ref: 'Key' }]] }, false],
    ['an id', 'key-id', false],
    ['nothing', undefined, false],
  ])('by %s', (_, named, found) => expect(views('consumer', topic(named))).toHaveLength(found ? 1 : 0));

  test('by an alias of its account and Region only', () => {
    const elsewhere = template(topic('alias/a'), { index: 1, region: 'us-west-2' });
    delete (elsewhere.resources as any).Key;
    delete (elsewhere.resources as any).Alias;

    expect(views('consumer', { Key: key(), Alias: alias('alias/a', { Ref: 'Key' }) }, elsewhere)).toHaveLength(0);
    expect(views('consumer', { Key: key(), Alias: alias('alias/a', { Ref: 'Key' }) }, { Topic: topic('alias/a').Topic })).toHaveLength(1);
  });
});

describe('a replica', () => {
  const replica = (PrimaryKeyArn: any) => ({ Primary: key({ MultiRegion: true }), Key: { ...key({ PrimaryKeyArn }), Type: 'AWS::KMS::ReplicaKey' } });

  test.each<[string, any, 'key' | 'unknown' | undefined]>([
    ['of a key of the app', arnOf('Primary'), 'key'], ['of a key that is not known', PARAMETER, 'unknown'], ['of a key elsewhere', 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1', undefined],
  ])('%s', (_, arn, expected) => {
    const found = views('key', replica(arn)).find(view => view.replica)!;

    expect(typeof found.primary === 'object' ? 'key' : found.primary).toBe(expected);
  });

  test.each<[string, any, boolean]>([
    ['without a word', {}, false], ['that is of one Region', { MultiRegion: false }, false], ['that is of one Region, in a text', { MultiRegion: 'false' }, false],
    ['that is multi-Region', { MultiRegion: true }, true], ['that a parameter makes multi-Region', { MultiRegion: PARAMETER }, true],
  ])('of a key that is not known is none of the app\'s beside a key %s', (_, properties, maybe) => {
    const found = views('key', { Plain: key(), Primary: key(properties), Key: { ...key({ PrimaryKeyArn: PARAMETER }), Type: 'AWS::KMS::ReplicaKey' } }).find(view => view.replica)!;

    expect(found.primary).toBe(maybe ? 'unknown' : undefined);
  });
});

describe('IAM policies', () => {
  const document = { Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }] };

  test.each(['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'])('AWS::IAM::%s', type => {
    const [subject] = read({ Policy: { Type: `AWS::IAM::${type}`, Properties: { PolicyDocument: document } } }).subjects;

    expect(subject).toMatchObject({ kind: 'identityPolicy', logicalId: 'Policy', location: 'Properties.PolicyDocument', view: { statements: [{ actions: ['kms:Decrypt'] }] } });
  });

  test.each(['Role', 'User', 'Group'])('inline in AWS::IAM::%s', type => {
    const subjects = read({ Holder: { Type: `AWS::IAM::${type}`, Properties: { Policies: [{ PolicyDocument: document }, { PolicyDocument: document }] } } }).subjects;

    expect(subjects.map(({ location }) => location)).toEqual(['Properties.Policies.0.PolicyDocument', 'Properties.Policies.1.PolicyDocument']);
    expect(views('identityPolicy', { Holder: { Type: `AWS::IAM::${type}`, Properties: { Policies: PARAMETER } } })).toEqual([]);
  });

  test('that are missing or chosen at deployment are not known', () => {
    expect(views('identityPolicy', { Policy: { Type: 'AWS::IAM::Policy' } })).toEqual([{ statements: undefined, boundaryOnly: false }]);
    expect(views('identityPolicy', { Holder: { Type: 'AWS::IAM::Role', Properties: { Policies: [null, conditional({ PolicyDocument: document }, null)] } } }))
      .toEqual([{ statements: undefined, boundaryOnly: false }, { statements: [expect.objectContaining({ effect: 'Allow' })], boundaryOnly: false }]);
  });
});

describe('a principal that is a resource of the app', () => {
  const principals = (Principal: any, more: any = {}) =>
    only('keyPolicy', { Key: key({ KeyPolicy: { Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }] } }), ...more }).statements![0].principals;

  test.each<[string, string]>([['Role', 'role'], ['User', 'user'], ['Group', 'group']])('AWS::IAM::%s', (type, kind) => {
    expect(principals({ AWS: arnOf('Someone') }, { Someone: { Type: `AWS::IAM::${type}` } })).toMatchObject([{ text: '${s0#Someone.Arn}', kind, own: 'yes' }]);
  });

  test('is none where it is something else', () => {
    expect(principals({ AWS: arnOf('Topic') }, { Topic: { Type: 'AWS::SNS::Topic' } })).toEqual([{ text: '${s0#Topic.Arn}', kind: 'opaque', own: 'unknown' }]);
  });
});

describe('buckets', () => {
  const bucket = (BucketEncryption?: any) => ({ Type: 'AWS::S3::Bucket', Properties: BucketEncryption === undefined ? {} : { BucketEncryption } });
  const policy = (Bucket: any) => ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket, PolicyDocument: { Statement: [allow({ AWS: role('a') }, 's3:PutObject')] } } });
  const encryption = (ServerSideEncryptionByDefault: any) => ({ ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] });

  test.each<[string, any, any]>([
    ['without a word', undefined, scalar('AES256')],
    ['under S3', encryption({ SSEAlgorithm: 'AES256' }), scalar('AES256')],
    ['under KMS', encryption({ SSEAlgorithm: 'aws:kms' }), scalar('aws:kms')],
    ['as a parameter says', PARAMETER, { known: false, values: [], names: ['Parameter'] }],
  ])('encrypt by default %s', (_, given, expected) => {
    expect(only('bucketPolicy', { Bucket: bucket(given), Policy: policy({ Ref: 'Bucket' }) }).defaultEncryption).toEqual(expected);
  });

  test.each<[string, any]>([
    ['without rules', {}], ['with an empty list of rules', { ServerSideEncryptionConfiguration: [] }], ['with a rule that says nothing', { ServerSideEncryptionConfiguration: [{}] }],
    ['with a rule of nothing', { ServerSideEncryptionConfiguration: [null] }],
  ])('encrypt under S3 %s', (_, given) => {
    expect(only('bucketPolicy', { Bucket: bucket(given), Policy: policy({ Ref: 'Bucket' }) }).defaultEncryption).toEqual(scalar('AES256'));
  });

  test('have policies', () => {
    const { subjects } = read({ Bucket: bucket(), Policy: policy({ 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Bucket' }]] }), Other: policy({ 'Fn::Join': ['', ['b-arn:', { Ref: 'Bucket' }]] }) });

    expect(subjects).toEqual([
      { kind: 'bucketPolicy', stack: 0, logicalId: 'Policy', location: 'Properties.PolicyDocument', view: { statements: [expect.objectContaining({ label: 'Test' })], defaultEncryption: scalar('AES256') } },
      expect.objectContaining({ logicalId: 'Other', view: { statements: [expect.anything()], defaultEncryption: undefined } }),
    ]);
    expect(only('bucketPolicy', { Policy: { Type: 'AWS::S3::BucketPolicy' } })).toEqual({ statements: undefined, defaultEncryption: undefined });
  });

  test('of elsewhere encrypt as nobody knows', () => {
    expect(only('bucketPolicy', { Policy: policy('bucket') }).defaultEncryption).toBeUndefined();
    expect(only('bucketPolicy', { Topic: { Type: 'AWS::SNS::Topic', Properties: {} }, Policy: policy({ Ref: 'Topic' }) }).defaultEncryption).toBeUndefined();
  });
});

describe('what EncryptionDefaults left without a key', () => {
  const left = (said: any) => new App([template({ It: { Type: 'AWS::DynamoDB::Table', Properties: {}, Metadata: { 'cdk-keysmith:notEncrypted': said } } as any })]).notEncrypted
    .map(({ location, property, reason }) => [location, property, reason]);

  test.each<[string, any, any[]]>([
    ['by a property', { 'SSESpecification.KMSMasterKeyId': 'why' }, [['Properties.SSESpecification', 'SSESpecification.KMSMasterKeyId', 'why']]],
    ['by a property of an entry', { 'Replicas[0].SSESpecification.KMSMasterKeyId': 'why' }, [['Properties.Replicas', 'Replicas[0].SSESpecification.KMSMasterKeyId', 'why']]],
    ['by its type', { 'AWS::DynamoDB::Table': 'why' }, [['Properties', undefined, 'why']]],
    ['by two', { A: 'why', B: 1 }, [['Properties.A', 'A', 'why'], ['Properties.B', 'B', '1']]],
    ['by none', 'text', []],
  ])('%s', (_, said, wanted) => expect(left(said)).toEqual(wanted));
});

describe('alarms', () => {
  const alarm = (Properties: any) => views('alarm', { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } });
  const metric = { Namespace: 'AWS/KMS', MetricName: 'SuccessfulRequest' };

  test('of a metric', () => {
    expect(alarm({ ...metric, Dimensions: [{ Name: 'KeyArn', Value: 'a' }] })).toEqual([{ namespace: scalar('AWS/KMS'), metric: scalar('SuccessfulRequest'), dimensions: ['KeyArn'] }]);
    expect(alarm(metric)).toEqual([expect.objectContaining({ dimensions: [] })]);
    expect(alarm({ ...metric, Dimensions: PARAMETER })).toEqual([expect.objectContaining({ dimensions: undefined })]);
    expect(alarm({ ...metric, Dimensions: [null] })).toEqual([expect.objectContaining({ metric: scalar('SuccessfulRequest') })]);
    expect(read({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: metric } }).subjects).toEqual([expect.objectContaining({ logicalId: 'Alarm', location: 'Properties' })]);
  });

  test('of several metrics', () => {
    const metrics = [null, { Id: 'a', MetricStat: { Metric: metric } }, { Id: 'b', Expression: 'a * 2' }, { Id: 'c', MetricStat: { Metric: { ...metric, MetricName: 'Other' } } }];

    expect(alarm({ Metrics: metrics }).map(view => view.metric)).toEqual([scalar('SuccessfulRequest'), scalar('Other')]);
    expect(alarm({ Metrics: PARAMETER })).toEqual([]);
  });
});

test('subjects come in the order of the stacks', () => {
  const one = { Key: key(), Alias: alias('alias/a', { Ref: 'Key' }) };

  expect(read(one, one).subjects.map(({ stack, kind }) => `${stack} ${kind}`)).toEqual(['0 key', '0 alias', '1 key', '1 alias']);
});

test('every type that a reader asks for is read', () => {
  const all = jest.spyOn(App.prototype, 'all');
  expect(new App([template({ Key: key() })]).identities).toEqual([]);
  const asked = new Set(all.mock.calls.map(([type]) => type));
  jest.restoreAllMocks();

  expect([...asked].filter(type => !READ_TYPES.has(type))).toEqual([]);
  expect(asked.size).toBeGreaterThan(100);
});

test('resources of no interest are not read', () => {
  expect(READ_TYPES.has('AWS::SSM::Document')).toBe(false);
  // By which what a nested stack is given and gives is found.
  expect(READ_TYPES.has('AWS::CloudFormation::Stack')).toBe(true);
  expect(read({ Parameter: { Type: 'AWS::SSM::Document', Properties: {} } }).app.all('AWS::SSM::Document')).toEqual([]);
});
