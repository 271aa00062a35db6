// Service modules come through the core's lazy exports: importing this package loads none of them.
import { aws_autoscaling as autoscaling, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KeyAccess } from '../access/key-access';
import { allowOn, useKey } from '../keys/resource-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { KeyService } from '../services/key-service';

/** Which role of EC2 Auto Scaling starts the instances. */
export interface EncryptedAutoScalingGroupOptions {
  /**
   * Suffix of a service-linked role of your own; the group then uses that role.
   *
   * @default - AWSServiceRoleForAutoScaling
   */
  readonly serviceLinkedRoleSuffix?: string;

  /**
   * Writes the statements so that KMS takes them before the service-linked role exists, as in an account that never had a group. Simple scanners
   * take that for a public key.
   *
   * @default false
   */
  readonly beforeServiceLinkedRole?: boolean;
}

/** Properties of a group whose volumes are encrypted. */
export interface EncryptedAutoScalingGroupProps extends autoscaling.AutoScalingGroupProps, EncryptedAutoScalingGroupOptions {}

/**
 * Auto Scaling groups whose instances have volumes encrypted with a customer managed key, and really start.
 *
 * EC2 Auto Scaling starts instances by its service-linked role, which no IAM policy can extend: without rows in the key policy the instances stop
 * at once with Client.InternalError (aws-cdk #34491).
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
@checked
export class EncryptedAutoScalingGroup {
  /** Adds what EC2 Auto Scaling needs to the key's policy, or to the list for the owner of a `RemoteKey`. Naming the use in a `ServiceKey` does the same. */
  public static allow(key: kms.IKey, options: EncryptedAutoScalingGroupOptions = {}): void {
    const { serviceLinkedRoleSuffix, beforeServiceLinkedRole } = options;
    allowOn(key, KeyAccess.service(KeyService.AUTO_SCALING, { serviceLinkedRoleSuffix, beforeServiceLinkedRole }));
  }

  /**
   * A group that starts instances of a launch template whose volumes the key encrypts.
   *
   * Fails without a launch template: the group's own `blockDevices` cannot name a key (aws-cdk #38472).
   *
   * @example
   * declare const vpc: ec2.Vpc;
   * const key = new ServiceKey(this, 'VolumeKey', { service: KeyService.EBS });
   * const launchTemplate = EncryptedVolume.createLaunchTemplate(this, 'Template', key, {
   *   machineImage: ec2.MachineImage.latestAmazonLinux2023(),
   *   instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
   *   blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', key, 20)],
   * });
   *
   * EncryptedAutoScalingGroup.create(this, 'Workers', key, { vpc, launchTemplate });
   */
  public static create(scope: Construct, id: string, key: kms.IKey, props: EncryptedAutoScalingGroupProps): autoscaling.AutoScalingGroup {
    const { serviceLinkedRoleSuffix, beforeServiceLinkedRole, ...rest } = props;
    if (!props.launchTemplate && !props.mixedInstancesPolicy) {
      refuse({ property: 'launchTemplate', value: undefined, bound: 'is needed to encrypt with a key', remedy: 'make one with EncryptedVolume.createLaunchTemplate' });
    }
    if (props.blockDevices) {
      refuse({ property: 'blockDevices', value: props.blockDevices.map(device => device.deviceName), bound: 'of a group cannot name a key', remedy: 'put them in the launch template' });
    }
    useKey(key, scope, KeyService.EBS);
    EncryptedAutoScalingGroup.allow(key, { serviceLinkedRoleSuffix, beforeServiceLinkedRole });
    const group = new autoscaling.AutoScalingGroup(scope, id, rest);
    if (serviceLinkedRoleSuffix) {
      const { partition, account } = Stack.of(scope);
      (group.node.defaultChild as autoscaling.CfnAutoScalingGroup).serviceLinkedRoleArn =
        `arn:${partition}:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_${serviceLinkedRoleSuffix}`;
    }
    // The first instance starts with the group: the rows must be there by then.
    group.node.addDependency(key);
    return group;
  }

  private constructor() {}
}
