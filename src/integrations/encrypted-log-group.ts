// Service modules come through the core's lazy exports: importing this package loads none of them.
import { aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { KeyAccess } from '../access/key-access';
import { EncryptedKey } from '../keys/encrypted-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { derivedAlias } from '../private/names';
import { KeyService } from '../services/key-service';

/**
 * CloudWatch log groups encrypted with a customer managed key.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
@checked
export class EncryptedLogGroup {
  /**
   * A log group, and the rows in the key's policy that let CloudWatch Logs encrypt for this log group only. The log group gets a name, so that the
   * key policy can name it and neither waits for the other.
   *
   * Fails when `props` name another key.
   *
   * @example
   * const key = new EncryptedKey(this, 'LogsKey');
   *
   * EncryptedLogGroup.create(this, 'Logs', key, { logGroupName: '/app/orders', retention: logs.RetentionDays.ONE_YEAR });
   */
  public static create(scope: Construct, id: string, key: EncryptedKey, props: logs.LogGroupProps = {}): logs.LogGroup {
    if (props.encryptionKey && props.encryptionKey !== key) {
      refuse({ property: 'encryptionKey', value: props.encryptionKey.node.path, bound: 'is set by EncryptedLogGroup.create', remedy: 'leave it out' });
    }
    const logGroupName = props.logGroupName ?? derivedAlias(scope, id);
    key.addAccess(KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: [logGroupName] }));
    return new logs.LogGroup(scope, id, { ...props, logGroupName, encryptionKey: key });
  }

  private constructor() {}
}
