import * as fc from 'fast-check';
import { decide, Policies } from '../../src/iam/decide';
import { Caller, callerOf, lacks, Request, RequestedKey } from '../../src/iam/request';
import { readPolicy, Statement } from '../../src/iam/statement';
import { actionClasses, callersOf, findWitness, KEY_ACTIONS, permits, requestThat } from '../../src/iam/witness';
import { KEY_ARN } from '../support/oracle';
import { policiesOf, RandomRequest, requests, worlds } from '../support/policies';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const KEY: RequestedKey = { texts: [KEY_ARN], account: ACCOUNT, region: 'eu-west-1' };
const role = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const place = { account: ACCOUNT, evaluate: (value: unknown) => value, resource: () => undefined };
const read = (...statements: object[]): readonly Statement[] =>
  readPolicy({ Version: '2012-10-17', Statement: statements.map(one => ({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', ...one })) }, place)!;

const bounded = ({ kind }: Caller, { boundary }: Policies): boolean => boundary !== undefined && !['root', 'service', 'federated'].includes(kind);
/** A request of the caller that the policies let through. */
const requestThrough = (caller: Caller, action: string, policies: Policies, key = KEY): Request | undefined =>
  requestThat(asked => permits(asked, policies), { caller, action, key }, bounded(caller, policies));

/* `permits` asks which request a caller gets through, `decide` whether one gets through: neither may know of one that the other does not. */
describe('what policies permit is what they decide', () => {
  const following = /^(aws:Principal(Arn|Account)|kms:CallerAccount)$/;
  const asRequest = ({ principal, action, context }: RandomRequest): Request => {
    const caller = callerOf(principal)!;
    const own = Object.entries(context).filter(([name]) => !following.test(name) && !lacks(name.toLowerCase(), caller, action));
    return { caller, action, key: KEY, exact: true, context: Object.fromEntries(own) };
  };
  /* IPv6, dates as numbers and the like are none of this small world. */
  test.each([1, 2, 3])('in small worlds, %s', seed => {
    let [found, allowed] = [0, 0];
    fc.assert(fc.property(worlds, fc.array(requests, { minLength: 12, maxLength: 12 }), (world, many) => {
      const policies = policiesOf(world);
      for (const request of many.map(asRequest)) {
        const through = requestThrough(request.caller, request.action, policies);
        const { verdict } = decide(request, policies);
        if (through) {
          found++;
          expect([through, decide(through, policies).verdict]).toEqual([through, 'allowed']);
        } else {
          expect([request, verdict]).toEqual([request, 'denied']);
        }
        if (verdict === 'allowed') { allowed++; }
      }
    }), { numRuns: 30, seed });

    expect(found).toBeGreaterThan(allowed);
    expect(allowed).toBeGreaterThan(10);
  });
});

describe('who may ask', () => {
  const callers = (more: object, key = KEY): string[] => callersOf(read(more), key).map(({ kind, texts: [text], account }) => `${kind} ${text}${account === undefined ? '' : ` of ${account}`}`);
  const STRANGERS = [`role ${role('some-role')} of ${ACCOUNT}`, `role ${role('some-role', '000000000000')} of 000000000000`, 'service some-service.amazonaws.com'];

  test.each<[string, object, string[]]>([
    ['strangers', { Principal: '*' }, []],
    ['whom a statement names', { Principal: { AWS: [role('App'), `arn:aws:iam::${ACCOUNT}:user/a`, `arn:aws:sts::${ACCOUNT}:assumed-role/a/b`] } },
      [`role ${role('App')} of ${ACCOUNT}`, `user arn:aws:iam::${ACCOUNT}:user/a of ${ACCOUNT}`, `session arn:aws:sts::${ACCOUNT}:assumed-role/a/b of ${ACCOUNT}`]],
    ['an account and its root user', { Principal: { AWS: OTHER_ACCOUNT } }, [`role ${role('some-role', OTHER_ACCOUNT)} of ${OTHER_ACCOUNT}`, `root arn:aws:iam::${OTHER_ACCOUNT}:root of ${OTHER_ACCOUNT}`]],
    ['a service', { Principal: { Service: 'sns.amazonaws.com' } }, ['service sns.amazonaws.com']],
    ['a provider of identities', { Principal: { Federated: 'cognito-identity.amazonaws.com' } }, [`federated cognito-identity.amazonaws.com of ${ACCOUNT}`]],
    ['a role not known yet', { Principal: { AWS: '${?parameter Who}' } }, [`role \${?parameter Who} of ${ACCOUNT}`]],
    ['no group', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:group/g` } }, []],
    ['whom a condition names', { Condition: { ArnEquals: { 'aws:PrincipalArn': role('Cond') } } }, [`role ${role('Cond')} of ${ACCOUNT}`]],
    ['whom a condition stands for', { Condition: { ArnLike: { 'aws:PrincipalArn': role('Cond*') } } }, ['', 'x', 'some-other'].map(end => `role ${role(`Cond${end}`)} of ${ACCOUNT}`)],
    ['whom a condition on a symbol names', { Condition: { ArnEquals: { 'aws:PrincipalArn': '${s0#Role.Arn}' } } }, [`role \${s0#Role.Arn} of ${ACCOUNT}`]],
    ['nobody by a text that ends with a symbol', { Condition: { StringEquals: { 'aws:PrincipalArn': 'x${s0#Role.Arn}' } } }, []],
    ['nobody by a text that is no ARN', { Condition: { StringEquals: { 'aws:PrincipalArn': 'x${s0#Role.Arn}y' } } }, []],
    ['those of an account in a condition', { Condition: { StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } } }, [`role ${role('some-role', OTHER_ACCOUNT)} of ${OTHER_ACCOUNT}`]],
    ['those of an account in another', { Condition: { StringEquals: { 'aws:PrincipalAccount': [OTHER_ACCOUNT, '9*', '99998888777?'] } } }, [`role ${role('some-role', OTHER_ACCOUNT)} of ${OTHER_ACCOUNT}`]],
    ['nobody by other conditions', { Condition: { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } } }, []],
  ])('%s', (_, statement, wanted) => expect(callers(statement).sort()).toEqual([...STRANGERS, ...wanted].sort()));

  test('in another partition', () => {
    expect(callers({ Principal: '*' }, { texts: ['${s0#Key.Arn}', 'arn:aws-cn:kms:cn-north-1:111122223333:key/1'], account: ACCOUNT })[0]).toBe(`role arn:aws-cn:iam::${ACCOUNT}:role/some-role of ${ACCOUNT}`);
  });
});

test('actions that no statement tells apart are asked about once', () => {
  const classes = actionClasses(read({ Action: 'kms:Decrypt' }, { Action: ['kms:Decrypt', 'kms:Encrypt'] }));

  expect(classes.flatMap(({ actions }) => actions).sort()).toEqual([...KEY_ACTIONS].sort());
  expect(KEY_ACTIONS).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:RetireGrant']));
  expect(KEY_ACTIONS).not.toContain('kms:CreateKey');
  const withOf = (action: string) => classes.find(({ actions }) => actions.includes(action))!.actions;
  expect([withOf('kms:Decrypt'), withOf('kms:Encrypt'), withOf('kms:RetireGrant')]).toEqual([['kms:Decrypt'], ['kms:Encrypt'], ['kms:RetireGrant']]);
  const apart = actionClasses(read({ Action: 'kms:GenerateDataKey' }, { Action: 'kms:GenerateDataKeyPair' }));
  expect(apart.map(({ actions }) => actions).filter(([action]) => /DataKey(Pair)?$/.test(action))).toEqual([['kms:GenerateDataKey'], ['kms:GenerateDataKeyPair']]);
  // An encryption context, and other accounts, make the difference between the others.
  expect(withOf('kms:GenerateDataKey')).toEqual(expect.arrayContaining(['kms:ReEncryptFrom', 'kms:GenerateDataKeyPair']));
  expect(withOf('kms:GenerateDataKey')).not.toContain('kms:Sign');
  expect(withOf('kms:PutKeyPolicy')).not.toContain('kms:Sign');
});

/* Whatever a symbol becomes, it is equal to itself, and to nothing else that is known. */
describe('what CloudFormation fills in later', () => {
  const ROLE = '${s0#Role.Arn}';
  const app: Caller = { kind: 'role', texts: [ROLE], account: ACCOUNT };
  const through = (policies: Policies, caller = app, key = KEY) => requestThrough(caller, 'kms:Decrypt', policies, key);
  const all = { statements: read({ Principal: undefined }) };

  test.each<[string, object[], boolean]>([
    ['itself', [{ Principal: { AWS: ROLE } }], true],
    ['another', [{ Principal: { AWS: '${s0#Other.Arn}' } }], false],
    ['another stack', [{ Principal: { AWS: '${s1#Role.Arn}' } }], false],
    ['an import', [{ Principal: { AWS: '${?import role}' } }], false],
    ['a Deny of itself', [{}, { Effect: 'Deny', Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } }], false],
    ['a Deny of another', [{}, { Effect: 'Deny', Condition: { ArnEquals: { 'aws:PrincipalArn': '${s0#Other.Arn}' } } }], true],
    ['a Deny of all others', [{}, { Effect: 'Deny', Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE } } }], true],
    ['a Deny of all but another', [{}, { Effect: 'Deny', Condition: { ArnNotEquals: { 'aws:PrincipalArn': '${s0#Other.Arn}' } } }], false],
    ['a Deny of every role', [{}, { Effect: 'Deny', Condition: { ArnLike: { 'aws:PrincipalArn': '*' } } }], false],
  ])('%s', (_, statements, wanted) => expect(through({ key: { statements: read(...statements) }, identity: [all] }) !== undefined).toBe(wanted));

  test('in the request that is found, it is the symbol again', () => {
    const found = through({ key: { statements: read({ Condition: { StringEquals: { 'kms:ViaService': 's3.${AWS.Region}.amazonaws.com', 'aws:PrincipalTag/a': '${?parameter A}' } } }) } });

    expect(found).toMatchObject({ caller: app, context: { 'kms:viaservice': ['s3.${AWS.Region}.amazonaws.com'], 'aws:principaltag/a': ['${?parameter A}'] }, exact: true });
  });

  test('the account of the key, which is not known yet', () => {
    const key = { texts: ['${s0#Key.Arn}'], account: '${AWS.AccountId}' };
    const own = { key: { statements: read({ Principal: { AWS: '${AWS.AccountId}' } }) }, identity: [all] };

    expect(through(own, { ...app, account: '${AWS.AccountId}' }, key)).toBeDefined();
    expect(through(own, { ...app, account: ACCOUNT }, key)).toBeUndefined();
  });

  test('the key, where an IAM policy names it', () => {
    const key = { texts: ['${s0#Key.Arn}'], account: ACCOUNT };
    const own = (Resource: string) => ({ key: { statements: read({ Principal: { AWS: ACCOUNT } }) }, identity: [{ statements: read({ Principal: undefined, Resource }) }] });

    expect([through(own('${s0#Key.Arn}'), app, key), through(own('${s0#Other.Arn}'), app, key)].map(found => found !== undefined)).toEqual([true, false]);
  });
});

test('a service-linked role is held by no policy of an organization', () => {
  const linked = callerOf(`arn:aws:iam::${ACCOUNT}:role/aws-service-role/a.amazonaws.com/A`)!;
  const held = { key: { statements: read({}) }, identity: [], serviceControl: [[]], resourceControl: [{ statements: read({ Effect: 'Deny' }) }] };

  expect([linked, callerOf(role('App'))!].map(caller => requestThrough(caller, 'kms:Decrypt', held) !== undefined)).toEqual([true, false]);
});

test('the root user is held by no permissions boundary', () => {
  const nothing = { statements: read({ Principal: undefined, Action: 's3:*' }) };
  const held = { key: { statements: read({ Principal: { AWS: ACCOUNT } }) }, identity: [{ statements: read({ Principal: undefined }) }], boundary: nothing };
  const [root, app] = [callerOf(`arn:aws:iam::${ACCOUNT}:root`)!, callerOf(role('App'))!];

  expect([root, app].map(caller => requestThrough(caller, 'kms:Decrypt', held) !== undefined)).toEqual([true, false]);
});

test('what follows from the caller is not said of its request', () => {
  const asked = read({ Condition: { StringEquals: { 'aws:PrincipalArn': role('App'), 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 'a' } } });

  expect(requestThrough(callerOf(role('App'))!, 'kms:Decrypt', { key: { statements: asked } })?.context).toEqual({ 'kms:viaservice': ['a'] });
});

test('who has no permissions boundary is not denied by NotPrincipal that names it', () => {
  const but = { key: { statements: read({}, { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: role('App') } }) } };
  const found = (canBeBounded?: boolean) => requestThat(asked => permits(asked, but), { caller: callerOf(role('App'))!, action: 'kms:Decrypt', key: KEY }, canBeBounded);

  expect([found(), found(true)].map(one => one !== undefined)).toEqual([true, false]);
});

test('a statement of which nothing is known is no witness', () => {
  const [unread] = readPolicy({ Statement: [null] }, place)!;

  expect(findWitness({ allows: [unread], denies: [], key: KEY })).toBeUndefined();
  expect(findWitness({ allows: read({}), denies: [unread], key: KEY })).toMatchObject({ action: KEY_ACTIONS[0], context: {} });
});

test('what two patterns allow together, and a Deny takes the shortest of', () => {
  const like = (operator: string, value: string, more: object = {}) => ({ ...more, Condition: { [operator]: { 'kms:ViaService': value } } });
  const denies = read(like('StringNotLike', '*b', { Effect: 'Deny' }), like('StringLike', 'a?b', { Effect: 'Deny' }), like('StringEquals', 'ab', { Effect: 'Deny' }));

  expect(findWitness({ allows: read(like('StringLike', 'a*')), denies, key: KEY })?.context!['kms:viaservice']).toEqual([expect.stringMatching(/^a..+b$/)]);
});
