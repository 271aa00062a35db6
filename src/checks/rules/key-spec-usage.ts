import { holds } from '../../template/scalar';
import { COMPLIANT, decidedBy, finding, inEachWay, NOT_APPLICABLE, rule } from '../rule';

/** Usages by spec (API CreateKey, KeySpec and KeyUsage). */
const USAGES: readonly [RegExp, readonly string[]][] = [
  [/^SYMMETRIC_DEFAULT$/, ['ENCRYPT_DECRYPT']],
  [/^HMAC_(224|256|384|512)$/, ['GENERATE_VERIFY_MAC']],
  [/^RSA_(2048|3072|4096)$/, ['ENCRYPT_DECRYPT', 'SIGN_VERIFY']],
  [/^ECC_NIST_P(256|384|521)$/, ['SIGN_VERIFY', 'KEY_AGREEMENT']],
  [/^ECC_(NIST_EDWARDS25519|SECG_P256K1)$/, ['SIGN_VERIFY']],
  [/^ML_DSA_(44|65|87)$/, ['SIGN_VERIFY']],
  [/^ML_KEM_(512|768|1024)$/, ['ENCAPSULATE_DECAPSULATE']],
  [/^SM2$/, ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'KEY_AGREEMENT']],
];

/** The usages of a spec; undefined for a spec that is newer than this list. */
export const usagesOf = (spec: unknown): readonly string[] | undefined => USAGES.find(([pattern]) => pattern.test(String(spec)))?.[1];

export const KEY_SPEC_USAGE = rule({
  id: 'KeySpecUsage',
  title: 'Key spec and key usage belong together',
  info: 'KMS refuses the pair of key spec and key usage, so the deployment fails.',
  explanation: 'Each key spec serves some usages only: elliptic curves sign or agree on keys and never encrypt, HMAC keys compute MACs. aws-cdk-lib lets '
    + 'ECC_NIST_EDWARDS25519 pass with ENCRYPT_DECRYPT and GENERATE_VERIFY_MAC. A key without KeyUsage is ENCRYPT_DECRYPT.',
  page: 'kms/latest/APIReference/API_CreateKey.html',
  fix: 'Choose a usage that the spec serves; both can be set only when the key is created.',
  level: 'error',
  subject: 'key',
  configurationOnly: true,
  check: inEachWay(key => {
    if (key.replica) { return NOT_APPLICABLE; }
    const wrong = (usage: unknown) => key.spec.values.filter(spec => usagesOf(spec) && !usagesOf(spec)!.includes(String(usage)));
    const certain = key.spec.known && holds(key.usage, usage => wrong(usage).length === key.spec.values.length) === 'yes';
    if (certain) { return [finding(`${key.spec.values.join(' or ')} keys are for ${usagesOf(key.spec.values[0])!.join(' or ')}, not for ${key.usage.values.join(' or ')}`)]; }
    return key.usage.values.some(usage => wrong(usage).length > 0) || !key.spec.known || !key.usage.known ? [decidedBy('the pair of key spec and key usage is not known before deployment', key.spec, key.usage)] : COMPLIANT;
  }),
});
