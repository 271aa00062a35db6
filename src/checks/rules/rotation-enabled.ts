import { and, not } from '../../iam/symbols';
import { holds, isTrue } from '../../template/scalar';
import { inEachWay, NOT_APPLICABLE, rule, when } from '../rule';

export const ROTATION_ENABLED = rule({
  id: 'RotationEnabled',
  title: 'Symmetric keys whose material KMS makes rotate automatically',
  info: 'The key does not rotate.',
  explanation: 'Rotation bounds how much data is encrypted under one key material. Old material stays, so nothing has to be re-encrypted and no '
    + 'downtime is needed. KMS rotates symmetric encryption keys of origin AWS_KMS only: HMAC, asymmetric and imported keys are not asked to.',
  page: 'kms/latest/developerguide/rotate-keys.html',
  fix: 'Set enableKeyRotation: true (CloudFormation: EnableKeyRotation).',
  level: 'error',
  subject: 'key',
  configurationOnly: true,
  check: inEachWay(key => {
    // A replica copies the rotation of its primary and has no property for it.
    const rotatable = and([holds(key.spec, spec => spec === 'SYMMETRIC_DEFAULT'), holds(key.origin, origin => origin === 'AWS_KMS')]);
    if (key.replica || rotatable === 'no') { return NOT_APPLICABLE; }
    return when(and([rotatable, not(holds(key.rotation, isTrue))]), 'rotation is off', 'whether the key rotates is not known before deployment', key.spec, key.origin, key.rotation);
  }),
});
