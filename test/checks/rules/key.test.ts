import { Case, cases, conditional, key, PARAMETER, Resources, ROOT, verdicts } from '../support';

const one = (properties: any, attributes: any = {}): Resources => ({ Key: key(properties, attributes) });
const REPLICA: Resources = { Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1', KeyPolicy: { Statement: [ROOT] } } } };

function fromEntries(specs: string[], usages: string[]): { [spec: string]: string[] } {
  return Object.fromEntries(specs.map(spec => [spec, usages]));
}

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
  ['one branch rotates', one({ EnableKeyRotation: conditional(true, false) }), ['undecidable: whether the key rotates is not known before deployment: it depends on Condition']],
  ['a parameter', one({ EnableKeyRotation: PARAMETER }), ['undecidable: whether the key rotates is not known before deployment: it depends on Parameter']],
  ['a property that does not exist', one({ KeyRotationStatus: true }), ['finding: rotation is off']],
  ['a spec of a parameter, rotation on', one({ KeySpec: PARAMETER, EnableKeyRotation: true }), []],
  ['a spec of a parameter, rotation off', one({ KeySpec: PARAMETER }), ['undecidable: whether the key rotates is not known before deployment: it depends on Parameter']],
  ['an origin of a parameter', one({ Origin: PARAMETER }), ['undecidable: whether the key rotates is not known before deployment: it depends on Parameter']],
  ['a spec of a parameter and imported material', one({ KeySpec: PARAMETER, Origin: 'EXTERNAL' }), 'n/a'],
  ['a key in CloudHSM', one({ Origin: 'AWS_CLOUDHSM' }), 'n/a'],
]);

