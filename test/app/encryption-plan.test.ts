import { changeOf, exemption, leftAlone, monthlyCostOf, noKeyIn, planRows, planSummary, planText, planTotals, PlannedResource, REFUSED_BY_CLOUDFORMATION, resourceText, WOULD_BE_REPLACED } from '../../src/app/encryption-plan';
import { UNKNOWN_REGION } from '../../src/app/encryption-today';
import { encryptionsAtRest } from '../../src/services/encryption-at-rest';

const KEY = { Ref: 'Key' };
const OTHER = { Ref: 'Other' };
const resource = (type: string, before: object | undefined, after: object | undefined, more: Partial<PlannedResource> = {}): PlannedResource =>
  ({ stack: 'Data', logicalId: 'It', type, ...before ? { before: before as any } : {}, ...after ? { after: after as any } : {}, ...more });
const told = (...args: Parameters<typeof resource>): string[] => planRows(resource(...args)).map(({ property, change, data, reason, statements }) => `${property}: ${change} | ${reason ?? data} | ${statements}`);
const table = (key?: object) => ({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS', ...key ? { KMSMasterKeyId: key } : {} } });
const BUCKET = (KMSMasterKeyID: object) => ({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }] } });
const BUCKET_PATH = 'BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID';
const SAYS_NOTHING = 'the template names no key';

