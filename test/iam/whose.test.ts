import { Condition, readConditions } from '../../src/iam/condition';
import { isAnybodys, namesSource, saysOrganization, saysWhere, wholeAccountIn } from '../../src/iam/whose';
import { ACCOUNT } from '../support/stack';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const condition = (operator: string, key: string, ...values: string[]): Condition =>
  readConditions({ [operator]: { [key]: values } }, { evaluate: value => value })[0];

describe('what a condition says of whose a request is', () => {
  test.each<[string, string, string[], boolean, boolean]>([
    ['ArnLike', 'aws:PrincipalArn', [ROLE], true, false],
    ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::*:role/App'], false, false],
    ['ArnLike', 'aws:PrincipalArn', [ROLE, 'arn:aws:iam::*:role/App'], false, false],
    ['ArnLike', 'aws:PrincipalArn', ['arn:aws:s3:::bucket'], false, false],
    ['StringEquals', 'aws:PrincipalArn', ['${?parameter Role}'], true, false],
    ['StringEquals', 'aws:PrincipalAccount', [ACCOUNT], true, false],
    ['StringLike', 'kms:CallerAccount', ['1111*'], false, false],
    ['StringNotEquals', 'kms:CallerAccount', [ACCOUNT], false, false],
    ['StringEquals', 'aws:userid', ['AIDA'], true, false],
    ['StringEquals', 'aws:SourceAccount', [ACCOUNT], true, false],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:s3:::bucket'], true, false],
    ['ArnLike', 'aws:SourceArn', ['arn:aws:s3:::bucket*'], false, false],
    ['ArnLike', 'aws:SourceArn', [`arn:aws:sns:*:${ACCOUNT}:*`], true, false],
    ['StringEquals', 'aws:PrincipalOrgID', ['o-1'], false, true],
    ['StringLike', 'aws:PrincipalOrgID', ['o-*'], false, false],
    ['ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', ['o-1/*'], false, true],
    ['ForAnyValue:StringLike', 'aws:SourceOrgPaths', ['*/r-1'], false, false],
    ['StringEquals', 'kms:ViaService', ['s3.eu-west-1.amazonaws.com'], false, false],
  ])('%s on %s of %j', (operator, key, values, where, organization) => {
    const given = condition(operator, key, ...values);

    expect([saysWhere(given, [given]), saysOrganization(given, [given])]).toEqual([where, organization]);
  });
});

test.each<[string, string, string | undefined]>([
  ['aws:principalaccount', ACCOUNT, ACCOUNT],
  ['kms:calleraccount', ACCOUNT, ACCOUNT],
  ['kms:calleraccount', '1*', undefined],
  ['aws:principalarn', `arn:aws:iam::${ACCOUNT}:role/*`, ACCOUNT],
  ['aws:principalarn', `arn:aws:iam::${ACCOUNT}:*`, ACCOUNT],
  ['aws:principalarn', ROLE, undefined],
  ['aws:principalarn', `arn:aws:iam::${ACCOUNT}:role/*-app`, undefined],
  ['aws:principalarn', 'arn:aws:iam::*:role/*', undefined],
  ['aws:sourceaccount', ACCOUNT, undefined],
  ['aws:sourcearn', `arn:aws:iam::${ACCOUNT}:role/*`, undefined],
])('%s of %s lets the whole account %s through', (name, value, account) => expect(wholeAccountIn({ name }, value)).toBe(account));

test.each<[string, string[], boolean]>([
  ['aws:SourceAccount', [ACCOUNT], true],
  ['aws:SourceAccount', [ACCOUNT, '*'], false],
  ['aws:SourceOwner', [ACCOUNT], true],
  ['aws:SourceArn', ['arn:aws:s3:::bucket*'], true],
  ['aws:SourceArn', ['arn:aws:s3:::*'], false],
  ['aws:SourceArn', ['arn:aws:sns:*:*:topic'], false],
  ['aws:SourceOrgID', ['o-1'], true],
  ['aws:SourceOrgPaths', ['o-1/*'], true],
  ['aws:PrincipalOrgID', ['o-1'], false],
])('%s of %j names a source: %s', (key, values, named) => expect(namesSource(condition('StringLike', key, ...values))).toBe(named));

test.each<[string, boolean]>([
  ['arn:aws:s3:::*', true], ['arn:aws:s3:::?ucket', true], ['arn:aws:s3:::bucket*', false], ['arn:aws:sns:*:*:t', true], [`arn:aws:sns:*:${ACCOUNT}:*`, false], ['value', false],
])('%s is of anybody: %s', (value, anybodys) => expect(isAnybodys(value)).toBe(anybodys));
