import { EVERY_ACTION, isEverything, isEveryAction, isOnly } from '../../src/iam/actions';

test.each<[string, boolean, boolean]>([
  ['*', true, true], ['**', true, true], ['*:*', true, true], ['kms:*', true, false], ['KMS:**', true, false], ['k*', true, false], ['s3:*', false, false], ['kms:Create*', false, false], ['', false, false],
])('%s is every action of KMS: %s, of every service: %s', (pattern, ofKms, ofAll) => expect([isEveryAction(pattern), isEverything(pattern)]).toEqual([ofKms, ofAll]));

test.each<[string, boolean]>([
  ['kms:CreateGrant', true], ['KMS:creategrant', true], ['kms:CreateGr*', true], ['*:CreateGran?', true], ['kms:Create*', false], ['kms:CreateAlias', false], ['kms:CreateGrants', false], ['s3:CreateGrant', false],
])('%s is CreateGrant alone: %s', (pattern, wanted) => expect(isOnly(pattern, 'creategrant')).toBe(wanted));

test('the actions of KMS are known', () => expect(EVERY_ACTION.size).toBeGreaterThan(50));
