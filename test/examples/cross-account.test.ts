import { ACCOUNTS, build, REGION } from '../../examples/cross-account/app';
import { reviewedExample } from '../support/example';
import { Decision } from '../support/oracle';

const { world } = reviewedExample('cross-account', build);
const via = (service: string, region = REGION) => ({ 'kms:ViaService': `${service}.${region}.amazonaws.com` });
const key = (alias: string) => world.key(`alias/${alias}`);

test('no key ties the stacks together: a backup plan waits for its vault, and a pipeline for its roles', () => {
  const waiting = Object.values(world.stacks).flatMap(stack => stack.dependencies.map(d => d.id).filter(id => !id.endsWith('.assets')).map(id => `${stack.id} → ${id}`));
  expect(waiting).toEqual(['Pipeline → PipelineTarget', 'SnapshotOwner → SnapshotUser']);
});

const requests: [string, string, string, string, { [key: string]: string | string[] }, Decision][] = [
  ['the reader decrypts objects', 'reports-reader', 'reports-production-reports-key', 'kms:Decrypt', via('s3'), 'Allowed'],
  ['it encrypts none', 'reports-reader', 'reports-production-reports-key', 'kms:GenerateDataKey', via('s3'), 'ImplicitlyDenied'],
  ['a role of another example does not', 'orders-reader', 'reports-production-reports-key', 'kms:Decrypt', via('s3'), 'ImplicitlyDenied'],
  ['the reader decrypts the secret', 'orders-reader', 'shared-secrets', 'kms:Decrypt', via('secretsmanager'), 'Allowed'],
  ['not through another Region', 'orders-reader', 'shared-secrets', 'kms:Decrypt', via('secretsmanager', 'eu-west-1'), 'ImplicitlyDenied'],
  ['not directly', 'orders-reader', 'shared-secrets', 'kms:Decrypt', {}, 'ImplicitlyDenied'],
  ['a role by another name does not', 'reports-reader', 'shared-secrets', 'kms:Decrypt', via('secretsmanager'), 'ImplicitlyDenied'],
  ['the operator copies a snapshot of a database', 'snapshot-operator', 'shared-snapshots', 'kms:CreateGrant', { ...via('rds'), 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
  ['and of a volume', 'snapshot-operator', 'shared-snapshots', 'kms:Decrypt', via('ec2'), 'Allowed'],
  ['and makes no grant of his own', 'snapshot-operator', 'shared-snapshots', 'kms:CreateGrant', { 'kms:GranteePrincipal': 'arn:aws:iam::444455556666:role/snapshot-operator' }, 'ImplicitlyDenied'],
  ['the copy is his', 'snapshot-operator', 'copies-production-copy-key', 'kms:Encrypt', {}, 'Allowed'],
  ['backups are copied into the vault', 'backup-copier', 'SnapshotUser-vault-key', 'kms:GenerateDataKey', via('backup'), 'Allowed'],
  ['with grants for AWS Backup', 'backup-copier', 'SnapshotUser-vault-key', 'kms:CreateGrant', { ...via('backup'), 'kms:GrantIsForAWSResource': 'true' }, 'Allowed'],
  ['and for nobody else', 'backup-copier', 'SnapshotUser-vault-key', 'kms:CreateGrant', { ...via('backup'), 'kms:GrantIsForAWSResource': 'false' }, 'ImplicitlyDenied'],
  ['the role of CloudFormation reads artifacts', 'pipeline-execution', 'pipeline-production-artifacts-key', 'kms:Decrypt', via('s3'), 'Allowed'],
  ['the role that deploys too', 'pipeline-deployer', 'pipeline-production-artifacts-key', 'kms:Decrypt', via('s3'), 'Allowed'],
  ['another role does not', 'snapshot-operator', 'pipeline-production-artifacts-key', 'kms:Decrypt', via('s3'), 'ImplicitlyDenied'],
];
test.each(requests)('%s', async (_, role, alias, action, context, wanted) => {
  expect(await world.decide({ role, key: key(alias), action, context })).toBe(wanted);
});

test('what the user would ask the owner for is what the owner allows', () => {
  const { Value } = Object.values<any>(world.stacks.SecretUser.template.Outputs)[0];
  const [statement] = JSON.parse(world.fill(world.stacks.SecretUser, Value));
  expect(statement).toEqual({
    Sid: 'KeyUseByOtherAccount',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNTS.user}:root` },
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNTS.user}:role/orders-reader` }, StringEquals: via('secretsmanager') },
  });
});