/* What CloudFormation does when the key changes is on the page of each type ("Update requires"); what happens to the data, on the service's. */
describe('what a change of keys does', () => {
  const QUEUE = 'AWS::SQS::Queue';
  test.each<[string, Parameters<typeof resource>, string[]]>([
    ['a queue that is new', [QUEUE, undefined, { KmsMasterKeyId: KEY }], ['KmsMasterKeyId: new |  | SQS']],
    ['a queue without a key', [QUEUE, {}, { KmsMasterKeyId: KEY }], ['KmsMasterKeyId: in place | messages keep the key they were sent with | SQS']],
    ['a queue under that key', [QUEUE, { KmsMasterKeyId: KEY }, { KmsMasterKeyId: KEY }], ['KmsMasterKeyId: unchanged |  | SQS']],
    ['a queue under another key', [QUEUE, { KmsMasterKeyId: OTHER }, { KmsMasterKeyId: KEY }], ['KmsMasterKeyId: in place | messages keep the key they were sent with | SQS']],
    ['a queue that gets none', [QUEUE, {}, {}], [`KmsMasterKeyId: uncovered | ${SAYS_NOTHING} | null`]],
    ['a queue that is gone', [QUEUE, { KmsMasterKeyId: KEY }, undefined], [`KmsMasterKeyId: uncovered | ${SAYS_NOTHING} | null`]],
    ['a queue that was left, and why', [QUEUE, {}, {}, { reasons: { KmsMasterKeyId: 'because' } }], ['KmsMasterKeyId: uncovered | because | null']],
    ['a queue that was refused', [QUEUE, {}, {}, { reasons: { KmsMasterKeyId: WOULD_BE_REPLACED } }], [`KmsMasterKeyId: refused | ${WOULD_BE_REPLACED} | null`]],
    ['a new queue that was refused', [QUEUE, undefined, {}, { reasons: { KmsMasterKeyId: WOULD_BE_REPLACED } }], [`KmsMasterKeyId: uncovered | ${WOULD_BE_REPLACED} | null`]],
    ['a table', ['AWS::DynamoDB::Table', {}, table(KEY)], ['SSESpecification.KMSMasterKeyId: in place | DATA | DYNAMODB']],
    ['a database', ['AWS::RDS::DBInstance', { StorageEncrypted: true }, { StorageEncrypted: true, KmsKeyId: KEY }], ['KmsKeyId: replaced | lost, unless it is copied | RDS']],
    ['a volume', ['AWS::EC2::Volume', { Encrypted: true }, { Encrypted: true, KmsKeyId: KEY }], [`KmsKeyId: refused | ${REFUSED_BY_CLOUDFORMATION} | EBS`]],
    ['a queue under an AWS managed key', [QUEUE, { KmsMasterKeyId: 'alias/aws/sqs' }, { KmsMasterKeyId: KEY }], ['KmsMasterKeyId: in place | messages keep the key they were sent with | SQS']],
    ['a queue that keeps an AWS managed key', [QUEUE, {}, { KmsMasterKeyId: 'alias/aws/sqs' }], ['KmsMasterKeyId: uncovered | AWS managed key | null']],
    ['a topic', ['AWS::SNS::Topic', {}, { KmsMasterKeyId: KEY }], ['KmsMasterKeyId: in place | messages keep the key they were sent with | SNS']],
    ['a cluster that encrypts anew', ['AWS::DSQL::Cluster', {}, { KmsEncryptionKey: KEY }], ['KmsEncryptionKey: in place | re-encrypted | DSQL']],
    ['a bucket', ['AWS::S3::Bucket', {}, BUCKET(KEY)], [`${BUCKET_PATH}: in place | what is there stays encrypted as it is | S3`]],
    ['a bucket under another key', ['AWS::S3::Bucket', BUCKET(OTHER), BUCKET(KEY)], [`${BUCKET_PATH}: in place | what is there stays under the old key: keep it | S3`]],
    ['what AWS documents nothing of', ['AWS::AppConfig::ConfigurationProfile', {}, { KmsKeyIdentifier: KEY }], ['KmsKeyIdentifier: in place | not documented: what is there might stay encrypted as it is | APPCONFIG']],
    ['what AWS documents nothing of, under another key', ['AWS::AppConfig::ConfigurationProfile', { KmsKeyIdentifier: OTHER }, { KmsKeyIdentifier: KEY }], ['KmsKeyIdentifier: in place | not documented: keep the old key | APPCONFIG']],
    ['what no use is known of', ['AWS::AppIntegrations::DataIntegration', undefined, { KmsKey: KEY }], ['KmsKey: new |  | null']],
    ['a template of instances without volumes', ['AWS::EC2::LaunchTemplate', {}, { LaunchTemplateData: {} }], [
      'LaunchTemplateData.BlockDeviceMappings[].Ebs.KmsKeyId: uncovered | the volumes of its image are encrypted as the account says: use EbsEncryptionByDefault | null',
    ]],
    ['a template of instances with volumes', ['AWS::EC2::LaunchTemplate', undefined, { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { KmsKeyId: KEY } }, { Ebs: {} }] } }], [
      'LaunchTemplateData.BlockDeviceMappings[0].Ebs.KmsKeyId: new |  | EBS', `LaunchTemplateData.BlockDeviceMappings[1].Ebs.KmsKeyId: uncovered | ${SAYS_NOTHING} | null`,
    ]],
    ['what stores nothing', ['AWS::IAM::Role', {}, {}], []],
    ['what is of somebody else', ['Custom::It', {}, {}], []],
  ])('%s', (_, given, wanted) => expect(told(...given).map(text => text.replace(/(SSESpecification.*in place) \| [^|]+ \|/, '$1 | DATA |'))).toEqual(wanted));

  test('what it is, and which key it has and gets', () => {
    expect(planRows(resource('AWS::SQS::Queue', undefined, { KmsMasterKeyId: KEY }, { path: 'Data/It/Resource' }))).toEqual([{
      stack: 'Data', logicalId: 'It', path: 'Data/It/Resource', type: 'AWS::SQS::Queue', property: 'KmsMasterKeyId', service: 'Amazon SQS', keyToday: 'not there yet', keyThen: 'Key', change: 'new', data: '', statements: 'SQS', reason: null,
    }]);
    expect(planRows(resource('AWS::DAX::Cluster', {}, {}))).toEqual([expect.objectContaining({ path: null, property: null, service: expect.stringMatching(/^DAX /), keyToday: 'no customer managed key', keyThen: 'no customer managed key', change: 'uncovered', data: '', statements: null })]);
  });
});

