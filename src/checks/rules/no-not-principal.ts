import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const NO_NOT_PRINCIPAL = rule({
  id: 'NoNotPrincipal',
  title: 'Statements name the principals that they are about, not those that they are not about',
  info: 'NotPrincipal allows everybody else, or denies sessions it was meant to exempt.',
  explanation: 'NotPrincipal with Allow is everyone but the named, of every account. With Deny it also denies the sessions of a named role unless account, role and '
    + 'session are all listed; AWS advises against it.',
  page: 'IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
  fix: 'Name principals; in a Deny use Principal "*" with ArnNotLike aws:PrincipalArn.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.NEGATED, ({ notPrincipal, effect }) => notPrincipal ? `uses NotPrincipal with ${effect}` : undefined),
});
