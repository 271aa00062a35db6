import { actionsOf } from '../../iam/actions';
import { Trait } from '../../iam/statement';
import { isOpaque } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

const isKeyPolicy = (location: string): boolean => location === 'Properties.KeyPolicy';

export const KNOWN_ACTIONS = rule({
  id: 'KnownActions',
  title: 'Every action exists',
  info: 'The policy names an action that KMS does not have, which allows or denies nothing.',
  explanation: 'KMS accepts any name and never matches it: a typing error in an Allow withholds access, in a Deny it protects nothing. Actions of other services mean '
    + 'nothing in a key policy.',
  page: 'service-authorization/latest/reference/list_awskeymanagementservice.html',
  fix: 'Correct the name of the action.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.ODD, ({ actions }, { location }) => {
    // IAM policies are about other services, too.
    const meant = isKeyPolicy(location) ? actions : actions.filter(action => /^kms:/i.test(action));
    const unknown = meant.find(action => !isOpaque(action) && actionsOf(action).size === 0);
    return unknown === undefined ? (isKeyPolicy(location) && actions.some(isOpaque)) || undefined : `names '${unknown}', which is no action of KMS`;
  }),
});
