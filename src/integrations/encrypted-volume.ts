// Service modules come through the core's lazy exports: importing this package loads none of them.
import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { checkSymmetric, useKey } from '../keys/resource-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { given } from '../private/given';
import { KeyService } from '../services/key-service';

/**
 * EBS volumes encrypted with one key.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
 */
@checked
export class EncryptedVolume {
  /** A volume. Fails when `props` name another key or switch encryption off. */
  public static create(scope: Construct, id: string, key: kms.IKey, props: ec2.VolumeProps): ec2.Volume {
    if (props.encrypted === false || (props.encryptionKey && props.encryptionKey !== key)) {
      refuse({ property: 'encrypted', value: props.encrypted ?? props.encryptionKey?.node.path, bound: 'is set by EncryptedVolume.create', remedy: 'leave it out' });
    }
    useKey(key, scope, KeyService.EBS);
    return new ec2.Volume(scope, id, { ...props, encrypted: true, encryptionKey: key });
  }

  /**
   * A volume of an instance or launch template, of a size in gibibytes, gp3 unless said otherwise. The root volume of an image is encrypted under
   * the key when its device name is given, such as `/dev/xvda` for Amazon Linux.
   */
  public static blockDevice(deviceName: string, key: kms.IKey, gibibytes: number, options: ec2.EbsDeviceOptions = {}): ec2.BlockDevice {
    if (options.encrypted === false || (options.kmsKey && options.kmsKey !== key)) {
      refuse({ property: 'encrypted', value: options.encrypted ?? 'another key', bound: 'is set by EncryptedVolume.blockDevice', remedy: 'leave it out' });
    }
    checkSymmetric(key);
    const volume = ec2.BlockDeviceVolume.ebs(gibibytes, { volumeType: ec2.EbsDeviceVolumeType.GP3, ...given(options), encrypted: true, kmsKey: key });
    return { deviceName, volume };
  }

  /**
   * A launch template whose volumes are all encrypted with the key. Fails without `blockDevices`, and for one under another key or none.
   *
   * @example
   * const key = new ServiceKey(this, 'VolumeKey', { service: KeyService.EBS, additionalServices: [KeyService.AUTO_SCALING] });
   *
   * EncryptedVolume.createLaunchTemplate(this, 'Workers', key, {
   *   machineImage: ec2.MachineImage.latestAmazonLinux2023(),
   *   instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
   *   blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', key, 20)],
   * });
   */
  public static createLaunchTemplate(scope: Construct, id: string, key: kms.IKey, props: ec2.LaunchTemplateProps): ec2.LaunchTemplate {
    if (!props.blockDevices?.length) {
      refuse({
        property: 'blockDevices',
        value: props.blockDevices,
        bound: 'must name the volumes, at least the root volume of the image',
        remedy: "EncryptedVolume.blockDevice('/dev/xvda', key, 20)",
      });
    }
    for (const { deviceName, volume } of props.blockDevices) {
      if (volume.ebsDevice && (volume.ebsDevice as ec2.EbsDeviceProps).kmsKey !== key) {
        refuse({ property: 'blockDevices', value: deviceName, bound: 'is not encrypted with the key', remedy: 'use EncryptedVolume.blockDevice' });
      }
    }
    useKey(key, scope, KeyService.EBS);
    return new ec2.LaunchTemplate(scope, id, props);
  }

  private constructor() {}
}
