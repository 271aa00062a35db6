import { Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { EncryptedAutoScalingGroup, EncryptedDatabase, EncryptedKey, KeyService, ServiceKey, EncryptedVolume } from '../../src';
import { decide } from '../support/oracle';
import { ACCOUNT, keyPolicy, testStack } from '../support/stack';

const setUp = () => {
  const stack = testStack();
  return { stack, key: new ServiceKey(stack, 'Key', { service: KeyService.EBS }), vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] }) };
};
const INSTANCE = {
  machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-12345678' }),
  instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
};
const SERVICE_LINKED_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;

describe('EncryptedVolume', () => {
  test('a launch template encrypts each volume with the key', () => {
    const { stack, key } = setUp();
    EncryptedVolume.createLaunchTemplate(stack, 'Template', key, {
      ...INSTANCE,
      blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', key, 20), EncryptedVolume.blockDevice('/dev/sdf', key, 100, { deleteOnTermination: false })],
    });
    const KmsKeyId = stack.resolve(key.keyArn);
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId, VolumeSize: 20, VolumeType: 'gp3' } },
          { DeviceName: '/dev/sdf', Ebs: { Encrypted: true, KmsKeyId, VolumeSize: 100, VolumeType: 'gp3', DeleteOnTermination: false } },
        ],
      },
    });
  });

  test('a volume is encrypted with the key', () => {
    const { stack, key } = setUp();
    EncryptedVolume.create(stack, 'Volume', key, { availabilityZone: 'eu-west-1a', size: Size.gibibytes(10) });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::Volume', { Encrypted: true, KmsKeyId: stack.resolve(key.keyArn), Size: 10 });
  });

  test('fails when a volume is not under the key', () => {
    const { stack, key } = setUp();
    expect(() => EncryptedVolume.createLaunchTemplate(stack, 'A', key, INSTANCE))
      .toThrow("'blockDevices' must name the volumes, at least the root volume of the image, got: undefined; EncryptedVolume.blockDevice('/dev/xvda', key, 20)");
    expect(() => EncryptedVolume.createLaunchTemplate(stack, 'B', key, { ...INSTANCE, blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true }) }] }))
      .toThrow("'blockDevices' is not encrypted with the key, got: '/dev/xvda'; use EncryptedVolume.blockDevice");
    expect(() => EncryptedVolume.blockDevice('/dev/xvda', key, 8, { encrypted: false })).toThrow("'encrypted' is set by EncryptedVolume.blockDevice, got: false");
    expect(() => EncryptedVolume.create(stack, 'C', key, { availabilityZone: 'eu-west-1a', size: Size.gibibytes(10), encryptionKey: new kms.Key(stack, 'Other') }))
      .toThrow("'encrypted' is set by EncryptedVolume.create, got: 'Test/Other'");
  });
});

