import { LIMITS } from '../../private/limits';
import { COMPLIANT, finding, rule, undecidable } from '../rule';

export const POLICY_SIZE = rule({
  id: 'PolicySize',
  title: 'The key policy fits into what KMS accepts',
  info: 'The key policy is larger than KMS accepts, so the deployment fails.',
  explanation: `A key policy takes at most ${LIMITS.policyBytes} bytes, without white space between its parts.`,
  page: 'kms/latest/developerguide/key-policy-overview.html',
  fix: 'Name patterns of principals in a condition on aws:PrincipalArn, or split the uses over several keys.',
  level: 'error',
  subject: 'keyPolicy',
  check: policy => {
    // Policies that have a shape are far from the limit.
    if (policy.shape !== undefined) { return COMPLIANT; }
    const { least, most } = policy.size;
    if (least > LIMITS.policyBytes) { return [finding(`takes at least ${least} bytes, KMS takes ${LIMITS.policyBytes}`)]; }
    return most > LIMITS.policyBytes ? [undecidable(`takes ${least} to ${most} bytes once deployed, KMS takes ${LIMITS.policyBytes}`)] : COMPLIANT;
  },
});
