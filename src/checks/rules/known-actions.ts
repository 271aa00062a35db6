import { actionsOf } from '../../iam/actions';
import { Trait } from '../../iam/statement';
import { isOpaque } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

export const KNOWN_ACTIONS = rule({
  id: 'KnownActions',
  title: 'Every action exists',
  info: 'The key policy names an action that KMS does not have, which allows or denies nothing.',
  explanation: 'KMS accepts any name and never matches it: a typing error in an Allow withholds access, in a Deny it protects nothing. Actions of other services mean '
    + 'nothing in a key policy.',
  page: 'service-authorization/latest/reference/list_awskeymanagementservice.html',
  fix: 'Correct the name of the action.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.ODD, ({ actions }) => {
    const unknown = actions.find(action => !isOpaque(action) && actionsOf(action).size === 0);
    return unknown === undefined ? actions.some(isOpaque) || undefined : `names '${unknown}', which is no action of KMS`;
  }),
});
