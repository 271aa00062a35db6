import { and, not } from '../../iam/symbols';
import { holds, isTrue } from '../../template/scalar';
import { inEachWay, NOT_APPLICABLE, rule, when } from '../rule';

export const ROTATION_POSSIBLE = rule({
  id: 'RotationPossible',
  title: 'Only keys that KMS can rotate ask for rotation',
  info: 'The key asks for automatic rotation that KMS refuses, so its deployment fails.',
  explanation: 'KMS rotates symmetric encryption keys of origin AWS_KMS only. aws-cdk-lib lets an asymmetric or HMAC key with rotationPeriod pass synthesis; '
    + 'the deployment then fails.',
  page: 'kms/latest/developerguide/rotate-keys.html',
  fix: 'Leave out enableKeyRotation and rotationPeriod; rotate by a new key and a moved alias, imported material by RotateKeyOnDemand.',
  level: 'error',
  subject: 'key',
  configurationOnly: true,
  check: inEachWay(key => {
    if (key.replica) { return NOT_APPLICABLE; }
    const asks = holds(key.rotation, isTrue);
    if (asks === 'no') { return NOT_APPLICABLE; }
    const impossible = not(and([holds(key.spec, spec => spec === 'SYMMETRIC_DEFAULT'), holds(key.origin, origin => origin === 'AWS_KMS')]));
    return when(and([asks, impossible]), `a key of spec ${key.spec.values.join(' or ')} and origin ${key.origin.values.join(' or ')} cannot rotate automatically`,
      'whether the key can rotate is not known before deployment', key.rotation, key.spec, key.origin);
  }),
});
