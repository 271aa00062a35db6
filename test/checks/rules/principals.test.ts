import { APP, EVERYONE, service, SOURCE, unclear, USE, VIA_S3 } from './statements';
import { RULES } from '../../../src/checks/rules';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../../support/stack';
import { allow, Case, cases, delegated, deny, key, keyWith, OTHER_ROOT, PARAMETER, remedies, role, ROOT, template, verdicts } from '../support';

cases('WildcardPrincipal', [
  ['everyone, of whom a Deny leaves an organization', delegated(allow(EVERYONE, USE), deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['nobody but the account', delegated(), []],
  ['everyone', delegated(allow(EVERYONE, 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
  ['everyone, written short', delegated(allow('*', 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
  ['everyone in a list', delegated(allow({ AWS: [role('A'), '*'] }, 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
  ['everyone denied', delegated(deny({}, 'kms:Decrypt')), []],
  ['of the account through a service (EBS, AWS managed keys)', delegated(allow(EVERYONE, [...USE, 'kms:CreateGrant'], { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } })), []],
  ['of the organization', delegated(allow(EVERYONE, 'kms:Decrypt', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['under organization paths', delegated(allow(EVERYONE, 'kms:Decrypt', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } })), []],
  ['of a network', delegated(allow(EVERYONE, 'kms:Decrypt', { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })), []],
  ['through a service of any account', delegated(allow(EVERYONE, 'kms:Decrypt', VIA_S3)), ["finding Test: 'Test' lets everyone in: kms:ViaService does not say who"]],
  ['of any organization', delegated(allow(EVERYONE, 'kms:Decrypt', { StringLike: { 'aws:PrincipalOrgID': '*' } })), ["finding Test: 'Test' lets everyone in: aws:PrincipalOrgID does not say who"]],
  ['absent keys pass', delegated(allow(EVERYONE, 'kms:Decrypt', { StringEqualsIfExists: { 'kms:CallerAccount': ACCOUNT } })), ["finding Test: 'Test' lets everyone in: kms:CallerAccount does not say who"]],
  ['all but one account', delegated(allow(EVERYONE, 'kms:Decrypt', { StringNotEquals: { 'kms:CallerAccount': ACCOUNT } })), ["finding Test: 'Test' lets everyone in: kms:CallerAccount does not say who"]],
  ['an action of a parameter', delegated(allow(EVERYONE, PARAMETER as any)), [unclear('an action')]],
  ['everyone under two conditions', delegated(allow(EVERYONE, 'kms:Decrypt', { ...VIA_S3, Bool: { 'aws:SecureTransport': 'true' } })),
    ["finding Test: 'Test' lets everyone in: kms:ViaService, aws:SecureTransport does not say who"]],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, 'kms:Decrypt')), []],
  ['a parameter beside everyone', delegated(allow({ AWS: ['*', PARAMETER] }, 'kms:Decrypt')), ["finding Test: 'Test' lets everyone in"]],
]);

cases('CrossAccountBounded', [
  ['a role of another account', delegated(allow({ AWS: role('Reader', OTHER_ACCOUNT) }, USE)), []],
  ['another account', delegated(allow({ AWS: OTHER_ROOT }, USE)), [`finding Test: 'Test' allows all of ${OTHER_ROOT} without a bound`]],
  ['another account by its id', delegated(allow({ AWS: OTHER_ACCOUNT }, USE)), [`finding Test: 'Test' allows all of ${OTHER_ACCOUNT} without a bound`]],
  ['another account through a service', delegated(allow({ AWS: OTHER_ROOT }, USE, VIA_S3)), []],
  ['another account with a context', delegated(allow({ AWS: OTHER_ROOT }, 'kms:Decrypt', { StringEquals: { 'kms:EncryptionContext:Department': 'Finance' } })), []],
  ['a context that may be absent', delegated(allow({ AWS: OTHER_ROOT }, 'kms:Decrypt', { StringEqualsIfExists: { 'kms:EncryptionContext:Department': 'Finance' } })),
    [`finding Test: 'Test' allows all of ${OTHER_ROOT} without a bound`]],
  ['another account that looks', delegated(allow({ AWS: OTHER_ROOT }, ['kms:DescribeKey', 'kms:GetKeyPolicy'])), []],
  ['another account that verifies signatures', delegated(allow({ AWS: OTHER_ROOT }, ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify'])), []],
  ['another account that verifies MACs', delegated(allow({ AWS: OTHER_ROOT }, 'kms:VerifyMac')), [`finding Test: 'Test' allows all of ${OTHER_ROOT} without a bound`]],
  ['the own account', delegated(allow({ AWS: ACCOUNT }, USE)), []],
  ['an account of a parameter', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:root' } }, USE)), [unclear('a principal')]],
  ['a parameter beside a role', delegated(allow({ AWS: [role('A'), PARAMETER] }, USE)), []],
  ['a parameter with a bound', delegated(allow({ AWS: PARAMETER }, USE, VIA_S3)), []],
  ['another account by whom', delegated(allow({ AWS: OTHER_ROOT }, USE, { ArnLike: { 'aws:PrincipalArn': role('a*', OTHER_ACCOUNT) } })), []],
  ['another account for a source', delegated(allow({ AWS: OTHER_ROOT }, USE, { StringEquals: { 'aws:SourceVpce': 'vpce-1' } })), []],
  ['another account under a condition that is no bound', delegated(allow({ AWS: OTHER_ROOT }, USE, { Bool: { 'aws:SecureTransport': 'true' } })), [`finding Test: 'Test' allows all of ${OTHER_ROOT} without a bound`]],
  ['another account denied', delegated({ ...allow({ AWS: OTHER_ROOT }, USE), Effect: 'Deny' }), []],
  ['all but another account', delegated({ ...allow(undefined, USE), NotPrincipal: { AWS: OTHER_ROOT } }), []],
  ['another account, nothing', delegated(allow({ AWS: OTHER_ROOT }, 'kms:Nothing')), []],
  ['both accounts', delegated(allow({ AWS: [ACCOUNT, OTHER_ACCOUNT] }, USE)), [`finding Test: 'Test' allows all of ${OTHER_ACCOUNT} without a bound`]],
  ['the own account, and an action that does not exist', delegated(allow({ AWS: ACCOUNT }, ['kms:Decrypt', 'kms:Nothing'])), []],
]);
test('accounts that are trusted need no bound, by id and by ARN', () => {
  const said = (principal: string) => verdicts('CrossAccountBounded', delegated(allow({ AWS: principal }, USE)), { trustedAccounts: [OTHER_ACCOUNT] });

  expect([said(OTHER_ACCOUNT), said(OTHER_ROOT)]).toEqual([[], []]);
  expect(said('555555555555')).toHaveLength(1);
});
test('an account of a stack that does not know its own may be another', () => {
  const somewhere = { account: '${AWS.AccountId}' };
  const anyOf = (...accounts: string[]) => keyWith({ ...ROOT, Principal: { AWS: accounts } }, allow({ AWS: OTHER_ROOT }, USE));

  expect(verdicts('CrossAccountBounded', [template(anyOf(ACCOUNT, OTHER_ACCOUNT), somewhere)])).toEqual(["undecidable Test: 'Test' depends on AWS::AccountId, which only the deployment knows"]);
  // A key policy that one account alone can change is of that account.
  expect(verdicts('CrossAccountBounded', [template(anyOf(ACCOUNT), somewhere)])).toEqual([`finding Test: 'Test' allows all of ${OTHER_ROOT} without a bound`]);
  expect(verdicts('CrossAccountBounded', [template(anyOf(OTHER_ACCOUNT), somewhere)])).toEqual([]);
});
test('accounts of the own organization need no bound', () => {
  const policy = delegated(allow({ AWS: OTHER_ROOT }, USE), allow({ AWS: '999900001111' }, USE, undefined, { Sid: 'Third' }));
  expect(verdicts('CrossAccountBounded', policy, { trustedAccounts: [OTHER_ACCOUNT] })).toEqual(["finding Third: 'Third' allows all of 999900001111 without a bound"]);
});

const unbounded = (name: string) => [`finding Test: 'Test' lets ${name}.amazonaws.com use the key without a condition on source or encryption context`];
cases('ServicePrincipalBounded', [
  ['a source account', delegated(allow(service('config'), ['kms:Decrypt', 'kms:GenerateDataKey'], SOURCE)), []],
  ['a source ARN (CloudFront)', delegated(allow(service('cloudfront'), ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'],
    { StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` } })), []],
  ['an encryption context (CloudWatch Logs)', delegated(allow({ Service: `logs.${REGION}.amazonaws.com` }, ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:*` } })), []],
  ['CloudTrail: DescribeKey and Decrypt without a condition', delegated(allow(service('cloudtrail'), 'kms:DescribeKey'), allow(service('cloudtrail'), 'kms:Decrypt', undefined, { Sid: 'Decrypt' })), []],
  ['EventBridge: DescribeKey without a condition', delegated(allow(service('events'), 'kms:DescribeKey')), []],
  ['EventBridge to an encrypted topic, where source conditions are not supported', delegated(allow(service('events'), ['kms:Decrypt', 'kms:GenerateDataKey*'])), []],
  ['DNSSEC: grants for an AWS resource', keyWith(ROOT, allow(service('dnssec-route53'), 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['nothing', delegated(allow(service('s3'), ['kms:Decrypt', 'kms:Encrypt'])), unbounded('s3')],
  ['nothing, as aws-cdk-lib writes it', { Key: key({ KeyPolicy: { Statement: [ROOT, allow(service('sns'), ['kms:Decrypt', 'kms:GenerateDataKey'], undefined, { Sid: undefined })] } }, { Metadata: { 'aws:cdk:path': 'App/Key' } }) },
    [expect.stringMatching(/without a condition on source or encryption context; aws-cdk-lib writes it \(SqsSubscription\)$/) as any]],
  ['nothing, as a page of AWS shows it', delegated(allow(service('s3'), ['kms:Decrypt', 'kms:GenerateDataKey'])), [
    `${unbounded('s3')[0]}, as AWS's page shows it (docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html)`,
  ]],
  ['CloudTrail encrypting for anybody', delegated(allow(service('cloudtrail'), 'kms:GenerateDataKey*')), unbounded('cloudtrail')],
  ['logs of every account', delegated(allow({ Service: `logs.${REGION}.amazonaws.com` }, USE)), unbounded(`logs.${REGION}`)],
  ['any source', delegated(allow(service('s3'), 'kms:Decrypt', { StringLike: { 'aws:SourceArn': '*' } })), unbounded('s3')],
  ['another condition', delegated(allow(service('s3'), 'kms:Decrypt', { Bool: { 'aws:SecureTransport': 'true' } })), unbounded('s3')],
  ['one of several services', delegated(allow({ Service: ['events.amazonaws.com', 's3.amazonaws.com'] }, 'kms:Decrypt')), unbounded('s3')],
  ['denied', delegated(deny({}, 'kms:Decrypt', service('s3'))), []],
  ['an action of a parameter', delegated(allow(service('s3'), ['kms:Decrypt', PARAMETER as any])), [unclear('an action')]],
  ['an organization', delegated(allow(service('s3'), 'kms:Decrypt', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })), []],
  ['an action that does not exist', delegated(allow(service('s3'), 'kms:Nothing')), []],
  ['reading about the key', delegated(allow(service('s3'), ['kms:DescribeKey', 'kms:ListGrants'])), []],
  ['CloudTrail reading about the key by patterns', delegated(allow(service('cloudtrail'), ['kms:Decrypt', 'kms:Describe*'])), []],
  ['CloudTrail reading, and more', delegated(allow(service('cloudtrail'), ['kms:Decrypt', 'kms:*'])), unbounded('cloudtrail')],
  ['a service of a Region that needs no bound', delegated(allow(service('cloudtrail.ap-southeast-2'), 'kms:Decrypt')), []],
  ['a service of the Region', delegated(allow({ Service: { 'Fn::Sub': 'cloudtrail.${AWS::Region}.amazonaws.com' } }, 'kms:Decrypt')), []],
  ['a service of a Region that the deployment tells', { Key: key({ KeyPolicy: { Statement: [allow({ Service: 'cloudtrail.${AWS.Region}.amazonaws.com' }, 'kms:Decrypt')] } }) }, []],
  ['a service whose name looks like a Region', delegated(allow(service('cloudtrail.something'), 'kms:Decrypt')), unbounded('cloudtrail.something')],
  ['grants for AWS resources, and use', delegated(allow(service('dnssec-route53'), ['kms:CreateGrant', 'kms:Sign'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), unbounded('dnssec-route53')],
  ['grants of any kind', delegated(allow(service('s3'), 'kms:CreateGrant')), unbounded('s3')],
  ['grants for AWS resources by another service', delegated(allow(service('s3'), ['kms:CreateGrant', 'KMS:ListGrants'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['grants, one by a pattern of it alone', delegated(allow(service('dnssec-route53'), ['kms:CreateGrant', 'kms:RevokeGrant*'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['grants and more by a pattern', delegated(allow(service('dnssec-route53'), ['kms:CreateGrant', 'kms:Re*'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), unbounded('dnssec-route53')],
  ['EventBridge to an encrypted queue', delegated(allow(service('events'), ['kms:Decrypt', 'kms:GenerateDataKey'])), []],
  ['a service beside a parameter', delegated(allow({ AWS: PARAMETER, ...service('s3') }, 'kms:Decrypt')), unbounded('s3')],
  ['EventBridge, beside a service that a page shows so', delegated(allow({ Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] }, ['kms:Decrypt', 'kms:GenerateDataKey*'])),
    [expect.stringMatching(/^finding Test: 'Test' lets cloudwatch\.amazonaws\.com use .*, as AWS's page shows it/) as any]],
  ['EventBridge encrypting', delegated(allow(service('events'), ['kms:Decrypt', 'kms:Encrypt'])), unbounded('events')],
  ['a service and a role', delegated(allow({ ...APP, ...service('s3') }, 'kms:Decrypt')), unbounded('s3')],
  ['two services', delegated(allow({ Service: ['s3.amazonaws.com', 'sns.amazonaws.com'] }, 'kms:Decrypt')),
    ["finding Test: 'Test' lets s3.amazonaws.com, sns.amazonaws.com use the key without a condition on source or encryption context"]],
  ...['us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'ap-southeast-5', 'eusc-de-east-1']
    .map((region): Case => [`a service of ${region}`, delegated(allow(service(`cloudtrail.${region}`), 'kms:Decrypt')), []]),
  ...['e-west-1', 'euscx-west-1', 'eu-1', 'eu-west', 'eu-west-1x', 'eu-west-x', 'EU-west-1'].map((name): Case =>
    [`a service of ${name}, which is no region`, delegated(allow(service(`cloudtrail.${name}`), 'kms:Decrypt')), unbounded(`cloudtrail.${name}`)]),
  ['grants for AWS resources from their beginning to their end', delegated(allow(service('s3'), ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
]);

cases('NoNotPrincipal', [
  ['principals', delegated(allow(APP, USE)), []],
  ['an Allow', delegated({ Sid: 'Test', Effect: 'Allow', NotPrincipal: APP, Action: USE, Resource: '*' }), ["finding Test: 'Test' uses NotPrincipal with Allow"]],
  ['a Deny', delegated({ Sid: 'Test', Effect: 'Deny', NotPrincipal: APP, Action: USE, Resource: '*' }), ["finding Test: 'Test' uses NotPrincipal with Deny"]],
  ['an Allow with NotAction', delegated({ Sid: 'Test', Effect: 'Allow', Principal: APP, NotAction: 'kms:Decrypt', Resource: '*' }), []],
]);
test('a policy of a parameter says nothing of NotPrincipal', () => {
  expect(verdicts('NoNotPrincipal', { Key: key({ KeyPolicy: PARAMETER }) })).toEqual(['undecidable: the policy is not known before deployment']);
});

const butDecrypt = (principal: any, effect = 'Allow') => ({ Sid: 'Test', Effect: effect, Principal: principal, NotAction: 'kms:Decrypt', Resource: '*' });
cases('NoNotAction', [
  ['a list', delegated(allow(APP, USE)), []],
  ['a role', delegated(butDecrypt(APP)), [`finding Test: 'Test' gives all but a few actions to ${role('App')}`]],
  ["the account, AWS's advice for enclaves", keyWith(butDecrypt({ AWS: ACCOUNT })), []],
  ['denied', delegated(butDecrypt(EVERYONE, 'Deny')), []],
  ['a parameter', delegated(butDecrypt({ AWS: PARAMETER })), [unclear('a principal')]],
  ['everyone, whom another rule finds', delegated(butDecrypt(EVERYONE)), []],
  ['another account', delegated(butDecrypt({ AWS: OTHER_ROOT })), [`finding Test: 'Test' gives all but a few actions to ${OTHER_ROOT}`]],
  ['a service', delegated(butDecrypt(service('s3'))), ["finding Test: 'Test' gives all but a few actions to s3.amazonaws.com"]],
  ['a role beside the account', delegated(butDecrypt({ AWS: [ACCOUNT, role('App')] })), [`finding Test: 'Test' gives all but a few actions to ${role('App')}`]],
  ['a parameter beside a role', delegated(butDecrypt({ AWS: [role('App'), PARAMETER] })), [`finding Test: 'Test' gives all but a few actions to ${role('App')}`]],
  ['a parameter beside the account', delegated(butDecrypt({ AWS: [ACCOUNT, PARAMETER] })), [unclear('a principal')]],
  ['an account that may be its own', delegated(butDecrypt({ AWS: ['${AWS.AccountId}', ACCOUNT] })), [expect.stringMatching(/^undecidable Test: 'Test' depends on /) as any]],
  ['an Allow with NotPrincipal', delegated({ Sid: 'Test', Effect: 'Allow', NotPrincipal: APP, Action: 'kms:Decrypt', Resource: '*' }), []],
  ['a role denied', delegated(butDecrypt(APP, 'Deny')), []],
]);

const NAMED: readonly [string, any][] = [
  ['a role', APP], ['a user', { AWS: `arn:aws:iam::${ACCOUNT}:user/ops` }], ['another account', { AWS: OTHER_ROOT }], ['a role of it', { AWS: role('App', OTHER_ACCOUNT) }],
];
const LEFT_OUT: readonly (readonly string[])[] = [['kms:Decrypt'], ['kms:ScheduleKeyDeletion', 'kms:Delete*'], ['kms:CreateGrant'], ['kms:Put*'], ['kms:Get*', 'kms:List*']];
/** The rules that find something in a key policy. */
const finding = (...statements: any[]): string[] => RULES.filter(({ subject }) => subject === 'keyPolicy')
  .filter(({ id }) => ([] as string[]).concat(verdicts(id, delegated(...statements))).some(said => said.startsWith('finding'))).map(({ id }) => id);

test.each(NAMED.flatMap(([name, principal]) => LEFT_OUT.map(actions => [name, actions, principal] as const)))('%s with NotAction %j is one fault and one finding', (_, NotAction, Principal) => {
  expect(finding({ Sid: 'Test', Effect: 'Allow', Principal, NotAction, Resource: '*' })).toEqual(['NoNotAction']);
});
test('all but some for all but some is the one fault that NoNotPrincipal finds', () => {
  expect(finding({ Sid: 'Test', Effect: 'Allow', NotPrincipal: APP, NotAction: 'kms:Decrypt', Resource: '*' })).toEqual(['NoNotPrincipal']);
});

cases('NoViaServiceForServicePrincipal', [
  ['a role', delegated(allow(APP, USE, VIA_S3)), []],
  ['a service through itself', delegated(allow(service('s3'), USE, VIA_S3)), ["finding Test: 'Test' asks s3.amazonaws.com for kms:ViaService of the same service"]],
  ['a service through itself, by its regional name', delegated(allow(service('logs.eu-west-1'), USE, { StringLike: { 'kms:ViaService': 'logs.*.amazonaws.com' } })),
    ["finding Test: 'Test' asks logs.eu-west-1.amazonaws.com for kms:ViaService of the same service"]],
  // aws-cdk-lib writes it for functions whose code is read where it lies; AWS asks for it of CodeStar Notifications (dtconsole/latest/userguide/set-up-sns.html).
  ['a service through another', delegated(allow(service('lambda'), USE, VIA_S3)), []],
  // AmazonCloudWatch/latest/monitoring/Investigations-Security.html
  ['a service whose name starts with that of the other', delegated(allow(service('aiops.alarms.cloudwatch'), USE, { StringEquals: { 'kms:ViaService': 'aiops.eu-west-1.amazonaws.com' } })), []],
  ['a service with its source', delegated(allow(service('s3'), USE, SOURCE)), []],
  ['a service denied', delegated(deny(VIA_S3, 'kms:Decrypt', service('s3'))), []],
  ['a parameter', delegated(allow({ Service: PARAMETER }, USE, VIA_S3)), [unclear('a principal')]],
  ['a user or role of a parameter', delegated(allow({ AWS: PARAMETER }, USE, VIA_S3)), []],
  ['a service and a role', delegated(allow({ ...APP, ...service('s3') }, USE, VIA_S3)), ["finding Test: 'Test' asks s3.amazonaws.com for kms:ViaService of the same service"]],
  ['a service and a parameter', delegated(allow({ AWS: PARAMETER, ...service('s3') }, USE, VIA_S3)), ["finding Test: 'Test' asks s3.amazonaws.com for kms:ViaService of the same service"]],
  ['a service where the key may be absent', delegated(allow(service('s3'), USE, { StringEqualsIfExists: VIA_S3.StringEquals })), []],
  ['a parameter where the key may be absent', delegated(allow({ Service: PARAMETER }, USE, { StringEqualsIfExists: VIA_S3.StringEquals })), []],
  ['a parameter beside a role', delegated(allow({ ...APP, Service: PARAMETER }, USE, VIA_S3)), [unclear('a principal')]],
  ['a parameter under another condition', delegated(allow({ Service: PARAMETER }, USE, SOURCE)), []],
  ['a parameter denied, whoever it is', delegated(deny(VIA_S3, 'kms:Decrypt', { Service: PARAMETER })), []],
]);

cases('NoSourceConditionForIdentity', [
  ['a service', delegated(allow(service('s3'), USE, SOURCE)), []],
  ['everyone', delegated(allow(EVERYONE, USE, SOURCE)), []],
  ['a role', delegated(allow(APP, USE, SOURCE)), ["finding Test: 'Test' asks users or roles for aws:SourceAccount"]],
  ['a role where the key may be absent', delegated(allow(APP, USE, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })), []],
  ['service and account together (CloudFront)', delegated(allow({ AWS: ACCOUNT, Service: 'cloudfront.amazonaws.com' }, USE, SOURCE)), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, USE, SOURCE)), [unclear('a principal')]],
  ['a role denied', delegated({ ...allow(APP, USE, SOURCE), Effect: 'Deny' }), []],
  ['a role and a service', delegated(allow({ ...APP, ...service('s3') }, USE, SOURCE)), []],
  ['a parameter and a service', delegated(allow({ AWS: PARAMETER, ...service('s3') }, USE, SOURCE)), []],
  ['nobody', delegated(allow({}, USE, SOURCE)), []],
  ['a role under another condition', delegated(allow(APP, USE, VIA_S3)), []],
  ['a role and a parameter', delegated(allow({ AWS: [role('App'), PARAMETER] }, USE, SOURCE)), ["finding Test: 'Test' asks users or roles for aws:SourceAccount"]],
]);

cases('PrincipalKinds', [
  ['roles, users, sessions, accounts', delegated(allow({ AWS: [role('A'), `arn:aws:iam::${ACCOUNT}:user/u`, `arn:aws:sts::${ACCOUNT}:assumed-role/A/s`, ACCOUNT] }, USE)), []],
  ['everyone', delegated(allow(EVERYONE, USE)), []],
  ['an identity provider', delegated(allow({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/P` }, USE)), []],
  ['a group', delegated(allow({ AWS: `arn:aws:iam::${ACCOUNT}:group/g` }, USE)), [`finding Test: 'Test' names arn:aws:iam::${ACCOUNT}:group/g`]],
  ['a pattern', delegated(allow({ AWS: role('*') }, USE)), [`finding Test: 'Test' names ${role('*')}`]],
  ['a deleted role', delegated(allow({ AWS: 'AROAEXAMPLEEXAMPLE123' }, USE)), ["finding Test: 'Test' names AROAEXAMPLEEXAMPLE123"]],
  ...['arn:aws:iam:111122223333:root', 'arn:aws:iam::11112222333:role/App', 'arn:aws:iam::account:root', 'arn:aws:s3:::bucket'].map((principal): Case =>
    [principal, delegated(allow({ AWS: principal }, USE)), [`finding Test: 'Test' names ${principal}`]]),
  ['an ARN without the empty Region', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam:${AWS::AccountId}:root' } }, USE)), [`finding Test: 'Test' names arn:aws:iam:${ACCOUNT}:root`]],
  ['an ARN of which a part may be anything', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:${Parameter}:root' } }, USE)), []],
  ['a parameter', delegated(allow({ AWS: PARAMETER }, USE)), []],
  ['a parameter among roles', delegated(allow({ AWS: [role('A'), PARAMETER] }, USE)), []],
  ['a pattern with a parameter', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:role/*' } }, USE)), ["finding Test: 'Test' names arn:aws:iam::<Parameter>:role/*"]],
  ['identity providers by pattern', delegated(allow({ Federated: '*' }, USE)), []],
  ['a role whose name looks like an id', delegated(allow({ AWS: role('AROA1') }, USE)), []],
  ['a deleted user', delegated(allow({ AWS: ['AIDAEXAMPLEEXAMPLE123', role('A')] }, USE)), ["finding Test: 'Test' names AIDAEXAMPLEEXAMPLE123"]],
  ['two groups', delegated(allow({ AWS: ['g', 'h'].map(name => `arn:aws:iam::${ACCOUNT}:group/${name}`) }, USE)),
    [`finding Test: 'Test' names arn:aws:iam::${ACCOUNT}:group/g, arn:aws:iam::${ACCOUNT}:group/h`]],
  ['services by pattern', delegated(allow(service('*'), USE)), []],
  ['services by pattern, with no action of KMS', delegated(allow(service('*'), 'kms:Nothing')), ["finding Test: 'Test' names *.amazonaws.com"]],
  ['everyone, with no action of KMS', delegated(allow(EVERYONE, 'kms:Nothing')), []],
  ['a role whose name holds an id, with no action of KMS', delegated(allow({ AWS: role('AROA1') }, 'kms:Nothing')), []],
]);

test.each(['NoViaServiceForServicePrincipal', 'ServiceConditionKeys', 'ServicePrincipalBounded'])('%s says who calls for a service that never calls as itself', id => {
  const conditions: { readonly [rule: string]: object | undefined } = {
    NoViaServiceForServicePrincipal: { StringEquals: { 'kms:ViaService': [`sqs.${REGION}.amazonaws.com`, `sns.${REGION}.amazonaws.com`] } },
    ServiceConditionKeys: { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
    ServicePrincipalBounded: undefined,
  };
  const fixes = (principal: any) => remedies(id, delegated(allow(principal, 'kms:Decrypt', conditions[id])));
  expect(fixes({ Service: 'sqs.amazonaws.com' })).toEqual([expect.stringMatching(/^Take the statement out: sqs\.amazonaws\.com calls KMS with the credentials of whoever uses it .*, never as itself\./)]);
  expect(fixes({ Service: 'sqs.amazonaws.com', AWS: role('App') })).toEqual([expect.stringMatching(/^Take sqs\.amazonaws\.com out of its principals: /)]);
  expect(fixes({ Service: 'sns.amazonaws.com' })).toEqual([id === 'ServicePrincipalBounded' ? expect.stringMatching(/As itself sns\.amazonaws\.com only sends messages to an encrypted queue; /) : undefined]);
});
