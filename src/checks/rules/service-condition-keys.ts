import { withoutRegion } from '../../iam/boundable';
import { Condition } from '../../iam/condition';
import { Principal, principalList } from '../../iam/principal';
import { requiresPresence } from '../../iam/questions';
import { isOfPrincipals } from '../../iam/request';
import { Statement, Trait } from '../../iam/statement';
import { rule, statementwise } from '../rule';
import { remedyForOthers } from '../service-remedies';

const servicesOf = ({ principals }: Statement): readonly Principal[] => principals.filter(({ kind }) => kind === 'service');

/** Of kms:ViaService NoViaServiceForServicePrincipal knows more. */
const isLacking = ({ name, values }: Condition): boolean =>
  name === 'aws:viaawsservice' ? values.every(value => value === 'true') : name !== 'kms:viaservice' && isOfPrincipals(name);

/** The condition of an Allow that asks a service for what only users and roles have. */
export const keyOfPrincipals = (statement: Statement): Condition | undefined => statement.effect !== 'Allow' || statement.notPrincipal || servicesOf(statement).length === 0 ? undefined
  : statement.conditions.find(condition => isLacking(condition) && requiresPresence(condition));

export const SERVICE_CONDITION_KEYS = rule({
  id: 'ServiceConditionKeys',
  title: 'Service principals are asked for condition keys that services have',
  info: 'The statement never lets the service in: a service principal is of no account and no organization.',
  explanation: 'The keys aws:PrincipalOrgID, aws:PrincipalAccount, aws:PrincipalArn, kms:CallerAccount and the like say who a user or role is. A service that calls KMS as itself has none of '
    + 'them: aws:SourceOrgID, aws:SourceAccount and aws:SourceArn say which account or resource it works for.',
  page: 'IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties',
  fix: 'Use aws:SourceOrgID for aws:PrincipalOrgID, aws:SourceAccount for kms:CallerAccount and aws:PrincipalAccount, aws:SourceArn for aws:PrincipalArn.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.SERVICE, statement => {
    const condition = keyOfPrincipals(statement);
    if (!condition) { return undefined; }
    const services = servicesOf(statement);
    const fix = remedyForOthers(services.map(({ text }) => withoutRegion(text)), services.length === statement.principals.length);
    return { message: `asks ${principalList(services)} for ${condition.key}`, ...fix === undefined ? {} : { fix } };
  }),
});
