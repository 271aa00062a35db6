import { isBoundable, shownUnbound, withoutRegion } from '../../src/iam/boundable';
import { servicesForAnybody, unboundableServices } from '../../src/iam/confused-deputy';
import { readPolicy, Statement } from '../../src/iam/statement';
import { ACCOUNT } from '../support/stack';

const statement = (Service: string | string[], Action: string | string[], more: object = {}): Statement => readPolicy(
  { Statement: [{ Effect: 'Allow', Principal: { Service }, Action, Resource: '*', ...more }] },
  { account: ACCOUNT, evaluate: value => value, resource: () => undefined },
)![0];
const FOR_ACCOUNT = { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } };
/** All but these actions. */
const allBut = (NotAction: string) => ({ Action: undefined, NotAction });

describe('the name of a service without its Region', () => {
  test.each([
    ['logs.eu-west-1.amazonaws.com', 'logs.amazonaws.com'],
    ['logs.us-gov-west-1.amazonaws.com', 'logs.amazonaws.com'],
    ['logs.eusc-de-east-1.amazonaws.eu', 'logs.amazonaws.eu'],
    ['logs.cn-north-1.amazonaws.com.cn', 'logs.amazonaws.com.cn'],
    ['logs.${AWS.Region}.amazonaws.com', 'logs.amazonaws.com'],
    ['delivery.logs.amazonaws.com', 'delivery.logs.amazonaws.com'],
    ['dnssec-route53.amazonaws.com', 'dnssec-route53.amazonaws.com'],
    ['logs.eu-west-1', 'logs.eu-west-1'],
    ['logs.${AWS.Region}', 'logs.${AWS.Region}'],
  ])('%s: %s', (principal, name) => expect(withoutRegion(principal)).toBe(name));
});

