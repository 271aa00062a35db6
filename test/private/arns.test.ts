import { Aws } from 'aws-cdk-lib';
import { accountIdOfIdentity, accountIdOfPrincipal, fill, hasWildcard, parseArn, parsePrincipalArn, roleOfSession, viaServiceName } from '../../src/private/arns';

const PLACE = { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' };
const LOG_GROUP = 'arn:{partition}:logs:{region}:{account}:log-group:{resource}';

describe('fill', () => {
  test('fills in every placeholder, as often as it stands', () => {
    expect(fill(`${LOG_GROUP} ${LOG_GROUP}`, PLACE, '/app/*')).toBe(Array(2).fill('arn:aws-cn:logs:cn-north-1:111122223333:log-group:/app/*').join(' '));
  });

  test('takes any resource where none is given', () => {
    expect(fill(LOG_GROUP, PLACE)).toBe('arn:aws-cn:logs:cn-north-1:111122223333:log-group:*');
  });
});

describe('hasWildcard', () => {
  test.each([
    ['arn:aws:s3:::*', true],
    ['file?.txt', true],
    ['arn:aws:s3:::bucket', false],
    [`arn:${Aws.PARTITION}:s3:::bucket`, false],
    [`arn:${Aws.PARTITION}:s3:::*`, true],
    // The text of a token is none of the value's.
    ['${Token[odd*name?.1]}-x', false],
    ['${Token[TOKEN.1]}*${Token[TOKEN.2]}', true],
  ])('of pattern %#', (value, wanted) => {
    expect(hasWildcard(value)).toBe(wanted);
  });
});

test('kms:ViaService ends in amazonaws.com in China too', () => {
  expect(viaServiceName('s3', 'cn-north-1')).toBe('s3.cn-north-1.amazonaws.com');
});

describe('an ARN', () => {
  test.each<[string, ReturnType<typeof parseArn>]>([
    ['arn:aws:s3:::bucket', { partition: 'aws', service: 's3', region: '', account: '', resource: 'bucket' }],
    ['arn:aws:logs:eu-west-1:111122223333:log-group:/app:*', { partition: 'aws', service: 'logs', region: 'eu-west-1', account: '111122223333', resource: 'log-group:/app:*' }],
    [`arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/1`, { partition: Aws.PARTITION, service: 'kms', region: Aws.REGION, account: Aws.ACCOUNT_ID, resource: 'key/1' }],
    ['arn:aws:kms', undefined],
    ['bucket', undefined],
    ['', undefined],
    ['urn:aws:s3:::bucket', undefined],
  ])('%# is taken apart', (text, wanted) => {
    expect(parseArn(text)).toEqual(wanted);
  });

  test.each<[string, [kind: string, name: string, account: string] | undefined]>([
    ['arn:aws:iam::111122223333:root', ['root', '', '111122223333']],
    ['arn:aws-cn:iam::111122223333:role/team/App', ['role', 'team/App', '111122223333']],
    ['arn:aws:sts::111122223333:assumed-role/App/session', ['assumed-role', 'App/session', '111122223333']],
    ['arn:aws:iam::*:role/*', ['role', '*', '*']],
    ['arn:aws:kms:eu-west-1:111122223333:key/1', undefined],
    ['111122223333', undefined],
  ])('%s of a principal', (text, wanted) => {
    const arn = parsePrincipalArn(text);
    expect(arn && [arn.kind, arn.name, arn.account]).toEqual(wanted);
  });

  test.each([
    ['arn:aws:sts::111122223333:assumed-role/App/session', 'arn:aws:iam::111122223333:role/App'],
    ['arn:aws-us-gov:sts::111122223333:assumed-role/App/a@b.example', 'arn:aws-us-gov:iam::111122223333:role/App'],
    ['arn:aws:iam::111122223333:role/team/App', 'arn:aws:iam::111122223333:role/team/App'],
    ['lambda.amazonaws.com', 'lambda.amazonaws.com'],
  ])('%s: its role', (text, wanted) => {
    expect(roleOfSession(text)).toBe(wanted);
  });

  test.each([
    ['arn:aws:iam::111122223333:role/App', '111122223333', '111122223333'],
    ['arn:aws:sts::111122223333:assumed-role/App/s', '111122223333', undefined],
    ['arn:aws:iam::*:role/App', undefined, undefined],
    ['arn:aws:kms:eu-west-1:111122223333:key/1', undefined, undefined],
  ])('%s: its account', (text, principal, identity) => {
    expect([accountIdOfPrincipal(text), accountIdOfIdentity(text)]).toEqual([principal, identity]);
  });
});
