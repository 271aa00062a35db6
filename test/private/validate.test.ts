import { Aws, Duration, Lazy, Token } from 'aws-cdk-lib';
import {
  checkAlias, checkAccountId, checkArn, checkDays, checkNotEmpty, checkOrganizationId, checkOrganizationPath, checkRegion, checkTag, checkText,
} from '../../src/private/validate';
import { thrown } from '../support/thrown';

/** The names of tests hold no token: its text differs from run to run. */
const LATER = { 'what only CloudFormation knows': Aws.ACCOUNT_ID, 'the same with text around it': `x → ${Aws.STACK_NAME} →` };

/** Accepted and refused values of a check; the message is the whole one. */
function accepts(check: (property: string, value: string) => void, good: string[], bad: string[], message: (value: string) => string): void {
  test.each(good)('takes %j', value => { expect(() => check('it', value)).not.toThrow(); });
  test.each(Object.entries(LATER))('takes %s', (_, value) => { expect(() => check('it', value)).not.toThrow(); });
  test.each(bad)('refuses %j', value => { expect(thrown(() => check('it', value))).toBe(message(value)); });
}

describe('checkText', () => {
  const most = Array.from({ length: 0x100 }, (_, i) => i).filter(i => i >= 0x20 || [9, 10, 13].includes(i)).map(i => String.fromCharCode(i)).join('');
  test.each(['', 'orders', 'x'.repeat(225), ...Object.values(LATER)])('takes %#', value => { expect(() => checkText('it', value, 225)).not.toThrow(); });

  test('takes undefined, every character of Latin-1, tab and line ends', () => {
    expect(() => { checkText('it', undefined, 1); checkText('it', most); }).not.toThrow();
  });

  test.each([['a\u0000', '\u0000'], ['\u001fb', '\u001f'], ['a\u000bb', '\u000b'], ['Ā', 'Ā'], ['a → b', '→'], ['key 🔑', '🔑']])('refuses %j', (value, stranger) => {
    expect(thrown(() => checkText('it', value))).toBe(`'it' can hold Latin-1 characters only, '${stranger}' is not one, got: '${value}'; replace that character`);
  });

  test('refuses one character too many, and shows the start', () => {
    expect(thrown(() => checkText('it', `${'a'.repeat(40)}b`, 40))).toBe(`'it' must be at most 40 characters, got: '${'a'.repeat(40)}… (41 characters)'`);
  });
});

describe('aliasName', () => {
  test.each([['orders', 'alias/orders'], ['alias/orders', 'alias/orders'], ['a:b/c_d-E9', 'alias/a:b/c_d-E9'], ['awsome', 'alias/awsome'], ['my/aws/x', 'alias/my/aws/x'],
    ['x'.repeat(250), `alias/${'x'.repeat(250)}`]])('%j is %j', (given, full) => {
    expect(checkAlias('alias', given)).toBe(full);
  });

  test('gives the prefix to a name that only CloudFormation knows, once', () => {
    expect([Aws.STACK_NAME, `alias/${Aws.STACK_NAME}`].map(name => checkAlias('alias', name))).toEqual(Array(2).fill(`alias/${Aws.STACK_NAME}`));
  });

  test.each([
    ['', "'alias' needs a name after 'alias/', got: ''; give it a name such as 'alias/orders-production'"],
    ['alias/', "'alias' needs a name after 'alias/', got: 'alias/'; give it a name such as 'alias/orders-production'"],
    ['aws', "'alias' must not start with 'alias/aws/', which AWS reserves for AWS managed keys, got: 'aws'; choose another name"],
    ['alias/aws/s3', "'alias' must not start with 'alias/aws/', which AWS reserves for AWS managed keys, got: 'alias/aws/s3'; choose another name"],
    ['x'.repeat(251), `'alias' must be at most 256 characters including 'alias/', got: '${'x'.repeat(251)}'`],
    ['a b', "'alias' can hold letters, digits and : / _ - only, got: 'a b'"],
    ['.ab', "'alias' can hold letters, digits and : / _ - only, got: '.ab'"],
    ['ab.', "'alias' can hold letters, digits and : / _ - only, got: 'ab.'"],
  ])('refuses %j', (value, message) => { expect(thrown(() => checkAlias('alias', value))).toBe(message); });
});

describe('checkAccountId', () => {
  accepts(checkAccountId, ['012345678901'], ['12345678901', '1234567890123', '12345678901a', 'x123456789012', '123456789012 '],
    value => `'it' must be an account id of 12 digits, got: '${value}'; write it as a string, with leading zeros, such as '012345678901'`);
});

describe('checkRegion', () => {
  accepts(checkRegion, ['eu-west-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1', 'ap-southeast-7'], ['eu-west-1a', 'eu-west', 'europe', 'EU-WEST-1', ' eu-west-1', 'eu-1', 'e-west-1', 'euwest-1-', 'eu--1', 'eu-west-12'],
    value => `'it' must be a Region code such as 'eu-west-1', got: '${value}'; leave out the availability zone letter`);
});

describe('checkOrganizationId', () => {
  accepts(checkOrganizationId, ['o-a1b2c3d4e5', `o-${'a'.repeat(32)}`], ['o-a1b2c3d4e', `o-${'a'.repeat(33)}`, 'O-a1b2c3d4e5', 'o-A1b2c3d4e5', 'xo-a1b2c3d4e5', 'o-a1b2c3d4e5/'],
    value => `'it' must be an organization id such as 'o-a1b2c3d4e5', got: '${value}'`);
});

