import { LIMITS } from '../../private/limits';
import { COMPLIANT, finding, rule } from '../rule';

export const ALIAS_QUOTA = rule({
  id: 'AliasQuota',
  title: 'A key has no more aliases than KMS allows',
  info: 'KMS refuses the next alias, and denies whoever is allowed by kms:ResourceAliases.',
  explanation: `A key takes ${LIMITS.aliasesPerKey} aliases, unless the quota of the account is raised. Of a key with more, kms:ResourceAliases matches nothing, so that principals `
    + 'who are allowed by it are denied.',
  page: 'kms/latest/developerguide/resource-limits.html#aliases-per-key',
  fix: 'Take out aliases that nobody uses, give data that is unrelated a key of its own, or have the quota raised.',
  level: 'warning',
  subject: 'key',
  check: ({ aliases }) => aliases.length <= LIMITS.aliasesPerKey ? COMPLIANT : [finding(`has ${aliases.length} aliases, KMS allows ${LIMITS.aliasesPerKey}`)],
});
