import { homeOf } from '../../src/iam/home';
import { readPolicy } from '../../src/iam/statement';
import { ACCOUNT, OTHER_ACCOUNT } from '../support/stack';

const place = { account: '${AWS.AccountId}', evaluate: (value: unknown) => value, resource: () => undefined };
const home = (...statements: unknown[]) => homeOf(readPolicy({ Statement: statements }, place));
const allow = (principal: unknown, more = {}) => ({ Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*', ...more });
const USE = { Action: 'kms:Decrypt' };
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

test.each<[string, unknown[], string | undefined]>([
  ['its root', [allow(root(ACCOUNT))], ACCOUNT],
  ['its id', [allow({ AWS: ACCOUNT })], ACCOUNT],
  ['a role of it', [allow({ AWS: `arn:aws:iam::${ACCOUNT}:role/admin` })], ACCOUNT],
  ['it beside a service, which never can', [allow({ ...root(ACCOUNT), Service: 's3.amazonaws.com' })], ACCOUNT],
  ['it, and another account uses the key', [allow(root(ACCOUNT)), allow(root(OTHER_ACCOUNT), USE), allow('*', USE)], ACCOUNT],
  ['it, and another is denied', [allow(root(ACCOUNT)), allow(root(OTHER_ACCOUNT), { Effect: 'Deny' })], ACCOUNT],
  ['two accounts', [allow(root(ACCOUNT)), allow(root(OTHER_ACCOUNT))], undefined],
  ['the account of the stack', [allow(root('${AWS.AccountId}'))], undefined],
  ['it and somebody not known', [allow(root(ACCOUNT)), allow({ AWS: '${?Admin}' })], undefined],
  ['it and somebody by an action not known', [allow(root(ACCOUNT)), allow(root(OTHER_ACCOUNT), { Action: '${?Action}' })], undefined],
  ['it and everybody', [allow(root(ACCOUNT)), allow('*')], undefined],
  ['all but it', [allow(undefined, { NotPrincipal: root(ACCOUNT) })], undefined],
  ['nobody', [allow(root(ACCOUNT), USE)], undefined],
])('the account of a key that can be changed by %s', (_, statements, expected) => expect(home(...statements)).toBe(expected));

test('nothing is known of a policy that is not', () => expect(homeOf(undefined)).toBeUndefined());
