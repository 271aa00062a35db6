import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { isAnyone, isService, principalArnPattern, principalsOf, wholeAccount } from '../../src/private/principals';

const aws = (value: string) => ({ type: 'AWS', value });
const service = { type: 'Service', value: 's3.amazonaws.com' };

describe('principalsOf', () => {
  test.each<[string, iam.IPrincipal, { type: string; value: string }[]]>([
    ['an account', new iam.AccountPrincipal('444455556666'), [aws(`arn:${Aws.PARTITION}:iam::444455556666:root`)]],
    ['a role', new iam.ArnPrincipal('arn:aws:iam::111122223333:role/App'), [aws('arn:aws:iam::111122223333:role/App')]],
    ['everyone', new iam.StarPrincipal(), [aws('*')]],
    ['a role whose path speaks of groups', new iam.ArnPrincipal('arn:aws:iam::111122223333:role/group/App'), [aws('arn:aws:iam::111122223333:role/group/App')]],
    ['several', new iam.CompositePrincipal(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/A'), new iam.FederatedPrincipal('idp', {})),
      [aws('arn:aws:iam::111122223333:role/A'), { type: 'Federated', value: 'idp' }]],
  ])('%s', (_, principal, values) => {
    expect(principalsOf('users', principal)).toEqual({ values, conditions: {} });
  });

  test('brings the conditions of a principal', () => {
    expect(principalsOf('users', new iam.OrganizationPrincipal('o-a1b2c3d4e5'))).toEqual({ values: [aws('*')], conditions: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } });
  });

  const group = (arn: string) => new iam.ArnPrincipal(arn);
  test.each<[string, iam.IGrantable | undefined | null, string]>([
    ['undefined', undefined, "'users' must be a principal, got: undefined; pass a role, user, account or service principal"],
    ['null', null, "'users' must be a principal, got: null; pass a role, user, account or service principal"],
    ['a group of this app', new iam.Group(new Stack(), 'Group'),
      "'users' must be a principal that a key policy can name, got: 'an IAM group'; name the roles or users, or the account"],
    ['a group', iam.Group.fromGroupArn(new Stack(), 'Group', 'arn:aws:iam::111122223333:group/Team'),
      "'users' must be a principal that a key policy can name, got: 'an IAM group'; name the roles or users, or the account"],
    ['the ARN of a group', group('arn:aws-cn:iam::111122223333:group/path/Team'), "'users' must be a principal that a key policy can name, got: 'an IAM group'; name the roles or users, or the account"],
    ['no principal at all', { grantPrincipal: { ...new iam.StarPrincipal(), policyFragment: new iam.PrincipalPolicyFragment({}) } } as any,
      "'users' must be a principal that a key policy can name, got: 'no principal'"],
  ])('fails for %s', (_, principal, message) => {
    expect(() => principalsOf('users', principal!)).toThrow(new Error(message));
  });

  test('a federated name that reads as a group is none', () => {
    expect(principalsOf('users', new iam.FederatedPrincipal('arn:aws:iam::111122223333:group/x', {})).values).toHaveLength(1);
  });
});

test('who is anyone and who is a service', () => {
  expect([aws('*'), aws('arn:aws:iam::111122223333:role/*'), { type: 'Federated', value: '*' }, service].map(isAnyone)).toEqual([true, false, false, false]);
  expect([aws('*'), service].map(isService)).toEqual([false, true]);
});

test.each([
  [aws('arn:aws:iam::111122223333:root'), '111122223333'],
  [aws(`arn:${Aws.PARTITION}:iam::111122223333:root`), '111122223333'],
  [aws('111122223333'), '111122223333'],
  [aws('1111222233334'), undefined],
  [aws('x111122223333'), undefined],
  [aws('arn:aws:iam::111122223333:role/root'), undefined],
  [aws('arn:aws:iam::111122223333:rooted'), undefined],
  [aws('not-arn:aws:iam::111122223333:root'), undefined],
  [{ type: 'Federated', value: '111122223333' }, undefined],
])('the whole account of principal %#', (principal, account) => {
  expect(wholeAccount(principal)).toBe(account);
});

describe('principalArnPattern', () => {
  test.each([
    ['a role', 'arn:aws:iam::111122223333:role/App', 'arn:aws:iam::111122223333:role/App'],
    ['any principal of an account', 'arn:aws:iam::111122223333:root', 'arn:aws-cn:iam::111122223333:*'],
    ['the role of a session', 'arn:aws-us-gov:sts::111122223333:assumed-role/App/session', 'arn:aws-us-gov:iam::111122223333:role/App'],
    ['the role of a session with slashes in its name', 'arn:aws:sts::111122223333:assumed-role/App/a/b', 'arn:aws:iam::111122223333:role/App'],
    ['a federated user', 'arn:aws:sts::111122223333:federated-user/Bob', 'arn:aws:sts::111122223333:federated-user/Bob'],
    ['what only CloudFormation knows', '${Token[TOKEN.1]}', '${Token[TOKEN.1]}'],
  ])('%s', (_, value, wanted) => {
    expect(principalArnPattern('principals', aws(value), 'aws-cn')).toBe(wanted);
  });

  test.each([
    [service, "'principals' takes roles, users and accounts, got: 'Service s3.amazonaws.com'; AWS services are exempt already"],
    [aws('*'), "'principals' takes roles, users and accounts, got: 'AWS *'; AWS services are exempt already"],
  ])('fails for %j', (principal, message) => {
    expect(() => principalArnPattern('principals', principal, 'aws')).toThrow(new Error(message));
  });
});
