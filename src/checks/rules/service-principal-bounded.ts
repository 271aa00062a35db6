import { shownUnbound, withoutRegion } from '../../iam/boundable';
import { boundableServices, grantsForItself } from '../../iam/confused-deputy';
import { principalList } from '../../iam/principal';
import { demandsPresence, isContext, isSource, narrowedBy, reachesOnly, VIEWING } from '../../iam/questions';
import { isOfPrincipals } from '../../iam/request';
import { Trait } from '../../iam/statement';
import { unboundByCdk } from '../cdk-statements';
import { statementwise, rule } from '../rule';
import { remedyFor } from '../service-remedies';

export const SERVICE_PRINCIPAL_BOUNDED = rule({
  id: 'ServicePrincipalBounded',
  title: 'AWS services use the key only for a known resource or account',
  info: 'An AWS service can use the key for anybody (confused deputy).',
  explanation: 'A service principal works for every customer of the service. Unless a condition says for which resource, account or encryption context it can use the '
    + 'key, another customer can make the service use it. Services that tell neither are known to the rule and are left alone.',
  page: 'kms/latest/developerguide/key-policy-services.html#key-policy-services-permissions',
  fix: 'Add the source or the encryption context that the service sends, and no key that it does not; KeyAccess.service(...) does.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.SERVICE, (statement, view) => {
    if (statement.effect !== 'Allow' || reachesOnly(statement, VIEWING)) { return undefined; }
    const services = boundableServices(statement);
    if (services.length === 0) { return undefined; }
    if (narrowedBy(statement, name => isSource(name) || isContext(name))) { return undefined; }
    // Under a key that services never have nobody is allowed, which ServiceConditionKeys finds.
    if (statement.conditions.some(condition => isOfPrincipals(condition.name) && demandsPresence(statement, condition.name))) { return undefined; }
    if (grantsForItself(statement)) { return undefined; }
    if (statement.unknown) { return true; }
    const message = `lets ${principalList(services)} use the key without a condition on source or encryption context`;
    const byCdk = unboundByCdk(statement, view, message);
    if (byCdk) { return byCdk; }
    const fix = remedyFor(services.map(({ text }) => withoutRegion(text)), services.length === statement.principals.length, statement.reach);
    const page = shownUnbound(services.map(({ text }) => text), statement, view.statements);
    return page ? { message: `${message}, as AWS's page shows it (docs.aws.amazon.com/${page})`, level: 'warning', fix } : { message, fix };
  }),
});
