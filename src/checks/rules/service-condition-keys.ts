import { principalList } from '../../iam/principal';
import { demandsPresence } from '../../iam/questions';
import { isOfPrincipals } from '../../iam/request';
import { Trait } from '../../iam/statement';
import { rule, statementwise } from '../rule';

export const SERVICE_CONDITION_KEYS = rule({
  id: 'ServiceConditionKeys',
  title: 'Service principals are asked for condition keys that services have',
  info: 'The statement never lets the service in: a service principal is of no account and no organization.',
  explanation: 'The keys aws:PrincipalOrgID, aws:PrincipalAccount, aws:PrincipalArn, kms:CallerAccount and the like say who a user or role is. A service that calls KMS as itself has none of '
    + 'them: aws:SourceOrgID, aws:SourceAccount and aws:SourceArn say for whom it works.',
  page: 'IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties',
  fix: 'Use aws:SourceOrgID for aws:PrincipalOrgID, aws:SourceAccount for kms:CallerAccount and aws:PrincipalAccount, aws:SourceArn for aws:PrincipalArn.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.SERVICE, statement => {
    if (statement.effect !== 'Allow' || statement.notPrincipal) { return undefined; }
    // Of kms:ViaService NoViaServiceForServicePrincipal knows more.
    const condition = statement.conditions.find(({ base, name, negated }) => base !== 'null' && !negated && name !== 'kms:viaservice'
      && isOfPrincipals(name) && demandsPresence(statement, name));
    const services = statement.principals.filter(({ kind }) => kind === 'service');
    return condition && services.length > 0 ? `asks ${principalList(services)} for ${condition.key}` : undefined;
  }),
});
