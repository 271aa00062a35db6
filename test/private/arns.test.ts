import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { arnOf, fill, hasWildcard, partitionOf, viaServiceName } from '../../src/private/arns';

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

describe('arnOf', () => {
  const stack = new Stack();
  const reference = new sns.Topic(stack, 'Topic').topicArn;
  const shortened = Lazy.string({ produce: () => 'x' });

  test.each([
    ['a name', '/app', 'arn:aws-cn:logs:cn-north-1:111122223333:log-group:/app'],
    ['a name that speaks of an arn', 'my-arn:x', 'arn:aws-cn:logs:cn-north-1:111122223333:log-group:my-arn:x'],
    ['an ARN', 'arn:aws:logs:eu-west-1:444455556666:log-group:x', 'arn:aws:logs:eu-west-1:444455556666:log-group:x'],
    ['an ARN that CloudFormation fills in', reference, reference],
    ['a name that CloudFormation fills in partly, at its end', `app-${shortened}`, `arn:aws-cn:logs:cn-north-1:111122223333:log-group:app-${shortened}`],
    ['and at its start', `${shortened}-app`, `arn:aws-cn:logs:cn-north-1:111122223333:log-group:${shortened}-app`],
    ['an ARN of which CloudFormation fills in a part', `arn:${Aws.PARTITION}:sns:eu-west-1:111122223333:x`, `arn:${Aws.PARTITION}:sns:eu-west-1:111122223333:x`],
  ])('%s', (_, given, wanted) => {
    expect(arnOf(given, LOG_GROUP, PLACE)).toBe(wanted);
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
