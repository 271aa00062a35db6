import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { servicePolicy } from './policies';
import { EncryptedKey, KeyAccess, KeyService, ServiceAccessOptions, ServiceKey } from '../../src';
import { CATALOG } from '../../src/services/catalog';
import { decisionTable, identityAllowing, TableRow } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

/*
 * Uses written from AWS's pages: what a page asks for is allowed; another account, Region, resource or context is not.
 */

const USER = `arn:aws:iam::${ACCOUNT}:role/App`;
const users = [new iam.ArnPrincipal(USER)];
const via = (prefix: string, region = REGION) => ({ 'kms:ViaService': `${prefix}.${region}.amazonaws.com` });
const context = (name: string, value: string) => ({ [`kms:EncryptionContext:${name}`]: value });
const source = (arn: string, account = ACCOUNT) => ({ 'aws:SourceArn': arn, 'aws:SourceAccount': account });
const arn = (service: string, rest: string, account = ACCOUNT, region = REGION) => `arn:aws:${service}:${region}:${account}:${rest}`;

const asUser = (action: string, request: object): TableRow[1] => ({ principal: USER, action: `kms:${action}`, context: request as any, identity: [identityAllowing('kms:*')] });
const asService = (principal: string) => (action: string, request: object): TableRow[1] => ({ principal: `${principal}.amazonaws.com`, action: `kms:${action}`, context: request as any });

function table(id: string, options: ServiceAccessOptions, rows: TableRow[]): void {
  let policy: any;
  describe(id, () => decisionTable(() => policy ??= servicePolicy(CATALOG[id], options), rows));
}

const schedule = (name: string) => context('aws:scheduler:schedule:arn', arn('scheduler', `schedule/default/${name}`));
table('EVENTBRIDGE_SCHEDULER', { users, resources: ['default/nightly'] }, [
  ['the execution role decrypts the payload', asUser('Decrypt', schedule('nightly')), 'Allowed'],
  ['who makes the schedule generates its data key', asUser('GenerateDataKey', schedule('nightly')), 'Allowed'],
  ['no other schedule', asUser('Decrypt', schedule('other')), 'ImplicitlyDenied'],
]);

const connection = (account = ACCOUNT, region = REGION) => context('SecretARN', arn('secretsmanager', 'secret:events!connection/crm/1-AbCdEf', account, region));
table('EVENTBRIDGE_CONNECTIONS', { users }, [
  ['through Secrets Manager', asUser('GenerateDataKey', { ...via('secretsmanager'), ...connection() }), 'Allowed'],
  ['in any region', asUser('Decrypt', { ...via('secretsmanager', 'us-east-1'), ...connection(ACCOUNT, 'us-east-1') }), 'Allowed'],
  ['describes the key', asUser('DescribeKey', via('secretsmanager')), 'Allowed'],
  ['no other secret', asUser('Decrypt', { ...via('secretsmanager'), ...context('SecretARN', arn('secretsmanager', 'secret:app/password-AbCdEf')) }), 'ImplicitlyDenied'],
  ['not through EventBridge', asUser('Decrypt', { ...via('events'), ...connection() }), 'ImplicitlyDenied'],
]);

test('a key for connections carries the tag that EventBridge asks for', () => {
  const stack = testStack();
  new ServiceKey(stack, 'Key', { service: KeyService.EVENTBRIDGE_CONNECTIONS });
  new EncryptedKey(stack, 'Added', { access: [KeyAccess.service(KeyService.EVENTBRIDGE_CONNECTIONS)] });
  for (const { Properties } of Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))) {
    expect(Properties.Tags).toContainEqual({ Key: 'EventBridgeApiDestinations', Value: 'true' });
  }
});

const logs = (account = ACCOUNT, region = REGION) => context('SourceArn', arn('logs', '*', account, region));
table('EVENTBRIDGE_LOGS', {}, [
  ['EventBridge', asService('events')('GenerateDataKey', logs()), 'Allowed'],
  ['the delivery of logs', asService('delivery.logs')('Decrypt', logs()), 'Allowed'],
  ['EventBridge decrypts nothing', asService('events')('Decrypt', logs()), 'ImplicitlyDenied'],
  ['not of another account', asService('delivery.logs')('Decrypt', logs(OTHER_ACCOUNT)), 'ImplicitlyDenied'],
  ['not of another Region', asService('events')('GenerateDataKey', logs(ACCOUNT, 'us-east-1')), 'ImplicitlyDenied'],
]);
table('COGNITO_LOGS', {}, [
  ['Cognito', asService('cognito-idp')('Encrypt', logs()), 'Allowed'],
  ['the delivery of logs', asService('delivery.logs')('GenerateDataKey', logs()), 'Allowed'],
  ['not of another account', asService('cognito-idp')('GenerateDataKey', logs(OTHER_ACCOUNT)), 'ImplicitlyDenied'],
]);

