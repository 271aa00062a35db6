import { actionsOf } from '../../iam/actions';
import { KMS_ACTIONS } from '../../iam/reference-data';
import { Trait } from '../../iam/statement';
import { isOpaque } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

const isKeyPolicy = (location: string): boolean => location === 'Properties.KeyPolicy';

/** A beginning of more actions than these is no hint at what is meant. */
const MANY = 2;

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
    const named = isKeyPolicy(location) ? actions : actions.filter(action => /^kms:/i.test(action));
    const unknown = named.find(action => !isOpaque(action) && actionsOf(action).size === 0);
    if (unknown === undefined) { return (isKeyPolicy(location) && actions.some(isOpaque)) || undefined; }
    const message = `names '${unknown}', which is no action of KMS`;
    const meant = KMS_ACTIONS.filter(action => /^kms:./i.test(unknown) && actionsOf(`${unknown}*`).has(action.toLowerCase()));
    return meant.length === 0 || meant.length > MANY ? message : { message, fix: `Write ${meant.map(action => `kms:${action}`).join(' and ')}.` };
  }),
});
