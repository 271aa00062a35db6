import { App, Errors, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { EncryptedBucket, EncryptedKey, EncryptedKeyProps, KeyAccess, KeyService, ManuallyRotatedKey, KeyFactory, ServiceKey } from '../../src';
import { testStack } from '../support/stack';

class OrganizationKey extends EncryptedKey {
  constructor(scope: Stack, id: string, props: EncryptedKeyProps) { super(scope, id, { owner: 'platform', ...props }); }
}

const caught = (attempt: () => unknown): any => {
  try { attempt(); } catch (error) { return error; }
  throw new Error('nothing was thrown');
};

test.each<[string, (stack: Stack) => unknown, string]>([
  ['a constructor, before there is a construct', stack => new EncryptedKey(stack, 'Vault', { users: [] }), 'Test/Vault'],
  ['a constructor several classes up', stack => new ServiceKey(stack, 'Vault', { service: KeyService.S3, alias: '' }), 'Test/Vault'],
  ['a class of the app', stack => new OrganizationKey(stack, 'Vault', { alias: '' }), 'Test/Vault'],
  ['a method', stack => new EncryptedKey(stack, 'Vault').addAccess(KeyAccess.sign(new iam.AccountRootPrincipal())), 'Test/Vault'],
  ['a construct inside of another', stack => new ManuallyRotatedKey(stack, 'Keys', { alias: 'k', factory: KeyFactory.encrypted({ users: [] }) }), 'Test/Keys/Generation1'],
  ['a factory', stack => EncryptedBucket.create(stack, 'Bucket', new EncryptedKey(stack, 'Key'), { enforceSSL: false }), 'Test/Bucket'],
])('what %s refuses is a ValidationError of the construct', (_, attempt, path) => {
  const error = caught(() => attempt(testStack()));
  expect(Errors.isValidationError(error)).toBe(true);
  expect(error.constructPath).toBe(path);
  expect(error.message).toMatch(new RegExp(`^\\[${path}\\] '`));
});

test('the stack trace starts with the line of the user, and names the class', () => {
  const { stack } = caught(() => new ServiceKey(testStack(), 'Vault', { service: KeyService.S3, alias: '' }));
  const [, first] = stack.split('\n').filter((line: string) => !/checked\.ts|errors\.ts/.test(line));
  expect(first).toMatch(/checked\.test\.ts/);
  expect(stack).toContain('Vault');
});

test('without a construct it is a ValidationError all the same', () => {
  const error = caught(() => KeyAccess.account('1'));
  expect(Errors.isValidationError(error)).toBe(true);
  expect(error.constructPath).toBeUndefined();
});

test('errors of the CDK stay as they are', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key');
  expect(caught(() => new EncryptedKey(stack, 'Key')).message).toMatch(/^There is already a Construct with name 'Key'/);
});

test('a construct of the app itself has no path to start with', () => {
  expect(caught(() => new EncryptedKey(new App() as unknown as Stack, 'Key', { users: [] })).message).toMatch(/^\[Key\] 'users'/);
});
