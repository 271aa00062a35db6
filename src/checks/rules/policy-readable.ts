import { COMPLIANT, rule, undecidable, UNREADABLE } from '../rule';

export const POLICY_READABLE = rule({
  id: 'PolicyReadable',
  title: 'The key policy can be read before deployment',
  info: 'The key policy is not known before deployment, so no rule about it can judge.',
  explanation: 'A policy that a parameter, an import or a macro fills in cannot be checked at synthesis. Rules say nothing of it rather than guess.',
  page: 'kms/latest/developerguide/key-policies.html',
  fix: 'Write the policy in the app, or check it after deployment.',
  level: 'info',
  subject: 'keyPolicy',
  check: policy => policy.statements === undefined ? [undecidable(UNREADABLE)] : COMPLIANT,
});