cases('RotationPossible', [
  ['a symmetric key', one({ EnableKeyRotation: true }), []],
  ['nothing asked', one({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), 'n/a'],
  ['an asymmetric key', one({ EnableKeyRotation: true, KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }), ['finding: a key of spec RSA_2048 and origin AWS_KMS cannot rotate automatically']],
  ['an HMAC key', one({ EnableKeyRotation: true, KeySpec: 'HMAC_256' }), ['finding: a key of spec HMAC_256 and origin AWS_KMS cannot rotate automatically']],
  ['imported material', one({ EnableKeyRotation: true, Origin: 'EXTERNAL' }), ['finding: a key of spec SYMMETRIC_DEFAULT and origin EXTERNAL cannot rotate automatically']],
  ['a parameter', one({ EnableKeyRotation: true, KeySpec: PARAMETER }), ['undecidable: whether the key can rotate is not known before deployment: it depends on Parameter']],
  ['replicas', REPLICA, 'n/a'],
  ['specs of either kind', one({ EnableKeyRotation: true, KeySpec: conditional('RSA_2048', 'HMAC_256'), Origin: conditional('AWS_KMS', 'EXTERNAL') }),
    ['finding: a key of spec RSA_2048 or HMAC_256 and origin AWS_KMS or EXTERNAL cannot rotate automatically']],
  ['an asymmetric key that may ask', one({ EnableKeyRotation: PARAMETER, KeySpec: 'RSA_2048' }), ['undecidable: whether the key can rotate is not known before deployment: it depends on Parameter']],
  ['a symmetric key that may ask', one({ EnableKeyRotation: PARAMETER }), []],
  ['a key that asks where it can', one({ EnableKeyRotation: conditional(true, false), KeySpec: conditional('SYMMETRIC_DEFAULT', 'RSA_2048') }), []],
  ['a key that asks where it cannot', one({ EnableKeyRotation: conditional(false, true), KeySpec: conditional('SYMMETRIC_DEFAULT', 'RSA_2048') }),
    ['undecidable: whether the key can rotate is not known before deployment: it depends on Condition']],
  ['an origin of a parameter', one({ EnableKeyRotation: true, Origin: PARAMETER }), ['undecidable: whether the key can rotate is not known before deployment: it depends on Parameter']],
  ['a replica, which has no such property', { Replica: { ...REPLICA.Replica, Properties: { ...REPLICA.Replica.Properties, EnableKeyRotation: true } } }, 'n/a'],
]);

cases('RotationPeriod', [
  ['the default', one({ EnableKeyRotation: true }), []],
  ['the bounds', { A: key({ EnableKeyRotation: true, RotationPeriodInDays: 90 }), B: key({ EnableKeyRotation: true, RotationPeriodInDays: 2560 }) }, []],
  ['too short', one({ EnableKeyRotation: true, RotationPeriodInDays: 89 }), ['finding: rotates every 89 days, expected are 90 to 2560']],
  ['too long', one({ EnableKeyRotation: true, RotationPeriodInDays: '2561' }), ['finding: rotates every 2561 days, expected are 90 to 2560']],
  ['no rotation', one({ RotationPeriodInDays: 5 }), 'n/a'],
  ['a parameter', one({ EnableKeyRotation: true, RotationPeriodInDays: PARAMETER }), []],
  ...[false, 'false'].map((off): Case => [`rotation ${JSON.stringify(off)}`, one({ EnableKeyRotation: off, RotationPeriodInDays: 5 }), 'n/a']),
  ['rotation as text', one({ EnableKeyRotation: 'true', RotationPeriodInDays: 5 }), ['finding: rotates every 5 days, expected are 90 to 2560']],
  ['rotation of a parameter', one({ EnableKeyRotation: PARAMETER, RotationPeriodInDays: 5 }), ['finding: rotates every 5 days, expected are 90 to 2560']],
  ['two periods, both too short', one({ EnableKeyRotation: true, RotationPeriodInDays: conditional(5, 6) }), ['finding: rotates every 5 or 6 days, expected are 90 to 2560']],
  ['two periods, one too short', one({ EnableKeyRotation: true, RotationPeriodInDays: conditional(5, 90) }), ['undecidable: the rotation period is not known before deployment: it depends on Condition']],
  ['a replica, which has no such property', { Replica: { ...REPLICA.Replica, Properties: { ...REPLICA.Replica.Properties, EnableKeyRotation: true, RotationPeriodInDays: 5 } } }, 'n/a'],
]);

test('the organization sets the bounds of the rotation period', () => {
  const yearly = one({ EnableKeyRotation: true });
  expect(verdicts('RotationPeriod', yearly, { maximumRotationDays: 180 })).toEqual(['finding: rotates every 365 days, expected are 90 to 180']);
  expect(verdicts('RotationPeriod', yearly, { minimumRotationDays: 366 })).toEqual(['finding: rotates every 365 days, expected are 366 to 2560']);
});

const pair = (spec: any, usage?: any): Resources => one({ KeySpec: spec, ...(usage ? { KeyUsage: usage } : {}) });
/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html, KeyUsage. */
const USAGES: { readonly [spec: string]: readonly string[] } = {
  ...fromEntries(['SYMMETRIC_DEFAULT'], ['ENCRYPT_DECRYPT']),
  ...fromEntries(['HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512'], ['GENERATE_VERIFY_MAC']),
  ...fromEntries(['RSA_2048', 'RSA_3072', 'RSA_4096'], ['ENCRYPT_DECRYPT', 'SIGN_VERIFY']),
  ...fromEntries(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'], ['SIGN_VERIFY', 'KEY_AGREEMENT']),
  ...fromEntries(['ECC_NIST_EDWARDS25519', 'ECC_SECG_P256K1', 'ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'], ['SIGN_VERIFY']),
  ...fromEntries(['ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'], ['ENCAPSULATE_DECAPSULATE']),
  ...fromEntries(['SM2'], ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'KEY_AGREEMENT']),
};
const ALL_USAGES = [...new Set(Object.values(USAGES).flat())];
const unclearPair = (on: string) => [`undecidable: the pair of key spec and key usage is not known before deployment: it depends on ${on}`];
cases('KeySpecUsage', [
  ['a key that says nothing', one({}), []],
  ['an elliptic curve without usage', pair('ECC_NIST_P256'), ['finding: ECC_NIST_P256 keys are for SIGN_VERIFY or KEY_AGREEMENT, not for ENCRYPT_DECRYPT']],
  ...Object.keys(USAGES).flatMap(spec => ALL_USAGES.map((usage): Case =>
    [`${spec} for ${usage}`, pair(spec, usage), USAGES[spec].includes(usage) ? [] : [`finding: ${spec} keys are for ${USAGES[spec].join(' or ')}, not for ${usage}`]])),
  ...Object.keys(USAGES).flatMap(spec => [`${spec}0`, `X_${spec}`]).map((spec): Case => [`${spec}, which is newer than the rule`, pair(spec, 'NEW_USAGE'), []]),
  ['a parameter', pair('RSA_2048', PARAMETER), unclearPair('Parameter')],
  ['a spec of a parameter', pair(PARAMETER, 'SIGN_VERIFY'), unclearPair('Parameter')],
  ['a spec of a parameter, or one that is wrong', pair(conditional('ECC_NIST_P256', PARAMETER), 'ENCRYPT_DECRYPT'), unclearPair('Condition, Parameter')],
  ['a usage of a parameter, or one that is wrong', pair('ECC_NIST_P256', conditional('ENCRYPT_DECRYPT', PARAMETER)), unclearPair('Condition, Parameter')],
  ['one branch refused', pair('RSA_2048', conditional('SIGN_VERIFY', 'KEY_AGREEMENT')), unclearPair('Condition')],
  ['one spec refused', pair(conditional('RSA_2048', 'ECC_NIST_P256'), 'ENCRYPT_DECRYPT'), unclearPair('Condition')],
  ['both branches refused', pair('RSA_2048', conditional('GENERATE_VERIFY_MAC', 'KEY_AGREEMENT')), ['finding: RSA_2048 keys are for ENCRYPT_DECRYPT or SIGN_VERIFY, not for GENERATE_VERIFY_MAC or KEY_AGREEMENT']],
  ['both specs refused', pair(conditional('ECC_NIST_P256', 'ECC_NIST_P384'), 'ENCRYPT_DECRYPT'), ['finding: ECC_NIST_P256 or ECC_NIST_P384 keys are for SIGN_VERIFY or KEY_AGREEMENT, not for ENCRYPT_DECRYPT']],
  ['both branches accepted', pair('RSA_2048', conditional('SIGN_VERIFY', 'ENCRYPT_DECRYPT')), []],
  ['replicas', { Replica: { ...REPLICA.Replica, Properties: { ...REPLICA.Replica.Properties, KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' } } }, 'n/a'],
]);

cases('KeyEnabled', [
  ['nothing said', one({}), []],
  ['enabled', one({ Enabled: true }), []],
  ['disabled', one({ Enabled: false }), ['finding: the key is disabled']],
  ['a parameter', one({ Enabled: PARAMETER }), ['undecidable: whether the key is enabled is not known before deployment: it depends on Parameter']],
  ['disabled, as text', one({ Enabled: 'false' }), ['finding: the key is disabled']],
  ['disabled at times', one({ Enabled: conditional(true, false) }), ['undecidable: whether the key is enabled is not known before deployment: it depends on Condition']],
]);

cases('DeletionWindow', [
  ['the default of 30 days', one({}), []],
  ['the bounds', { A: key({ PendingWindowInDays: 7 }), B: key({ PendingWindowInDays: 30 }) }, []],
  ['too short for KMS', one({ PendingWindowInDays: 6 }), ['finding: waits 6 days, expected are 7 to 30']],
  ['too long for KMS', one({ PendingWindowInDays: 31 }), ['finding: waits 31 days, expected are 7 to 30']],
  ['both branches long enough', one({ PendingWindowInDays: conditional(30, 7) }), []],
  ['a parameter', one({ PendingWindowInDays: PARAMETER }), []],
  ['two windows, both too short', one({ PendingWindowInDays: conditional(5, 6) }), ['finding: waits 5 or 6 days, expected are 7 to 30']],
]);
test('the environment sets the shortest waiting period', () => {
  expect(verdicts('DeletionWindow', one({ PendingWindowInDays: 29 }), { minimumPendingWindowDays: 30 })).toEqual(['finding: waits 29 days, expected are 30 to 30']);
  expect(verdicts('DeletionWindow', one({ PendingWindowInDays: conditional(30, 7) }), { minimumPendingWindowDays: 30 })).toEqual(['undecidable: the waiting period is not known before deployment: it depends on Condition']);
  expect(verdicts('DeletionWindow', one({ PendingWindowInDays: PARAMETER }), { minimumPendingWindowDays: 30 })).toEqual(['undecidable: the waiting period is not known before deployment: it depends on Parameter']);
});
test('the organization sets the bounds of the rotation period', () => {
  expect(verdicts('RotationPeriod', one({ EnableKeyRotation: true, RotationPeriodInDays: PARAMETER }), { maximumRotationDays: 365 }))
    .toEqual(['undecidable: the rotation period is not known before deployment: it depends on Parameter']);
});

const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const tagged = (environment: any) => ({ Tags: [{ Key: 'Environment', Value: environment }] });
cases('KeyRetained', [
  ['retained', one({}, RETAINED), []],
  ['retained but on create', one({}, { ...RETAINED, DeletionPolicy: 'RetainExceptOnCreate' }), []],
  ['nothing said', one({}), ['finding: the key is deleted with its stack or its logical id']],
  ['deleted', one({}, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Retain' }), ['finding: the key is deleted with its stack or its logical id']],
  ['deleted when replaced', one({}, { DeletionPolicy: 'Retain' }), []],
  ['deleted, its replacement retained but on create', one({}, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'RetainExceptOnCreate' }), ['finding: the key is deleted with its stack or its logical id']],
  ['snapshots', one({}, { ...RETAINED, UpdateReplacePolicy: 'Snapshot' }), []],
  ...['staging', 'development', conditional('staging', 'development')].map((environment): Case => [`of ${JSON.stringify(environment)}, whose keys are meant to go`, one(tagged(environment)), 'n/a']),
  ...['production', PARAMETER, conditional('staging', 'production')].map((environment): Case =>
    [`of ${JSON.stringify(environment)}`, one(tagged(environment)), ['finding: the key is deleted with its stack or its logical id']]),
]);
test('what happens to a key may depend on the deployment', () => {
  expect(verdicts('KeyRetained', one({}, { DeletionPolicy: '${?Parameter}', UpdateReplacePolicy: 'Retain' }))).toEqual(['undecidable: what happens to the key is not known before deployment: it depends on Parameter']);
});

cases('LockoutSafetyCheckOn', [
  ['nothing said', one({}), []],
  ['kept', one({ BypassPolicyLockoutSafetyCheck: false }), []],
  ['bypassed', one({ BypassPolicyLockoutSafetyCheck: true }), ['finding: BypassPolicyLockoutSafetyCheck is set']],
  ['a parameter', one({ BypassPolicyLockoutSafetyCheck: PARAMETER }), ['undecidable: whether the check is bypassed is not known before deployment: it depends on Parameter']],
]);
