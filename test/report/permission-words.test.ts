import { KEY_ACTIONS, permissionsOf, wordsForActions, wordsForReach } from '../../src/report/permission-words';

const kms = (...names: string[]) => names.map(name => `kms:${name}`);

/** A word, the actions that it takes, and those that go without saying beside them. */
const WORDS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['import key material', ['ImportKeyMaterial', 'GetParametersForImport'], ['DeleteImportedKeyMaterial']],
  ['use', ['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'], ['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'GenerateDataKey*', 'ReEncrypt*']],
  ['encrypt', ['Encrypt'], ['DescribeKey']],
  ['decrypt', ['Decrypt'], ['DescribeKey']],
  ['generate data keys', ['GenerateDataKey'], ['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'GenerateDataKey*']],
  ['make sealed data keys', ['GenerateDataKeyWithoutPlaintext'], ['DescribeKey']],
  ['re-encrypt', ['ReEncryptFrom', 'ReEncryptTo'], ['DescribeKey', 'ReEncrypt*']],
  ['re-encrypt from it', ['ReEncryptFrom'], ['DescribeKey']],
  ['re-encrypt to it', ['ReEncryptTo'], ['DescribeKey']],
  ['sign', ['Sign'], ['DescribeKey', 'GetPublicKey']],
  ['verify', ['Verify'], ['DescribeKey', 'GetPublicKey']],
  ['compute MACs', ['GenerateMac'], ['DescribeKey']],
  ['verify MACs', ['VerifyMac'], ['DescribeKey']],
  ['agree on secrets', ['DeriveSharedSecret'], ['DescribeKey', 'GetPublicKey']],
  ['create grants', ['CreateGrant'], ['ListGrants', 'RevokeGrant', 'RetireGrant']],
  ['view', ['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus'], ['ListResourceTags', 'ListGrants', 'ListKeyPolicies']],
  ['read the public key', ['GetPublicKey'], ['DescribeKey']],
  ['describe', ['DescribeKey'], []],
  ['change the policy', ['PutKeyPolicy'], []],
  ['disable', ['DisableKey'], []],
  ['schedule deletion', ['ScheduleKeyDeletion'], []],
  ['replicate', ['ReplicateKey'], []],
];

describe.each(WORDS)('%s', (word, needed, beside) => {
  test('is said of what it takes', () => expect(permissionsOf(kms(...needed))).toEqual([word]));
  test('says as well what goes with it', () => expect(beside.map(other => permissionsOf(kms(...needed, other)))).toEqual(beside.map(() => [word])));
  test.each(needed)('is not said without %s', missing => expect(permissionsOf(kms(...needed.filter(name => name !== missing)))).not.toContain(word));
});

test.each<[string[], string[]]>([
  [['PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey', 'UpdateAlias', 'CancelKeyDeletion', 'EnableKey', 'EnableKeyRotation', 'TagResource'], ['administer']],
  [['PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey'], ['change the policy', 'disable', 'schedule deletion']],
  [['Decrypt', 'Sign', 'TagResource'], ['decrypt', 'sign', 'TagResource']],
  [['Get*'], ['read the public key']],
  [['*'], ['everything']],
])('%j in words', (names, words) => expect(permissionsOf(kms(...names))).toEqual(words));

test.each([['*'], ['kms:*'], ['KMS:**']])('%s is everything', pattern => expect(permissionsOf(['kms:Decrypt', pattern])).toEqual(['everything']));
test('what has no word keeps its name, without the service', () => expect(permissionsOf(['KMS:TagResource', 'kms:UntagResource'])).toEqual(['TagResource', 'UntagResource']));

test('all but a few actions are said by the few', () => {
  const but = (...names: string[]) => wordsForReach(new Set([...KEY_ACTIONS].filter(name => !names.includes(name))));

  expect(wordsForActions(['kms:Decrypt', 'KMS:sign'])).toEqual(['decrypt', 'sign']);
  expect(wordsForReach(KEY_ACTIONS)).toEqual(['everything']);
  expect(but('decrypt')).toEqual(['everything but decrypt']);
  expect(but('decrypt', 'sign')).toEqual(['everything but decrypt, sign']);
  expect(but(...[...KEY_ACTIONS].slice(0, 8))[0]).toMatch(/^everything but /);
  expect(but(...[...KEY_ACTIONS].slice(0, 9))[0]).not.toMatch(/^everything but /);
});
