import { Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BreakGlassAccess, BusinessHoursAccess, EncryptedKey, MultiRegionKey } from '../../src';
import { testStack } from '../support/stack';

const multiRegion = (stack: Stack) => new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1', 'eu-central-1'] });
const emergency = (stack: Stack, ...keys: kms.IKey[]) => new BreakGlassAccess(stack, 'Guard', { keys, assumedBy: [new iam.AccountRootPrincipal()] });
const hours = (stack: Stack, key: kms.IKey) => new BusinessHoursAccess(stack, 'Guard', {
  key, users: [new iam.Role(stack, 'Clerk', { assumedBy: new iam.AccountRootPrincipal() })], opens: '08:00', closes: '18:00', timeZone: TimeZone.EUROPE_PARIS,
});
const warned = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('not guarded')).map(({ entry }) => entry.data);

test.each([['an emergency', emergency], ['business hours', hours]])('%s that guards a primary warns of each replica', (_, guard) => {
  const stack = testStack();
  guard(stack, multiRegion(stack));
  expect(warned(stack)).toEqual([expect.stringContaining('Test/Key has replicas with policies of their own, which are not guarded: us-east-1, eu-central-1; ')]);
});

test('replicas that are named are guarded', () => {
  const stack = testStack();
  const key = multiRegion(stack);
  emergency(stack, key, key.replica('us-east-1'));
  expect(warned(stack)).toEqual([expect.stringContaining('not guarded: eu-central-1; name them')]);
});

test('a key without replicas needs no more', () => {
  const stack = testStack();
  emergency(stack, new EncryptedKey(stack, 'Key'));
  expect(warned(stack)).toEqual([]);
});
