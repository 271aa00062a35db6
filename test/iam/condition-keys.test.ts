import { conditionKeyAsWritten } from '../../src/iam/condition-keys';
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
