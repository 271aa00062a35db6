// Service modules come through the core's lazy exports: importing this package loads none of them.
import { custom_resources as customResources } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { checked } from '../private/checked';

/** Properties of EbsEncryptionByDefault. */
export interface EbsEncryptionByDefaultProps {
  /** The key for volumes and snapshots that name none; a key of this region. */
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
export class EbsEncryptionByDefault extends Construct {
  constructor(scope: Construct, id: string, props: EbsEncryptionByDefaultProps) {
    super(scope, id);
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
