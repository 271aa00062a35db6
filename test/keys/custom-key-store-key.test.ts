import { CustomKeyStoreKey, CustomKeyStoreKeyAttributes, EncryptedBucket, EncryptedKey, KeyStoreOrigin, MultiRegionKey, ReplicaKey } from '../../src';
import { ACCOUNT, REGION, testStack } from '../support/stack';
import { thrown } from '../support/thrown';

const GOOD: CustomKeyStoreKeyAttributes = {
  keyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`, customKeyStoreId: 'cks-1234567890abcdef0', origin: KeyStoreOrigin.AWS_CLOUDHSM,
};
const made = (stack = testStack(), more: Partial<CustomKeyStoreKeyAttributes> = {}) => CustomKeyStoreKey.fromAttributes(stack, 'Key', { ...GOOD, ...more });

test('is a key for the integrations, and knows its store', () => {
  const stack = testStack();
  const key = made(stack);
  expect([key.keyArn, key.customKeyStoreId, key.origin]).toEqual([GOOD.keyArn, GOOD.customKeyStoreId, 'AWS_CLOUDHSM']);
  expect(() => EncryptedBucket.create(stack, 'Bucket', key)).not.toThrow();
});

test.each<[string, Partial<CustomKeyStoreKeyAttributes>, string]>([
  ['a multi-Region key', { keyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab` }, "'keyArn' must be the ARN of a single-Region key"],
  ['an alias', { keyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/x` }, "'keyArn' must be the ARN of a single-Region key"],
  ['a key id', { keyArn: '1234abcd' }, "'keyArn' must be an ARN of kms"],
  ['the name of a store', { customKeyStoreId: 'my-store' }, "'customKeyStoreId' must be the id of a custom key store, 'cks-…', got: 'my-store'"],
  ['another origin', { origin: 'AWS_KMS' as KeyStoreOrigin }, "'origin' must be one of KeyStoreOrigin.AWS_CLOUDHSM, KeyStoreOrigin.EXTERNAL_KEY_STORE, got: 'AWS_KMS'"],
])('fails for %s', (_, more, message) => { expect(thrown(() => made(testStack(), more))).toContain(message); });

test('is not replicated', () => {
  expect(thrown(() => new ReplicaKey(testStack('us-east-1'), 'Replica', { primary: made() }))).toMatch(/multi-Region/);
});

test.each([
  ['origin', () => new EncryptedKey(testStack(), 'Key', { origin: 'AWS_CLOUDHSM' } as object)],
  ['customKeyStoreId', () => new MultiRegionKey(testStack(), 'Key', { replicaRegions: ['us-east-1'], customKeyStoreId: 'cks-1' } as any)],
])('%s of a new key says what CloudFormation cannot do', (property, attempt) => {
  expect(thrown(attempt)).toMatch(new RegExp(`'${property}' is not a property of .*CustomKeyStoreKey.fromAttributes`));
});
