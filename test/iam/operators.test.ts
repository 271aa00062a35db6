import { FAMILIES, filled, hasVariable, isOpenGlob, Match, toNetwork, toTime, variablesOf } from '../../src/iam/operators';
import { globOf } from '../../src/iam/pattern';

/** Whether a value of a request meets a value of a policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const compare = (base: string, wanted: string, given: string): Match => {
  const { compare: ask, wildcards } = FAMILIES[base]!;
  return ask(wildcards ? globOf(wanted) : wanted, [given]);
};

test.each<[string, string, string, Match]>([
  ['stringequals', 'a*', 'a*', 'yes'],
  ['stringequals', 'a*', 'ab', 'no'],
  ['stringequals', 'a', 'A', 'no'],
  ['stringequalsignorecase', 'aB', 'Ab', 'yes'],
  ['stringequalsignorecase', 'a*', 'AB', 'no'],
  ['stringlike', 'a*', 'ab', 'yes'],
  ['stringlike', 'a*', 'AB', 'no'],
  ['arnlike', 'arn:aws:iam::*:role/a', 'arn:aws:iam::111122223333:role/a', 'yes'],
  ['arnlike', 'arn:*:role/a', 'arn:aws:iam::111122223333:role/a', 'no'],
  ['arnlike', 'arn:aws:iam::*:role/*', 'arn:aws:iam::111122223333:role/a:b', 'yes'],
  ['arnequals', 'arn:aws:iam::*:role/a', 'arn:aws:iam::111122223333:role/a', 'yes'],
  ['arnequals', 'arn:aws:iam::*:role/b', 'arn:aws:iam::111122223333:role/a', 'no'],
  // AWS does not say what `*` alone stands for, whatever it is compared with.
  ...['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/${?Name}', 'arn:aws:iam::${AWS.AccountId}:role/a', '${s0#Role.Arn}', '${?Parameter}', 'a', ''].flatMap((given): [string, string, string, Match][] =>
    [['arnlike', '*', given, 'unknown'], ['arnequals', '**', given, 'unknown']]),
  // Nothing but six parts is an ARN, whatever it is compared with.
  ...['arn:aws:iam::111122223333:role/a', '${s0#Role.Arn}'].flatMap((given): [string, string, string, Match][] =>
    ['a', 'role/a', '*role/a', '*:role/a', 'a*', '', '*:*:*:*:*', 'x:aws:iam::111122223333:role/a'].map(wanted => ['arnlike', wanted, given, 'invalid'])),
  ['arnlike', '*:*:*:*:*:*', 'arn:aws:iam::111122223333:role/a', 'yes'],
  ['arnlike', '?rn:aws:iam::*:role/a', 'arn:aws:iam::111122223333:role/a', 'yes'],
  ['arnlike', '*:aws:iam::*:role/b', 'arn:aws:iam::111122223333:role/a', 'no'],
  ['arnlike', '*:*:*:*:*:*', '${s0#Role.Arn}', 'unknown'],
  ['arnlike', 'arn:aws:iam::*:role/a', 'a', 'invalid'],
  ['arnlike', 'arn:aws:iam::*:role/${?Name}', 'arn:aws:iam::111122223333:role/a', 'unknown'],
  ['arnlike', 'arn:aws:iam::*:role/a', 'arn:aws:iam::111122223333:role/${?Name}', 'unknown'],
  // Parts of an ARN, of which CloudFormation fills in some.
  ['arnlike', 'arn:aws:rds:*:*:og:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:${?Name}', 'no'],
  ['arnlike', 'arn:aws:rds:*:*:og:*', 'arn:aws:rds:${AWS.Region}:111122223333:db:a:og:b', 'no'],
  ['arnequals', 'arn:aws:rds:*:*:og:*', 'arn:${AWS.Partition}:rds:eu-west-1:111122223333:db:${?Name}', 'no'],
  ['arnlike', 'arn:aws:rds:*:*:db:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:${?Name}', 'yes'],
  ['arnlike', 'arn:aws:rds:*:*:db:a', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:${?Name}', 'unknown'],
  ['arnlike', 'arn:aws:rds:us-east-1:*:db:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:${?Name}', 'unknown'],
  ['arnlike', 'arn:aws:rds:us-east-1:*:og:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:${?Name}', 'no'],
  ['arnlike', 'arn:aws:rds:*:og:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:og:a', 'unknown'],
  ['arnlike', 'arn:aws:*:og:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:og:a', 'no'],
  ['arnlike', 'arn:aws:sns:*:*:*', 'arn:aws:sqs:${AWS.Region}:${AWS.AccountId}:sns:a', 'no'],
  ['arnlike', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:og:*', 'arn:aws:rds:eu-west-1:111122223333:db:a:og:b', 'no'],
  ['arnlike', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:*', 'arn:aws:rds:eu-west-1:111122223333:db:a', 'unknown'],
  ['arnlike', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:*', 'arn:aws:rds:${AWS.Region}:${AWS.AccountId}:db:a', 'yes'],
  ['arnlike', 'arn:aws:sqs:*:*:${s0#A}', 'arn:aws:sqs:${AWS.Region}:${AWS.AccountId}:${s0#B}', 'no'],
  // A symbol that can hold colons can be the parts that follow, too.
  ['arnlike', 'arn:aws:rds:*:*:og:*', 'arn:aws:rds:${?Place}:db:a', 'unknown'],
  ['arnlike', 'arn:aws:rds:*:*:og:*', 'arn:aws:rds:${?Region}:111122223333:db:a', 'unknown'],
  ['arnlike', 'arn:aws:rds:*:*:og:*', 'arn:aws:rds:${s0#Custom.Place}:db:a', 'unknown'],
  ['arnlike', 'arn:aws:rds:${?Place}:og:*', 'arn:aws:rds:eu-west-1:111122223333:og:a', 'unknown'],
  ['arnlike', 'arn:aws:rds:*:*:og:a', 'arn:aws:rds:${?Place}:db:b', 'no'],
  ['arnlike', 'arn:aws:rds:*:*:og:*', 'arn:aws:sqs:${?Region}:111122223333:og:a', 'no'],
  ['arnlike', 'arn:aws:rds:*:og:*', 'arn:aws:rds:${?Region}:111122223333:og:a', 'unknown'],
  ['arnlike', 'arn:aws:rds:*:*:db:*', 'arn:aws:rds:${?Region}:111122223333:db:a', 'yes'],
  ['arnlike', 'arn:aws:rds:*:*:db:*', '${s0#Database.Arn}', 'unknown'],
  ['numericequals', '120', '120', 'yes'],
  ['numericequals', '120', '12', 'no'],
  ['numericequals', '12x', '12', 'invalid'],
  ['dateequals', '2026-01-01T10:00Z', '2026-01-01T10:00:00Z', 'yes'],
  ['dateequals', '2026-01-01T10:00:00+01:00', '2026-01-01T09:00:00Z', 'yes'],
  ['dateequals', '2026-01-01x', '2026-01-01', 'invalid'],
  ['dateequals', '1767225600', '2026-01-01T00:00:00Z', 'yes'],
  ['dateequals', '1767225600x', '2026-01-01T00:00:00Z', 'invalid'],
  ['ipaddress', '10.0.0.0/24x', '10.0.0.1', 'invalid'],
  ['ipaddress', '10.0.0.0/33', '10.0.0.1', 'invalid'],
  ['ipaddress', '10.0.0.0/24/1', '10.0.0.1', 'invalid'],
  ['ipaddress', '0.0.0.0/0', '::', 'no'],
  ['ipaddress', '::/0', '0.0.0.0', 'no'],
  ['ipaddress', '::ffff:10.20.30.40', '::ffff:a14:1e28', 'yes'],
  ['ipaddress', '::ffff:110.120.130.140', '::ffff:6e78:828c', 'yes'],
  ['ipaddress', '::ffff:10.20.30.40', '::ffff:a14:1e29', 'no'],
  ['ipaddress', '2001:db8::/32', '2001:0db8:0:0:0:0:0:1', 'yes'],
  ['ipaddress', '1::', '1:0:0:0:0:0:0:0', 'yes'],
  ['binaryequals', 'YQ==', 'YQ', 'yes'],
  ['binaryequals', 'Y Q', 'YQ', 'invalid'],
  ['bool', 'true', 'TRUE', 'yes'],
  ['bool', 'false', 'true', 'no'],
  ['bool', 'yes', 'true', 'invalid'],
  ['bool', 'true', '1', 'invalid'],
  ['binaryequals', 'YQ==', 'YQ==', 'yes'],
  ['binaryequals', 'YQ==', 'YR==', 'yes'],
  ['binaryequals', 'YQ==', 'Yg==', 'no'],
  ['binaryequals', 'YQ==', 'a b', 'invalid'],
  ['binaryequals', 'a!', 'YQ==', 'invalid'],
  ['numericequals', '7', '7.0', 'yes'],
  ['numericequals', '7', '8', 'no'],
  ['numericequals', '7', 'x7', 'invalid'],
  ['numericequals', '7', '7x', 'invalid'],
  ['numericequals', '7', '7.', 'invalid'],
  ['numericequals', '', '0', 'invalid'],
  ['numericequals', '-7.25', '-7.25', 'yes'],
  ['numericequals', '${?Days}', '7', 'unknown'],
  ['numericequals', '7', '${?Days}', 'unknown'],
  ['numericlessthan', '7', '6', 'yes'],
  ['numericlessthan', '7', '7', 'no'],
  ['numericlessthanequals', '7', '7', 'yes'],
  ['numericlessthanequals', '7', '8', 'no'],
  ['numericgreaterthan', '7', '8', 'yes'],
  ['numericgreaterthan', '7', '7', 'no'],
  ['numericgreaterthanequals', '7', '7', 'yes'],
  ['numericgreaterthanequals', '7', '6', 'no'],
  ['dateequals', '2030-01-01T00:00:00Z', '1893456000', 'yes'],
  ['dateequals', '2030-01-01', '2030-01-01T01:00:00+01:00', 'yes'],
  ['dateequals', '2030', '2030-01-01T00:00:00.000Z', 'yes'],
  ['dateequals', '2030-01', '2030-02', 'no'],
  ['dateequals', '1 January 2030', '2030-01-01', 'invalid'],
  ['dateequals', '2030-13-01', '2030-01-01', 'invalid'],
  ['datelessthan', '2030-01-01', '2029-12-31', 'yes'],
  ['datelessthan', '2030-01-01', '2030-01-01', 'no'],
  ['datelessthanequals', '2030-01-01', '2030-01-01', 'yes'],
  ['datelessthanequals', '2030-01-01', '2030-01-02', 'no'],
  ['dategreaterthan', '2030-01-01', '2030-01-02', 'yes'],
  ['dategreaterthan', '2030-01-01', '2030-01-01', 'no'],
  ['dategreaterthanequals', '2030-01-01', '2030-01-01', 'yes'],
  ['dategreaterthanequals', '2030-01-01', '2029-12-31', 'no'],
  ['ipaddress', '10.0.0.0/8', '10.255.255.255', 'yes'],
  ['ipaddress', '10.0.0.0/8', '11.0.0.0', 'no'],
  ['ipaddress', '10.0.0.1', '10.0.0.1', 'yes'],
  ['ipaddress', '10.0.0.1', '10.0.0.2', 'no'],
  ['ipaddress', '10.0.0.0/16', '10.0.0.0/8', 'no'],
  ['ipaddress', '0.0.0.0/0', '2001:db8::1', 'no'],
  ['ipaddress', '2001:db8::/32', '2001:db8:1::1', 'yes'],
  ['ipaddress', '2001:db8::/32', '2001:db9::1', 'no'],
  ['ipaddress', '::ffff:10.0.0.0/104', '::ffff:10.1.2.3', 'yes'],
  ['ipaddress', '::ffff:10.0.0.1', '::ffff:a00:1', 'yes'],
  ['ipaddress', '2001:db8:0:0:0:0:0:1', '2001:db8::1', 'yes'],
  ['ipaddress', '10.0.0.0/33', '10.0.0.0', 'invalid'],
  ['ipaddress', '10.0.0.0/8/8', '10.0.0.0', 'invalid'],
  ['ipaddress', '10.0.0.0/x', '10.0.0.0', 'invalid'],
  ['ipaddress', '10.0.0', '10.0.0.0', 'invalid'],
])('%s %s meets %s: %s', (base, wanted, given, match) => expect(compare(base, wanted, given)).toBe(match));

test('a value that has several names meets by the one that is known', () => {
  expect(FAMILIES.numericequals!.compare('7', ['${?Days}', '7'])).toBe('yes');
  expect(FAMILIES.stringequalsignorecase!.compare('A', ['b', 'a'])).toBe('yes');
  expect(FAMILIES.arnequals!.compare('arn:aws:s3:::a', ['${s0#A.Arn}', 'arn:aws:s3:::a'])).toBe('yes');
});

test('what is read of times and networks', () => {
  expect([toTime('1893456000'), toTime('2030-01-01'), toTime('2030'), toTime('203'), toTime('x2030-01-01')]).toEqual([1893456000000, 1893456000000, 1893456000000, undefined, undefined]);
  expect(toNetwork('10.0.0.1')).toEqual({ version: 4, bits: 0x0A000001n, prefix: 32 });
  expect(toNetwork('2001:db8::1/64')).toEqual({ version: 6, bits: 0x20010DB8000000000000000000000001n, prefix: 64 });
  expect(toNetwork('::1.2.3.4')).toEqual({ version: 6, bits: 0x01020304n, prefix: 128 });
});

describe('policy variables', () => {
  const values: { readonly [key: string]: string[][] | undefined } = { 'aws:username': [['anna']], 'aws:principaltag/star': [['*']], 'aws:tagkeys': [['a'], ['b']], 'aws:userid': [] };
  const fill = (text: string, wildcards = true) => filled(text, wildcards, key => values[key]);

  test.each<[string, string, ReturnType<typeof filled>]>([
    ['a value', 'home/${aws:username}/*', { glob: globOf('home/anna/*') }],
    ['a value in any case, with spaces', '${ aws:UserName }', { glob: 'anna' }],
    ['a value instead of its default', "${aws:username, 'nobody'}", { glob: 'anna' }],
    ['a default', "${aws:userid, 'nobody'}", { glob: 'nobody' }],
    ['a default that is empty', "x${aws:userid, ''}", { glob: 'x' }],
    ['no value', '${aws:userid}', undefined],
    ['several values', '${aws:tagkeys}', undefined],
    ['what is not known', '${aws:sourceip}', 'unknown'],
    ['what is not known, and what has no value', '${aws:sourceip}${aws:userid}', undefined],
    ['what has no value, and what is not known', '${aws:userid}${aws:sourceip}', undefined],
    ['nothing', 'a${?Symbol}b', { glob: 'a${?Symbol}b' }],
  ])('filled in with %s', (_, text, wanted) => expect(fill(text)).toEqual(wanted));

  test('are texts where they are filled in, not patterns', () => {
    expect(isOpenGlob((fill('a/${aws:PrincipalTag/star}') as any).glob)).toBe(false);
    expect(isOpenGlob((fill('a/${aws:username}/?') as any).glob)).toBe(true);
    expect(fill('a/${aws:username}/*', false)).toEqual({ glob: 'a/anna/*' });
  });

  test('are told from other texts', () => {
    expect([hasVariable('${aws:username}'), hasVariable('${?Parameter}'), hasVariable('${s0#Key.Arn}'), hasVariable('aws:username'), hasVariable('${*}')]).toEqual([true, false, false, false, false]);
    expect(variablesOf("${aws:UserName}/${ aws:PrincipalTag/Team , 'x'}")).toEqual(['aws:username', 'aws:principaltag/team']);
  });
});
