import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { servicePolicy } from './policies';
import { EncryptedKey, KeyAccess, KeyService, MessageSource, MessageTarget, ServiceAccessOptions } from '../../src';
import { CATALOG } from '../../src/services/catalog';
import { decisionTable, identityAllowing, TableRow } from '../support/oracle';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

/*
 * Uses that were wrong once: what AWS's page asks for, written from the page and not from the row, is allowed; another account,
 * Region, resource or context is not.
 */

const USER = `arn:aws:iam::${ACCOUNT}:role/App`;
const users = [new iam.ArnPrincipal(USER)];
const ALL = [identityAllowing('kms:*')];
const via = (prefix: string, region = REGION) => ({ 'kms:ViaService': `${prefix}.${region}.amazonaws.com` });
const source = (arn: string, account = ACCOUNT) => ({ 'aws:SourceArn': arn, 'aws:SourceAccount': account });

const policyOf = (id: string, options: ServiceAccessOptions = {}) => {
  let policy: any;
  return () => policy ??= servicePolicy(CATALOG[id], options);
};
const asUser = (action: string, context: object): TableRow[1] => ({ principal: USER, action: `kms:${action}`, context: context as any, identity: ALL });
const asService = (principal: string) => (action: string, context: object): TableRow[1] => ({ principal, action: `kms:${action}`, context: context as any });

// firehose/latest/dev/encryption.html
describe('producers of a Firehose stream', () => {
  describe.each([['whom IAM policies name', {}], ['who are named', { users }]])('%s', (_, options) => {
    decisionTable(policyOf('FIREHOSE', options), [
      ['generate data keys', asUser('GenerateDataKey', via('firehose')), 'Allowed'],
      ['decrypt', asUser('Decrypt', via('firehose')), 'Allowed'],
      ['create the grant of the stream', asUser('CreateGrant', { ...via('firehose'), 'kms:GrantIsForAWSResource': 'true' }), 'Allowed'],
      ['create no other grant', asUser('CreateGrant', { ...via('firehose'), 'kms:GrantIsForAWSResource': 'false' }), 'ImplicitlyDenied'],
      ['decrypt nothing directly', asUser('Decrypt', {}), 'ImplicitlyDenied'],
      ['decrypt nothing through another service', asUser('Decrypt', via('kinesis')), 'ImplicitlyDenied'],
      ['decrypt nothing in another Region', asUser('Decrypt', via('firehose', 'us-east-1')), 'ImplicitlyDenied'],
    ]);
  });
});

// glue/latest/dg/encrypt-glue-data-catalog.html
describe('the Data Catalog of Glue', () => {
  const context = { 'kms:EncryptionContext:glue_catalog_id': ACCOUNT };
  const grant = { ...via('glue'), ...context, 'kms:GrantIsForAWSResource': 'true' };
  decisionTable(policyOf('GLUE_DATA_CATALOG', { users }), [
    ...['Decrypt', 'Encrypt', 'GenerateDataKey'].map(action => [`${action}`, asUser(action, { ...via('glue'), ...context }), 'Allowed'] as TableRow),
    ['describes the key', asUser('DescribeKey', via('glue')), 'Allowed'],
    ['creates its grant', asUser('CreateGrant', grant), 'Allowed'],
    ['no grant for another catalog', asUser('CreateGrant', { ...grant, 'kms:EncryptionContext:glue_catalog_id': OTHER_ACCOUNT }), 'ImplicitlyDenied'],
    ['no grant for anybody', asUser('CreateGrant', { ...grant, 'kms:GrantIsForAWSResource': 'false' }), 'ImplicitlyDenied'],
    ['nothing through another service', asUser('Decrypt', { ...via('athena'), ...context }), 'ImplicitlyDenied'],
  ]);
});

// AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html
describe('a directory bucket', () => {
  const bucket = 'orders--euw1-az1--x-s3';
  const arn = `arn:aws:s3express:${REGION}:${ACCOUNT}:bucket/${bucket}`;
  decisionTable(policyOf('S3_EXPRESS', { users }), [
    ['is written with the context that S3 sends', asUser('GenerateDataKey', { 'kms:EncryptionContext:aws:s3express:arn': arn }), 'Allowed'],
    ['is written with a context that nobody documents', asUser('GenerateDataKey', {}), 'Allowed'],
    ['is not written by others', { principal: `arn:aws:iam::${ACCOUNT}:role/Other`, action: 'kms:GenerateDataKey', identity: ALL, context: {} }, 'ImplicitlyDenied'],
  ]);
  decisionTable(policyOf('S3_EXPRESS', { users, resources: [bucket] }), [
    ['named, is written', asUser('GenerateDataKey', { 'kms:EncryptionContext:aws:s3express:arn': arn }), 'Allowed'],
    ['named, is no other', asUser('GenerateDataKey', { 'kms:EncryptionContext:aws:s3express:arn': arn.replace('orders', 'others') }), 'ImplicitlyDenied'],
  ]);
});

// awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
describe('event data stores of CloudTrail Lake', () => {
  const store = (id: string, account = ACCOUNT, region = REGION) => source(`arn:aws:cloudtrail:${region}:${account}:eventdatastore/${id}`, account);
  const trail = asService('cloudtrail.amazonaws.com');
  describe('before they are named', () => {
    decisionTable(policyOf('CLOUDTRAIL_LAKE'), [
      ['a store of the account', trail('GenerateDataKey', store('ours')), 'Allowed'],
      ['the creation of a store, which may come without a source', trail('GenerateDataKey', {}), 'Allowed'],
      ['no store of another account', trail('GenerateDataKey', store('theirs', OTHER_ACCOUNT)), 'ImplicitlyDenied'],
      ['no other account, with the account alone', trail('Decrypt', { 'aws:SourceAccount': '999999999999' }), 'ImplicitlyDenied'],
      ['no store of another Region', trail('Decrypt', store('ours', ACCOUNT, 'us-east-1')), 'ImplicitlyDenied'],
      ['no trail', trail('Decrypt', source(`arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`)), 'ImplicitlyDenied'],
    ]);
  });
  describe('once they are named', () => {
    decisionTable(policyOf('CLOUDTRAIL_LAKE', { resources: ['one', 'two'] }), [
      ['each of them, for a query that joins them', trail('Decrypt', store('two')), 'Allowed'],
      ['no other store', trail('Decrypt', store('three')), 'ImplicitlyDenied'],
      ['nothing without a source', trail('Decrypt', {}), 'ImplicitlyDenied'],
      ['no store of another account', trail('Decrypt', store('one', OTHER_ACCOUNT)), 'ImplicitlyDenied'],
    ]);
  });
});

// AmazonCloudWatch/latest/logs/CloudWatchLogs-Insights-Query-Encrypt.html
describe('results of Logs Insights queries', () => {
  const results = (region = REGION, account = ACCOUNT) => source(`arn:aws:logs:${region}:${account}:query-result:1234`, account);
  const logs = asService(`logs.${REGION}.amazonaws.com`);
  decisionTable(policyOf('CLOUDWATCH_LOGS_QUERY_RESULTS'), [
    ...['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'].map(action => [action, logs(action, results()), 'Allowed'] as TableRow),
    ['not of another account', logs('GenerateDataKey', results(REGION, OTHER_ACCOUNT)), 'ImplicitlyDenied'],
    ['not of another Region', logs('GenerateDataKey', results('us-east-1')), 'ImplicitlyDenied'],
    ['not for a log group', logs('GenerateDataKey', source(`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:app`)), 'ImplicitlyDenied'],
    ['not by the principal of another Region', asService('logs.us-east-1.amazonaws.com')('Decrypt', results()), 'ImplicitlyDenied'],
  ]);
});

// security-lake/latest/userguide/data-protection.html
describe('Security Lake', () => {
  decisionTable(policyOf('SECURITY_LAKE', { users }), [
    ['generates data keys', asUser('GenerateDataKey', via('securitylake')), 'Allowed'],
    ['creates its grant', asUser('CreateGrant', { ...via('securitylake'), 'kms:GrantIsForAWSResource': 'true' }), 'Allowed'],
    ['decrypts nothing', asUser('Decrypt', via('securitylake')), 'ImplicitlyDenied'],
  ]);

  test('refuses multi-Region keys', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { multiRegion: true, access: [KeyAccess.service(KeyService.SECURITY_LAKE)] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('refuses multi-Region keys'));
  });
});

// bedrock/latest/userguide/cmk-agent-resources.html
describe('agents of Bedrock', () => {
  const agent = { 'kms:EncryptionContext:aws:bedrock:arn': `arn:aws:bedrock:${REGION}:${ACCOUNT}:agent/A1` };
  const service = asService('bedrock.amazonaws.com');
  decisionTable(policyOf('BEDROCK_AGENTS', { users, resources: ['A1'] }), [
    ['callers use the key', asUser('GenerateDataKey', { ...via('bedrock'), ...agent }), 'Allowed'],
    ['the service itself does not', service('Decrypt', agent), 'ImplicitlyDenied'],
  ]);
  decisionTable(policyOf('BEDROCK_AGENT_SCHEMAS', { resources: ['A1'] }), [
    ['with a schema in an encrypted bucket the service does', service('Decrypt', agent), 'Allowed'],
    ['not for another agent', service('Decrypt', { 'kms:EncryptionContext:aws:bedrock:arn': `arn:aws:bedrock:${REGION}:${ACCOUNT}:agent/B2` }), 'ImplicitlyDenied'],
  ]);
});