describe('how the key of what exists changes', () => {
  const row = (more: object) => ({ ...encryptionsAtRest('AWS::SQS::Queue')[0], ...more });
  const today = (kind: string) => ({ kind, words: '' }) as any;
  test.each<[string, object, string | undefined, string]>([
    ['in place', { update: 'in-place' }, undefined, 'in place'],
    ['in a new resource', { update: 'replacement' }, undefined, 'replaced'],
    ['not at all', { update: 'unsupported' }, undefined, 'refused'],
    ['once', { update: 'in-place', change: 'never' }, 'default', 'in place'],
    ['never again', { update: 'in-place', change: 'never' }, 'customer', 'refused'],
    ['again', { update: 'in-place', change: 'data-stays' }, 'customer', 'in place'],
  ])('%s', (_, more, kind, wanted) => expect(changeOf(row(more) as any, kind ? today(kind) : undefined)).toBe(wanted));
});

describe('what is left alone', () => {
  const [queue] = encryptionsAtRest('AWS::SQS::Queue');
  const [database] = encryptionsAtRest('AWS::RDS::DBInstance');
  const [volume] = encryptionsAtRest('AWS::EC2::Volume');
  const [bucket] = encryptionsAtRest('AWS::S3::Bucket');
  const [integration] = encryptionsAtRest('AWS::AppIntegrations::DataIntegration');
  const [voice] = encryptionsAtRest('AWS::VoiceID::Domain');
  const [workspace] = encryptionsAtRest('AWS::APS::Workspace');
  const SSE = { SqsManagedSseEnabled: true };

  test.each<[string, Parameters<typeof leftAlone>, string | undefined]>([
    ['nothing', [queue, {}, {}], undefined],
    ['what the code chose', [queue, SSE, {}], 'the code says so: '],
    ['what the code chose, unless that is overridden', [queue, SSE, { override: true }], undefined],
    ['what would be replaced', [database, {}, { before: {} }], WOULD_BE_REPLACED],
    ['what would be replaced, unless that may be', [database, {}, { before: {}, mayBeReplaced: true }], undefined],
    ['what is new', [database, {}, {}], undefined],
    ['what CloudFormation refuses', [volume, {}, { before: {}, mayBeReplaced: true }], REFUSED_BY_CLOUDFORMATION],
    ['a key that cannot be read, which is one all the same', [queue, { KmsMasterKeyId: { 'Fn::If': ['C', 'a', 'b'] } }, {}], undefined],
    ['what cannot be read', [bucket, { BucketEncryption: { 'Fn::If': ['C', 'a', 'b'] } }, { override: true }], 'its encryption is decided by a function of the template'],
    ['what AWS documents nothing of', [integration, {}, {}], "nothing that was read of AWS's pages says"],
    ['what its service takes no key for', [voice, {}, {}], voice.use!.unsupported],
    ['what its other properties exempt', [database, { DBClusterIdentifier: 'c' }, {}], database.exempt!({ DBClusterIdentifier: 'c' })],
    ['what roles call KMS for', [workspace, {}, {}], 'its roles call KMS directly: name the key in code, and them among its users'],
  ])('%s', (_, args, wanted) => wanted === undefined ? expect(leftAlone(...args)).toBeUndefined() : expect(leftAlone(...args)).toContain(wanted));

  test('what has a word of its own says that first', () => {
    const exempt = () => 'exempt';
    const row = { ...queue, use: { ...queue.use!, unsupported: 'unsupported' } };

    expect([exemption({ ...row, exempt, left: 'left' }, {}), exemption({ ...row, exempt }, {}), exemption({ ...queue, exempt }, {}), exemption(queue, {}), exemption({ ...queue, use: undefined }, {})])
      .toEqual(['left', 'unsupported', 'exempt', undefined, undefined]);
  });

  test('what is kept in another Region', () => {
    const words = (region: string, together: boolean) => noKeyIn(region, { ...queue, together } as any);

    expect([words(UNKNOWN_REGION, true), words('eu-west-1', true), words('eu-west-1', false)]).toEqual([
      'the Region of its key is known only once it is deployed',
      'each replica takes a key of its own Region, and the placement has none in eu-west-1',
      'a copy in another Region takes a key of its own Region, and the placement has none in eu-west-1',
    ]);
  });
});

