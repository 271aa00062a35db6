import { COMPLIANT, finding, rule, undecidable } from '../rule';

export const KEY_HAS_ALIAS = rule({
  id: 'KeyHasAlias',
  title: 'Every key has an alias',
  info: 'The key is known by its id only.',
  explanation: 'An alias names the key in consoles, logs and bills, and lets applications follow when the key behind it changes. Aliases of a replica are its own.',
  page: 'kms/latest/developerguide/kms-alias.html',
  fix: 'Set alias, or add an AWS::KMS::Alias for the key.',
  level: 'warning',
  subject: 'key',
  check: key => key.aliases.length > 0 ? COMPLIANT
    : [key.mayHaveOtherAlias ? undecidable('an alias of the app names a key that is not known before deployment') : finding('no alias of the app names the key')],
});
