// Service modules come through the core's lazy exports: importing this package loads none of them.
import { Annotations, aws_s3 as s3 } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { checkKey, checkService, isAlias } from '../keys/resource-key';
import { checked } from '../private/checked';
import { refuse, WARNINGS } from '../private/errors';
import { given } from '../private/given';
import { KeyService } from '../services/key-service';

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY_ID = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const CUSTOMER_ALGORITHM = 's3:x-amz-server-side-encryption-customer-algorithm';

/**
 * Buckets whose objects are encrypted with one customer managed key, whatever an upload asks for.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
@checked
export class EncryptedBucket {
  /**
   * A bucket that encrypts with the key by default, with an S3 Bucket Key, takes TLS only, blocks public access and refuses uploads under any other
   * key. Every other property is the bucket's own. Fails when `props` name another encryption.
   *
   * @example
   * const key = new ServiceKey(this, 'BucketKey', { service: KeyService.S3 });
   *
   * EncryptedBucket.create(this, 'Documents', key, { versioned: true });
   */
  public static create(scope: Construct, id: string, key: kms.IKey, props: s3.BucketProps = {}): s3.Bucket {
    refuseOther('encryption', props.encryption, [s3.BucketEncryption.KMS]);
    refuseOther('encryptionKey', props.encryptionKey?.node.path, [key.node.path]);
    refuseOther('enforceSSL', props.enforceSSL, [true]);
    checkKey(key, scope);
    checkService(key, KeyService.S3);
    const bucket = new s3.Bucket(scope, id, {
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      ...given(props),
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      enforceSSL: true,
    });
    EncryptedBucket.enforceKey(bucket, key);
    return bucket;
  }

  /**
   * Denies uploads to a bucket that ask for another encryption, another key or a key of their own. An upload that asks for nothing passes: the
   * bucket's default encryption takes care of it.
   *
   * A negated condition is true when its key is absent, with or without IfExists, so each row also asks whether the header is there. S3 compares
   * the key as it is sent: a client that names it by id or alias is denied and must send the ARN, or no header at all. `aws:kms` without a key
   * means the AWS managed key, not the bucket's, and is denied.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
   */
  public static enforceKey(bucket: s3.IBucket, key: kms.IKey): void {
    if (isAlias(key)) {
      refuse({ property: 'key', value: key.node.path, bound: 'must be a key, S3 compares the ARN of the key', remedy: 'an alias has none: use kms.Key.fromKeyArn or fromLookup' });
    }
    checkKey(key, bucket);
    const deny = (sid: string, conditions: { [operator: string]: { [key: string]: string } }) => new iam.PolicyStatement({
      sid,
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions,
    });
    const statements = [
      deny('DenyUnencryptedObjectUploads', { StringNotEquals: { [ALGORITHM]: 'aws:kms' }, Null: { [ALGORITHM]: 'false' } }),
      deny('DenyWrongKMSKey', { StringNotEquals: { [KEY_ID]: key.keyArn }, Null: { [ALGORITHM]: 'false' } }),
      deny('DenyCustomerProvidedKeys', { Null: { [CUSTOMER_ALGORITHM]: 'false' } }),
    ];
    for (const statement of statements) {
      if (!bucket.addToResourcePolicy(statement).statementAdded) {
        Annotations.of(bucket).addWarningV2(WARNINGS.bucketPolicyNotAdded,
          'the bucket is not of this app, so its policy stays as it is: EncryptedBucket.enforceKey does nothing; add the statements where the bucket is defined');
        return;
      }
    }
  }

  private constructor() {}
}

function refuseOther(property: string, value: unknown, allowed: unknown[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    refuse({ property, value, bound: 'is set by EncryptedBucket.create', remedy: 'leave it out, or define the bucket yourself' });
  }
}
