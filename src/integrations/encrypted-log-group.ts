// Service modules come through the core's lazy exports: importing this package loads none of them.
import { ArnFormat, aws_logs as logs, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KeyAccess } from '../access/key-access';
import { allowOn, checkKey, sourceAccounts, isAlias } from '../keys/resource-key';
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
  public static create(scope: Construct, id: string, key: kms.IKey, props: logs.LogGroupProps = {}): logs.LogGroup {
    if (props.encryptionKey && props.encryptionKey !== key) {
      refuse({ property: 'encryptionKey', value: props.encryptionKey.node.path, bound: 'is set by EncryptedLogGroup.create', remedy: 'leave it out' });
    }
    if (isAlias(key)) { refuse({ property: 'key', value: key.node.path, bound: 'must be a key, CloudWatch Logs takes no alias', remedy: 'use kms.Key.fromKeyArn or fromLookup' }); }
    const logGroupName = props.logGroupName ?? derivedAlias(scope, id);
    // A name that is known at deployment is told from an ARN by writing the ARN.
    const resource = Token.isUnresolved(logGroupName) ? Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME, resourceName: logGroupName }) : logGroupName;
    allowOn(key, KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: [resource], sourceAccounts: sourceAccounts(key, scope) }));
    checkKey(key, scope);
    return new logs.LogGroup(scope, id, { ...props, logGroupName, encryptionKey: key });
  }

  private constructor() {}
}
