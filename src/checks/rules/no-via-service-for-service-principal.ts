import { keyOfPrincipals } from './service-condition-keys';
import { withoutRegion } from '../../iam/boundable';
import { principalList } from '../../iam/principal';
import { requiresPresence } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';
import { remedyForOthers } from '../service-remedies';

/** `logs` of `logs.amazonaws.com` and of `logs.eu-west-1.amazonaws.com`; `aiops.alarms.cloudwatch.amazonaws.com` is no part of `aiops`. */
const serviceOf = (name: string): string => withoutRegion(name).replace(/\.amazonaws\.com(\.cn)?$/, '');

export const NO_VIA_SERVICE_FOR_SERVICE_PRINCIPAL = rule({
  id: 'NoViaServiceForServicePrincipal',
  title: 'No service principal is asked to come through its own service',
  info: 'The statement might never let the service in: a service that calls KMS itself, as itself, has no kms:ViaService.',
  explanation: 'kms:ViaService names the service that calls KMS for a principal. It is there when a service comes through another one, such as AWS Lambda that reads code '
    + 'through Amazon S3; where a service calls KMS itself as its own principal it is absent, and aws:SourceArn and aws:SourceAccount are there instead.',
  page: 'kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
  fix: 'Use aws:SourceArn and aws:SourceAccount for service principals, in a statement of their own.',
  level: 'info',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, statement => {
    const condition = statement.conditions.find(c => c.name === 'kms:viaservice' && requiresPresence(c));
    // Who is shut out by another condition is found already.
    if (!condition || statement.effect !== 'Allow' || keyOfPrincipals(statement)) { return undefined; }
    const own = new Set(condition.values.map(value => value.split('.')[0]));
    const services = statement.principals.filter(({ kind, text }) => kind === 'service' && own.has(serviceOf(text)));
    if (services.length > 0) {
      const fix = remedyForOthers(services.map(({ text }) => withoutRegion(text)), services.length === statement.principals.length);
      return { message: `asks ${principalList(services)} for ${condition.key} of the same service`, ...fix === undefined ? {} : { fix } };
    }
    return statement.principals.some(({ type }) => type === 'Service') || undefined;
  }),
});
