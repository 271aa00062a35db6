import { holds, isFalse } from '../../template/scalar';
import { rule, when } from '../rule';

export const CONSUMER_KEY_ENABLED = rule({
  id: 'ConsumerKeyEnabled',
  title: 'Resources are encrypted under an enabled key',
  info: 'The resource cannot be used: its key is disabled.',
  explanation: 'A disabled key refuses every cryptographic operation. Some resources fail at once, others weeks later: at the next attachment, restart or rotation of a '
    + 'data key.',
  page: 'kms/latest/developerguide/key-state.html',
  fix: 'Enable the key, or give the resource another.',
  level: 'error',
  subject: 'consumer',
  check: ({ key, what }) => when(holds(key.enabled, isFalse), `${what} has a disabled key`, `whether the key of ${what} is enabled is not known before deployment`,
    key.enabled),
});
