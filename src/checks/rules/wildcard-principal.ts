import { isDeniedToStrangers, narrowedBy, saysWho } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const WILDCARD_PRINCIPAL = rule({
  id: 'WildcardPrincipal',
  title: 'Everyone is allowed only under a condition that says who',
  info: 'The key is open to every AWS account.',
  explanation: 'Principal "*" is every principal of every account. AWS itself writes it together with kms:CallerAccount; aws:PrincipalOrgID, aws:PrincipalArn or '
    + 'a source condition bind it as well, and so does a Deny of everybody but the principals that it names. kms:ViaService alone does not: any account can come through the service.',
  page: 'kms/latest/developerguide/key-policy-overview.html',
  fix: 'Name the principals, or add a condition on kms:CallerAccount, aws:PrincipalOrgID or aws:PrincipalArn.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.EVERYONE, (statement, { statements }) => {
    if (statement.effect !== 'Allow' || !statement.everyone || narrowedBy(statement, saysWho)) { return undefined; }
    if (isDeniedToStrangers(statement, statements)) { return undefined; }
    if (statement.unknown) { return true; }
    return statement.conditions.length === 0 ? 'lets everyone in' : `lets everyone in: ${[...new Set(statement.conditions.map(({ key }) => key))].join(', ')} does not say who`;
  }),
});
