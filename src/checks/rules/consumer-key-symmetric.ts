import { not } from '../../iam/symbols';
import { holds } from '../../template/scalar';
import { rule, when } from '../rule';

export const CONSUMER_KEY_SYMMETRIC = rule({
  id: 'ConsumerKeySymmetric',
  title: 'AWS services are given symmetric encryption keys',
  info: 'The service refuses the key: it is not a symmetric encryption key.',
  explanation: 'Services that integrate with KMS encrypt under symmetric encryption keys only. An asymmetric or HMAC key is refused, by some not before the first use.',
  page: 'kms/latest/APIReference/API_CreateKey.html',
  fix: 'Give the resource a key of spec SYMMETRIC_DEFAULT.',
  level: 'error',
  subject: 'consumer',
  check: ({ key, what }) => when(not(holds(key.spec, spec => spec === 'SYMMETRIC_DEFAULT')), `${what} has a key of spec ${key.spec.values.join(' or ')}`,
    `the spec of the key of ${what} is not known before deployment`, key.spec),
});
