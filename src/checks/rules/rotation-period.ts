import { not } from '../../iam/symbols';
import { LIMITS } from '../../private/limits';
import { holds, toNumber } from '../../template/scalar';
import { COMPLIANT, NOT_APPLICABLE, rule, when } from '../rule';

/** What KMS takes when no period is given. */
const DEFAULT_DAYS = 365;

export const ROTATION_PERIOD = rule({
  id: 'RotationPeriod',
  title: 'The rotation period is within the bounds of the organization',
  info: 'The key rotates too often or too seldom.',
  explanation: 'KMS takes 90 to 2560 days, 365 if nothing is said. An organization often asks for less; the pack knows its bounds by '
    + 'minimumRotationPeriod and maximumRotationPeriod.',
  page: 'kms/latest/developerguide/rotate-keys.html#rotation-period',
  fix: 'Set rotationPeriod within the bounds.',
  level: 'error',
  subject: 'key',
  configurationOnly: true,
  check: (key, { minimumRotationDays, maximumRotationDays }) => {
    if (key.replica || holds(key.rotation, value => value === undefined || value === false || value === 'false') === 'yes') { return NOT_APPLICABLE; }
    const days = (value: unknown): number => value === undefined ? DEFAULT_DAYS : toNumber(value);
    // KMS takes nothing beyond the default bounds.
    if (!key.rotationPeriod.known && minimumRotationDays === LIMITS.rotationPeriodDays.min && maximumRotationDays === LIMITS.rotationPeriodDays.max) { return COMPLIANT; }
    const within = holds(key.rotationPeriod, value => days(value) >= minimumRotationDays && days(value) <= maximumRotationDays);
    return when(not(within), `rotates every ${key.rotationPeriod.values.map(days).join(' or ')} days, expected are ${minimumRotationDays} to ${maximumRotationDays}`,
      'the rotation period is not known before deployment', key.rotationPeriod);
  },
});
