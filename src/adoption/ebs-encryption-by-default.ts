// Service modules come through the core's lazy exports: importing this package loads none of them.
import { Annotations, custom_resources as customResources } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { CustomerManagedKey } from '../keys/customer-managed-key';
import { checkKey, checkService } from '../keys/resource-key';
import { checked } from '../private/checked';
import { WARNINGS } from '../private/errors';
import { KeyService } from '../services/key-service';

/** Properties of EbsEncryptionByDefault. */
export interface EbsEncryptionByDefaultProps {
  /** The key for volumes and snapshots that name none: symmetric, enabled, of this Region, and for `KeyService.EBS` if it is a ServiceKey. */
  readonly key: kms.IKey;
}

/**
 * Every new EBS volume of the account in this region is encrypted, under this key unless it names another.
 *
 * CloudFormation has no resource for it, so the CDK's custom resource makes the two calls. Both settings stay when the construct leaves the stack: a construct
 * that was renamed or moved, or another stack of the account, may have made them anew. Reset the key with `aws ec2 reset-ebs-default-kms-key-id`
 * before you delete it, or new volumes cannot be created. Use it once per account and Region.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
 *
 * @example
 * const key = new ServiceKey(this, 'VolumeKey', { service: KeyService.EBS, additionalServices: [KeyService.AUTO_SCALING] });
 *
 * new EbsEncryptionByDefault(this, 'VolumeDefault', { key });
 */
@checked
@propertyInjectable
export class EbsEncryptionByDefault extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.EbsEncryptionByDefault';

  constructor(scope: Construct, id: string, props: EbsEncryptionByDefaultProps) {
    super(scope, id);
    const { key } = props;
    checkKey(key, this);
    checkService(key, KeyService.EBS);
    if (key instanceof CustomerManagedKey && key._namesUsersOf(KeyService.EBS)) {
      Annotations.of(this).addWarningV2(WARNINGS.defaultKeyForUsersOnly,
        `the key ${key.node.path} names its users: nobody else in the account can then create a volume that names no key; leave 'users' out of the key`);
    }
    const call = (action: string, parameters?: { [name: string]: unknown }): customResources.AwsSdkCall => ({
      service: '@aws-sdk/client-ec2',
      action,
      parameters,
      physicalResourceId: customResources.PhysicalResourceId.of('ebs-encryption-by-default'),
    });
    const enable = call('EnableEbsEncryptionByDefaultCommand');
    const enabled = new customResources.AwsCustomResource(this, 'Enabled', {
      onCreate: enable,
      onUpdate: enable,
      policy: allowing('ec2:EnableEbsEncryptionByDefault'),
      installLatestAwsSdk: false,
    });
    const choose = call('ModifyEbsDefaultKmsKeyIdCommand', { KmsKeyId: props.key.keyArn });
    const chosen = new customResources.AwsCustomResource(this, 'ChosenKey', {
      onCreate: choose,
      onUpdate: choose,
      // No onDelete: CloudFormation makes the new resource before it deletes the old one, so a construct that was renamed or moved, or a second one of
      // the account, would lose its key to the one that goes.
      policy: allowing('ec2:ModifyEbsDefaultKmsKeyId'),
      installLatestAwsSdk: false,
    });
    chosen.node.addDependency(enabled);
  }
}

/** These calls take no resource. */
function allowing(...actions: string[]): customResources.AwsCustomResourcePolicy {
  return customResources.AwsCustomResourcePolicy.fromStatements([new iam.PolicyStatement({ actions, resources: ['*'] })]);
}
