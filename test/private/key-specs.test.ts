import { EncryptionAlgorithmSpec, KeyAgreementAlgorithmSpec, MacAlgorithmSpec, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KEY_SPECS, kmsRefusal } from '../../src/private/key-specs';
import { testStack } from '../support/stack';

/** CreateKey's documented pairs, written out a second time so that a slip in the table shows. */
const ACCEPTED = [
  'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT',
  ...['RSA_2048', 'RSA_3072', 'RSA_4096'].flatMap(spec => [`${spec} ENCRYPT_DECRYPT`, `${spec} SIGN_VERIFY`]),
  ...['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'].flatMap(spec => [`${spec} SIGN_VERIFY`, `${spec} KEY_AGREEMENT`]),
  ...['ECC_NIST_EDWARDS25519', 'ECC_SECG_P256K1', 'ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'].map(spec => `${spec} SIGN_VERIFY`),
  ...['HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512'].map(spec => `${spec} GENERATE_VERIFY_MAC`),
  'SM2 ENCRYPT_DECRYPT', 'SM2 SIGN_VERIFY', 'SM2 KEY_AGREEMENT',
].sort();

const specs = Object.values(kms.KeySpec);
const usages = Object.values(kms.KeyUsage);

describe('what KMS accepts', () => {
  test('the table has every key spec and usage that the AWS CDK has', () => {
    expect(Object.keys(KEY_SPECS).sort()).toEqual([...specs].sort());
    expect([...new Set(Object.values(KEY_SPECS).flatMap(facts => Object.keys(facts.algorithms)))].sort()).toEqual([...usages].sort());
  });

  test('spec and usage go together as CreateKey documents', () => {
    const accepted = specs.flatMap(keySpec => usages.filter(keyUsage => !kmsRefusal({ keySpec, keyUsage, region: 'cn-north-1' })).map(usage => `${keySpec} ${usage}`));
    expect(accepted.sort()).toEqual(ACCEPTED);
  });

  test('the algorithms are those that KMS has, each usage has one', () => {
    const lists = Object.values(KEY_SPECS).flatMap(facts => Object.values(facts.algorithms));
    expect(lists.filter(algorithms => algorithms.length === 0)).toEqual([]);
    const known = [EncryptionAlgorithmSpec, SigningAlgorithmSpec, MacAlgorithmSpec, KeyAgreementAlgorithmSpec]
      .flatMap(names => Object.values<string>(names));
    expect([...new Set(lists.flat())].sort()).toEqual(known.sort());
  });

  test('the pairs that aws-cdk-lib lets through, and KMS refuses', () => {
    const stack = testStack();
    const passes = (keySpec: kms.KeySpec, keyUsage: kms.KeyUsage) => {
      try {
        new kms.Key(stack, `${keySpec}${keyUsage}`, { keySpec, keyUsage });
        return true;
      } catch {
        return false;
      }
    };
    const missed = specs.flatMap(spec => usages.filter(usage => passes(spec, usage) && kmsRefusal({ keySpec: spec, keyUsage: usage, region: 'cn-north-1' })).map(usage => `${spec} ${usage}`));
    expect(missed).toEqual([
      'ECC_NIST_EDWARDS25519 ENCRYPT_DECRYPT',
      'ECC_NIST_EDWARDS25519 GENERATE_VERIFY_MAC',
      'ECC_NIST_EDWARDS25519 KEY_AGREEMENT',
    ]);
  });

  test.each([
    [{ keySpec: 'RSA_1024', keyUsage: 'SIGN_VERIFY' }, 'KMS knows no key spec RSA_1024'],
    [{ keySpec: 'HMAC_256' }, 'a key of spec HMAC_256 needs a key usage'],
    [{ keySpec: 'ECC_NIST_P256', keyUsage: 'ENCRYPT_DECRYPT' }, 'a key of spec ECC_NIST_P256 is for SIGN_VERIFY or KEY_AGREEMENT, never for ENCRYPT_DECRYPT'],
    [{ keySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY', enableKeyRotation: true }, 'KMS does not rotate keys of spec RSA_2048'],
    [{ keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC', rotationPeriodInDays: 90 }, 'KMS does not rotate keys of spec HMAC_256'],
    [{ imported: true, enableKeyRotation: true }, 'KMS does not rotate imported key material by itself'],
    [{ imported: true, rotationPeriodInDays: 90 }, 'KMS does not rotate imported key material by itself'],
    [{ imported: true, keySpec: 'ML_DSA_44', keyUsage: 'SIGN_VERIFY' }, 'key material of spec ML_DSA_44 cannot be imported'],
    [{ keySpec: 'SM2', keyUsage: 'SIGN_VERIFY', region: 'eu-west-1' }, 'keys of spec SM2 exist in China Regions only, not in eu-west-1'],
  ])('%j is refused', (request, reason) => {
    expect(kmsRefusal(request)).toBe(reason);
  });

  test.each([
    {},
    { enableKeyRotation: true, rotationPeriodInDays: 90 },
    { imported: true },
    { imported: true, keySpec: 'HMAC_512', keyUsage: 'GENERATE_VERIFY_MAC' },
    { keySpec: 'SM2', keyUsage: 'KEY_AGREEMENT' },
    { keySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY', region: 'eu-west-1' },
    { region: 'eu-west-1' },
  ])('%j is accepted', request => {
    expect(kmsRefusal(request)).toBeUndefined();
  });
});
