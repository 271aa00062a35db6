import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { aws_kms as kmsRefs } from 'aws-cdk-lib/interfaces';
import { subjectKey } from './subjects';
import { expiryMetric } from '../keys/expiry-alarm';
import { checked } from '../private/checked';
import { given } from '../private/given';
import { checkNotEmpty } from '../private/validate';

/** The operations that KMS counts in `SuccessfulRequest` by key. ReEncrypt is counted by pairs of keys, not by one. */
export enum KeyOperation {
  /** Decrypt. */
  DECRYPT = 'Decrypt',
  /** Encrypt. */
  ENCRYPT = 'Encrypt',
  /** GenerateDataKey. */
  GENERATE_DATA_KEY = 'GenerateDataKey',
  /** GenerateDataKeyWithoutPlaintext. */
  GENERATE_DATA_KEY_WITHOUT_PLAINTEXT = 'GenerateDataKeyWithoutPlaintext',
  /** GenerateDataKeyPair. */
  GENERATE_DATA_KEY_PAIR = 'GenerateDataKeyPair',
  /** GenerateDataKeyPairWithoutPlaintext. */
  GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT = 'GenerateDataKeyPairWithoutPlaintext',
  /** Sign. */
  SIGN = 'Sign',
  /** Verify. */
  VERIFY = 'Verify',
  /** GenerateMac. */
  GENERATE_MAC = 'GenerateMac',
  /** VerifyMac. */
  VERIFY_MAC = 'VerifyMac',
  /** DeriveSharedSecret. */
  DERIVE_SHARED_SECRET = 'DeriveSharedSecret',
}

/** A quota of requests a second that operations share, for an account and Region. */
export enum KeyRequestQuota {
  /** Symmetric and HMAC operations: 10,000 to 100,000 a second by Region. */
  SYMMETRIC = 'CryptographicOperationsSymmetric',
  /** RSA operations: 1,000 a second. */
  RSA = 'CryptographicOperationsRsa',
  /** ECC and SM2 operations: 1,000 a second. */
  ECC = 'CryptographicOperationsEcc',
}

const NAMESPACE = 'AWS/KMS';

/**
 * The metrics of one key. KMS has no metric for failed or denied requests and none for rotation.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/monitoring-cloudwatch.html
 *
 * @example
 * declare const key: EncryptedKey;
 *
 * KeyMetrics.fromKey(key).metricSuccessfulRequest(KeyOperation.DECRYPT).createAlarm(this, 'ManyDecrypts', {
 *   threshold: 1000,
 *   evaluationPeriods: 1,
 * });
 */
@checked
export class KeyMetrics {
  /** The metrics of a key. Fails for an alias of which the key is not known. */
  public static fromKey(key: kmsRefs.IKeyRef): KeyMetrics {
    return new KeyMetrics(key);
  }

  /**
   * How much of a request quota the account uses in this Region, in percent: the alarm that comes before throttling.
   *
   * @see https://aws.amazon.com/blogs/security/manage-your-aws-kms-api-request-rates-using-service-quotas-and-amazon-cloudwatch/
   */
  public static metricQuotaUtilization(quota: KeyRequestQuota, options: cloudwatch.MathExpressionOptions = {}): cloudwatch.MathExpression {
    // Ids are shared by everything on one graph.
    const usage = `usage${quota.replace('CryptographicOperations', '')}`;
    return new cloudwatch.MathExpression({
      label: `${quota} %`,
      period: Duration.minutes(1),
      ...given(options),
      expression: `(${usage}/SERVICE_QUOTA(${usage}))*100`,
      usingMetrics: {
        [usage]: new cloudwatch.Metric({
          namespace: 'AWS/Usage',
          metricName: 'CallCount',
          dimensionsMap: { Service: 'KMS', Type: 'API', Resource: quota, Class: 'None' },
          statistic: cloudwatch.Stats.SUM,
          period: options.period ?? Duration.minutes(1),
        }),
      },
    });
  }

  private readonly keyArn: string;

  private constructor(private readonly key: kmsRefs.IKeyRef) {
    this.keyArn = subjectKey('key', key).arn;
  }

  /** How often an operation succeeded with the key; sum over 5 minutes. */
  public metricSuccessfulRequest(operation: KeyOperation, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('SuccessfulRequest', { KeyArn: this.keyArn, Operation: operation }, {
      label: operation,
      statistic: cloudwatch.Stats.SUM,
      ...given(options),
    });
  }

  /** All requests that succeeded with the key, of the operations given; sum over 5 minutes. */
  public metricSuccessfulRequests(operations: KeyOperation[], options: cloudwatch.MathExpressionOptions = {}): cloudwatch.MathExpression {
    checkNotEmpty('operations', operations, 'name at least one');
    // Ids are shared by everything on one graph, so they carry the key.
    const id = (operation: KeyOperation) => `${operation.charAt(0).toLowerCase()}${operation.slice(1)}_${this.key.node.addr.slice(-8)}`;
    return new cloudwatch.MathExpression({
      label: 'Requests',
      ...given(options),
      // SUM leaves out operations that have no data.
      expression: `SUM([${operations.map(id).join(', ')}])`,
      usingMetrics: Object.fromEntries(operations.map(operation => [
        id(operation),
        this.metricSuccessfulRequest(operation, options.period ? { period: options.period } : {}),
      ])),
    });
  }

  /** Seconds until the first of the key's imported key materials expires; minimum over an hour. No data for other keys, nor once it has expired. */
  public metricSecondsUntilKeyMaterialExpiration(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return expiryMetric(this.key.keyRef.keyId, options).attachTo(this.key);
  }

  private metric(metricName: string, dimensionsMap: { [name: string]: string }, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, dimensionsMap, ...options }).attachTo(this.key);
  }
}
