import { principalList } from '../../iam/principal';
import { givesNothingAway, isAccount, isBounded } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const CROSS_ACCOUNT_BOUNDED = rule({
  id: 'CrossAccountBounded',
  title: 'Other accounts are allowed as far as they need',
  info: 'All principals of another account can use the key for anything.',
  explanation: 'A statement for another account hands the decision to that account: principals there can do whatever its IAM policies allow. A role by name, or a condition on '
    + 'kms:ViaService, the encryption context or aws:PrincipalArn keeps it with the owner of the key.',
  page: 'kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  fix: 'Name roles of the other account, or add a condition; CrossAccountKey does. Accounts of your own can be listed in trustedAccounts of the pack.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.FOREIGN, (statement, _, { trustedAccounts }) => {
    if (statement.effect !== 'Allow' || statement.notPrincipal || givesNothingAway(statement)) { return undefined; }
    // kms:* is what FullAccessForAccountOnly finds, all but a few what NoNotAction does.
    if (statement.notAction || statement.traits.includes(Trait.FULL)) { return undefined; }
    const accounts = statement.principals.filter(principal => isAccount(principal) && principal.own !== 'yes'
      && !trustedAccounts.some(account => principal.text === account || principal.text.includes(`:${account}:`)));
    // Who a parameter names can be one role; there is nothing to bound then.
    if (accounts.length === 0) { return undefined; }
    if (isBounded(statement)) { return undefined; }
    const others = accounts.filter(({ own }) => own === 'no');
    return others.length === 0 || statement.unknown ? true : `allows all of ${principalList(others)} without a bound`;
  }),
});
