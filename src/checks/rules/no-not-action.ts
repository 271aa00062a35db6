import { principalList } from '../../iam/principal';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const NO_NOT_ACTION = rule({
  id: 'NoNotAction',
  title: 'Allows list what they allow',
  info: 'NotAction allows everything else, also what KMS adds later.',
  explanation: 'An Allow with NotAction gives every action but the named, CreateGrant and PutKeyPolicy included. On the account itself it narrows the delegation and is '
    + "AWS's own advice for keys of enclaves.",
  page: 'IAM/latest/UserGuide/reference_policies_elements_notaction.html',
  fix: 'List the actions.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.NEGATED, statement => {
    // Everyone is what WildcardPrincipal finds, everyone but some what NoNotPrincipal does.
    if (!statement.notAction || statement.effect !== 'Allow' || statement.everyone || statement.notPrincipal) { return undefined; }
    const others = statement.principals.filter(({ kind, own }) => !(kind === 'account' && own !== 'no'));
    if (others.length > 0) { return others.every(({ kind }) => kind === 'opaque') ? true : `gives all but a few actions to ${principalList(others)}`; }
    return statement.principals.some(({ own }) => own === 'unknown') ? true : undefined;
  }),
});
