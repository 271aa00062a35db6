import { holds, isFalse } from '../../template/scalar';
import { rule, when } from '../rule';

export const KEY_ENABLED = rule({
  id: 'KeyEnabled',
  title: 'Keys are enabled',
  info: 'The key is disabled: whatever is encrypted under it cannot be read.',
  explanation: 'A disabled key costs the same and refuses every cryptographic operation. Services notice late: a volume fails at its next attachment, a '
    + 'database goes into a state from which only a backup saves it.',
  page: 'kms/latest/developerguide/enabling-keys.html',
  fix: 'Set enabled: true, or take the key out of the template once nothing needs it.',
  level: 'warning',
  subject: 'key',
  configurationOnly: true,
  check: key => when(holds(key.enabled, isFalse), 'the key is disabled', 'whether the key is enabled is not known before deployment', key.enabled),
});
