import { actionsOf, EVERY_ACTION, reachOf } from '../../src/iam/actions';
import { Condition } from '../../src/iam/condition';
import { PolicyPlace, Principal } from '../../src/iam/principal';
import { hasTrait, isUnknownBesidePrincipals, readBranches, readPolicy, Statement, Trait } from '../../src/iam/statement';
import { formerStatementId, statementId } from '../../src/iam/statement-id';
import { Evaluator } from '../../src/template/evaluate';
import { conditional, PARAMETER, role, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const stack = template({
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
});
const evaluator = new Evaluator([stack]);
const place: PolicyPlace = {
  account: ACCOUNT,
  evaluate: value => evaluator.evaluate(value, stack),
  resource: symbol => symbol === '${s0#Role.Arn}' ? { account: ACCOUNT, kind: 'role' } : symbol === '${s1#Role.Arn}' ? { account: OTHER_ACCOUNT, kind: 'role' } : undefined,
};
const read = (document: unknown) => readPolicy(document, place);
const statement = (given: any): Statement => read({ Statement: [given] })![0];
const principals = (given: any): readonly Principal[] => statement({ Effect: 'Allow', Principal: given, Action: 'kms:Decrypt', Resource: '*' }).principals;
const conditions = (given: any): readonly Condition[] => statement({ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*', Condition: given }).conditions;

test('elements that are AWS::NoValue are not there', () => {
  const NONE = { Ref: 'AWS::NoValue' };
  const given = { Effect: 'Allow', Principal: NONE, NotPrincipal: '*', Action: NONE, NotAction: 'kms:Decrypt', Resource: NONE, NotResource: '*', Sid: NONE, Condition: NONE };
  const { Principal: _, Action: __, Resource: ___, Sid: ____, Condition: _____, ...without } = given;

  expect(statement(given)).toEqual(statement(without));
  expect(statement({ ...without, Principal: '*', NotPrincipal: NONE }).notPrincipal).toBe(false);
});

test('the version can be a function', () =>
  expect(read({ Version: { 'Fn::Sub': '2012-10-17' }, Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })![0].variables).toBe(true));

describe('a policy', () => {
  const full = { Sid: 'Use', Effect: 'Allow', Principal: { AWS: role('a') }, Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: '*' };

  test('is read statement by statement', () => {
    expect(read({ Statement: [full, { ...full, Sid: undefined, Effect: 'Deny', Action: 'kms:*' }] })).toEqual([
      expect.objectContaining({
        label: 'Use',
        sid: 'Use',
        effect: 'Allow',
        everyone: false,
        notPrincipal: false,
        actions: ['kms:Decrypt', 'kms:DescribeKey'],
        notAction: false,
        resources: ['*'],
        notResource: false,
        conditions: [],
        unknown: undefined,
        reach: new Set(['decrypt', 'describekey']),
      }),
      expect.objectContaining({ label: 'statement 2', sid: undefined, effect: 'Deny', actions: ['kms:*'], reach: EVERY_ACTION }),
    ]);
  });

  test.each<[string, unknown, number | undefined]>([
    ['of one statement without a list', { Statement: full }, 1],
    ['as a text', ` ${JSON.stringify({ Statement: [full, full] })}`, 2],
    ['without statements', {}, 0],
    ['with null for statements', { Statement: null }, 0],
    ['as a text that is none', '{"Statement": [', undefined],
    ['as a text of another kind', 'policy', undefined],
    ['that a parameter fills in', PARAMETER, undefined],
    ['that the deployment chooses', conditional({ Statement: [] }, { Statement: [full] }), undefined],
    ['whose statements a parameter fills in', { Statement: PARAMETER }, undefined],
    ['whose statements the deployment chooses', { Statement: conditional([full], []) }, undefined],
    ['that is a list', [full], undefined],
    ['that is null', null, undefined],
    ['that is missing', undefined, undefined],
  ])('%s', (_, document, statements) => expect(read(document)?.length).toBe(statements));

  test.each<[string, any, string]>([
    ['an effect', { ...full, Effect: PARAMETER }, "the effect of 'Use' is not known before deployment"],
    ['no effect', { ...full, Effect: undefined }, "the effect of 'Use' is not known before deployment"],
    ['a principal', { ...full, Principal: { AWS: PARAMETER } }, "a principal of 'Use' is not known before deployment"],
    ['an action', { ...full, Action: ['kms:Decrypt', PARAMETER] }, "an action of 'Use' is not known before deployment"],
    ['a condition', { ...full, Condition: { StringEquals: PARAMETER } }, "a condition of 'Use' is not known before deployment"],
    ['conditions', { ...full, Condition: PARAMETER }, "a condition of 'Use' is not known before deployment"],
    ['the whole', conditional(full, { Ref: 'AWS::NoValue' }), 'statement 1 is chosen at deployment'],
    ['null', null, 'statement 1 is chosen at deployment'],
    ['a statement that is no object', 'x', 'statement 1 is chosen at deployment'],
  ])('says that %s is not known', (_, given, unknown) => expect(statement(given).unknown).toBe(unknown));

  test('of which only a value is not known is known', () => {
    expect(statement({ ...full, Condition: { StringEquals: { 'aws:SourceAccount': PARAMETER } } }).unknown).toBeUndefined();
  });

  test('whose parts are functions is filled in', () => {
    const filled = statement({
      Sid: { Ref: 'AWS::Region' }, Effect: { 'Fn::Sub': 'Deny' }, Principal: { 'Fn::Sub': '*' }, NotAction: { 'Fn::Split': [',', 'kms:Decrypt,kms:Encrypt'] }, NotResource: { Ref: 'Queue' },
    });

    expect(filled).toMatchObject({ label: 'statement 1', sid: undefined, effect: 'Deny', everyone: true, actions: ['kms:Decrypt', 'kms:Encrypt'], notAction: true, resources: ['${s0#Queue}'], notResource: true });
    expect(filled.reach.has('decrypt')).toBe(false);
    expect(filled.reach.size).toBe(EVERY_ACTION.size - 2);
  });

  test('that has an element and its negation, which IAM refuses, is read by the element', () => {
    expect(statement({ ...full, NotPrincipal: { AWS: role('b') }, NotAction: 'kms:Encrypt', NotResource: 'arn' }))
      .toMatchObject({ notPrincipal: false, notAction: false, notResource: false, principals: [{ text: role('a') }], actions: full.Action, resources: ['*'] });
  });

  test('that has neither is about nothing', () => {
    expect(statement({ Effect: 'Allow' })).toMatchObject({ notPrincipal: false, notAction: false, notResource: false, principals: [], actions: [], resources: [] });
  });

  test('of a NotPrincipal names those who is exempt', () => {
    expect(statement({ Effect: 'Deny', NotPrincipal: { AWS: role('a') }, Action: 'kms:*', Resource: '*' })).toMatchObject({ notPrincipal: true, principals: [{ text: role('a') }] });
  });

  test('is named in acknowledgements by its Sid without what ids do not have', () => {
    expect([statementId(statement({ ...full, Sid: 'Allow: use of the key' })), formerStatementId(statement({ ...full, Sid: '' }))]).toEqual(['Allow-use-of-the-key', 'statement-1']);
  });
});

describe('a principal', () => {
  test.each<[string, any, Partial<Principal>]>([
    ['everyone', '*', { kind: 'everyone', own: 'no', text: '*' }],
    ['every AWS principal', { AWS: '*' }, { kind: 'everyone', own: 'no' }],
    ['an account', { AWS: `arn:aws:iam::${ACCOUNT}:root` }, { kind: 'account', own: 'yes' }],
    ['an account by its id', { AWS: ACCOUNT }, { kind: 'account', own: 'yes' }],
    ['another account', { AWS: OTHER_ACCOUNT }, { kind: 'account', own: 'no' }],
    ['an account that the deployment tells', { AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:root' } }, { kind: 'account', own: 'unknown' }],
    ['a role', { AWS: role('a') }, { kind: 'role', own: 'yes' }],
    ['a role of another account', { AWS: role('a', OTHER_ACCOUNT) }, { kind: 'role', own: 'no' }],
    ['a role by its attribute', { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, { kind: 'role', own: 'yes' }],
    ['a role of another stack and account', { AWS: '${s1#Role.Arn}' }, { kind: 'role', own: 'no' }],
    ['a resource that is no principal', { AWS: { 'Fn::GetAtt': ['Queue', 'Arn'] } }, { kind: 'opaque', own: 'unknown' }],
    ['a user', { AWS: `arn:aws-cn:iam::${ACCOUNT}:user/a` }, { kind: 'user', own: 'yes' }],
    ['a group', { AWS: `arn:aws:iam::${ACCOUNT}:group/a` }, { kind: 'group', own: 'yes' }],
    ['a session', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/a/b` }, { kind: 'session', own: 'yes' }],
    ['a federated user', { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/a` }, { kind: 'session', own: 'yes' }],
    ['the id of a role that is gone', { AWS: 'AROAEXAMPLEROLEID1234' }, { kind: 'other', own: 'unknown' }],
    ['a text that is no principal', { AWS: 'role' }, { kind: 'other', own: 'unknown' }],
    ['a number that is no account', { AWS: '12345' }, { kind: 'other', own: 'unknown' }],
    ['a number that begins like one', { AWS: `${ACCOUNT}0` }, { kind: 'other', own: 'unknown' }],
    ['a text that ends like one', { AWS: `a${ACCOUNT}` }, { kind: 'other', own: 'unknown' }],
    ['a text that ends like an ARN', { AWS: `x${role('a')}` }, { kind: 'other', own: 'unknown' }],
    ['a service', { Service: 'logs.amazonaws.com' }, { kind: 'service', own: 'unknown' }],
    ['a service that is not known', { Service: PARAMETER }, { kind: 'opaque', own: 'unknown' }],
    ['every service', { Service: '*' }, { kind: 'service', text: '*' }],
    ['an identity provider', { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/a` }, { kind: 'federated', own: 'yes' }],
    ['a canonical user', { CanonicalUser: '79a5' }, { kind: 'other', own: 'unknown' }],
    ['null', { 'Fn::If': ['C', null, null] }, { kind: 'opaque', own: 'unknown' }],
    ['whoever a parameter names', PARAMETER, { kind: 'opaque', own: 'unknown' }],
  ])('%s', (_, given, expected) => expect(principals(given)).toEqual([expect.objectContaining(expected)]));

  test('is one of many', () => {
    expect(principals({ AWS: [ACCOUNT, role('a')], Service: ['sns.amazonaws.com'] }).map(({ kind }) => kind)).toEqual(['account', 'role', 'service']);
    expect(principals(undefined)).toEqual([]);
  });
});

describe('a condition', () => {
  test.each<[string, Partial<Condition>]>([
    ['StringEquals', { base: 'stringequals', set: '', ifExists: false, negated: false }],
    ['StringNotLikeIfExists', { base: 'stringnotlike', set: '', ifExists: true, negated: true }],
    ['ForAllValues:StringEquals', { base: 'stringequals', set: 'all', ifExists: false, negated: false }],
    ['ForAnyValue:StringNotEquals', { base: 'stringnotequals', set: 'any', ifExists: false, negated: true }],
    ['forallvalues:arnlikeifexists', { base: 'arnlike', set: 'all', ifExists: true, negated: false }],
    ['Null', { base: 'null', set: '', ifExists: false, negated: false }],
  ])('%s', (operator, expected) => {
    expect(conditions({ [operator]: { 'kms:ViaService': 's3' } })).toEqual([{ operator, key: 'kms:ViaService', name: 'kms:viaservice', values: ['s3'], ...expected }]);
  });

  test('has its values as texts', () => {
    expect(conditions({ Bool: { a: true, b: [false, 'true'] }, NumericLessThan: { c: 7, d: PARAMETER, e: ['x', { Ref: 'AWS::NoValue' }], f: { Ref: 'AWS::NoValue' }, g: ['{{resolve:ssm:a}}', { 'Fn::Split': [',', 'y,z'] }, conditional('a', 'b')] } })
      .map(({ values }) => values)).toEqual([['true'], ['false', 'true'], ['7'], ['${?Parameter}'], ['x'], ['${?dynamic reference ssm.a}', 'y', 'z', '${?value}']]);
  });

  test('that AWS::NoValue leaves out is none', () => {
    const nothing = { Ref: 'AWS::NoValue' };
    expect(conditions({ StringEquals: nothing, Bool: { a: 'true', b: nothing }, StringLike: { c: [nothing] } }).map(({ key, values }) => [key, values])).toEqual([['a', ['true']], ['c', []]]);
  });

  test('that is not known is one of which nothing is known', () => {
    const unknown = { operator: '${?value}', key: '${?value}', name: '${?value}', values: [] };

    expect(conditions(PARAMETER)).toEqual([expect.objectContaining(unknown)]);
    expect(conditions({ StringEquals: PARAMETER, Bool: { a: 'true' } })).toEqual([expect.objectContaining({ ...unknown, operator: 'StringEquals' }), expect.objectContaining({ key: 'a' })]);
    expect(conditions(null)).toEqual([expect.objectContaining(unknown)]);
    expect(conditions({ StringEquals: null })).toEqual([expect.objectContaining({ ...unknown, operator: 'StringEquals', base: 'stringequals' })]);
    expect(conditions(undefined)).toEqual([]);
  });
});

describe('actions of KMS that a pattern stands for', () => {
  test.each<[string, string[] | 'all']>([
    ['*', 'all'], ['kms:*', 'all'], ['KMS:*', 'all'], ['k*', 'all'],
    ['kms:decrypt', ['decrypt']], ['kms:Re?ncrypt*', ['reencryptfrom', 'reencryptto']], ['kms:ReEncrypt*', ['reencryptfrom', 'reencryptto']],
    ['kms:Nothing', []], ['s3:GetObject', []], ['s3:*', []], ['kms:Decryp', []], ['kms.Decrypt', []], ['ms:Decrypt', []],
  ])('%s', (pattern, expected) => expect([...actionsOf(pattern)].sort()).toEqual(expected === 'all' ? [...EVERY_ACTION].sort() : expected));

  test('of several together, and of all but these', () => {
    const two = ['kms:Decrypt', 'kms:DescribeKey'];

    expect([...reachOf(two, false)]).toEqual(['decrypt', 'describekey']);
    expect(EVERY_ACTION.size - reachOf(two, true).size).toBe(2);
    expect(reachOf(['kms:Decrypt'], true).has('decrypt')).toBe(false);
    expect(reachOf([], false).size).toBe(0);
    expect(reachOf(['kms:Decrypt,kms:Encrypt'], false).size).toBe(0);
  });
});

describe('what rules may have to say something about', () => {
  const of = (more: any) => statement({ Effect: 'Allow', Principal: { AWS: role('a') }, Action: 'kms:Encrypt', Resource: '*', ...more }).traits;

  test.each<[string, any, string]>([
    ['nothing', {}, ''],
    ['a condition', { Condition: { Bool: { a: 'true' } } }, 'C'],
    ['everyone', { Principal: '*' }, 'E'],
    ['a service', { Principal: { Service: 'sns.amazonaws.com' } }, 'S'],
    ['another account', { Principal: { AWS: OTHER_ACCOUNT } }, 'A'],
    ['the account', { Principal: { AWS: ACCOUNT } }, ''],
    ['NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: role('a') } }, 'N'],
    ['NotAction', { Action: undefined, NotAction: ['kms:CreateGrant', 'kms:Decrypt', 'kms:ReEncrypt*'] }, 'N'],
    ['NotResource', { Resource: undefined, NotResource: '*' }, 'N'],
    ['grants', { Action: 'kms:CreateGrant' }, 'G'],
    ['everything', { Action: '*' }, 'GFD'],
    ['decryption', { Action: 'kms:Decrypt' }, 'D'],
    ['re-encryption', { Action: 'kms:ReEncryptFrom' }, 'D'],
    ['a user', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/a` } }, ''],
    ['a session', { Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/a/b` } }, ''],
    ['a pattern of users', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/a*` } }, 'O'],
    ['no action', { Action: undefined }, 'O'],
    ['an action that does not exist', { Action: 'kms:Nothing' }, 'O'],
    ['another resource', { Resource: 'arn' }, 'O'],
    ['a pattern of roles', { Principal: { AWS: role('a*') } }, 'O'],
    ['a group', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:group/a` } }, 'O'],
    ['what is not known', { Effect: PARAMETER }, 'O'],
  ])('%s', (_, more, traits) => expect(of(more)).toBe(traits));

  test('an odd statement is about everything', () => {
    const odd = statement(PARAMETER);

    expect([hasTrait(odd, Trait.GRANTS), hasTrait(odd, Trait.SERVICE)]).toEqual([true, true]);
    expect(hasTrait(statement({ Effect: 'Allow', Principal: '*', Action: 'kms:Encrypt', Resource: '*' }), Trait.SERVICE)).toBe(false);
  });
});

test('a policy that a condition chooses is one statement of which nothing else is known', () => {
  const chosen = readBranches(conditional({ Statement: [] }, { Id: 'other', Statement: [] }), place)!;

  expect(chosen).toEqual([{
    label: 'the policy',
    effect: 'Allow',
    principals: [],
    everyone: false,
    notPrincipal: false,
    actions: [],
    notAction: false,
    reach: new Set(),
    resources: [],
    notResource: false,
    conditions: [],
    variables: false,
    unread: true,
    effectUnknown: true,
    unknown: 'the policy is chosen at deployment',
    traits: Trait.ODD,
    choice: { condition: 'Condition', whenTrue: [], whenFalse: [] },
  }]);
});

test.each<[string, any, boolean]>([
  ['nothing', {}, false],
  ['a principal', { Principal: { AWS: '${?Who}' } }, false],
  ['an action', { Action: ['kms:Decrypt', '${?Action}'] }, true],
  ['the effect', { Effect: '${?Effect}' }, true],
  ['a condition key', { Condition: { StringEquals: { '${?Key}': 'a' } } }, true],
  ['the value of a condition', { Condition: { StringEquals: { 'aws:SourceAccount': '${?Account}' } } }, false],
])('%s is not known before deployment, beside principals', (_, more, wanted) => {
  const [one] = readPolicy({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*', ...more }] }, { account: ACCOUNT, evaluate: value => value, resource: () => undefined })!;
  expect(isUnknownBesidePrincipals(one)).toBe(wanted);
});

test('a statement that cannot be read is not known', () => {
  const [one] = readPolicy({ Statement: ['${?Statement}'] }, { account: ACCOUNT, evaluate: value => value, resource: () => undefined })!;
  expect(isUnknownBesidePrincipals(one)).toBe(true);
});
