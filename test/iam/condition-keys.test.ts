import { conditionKeyAsWritten, isConditionKey } from '../../src/iam/condition-keys';
import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEYS } from '../../src/iam/reference-data';

test('condition keys are shown as AWS writes them', () => {
  const known = [...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS];
  expect(known.map(key => conditionKeyAsWritten(key.toLowerCase()))).toEqual(known);
});

test.each([
  ['kms:encryptioncontext:department', 'kms:EncryptionContext:department'],
  ['kms:recipientattestation:pcr31', 'kms:RecipientAttestation:PCR31'],
  ['aws:principaltag/team', 'aws:PrincipalTag/team'],
  ['s3:prefix', 's3:prefix'],
])('%s is %s', (name, written) => {
  expect(conditionKeyAsWritten(name)).toBe(written);
});

test.each<[string, boolean]>([
  ['kms:ViaService', true],
  ['KMS:viaservice', true],
  ['aws:PrincipalOrgID', true],
  ['kms:EncryptionContext:department', true],
  ['aws:principaltag/team', true],
  ['aws:RequestTag/team', true],
  ['kms:ViaServices', false],
  ['aws:Principaltags/team', false],
  ['x-kms:EncryptionContext:', false],
  ['s3:prefix', false],
])('AWS has the condition key %s: %s', (name, known) => expect(isConditionKey(name)).toBe(known));
