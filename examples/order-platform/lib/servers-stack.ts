import { Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { Roles } from './roles';
import { EncryptedAutoScalingGroup, EncryptedDatabase, KeyEnvironment, KeyService, ServiceKey, EncryptedVolume } from '../../../src';

export interface ServersStackProps extends StackProps {
  readonly environment: KeyEnvironment;
  readonly roles: Roles;
}

/** The database, and the servers that work off orders. */
export class ServersStack extends Stack {
  constructor(scope: Construct, id: string, { environment, roles, ...props }: ServersStackProps) {
    super(scope, id, props);
    const shared = { application: 'order-platform', environment, owner: 'orders-team', costCenter: 'CC-1234', administrators: [roles.administrator] };
    const vpc = new ec2.Vpc(this, 'Vpc', {
      availabilityZones: [`${this.region}a`, `${this.region}b`],
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      restrictDefaultSecurityGroup: false,
    });
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

    const databaseKey = new ServiceKey(this, 'DatabaseKey', {
      ...shared,
      service: KeyService.RDS,
      additionalServices: [KeyService.RDS_PERFORMANCE_INSIGHTS, KeyService.SECRETS_MANAGER],
    });
    const database = EncryptedDatabase.create(this, 'Orders', databaseKey, {
      vpc,
      vpcSubnets,
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_6 }),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
      // RDS makes the password and keeps it in Secrets Manager: it is in no template.
      credentials: rds.Credentials.fromGeneratedSecret('orders', { encryptionKey: databaseKey }),
      iamAuthentication: true,
      deletionProtection: environment === KeyEnvironment.PRODUCTION,
      removalPolicy: environment.removalPolicy,
    });

    // The group's service-linked role starts the instances; without its rows in the key's policy they stop at once.
    const volumeKey = new ServiceKey(this, 'VolumeKey', { ...shared, service: KeyService.EBS });
    const launchTemplate = EncryptedVolume.createLaunchTemplate(this, 'Server', volumeKey, {
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
      role: roles.worker,
      requireImdsv2: true,
      securityGroup: new ec2.SecurityGroup(this, 'ServerSecurityGroup', { vpc }),
      blockDevices: [EncryptedVolume.blockDevice('/dev/xvda', volumeKey, 20), EncryptedVolume.blockDevice('/dev/sdf', volumeKey, 100)],
    });
    EncryptedAutoScalingGroup.create(this, 'Servers', volumeKey, { vpc, vpcSubnets, launchTemplate, minCapacity: 1, maxCapacity: 4 });
    database.connections.allowDefaultPortFrom(launchTemplate);
  }
}