/* What each service tells KMS of whom it works for is on the page of AWS that its row of the catalog names. */
describe('whether a condition could bound what a service does', () => {
  test.each<[string, string | string[], boolean]>([
    ['sns', 'kms:Decrypt', true],
    ['sns', ['kms:DescribeKey', 'kms:GetPublicKey'], false],
    ['sns', ['kms:DescribeKey', 'kms:Decrypt'], true],
    // Rules that publish to encrypted topics and queues say nothing of their source.
    ['events', 'kms:Decrypt', false],
    ['events', ['kms:Decrypt', 'kms:GenerateDataKey'], false],
    ['events', ['kms:GenerateDataKey*'], false],
    ['events.eu-west-1', 'KMS:DECRYPT', false],
    ['events', ['kms:Decrypt', 'kms:CreateGrant'], true],
    ['events', 'kms:Encrypt', true],
    ['events', 'kms:*', true],
    ['cloudtrail', 'kms:Decrypt', false],
    ['cloudtrail', ['kms:DescribeKey', 'kms:Decrypt'], false],
    ['cloudtrail', 'kms:GenerateDataKey*', true],
    ['personalize', ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:ListGrants'], false],
    ['personalize', 'kms:CreateGrant', false],
    ['personalize', 'kms:Encrypt', true],
    ['dnssec-route53', 'kms:CreateGrant', false],
    ['dnssec-route53', 'kms:Sign', true],
    ['bedrock-agentcore', 'kms:Decrypt', false],
    ['bedrock-agentcore', 'kms:GenerateDataKey', true],
    // An encryption context tells for what.
    ['maintenance.s3tables', 'kms:Decrypt', true],
    ['logs', 'kms:Decrypt', true],
    ['unheard-of', 'kms:Decrypt', true],
  ])('%s with %j: %s', (service, actions, bounded) => expect(isBoundable(statement(`${service}.amazonaws.com`, actions), `${service}.amazonaws.com`)).toBe(bounded));

  test.each([
    ['events', 'kms:Decrypt'],
    ['sns', 'kms:DescribeKey'],
    ['personalize', ['kms:CreateGrant']],
  ])('NotAction leaves %s what it does not name', (service, actions) => {
    const open = statement(`${service}.amazonaws.com`, [], allBut(actions as string));

    expect(isBoundable(open, `${service}.amazonaws.com`)).toBe(true);
    expect(servicesForAnybody(open).map(({ text }) => text)).toEqual([`${service}.amazonaws.com`]);
    expect(servicesForAnybody(statement(`${service}.amazonaws.com`, [], { ...allBut(actions as string), ...FOR_ACCOUNT }))).toEqual([]);
  });
});

const servicesOf = ({ principals }: Statement) => principals.filter(({ kind }) => kind === 'service').map(({ text }) => text);
describe('statements without a condition that a page of AWS shows', () => {
  const S3 = 's3.amazonaws.com';

  test.each<[string, Statement, string | undefined]>([
    ['S3 that notifies a topic', statement(S3, ['kms:GenerateDataKey*', 'kms:Decrypt']), 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services'],
    ['S3 that notifies', statement(S3, ['kms:GenerateDataKey', 'kms:Decrypt']), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['whatever the case', statement(S3, ['KMS:generatedatakey', 'kms:decrypt']), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['and reading about the key', statement(S3, ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt']), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['in a Region', statement('logs.eu-west-1.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey']), 'AmazonCloudWatch/latest/logs/S3ExportTasks.html'],
    ['two senders of one table', statement([S3, 'dynamodb.amazonaws.com'], ['kms:Decrypt', 'kms:GenerateDataKey*']), 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services'],
    ['fewer of the actions of a pattern', statement('codecommit.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair']), 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services'],
    ['fewer of them, and reading about the key', statement('glacier.amazonaws.com', ['kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKey']), 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services'],
    ['fewer of them by a narrower pattern', statement('delivery.logs.amazonaws.com', ['kms:GenerateDataKeyPair*']), 'AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html'],
    ['only some of the actions of a page', statement('codecommit.amazonaws.com', 'kms:GenerateDataKey'), undefined],
    ['a wider pattern', statement('codecommit.amazonaws.com', ['kms:Decrypt', 'kms:Generate*']), undefined],
    ['an action of no page beside a pattern', statement('codecommit.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt']), undefined],
    ['only reading about the key', statement('codecommit.amazonaws.com', 'kms:DescribeKey'), undefined],
    ['a provider of identities of that name beside it', statement(S3, ['kms:Decrypt', 'kms:GenerateDataKey'], { Principal: { Service: S3, Federated: S3 } }), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['another action', statement(S3, ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:CreateGrant']), undefined],
    ['services of two pages', statement([S3, 'codecommit.amazonaws.com'], ['kms:Decrypt', 'kms:GenerateDataKey*']), 'sns/latest/dg/sns-key-management.html#compatibility-with-aws-services'],
    ['no service', statement([], ['kms:Decrypt'], { Principal: '*' }), undefined],
    ['an action less', statement(S3, 'kms:Decrypt'), undefined],
    ['another service', statement('sqs.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey']), undefined],
    ['another service beside it', statement([S3, 'sqs.amazonaws.com'], ['kms:Decrypt', 'kms:GenerateDataKey']), undefined],
    ['a role beside it', statement(S3, ['kms:Decrypt', 'kms:GenerateDataKey'], { Principal: { Service: S3, AWS: `arn:aws:iam::${ACCOUNT}:role/App` } }), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['less, under a condition', statement(S3, ['kms:Decrypt', 'kms:GenerateDataKey'], FOR_ACCOUNT), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
    ['all but the actions', statement('delivery.logs.amazonaws.com', [], allBut('kms:Decrypt')), undefined],
  ])('%s', (_, given, page) => expect(shownUnbound(servicesOf(given), given, [given])).toBe(page));
});

test.each<[string, Statement, string | undefined]>([
  ['another action to the same', statement('s3.amazonaws.com', 'kms:GenerateDataKey'), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
  ['more than the page', statement('s3.amazonaws.com', ['kms:GenerateDataKey', 'kms:Encrypt']), undefined],
  ['it to another service too', statement(['sns.amazonaws.com', 's3.amazonaws.com'], 'kms:GenerateDataKey'), 'AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html'],
  ['it to another service', statement('sns.amazonaws.com', 'kms:GenerateDataKey'), undefined],
  ['it under a condition', statement('s3.amazonaws.com', 'kms:GenerateDataKey', FOR_ACCOUNT), undefined],
  ['nothing, but denies it', statement('s3.amazonaws.com', 'kms:GenerateDataKey', { Effect: 'Deny' }), undefined],
  ['it in a branch', { ...statement('s3.amazonaws.com', 'kms:GenerateDataKey'), branch: 'if C' }, undefined],
])('a statement that a page shows with another one, which allows %s', (_, other, page) => {
  const one = statement('s3.amazonaws.com', 'kms:Decrypt');

  expect(shownUnbound(servicesOf(one), one, [one, other])).toBe(page);
});

describe('services that work for anybody', () => {
  const when = (operator: string, key: string) => ({ Condition: { [operator]: { [key]: 'arn:aws:s3:::a' } } });
  const texts = (principals: readonly { readonly text: string }[]) => principals.map(({ text }) => text);

  test.each<[string, Statement, string[], string[]]>([
    ['one that could say for whom', statement('sns.amazonaws.com', 'kms:Decrypt'), ['sns.amazonaws.com'], []],
    ['one that could not', statement('events.amazonaws.com', 'kms:Decrypt'), [], ['events.amazonaws.com']],
    ['both', statement(['sns.amazonaws.com', 'events.amazonaws.com'], 'kms:Decrypt'), ['sns.amazonaws.com'], ['events.amazonaws.com']],
    ['reading about the key', statement('sns.amazonaws.com', 'kms:DescribeKey'), [], []],
    ['for one account', statement(['sns.amazonaws.com', 'events.amazonaws.com'], 'kms:Decrypt', FOR_ACCOUNT), [], []],
    ['for one organization', statement('sns.amazonaws.com', 'kms:Decrypt', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), [], []],
    ['for one context', statement('sns.amazonaws.com', 'kms:Decrypt', { Condition: { StringEquals: { 'kms:EncryptionContext:a': 'b' } } }), [], []],
    ['for one context or that of whatever topic', statement('sns.amazonaws.com', 'kms:Decrypt', { Condition: { StringLike: { 'kms:EncryptionContext:a': ['b', 'arn:aws:sns:*:*:*'] } } }), ['sns.amazonaws.com'], []],
    ['another condition', statement('sns.amazonaws.com', 'kms:Decrypt', { Condition: { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } } }), ['sns.amazonaws.com'], []],
    ['grants for AWS resources', statement('sns.amazonaws.com', ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }), [], []],
    ['grants for anything', statement('sns.amazonaws.com', 'kms:CreateGrant'), ['sns.amazonaws.com'], []],
    ['grants and more through a service', statement('sns.amazonaws.com', ['kms:CreateGrant', 'kms:Decrypt'], { Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }), ['sns.amazonaws.com'], []],
    ['all but grants through a service', statement('sns.amazonaws.com', [], { ...allBut('kms:CreateGrant'), Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }), ['sns.amazonaws.com'], []],
    // What a service is not confirmed to send each time can only be compared where it is there; what comes through a service carries its name.
    ['a source where it is there, by a service that might not say it', statement('dynamodb.amazonaws.com', 'kms:Decrypt', when('StringEqualsIfExists', 'aws:SourceAccount')), [], []],
    ['a source where it is there, by a service that might say it later', statement('workspaces-web.amazonaws.com', 'kms:Decrypt', when('StringEqualsIfExists', 'aws:SourceAccount')), [], []],
    ['a source where it is there, in a Region', statement('dynamodb.eu-west-1.amazonaws.com', 'kms:Decrypt', when('ArnLikeIfExists', 'aws:SourceArn')), [], []],
    ['a source where it is there, by a service that says it', statement('sns.amazonaws.com', 'kms:Decrypt', when('StringEqualsIfExists', 'aws:SourceAccount')), ['sns.amazonaws.com'], []],
    ['another key where it is there', statement('dynamodb.amazonaws.com', 'kms:Decrypt', when('StringEqualsIfExists', 'kms:KeySpec')), ['dynamodb.amazonaws.com'], []],
    ['another source where it is there', statement('dynamodb.amazonaws.com', 'kms:Decrypt', when('StringNotEqualsIfExists', 'aws:SourceAccount')), ['dynamodb.amazonaws.com'], []],
    ['all of its sources', statement('dynamodb.amazonaws.com', 'kms:Decrypt', when('ForAllValues:StringEqualsIfExists', 'aws:SourceAccount')), ['dynamodb.amazonaws.com'], []],
    ['a service through another', statement('lambda.amazonaws.com', 'kms:Decrypt', when('StringEquals', 'kms:ViaService')), [], []],
    ['a service through another, where it comes so', statement('lambda.amazonaws.com', 'kms:Decrypt', when('StringEqualsIfExists', 'kms:ViaService')), ['lambda.amazonaws.com'], []],
    ['a service through none', statement('sns.amazonaws.com', 'kms:Decrypt', when('StringEquals', 'kms:ViaService')), ['sns.amazonaws.com'], []],
    ['a service through another, by another key', statement('lambda.amazonaws.com', 'kms:Decrypt', when('StringEquals', 'kms:KeySpec')), ['lambda.amazonaws.com'], []],
  ])('%s', (_, given, boundable, unboundable) => expect([texts(servicesForAnybody(given)), texts(unboundableServices(given))]).toEqual([boundable, unboundable]));
});
