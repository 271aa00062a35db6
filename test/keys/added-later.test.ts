import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedKey, ICustomerManagedKey, IamDelegation, KeyAccess, KeyRestriction, KeyService, MultiRegionKey, RemoteKey, ServiceKey } from '../../src';
import { ACCOUNT, keyPolicy, testStack } from '../support/stack';

const role = (name: string) => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/${name}`);
const policyOf = (stack: Stack, type?: string) => JSON.stringify(keyPolicy(stack, '', type));

test('administrators and users that are added later are those of the props', () => {
  const [later, before] = [testStack(), testStack()];
  const key: ICustomerManagedKey & EncryptedKey = new EncryptedKey(later, 'Key');
  key.addAdministrator(role('Admin'));
  key.addUser(role('App'));
  new EncryptedKey(before, 'Key', { administrators: [role('Admin')], users: [role('App')] });
  expect(policyOf(later)).toBe(policyOf(before));
});

test('users of a ServiceKey come through the service', () => {
  const [later, before] = [testStack(), testStack()];
  const props = { service: KeyService.S3, iamDelegation: IamDelegation.FULL };
  new ServiceKey(later, 'Key', props).addUser(role('App'));
  new ServiceKey(before, 'Key', { ...props, users: [role('App')] });
  expect(policyOf(later)).toBe(policyOf(before));
  expect(() => new ServiceKey(testStack(), 'Key', { service: KeyService.S3_INVENTORY }).addUser(role('App'))).toThrow("'user' does nothing");
});

test('a replica that is added later has all that was added before and after', () => {
  const stack = testStack();
  const key = new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1'] });
  key.addAccess(KeyAccess.view(role('Reader')));
  const replica = key.addReplica('eu-central-1', { description: 'mine' });
  key.addRestriction(KeyRestriction.grantsForAwsResourcesOnly());
  expect(key.replicas).toEqual([key.replica('us-east-1'), replica]);
  expect(key.replicaRegions).toEqual(['us-east-1', 'eu-central-1']);
  expect(policyOf(Stack.of(replica), 'AWS::KMS::ReplicaKey')).toBe(policyOf(Stack.of(key.replica('us-east-1')), 'AWS::KMS::ReplicaKey'));
});

test.each([['us-east-1', 'names a Region twice'], ['eu-west-1', 'is the Region of the primary'], ['cn-north-1', 'is not in the partition'], ['here', 'must be a Region code']])(
  'a replica in %s fails', (region, message) => {
    expect(() => new MultiRegionKey(testStack(), 'Key', { replicaRegions: ['us-east-1'] }).addReplica(region)).toThrow(message);
  });

test('keys know themselves', () => {
  const stack = testStack();
  expect(EncryptedKey.isEncryptedKey(new ServiceKey(stack, 'Key', { service: KeyService.S3 }))).toBe(true);
  expect(EncryptedKey.isEncryptedKey({})).toBe(false);
  expect(RemoteKey.isRemoteKey(new EncryptedKey(stack, 'Other'))).toBe(false);
});
