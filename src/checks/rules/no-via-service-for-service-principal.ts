import { principalList } from '../../iam/principal';
import { requiresPresence } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const NO_VIA_SERVICE_FOR_SERVICE_PRINCIPAL = rule({
  id: 'NoViaServiceForServicePrincipal',
  title: 'kms:ViaService is asked of people and roles, not of AWS services',
  info: 'The statement never lets the service in: a service that calls as itself has no kms:ViaService.',
  explanation: 'kms:ViaService and kms:CallerAccount describe calls that a service makes with the identity of its user. Where the service calls as its own principal they '
    + 'are absent; aws:SourceArn and aws:SourceAccount are there instead.',
  page: 'kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
  fix: 'Use aws:SourceArn and aws:SourceAccount for service principals, in a statement of their own.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, statement => {
    const condition = statement.conditions.find(c => c.name === 'kms:viaservice' && requiresPresence(c));
    if (!condition || statement.effect !== 'Allow') { return undefined; }
    const services = statement.principals.filter(({ kind }) => kind === 'service');
    return services.length > 0 ? `asks ${principalList(services)} for ${condition.key}` : statement.principals.some(({ kind }) => kind === 'opaque') || undefined;
  }),
});
