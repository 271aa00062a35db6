import { and, not } from '../../iam/symbols';
import { holds } from '../../template/scalar';
import { COMPLIANT, finding, NOT_APPLICABLE, rule, undecidable } from '../rule';

/** The metrics of namespace AWS/KMS and the dimensions by which each is published (DG monitoring-cloudwatch). */
const METRICS: { readonly [metric: string]: readonly (readonly string[])[] } = {
  SuccessfulRequest: [['KeyArn', 'Operation'], ['DestinationKeyArn', 'Operation', 'SourceKeyArn']],
  SecondsUntilKeyMaterialExpiration: [['KeyId']],
  CloudHSMKeyStoreThrottle: [['CustomKeyStoreId', 'KeySpec', 'KmsOperation']],
  ExternalKeyStoreThrottle: [['CustomKeyStoreId', 'KeySpec', 'KmsOperation']],
  XksProxyCertificateDaysToExpire: [['CertificateName', 'CustomKeyStoreId']],
  XksProxyCredentialAge: [['CustomKeyStoreId']],
  XksProxyErrors: [],
  XksExternalKeyManagerStates: [],
  XksProxyLatency: [],
};

export const KMS_METRIC_EXISTS = rule({
  id: 'KmsMetricExists',
  title: 'Alarms on AWS/KMS watch metrics that exist',
  info: 'The alarm watches a metric that KMS never publishes, so it stays in INSUFFICIENT_DATA forever.',
  explanation: 'KMS has no metric for rotation, and none for denied requests: DaysUntilKeyRotation and NumberOfRequestsSucceeded do not exist. SuccessfulRequest has the '
    + 'dimension KeyArn, SecondsUntilKeyMaterialExpiration the dimension KeyId; the other way round there is no data.',
  page: 'kms/latest/developerguide/monitoring-cloudwatch.html',
  fix: 'Use KeyMonitoring, or watch rotation and deletion by EventBridge events.',
  level: 'error',
  subject: 'alarm',
  check: ({ namespace, metric, dimensions }) => {
    // Of a namespace that only the deployment names there is nothing to say: nearly all are others.
    if (!namespace.values.includes('AWS/KMS')) { return NOT_APPLICABLE; }
    const missing = and([holds(namespace, value => value === 'AWS/KMS'), not(holds(metric, name => METRICS[String(name)] !== undefined))]);
    if (missing === 'yes') { return [finding(`AWS/KMS has no metric ${metric.values.join(' or ')}`)]; }
    if (missing === 'unknown') { return [undecidable('the metric is not known before deployment')]; }
    const sets = METRICS[String(metric.values[0])];
    if (dimensions === undefined) { return [undecidable('the dimensions are not known before deployment')]; }
    const given = [...dimensions].sort().join(', ');
    return sets.length === 0 || sets.some(set => set.join(', ') === given) ? COMPLIANT
      : [finding(`${metric.values[0]} is published by ${sets.map(set => set.join(' and ')).join(', or ')}, not by ${given || 'no dimension'}`)];
  },
});
