import { App } from '../../src/app/app';
import { branchWords, mayBeAbout, summaryOf } from '../../src/report/statement-summary';
import { conditional, key, keyWith, PARAMETER, template } from '../checks/support';
import { ACCOUNT, REGION } from '../support/stack';

const read = (statement: object) => {
  const app = new App([template({ ...keyWith({ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*', ...statement }), Other: key() })]);
  const [found] = app.keys;
  return { statement: found.policy.statements![0], found };
};
const permissions = (written: object, without: readonly string[] = []) => {
  const { statement } = read(written);
  return summaryOf(statement, ['everyone'], new Set([...statement.reach].filter(action => !without.includes(action)))).permissions;
};

test.each<[string, object, string[]]>([
  ['actions of KMS', { Action: ['kms:Decrypt', 'kms:Sign'] }, ['decrypt', 'sign']],
  ['actions of other services, which mean nothing to a key', { Action: ['kms:Decrypt', 's3:GetObject', 'kms:Decript'] }, ['decrypt']],
  ['a pattern', { Action: 'kms:*' }, ['everything']],
  ['an action that the deployment decides beside another', { Action: ['kms:Decrypt', { 'Fn::Sub': 'kms:${Parameter}' }] }, ['decrypt', '${?Parameter}']],
  ['all but an action', { Action: undefined, NotAction: 'kms:Decrypt' }, ['everything but decrypt']],
  ['all but actions', { Action: undefined, NotAction: ['kms:Decrypt', 'kms:Sign'] }, ['everything but decrypt, sign']],
  ['all but actions of another service', { Action: undefined, NotAction: 's3:*' }, ['everything']],
])('permissions are said of %s', (_, written, words) => expect(permissions(written)).toEqual(words));

test.each<[string, object, string[], string[]]>([
  ['of two actions', { Action: ['kms:Decrypt', 'kms:Sign'] }, ['sign'], ['decrypt']],
  ['of everything', { Action: 'kms:*' }, ['decrypt'], ['everything but decrypt']],
  ['of all but one', { Action: undefined, NotAction: 'kms:Decrypt' }, ['sign'], ['everything but decrypt, sign']],
])('permissions are what is left %s', (_, written, taken, words) => expect(permissions(written, taken)).toEqual(words));

test('a summary has the actions on keys as the API names them, in its order, and the Sid where there is one', () => {
  const { statement } = read({ Sid: 'Some', Action: ['kms:Sign', 'kms:decrypt', 'kms:GenerateRandom'] });

  expect(summaryOf(statement, ['role App'], statement.reach)).toEqual({
    principals: ['role App'], permissions: ['decrypt', 'sign', 'GenerateRandom'], conditions: [], source: 'key policy', actions: ['kms:Decrypt', 'kms:Sign'], sid: 'Some',
  });
  expect(summaryOf(read({}).statement, ['user jo'], new Set(['decrypt']), ['with MFA'], 'IAM policy')).toStrictEqual({
    principals: ['user jo'], permissions: ['decrypt'], conditions: ['with MFA'], source: 'IAM policy', actions: ['kms:Decrypt'],
  });
});

test.each<[string, object, boolean]>([
  ['is about every key', {}, true],
  ['has no Resource, which is the key itself', { Resource: undefined }, true],
  ['is about the key', { Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } }, true],
  ['is about another key', { Resource: { 'Fn::GetAtt': ['Other', 'Arn'] } }, false],
  ['is about keys of the account', { Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*` }, true],
  ['is about a bucket', { Resource: 'arn:aws:s3:::orders' }, false],
  ['is about every key but another', { Resource: undefined, NotResource: { 'Fn::GetAtt': ['Other', 'Arn'] } }, true],
  ['is about what the deployment decides', { Resource: PARAMETER }, true],
])('a statement that %s', (_, written, counts) => {
  const { statement, found } = read(written);
  expect(mayBeAbout(statement, found)).toBe(counts);
});

test('a statement that cannot be read might be about any key', () => {
  const { statement, found } = read({ Resource: 'arn:aws:s3:::orders' });
  expect(mayBeAbout({ ...statement, unread: true }, found)).toBe(true);
});

test('a statement that is there under a condition of the template says which', () => {
  const app = new App([template(keyWith(conditional({ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }, { Ref: 'AWS::NoValue' })))]);
  expect(app.keys[0].policy.statements!.map(branchWords)).toEqual([['if Condition']]);
  expect(branchWords(read({}).statement)).toEqual([]);
});
