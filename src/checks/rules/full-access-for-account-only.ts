import { isEveryAction } from '../../iam/actions';
import { principalList } from '../../iam/principal';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

/** A service neither manages keys nor is a user in the sense of `users`. */
const OF_SERVICES = 'List the actions that AWS documents for the service; KeyAccess.service(...) does.';

export const FULL_ACCESS_FOR_ACCOUNT_ONLY = rule({
  id: 'FullAccessForAccountOnly',
  title: 'kms:* is for the account of the key alone',
  info: 'A principal can do everything with the key: manage it, use it and grant it.',
  explanation: 'kms:* on the account passes the decision to its IAM policies, as in the default policy. On a role, user or other account it is administration, use '
    + 'and CreateGrant in one hand, without separation of duties.',
  page: 'kms/latest/developerguide/key-policy-default.html',
  fix: 'List the actions: administrators: [...] for management, users: [...] for use.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.FULL, statement => {
    if (statement.effect !== 'Allow' || statement.notAction || !statement.actions.some(isEveryAction)) { return undefined; }
    const others = statement.principals.filter(({ kind, own }) => kind !== 'everyone' && kind !== 'opaque' && !(kind === 'account' && own !== 'no'));
    if (others.length > 0) {
      const message = `gives kms:* to ${principalList(others)}`;
      return others.every(({ kind }) => kind === 'service') ? { message, fix: OF_SERVICES } : message;
    }
    return statement.principals.some(({ kind, own }) => kind === 'opaque' || own === 'unknown') || undefined;
  }),
});
