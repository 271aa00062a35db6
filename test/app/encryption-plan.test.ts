import { changeOf, leftAlone, monthlyCostOf, noKeyIn, planRows, planSummary, planText, planTotals, PlannedResource, REFUSED_BY_CLOUDFORMATION, resourceText, WOULD_BE_REPLACED } from '../../src/app/encryption-plan';
import { UNKNOWN_REGION } from '../../src/app/encryption-today';
import { encryptionsAtRest } from '../../src/services/encryption-at-rest';

const KEY = { Ref: 'Key' };
const OTHER = { Ref: 'Other' };
const resource = (type: string, before: object | undefined, after: object | undefined, more: Partial<PlannedResource> = {}): PlannedResource =>
  ({ stack: 'Data', logicalId: 'It', type, ...before ? { before: before as any } : {}, ...after ? { after: after as any } : {}, ...more });
const told = (...args: Parameters<typeof resource>): string[] => planRows(resource(...args)).map(({ property, change, data, reason, statements }) => `${property}: ${change} | ${reason ?? data} | ${statements}`);
const table = (key?: object) => ({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS', ...key ? { KMSMasterKeyId: key } : {} } });
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
    ['what stores nothing', ['AWS::IAM::Role', {}, {}], []],
    ['what is of somebody else', ['Custom::It', {}, {}], []],
  ])('%s', (_, given, wanted) => expect(told(...given).map(text => text.replace(/(in place) \| (?!messages)[^|]+ \|/, '$1 | DATA |'))).toEqual(wanted));

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
  const SSE = { SqsManagedSseEnabled: true };

  test.each<[string, Parameters<typeof leftAlone>, string | undefined]>([
    ['nothing', [queue, {}, {}], undefined],
    ['what the code chose', [queue, SSE, {}], 'the code says so: '],
    ['what the code chose, unless that is overridden', [queue, SSE, { override: true }], undefined],
    ['what would be replaced', [database, {}, { before: {} }], WOULD_BE_REPLACED],
    ['what would be replaced, unless that may be', [database, {}, { before: {}, mayBeReplaced: true }], undefined],
    ['what is new', [database, {}, {}], undefined],
    ['what CloudFormation refuses', [volume, {}, { before: {}, mayBeReplaced: true }], REFUSED_BY_CLOUDFORMATION],
    ['what cannot be read', [queue, { KmsMasterKeyId: { 'Fn::If': ['C', 'a', 'b'] } }, {}], undefined],
  ])('%s', (_, args, wanted) => wanted === undefined ? expect(leftAlone(...args) ?? 'nothing').toMatch(/^(nothing|its encryption is )/) : expect(leftAlone(...args)).toContain(wanted));

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
    expect(planSummary(rows)).toEqual({ 'new': 0, 'unchanged': 0, 'in place': 1, 'replaced': 0, 'refused': 1, 'uncovered': 0 });
  });

  test.each<[string, string | null, string]>([
    ['AWS::SQS::Queue', 'KmsMasterKeyId', 'Data/It'],
    ['AWS::SQS::Queue', null, 'Data/It'],
    ['AWS::IAM::Role', 'Key', 'Data/It'],
    ['AWS::EC2::Instance', 'BlockDeviceMappings[1].Ebs.KmsKeyId', 'Data/It'],
  ])('names a %s by %s', (type, property, wanted) => expect(resourceText({ stack: 'Data', logicalId: 'It', type, property })).toBe(wanted));

  test('keys and replicas cost, others do not', () => {
    expect([monthlyCostOf([]), monthlyCostOf(['AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::Alias', 'AWS::SQS::Queue'])]).toEqual([0, 2 * monthlyCostOf(['AWS::KMS::Key'])]);
    expect(monthlyCostOf(['AWS::KMS::Key'])).toBe(1);
  });
});
