import { not } from '../../iam/symbols';
import { LIMITS } from '../../private/limits';
import { holds, toNumber } from '../../template/scalar';
import { COMPLIANT, rule, when } from '../rule';

export const DELETION_WINDOW = rule({
  id: 'DeletionWindow',
  title: 'A key waits long enough before it is deleted',
  info: 'The waiting period before the key is deleted is too short.',
  explanation: 'After the waiting period nothing under the key can ever be read again, and until then any use shows what was forgotten. KMS takes 7 to 30 days, '
    + '30 if nothing is said; minimumPendingWindow of the pack is what the environment asks for.',
  page: 'kms/latest/developerguide/deleting-keys.html',
  fix: 'Set a longer pendingWindow (CloudFormation: PendingWindowInDays).',
  level: 'error',
  subject: 'key',
  configurationOnly: true,
  check: (key, { minimumPendingWindowDays }) => {
    const days = (value: unknown): number => value === undefined ? LIMITS.pendingWindowDays.max : toNumber(value);
    // KMS takes nothing beyond the default bounds.
    if (!key.pendingWindow.known && minimumPendingWindowDays === LIMITS.pendingWindowDays.min) { return COMPLIANT; }
    const long = holds(key.pendingWindow, value => days(value) >= minimumPendingWindowDays && days(value) <= LIMITS.pendingWindowDays.max);
    return when(not(long), `waits ${key.pendingWindow.values.map(days).join(' or ')} days, expected are ${minimumPendingWindowDays} to ${LIMITS.pendingWindowDays.max}`,
      'the waiting period is not known before deployment', key.pendingWindow);
  },
});
