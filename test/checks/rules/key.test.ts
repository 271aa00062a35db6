import { ACCOUNT, REGION } from '../../support/stack';
import { allow, Case, cases, conditional, key, keyWith, PARAMETER, Resources, role, ROOT, template, verdicts } from '../support';

const one = (properties: any, attributes: any = {}): Resources => ({ Key: key(properties, attributes) });
const REPLICA: Resources = { Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1', KeyPolicy: { Statement: [ROOT] } } } };

cases('RotationEnabled', [
  ['rotation on', one({ EnableKeyRotation: true }), []],
  ['rotation on, as text', one({ EnableKeyRotation: 'true' }), []],
  ['rotation not set', one({}), ['finding: rotation is off']],
  ['rotation off', one({ EnableKeyRotation: false }), ['finding: rotation is off']],
  ['HMAC keys cannot rotate', one({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }), 'n/a'],
  ['asymmetric keys cannot rotate', one({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), 'n/a'],
  ['imported keys cannot rotate automatically', one({ Origin: 'EXTERNAL' }), 'n/a'],
  ['replicas copy it', REPLICA, 'n/a'],
  ['both branches rotate', one({ EnableKeyRotation: conditional(true, 'true') }), []],
  ['no branch rotates', one({ EnableKeyRotation: conditional(false, false) }), ['finding: rotation is off']],
  ['one branch rotates', one({ EnableKeyRotation: conditional(true, false) }), ['undecidable: whether the key rotates is not known before deployment']],
  ['a parameter', one({ EnableKeyRotation: PARAMETER }), ['undecidable: whether the key rotates is not known before deployment']],
  ['a property that does not exist', one({ KeyRotationStatus: true }), ['finding: rotation is off']],
]);

cases('RotationPossible', [
  ['a symmetric key', one({ EnableKeyRotation: true }), []],
  ['nothing asked', one({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), 'n/a'],
  ['an asymmetric key', one({ EnableKeyRotation: true, KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), ['finding: a key of spec RSA_2048 and origin AWS_KMS cannot rotate automatically']],
  ['an HMAC key', one({ EnableKeyRotation: true, KeySpec: 'HMAC_256' }), ['finding: a key of spec HMAC_256 and origin AWS_KMS cannot rotate automatically']],
  ['imported material', one({ EnableKeyRotation: true, Origin: 'EXTERNAL' }), ['finding: a key of spec SYMMETRIC_DEFAULT and origin EXTERNAL cannot rotate automatically']],
  ['a parameter', one({ EnableKeyRotation: true, KeySpec: PARAMETER }), ['undecidable: whether the key can rotate is not known before deployment']],
  ['replicas', REPLICA, 'n/a'],
]);

cases('RotationPeriod', [
  ['the default', one({ EnableKeyRotation: true }), []],
  ['the bounds', { A: key({ EnableKeyRotation: true, RotationPeriodInDays: 90 }), B: key({ EnableKeyRotation: true, RotationPeriodInDays: 2560 }) }, []],
  ['too short', one({ EnableKeyRotation: true, RotationPeriodInDays: 89 }), ['finding: rotates every 89 days, wanted are 90 to 2560']],
  ['too long', one({ EnableKeyRotation: true, RotationPeriodInDays: '2561' }), ['finding: rotates every 2561 days, wanted are 90 to 2560']],
  ['no rotation', one({ RotationPeriodInDays: 5 }), 'n/a'],
  ['a parameter', one({ EnableKeyRotation: true, RotationPeriodInDays: PARAMETER }), ['undecidable: the rotation period is not known before deployment']],
]);

test('the organization sets the bounds of the rotation period', () => {
  const yearly = one({ EnableKeyRotation: true });
  expect(verdicts('RotationPeriod', yearly, { maximumRotationDays: 180 })).toEqual(['finding: rotates every 365 days, wanted are 90 to 180']);
  expect(verdicts('RotationPeriod', yearly, { minimumRotationDays: 366 })).toEqual(['finding: rotates every 365 days, wanted are 366 to 2560']);
});

const pair = (spec: string, usage?: string): Resources => one({ KeySpec: spec, ...(usage ? { KeyUsage: usage } : {}) });
const REFUSED: [string, string][] = [
  ['ECC_NIST_P256', 'ENCRYPT_DECRYPT'], ['ECC_SECG_P256K1', 'KEY_AGREEMENT'], ['ECC_NIST_EDWARDS25519', 'ENCRYPT_DECRYPT'],
  ['ECC_NIST_EDWARDS25519', 'GENERATE_VERIFY_MAC'], ['ECC_NIST_EDWARDS25519', 'KEY_AGREEMENT'], ['HMAC_256', 'ENCRYPT_DECRYPT'], ['RSA_2048', 'KEY_AGREEMENT'],
  ['RSA_4096', 'GENERATE_VERIFY_MAC'], ['SYMMETRIC_DEFAULT', 'SIGN_VERIFY'], ['ML_DSA_65', 'ENCRYPT_DECRYPT'], ['SM2', 'GENERATE_VERIFY_MAC'], ['ML_KEM_768', 'SIGN_VERIFY'],
];
const ACCEPTED: [string, string][] = [
  ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'], ['RSA_2048', 'ENCRYPT_DECRYPT'], ['RSA_3072', 'SIGN_VERIFY'], ['ECC_NIST_P384', 'SIGN_VERIFY'], ['ECC_NIST_P521', 'KEY_AGREEMENT'],
  ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY'], ['ECC_SECG_P256K1', 'SIGN_VERIFY'], ['HMAC_512', 'GENERATE_VERIFY_MAC'], ['ML_DSA_44', 'SIGN_VERIFY'], ['SM2', 'KEY_AGREEMENT'],
];
cases('KeySpecUsage', [
  ['a key that says nothing', one({}), []],
  ['an elliptic curve without usage', pair('ECC_NIST_P256'), ['finding: ECC_NIST_P256 keys are for SIGN_VERIFY or KEY_AGREEMENT, not for ENCRYPT_DECRYPT']],
  ...ACCEPTED.map(([spec, usage]): Case => [`${spec} for ${usage}`, pair(spec, usage), []]),
  ['a spec newer than the rule', pair('NEW_SPEC', 'NEW_USAGE'), []],
  ['a parameter', one({ KeySpec: 'RSA_2048', KeyUsage: PARAMETER }), ['undecidable: the pair of key spec and key usage is not known before deployment']],
  ['one branch refused', one({ KeySpec: 'RSA_2048', KeyUsage: conditional('SIGN_VERIFY', 'KEY_AGREEMENT') }), ['undecidable: the pair of key spec and key usage is not known before deployment']],
  ['replicas', REPLICA, 'n/a'],
]);
test.each(REFUSED)('%s is refused for %s', (spec, usage) => {
  expect(verdicts('KeySpecUsage', pair(spec, usage))).toEqual([expect.stringMatching(new RegExp(`^finding: ${spec} keys are for [A-Z_ or]+, not for ${usage}$`))]);
});

cases('KeyEnabled', [
  ['nothing said', one({}), []],
  ['enabled', one({ Enabled: true }), []],
  ['disabled', one({ Enabled: false }), ['finding: the key is disabled']],
  ['a parameter', one({ Enabled: PARAMETER }), ['undecidable: whether the key is enabled is not known before deployment']],
]);

cases('DeletionWindow', [
  ['the default of 30 days', one({}), []],
  ['the bounds', { A: key({ PendingWindowInDays: 7 }), B: key({ PendingWindowInDays: 30 }) }, []],
  ['too short for KMS', one({ PendingWindowInDays: 6 }), ['finding: waits 6 days, wanted are 7 to 30']],
  ['too long for KMS', one({ PendingWindowInDays: 31 }), ['finding: waits 31 days, wanted are 7 to 30']],
  ['both branches long enough', one({ PendingWindowInDays: conditional(30, 7) }), []],
  ['a parameter', one({ PendingWindowInDays: PARAMETER }), ['undecidable: the waiting period is not known before deployment']],
]);
test('the environment sets the shortest waiting period', () => {
  expect(verdicts('DeletionWindow', one({ PendingWindowInDays: 29 }), { minimumDeletionWindowDays: 30 })).toEqual(['finding: waits 29 days, wanted are 30 to 30']);
  expect(verdicts('DeletionWindow', one({ PendingWindowInDays: conditional(30, 7) }), { minimumDeletionWindowDays: 30 })).toEqual(['undecidable: the waiting period is not known before deployment']);
});

const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
cases('KeyRetained', [
  ['retained', one({}, RETAINED), []],
  ['retained but on create', one({}, { ...RETAINED, DeletionPolicy: 'RetainExceptOnCreate' }), []],
  ['nothing said', one({}), ['finding: the key is deleted with its stack, its logical id or its replacement']],
  ['deleted', one({}, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' }), ['finding: the key is deleted with its stack, its logical id or its replacement']],
  ['deleted when replaced', one({}, { DeletionPolicy: 'Retain' }), ['finding: the key is deleted with its stack, its logical id or its replacement']],
]);
test('what becomes of a key may depend on the deployment', () => {
  expect(verdicts('KeyRetained', one({}, { DeletionPolicy: '${?Parameter}', UpdateReplacePolicy: 'Retain' }))).toEqual(['undecidable: what becomes of the key is not known before deployment']);
});

cases('LockoutCheckKept', [
  ['nothing said', one({}), []],
  ['kept', one({ BypassPolicyLockoutSafetyCheck: false }), []],
  ['bypassed', one({ BypassPolicyLockoutSafetyCheck: true }), ['finding: BypassPolicyLockoutSafetyCheck is set']],
  ['a parameter', one({ BypassPolicyLockoutSafetyCheck: PARAMETER }), ['undecidable: whether the check is bypassed is not known before deployment']],
]);

const alias = (target: any, name: any = 'alias/orders', attributes: any = {}) => ({ Type: 'AWS::KMS::Alias', Properties: { AliasName: name, TargetKeyId: target }, ...attributes });
cases('KeyHasAlias', [
  ['by Ref', { Key: key(), Alias: alias({ Ref: 'Key' }) }, []],
  ['by ARN', { Key: key(), Alias: alias({ 'Fn::GetAtt': ['Key', 'Arn'] }) }, []],
  ['by a joined ARN', { Key: key(), Alias: alias({ 'Fn::Join': ['', ['arn:aws:kms:eu-west-1:111122223333:key/', { Ref: 'Key' }]] }) }, []],
  ['none', { Key: key() }, ['finding: no alias of the app names the key']],
  ['that of another', { Key: key(), Other: key(), Alias: alias({ Ref: 'Other' }) }, ['finding: no alias of the app names the key']],
  ['an alias that may be its', { Key: key(), Alias: alias(PARAMETER) }, ['undecidable: an alias of the app names a key that is not known before deployment']],
]);

cases('AliasRetained', [
  ['both retained', { Key: key({}, RETAINED), Alias: alias({ Ref: 'Key' }, 'alias/a', RETAINED) }, []],
  ['both deleted', { Key: key(), Alias: alias({ Ref: 'Key' }) }, []],
  ['the key alone retained', { Key: key({}, RETAINED), Alias: alias({ Ref: 'Key' }) }, ['finding: alias/orders is deleted, its key is retained']],
  ['a key elsewhere', { Alias: alias('1234abcd-12ab-34cd-56ef-1234567890ab') }, 'n/a'],
  ['not known', { Key: key({}, { ...RETAINED, DeletionPolicy: '${?Parameter}' }), Alias: alias({ Ref: 'Key' }) }, ['undecidable: what becomes of key and alias is not known before deployment']],
]);

cases('AliasName', [
  ['a good name', { Alias: alias('k') }, []],
  ['every character', { Alias: alias('k', 'alias/aA9:/_-') }, []],
  ['reserved', { Alias: alias('k', 'alias/aws/s3') }, ["finding: starts with 'alias/aws/', which AWS reserves"]],
  ['without prefix', { Alias: alias('k', 'orders') }, ["finding: 'orders' does not start with 'alias/'"]],
  ['a prefix only', { Alias: alias('k', 'alias/') }, ["finding: 'alias/' is no name of an alias"]],
  ['a space', { Alias: alias('k', 'alias/my key') }, ["finding: 'alias/my key' is no name of an alias"]],
  ['256 characters', { Alias: alias('k', `alias/${'a'.repeat(250)}`) }, []],
  ['257 characters', { Alias: alias('k', `alias/${'a'.repeat(251)}`) }, [expect.stringContaining('finding: ') as any]],
  ['a parameter', { Alias: alias('k', { 'Fn::Sub': 'alias/${Parameter}-key' }) }, ['undecidable: the name is not known before deployment']],
]);

const primary = (...statements: any[]) => key({ MultiRegion: true, KeyPolicy: { Statement: statements } });
const replica = (arn: any, ...statements: any[]) => ({ Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: arn, KeyPolicy: { Statement: statements } } });
const OF_KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
cases('ReplicaPolicyMatches', [
  ['the same policy', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT) }, []],
  ['the same in another order', {
    Key: primary(ROOT, allow({ AWS: [role('A'), role('B')] }, ['kms:Encrypt', 'kms:Decrypt'])),
    Replica: replica(OF_KEY, allow({ AWS: [role('B'), role('A')] }, ['kms:Decrypt', 'kms:encrypt']), ROOT),
  }, []],
  ['one statement more', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT, allow({ AWS: role('A') }, 'kms:Decrypt')) }, ["finding: only the replica has 'Test'"]],
  ['one statement less', { Key: primary(ROOT, allow({ AWS: role('A') }, 'kms:Decrypt')), Replica: replica(OF_KEY, ROOT) }, ["finding: only the primary has 'Test'"]],
  ['another condition', {
    Key: primary(ROOT, allow({ AWS: role('A') }, 'kms:Decrypt', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })),
    Replica: replica(OF_KEY, ROOT, allow({ AWS: role('A') }, 'kms:Decrypt')),
  }, ["finding: only the replica has 'Test'; only the primary has 'Test'"]],
  ['a primary elsewhere', REPLICA, 'n/a'],
  ['a primary of a parameter', { Replica: replica(PARAMETER, ROOT) }, ['undecidable: which key it replicates is not known before deployment']],
  ['a principal of a parameter', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT, allow({ AWS: PARAMETER }, 'kms:Decrypt')) }, ['undecidable: whether the policies agree is not known before deployment']],
  ['a policy of a parameter', { Key: primary(ROOT), Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: OF_KEY, KeyPolicy: PARAMETER } } },
    ['undecidable: the policy is not known before deployment']],
]);

