// Service modules come through the core's lazy exports: importing this package loads none of them.
import { aws_cloudtrail as cloudtrail, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KeyAccess } from '../access/key-access';
import { allowOn, checkKey, sourceAccounts } from '../keys/resource-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { derivedAlias } from '../private/names';
import { KeyService } from '../services/key-service';

/**
 * CloudTrail trails whose log files are encrypted with a customer managed key.
 *
 * Readers of the log files need Decrypt on the key beside access to the bucket.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
@checked
export class EncryptedTrail {
  /**
   * A trail, and the rows in the key's policy that let CloudTrail encrypt for this trail only. The trail gets a name, so that the key policy can
   * name it and neither waits for the other.
   *
   * Fails when `props` name another key.
   *
   * @example
   * const key = new EncryptedKey(this, 'TrailKey');
   *
   * EncryptedTrail.create(this, 'Trail', key, { trailName: 'audit' });
   */
  public static create(scope: Construct, id: string, key: kms.IKey, props: cloudtrail.TrailProps = {}): cloudtrail.Trail {
    if (props.encryptionKey && props.encryptionKey !== key) {
      refuse({ property: 'encryptionKey', value: props.encryptionKey.node.path, bound: 'is set by EncryptedTrail.create', remedy: 'leave it out' });
    }
    const trailName = props.trailName ?? derivedAlias(scope, id);
    // A name that is known at deployment is told from an ARN by writing the ARN.
    const resource = Token.isUnresolved(trailName) ? Stack.of(scope).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: trailName }) : trailName;
    allowOn(key, KeyAccess.service(KeyService.CLOUDTRAIL, { resources: [resource], sourceAccounts: sourceAccounts(key, scope) }));
    checkKey(key, scope);
    return new cloudtrail.Trail(scope, id, { ...props, trailName, encryptionKey: key });
  }

  private constructor() {}
}