describe('EncryptedAutoScalingGroup', () => {
  const group = (props: object = {}) => {
    const { stack, key, vpc } = setUp();
    const launchTemplate = EncryptedVolume.createLaunchTemplate(stack, 'Template', key, { ...INSTANCE, blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', key, 20)] });
    EncryptedAutoScalingGroup.create(stack, 'Workers', key, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, launchTemplate, ...props });
    return { stack, key };
  };

  test('the service-linked role may use the key and create grants for volumes, nothing else', async () => {
    const { stack } = group();
    const policy = keyPolicy(stack);
    const may = (action: string, context = {}) => decide({ principal: SERVICE_LINKED_ROLE, action, policy, context });
    expect(await may('kms:GenerateDataKeyWithoutPlaintext')).toBe('Allowed');
    expect(await may('kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'true' })).toBe('Allowed');
    expect(await may('kms:CreateGrant', { 'kms:GrantIsForAWSResource': 'false' })).toBe('ImplicitlyDenied');
    expect(await may('kms:PutKeyPolicy')).toBe('ImplicitlyDenied');
  });

  test('the group waits for the key, and nothing waits in a circle', () => {
    const { stack, key } = group();
    Template.fromStack(stack).hasResource('AWS::AutoScaling::AutoScalingGroup', {
      DependsOn: Match.arrayWith([stack.getLogicalId(key.node.defaultChild as kms.CfnKey)]),
      Properties: { ServiceLinkedRoleARN: Match.absent() },
    });
  });

  test('a role of its own is used by the group and named by the key', () => {
    const { stack } = group({ serviceLinkedRoleSuffix: 'orders' });
    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      ServiceLinkedRoleARN: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_orders`]] },
    });
    expect(keyPolicy(stack).Statement.find(s => s.Sid === 'AutoScaling').Principal).toEqual({ AWS: `${SERVICE_LINKED_ROLE}_orders` });
  });

  test('a policy that KMS takes before the role exists names it in a condition', async () => {
    const { stack } = group({ beforeServiceLinkedRole: true });
    const policy = keyPolicy(stack);
    expect(policy.Statement.find(s => s.Sid === 'AutoScaling').Condition).toEqual({
      StringEquals: { 'kms:CallerAccount': ACCOUNT }, ArnEquals: { 'aws:PrincipalArn': SERVICE_LINKED_ROLE },
    });
    expect(await decide({ principal: SERVICE_LINKED_ROLE, action: 'kms:Decrypt', policy })).toBe('Allowed');
    expect(await decide({ principal: `arn:aws:iam::${ACCOUNT}:role/Other`, action: 'kms:Decrypt', policy })).toBe('ImplicitlyDenied');
  });

  test('fails when the volumes cannot be under the key', () => {
    const { stack, key, vpc } = setUp();
    expect(() => EncryptedAutoScalingGroup.create(stack, 'A', key, { vpc, ...INSTANCE }))
      .toThrow("'launchTemplate' is needed to encrypt with a key, got: undefined; make one with EncryptedVolume.createLaunchTemplate");
    const launchTemplate = EncryptedVolume.createLaunchTemplate(stack, 'T', key, { ...INSTANCE, blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', key, 20)] });
    expect(() => EncryptedAutoScalingGroup.create(stack, 'B', key, { vpc, launchTemplate, blockDevices: [{ deviceName: '/dev/sdf', volume: autoscaling.BlockDeviceVolume.ebs(8) }] }))
      .toThrow("'blockDevices' of a group cannot name a key, got: [\"/dev/sdf\"]; put them in the launch template");
  });
});

describe('EncryptedDatabase', () => {
  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_6 });

  test('storage and Performance Insights are under the key, and the instance is protected', () => {
    const { stack, key, vpc } = setUp();
    EncryptedDatabase.create(stack, 'Orders', key, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, engine });
    const arn = stack.resolve(key.keyArn);
    Template.fromStack(stack).hasResourceProperties('AWS::RDS::DBInstance', {
      StorageEncrypted: true, KmsKeyId: arn, EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: arn, DeletionProtection: true,
    });
  });

  test('Performance Insights can be left off', () => {
    const { stack, key, vpc } = setUp();
    EncryptedDatabase.create(stack, 'Orders', key, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, engine, enablePerformanceInsights: false });
    Template.fromStack(stack).hasResourceProperties('AWS::RDS::DBInstance', { StorageEncrypted: true, PerformanceInsightsKMSKeyId: Match.absent() });
  });

  test('a cluster likewise', () => {
    const { stack, key, vpc } = setUp();
    EncryptedDatabase.createCluster(stack, 'Orders', key, {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_4 }),
      writer: rds.ClusterInstance.serverlessV2('writer'),
    });
    const arn = stack.resolve(key.keyArn);
    Template.fromStack(stack).hasResourceProperties('AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: arn, PerformanceInsightsKmsKeyId: arn, DeletionProtection: true });
  });

  test('fails when encryption is switched off or another key is given', () => {
    const { stack, key, vpc } = setUp();
    expect(() => EncryptedDatabase.create(stack, 'A', key, { vpc, engine, storageEncrypted: false }))
      .toThrow("'storageEncrypted' must not be false under EncryptedDatabase, got: false; leave it out");
    expect(() => EncryptedDatabase.create(stack, 'B', key, { vpc, engine, performanceInsightEncryptionKey: new EncryptedKey(stack, 'Other') }))
      .toThrow("'performanceInsightEncryptionKey' is set by EncryptedDatabase, got: 'Test/Other'");
  });
});
