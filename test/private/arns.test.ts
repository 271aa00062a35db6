import { Aws } from 'aws-cdk-lib';
import { fill, hasWildcard, partitionOf, viaServiceName } from '../../src/private/arns';

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

test.each([
  ['eu-west-1', 'aws'], ['us-east-1', 'aws'], ['ap-southeast-2', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'], ['us-isof-south-1', 'aws-iso-f'], ['eu-isoe-west-1', 'aws-iso-e'], ['eusc-de-east-1', 'aws-eusc'],
])('%s is of %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
