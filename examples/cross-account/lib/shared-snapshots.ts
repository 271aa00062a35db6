// Snapshots of volumes and databases that another account restores and copies under its own key, its Auto Scaling, and backups into its vault.
import { App, Environment, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CrossAccountKey, EncryptedKey, KeyService, RemoteKey } from '../../../src';

export function sharedSnapshots(app: App, owner: Environment, user: Environment): void {
  const sharing = new Stack(app, 'SnapshotOwner', { env: owner });
  const key = new CrossAccountKey(sharing, 'SnapshotKey', {
    alias: 'shared-snapshots',
    accounts: [user.account!],
    viaServices: [KeyService.EBS, KeyService.RDS, KeyService.BACKUP],
    // Instances of the other account start from shared images: an administrator there makes the grant (docs/cross-account.md).
    autoScaling: true,
  });

  // The other account copies what is shared with it under a key of its own, so that it no longer depends on the owner's.
  const restoring = new Stack(app, 'SnapshotUser', { env: user });
  const operator = new iam.Role(restoring, 'Operator', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'snapshot-operator' });
  const remote = RemoteKey.fromAlias(restoring, 'SharedKey', { account: owner.account!, region: owner.region!, alias: 'shared-snapshots' });
  remote.grant(operator, 'kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*');
  new EncryptedKey(restoring, 'CopyKey', { application: 'copies', users: [operator] });
  operator.addToPolicy(new iam.PolicyStatement({
    actions: ['ec2:CopySnapshot', 'ec2:DescribeSnapshots', 'rds:CopyDBClusterSnapshot', 'rds:CopyDBSnapshot', 'rds:DescribeDBSnapshots'],
    resources: ['*'],
  }));

  // Backups of the owner, copied into a vault of the other account. The copy is encrypted with the vault's key.
  const copier = new iam.Role(sharing, 'BackupRole', {
    assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
    roleName: 'backup-copier',
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup')],
  });
  const vaultKey = new CrossAccountKey(restoring, 'VaultKey', { principals: [copier], viaServices: [KeyService.BACKUP] });
  new backup.BackupVault(restoring, 'Vault', {
    backupVaultName: 'copies',
    encryptionKey: vaultKey,
    accessPolicy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['backup:CopyIntoBackupVault'], principals: [new iam.AccountPrincipal(owner.account)], resources: ['*'] })],
    }),
  });
  const plan = new backup.BackupPlan(sharing, 'Plan', { backupVault: new backup.BackupVault(sharing, 'Vault', { encryptionKey: key }) });
  plan.addSelection('Tagged', { role: copier, resources: [backup.BackupResource.fromTag('backup', 'daily')] });
  plan.addRule(new backup.BackupPlanRule({
    scheduleExpression: events.Schedule.cron({ hour: '3', minute: '0' }),
    copyActions: [{
      destinationBackupVault: backup.BackupVault.fromBackupVaultArn(sharing, 'Copies',
        `arn:${sharing.partition}:backup:${user.region}:${user.account}:backup-vault:copies`),
    }],
  }));
  // The plan copies into its vault; names alone make no dependency.
  sharing.node.addDependency(restoring);
}
