import { CATALOG } from '../../services/catalog';
import { holds } from '../../template/scalar';
import { NOT_APPLICABLE, rule, when } from '../rule';

export const ACCESS_LOGS_WITHOUT_KMS = rule({
  id: 'AccessLogsWithoutKms',
  title: 'Server access logs go to a bucket that encrypts with SSE-S3',
  info: 'S3 drops the server access logs without an error.',
  explanation: `${CATALOG.S3_ACCESS_LOGS.unsupported}. aws-cdk-lib accepts a customer managed key here; AWS's documentation does not.`,
  page: CATALOG.S3_ACCESS_LOGS.source,
  fix: 'Encrypt the log bucket with SSE-S3.',
  level: 'warning',
  subject: 'logBucket',
  check: ({ what, algorithm, target }) => {
    const outcomes = when(holds(algorithm, value => String(value).startsWith('aws:kms')), `${what} encrypts under a key of KMS`,
      `how ${what} encrypts is not known before deployment`, algorithm);
    // One log bucket for several buckets is one fault.
    return outcomes === NOT_APPLICABLE ? outcomes : outcomes.map(outcome => ({ ...outcome, fault: target }));
  },
});
