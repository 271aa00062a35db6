import { holds, isTrue } from '../../template/scalar';
import { rule, when } from '../rule';

export const LOCKOUT_SAFETY_CHECK_ON = rule({
  id: 'LockoutSafetyCheckOn',
  title: 'The lock-out safety check is not bypassed',
  info: 'KMS would accept a policy by which nobody can manage the key any more.',
  explanation: 'The check makes sure that whoever sets the key policy can change it again. Without it only AWS Support can save a key.',
  page: 'kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam',
  fix: 'Leave out BypassPolicyLockoutSafetyCheck.',
  level: 'error',
  subject: 'key',
  configurationOnly: true,
  check: key => when(holds(key.bypassesLockoutCheck, isTrue), 'BypassPolicyLockoutSafetyCheck is set', 'whether the check is bypassed is not known before deployment',
    key.bypassesLockoutCheck),
});