// secretsmanager/latest/userguide/auth-and-access_examples_cross.html
describe('readers of a secret in another account', () => {
  const READER = `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader`;
  const reader = (action: string, context: object): TableRow[1] => ({ principal: READER, action: `kms:${action}`, context: context as any, identity: ALL });
  decisionTable(policyOf('SECRETS_MANAGER_CROSS_ACCOUNT', { users: [new iam.ArnPrincipal(READER)] }), [
    ['decrypt, whatever Secrets Manager sends', reader('Decrypt', {}), 'Allowed'],
    ['decrypt through Secrets Manager', reader('Decrypt', via('secretsmanager')), 'Allowed'],
    ['describe the key', reader('DescribeKey', {}), 'Allowed'],
    ['write nothing', reader('GenerateDataKey', {}), 'ImplicitlyDenied'],
  ]);
});

// AmazonS3/latest/userguide/s3-tables-kms-permissions.html#tables-kms-integration-permissions
describe('engines that read tables of S3 themselves', () => {
  decisionTable(policyOf('S3_TABLES', { users }), [
    ['the named role', asUser('Decrypt', {}), 'Allowed'],
    ['no other role', { principal: `arn:aws:iam::${ACCOUNT}:role/Other`, action: 'kms:Decrypt', identity: ALL, context: {} }, 'ImplicitlyDenied'],
  ]);
});

// The managed policy of the role: AmazonGuardDutyMalwareProtectionServiceRolePolicy
describe('malware scans of volumes', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/malware-protection.guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDutyMalwareProtection`;
  const scan = (action: string, context: object): TableRow[1] => ({ principal: role, action: `kms:${action}`, context: context as any });
  const grant = { 'kms:GrantIsForAWSResource': 'true', 'kms:EncryptionContext:aws:ebs:id': 'snap-1', 'kms:GrantOperations': ['Decrypt', 'CreateGrant'] };
  decisionTable(policyOf('GUARDDUTY_MALWARE_PROTECTION'), [
    ['describe the key', scan('DescribeKey', {}), 'Allowed'],
    ['encrypt anew through EC2', scan('ReEncryptFrom', via('ec2')), 'Allowed'],
    ['encrypt nothing anew otherwise', scan('ReEncryptTo', {}), 'ImplicitlyDenied'],
    ['grant for a snapshot', scan('CreateGrant', grant), 'Allowed'],
    ['grant nothing for a volume', scan('CreateGrant', { ...grant, 'kms:EncryptionContext:aws:ebs:id': 'vol-1' }), 'ImplicitlyDenied'],
    ['grant no other operation', scan('CreateGrant', { ...grant, 'kms:GrantOperations': ['Sign'] }), 'ImplicitlyDenied'],
  ]);
});

describe('senders to an encrypted topic', () => {
  const policy = (from: MessageSource) => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { access: [KeyAccess.messages(from, MessageTarget.ANY_TOPIC)] });
    return () => keyPolicy(stack, 'Key');
  };

  // dtconsole/latest/userguide/set-up-sns.html
  describe('CodeStar Notifications', () => {
    const rule = asService('codestar-notifications.amazonaws.com');
    const topic = (account = ACCOUNT) => ({ 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:${REGION}:${account}:builds` });
    decisionTable(policy(MessageSource.CODESTAR_NOTIFICATIONS), [
      ['through SNS', rule('GenerateDataKey', { ...via('sns'), ...topic() }), 'Allowed'],
      ['not through SQS', rule('GenerateDataKey', { ...via('sqs'), ...topic() }), 'ImplicitlyDenied'],
      ['not in another Region', rule('GenerateDataKey', { ...via('sns', 'us-east-1'), ...topic() }), 'ImplicitlyDenied'],
      ['not to a topic of another account', rule('Decrypt', { ...via('sns'), ...topic(OTHER_ACCOUNT) }), 'ImplicitlyDenied'],
    ]);
  });

  // cost-management/latest/userguide/ad-SNS.html#protect-sns-sse
  describe('Cost Anomaly Detection', () => {
    const alerts = asService('costalerts.amazonaws.com');
    const subscription = (account = ACCOUNT) => source(`arn:aws:ce::${account}:anomalysubscription/1234`, account);
    decisionTable(policy(MessageSource.COST_ANOMALY_DETECTION), [
      ['for a subscription of the account', alerts('GenerateDataKey', subscription()), 'Allowed'],
      ['not of another account', alerts('GenerateDataKey', subscription(OTHER_ACCOUNT)), 'ImplicitlyDenied'],
      ['not without a source', alerts('Decrypt', {}), 'ImplicitlyDenied'],
    ]);
  });

  // ses/latest/dg/configure-sns-notifications.html: AWS's statement has no condition, so none is required.
  describe('SES', () => {
    const ses = asService('ses.amazonaws.com');
    const identity = (account = ACCOUNT) => source(`arn:aws:ses:${REGION}:${account}:identity/example.com`, account);
    decisionTable(policy(MessageSource.SES), [
      ['with its source', ses('GenerateDataKey', identity()), 'Allowed'],
      ['without a source', ses('Decrypt', {}), 'Allowed'],
      ['not for an identity of another account', ses('Decrypt', identity(OTHER_ACCOUNT)), 'ImplicitlyDenied'],
    ]);
  });
});