describe('the table of a plan', () => {
  const rows = [
    ...planRows(resource('AWS::SQS::Queue', {}, { KmsMasterKeyId: KEY })),
    ...planRows(resource('AWS::EC2::Volume', {}, { KmsKeyId: KEY }, { logicalId: 'Disk' })),
  ];

  test('has a line for each, and what it costs', () => {
    expect(planText(rows, { before: 1, after: 2.5 })).toBe([
      'change    resource   key today                key then  data, or why not',
      'in place  Data/It    no customer managed key  Key       messages keep the key they were sent with',
      `refused   Data/Disk  no customer managed key  Key       ${REFUSED_BY_CLOUDFORMATION}`,
      '', '1 in place, 1 refused; keys cost $1.00 a month before, $2.50 after', '',
    ].join('\n'));
    expect(planText([], { before: 0, after: 0 })).toBe('nothing that stores data; keys cost $0.00 a month before, $0.00 after\n');
    expect(planTotals([], { before: 0, after: 0 })).toBe('nothing that stores data; keys cost $0.00 a month before, $0.00 after');
    expect(planSummary([...rows, ...planRows(resource('AWS::SQS::Queue', undefined, { KmsMasterKeyId: KEY })), ...planRows(resource('AWS::SQS::Queue', {}, {})),
      ...planRows(resource('AWS::SQS::Queue', { KmsMasterKeyId: KEY }, { KmsMasterKeyId: KEY })), ...planRows(resource('AWS::RDS::DBInstance', { StorageEncrypted: true }, { StorageEncrypted: true, KmsKeyId: KEY }))]))
      .toEqual({ 'new': 1, 'unchanged': 1, 'in place': 1, 'replaced': 1, 'refused': 1, 'uncovered': 1 });
    expect(planSummary(rows)).toEqual({ 'new': 0, 'unchanged': 0, 'in place': 1, 'replaced': 0, 'refused': 1, 'uncovered': 0 });
  });

  test.each<[string, string | null, string]>([
    ['AWS::SQS::Queue', 'KmsMasterKeyId', 'Data/It'],
    ['AWS::SQS::Queue', null, 'Data/It'],
    ['AWS::IAM::Role', 'Key', 'Data/It'],
    ['AWS::EC2::Instance', 'BlockDeviceMappings[1].Ebs.KmsKeyId', 'Data/It'],
    ['AWS::Athena::WorkGroup', 'WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey', 'Data/It'],
    ['AWS::Athena::WorkGroup', 'WorkGroupConfiguration.ManagedQueryResultsConfiguration.EncryptionConfiguration.KmsKey', 'Data/It WorkGroupConfiguration.ManagedQueryResultsConfiguration'],
    ['AWS::Athena::WorkGroup', null, 'Data/It'],
    ['AWS::DLM::LifecyclePolicy', 'PolicyDetails.Schedules[12].CrossRegionCopyRules[0].CmkArn', 'Data/It PolicyDetails.Schedules[12].CrossRegionCopyRules[0]'],
  ])('names a %s by %s', (type, property, wanted) => expect(resourceText({ stack: 'Data', logicalId: 'It', type, property })).toBe(wanted));

  test('keys and replicas cost, others do not', () => {
    expect([monthlyCostOf([]), monthlyCostOf(['AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::Alias', 'AWS::SQS::Queue'])]).toEqual([0, 2 * monthlyCostOf(['AWS::KMS::Key'])]);
    expect(monthlyCostOf(['AWS::KMS::Key'])).toBe(1);
  });
});
