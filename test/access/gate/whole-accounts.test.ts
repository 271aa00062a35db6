import { statement } from './statements';
import { accountsOfEveryone, wholeAccounts } from '../../../src/access/gate/whole-accounts';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';

const arn = (resource: string, account = ACCOUNT) => `arn:aws:iam::${account}:${resource}`;
const OF_ACCOUNT = { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } };
const THROUGH = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };
const of = (principal: unknown, Condition?: object) => statement({ Principal: { AWS: principal }, ...Condition ? { Condition } : {} });

/* The accounts that are let in whole, and of these, those by a condition on everyone, whatever else bounds them. */
test.each<[string, ReturnType<typeof statement>, string[], string[]]>([
  ['an account by its id', of(ACCOUNT), [ACCOUNT], []],
  ['an account by its ARN', of(arn('root')), [ACCOUNT], []],
  ['two accounts and a role', of([ACCOUNT, arn('root', OTHER_ACCOUNT), arn('role/App')]), [ACCOUNT, OTHER_ACCOUNT], []],
  ['an account through a service', of(ACCOUNT, { StringEquals: THROUGH }), [], []],
  ['some roles of an account', of(ACCOUNT, { ArnLike: { 'aws:PrincipalArn': arn('role/App*') } }), [], []],
  ['all roles of an account', of(ACCOUNT, { ArnLike: { 'aws:PrincipalArn': arn('role/*') } }), [ACCOUNT], []],
  ['everyone', of('*'), [], []],
  ['everyone of an account', of('*', OF_ACCOUNT), [ACCOUNT], [ACCOUNT]],
  ['everyone of two accounts', of('*', { StringEquals: { 'kms:CallerAccount': [ACCOUNT, OTHER_ACCOUNT] } }), [ACCOUNT, OTHER_ACCOUNT], [ACCOUNT, OTHER_ACCOUNT]],
  ['everyone of an account, where the request says it', of('*', { StringEqualsIfExists: { 'aws:PrincipalAccount': ACCOUNT } }), [], []],
  ['everyone of an account through a service', of('*', { StringEquals: { ...OF_ACCOUNT.StringEquals, ...THROUGH } }), [], [ACCOUNT]],
  ['everyone of an account who is one role', of('*', { ...OF_ACCOUNT, ArnLike: { 'aws:PrincipalArn': arn('role/App') } }), [], []],
  ['all roles of an account and one of another', of('*', { ArnLike: { 'aws:PrincipalArn': [arn('role/*'), arn('role/App', OTHER_ACCOUNT)] } }), [ACCOUNT], [ACCOUNT]],
])('%s', (_, given, whole, everyone) => expect([wholeAccounts(given), accountsOfEveryone(given)]).toEqual([whole, everyone]));