const instance = { 'kms:EncryptionContextKeys': ['aws:sso:instance-arn'], 'aws:SourceAccount': ACCOUNT };
table('IDENTITY_CENTER', { users }, [
  ['Identity Center', asService('sso')('Decrypt', instance), 'Allowed'],
  ['the Identity Store', asService('identitystore')('ReEncryptFrom', { ...instance, 'kms:EncryptionContextKeys': ['aws:identitystore:identitystore-arn'] }), 'Allowed'],
  ['describes the key', asService('sso')('DescribeKey', { 'aws:SourceAccount': ACCOUNT }), 'Allowed'],
  ['callers', asUser('Decrypt', via('identitystore')), 'Allowed'],
  ['not for another account', asService('sso')('Decrypt', { ...instance, 'aws:SourceAccount': OTHER_ACCOUNT }), 'ImplicitlyDenied'],
  ['not with another context', asService('sso')('Decrypt', { ...instance, 'kms:EncryptionContextKeys': ['other'] }), 'ImplicitlyDenied'],
  ['callers encrypt nothing', asUser('Encrypt', via('sso')), 'ImplicitlyDenied'],
]);

const cluster = (id: string, account = ACCOUNT) => ({ ...context('aws:dsql:ClusterId', id), ...source(arn('dsql', `cluster/${id}`, account), account) });
table('DSQL', { resources: ['w4abucpbwuxx'] }, [
  ...['Decrypt', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'].map(action => [action, asService('dsql')(action, cluster('w4abucpbwuxx')), 'Allowed'] as TableRow),
  ['describes the key', asService('dsql')('DescribeKey', source(arn('dsql', 'cluster/w4abucpbwuxx'))), 'Allowed'],
  ['no other cluster', asService('dsql')('Decrypt', cluster('other')), 'ImplicitlyDenied'],
  ['no cluster of another account', asService('dsql')('Decrypt', cluster('w4abucpbwuxx', OTHER_ACCOUNT)), 'ImplicitlyDenied'],
]);

const vectors = { 'kms:EncryptionContextKeys': ['aws:s3vectors:arn', 'aws:s3vectors:resource-id'] };
const bucket = (name: string, account = ACCOUNT) => ({ ...vectors, ...source(arn('s3vectors', `bucket/${name}`, account), account) });
table('S3_VECTORS', { users, resources: ['docs'] }, [
  ['the indexing service decrypts', asService('indexing.s3vectors')('Decrypt', bucket('docs')), 'Allowed'],
  ['callers', asUser('GenerateDataKey', { ...via('s3vectors'), ...vectors }), 'Allowed'],
  ['no other bucket', asService('indexing.s3vectors')('Decrypt', bucket('others')), 'ImplicitlyDenied'],
  ['no bucket of another account', asService('indexing.s3vectors')('Decrypt', bucket('docs', OTHER_ACCOUNT)), 'ImplicitlyDenied'],
  ['the service generates nothing', asService('indexing.s3vectors')('GenerateDataKey', bucket('docs')), 'ImplicitlyDenied'],
  ['callers not through S3', asUser('Decrypt', { ...via('s3'), ...vectors }), 'ImplicitlyDenied'],
]);

const gateway = (id: string) => context('aws:bedrock-agentcore-gateway:arn', arn('bedrock-agentcore', `gateway/${id}`));
const grant = { ...via('bedrock-agentcore'), ...gateway('g1'), 'kms:GrantConstraintType': 'EncryptionContextSubset', 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey'] };
table('BEDROCK_AGENTCORE_GATEWAY', { users, resources: ['g1'] }, [
  ['the service role', asUser('Decrypt', { ...via('bedrock-agentcore'), ...gateway('g1') }), 'Allowed'],
  ['describes the key', asUser('DescribeKey', via('bedrock-agentcore')), 'Allowed'],
  ['creates its grant', asUser('CreateGrant', grant), 'Allowed'],
  ['no grant without a constraint', asUser('CreateGrant', { ...grant, 'kms:GrantConstraintType': undefined }), 'ImplicitlyDenied'],
  ['no grant with another constraint', asUser('CreateGrant', { ...grant, 'kms:GrantConstraintType': 'EncryptionContextEquals' }), 'ImplicitlyDenied'],
  ['no grant of another operation', asUser('CreateGrant', { ...grant, 'kms:GrantOperations': ['Encrypt'] }), 'ImplicitlyDenied'],
  ['no grant for another gateway', asUser('CreateGrant', { ...grant, ...gateway('g2') }), 'ImplicitlyDenied'],
]);

table('BEDROCK_FLOWS', { users, resources: ['F1'] }, [
  ['the flow', asUser('GenerateDataKey', { ...via('bedrock'), ...context('aws:bedrock-flows:arn', arn('bedrock', 'flow/F1')) }), 'Allowed'],
  ['no other flow', asUser('Decrypt', { ...via('bedrock'), ...context('aws:bedrock-flows:arn', arn('bedrock', 'flow/F2')) }), 'ImplicitlyDenied'],
]);

const workflow = (account = ACCOUNT) => context('aws:imagebuilder:arn', arn('imagebuilder', 'workflow/test/w/1.0.0/1', account));
table('IMAGE_BUILDER_WORKFLOWS', { users }, [
  ['the execution role', asUser('GenerateDataKey', workflow()), 'Allowed'],
  ['no workflow of another account', asUser('Decrypt', workflow(OTHER_ACCOUNT)), 'ImplicitlyDenied'],
]);

const integration = { ...context('aws:redshift:integration:arn', arn('rds', 'integration:1')), 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey', 'CreateGrant'] };
table('REDSHIFT_ZERO_ETL', { users }, [
  ['Redshift creates its grant', asService('redshift')('CreateGrant', integration), 'Allowed'],
  ['who makes the integration creates a grant', asUser('CreateGrant', { ...integration, ...via('rds') }), 'Allowed'],
  ['and describes the key', asUser('DescribeKey', via('rds')), 'Allowed'],
  ['Redshift grants no other operation', asService('redshift')('CreateGrant', { ...integration, 'kms:GrantOperations': ['Encrypt'] }), 'ImplicitlyDenied'],
  ['Redshift uses nothing itself', asService('redshift')('Decrypt', context('aws:redshift:integration:arn', arn('rds', 'integration:1'))), 'ImplicitlyDenied'],
]);

const store = (id: string, account = ACCOUNT) => source(`arn:aws:verifiedpermissions::${account}:policy-store/${id}`, account);
table('VERIFIED_PERMISSIONS', { users }, [
  ['the service', asService('verifiedpermissions')('GenerateDataKeyWithoutPlaintext', store('PS1')), 'Allowed'],
  ['describes the key', asService('verifiedpermissions')('DescribeKey', store('PS1')), 'Allowed'],
  ['callers', asUser('Decrypt', via('verifiedpermissions')), 'Allowed'],
  ['no policy store of another account', asService('verifiedpermissions')('Decrypt', store('PS1', OTHER_ACCOUNT)), 'ImplicitlyDenied'],
]);

const detector = (id: string, account = ACCOUNT) => source(arn('logs', `anomaly-detector:${id}`, account), account);
table('CLOUDWATCH_LOGS_ANOMALY_DETECTORS', { resources: ['d1'] }, [
  ['encrypts', asService(`logs.${REGION}`)('Encrypt', { ...detector('d1'), ...context('aws:logs:arn', arn('logs', 'anomaly-detector:d1')) }), 'Allowed'],
  ['re-encrypts', asService(`logs.${REGION}`)('ReEncryptFrom', { ...detector('d1'), ...context('aws-crypto-ec:aws:logs:arn', arn('logs', 'anomaly-detector:d1')) }), 'Allowed'],
  ['describes the key', asService(`logs.${REGION}`)('DescribeKey', { 'aws:SourceAccount': ACCOUNT }), 'Allowed'],
  ['no other detector', asService(`logs.${REGION}`)('Encrypt', { ...detector('d2'), ...context('aws:logs:arn', arn('logs', 'anomaly-detector:d2')) }), 'ImplicitlyDenied'],
  ['not of another account', asService(`logs.${REGION}`)('DescribeKey', { 'aws:SourceAccount': OTHER_ACCOUNT }), 'ImplicitlyDenied'],
]);

const domain = { 'kms:EncryptionContextKeys': ['aws:datazone:domainId'] };
table('DATAZONE', { users, resources: ['dzd_1'] }, [
  ['uses the key of its domain', asUser('Decrypt', { ...domain, ...context('aws:datazone:domainId', 'dzd_1') }), 'Allowed'],
  ['creates its grant', asUser('CreateGrant', { ...domain, ...via('datazone'), 'kms:GrantIsForAWSResource': 'true' }), 'Allowed'],
  ['not of another domain', asUser('Decrypt', { ...domain, ...context('aws:datazone:domainId', 'dzd_2') }), 'ImplicitlyDenied'],
  ['no grant past DataZone', asUser('CreateGrant', { ...domain, 'kms:GrantIsForAWSResource': 'true' }), 'ImplicitlyDenied'],
]);

const replica = (region: string, account: string) => source(arn('dynamodb', 'table/orders', account, region), account);
table('DYNAMODB_MULTI_ACCOUNT_GLOBAL_TABLES', { resources: ['orders'], sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] }, [
  ['for the replica here', asService('replication.dynamodb')('Decrypt', replica(REGION, ACCOUNT)), 'Allowed'],
  ['for the replica of the other account and region', asService('replication.dynamodb')('GenerateDataKey', replica('us-east-1', OTHER_ACCOUNT)), 'Allowed'],
  ['not for a third account', asService('replication.dynamodb')('Decrypt', replica(REGION, '999999999999')), 'ImplicitlyDenied'],
  ['not for another table', asService('replication.dynamodb')('Decrypt', source(arn('dynamodb', 'table/others'))), 'ImplicitlyDenied'],
  ['not for DynamoDB at large', asService('dynamodb')('Decrypt', replica(REGION, ACCOUNT)), 'ImplicitlyDenied'],
]);

const portal = (id: string, account = ACCOUNT) => source(arn('workspaces-web', `portal/${id}`, account), account);
table('WORKSPACES_SECURE_BROWSER', { users }, [
  ['before the portal is made', asService('workspaces-web')('DescribeKey', { 'aws:SourceAccount': ACCOUNT }), 'Allowed'],
  ['the service', asService('workspaces-web')('GenerateDataKeyWithoutPlaintext', portal('p1')), 'Allowed'],
  ['administrators', asUser('ReEncryptFrom', via('workspaces-web')), 'Allowed'],
  ['not of another account', asService('workspaces-web')('Decrypt', portal('p1', OTHER_ACCOUNT)), 'ImplicitlyDenied'],
]);
table('DEADLINE_CLOUD', { users }, [
  ['makes a farm', asUser('CreateGrant', via('deadline')), 'Allowed'],
  ['reads', asUser('Decrypt', via('deadline')), 'Allowed'],
  ['no grant past the service', asUser('CreateGrant', {}), 'ImplicitlyDenied'],
]);
table('ENTITY_RESOLUTION', { users }, [
  ['makes a workflow', asUser('CreateGrant', via('entityresolution')), 'Allowed'],
  ['starts a job', asUser('GenerateDataKey', via('entityresolution')), 'Allowed'],
  ['nothing past the service', asUser('Decrypt', via('s3')), 'ImplicitlyDenied'],
]);
table('CODECOMMIT', { users }, [
  ['who pushes', asUser('GenerateDataKey', {}), 'Allowed'],
  ['nobody else', { principal: `arn:aws:iam::${ACCOUNT}:role/Other`, action: 'kms:Decrypt', context: {}, identity: [identityAllowing('kms:*')] }, 'ImplicitlyDenied'],
]);

const reads = { ...via('s3'), ...source(arn('lambda', 'function:orders')) };
table('LAMBDA_CODE_IN_PLACE', { resources: ['orders'] }, [
  ['Lambda reads code through S3', asService('lambda')('Decrypt', reads), 'Allowed'],
  ['not directly', asService('lambda')('Decrypt', source(arn('lambda', 'function:orders'))), 'ImplicitlyDenied'],
  ['not for another function', asService('lambda')('Decrypt', { ...reads, ...source(arn('lambda', 'function:other')) }), 'ImplicitlyDenied'],
]);