describe('checkOrganizationPath', () => {
  accepts(checkOrganizationPath,
    ['o-a1b2c3d4e5/', 'o-a1b2c3d4e5/*', 'o-a1b2c3d4e5/r-ab12/', 'o-a1b2c3d4e5/r-ab12/*', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/*',
      `o-a1b2c3d4e5/r-${'a'.repeat(32)}/ou-${'a'.repeat(32)}-${'1'.repeat(32)}/`],
    ['o-a1b2c3d4e5', 'r-ab12/ou-ab12-11111111/*', 'o-a1b2c3d4e5/r-ab1/', 'o-a1b2c3d4e5/r-ab12', 'o-a1b2c3d4e5/r-ab12/ou-ab12-1111111/', 'o-a1b2c3d4e5/r-ab12/ou-ab1-11111111/', 'o-a1b2c3d4e5/**', 'x/o-a1b2c3d4e5/', 'o-a1b2c3d4e/',
      `o-a1b2c3d4e5/r-${'a'.repeat(33)}/`, 'o-a1b2c3d4e5/r-AB12/', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111'],
    value => `'it' must be a path such as 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*', got: '${value}'`);
});

describe('checkArn', () => {
  accepts((property, value) => checkArn(property, value), ['arn:aws:s3:::bucket', 'arn:aws-cn:sns:cn-north-1:111122223333:a:b', 'arn:aws:iam::111122223333:role/x-*'],
    ['bucket', 'arn', 'arn:aws:s3:::', 'arn::s3:::bucket', 'arn:aws:s3::bucket', 'nra:aws:s3:::bucket'], value => `'it' must be an ARN, got: '${value}'`);

  test('of one service, with an example', () => {
    expect(() => checkArn('it', 'arn:aws:kms:eu-west-1:111122223333:key/x', 'kms', 'y')).not.toThrow();
    expect(thrown(() => checkArn('it', 'arn:aws:s3:::bucket', 'kms', 'arn:aws:kms:…'))).toBe("'it' must be an ARN of kms, got: 'arn:aws:s3:::bucket'; such as 'arn:aws:kms:…'");
  });
});

describe('checkDays', () => {
  const bounds = { min: 7, max: 30 };
  test.each([[7, 7], [30, 30], [12, 12]])('takes %d days', days => { expect(checkDays('window', Duration.days(days), bounds)).toBe(days); });

  test('has nothing to say of no duration', () => expect(checkDays('window', undefined, bounds)).toBeUndefined());

  test('refuses one that only CloudFormation knows', () => {
    expect(thrown(() => checkDays('window', Duration.days(Token.asNumber({ Ref: 'Days' })), bounds)))
      .toBe("'window' must be known at synthesis, got: 'a token'; write Duration.days(...) with a number");
  });

  test.each([[Duration.days(6), '6'], [Duration.days(31), '31'], [Duration.hours(180), '7.5']])('refuses %s', (duration, days) => {
    expect(thrown(() => checkDays('window', duration, bounds))).toBe(`'window' must be a whole number of days from 7 to 30, got: '${days} days'`);
  });
});

test('checkNotEmpty refuses an empty list only', () => {
  expect(() => { checkNotEmpty('list', undefined); checkNotEmpty('list', [undefined]); }).not.toThrow();
  expect(thrown(() => checkNotEmpty('list', []))).toBe("'list' must not be empty, got: []; leave it out or name at least one");
  expect(thrown(() => checkNotEmpty('list', [], 'do so'))).toBe("'list' must not be empty, got: []; do so");
});

describe('checkTag', () => {
  test.each([['Owner', ''], ['Owner', 'Team Ä 9_.:/=+-@'], ['k'.repeat(128), 'v'.repeat(256)], ['k', 'v'], ['x-aws:', 'x']])('takes %j with %j', (key, value) => {
    expect(() => checkTag('owner', key, value)).not.toThrow();
  });

  test('takes a value that only CloudFormation knows', () => {
    expect(() => checkTag('owner', 'Owner', Lazy.string({ produce: () => '<' }))).not.toThrow();
  });

  test.each([
    ['aws:x', 'v', "'owner' must not start with 'aws:', got: 'aws:x'"],
    ['AWS:x', 'v', "'owner' must not start with 'aws:', got: 'AWS:x'"],
    ['', 'v', "'owner' must be a tag key of 1 to 128 characters, got: ''"],
    ['k'.repeat(129), 'v', `'owner' must be a tag key of 1 to 128 characters, got: '${'k'.repeat(129)}'`],
    ['Owner', `${'v'.repeat(256)}w`, `'owner' must be a tag value of at most 256 characters, got: '${'v'.repeat(40)}… (257 characters)'`],
    ['Owner', 'a;b', "'owner' can hold letters, digits, spaces and _ . : / = + - @ only, got: 'a;b'"],
    ['Owner', ';b', "'owner' can hold letters, digits, spaces and _ . : / = + - @ only, got: ';b'"],
    ['Owner', 'a;', "'owner' can hold letters, digits, spaces and _ . : / = + - @ only, got: 'a;'"],
  ])('refuses %j with %j', (key, value, message) => { expect(thrown(() => checkTag('owner', key, value))).toBe(message); });
});
