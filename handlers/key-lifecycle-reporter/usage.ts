/*
 * Operations a key served, from the CloudWatch metric AWS/KMS SuccessfulRequest by KeyArn and Operation. There is no metric by
 * KeyId, and ReEncrypt has dimensions of its own that cannot be listed by key: the count is a lower bound.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-cloudwatch.html
 */
import { CloudWatchClient, MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { allPages, Clock, codeOf } from './aws';
import { answer, failure, KeyFacts, Sourced } from './facts';
import { DAY } from './inventory';

const OPERATIONS: { readonly [usage: string]: readonly string[] } = {
  ENCRYPT_DECRYPT: ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'],
  SIGN_VERIFY: ['Sign', 'Verify'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: ['DeriveSharedSecret'],
};
/** GetMetricData takes 500 queries. */
const QUERIES = 500;

export type Counts = Map<string, Sourced<number>>;

/** The `windowDays` before `now`. */
export interface UsageWindow {
  readonly client: CloudWatchClient;
  readonly now: number;
  readonly windowDays: number;
  readonly clock: Clock;
}

/** Operations in the window by key ARN. */
export async function countOperations(window: UsageWindow, keys: readonly KeyFacts[]): Promise<Counts> {
  const counts: Counts = new Map();
  const queries = keys.flatMap(key => {
    const operations = key.description.ok ? OPERATIONS[key.description.value.usage] : undefined;
    if (!operations) { counts.set(key.arn, failure('UnknownKeyUsage', 'no operations are known for the usage of this key')); }
    return (operations ?? []).map(operation => ({ arn: key.arn, operation }));
  });
  for (let start = 0; start < queries.length; start += QUERIES) {
    await countBatch(window, queries.slice(start, start + QUERIES), counts);
  }
  return counts;
}

interface Query {
  readonly arn: string;
  readonly operation: string;
}

async function countBatch({ client, now, windowDays, clock }: UsageWindow, batch: readonly Query[], counts: Counts): Promise<void> {
  const MetricDataQueries: MetricDataQuery[] = batch.map(({ arn, operation }, i) => ({
    Id: `m${i}`,
    MetricStat: {
      Metric: { Namespace: 'AWS/KMS', MetricName: 'SuccessfulRequest', Dimensions: [{ Name: 'KeyArn', Value: arn }, { Name: 'Operation', Value: operation }] },
      Period: DAY / 1000,
      Stat: 'Sum',
    },
  }));
  const fail = (arns: Iterable<string>, code: string, message: string) => { for (const arn of arns) { counts.set(arn, failure(code, message)); } };
  const answered = new Set<string>();
  try {
    const input = { MetricDataQueries, StartTime: new Date(now - windowDays * DAY), EndTime: new Date(now) };
    for (const page of await allPages(() => paginateGetMetricData({ client }, input), clock)) {
      for (const result of page.MetricDataResults ?? []) {
        const query = batch[Number(result.Id!.slice(1))];
        const before = counts.get(query.arn);
        const sum = (result.Values ?? []).reduce((total, value) => total + value, 0);
        if (result.StatusCode === 'Forbidden' || result.StatusCode === 'InternalError') {
          fail([query.arn], result.StatusCode, 'GetMetricData did not answer for this key');
        } else if (before === undefined || before.ok) {
          counts.set(query.arn, answer((before?.ok ? before.value : 0) + sum));
        }
        answered.add(result.Id!);
      }
    }
    fail(batch.filter((_, i) => !answered.has(`m${i}`)).map(query => query.arn), 'Incomplete', 'GetMetricData left this key out');
  } catch (error) {
    fail(batch.map(query => query.arn), codeOf(error), String((error as Error).message).slice(0, 300));
  }
}
