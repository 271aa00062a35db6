import { Stack } from 'aws-cdk-lib';
import { IamDelegation } from '../../src';
import { namedResources } from '../../src/access/named-resources';
import { KeyKind, RowContext } from '../../src/access/row-context';
import { anyTemplate, ServiceBinding, serviceRows } from '../../src/access/service-access';
import { servicePrincipalName } from '../../src/services/service-principal';
import { ServiceCall, ServiceUse } from '../../src/services/service-use';
import { ACCOUNT, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

const ROLE = { type: 'AWS', value: `arn:aws:iam::${ACCOUNT}:role/App` };
const ROOT = { type: 'AWS', value: `arn:aws:iam::${ACCOUNT}:root` };

const where = (more: Partial<RowContext> = {}): RowContext => ({
  scope: testStack(), partition: 'aws', region: REGION, account: ACCOUNT, kind: KeyKind.SYMMETRIC, multiRegion: false, delegation: IamDelegation.ADMINISTRATION, ...more,
});

/** A row of the catalog with one call, no more than the test is about. */
const use = (call: Partial<ServiceCall>, more: Partial<ServiceUse> = {}): ServiceUse => ({
  id: 'MINE',
  service: 'AWS Mine',
  use: 'mines',
  sid: 'Mine',
  styles: ['principal'],
  calls: [{ purpose: '', caller: 'service', principal: 'mine.amazonaws.com', actions: ['kms:Decrypt'], ...call }],
  exclusive: false,
  multiRegion: 'supported',
  crossAccount: 'undocumented',
  keySpecs: ['SYMMETRIC_DEFAULT'],
  gotchas: [],
  source: '',
  checked: '',
  verified: true,
  ...more,
});

const rows = (given: ServiceUse, binding: Partial<ServiceBinding> = {}, context = where()) =>
  serviceRows(given, { users: [], userConditions: {}, ...binding }, context);
const conditions = (given: ServiceUse, binding: Partial<ServiceBinding> = {}) => rows(given, binding)[0].conditions;
const SENDS: Partial<ServiceCall> = { source: ['aws:SourceArn', 'aws:SourceAccount'] };
const BUCKET = 'arn:{partition}:s3:::{resource}';
const TABLE = 'arn:{partition}:mine:{region}:{account}:table/{resource}';

const named = (given: string[]) => namedResources('resources', given, new Stack());

describe('a call of the service itself', () => {
  test('is one statement for its principal', () => {
    expect(rows(use({ purpose: 'Describe', actions: ['kms:DescribeKey'] }))).toEqual([
      { sid: 'MineDescribe', effect: 'Allow', principals: [{ type: 'Service', value: 'mine.amazonaws.com' }], actions: ['kms:DescribeKey'], conditions: {}, order: 30, accepted: ['any source'] },
    ]);
  });

  test.each<[ServiceCall['regionalPrincipal'], string, string]>([
    [undefined, 'eu-south-1', 'mine.amazonaws.com'],
    ['always', 'eu-west-1', 'mine.eu-west-1.amazonaws.com'],
    ['opt-in', 'eu-west-1', 'mine.amazonaws.com'],
    ['opt-in', 'eu-south-1', 'mine.eu-south-1.amazonaws.com'],
  ])('a principal that is regional %s is in %s %s', (regionalPrincipal, region, wanted) => {
    expect(servicePrincipalName({ purpose: '', caller: 'service', principal: 'mine.amazonaws.com', actions: [], regionalPrincipal }, region)).toBe(wanted);
  });

  test.each<[string, ServiceUse, Partial<ServiceBinding>, object]>([
    ['no source keys where it sends none', use({}, { resourceArn: BUCKET }), { resources: named(['orders']) }, {}],
    ['any resource of the account', use(SENDS, { resourceArn: TABLE }), {},
      { ArnLike: { 'aws:SourceArn': [`arn:aws:mine:${REGION}:${ACCOUNT}:table/*`] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['one resource, whose ARN has no wildcard', use(SENDS, { resourceArn: TABLE }), { resources: named(['orders']) },
      { ArnEquals: { 'aws:SourceArn': [`arn:aws:mine:${REGION}:${ACCOUNT}:table/orders`] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['names and ARNs side by side', use(SENDS, { resourceArn: BUCKET }), { resources: named(['orders', 'arn:aws:s3:::other-*']) },
      { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::orders', 'arn:aws:s3:::other-*'] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['names in every account, where the ARN holds one', use(SENDS, { resourceArn: TABLE }), { resources: named(['orders']), sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] },
      {
        ArnEquals: { 'aws:SourceArn': [ACCOUNT, OTHER_ACCOUNT].map(account => `arn:aws:mine:${REGION}:${account}:table/orders`) },
        StringEquals: { 'aws:SourceAccount': [ACCOUNT, OTHER_ACCOUNT] },
      }],
    ['a name once, where the ARN holds no account', use(SENDS, { resourceArn: BUCKET }), { resources: named(['orders']), sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] },
      { ArnEquals: { 'aws:SourceArn': ['arn:aws:s3:::orders'] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT, OTHER_ACCOUNT] } }],
    ['no ARN where none is known', use(SENDS), {}, { StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['ARNs given, where the row has no template', use(SENDS), { resources: named(['arn:aws:x:::y']) }, { ArnEquals: { 'aws:SourceArn': ['arn:aws:x:::y'] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['source ARNs before resources', use(SENDS, { resourceArn: BUCKET }), { resources: named(['orders']), sourceArns: ['arn:aws:x:::y'] },
      { ArnEquals: { 'aws:SourceArn': ['arn:aws:x:::y'] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['a source that is not the resource', use({ ...SENDS, sourceArn: 'arn:{partition}:mine:{region}:{account}:job/*' }, { resourceArn: BUCKET }), { resources: named(['orders']) },
      { ArnLike: { 'aws:SourceArn': [`arn:aws:mine:${REGION}:${ACCOUNT}:job/*`] }, StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['several such sources, in every account', use({ source: ['aws:SourceArn'], sourceArn: ['a:{account}', 'b:{account}'] }), { sourceAccounts: ['1', '2'] }, { ArnEquals: { 'aws:SourceArn': ['a:1', 'b:1', 'a:2', 'b:2'] } }],
    ['source ARNs given before such a source', use({ source: ['aws:SourceArn'], sourceArn: 'a' }), { sourceArns: ['b'] }, { ArnEquals: { 'aws:SourceArn': ['b'] } }],
    ['the account alone', use({ source: ['aws:SourceAccount'] }, { resourceArn: BUCKET }), { resources: named(['orders']) }, { StringEquals: { 'aws:SourceAccount': [ACCOUNT] } }],
    ['a name without the prefix that ARNs leave out', use({ source: ['aws:SourceArn'] }, { resourceArn: 'arn:{partition}:ssm:::parameter/{resource}', namePrefix: '/' }), { resources: named(['/app/x', 'app/y', 'a/b']) },
      { ArnEquals: { 'aws:SourceArn': ['arn:aws:ssm:::parameter/app/x', 'arn:aws:ssm:::parameter/app/y', 'arn:aws:ssm:::parameter/a/b'] } }],
  ])('is bound to %s', (_, given, binding, wanted) => {
    expect(conditions(given, binding)).toEqual(wanted);
  });
});

describe('the encryption context of a call', () => {
  const context = (name: string, value: string[]) => ({ [`kms:EncryptionContext:${name}`]: value });
  test.each<[string, ServiceUse, Partial<ServiceBinding>, object]>([
    ['the ARNs of the resources', use({ context: { arn: '{resourceArn}' } }, { resourceArn: TABLE }), { resources: named(['orders']) }, { StringEquals: context('arn', [`arn:aws:mine:${REGION}:${ACCOUNT}:table/orders`]) }],
    ['any ARN', use({ context: { arn: '{resourceArn}' } }, { resourceArn: BUCKET }), {}, { StringLike: context('arn', ['arn:aws:s3:::*']) }],
    ['what comes after the ARN', use({ context: { arn: '{resourceArn}/objects' } }, { resourceArn: BUCKET }), { resources: named(['orders']) }, { StringEquals: context('arn', ['arn:aws:s3:::orders/objects']) }],
    ['ARNs given where the row has no template', use({ context: { arn: '{resourceArn}' } }), { resources: named(['arn:aws:x:::y']) }, { StringEquals: context('arn', ['arn:aws:x:::y']) }],
    ['names', use({ context: { name: '{resource}' } }), { resources: named(['a', 'b*']) }, { StringLike: context('name', ['a', 'b*']) }],
    ['the name at the end of an ARN', use({ context: { name: '{resource}' } }), { resources: named(['arn:aws:sqs:eu-west-1:111122223333:queue', 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders']) },
      { StringEquals: context('name', ['queue', 'orders']) }],
    ['a name with slashes, which is no ARN', use({ context: { name: '{resource}' } }), { resources: named(['a/b:c']) }, { StringEquals: context('name', ['a/b:c']) }],
    ['any name', use({ context: { name: 'x/{resource}' } }), {}, { StringLike: context('name', ['x/*']) }],
    ['a name without its prefix', use({ context: { name: '{resource}' } }, { namePrefix: '/' }), { resources: named(['/a']) }, { StringEquals: context('name', ['a']) }],
    ['a value once, whatever the resources', use({ context: { kind: '{region}' } }), { resources: named(['a', 'b']) }, { StringEquals: context('kind', [REGION]) }],
    ['the accounts', use({ context: { id: '{account}' } }), { sourceAccounts: ['1', '2'] }, { StringEquals: context('id', ['1', '2']) }],
    ['the own account', use({ context: { id: '{account}:{resource}' } }), { resources: named(['a']) }, { StringEquals: context('id', [`${ACCOUNT}:a`]) }],
    ['a value once, whatever the accounts', use({ context: { name: '{resource}' } }), { resources: named(['a']), sourceAccounts: ['1', '2'] }, { StringEquals: context('name', ['a']) }],
    ['several values', use({ context: { kind: ['a', '{partition}'] } }), {}, { StringEquals: context('kind', ['a', 'aws']) }],
    ['the operator that AWS shows', use({ context: { arn: '{resourceArn}' }, contextOperator: 'ArnLike' }, { resourceArn: BUCKET }), { resources: named(['x']) }, { ArnLike: context('arn', ['arn:aws:s3:::x']) }],
    ['nothing narrower while no resource is named', use({ narrowedContext: { name: '{resource}' } }), {}, {}],
    ['the narrower of resources named, beside the rest', use({ context: { kind: 'x' }, narrowedContext: { name: '{resource}' } }), { resources: named(['a']) },
      { StringEquals: { ...context('kind', ['x']), ...context('name', ['a']) } }],
    ['names that must be there', use({ contextPresent: ['a', 'b'] }), {}, { Null: { 'kms:EncryptionContext:a': 'false', 'kms:EncryptionContext:b': 'false' } }],
    ['one of several names', use({ contextKeys: ['a', 'b'] }), {}, { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['a', 'b'] } }],
  ])('is %s', (_, given, binding, wanted) => {
    expect(conditions(given, binding)).toEqual(wanted);
  });

  test('stands beside source and grant', () => {
    expect(conditions(use({ ...SENDS, context: { kind: 'x' }, grantIsForAwsResource: true }))).toEqual({
      StringEquals: { 'aws:SourceAccount': [ACCOUNT], ...context('kind', ['x']) }, Bool: { 'kms:GrantIsForAWSResource': 'true' },
    });
  });
});

test('the operations of a grant must be there, for ForAllValues is true without any', () => {
  expect(conditions(use({ grantOperations: ['Decrypt'], grantIsForAwsResource: false }))).toEqual({
    'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] }, 'Null': { 'kms:GrantOperations': 'false' },
  });
});

describe('a service-linked role', () => {
  const linked = use({ caller: 'service-linked-role', principal: undefined, serviceLinkedRole: 'mine.amazonaws.com/AWSServiceRoleForMine', purpose: 'Grants', grantIsForAwsResource: true });
  const role = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/mine.amazonaws.com/AWSServiceRoleForMine`;
  const bool = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };

  test.each<[string, Partial<ServiceBinding>, object[], object]>([
    ['its ARN', {}, [{ type: 'AWS', value: role }], bool],
    ['its ARN with a suffix', { serviceLinkedRoleSuffix: 'orders' }, [{ type: 'AWS', value: `${role}_orders` }], bool],
    ['a condition, before it exists', { beforeServiceLinkedRole: true }, [], { ...bool, StringEquals: { 'kms:CallerAccount': ACCOUNT }, ArnEquals: { 'aws:PrincipalArn': role } }],
  ])('is named by %s', (_, binding, principals, wanted) => {
    expect(rows(linked, binding)).toEqual([{ sid: 'MineGrants', effect: 'Allow', principals, actions: ['kms:Decrypt'], conditions: wanted, order: 30 }]);
  });
});

describe('users of a service', () => {
  const users = (call: Partial<ServiceCall> = {}, more: Partial<ServiceUse> = {}) => use({ caller: 'user', principal: undefined, purpose: 'Callers', ...call }, { viaService: 'mine', ...more });
  const via = (...names: string[]) => ({ StringEquals: { 'kms:ViaService': names } });
  const full = where({ delegation: IamDelegation.FULL });

  test('reach the key through the service', () => {
    expect(rows(users(), { users: [ROLE], userConditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })).toEqual([{
      sid: 'MineCallers',
      effect: 'Allow',
      principals: [ROLE],
      actions: ['kms:Decrypt'],
      conditions: { ...via(`mine.${REGION}.amazonaws.com`), Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      order: 30,
    }]);
  });

  test('are those whom IAM policies allow, where none is named', () => {
    expect(rows(users())).toMatchObject([{ principals: [ROOT], conditions: via(`mine.${REGION}.amazonaws.com`) }]);
  });

  test('need no statement where IAM policies may allow everything, unless they are named', () => {
    expect(rows(users(), {}, full)).toEqual([]);
    expect(rows(users(), { users: [ROLE] }, full)).toHaveLength(1);
  });

  test.each<[string, ServiceUse, object]>([
    ['all names of the service', users({}, { alsoViaServices: ['dax'] }), via(`mine.${REGION}.amazonaws.com`, `dax.${REGION}.amazonaws.com`)],
    ['the service in any region', users({}, { viaServiceInAnyRegion: true }), { StringLike: { 'kms:ViaService': ['mine.*.amazonaws.com'] } }],
    ['no service, where the role calls KMS itself', users({ viaService: false }), {}],
    ['no service, where it has no name', users({}, { viaService: undefined }), {}],
    ['grants for its resources alone', users({ grantIsForAwsResource: true }), { ...via(`mine.${REGION}.amazonaws.com`), Bool: { 'kms:GrantIsForAWSResource': 'true' } }],
    ['its context', users({ context: { kind: 'x' } }), { StringEquals: { 'kms:ViaService': [`mine.${REGION}.amazonaws.com`], 'kms:EncryptionContext:kind': ['x'] } }],
  ])('who are named come through %s', (_, given, wanted) => {
    expect(conditions(given, { users: [ROLE] })).toEqual(wanted);
  });

  test.each<[string, ServiceUse]>([['calls KMS itself', users({ viaService: false })], ['has no name for the service', users({}, { viaService: undefined })]])('must be named where the role %s', (_, given) => {
    expect(() => rows(given)).toThrow(new Error("'users' must name the roles that call KMS for KeyService.MINE (mines): they do not come through the service, got: undefined; "
      + 'or let IAM policies allow it with IamDelegation.FULL'));
    expect(rows(given, {}, full)).toEqual([]);
  });

  test('of an optional part get it by name only', () => {
    const optional = [users({ optional: true }), users({ optional: true, viaService: false })];
    expect(optional.map(given => rows(given))).toEqual([[], []]);
    expect(optional.map(given => rows(given, { users: [ROLE] }).length)).toEqual([1, 1]);
  });
});

describe('warnings', () => {
  const warned = (given: Partial<ServiceUse>, context: Partial<RowContext> = {}) => {
    const stack = testStack();
    rows(use({}, given), {}, where({ ...context, scope: stack }));
    return stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
  };

  test('tell what of a row AWS does not confirm', () => {
    expect(warned({ verified: false, unverified: 'its principal' })).toEqual([
      "AWS Mine (mines): its principal could not be confirmed in AWS's documentation; test it before you rely on it [ack: cdk-keysmith:unverifiedService:MINE]",
    ]);
  });

  test.each<[ServiceUse['multiRegion'], string[]]>([
    ['supported', []],
    ['undocumented', []],
    ['refused', ['AWS Mine (mines) refuses multi-Region keys; give it a key of its own [ack: cdk-keysmith:multiRegionRefused:MINE]']],
    ['as-single-region', ['AWS Mine (mines) treats multi-Region keys as single-Region keys: data that it copies to another Region is decrypted and encrypted again there '
      + '[ack: cdk-keysmith:multiRegionAsSingleRegion:MINE]']],
  ])('tell of multi-Region keys that are %s', (multiRegion, wanted) => {
    expect(warned({ multiRegion }, { multiRegion: true })).toEqual(wanted);
    expect(warned({ multiRegion })).toEqual([]);
  });
});

test.each<[Partial<ServiceCall>, boolean]>([
  [{}, false],
  [{ context: { a: 'x/{resource}' } }, true],
  [{ narrowedContext: { a: '{resource}' } }, true],
  [{ context: { a: ['x', '{resource}'], b: 'y' } }, true],
  [{ context: { a: '{account}' }, sourceArn: '{resource}' }, false],
])('a call of %j has a template with a name: %s', (call, wanted) => {
  expect(anyTemplate(use(call), /\{resource\}/)).toBe(wanted);
  expect(anyTemplate({ ...use(call), calls: [...use({}).calls, ...use(call).calls] }, /\{resource\}/)).toBe(wanted);
});
