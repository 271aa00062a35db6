// Copies of a database and of volumes in another Region, under the key of that Region: automated backups by RDS, snapshots by AWS Backup.
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { MultiRegionKey } from '../../../src';

export function databaseCopies(app: App, key: MultiRegionKey, regions: { home: string; away: string }): void {
  const { account } = Stack.of(key);
  const vaultName = 'orders-copies';
  const away = new Stack(app, 'CopiesAway', { env: { account, region: regions.away } });
  new backup.BackupVault(away, 'Vault', { backupVaultName: vaultName, encryptionKey: key.replica(regions.away) });

  const home = new Stack(app, 'Database', { env: { account, region: regions.home } });
  const vpc = new ec2.Vpc(home, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const database = new rds.DatabaseInstance(home, 'Database', {
    engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    storageEncryptionKey: key,
    backupRetention: Duration.days(14),
    credentials: rds.Credentials.fromGeneratedSecret('orders', { encryptionKey: key }),
  });
  // A point in time to restore to in the other Region; RDS copies logs and snapshots by itself.
  const instance = database.node.defaultChild as rds.CfnDBInstance;
  instance.automaticBackupReplicationRegion = regions.away;
  instance.automaticBackupReplicationKmsKeyId = key.replica(regions.away).keyArn;

  // What is tagged, volumes and databases alike, once a day. AWS Backup encrypts the copy with the key of the vault it goes to.
  const role = new iam.Role(home, 'BackupRole', {
    assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
    roleName: 'orders-backup',
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup')],
  });
  const plan = new backup.BackupPlan(home, 'Plan', { backupVault: new backup.BackupVault(home, 'Vault', { encryptionKey: key }) });
  plan.addSelection('Tagged', { role, resources: [backup.BackupResource.fromTag('backup', 'daily')] });
  plan.addRule(new backup.BackupPlanRule({
    scheduleExpression: events.Schedule.cron({ hour: '3', minute: '0' }),
    deleteAfter: Duration.days(35),
    copyActions: [{
      destinationBackupVault: backup.BackupVault.fromBackupVaultArn(home, 'Copies', `arn:${home.partition}:backup:${regions.away}:${account}:backup-vault:${vaultName}`),
      deleteAfter: Duration.days(35),
    }],
  }));
  home.node.addDependency(away);
}
