import { EncryptedKey } from '../../src';
import { describe as message, refuse } from '../../src/private/errors';
import { testStack } from '../support/stack';

test.each([
  ['a text', 'x', "'alias' is wrong, got: 'x'; choose another"],
  ['a number', 7, "'alias' is wrong, got: 7; choose another"],
  ['a list', ['a', 1], "'alias' is wrong, got: [\"a\",1]; choose another"],
  ['nothing', undefined, "'alias' is wrong, got: undefined; choose another"],
])('names the property, the value, the bound and the remedy: %s', (_, value, wanted) => {
  expect(message({ property: 'alias', value, bound: 'is wrong', remedy: 'choose another' })).toBe(wanted);
});

test('says no remedy where there is none', () => {
  expect(message({ property: 'alias', value: 'x', bound: 'is wrong' })).toBe("'alias' is wrong, got: 'x'");
});

test('names a construct by its path, inside of a value too', () => {
  const key = new EncryptedKey(testStack(), 'Key');
  expect(message({ property: 'keys', value: [key, { key }], bound: 'are wrong' })).toBe('\'keys\' are wrong, got: ["Test/Key",{"key":"Test/Key"}]');
});

test('refuses with that message', () => {
  expect(() => refuse({ property: 'alias', value: 'x', bound: 'is wrong' })).toThrow(new Error("'alias' is wrong, got: 'x'"));
});

test.each([
  ['a service', '${Token[s3.amazonaws.com.21]}', "'s3.amazonaws.com'"],
  ['an account in an ARN', 'arn:aws:iam::${Token[AWS.AccountId.4]}:root', "'arn:aws:iam::AWS.AccountId:root'"],
  ['an attribute', ['${Token[TOKEN.7]}'], '["(known at deployment)"]'],
  ['a policy variable', '${aws:username}', "'${aws:username}'"],
])('what the CDK fills in is named without its number: %s', (_, value, shown) => {
  expect(message({ property: 'users', value, bound: 'must not be here' })).toBe(`'users' must not be here, got: ${shown}`);
});