describe('a primary in another stack', () => {
  const outputs = { PrimaryArn: { Value: OF_KEY } };
  const named = (argument: any) => ({ 'Fn::GetStackOutput': { StackName: 'Primary', OutputName: 'PrimaryArn', Region: REGION, ...argument } });
  const said = (argument: any, ...more: any[]) => verdicts('ReplicaPolicyMatches', [
    template({ Key: primary(ROOT) }, { name: 'Primary', outputs }),
    ...more,
    template({ Replica: replica(named(argument), { ...ROOT, Action: 'kms:Decrypt' }) }, { index: 1 + more.length, region: 'us-east-1', name: 'Replica' }),
  ]);
  const FOUND = ["finding: only the replica has 'EnableIamPolicies'; only the primary has 'EnableIamPolicies'"];
  const UNKNOWN = ['undecidable: which key it replicates is not known before deployment'];

  test.each<[string, any, string[]]>([
    ['by its output', {}, FOUND],
    ['of its own region, when none is given', { Region: undefined }, UNKNOWN],
    ['of another region', { Region: 'eu-central-1' }, UNKNOWN],
    ['of another name', { StackName: 'Other' }, UNKNOWN],
    ['of another output', { OutputName: 'Other' }, UNKNOWN],
    ['through a role, so perhaps of another account', { RoleArn: 'arn:aws:iam::444455556666:role/Reader' }, UNKNOWN],
    ['of a parameter', { StackName: PARAMETER }, UNKNOWN],
  ])('%s', (_, argument, wanted) => { expect(said(argument)).toEqual(wanted); });

  test('is not that of another account by the same name', () => {
    const others = { ...ROOT, Action: 'kms:Decrypt' };
    expect(said({}, template({ Key: primary(others) }, { index: 1, account: '444455556666', name: 'Primary', outputs }))).toEqual(FOUND);
  });
});

test('a key without a policy has that of KMS', () => {
  for (const rule of ['ConditionalAllowRestricts', 'PolicyCanBeChanged', 'FullAccessForAccountOnly']) { expect(verdicts(rule, one({}))).toEqual('n/a'); }
  expect(verdicts('ReplicaPolicyMatches', { Key: key({ MultiRegion: true }), Replica: replica(OF_KEY, { ...ROOT, Sid: 'Any' }) })).toEqual([]);
  expect(keyWith(ROOT).Key.Properties!.KeyPolicy).toEqual({ Version: '2012-10-17', Statement: [expect.objectContaining({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })] });
});
