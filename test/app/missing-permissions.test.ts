import { App } from '../../src/app/app';
import { missingPermissions } from '../../src/app/missing-permissions';
import { Use } from '../../src/app/model';
import { Truth } from '../../src/iam/symbols';
import { ServiceCall } from '../../src/services/service-use';
import { allow, conditional, deny, key, OTHER_ROOT, PARAMETER, role, ROOT, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const SNS = 'sns.amazonaws.com';
const SCALING_ROLE = role('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling');
const service = (more: Partial<ServiceCall> = {}): ServiceCall => ({ purpose: '', caller: 'service', principal: SNS, actions: ['kms:Decrypt'], ...more });
const linked = (more: Partial<ServiceCall> = {}): ServiceCall =>
  ({ purpose: '', caller: 'service-linked-role', serviceLinkedRole: 'autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling', actions: ['kms:Decrypt'], ...more });

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:queue';
const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
const REQUEST = { 'aws:sourcearn': [QUEUE], 'kms:encryptioncontext:aws:logs:arn': ['orders'], 'x:kms:encryptioncontext': ['x'] };

/** A use of a key of these statements, of a stack with a role of the same account. */
function use(KeyPolicy: any, calls: ServiceCall[], request: Use['request'] = REQUEST): Use {
  const [{ resource, ...rest }] = new App([template({ Key: key({ KeyPolicy }), Role: { Type: 'AWS::IAM::Role' } })]).keys;
  return { resource, location: 'Properties', what: 'the log group Group', service: 'Amazon SNS', page: 'page', key: { resource, ...rest }, calls, request };
}
const of = (statements: any[], ...calls: ServiceCall[]) => missingPermissions(use({ Statement: statements }, calls));
/** Whether the service is allowed its one call. */
function allowed(statements: any[], call: ServiceCall, request?: Use['request']): Truth {
  const [lack] = missingPermissions(use({ Statement: statements }, [call], request));
  return lack === undefined ? 'yes' : lack.certain ? 'no' : 'unknown';
}

describe('what a policy withholds', () => {
  const [DECRYPT, DATA_KEYS] = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  const producer = service({ actions: [DECRYPT, DATA_KEYS] });

  test('is what no statement allows, for each call', () => {
    expect(of([ROOT, allow({ Service: SNS }, DECRYPT)], producer, linked(), service())).toEqual([
      { principal: SNS, actions: [DATA_KEYS], certain: true },
      { principal: SCALING_ROLE, actions: [DECRYPT], certain: true },
    ]);
    expect(of([], producer)).toEqual([{ principal: SNS, actions: [DECRYPT, DATA_KEYS], certain: true }]);
  });

  test('is only what is certain of a call that missingPermissions something for sure', () => {
    const perhaps = allow({ Service: SNS }, DECRYPT, { StringEquals: { 'aws:SourceArn': PARAMETER } });

    expect(of([perhaps], producer)).toEqual([{ principal: SNS, actions: [DATA_KEYS], certain: true }]);
    expect(of([perhaps, allow({ Service: SNS }, DATA_KEYS)], producer)).toEqual([{ principal: SNS, actions: [DECRYPT], certain: false }]);
  });

  test('is not known of a statement that only the deployment tells', () => {
    expect(of([PARAMETER], service())).toEqual([{ principal: SNS, actions: [DECRYPT], certain: false }]);
    expect(of([allow({ Service: SNS }, DECRYPT), PARAMETER], service())).toEqual([]);
  });

  test('is not known where a condition of the template decides', () => {
    expect(of([conditional(allow({ Service: SNS }, DECRYPT), { Ref: 'AWS::NoValue' })], service())).toEqual([{ principal: SNS, actions: [DECRYPT], certain: false }]);
    expect(of([conditional(allow({ Service: 'sqs.amazonaws.com' }, DECRYPT), { Ref: 'AWS::NoValue' })], service())).toEqual([{ principal: SNS, actions: [DECRYPT], certain: true }]);
  });

  test('is nothing where the policy is not known', () => expect(missingPermissions(use(PARAMETER, [producer]))).toEqual([]));

  test.each<[string, ServiceCall, string]>([
    ['everywhere under the name of the Region', service({ principal: 'logs.amazonaws.com', regionalPrincipal: 'always' }), `logs.${REGION}.amazonaws.com`],
    ['in opt-in Regions only', service({ principal: 'logs.amazonaws.com', regionalPrincipal: 'opt-in' }), 'logs.amazonaws.com'],
    ['by a role', linked(), SCALING_ROLE],
  ])('is withheld from who calls %s', (_, call, principal) => expect(of([], call)).toEqual([{ principal, actions: [DECRYPT], certain: true }]));
});

describe('actions', () => {
  const given = (action: any, more: any = {}) => allow({ Service: SNS }, action, undefined, more);
  const encryption = { Action: undefined, NotAction: 'kms:Encrypt' };

  test.each<[string, any, string, Truth]>([
    ['the action', given('kms:Decrypt'), 'kms:Decrypt', 'yes'],
    ['another', given('kms:Encrypt'), 'kms:Decrypt', 'no'],
    ['a pattern', given('kms:De*'), 'kms:Decrypt', 'yes'],
    ['one of those that a pattern stands for', given('kms:GenerateDataKeyPair'), 'kms:GenerateDataKey*', 'yes'],
    ['none of those that a pattern stands for', given('kms:GenerateMac'), 'kms:GenerateDataKey*', 'no'],
    ['all but another', given(undefined, encryption), 'kms:Decrypt', 'yes'],
    ['all but the action', given(undefined, encryption), 'kms:Encrypt', 'no'],
    ['the action, and what a parameter says', given(['kms:Decrypt', PARAMETER]), 'kms:Decrypt', 'yes'],
    ['what a parameter says', given(PARAMETER), 'kms:Decrypt', 'unknown'],
    ['another, and what a parameter says', given(['kms:Encrypt', PARAMETER]), 'kms:Decrypt', 'unknown'],
    ['what a parameter says, for another service', { ...given(PARAMETER), Principal: { Service: 'sqs.amazonaws.com' } }, 'kms:Decrypt', 'no'],
    ['all but what a parameter says', given(undefined, { Action: undefined, NotAction: PARAMETER }), 'kms:Decrypt', 'unknown'],
    ['all but the action and what a parameter says', given(undefined, { Action: undefined, NotAction: ['kms:Decrypt', PARAMETER] }), 'kms:Decrypt', 'no'],
    ['nothing', given(undefined), 'kms:Decrypt', 'no'],
    ['a statement that the deployment chooses', conditional(given('kms:Decrypt'), { Ref: 'AWS::NoValue' }), 'kms:Decrypt', 'unknown'],
  ])('%s', (_, statement, action, expected) => expect(allowed([statement], service({ actions: [action] }))).toBe(expected));

  test.each<[string, any, Truth]>([
    ['denied', { Effect: 'Deny' }, 'no'],
    ['denied to another service', { Effect: 'Deny', Principal: { Service: 'sqs.amazonaws.com' } }, 'yes'],
    ['of which another is denied', { Effect: 'Deny', Action: 'kms:Encrypt' }, 'yes'],
    ['perhaps denied', { Effect: 'Deny', Action: PARAMETER }, 'unknown'],
    ['denied under a condition that holds', { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 'no'],
    ['denied under a condition that does not hold', { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, 'yes'],
    ['allowed once more', {}, 'yes'],
  ])('%s', (_, more, expected) => expect(allowed([given('kms:Decrypt'), given('kms:Decrypt', more)], service())).toBe(expected));

  test('that are, or may be, denied alone are not allowed', () => {
    expect([allowed([given('kms:Decrypt', { Effect: 'Deny' })], service()), allowed([given(PARAMETER, { Effect: 'Deny' })], service())]).toEqual(['no', 'no']);
  });
});

describe('a service', () => {
  test.each<[string, any, Truth]>([
    ['by its name', { Service: SNS }, 'yes'],
    ['among others', { Service: ['sqs.amazonaws.com', SNS] }, 'yes'],
    ['as everyone', '*', 'yes'],
    ['under the name of another', { Service: 'sqs.amazonaws.com' }, 'no'],
    ['by a pattern, which principals do not take', { Service: 'sns.*' }, 'no'],
    ['by what a parameter says', { Service: PARAMETER }, 'unknown'],
    ['by the suffix of the partition', { Service: { 'Fn::Sub': 'sns.${Suffix}' } }, 'unknown'],
    ['as the account', { AWS: ACCOUNT }, 'no'],
    ['as a role of its name', { AWS: SNS }, 'no'],
    ['as nobody', undefined, 'no'],
  ])('is named %s', (_, principal, expected) => expect(allowed([allow(principal, 'kms:Decrypt')], service())).toBe(expected));

  test('is denied what is denied to all but others', () => {
    const denied = (NotPrincipal: any) => ({ ...deny({}, 'kms:*'), Principal: undefined, NotPrincipal, Condition: undefined });

    expect(allowed([allow({ Service: SNS }, 'kms:*'), denied({ Service: 'sqs.amazonaws.com' })], service())).toBe('no');
    expect(allowed([allow({ Service: SNS }, 'kms:*'), denied({ Service: SNS })], service())).toBe('yes');
  });

  test('is not denied what is denied to the account', () => {
    expect(allowed([allow({ Service: SNS }, 'kms:*'), deny(undefined, 'kms:*', { AWS: ACCOUNT })], service())).toBe('yes');
  });
});

describe('a service-linked role', () => {
  test.each<[string, any, Truth]>([
    ['by its ARN', { AWS: SCALING_ROLE }, 'yes'],
    ['by a name with a suffix', { AWS: `${SCALING_ROLE}_Orders` }, 'yes'],
    ['as everyone', '*', 'yes'],
    ['as a role of the app, which it may be', { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 'unknown'],
    ['as another role', { AWS: role('aws-service-role/other.amazonaws.com/AWSServiceRoleForAutoScaling') }, 'no'],
    ['as a role of a like name', { AWS: role('autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') }, 'no'],
    ['by a pattern, which principals do not take', { AWS: role('*') }, 'no'],
    ['by a pattern in symbols', { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/*${Role}' } }, 'no'],
    ['as a user of its name', { AWS: SCALING_ROLE.replace(':role/', ':user/') }, 'no'],
    ['as a user of its path', { AWS: `arn:aws:iam::${ACCOUNT}:user/role/aws-service-role/autoscaling.amazonaws.com/a` }, 'no'],
    ['as its service', { Service: 'autoscaling.amazonaws.com' }, 'no'],
    ['as the account, whose IAM policies it has none of', { AWS: ACCOUNT }, 'no'],
    ['by what a parameter says', { AWS: PARAMETER }, 'unknown'],
  ])('is named %s', (_, principal, expected) => expect(allowed([allow(principal, 'kms:Decrypt')], linked())).toBe(expected));

  const all = allow({ AWS: SCALING_ROLE }, 'kms:*');
  test.each<[string, any, Truth]>([
    ['to it', deny(undefined, 'kms:*', { AWS: SCALING_ROLE }), 'no'],
    ['to another role of its account', deny(undefined, 'kms:*', { AWS: role('a') }), 'yes'],
    ['to its account', deny(undefined, 'kms:*', { AWS: ACCOUNT }), 'no'],
    ['to another account', deny(undefined, 'kms:*', { AWS: OTHER_ACCOUNT }), 'yes'],
    ['to another account by ARN', deny(undefined, 'kms:*', { AWS: OTHER_ROOT }), 'yes'],
    ['to all but it', { ...deny(undefined), Principal: undefined, NotPrincipal: { AWS: [SCALING_ROLE, ACCOUNT] } }, 'yes'],
    ['to all but its account, of which it is not named', { ...deny(undefined), Principal: undefined, NotPrincipal: { AWS: ACCOUNT } }, 'no'],
  ])('is denied what is denied %s', (_, statement, expected) => expect(allowed([all, statement], linked())).toBe(expected));
});

describe('conditions', () => {
  const when = (call: ServiceCall, operator: string, name: string, value: any, request?: Use['request']) =>
    allowed([allow(call.caller === 'service' ? { Service: call.principal } : { AWS: SCALING_ROLE }, 'kms:*', { [operator]: { [name]: value } })], call, request);

  test.each<[string, string, any, Truth, Truth]>([
    ['Bool', 'aws:PrincipalIsAWSService', 'true', 'yes', 'no'],
    ['Bool', 'aws:PrincipalIsAWSService', 'false', 'no', 'yes'],
    ['StringEquals', 'aws:PrincipalServiceName', SNS, 'yes', 'no'],
    ['StringEquals', 'aws:PrincipalServiceName', 'sqs.amazonaws.com', 'no', 'no'],
    ['ArnEquals', 'aws:PrincipalArn', SCALING_ROLE, 'no', 'yes'],
    ['ArnEquals', 'aws:PrincipalArn', role('a'), 'no', 'no'],
    ['StringEquals', 'kms:CallerAccount', ACCOUNT, 'no', 'yes'],
    ['StringEquals', 'kms:CallerAccount', OTHER_ACCOUNT, 'no', 'no'],
    ['StringEquals', 'aws:PrincipalAccount', ACCOUNT, 'no', 'yes'],
    ['StringEquals', 'aws:PrincipalAccount', OTHER_ACCOUNT, 'no', 'no'],
    ['StringEquals', 'aws:RequestedRegion', REGION, 'yes', 'yes'],
    ['StringEquals', 'aws:RequestedRegion', 'us-east-1', 'no', 'no'],
    ['Bool', 'aws:SecureTransport', 'true', 'yes', 'yes'],
    ['Bool', 'aws:SecureTransport', 'false', 'no', 'no'],
    ['ArnEquals', 'aws:SourceArn', QUEUE, 'yes', 'yes'],
    ['ArnEquals', 'aws:SourceArn', `${QUEUE}2`, 'no', 'no'],
    ['StringEquals', CONTEXT, 'orders', 'yes', 'yes'],
    ['StringEquals', CONTEXT, 'others', 'no', 'no'],
    ['StringEquals', 'kms:ViaService', 'sns.eu-west-1.amazonaws.com', 'no', 'no'],
    ['Bool', 'kms:GrantIsForAWSResource', 'true', 'no', 'no'],
  ])('%s on %s of %j', (operator, name, value, ofService, ofRole) => {
    expect([when(service(), operator, name, value), when(linked(), operator, name, value)]).toEqual([ofService, ofRole]);
  });

  test.each<[string, any]>([
    ['conditions', PARAMETER], ['the conditions of an operator', { StringEquals: PARAMETER }], ['those of a negated operator', { StringNotEquals: PARAMETER }],
  ])('of which %s are not known can hold', (_, Condition) => {
    expect(allowed([allow({ Service: SNS }, 'kms:*', Condition)], service())).toBe('unknown');
    expect(allowed([allow({ Service: SNS }, 'kms:*'), deny(Condition)], service())).toBe('unknown');
    expect(allowed([allow({ Service: 'sqs.amazonaws.com' }, 'kms:*', Condition)], service())).toBe('no');
  });

  test('all have to hold', () => {
    const both = (region: string) => allow({ Service: SNS }, 'kms:*', { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:RequestedRegion': region } });

    expect([allowed([both(REGION)], service()), allowed([both('us-east-1')], service())]).toEqual(['yes', 'no']);
  });

  test('of a grant that an AWS resource needs', () => {
    const grants = (grantIsForAwsResource: boolean) => when(linked({ actions: ['kms:CreateGrant'], grantIsForAwsResource }), 'Bool', 'kms:GrantIsForAWSResource', 'true');

    expect([grants(true), grants(false)]).toEqual(['yes', 'no']);
  });

  test('on an encryption context never hold for DescribeKey, which has none', () => {
    const describes = (name: string, action = 'kms:DescribeKey') => when(service({ actions: [action] }), 'StringLike', name, '*');

    expect([describes(CONTEXT), describes('aws:SourceArn'), describes('x:kms:EncryptionContext'), describes(CONTEXT, 'kms:Decrypt')]).toEqual(['no', 'yes', 'yes', 'yes']);
  });

  describe('on a source of which AWS says nothing', () => {
    const context = { 'aws:logs:arn': '{resourceArn}' };
    const bare = { 'kms:encryptioncontext:aws:logs:arn': ['orders'] };
    const bySource = (call: ServiceCall, request: Use['request']) =>
      [['ArnEquals', 'aws:SourceArn', QUEUE], ['StringEquals', 'aws:SourceAccount', ACCOUNT]].map(([operator, name, value]) => when(call, operator, name, value, request));

    test.each<[string, Truth[], ServiceCall, Use['request']]>([
      ['can hold where AWS documents an encryption context', ['unknown', 'unknown'], service({ context }), bare],
      ['do not hold where it documents nothing', ['no', 'no'], service(), bare],
      ['do not hold where it documents the source as another', ['no', 'no'], service({ context, source: ['aws:SourceAccount'] }), bare],
      ['do not hold for roles', ['no', 'no'], linked({ context }), bare],
      ['hold by what is known of the source', ['yes', 'no'], service({ context }), { ...bare, 'aws:sourcearn': [QUEUE] }],
    ])('%s', (_, expected, call, request) => expect(bySource(call, request)).toEqual(expected));
  });
});

describe('a statement and a resource that hang on conditions', () => {
  const SENDER = allow({ Service: 'logs.eu-west-1.amazonaws.com' }, 'kms:*');
  /** What the log group, there under one condition, lacks of a key whose statement is there under another. */
  function lacks(Condition: string | undefined, statement: any): boolean[] {
    const group = { Type: 'AWS::Logs::LogGroup', Condition, Properties: { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } };
    const app = new App([template({ Key: key({ KeyPolicy: { Statement: [statement] } }), Group: group })]);
    return app.uses.flatMap(one => missingPermissions(one).map(({ certain }) => certain));
  }
  const choose = (whenTrue: any, whenFalse: any) => ({ 'Fn::If': ['HasLogs', whenTrue, whenFalse] });
  const NOTHING = { Ref: 'AWS::NoValue' };

  test.each<[string, string | undefined, any, boolean[]]>([
    ['the same', 'HasLogs', choose(SENDER, NOTHING), []],
    ['the opposite', 'HasLogs', choose(NOTHING, SENDER), [true]],
    ['none, and one', undefined, choose(SENDER, NOTHING), [false]],
    ['two that have nothing in common', 'IsProd', choose(SENDER, NOTHING), [false]],
  ])('%s', (_, condition, statement, wanted) => expect(lacks(condition, statement)).toEqual(wanted));

  test('what a key is where it is', () => {
    const [chosen] = new App([template({ Key: { ...key({ EnableKeyRotation: choose(true, false) }), Condition: 'HasLogs' } })]).keys;
    expect(chosen.rotation).toEqual({ known: true, values: [true] });
  });
});
