import { APP, EVERYONE, FINANCE, service, SOURCE, unclear, unclearStatement, USE, VIA_S3 } from './statements';
import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEYS, MULTIVALUED_KEYS } from '../../../src/iam/reference-data';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../../support/stack';
import { ADMINISTRATION, allow, Case, cases, conditional, delegated, deny, key, keyWith, PARAMETER, remedies, role, ROOT, template, verdicts, weights } from '../support';

const restrictsNobody = (keys: string) => [`finding Test: 'Test' is conditional on ${keys}, but the account's IAM policies can allow the same without it`];
/** Conditions that go with a grant or name the principal. */
const GIVING = ['kms:GrantIsForAWSResource', 'kms:GrantOperations', 'kms:GranteePrincipal', 'kms:GranteeServicePrincipal', 'kms:GrantConstraintType', 'kms:CallerAccount',
  'aws:PrincipalArn', 'aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:PrincipalAccount'];
cases('ConditionalAllowRestricts', [
  ['no condition', delegated(allow(APP, USE)), []],
  ['a context next to the account', delegated(allow(APP, 'kms:Decrypt', FINANCE)), restrictsNobody('kms:EncryptionContext:Department')],
  ['a service next to the account', delegated(allow(APP, USE, VIA_S3)), restrictsNobody('kms:ViaService')],
  ['multi-factor authentication next to the account', delegated(allow(APP, 'kms:Decrypt', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), restrictsNobody('aws:MultiFactorAuthPresent')],
  ['the account without use', keyWith(ADMINISTRATION, allow(APP, USE, FINANCE)), []],
  ['the account for some of the actions', keyWith({ ...ROOT, Action: 'kms:Decrypt' }, allow(APP, ['kms:Decrypt', 'kms:Encrypt'], FINANCE)), []],
  ['the account under a condition', keyWith({ ...ROOT, Condition: FINANCE }, allow(APP, 'kms:Decrypt', FINANCE)), []],
  ['a Deny beside it', delegated(allow(APP, 'kms:Decrypt', FINANCE), deny({ StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' } }, 'kms:Decrypt')), []],
  ['a role of another account, which it does restrict', delegated(allow({ AWS: role('Reader', OTHER_ACCOUNT) }, 'kms:Decrypt', FINANCE)), []],
  ['the service-linked role of Auto Scaling', delegated(allow({ AWS: role('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') }, 'kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ['everyone of the account through a service', delegated(allow(EVERYONE, USE, { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } })), []],
  ['the account through a service', delegated(allow({ AWS: ACCOUNT }, 'kms:Decrypt', VIA_S3)), []],
  ['readers of CloudTrail', delegated(allow(APP, 'kms:Decrypt', { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } })), []],
  ['a service', delegated(allow(service('s3'), 'kms:Decrypt', SOURCE)), []],
  ['a Deny', delegated({ ...allow(APP, 'kms:Decrypt', FINANCE), Effect: 'Deny' }), []],
  ['an Allow of all but a role', delegated({ ...allow(undefined, 'kms:Decrypt', FINANCE), NotPrincipal: APP }), []],
  ['reading about the key', delegated(allow(APP, 'kms:DescribeKey', VIA_S3)), []],
  ['reading and use, where the account may use', keyWith({ ...ROOT, Action: 'kms:Decrypt' }, allow(APP, ['kms:DescribeKey', 'kms:Decrypt'], VIA_S3)), restrictsNobody('kms:ViaService')],
  ['a Deny on some of it', delegated(allow(APP, ['kms:Decrypt', 'kms:Encrypt'], FINANCE), deny({ StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' } }, 'kms:Decrypt')), []],
  ['a role that is not known', delegated(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Parameter}' } }, 'kms:Decrypt', FINANCE)), restrictsNobody('kms:EncryptionContext:Department')],
  ...GIVING.map((name): Case => [`${name}, which gives more than it takes`, delegated(allow(APP, 'kms:CreateGrant', { StringEquals: { [name]: 'x' } })), []]),
  ['one that restricts beside one that does not', delegated(allow(APP, 'kms:CreateGrant', { StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 'x' } })),
    restrictsNobody('kms:CallerAccount, kms:ViaService')],
] as Case[]);
test('of a role whose account is not known nobody knows whether it is restricted', () => {
  const elsewhere = (...accounts: string[]) => delegated(allow({ AWS: accounts.map(account => `arn:aws:iam::${account}:role/App`) }, 'kms:Decrypt', FINANCE));

  expect(verdicts('ConditionalAllowRestricts', elsewhere('${AWS.AccountId}'))).toEqual(["undecidable Test: 'Test' depends on AWS::AccountId, which only the deployment knows"]);
  expect(verdicts('ConditionalAllowRestricts', elsewhere('${AWS.AccountId}', ACCOUNT))).toEqual(restrictsNobody('kms:EncryptionContext:Department'));
});
test('whether the account is delegated may depend on the deployment', () => {
  const somewhere = { account: '${AWS.AccountId}' };
  const both = keyWith({ ...ROOT, Principal: { AWS: [ACCOUNT, OTHER_ACCOUNT] } }, allow(APP, 'kms:Decrypt', FINANCE));

  expect(verdicts('ConditionalAllowRestricts', [template(both, somewhere)])).toEqual([expect.stringMatching(/^undecidable Test: 'Test' /)]);
  // A key policy that one account alone can change is of that account.
  expect(verdicts('ConditionalAllowRestricts', [template(delegated(allow(APP, 'kms:Decrypt', FINANCE)), somewhere)])).toEqual(restrictsNobody('kms:EncryptionContext:Department'));
  expect(verdicts('ConditionalAllowRestricts', [template(delegated(allow({ AWS: 'arn:aws:iam::${AWS.AccountId}:role/App' }, 'kms:Decrypt', FINANCE)), somewhere)]))
    .toEqual(restrictsNobody('kms:EncryptionContext:Department'));
});

cases('SetOperators', [
  ['none', delegated(allow(APP, USE, VIA_S3)), []],
  ['on keys with several values', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'], 'kms:EncryptionContextKeys': ['a'] }, 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } })), []],
  ['ForAllValues on one value', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'aws:RequestedRegion': ['us-east-1'] } })), ["finding Test: 'Test' has ForAllValues:StringEquals on aws:RequestedRegion, which holds one value"]],
  ['ForAnyValue on one value', delegated(allow(APP, USE, { 'ForAnyValue:StringEquals': { 'kms:EncryptionContext:a': 'b' } })), ["finding Test: 'Test' has ForAnyValue:StringEquals on kms:EncryptionContext:a, which holds one value"]],
  ['none on several values', delegated(allow(APP, USE, { StringEquals: { 'kms:EncryptionContextKeys': 'a' } })), ["finding Test: 'Test' has StringEquals on kms:EncryptionContextKeys, which holds several values"]],
  ['Null on several values', delegated(allow(APP, USE, { Null: { 'kms:EncryptionContextKeys': 'false' } })), []],
  ['a key of an identity provider', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'cognito-identity.amazonaws.com:amr': 'x' } })), []],
  ['a condition of a parameter', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': PARAMETER })), [unclear('a condition')]],
  ['keys of a parameter under no set operator', delegated(allow(APP, USE, { StringEquals: PARAMETER })), []],
  ['conditions of a parameter', delegated(allow(APP, USE, PARAMETER)), []],
  ['a condition of a parameter beside others', delegated(allow(APP, USE, { ...VIA_S3, 'ForAllValues:StringEquals': PARAMETER })), [unclear('a condition')]],
  ['Null with a set operator', delegated(allow(APP, USE, { 'ForAnyValue:Null': { 'kms:ViaService': 'true' } })), ["finding Test: 'Test' has ForAnyValue:Null on kms:ViaService, which holds one value"]],
  ['a key whose name holds aws:', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'my-aws:tag': 'x' } })), []],
  ...MULTIVALUED_KEYS.flatMap((name): Case[] => [
    [`a set operator on ${name}`, delegated(allow(APP, USE, { 'ForAnyValue:StringEquals': { [name]: 'x' } })), []],
    [`none on ${name}`, delegated(allow(APP, USE, { StringEquals: { [name]: 'x' } })), [`finding Test: 'Test' has StringEquals on ${name}, which holds several values`]],
  ]),
]);

test('ForAnyValue asks the one value all the same, which is a warning', () => {
  expect(['ForAnyValue', 'ForAllValues'].map(set => weights('SetOperators', delegated(allow(APP, USE, { [`${set}:StringEquals`]: { 'kms:ViaService': 'x' } })))))
    .toEqual([['warning'], [undefined]]);
});

const through = (operator: string, name: string): string => `finding Test: 'Test' has ${operator} on ${name}, which is true for requests without that key`;
const missesAccessKeys = "finding Test: 'Test' denies on aws:MultiFactorAuthPresent with Bool, which access keys never meet";
/** Who calls, from where, when, and which key. */
const ALWAYS_THERE = ['aws:CurrentTime', 'aws:EpochTime', 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalType', 'aws:PrincipalIsAWSService', 'aws:RequestedRegion',
  'aws:SecureTransport', 'aws:ViaAWSService', 'aws:ResourceAccount', 'kms:CallerAccount', 'kms:KeySpec', 'kms:KeyUsage', 'kms:KeyOrigin', 'kms:MultiRegion'];
const ANOTHER_ACCOUNT = { StringNotEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } };
cases('ConditionKeyPresence', [
  ['positive operators', delegated(allow(APP, USE, { ...FINANCE, Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
  ['a negated operator', delegated(allow(APP, USE, { StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' } })),
    ["finding Test: 'Test' has StringNotEquals on kms:EncryptionContext:Department, which is true for requests without that key"]],
  ['a negated operator with presence', delegated(allow(APP, USE, { StringNotEquals: { 'kms:EncryptionContext:Department': 'Finance' }, Null: { 'kms:EncryptionContext:Department': 'false' } })), []],
  ['a key that is always there', delegated(allow(APP, USE, { ArnNotLike: { 'aws:PrincipalArn': role('B') } })), []],
  ['IfExists', delegated(allow(APP, USE, { StringEqualsIfExists: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })), ["finding Test: 'Test' has StringEqualsIfExists on kms:ViaService, which is true for requests without that key"]],
  ['ForAllValues', delegated(allow(APP, USE, { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } })), ["finding Test: 'Test' has ForAllValues:StringEquals on kms:EncryptionContextKeys, which is true for requests without that key"]],
  ['ForAllValues on operations of a grant, which are always there', delegated(allow(APP, 'kms:CreateGrant', { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } })), []],
  ['ForAllValues on tags of TagResource', delegated(allow(APP, ['kms:TagResource', 'kms:UntagResource'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } })), []],
  ['a Deny on a negated operator', delegated(deny({ StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })), []],
  ['a Deny without multi-factor authentication that misses access keys', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } })), ["finding Test: 'Test' denies on aws:MultiFactorAuthPresent with Bool, which access keys never meet"]],
  ['a Deny without multi-factor authentication', delegated(deny({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })), []],
  ['an action of a parameter', delegated(allow(APP, PARAMETER as any, { StringNotEquals: { 'kms:ViaService': 'x' } })), [unclear('an action')]],
  ['a negated operator with the presence of another key', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, Null: { 'kms:EncryptionContext:a': 'false' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['a negated operator with the value of another key', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, StringEquals: { 'kms:EncryptionContext:a': 'b' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['a negated operator where the key must be absent', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, Null: { 'kms:ViaService': 'true' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['a negated operator with a positive one on the same key', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, StringLike: { 'kms:ViaService': '*.amazonaws.com' } })), []],
  ['two negated operators', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, StringNotLike: { 'kms:ViaService': 'y*' } })), [through('StringNotEquals', 'kms:ViaService')]],
  ['an absent key that is asked for', delegated(allow(APP, USE, { Null: { 'kms:ViaService': 'true' } })), []],
  ['ForAllValues on operations, for more than grants', delegated(allow(APP, ['kms:CreateGrant', 'kms:Decrypt'], { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt'] } })), [through('ForAllValues:StringEquals', 'kms:GrantOperations')]],
  ['ForAllValues on tags, for more than tags', delegated(allow(APP, ['kms:TagResource', 'kms:Decrypt'], { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } })), [through('ForAllValues:StringEquals', 'aws:TagKeys')]],
  ['a Deny with access keys named beside it', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
  ['a Deny where the key is there', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'aws:MultiFactorAuthPresent': 'false' } })), [missesAccessKeys]],
  ['a Deny with another absent key', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false' }, Null: { 'kms:ViaService': 'true' } })), [missesAccessKeys]],
  ['a Deny that asks for true beside it', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'false', 'aws:SecureTransport': 'true' } })), [missesAccessKeys]],
  ['a Deny of access keys alone', delegated(deny({ Null: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
  ...ALWAYS_THERE.map((name): Case => [`${name}, which is always there`, delegated(allow(APP, USE, { StringNotEquals: { [name]: 'x' } })), []]),
  ['a negated operator where the key may be absent or not', delegated(allow(APP, USE, { StringNotEquals: { 'kms:ViaService': 'x' }, Null: { 'kms:ViaService': ['true', 'false'] } })),
    [through('StringNotEquals', 'kms:ViaService')]],
  ['a Deny by a negated operator, which access keys meet', delegated(deny({ StringNotEquals: { 'aws:MultiFactorAuthPresent': 'true' } })), []],
  ['a Deny on the age of multi-factor authentication', delegated(deny({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } })),
    ["finding Test: 'Test' denies on aws:MultiFactorAuthAge with NumericGreaterThan, which access keys never meet"]],
  ['a Deny on the age, and on access keys', delegated(deny({ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' }, Null: { 'aws:MultiFactorAuthAge': 'true' } })), []],
  ['a Deny on a key that any request may lack', delegated(deny({ StringEquals: { 'kms:ViaService': 'x' } })), []],
  ['a Deny of those who have multi-factor authentication', delegated(deny({ Null: { 'aws:MultiFactorAuthPresent': 'false' } })), []],
  ['a service that nobody can bound', delegated(allow(service('cloudtrail'), 'kms:Decrypt', ANOTHER_ACCOUNT)), []],
  ...[service('s3'), { Service: ['cloudtrail.amazonaws.com', 's3.amazonaws.com'] }, { ...APP, ...service('cloudtrail') }, {}].map((principal): Case =>
    [`a negated operator for ${JSON.stringify(principal)}`, delegated(allow(principal, 'kms:Decrypt', ANOTHER_ACCOUNT)), [through('StringNotEquals', 'aws:SourceAccount')]]),
  ['a Deny with multi-factor authentication', delegated(deny({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), [missesAccessKeys]],
]);

const date = (value: any) => delegated(allow(APP, USE, { DateGreaterThan: { 'aws:CurrentTime': value } }));
cases('DateConditions', [
  ['a date and time', date('2027-01-31T08:00:00Z'), []],
  ['a date', date('2027-01-31'), []],
  ['an offset', date('2027-01-31T08:00:00.5+01:00'), []],
  ['Unix time', date('1893456000'), []],
  ['a time of day', date('08:00Z'), ["finding Test: 'Test' compares aws:CurrentTime with '08:00Z', which is not a date"]],
  ['a time of day among dates', date(['2027-01-31', '18:00']), ["finding Test: 'Test' compares aws:CurrentTime with '18:00', which is not a date"]],
  ['a time of day as text', delegated(allow(APP, USE, { StringLike: { 'aws:CurrentTime': '*T08:*' } })), ["finding Test: 'Test' compares aws:CurrentTime with '*T08:*', which is not a date"]],
  ['a parameter', date(PARAMETER), ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ...['2027-01-31T08:00', '2027-01-31T08:00Z', '2027-01-31T08:00:30', '2027-01-31T08:00:30.125Z', '2027-01-31T08:00-0130', '-1893456000', '123456789', '1234567890123']
    .map((value): Case => [`${value} is a date`, date(value), []]),
  ...['x2027-01-31', '2027-01-31x', '202-01-31', '20270-01-31', '2027-1-31', '2027-01-1', '2027-01-31T', '2027-01-31T8:00', '2027-01-31T08:0', '2027-01-31T08', '2027-01-31T08:00:0',
    '2027-01-31T08:00:00.Z', '2027-01-31T08:00:00.xZ', '2027-01-31T08:00*01:00', '2027-01-31T08:00+1:00', '2027-01-31T08:00+01:0', '2027-01-31T08:00+x1:00', '2027-01-31T08:00+01:x0',
    '2027-01-31Tx8:00', '2027-01-31T08:x0', '2027-01-31T08:00:x0', '12345678', '12345678901234', '1893456000x', 'x1893456000', '']
    .map((value): Case => [`'${value}' is none`, date(value), [`finding Test: 'Test' compares aws:CurrentTime with '${value}', which is not a date`]]),
  ['a time of day on another key', delegated(allow(APP, USE, { DateLessThan: { 'aws:TokenIssueTime': '18:00' } })), ["finding Test: 'Test' compares aws:TokenIssueTime with '18:00', which is not a date"]],
  ['a time of day after a date', delegated(allow(APP, USE, { DateGreaterThan: { 'aws:CurrentTime': '2027-01-31' }, DateLessThan: { 'kms:ValidTo': '18:00' } })),
    ["finding Test: 'Test' compares kms:ValidTo with '18:00', which is not a date"]],
  ['whether there is a date', delegated(allow(APP, USE, { Null: { 'aws:CurrentTime': 'false' } })), []],
  ['another condition', delegated(allow(APP, USE, VIA_S3)), []],
  ['another condition of a parameter', delegated(allow(APP, USE, { StringEquals: { 'kms:ViaService': PARAMETER } })), []],
  ['a date and a parameter', date(['2027-01-31', PARAMETER]), [unclearStatement]],
  ['a date that a resource of the app tells', { ...date({ 'Fn::GetAtt': ['Other', 'Arn'] }), Other: key() }, []],
]);

const on = (name: string) => delegated(allow(APP, USE, { StringEquals: { [name]: 'x' } }));
cases('KnownConditionKeys', [
  ...['kms:ViaService', 'KMS:callerACCOUNT', 'kms:EncryptionContext:aws:s3:arn', 'kms:RecipientAttestation:PCR0', 'aws:PrincipalTag/team', 'aws:SourceArn', 'saml:aud', 'token.actions.githubusercontent.com:sub']
    .map((name): Case => [name, on(name), []]),
  ...['kms:ViaServices', 'kms:EncryptionContext', 'kms:EncryptionContext:', 'aws:PrincipalOrgId2', 'aws:PrincipalTag', 'kms:Region']
    .map((name): Case => [`${name} does not exist`, on(name), [`finding Test: 'Test' compares '${name}', which is no condition key`]]),
  ['a parameter', delegated(allow(APP, USE, PARAMETER)), [unclear('a condition')]],
  ...['my-kms:name', 'kms:EncryptionContext:a', 'kms:RecipientAttestation:NitroTPMPCR4', 'aws:RequestTag/a'].map((name): Case => [name, on(name), []]),
  ...['kms:RecipientAttestation:PCR', 'aws:RequestTag/', 'aws:Requested'].map((name): Case => [`${name} does not exist`, on(name), [`finding Test: 'Test' compares '${name}', which is no condition key`]]),
  ['an unknown key among others', delegated(allow(APP, USE, { StringEquals: { 'kms:ViaService': 'x', 'kms:Nothing': 'x' } })), ["finding Test: 'Test' compares 'kms:Nothing', which is no condition key"]],
  ['a parameter among others', delegated(allow(APP, USE, { ...VIA_S3, StringLike: PARAMETER })), [unclear('a condition')]],
]);

cases('NoResourceAliasesInKeyPolicy', [
  ['kms:RequestAlias', on('kms:RequestAlias'), []],
  ['kms:ResourceAliases', delegated(allow(APP, USE, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' } })), ["finding Test: 'Test' compares kms:ResourceAliases in a key policy"]],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['kms:ResourceAliases among others', delegated(allow(APP, USE, { ...VIA_S3, 'ForAnyValue:StringLike': { 'KMS:resourcealiases': 'alias/*' } })), ["finding Test: 'Test' compares kms:ResourceAliases in a key policy"]],
]);

cases('NoResourceTagInKeyPolicy', [
  ...['aws:RequestTag/team', 'aws:PrincipalTag/team', 'aws:TagKeys'].map((name): Case => [name, on(name), []]),
  ...['aws:ResourceTag/team', 'AWS:resourcetag/Team', 'kms:ResourceTag/team'].map((name): Case => [name, on(name), [`finding Test: 'Test' compares ${name} in a key policy`]]),
  ['in a Deny', delegated(deny({ StringNotEquals: { 'aws:ResourceTag/team': 'blue' } })), ["finding Test: 'Test' compares aws:ResourceTag/team in a key policy"]],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ...['aws:ResourceTagging', 'x-aws:ResourceTag/team'].map((name): Case => [name, on(name), []]),
  ['tags without a name', on('aws:ResourceTag'), ["finding Test: 'Test' compares aws:ResourceTag in a key policy"]],
]);

const underContext = ["finding Test: 'Test' allows DescribeKey under kms:EncryptionContext:Department"];
const describing = (principal: any) => allow(principal, ['kms:Decrypt', 'kms:DescribeKey'], FINANCE);
const described = (Service: any) => delegated(describing({ Service }));
cases('DescribeKeyWithoutContext', [
  ['apart', delegated(allow(APP, ['kms:Decrypt'], FINANCE), allow(APP, 'kms:DescribeKey')), []],
  ['together', delegated(allow(APP, ['kms:Decrypt', 'kms:DescribeKey'], FINANCE)), ["finding Test: 'Test' allows DescribeKey under kms:EncryptionContext:Department"]],
  ['together for a service', delegated(allow(service('events'), ['kms:Decrypt', 'kms:DescribeKey'], { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': 'arn' } })),
    ["finding Test: 'Test' allows DescribeKey under kms:EncryptionContext:aws:events:event-bus:arn"]],
  ["AWS's pattern for CloudWatch Logs", delegated(allow({ Service: `logs.${REGION}.amazonaws.com` }, ['kms:Decrypt', 'kms:Describe*'], { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*' } })), []],
  ['a context that may be absent', delegated(allow(APP, ['kms:DescribeKey'], { StringEqualsIfExists: { 'kms:EncryptionContext:a': 'b' } })), []],
  ['denied', delegated(deny(FINANCE, 'kms:DescribeKey')), []],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['names of the context', delegated(allow(APP, 'KMS:describeKEY', { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'a' } })),
    ["finding Test: 'Test' allows DescribeKey under kms:EncryptionContextKeys"]],
  ['under another condition', delegated(allow(APP, ['kms:DescribeKey'], VIA_S3)), []],
  ['all but DescribeKey', delegated({ ...allow(APP, '', FINANCE), Action: undefined, NotAction: 'kms:DescribeKey' }), []],
  ['everything', delegated(allow(APP, 'kms:*', FINANCE)), []],
  ['CloudWatch Logs by name', described(`logs.${REGION}.amazonaws.com`), []],
  ['CloudWatch Logs of China', described('logs.cn-north-1.amazonaws.com.cn'), []],
  ['CloudWatch Logs of a Region that the deployment tells', described({ 'Fn::Sub': 'logs.${Parameter}.amazonaws.com' }), []],
  ...[['logs.amazonaws.com'], ['delivery.logs.eu-west-1.amazonaws.com'], [`events.${REGION}.amazonaws.com`], [`logs.${REGION}.amazonaws.com`, 'events.amazonaws.com'], [`logs.${REGION}.amazonaws.com.net`]]
    .map((names): Case => [`no CloudWatch Logs alone in its Region: ${names}`, described(names), underContext]),
  ['a role by the name of CloudWatch Logs', delegated(allow({ AWS: `logs.${REGION}.amazonaws.com` }, 'kms:DescribeKey', FINANCE)), underContext],
  ['apart as well', delegated(describing(APP), allow(APP, 'kms:DescribeKey')), []],
  ['apart as well, by a pattern and under another condition', delegated(describing(APP), allow(APP, 'kms:Describe*', VIA_S3)), []],
  ['everyone apart', delegated(describing(APP), allow(EVERYONE, 'kms:DescribeKey', { StringEquals: { 'kms:CallerAccount': ACCOUNT } })), []],
  ['everyone and another one apart', delegated(describing(APP), allow(EVERYONE, 'kms:DescribeKey', { StringEquals: { 'kms:CallerAccount': ACCOUNT } }), allow(service('events'), 'kms:DescribeKey')), []],
  ['one of two apart', delegated(describing({ AWS: [role('App'), role('Other')] }), allow(APP, 'kms:DescribeKey')), underContext],
  ['two of two apart', delegated(describing({ AWS: [role('App'), role('Other')] }), allow(APP, 'kms:DescribeKey'), allow({ AWS: role('Other') }, 'kms:DescribeKey')), []],
  ['apart with another one', delegated(describing(APP), allow({ AWS: [role('Other'), role('App')] }, 'kms:DescribeKey')), []],
  ['another one apart', delegated(describing(APP), allow({ AWS: role('Other') }, 'kms:DescribeKey')), underContext],
  ['denied apart', delegated(describing(APP), { ...allow(APP, 'kms:DescribeKey'), Effect: 'Deny' }), underContext],
  ['another action apart', delegated(describing(APP), allow(APP, 'kms:Decrypt')), underContext],
  ['apart under a context and more', delegated(describing(APP), { ...allow(APP, 'kms:Describe*', { ...VIA_S3, StringLike: { 'kms:EncryptionContext:a': '*' } }) }), underContext],
]);

const asks = (what: string, who = 's3.amazonaws.com') => [`finding Test: 'Test' asks ${who} for ${what}`];
const s3 = (condition: any, more: any = {}) => delegated({ ...allow(service('s3'), USE, condition), ...more });
cases('ServiceConditionKeys', [
  ['the account it works for', s3(SOURCE), []],
  ['no condition', s3(undefined), []],
  ...['aws:PrincipalOrgID', 'aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:PrincipalType', 'aws:PrincipalTag/team', 'aws:userid', 'aws:MultiFactorAuthPresent', 'kms:CallerAccount', 'KMS:callerACCOUNT']
    .map((name): Case => [name, s3({ StringLike: { [name]: 'x' } }), asks(name)]),
  ...['aws:SourceOrgID', 'aws:SourceArn', 'aws:PrincipalServiceName', 'aws:PrincipalIsAWSService', 'aws:SecureTransport']
    .map((name): Case => [name, s3({ StringLike: { [name]: 'x' } }), []]),
  ['kms:ViaService, of which another rule knows more', s3(VIA_S3), []],
  ['among other conditions', s3({ StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:PrincipalAccount': ACCOUNT } }), asks('aws:PrincipalAccount')],
  ['a call that a service makes for a principal', s3({ Bool: { 'aws:ViaAWSService': 'true' } }), asks('aws:ViaAWSService')],
  ['a call of its own', s3({ Bool: { 'aws:ViaAWSService': 'false' } }), []],
  ['a call of either kind', s3({ Bool: { 'aws:ViaAWSService': ['true', 'false'] } }), []],
  ['a key that can be absent', s3({ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }), []],
  ['another value, as services have none', s3({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }), []],
  ['another value that must be there', s3({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' }, Null: { 'aws:PrincipalOrgID': 'false' } }), asks('aws:PrincipalOrgID')],
  ['all of no values', s3({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } }), []],
  ['all of some values', s3({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' }, 'Null': { 'aws:PrincipalOrgPaths': 'false' } }), asks('aws:PrincipalOrgPaths')],
  ['any value', s3({ Null: { 'aws:PrincipalOrgID': 'false' } }), asks('aws:PrincipalOrgID')],
  ['no value', s3({ Null: { 'aws:PrincipalOrgID': 'true' } }), []],
  ['a value or none', s3({ Null: { 'aws:PrincipalOrgID': ['true', 'false'] } }), []],
  ['a role', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })), []],
  ['two services and a role', delegated(allow({ Service: ['s3.amazonaws.com', 'sns.amazonaws.com'], ...APP }, USE, { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
    asks('aws:PrincipalOrgID', 's3.amazonaws.com, sns.amazonaws.com')],
  ['denied', s3({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, { Effect: 'Deny' }), []],
  ['all but a service', s3({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, { Principal: undefined, NotPrincipal: service('s3') }), []],
]);

const NETWORKS = ['aws:SourceIp', 'aws:SourceVpc', 'aws:SourceVpce', 'aws:VpcSourceIp'];
const SPARING = ['kms:ViaService', 'aws:ViaAWSService', 'aws:PrincipalIsAWSService', 'aws:CalledVia', 'aws:CalledViaFirst', 'aws:CalledViaLast', 'aws:PrincipalArn', 'aws:PrincipalServiceName'];
cases('NetworkDenySparesServices', [
  ['spared by aws:ViaAWSService, but not the role of volumes', delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' } }, 'kms:Decrypt')),
    ["finding Test: 'Test' denies by aws:SourceIp without exempting role/aws:ec2-infrastructure, by which instances use encrypted volumes, should any be under the key"]],
  ...['arn:aws:iam::*:role/aws:ec2-infrastructure', 'arn:*:iam::111122223333:role/aws:*', 'arn:aws-cn:iam::111122223333:role/aws:ec2-infrastructure', '*'].map((spared): Case =>
    [`spared with ${spared}`, delegated(deny({
      NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': [spared] },
    }, 'kms:Decrypt')), []]),
  ['spared among others', delegated(deny({
    NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': [role('App'), 'arn:aws:iam::*:role/aws:ec2-infrastructure'] },
  }, 'kms:Decrypt')), []],
  ...['kms:CreateGrant', 'kms:GenerateDataKeyWithoutPlaintext'].map((action): Case =>
    [`of ${action} alone`, delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' } }, action)),
      ["finding Test: 'Test' denies by aws:SourceIp without exempting role/aws:ec2-infrastructure, by which instances use encrypted volumes, should any be under the key"]]),
  ['sparing another role', delegated(deny({
    NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': role('App') },
  }, 'kms:Decrypt')), ["finding Test: 'Test' denies by aws:SourceIp without exempting role/aws:ec2-infrastructure, by which instances use encrypted volumes, should any be under the key"]],
  ['of a key for volumes', delegated(
    { ...allow(APP, 'kms:Decrypt', { StringEquals: { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } }), Sid: 'Volumes' },
    deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' } }, 'kms:Decrypt'),
  ), ["finding Test: 'Test' denies by aws:SourceIp without exempting role/aws:ec2-infrastructure, by which instances use encrypted volumes"]],
  ['of nothing that volumes do', delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:ViaAWSService': 'false' } }, 'kms:Encrypt')), []],
  ['by address', delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'kms:Decrypt')), ["finding Test: 'Test' denies by aws:SourceIp without exempting AWS services"]],
  ['by endpoint', delegated(deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, 'kms:Decrypt')), ["finding Test: 'Test' denies by aws:SourceVpce without exempting AWS services"]],
  ['of one network', delegated(deny({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, 'kms:Decrypt')), []],
  ['an Allow', delegated(allow(APP, USE, { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })), []],
  ['an action of a parameter', delegated(deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, PARAMETER as any)), [unclear('an action')]],
  ...NETWORKS.map((name): Case =>
    [`by ${name}`, delegated(deny({ StringNotEquals: { [name]: 'x' } }, 'kms:Decrypt')), [`finding Test: 'Test' denies by ${name} without exempting AWS services`]]),
  ...SPARING.map((name): Case => [`spared by ${name}`, delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, StringNotLike: { [name]: 'x' } }, 'kms:Encrypt')), []]),
  ['by network and transport', delegated(deny({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:SecureTransport': 'false' } }, 'kms:Decrypt')),
    ["finding Test: 'Test' denies by aws:SourceIp without exempting AWS services"]],
  ['by the organization', delegated(deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'kms:Decrypt')), []],
]);

const IMAGE = 'kms:RecipientAttestation:ImageSha384';
const enclave = (action: string | string[] = 'kms:Decrypt', operator = 'StringEqualsIgnoreCase') => allow(APP, action, { [operator]: { [IMAGE]: 'ab' } });
const other = (principal: any, action: string | string[], more: any = {}) => ({ ...allow(principal, action), Sid: 'Other', ...more });
const bypassed = (action: string) => [`finding Test: 'Test' asks ${role('App')} for attestation, 'Other' allows it ${action} without`];
cases('AttestationNotBypassed', [
  ['by nothing else', delegated(enclave()), []],
  ['by another statement', delegated(enclave(), other(APP, 'kms:Decrypt')), bypassed('decrypt')],
  ['by another statement for more', delegated(enclave(), other({ AWS: [role('Other'), role('App')] }, ['kms:DescribeKey', 'kms:*'])), bypassed('decrypt')],
  ...['kms:GenerateDataKey', 'kms:GenerateDataKeyPair', 'kms:DeriveSharedSecret'].map((action): Case =>
    [`by ${action}`, delegated(enclave(action), other(APP, action)), bypassed(action.slice('kms:'.length).toLowerCase())]),
  ['by what takes no attestation', delegated(enclave(['kms:Decrypt', 'kms:Encrypt']), other(APP, 'kms:Encrypt')), []],
  ['by another action', delegated(enclave(), other(APP, 'kms:GenerateDataKey')), []],
  ['by another role', delegated(enclave(), other({ AWS: role('Other') }, 'kms:Decrypt')), []],
  ['by a service, which nobody asks for attestation', delegated({ ...enclave(), Principal: service('s3') }, other(service('s3'), 'kms:Decrypt')), []],
  ['by one that asks as well', delegated(enclave(), { ...enclave(), Sid: 'Other' }), []],
  ['by one that denies', delegated(enclave(), other(APP, 'kms:Decrypt', { Effect: 'Deny', Condition: VIA_S3 })), []],
  ['where it need not be there', delegated(enclave('kms:Decrypt', 'StringEqualsIfExists'), other(APP, 'kms:Decrypt')), []],
  ['denied without it', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ StringNotEqualsIgnoreCase: { [IMAGE]: 'ab' } }, 'kms:Decrypt')), []],
  ['another action denied without it', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ StringNotEqualsIgnoreCase: { [IMAGE]: 'ab' } }, 'kms:GenerateDataKey')), bypassed('decrypt')],
  ['denied otherwise', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ Bool: { 'aws:SecureTransport': 'false' } }, 'kms:Decrypt')), bypassed('decrypt')],
  ...([
    ['which fails without a document', { StringNotEqualsIgnoreCase: { [IMAGE]: 'ab' } }, []],
    ['which fails without a document, if there is none', { StringNotEqualsIgnoreCaseIfExists: { [IMAGE]: 'ab' } }, []],
    ['which fails by all of a document', { 'ForAllValues:StringNotEquals': { [IMAGE]: 'ab' } }, []],
    ['which has no document', { Null: { [IMAGE]: 'true' } }, []],
    ['which has no other measurement', { Null: { 'kms:RecipientAttestation:PCR4': 'true' } }, []],
    ['which has a document', { Null: { [IMAGE]: 'false' } }, bypassed('decrypt')],
    ['of one image', { StringEqualsIgnoreCase: { [IMAGE]: 'cd' } }, bypassed('decrypt')],
    ['of one image, or none', { StringEqualsIfExists: { [IMAGE]: 'cd' } }, []],
    ['of no image that is there', { 'ForAnyValue:StringNotEquals': { [IMAGE]: 'ab' } }, bypassed('decrypt')],
    ['of images like none', { StringNotLike: { [IMAGE]: '*' } }, []],
    ['of no image in plain text', { StringNotEquals: { [IMAGE]: 'ab' }, Bool: { 'aws:SecureTransport': 'false' } }, bypassed('decrypt')],
    ['of no image through S3', { StringNotEquals: { [IMAGE]: 'ab' }, ...VIA_S3 }, bypassed('decrypt')],
    ['of no image for the role', { StringNotEquals: { [IMAGE]: 'ab' }, ArnEquals: { 'aws:PrincipalArn': role('App') } }, []],
    ['of no image for another role', { StringNotEquals: { [IMAGE]: 'ab' }, ArnEquals: { 'aws:PrincipalArn': role('Other') } }, bypassed('decrypt')],
    ['of no image but for roles of services', { StringNotEquals: { [IMAGE]: 'ab' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws-service-role/*' } }, []],
    ['of no image but for the role', { StringNotEquals: { [IMAGE]: 'ab' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': role('A*') } }, bypassed('decrypt')],
  ] as [string, object, string[]][]).map(([what, condition, said]): Case => [`beside a Deny ${what}`, delegated(enclave(), other(APP, 'kms:Decrypt'), deny(condition, 'kms:Decrypt')), said]),
  ['denied to another role', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ StringNotEquals: { [IMAGE]: 'ab' } }, 'kms:Decrypt', { AWS: role('Other') })), bypassed('decrypt')],
  ['denied to the role', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ StringNotEquals: { [IMAGE]: 'ab' } }, 'kms:Decrypt', APP)), []],
  ['denied to its account', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ StringNotEquals: { [IMAGE]: 'ab' } }, 'kms:Decrypt', { AWS: ACCOUNT })), []],
  ['denied to all but the role', delegated(enclave(), other(APP, 'kms:Decrypt'), { ...deny({ Null: { [IMAGE]: 'true' } }), Principal: undefined, NotPrincipal: APP }), bypassed('decrypt')],
  ['denied without a condition', delegated(enclave(), other(APP, 'kms:Decrypt'), deny(undefined, 'kms:Decrypt', APP)), []],
  ['denied by two that leave nothing', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ Null: { [IMAGE]: 'true' }, ...VIA_S3 }, 'kms:Decrypt'),
    deny({ Null: { [IMAGE]: 'true' }, StringNotEquals: VIA_S3.StringEquals }, 'kms:Decrypt')), []],
  ['by a condition that never holds of it', delegated(enclave(), other(APP, 'kms:Decrypt', { Condition: { ArnEquals: { 'aws:PrincipalArn': role('Other') } } })), []],
  ['by a measurement that need not be there', delegated(enclave(), { ...enclave('kms:Decrypt', 'StringNotEquals'), Sid: 'Other' }), bypassed('decrypt')],
  ['by everyone of the account', delegated(enclave(), other(EVERYONE, 'kms:Decrypt', { Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } })), bypassed('decrypt')],
  ['by everyone of another account', delegated(enclave(), other(EVERYONE, 'kms:Decrypt', { Condition: { StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } } })), []],
  ['by a session of the role', delegated({ ...enclave(), Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/App/i-1` } }, other(APP, 'kms:Decrypt')),
    [`finding Test: 'Test' asks arn:aws:sts::${ACCOUNT}:assumed-role/App/i-1 for attestation, 'Other' allows it decrypt without`]],
  ['denied by an image of a parameter', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ StringEquals: { [IMAGE]: PARAMETER } }, 'kms:Decrypt')), bypassed('decrypt')],
  ['denied to a parameter', delegated(enclave(), other(APP, 'kms:Decrypt'), deny({ Null: { [IMAGE]: 'true' } }, 'kms:Decrypt', { AWS: PARAMETER })),
    [`undecidable Test: whether 'Other' allows ${role('App')} decrypt without the attestation that 'Test' asks for is not known before deployment: it depends on Parameter`]],
  ['denied where a condition of the template says so', delegated(enclave(), other(APP, 'kms:Decrypt'), conditional(deny({ Null: { [IMAGE]: 'true' } }, 'kms:Decrypt'), { Ref: 'AWS::NoValue' })),
    [`undecidable Test: whether 'Other' allows ${role('App')} decrypt without the attestation that 'Test' asks for is not known before deployment: it depends on condition Condition`]],
  ['allowed and denied under one condition', delegated(enclave(), conditional(other(APP, 'kms:Decrypt'), { Ref: 'AWS::NoValue' }), conditional(deny({ Null: { [IMAGE]: 'true' } }, 'kms:Decrypt'), { Ref: 'AWS::NoValue' })), []],
  ['allowed where it is not asked for', delegated(conditional(enclave(), other(APP, 'kms:Decrypt'))), []],
  ['allowed where it is asked for, denied elsewhere', delegated(conditional(enclave(), deny({ Null: { [IMAGE]: 'true' } }, 'kms:Decrypt')), other(APP, 'kms:Decrypt')),
    [`finding Test: 'Test' (if Condition) asks ${role('App')} for attestation, 'Other' allows it decrypt without`]],
]);

test('AttestationNotBypassed: a role of the template is none of AWS services', () => {
  const Role = { Type: 'AWS::IAM::Role', Properties: {} };
  const ITS = { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } };
  const spared = deny({ StringNotEquals: { [IMAGE]: 'ab' }, ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:iam::*:role/aws:*'] } }, 'kms:Decrypt');
  const said = (...statements: any[]) => verdicts('AttestationNotBypassed', [template({ Role, ...delegated({ ...enclave(), Principal: ITS }, other(ITS, 'kms:Decrypt'), ...statements) }, { name: 'Enclaves' })]);
  expect(said(spared)).toEqual([]);
  expect(said()).toEqual(["finding Test: 'Test' asks Role.Arn for attestation, 'Other' allows it decrypt without"]);
});

const never = (operator: string, words = 'names no value and so never holds') => [`finding Test: 'Test' has ${operator} on aws:PrincipalTag/team, which ${words}`];
const asksInVain = (what: string) => [`finding Test: 'Test' asks of ${what} what no request has`];
const both = (one: any, second: any, name = 'aws:PrincipalTag/team') => delegated(allow(APP, USE, { StringEquals: { [name]: one }, StringLike: { [name]: second } }));
cases('StatementCanApply', [
  ['two that agree', both('blue', 'b*'), []],
  ['two that do not', both('blue', 'r*'), asksInVain('aws:PrincipalTag/team')],
  ['lists that have one in common', both(['blue', 'red'], ['r*', 'g*']), []],
  ...['StringEquals', 'StringLike', 'ForAnyValue:StringEquals', 'NumericLessThan', 'Bool', 'Null', 'ArnLike'].flatMap((operator): Case[] => [
    [`${operator} of an empty list`, delegated(allow(APP, USE, { [operator]: { 'aws:PrincipalTag/team': [] } })), never(operator)],
    [`a Deny by ${operator} of an empty list`, delegated(deny({ [operator]: { 'aws:PrincipalTag/team': [] } }, USE)), never(operator)],
  ]),
  ...['StringEqualsIfExists', 'ForAllValues:StringEquals', 'StringNotEquals', 'ForAnyValue:StringNotEquals'].map((operator): Case =>
    [`${operator} of an empty list`, delegated(allow(APP, USE, { [operator]: { 'aws:PrincipalTag/team': [] } })), []]),
  ['ForAnyValue:Null', delegated(allow(APP, USE, { 'ForAnyValue:Null': { 'aws:PrincipalTag/team': 'false' } })), never('ForAnyValue:Null', 'never holds')],
  ['ForAllValues:Null', delegated(allow(APP, USE, { 'ForAllValues:Null': { 'aws:PrincipalTag/team': 'false' } })), []],
  ['a value that AWS::NoValue leaves out', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalTag/team': { Ref: 'AWS::NoValue' } } })), []],
  ['a list that AWS::NoValue leaves empty', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalTag/team': [{ Ref: 'AWS::NoValue' }] } })), never('StringEquals')],
  ['a list of a parameter', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalTag/team': PARAMETER } })), []],
  ['two keys', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:PrincipalTag/stage': 'red' } })), []],
  ['a value that must not be there', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalTag/team': 'blue' }, Null: { 'aws:PrincipalTag/team': 'true' } })), asksInVain('aws:PrincipalTag/team')],
  ['a value that must be there', delegated(allow(APP, USE, { StringEquals: { 'aws:PrincipalTag/team': 'blue' }, Null: { 'aws:PrincipalTag/team': 'false' } })), []],
  ['a parameter', both('blue', PARAMETER), []],
  ['an ARN beside ArnLike of *', delegated(allow(APP, USE, { ArnEquals: { 'aws:SourceVpcArn': 'arn:aws:ec2:eu-west-1:111122223333:vpc/a' }, ArnLike: { 'aws:SourceVpcArn': '*' } })), []],
  ['an ARN beside ArnLike of another', delegated(allow(APP, USE, { ArnEquals: { 'aws:SourceVpcArn': 'arn:aws:ec2:eu-west-1:111122223333:vpc/a' }, ArnLike: { 'aws:SourceVpcArn': '*:vpc/a' } })), asksInVain('aws:SourceVpcArn')],
  ['a policy variable', both('blue', '${aws:username}'), []],
  ['two that do not, beside a variable', delegated(allow(APP, USE, {
    StringEquals: { 'aws:PrincipalTag/team': 'blue' }, StringLike: { 'aws:PrincipalTag/team': 'r*' }, StringNotEquals: { 'aws:PrincipalTag/team': '${aws:username}' },
  })), asksInVain('aws:PrincipalTag/team')],
  ['a condition on another key first', delegated(allow(APP, USE, { ...VIA_S3, StringLike: { 'aws:PrincipalTag/team': 'r*' }, StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'BLUE' } })), asksInVain('aws:PrincipalTag/team')],
  ['times that leave none', delegated(allow(APP, USE, { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01' }, DateLessThan: { 'aws:CurrentTime': '2029-01-01' } })), asksInVain('aws:CurrentTime')],
  ['times that are none', delegated(allow(APP, USE, { DateGreaterThan: { 'aws:CurrentTime': '18:00' }, DateLessThan: { 'aws:CurrentTime': '08:00' } })), []],
  ['nothing but an action that does not exist', delegated(allow(APP, 'kms:Nothing', { StringEquals: { 'aws:PrincipalTag/team': 'blue' }, StringLike: { 'aws:PrincipalTag/team': 'r*' } })), []],
  ['a service without its Region', delegated(allow(APP, USE, { StringEquals: { 'kms:ViaService': 's3.amazonaws.com' } })), asksInVain('kms:ViaService')],
  ['a service without its Region, if there is one, which there must be', delegated(allow(APP, USE, { StringEqualsIfExists: { 'kms:ViaService': 's3.amazonaws.com' }, Null: { 'kms:ViaService': 'false' } })), asksInVain('kms:ViaService')],
  ['an ARN that is there, and any', delegated(allow(APP, USE, { ArnLike: { 'aws:SourceArn': '*' }, Null: { 'aws:SourceArn': 'false' } })), []],
  ['a service with its Region', delegated(allow(APP, USE, VIA_S3)), []],
]);

test('the condition keys that rules tell apart exist', () => {
  const known = [...GLOBAL_CONDITION_KEYS, ...Object.keys(KMS_CONDITION_KEYS)];

  expect([...GIVING, ...ALWAYS_THERE, ...NETWORKS, ...SPARING].filter(name => !known.includes(name))).toEqual([]);
});

const NAMES = 'kms:EncryptionContext:';
const via = (...prefixes: string[]) => ({ StringEquals: { 'kms:ViaService': prefixes.map(prefix => `${prefix}.${REGION}.amazonaws.com`) } });
const contextOf = (condition: any, limit: any = {}, principal: any = APP, action: string | string[] = 'kms:Decrypt') => {
  const merged: any = { ...limit };
  for (const operator of Object.keys(condition)) { merged[operator] = { ...merged[operator], ...condition[operator] }; }
  return delegated(allow(principal, action, merged));
};
const neverSends = (name: string, sender: string) => [`finding Test: 'Test' names ${NAMES}${name}, which ${sender} never sends`];
const neverIs = (name: string, value: string) => [`finding Test: 'Test' compares ${NAMES}${name} with ${value}, which it never is`];
const named = (name: string, value = 'x', operator = 'StringEquals') => ({ [operator]: { [NAMES + name]: value } });
const S3_ARN = 'arn:aws:s3:::bucket';
/* https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context-case */
cases('EncryptionContextSent', [
  // Names of AWS services that no service has, whoever asks.
  ...([['aws:dynamodb:table/arn', 'Amazon DynamoDB'], ['aws:dynamodb:tableArn', 'Amazon DynamoDB'], ['aws:s3:bucket', 'Amazon S3'], ['aws:logs:group', 'Amazon CloudWatch Logs'], ['aws:sns:arn', 'Amazon SNS'],
    ['aws:kinesis:streamArn', 'Amazon Kinesis Data Streams'], ['aws:lambda:arn', 'AWS Lambda'], ['aws:ebs:volume', 'Amazon EBS'], ['aws:rds:cluster', 'Amazon RDS'], ['aws:ecr:repository', 'Amazon ECR'],
    ['aws:elasticfilesystem:id', 'Amazon EFS'], ['aws:states:arn', 'AWS Step Functions'], ['aws:cloudtrail:trail', 'AWS CloudTrail']] as const)
    .map(([name, sender]): Case => [name, contextOf(named(name)), neverSends(name, sender)]),
  ...['aws:dynamodb:tableName', 'aws:s3express:arn', 'aws:ebs:id', 'aws:rds:dbc-id', 'aws:rds:db-id', 'aws:lambda:EventSourceArn', 'aws:sqs:arn', 'aws:sqs:queueArn', 'aws:bedrock:whatever', 'aws:unheard:arn', 'aws:s3', 'Department',
    'SecretArn', 'aws-crypto-public-key', 'AWS:DYNAMODB:TABLENAME', 'aws:Lambda:functionarn'].map((name): Case => [`${name} is sent, or might be`, contextOf(named(name, name === 'aws:Lambda:functionarn' ? 'arn:aws:lambda:*' : 'x')), []]),
  // Names of whatever kind, where the service is given.
  ['a name of an app through DynamoDB', contextOf(named('Department'), via('dynamodb')), neverSends('Department', 'Amazon DynamoDB')],
  ['a name of another service through DynamoDB', contextOf(named('aws:s3:arn'), via('dynamodb')), neverSends('aws:s3:arn', 'Amazon DynamoDB')],
  ['the name of a secret', contextOf(named('SecretName'), via('secretsmanager')), neverSends('SecretName', 'AWS Secrets Manager')],
  ['the version of a secret', contextOf(named('SecretVersionId'), via('secretsmanager')), []],
  ['the ARN of a secret, whatever the case', contextOf(named('secretarn', 'arn:aws:secretsmanager:*'), via('secretsmanager')), []],
  ['the name of a parameter', contextOf(named('PARAMETER_NAME'), via('ssm')), neverSends('PARAMETER_NAME', 'AWS Systems Manager Parameter Store')],
  ['the ARN of a parameter', contextOf(named('PARAMETER_ARN', 'arn:aws:ssm:*:*:parameter/a'), via('ssm')), []],
  ['a session of Systems Manager', contextOf(named('aws:ssm:SessionId'), via('ssm')), []],
  ['a name of an app through S3, which passes it on', contextOf(named('Department'), via('s3')), []],
  ['what CloudTrail adds to its objects, through S3', contextOf(named('aws:cloudtrail:arn', 'arn:aws:cloudtrail:*'), via('s3')), []],
  ['a name of an app through a service that is not known in full', contextOf(named('Department'), via('rds')), []],
  ['a name of an app through one of two', contextOf(named('Department'), via('dynamodb', 's3')), []],
  ['a name of an app through two that are known', contextOf(named('Department'), via('sns', 'kinesis')), neverSends('Department', 'Amazon SNS')],
  ['a name of an app through a service, if there is one', contextOf(named('Department'), { StringEqualsIfExists: via('dynamodb').StringEquals }), []],
  ['a name of an app not through a service', contextOf(named('Department'), { StringNotEquals: via('dynamodb').StringEquals }), []],
  ['a name of an app for CloudWatch Logs', contextOf(named('Department'), {}, service(`logs.${REGION}`)), neverSends('Department', 'Amazon CloudWatch Logs')],
  ['the log group for CloudWatch Logs', contextOf(named('aws:logs:arn', `arn:aws:logs:${REGION}:${ACCOUNT}:*`, 'ArnLike'), {}, service(`logs.${REGION}`)), []],
  ['a name of an app for delivery of logs', contextOf(named('SourceArn'), {}, service('delivery.logs')), []],
  ['a name of an app for Logs and a role', contextOf(named('Department'), {}, { ...service(`logs.${REGION}`), ...APP }), []],
  // Whatever the operator.
  ...['StringNotEquals', 'StringEqualsIfExists', 'StringLike', 'ArnLike'].map((operator): Case => [`a name by ${operator}`, contextOf(named('aws:s3:bucket', 'x', operator)), neverSends('aws:s3:bucket', 'Amazon S3')]),
  ['a name that must be there', contextOf(named('aws:s3:bucket', 'false', 'Null')), neverSends('aws:s3:bucket', 'Amazon S3')],
  ['a Deny of a name', delegated(deny(named('aws:s3:bucket'), 'kms:Decrypt')), neverSends('aws:s3:bucket', 'Amazon S3')],
  ['a Deny without a name', delegated(deny(named('aws:s3:bucket', 'true', 'Null'), 'kms:Decrypt')), neverSends('aws:s3:bucket', 'Amazon S3')],
  // Names as values.
  ...['ForAnyValue:StringEquals', 'ForAllValues:StringEquals', 'ForAnyValue:StringLike'].flatMap((operator): Case[] => {
    const keys = (...values: any[]) => ({ [operator]: { 'kms:EncryptionContextKeys': values } });
    return [
      [`${operator} of a key that is not sent`, contextOf(keys('aws:s3:bucket')), ["finding Test: 'Test' names aws:s3:bucket in kms:EncryptionContextKeys, which Amazon S3 never sends"]],
      [`${operator} of one that is sent beside one that is not`, contextOf(keys('aws:s3:bucket', 'aws:s3:arn')), []],
      [`${operator} of one that an app can send beside one that is not`, contextOf(keys('aws:s3:bucket', 'Department')), []],
      [`${operator} of a key in another case`, contextOf(keys('SecretArn'), via('secretsmanager')), ["finding Test: 'Test' names SecretArn in kms:EncryptionContextKeys, where case counts"]],
      [`${operator} of a key of AWS in another case`, contextOf(keys('aws:dynamodb:TableName')), ["finding Test: 'Test' names aws:dynamodb:TableName in kms:EncryptionContextKeys, where case counts"]],
      [`${operator} of a key in another case, of whoever sends it`, contextOf(keys('SecretArn')), []],
      [`${operator} of keys as they are`, contextOf(keys('SecretARN', 'SecretVersionId'), via('secretsmanager')), []],
      [`${operator} of a key of a parameter`, contextOf(keys(PARAMETER)), []],
    ];
  }),
  ['a key in another case, regardless of case', contextOf({ 'ForAnyValue:StringEqualsIgnoreCase': { 'kms:EncryptionContextKeys': 'SecretArn' } }, via('secretsmanager')), []],
  ['keys like a pattern', contextOf({ 'ForAnyValue:StringLike': { 'kms:EncryptionContextKeys': 'aws:s3:*' } }), []],
  ['no key of a name', contextOf({ 'ForAllValues:StringNotEquals': { 'kms:EncryptionContextKeys': 'aws:s3:bucket' } }), []],
  ['whether there are keys', contextOf({ Null: { 'kms:EncryptionContextKeys': 'false' } }), []],
  // Values.
  ['the name of a bucket', contextOf(named('aws:s3:arn', 'bucket')), neverIs('aws:s3:arn', 'bucket')],
  ['the ARN of a table for a bucket', contextOf(named('aws:s3:arn', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`, 'ArnEquals')), neverIs('aws:s3:arn', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`)],
  ...[S3_ARN, `${S3_ARN}/*`, '*', 'arn:*', 'arn:aws-cn:s3:::bucket', '*bucket*', `arn:aws:s3tables:${REGION}:${ACCOUNT}:bucket/b`].map((value): Case => [`${value} for a bucket`, contextOf(named('aws:s3:arn', value, 'StringLike')), []]),
  ['a bucket in every partition', contextOf({ StringLike: { [`${NAMES}aws:s3:arn`]: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::bucket/*' } } }), []],
  ['a table in every partition for a bucket', contextOf({ StringLike: { [`${NAMES}aws:s3:arn`]: { 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/t' } } }),
    neverIs('aws:s3:arn', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`)],
  ['a bucket of a parameter', contextOf({ StringEquals: { [`${NAMES}aws:s3:arn`]: PARAMETER } }), []],
  ['one of two', contextOf({ StringEquals: { [`${NAMES}aws:s3:arn`]: ['bucket', S3_ARN] } }), []],
  ['the ARN of a table for its name', contextOf(named('aws:dynamodb:tableName', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`)), neverIs('aws:dynamodb:tableName', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/t`)],
  ['the name of a table', contextOf(named('aws:dynamodb:tableName', 'orders')), []],
  ['an alias for an account', contextOf(named('aws:dynamodb:subscriberId', 'production')), neverIs('aws:dynamodb:subscriberId', 'production')],
  ['an account', contextOf(named('aws:dynamodb:subscriberId', ACCOUNT)), []],
  ['accounts like a pattern', contextOf(named('aws:dynamodb:subscriberId', '1111*', 'StringLike')), []],
  ['the account of the stack', contextOf({ StringEquals: { [`${NAMES}aws:dynamodb:subscriberId`]: { Ref: 'AWS::AccountId' } } }), []],
  ['the name of a secret for its ARN', contextOf(named('SecretARN', 'prod/db'), via('secretsmanager')), neverIs('SecretARN', 'prod/db')],
  ['the name of a secret that an app sends', contextOf(named('SecretARN', 'prod/db')), []],
  ['a variable', contextOf(named('aws:s3:arn', 'arn:aws:s3:::${aws:username}/*', 'StringLike')), []],
  ['a Deny of all but a name', delegated(deny(named('aws:s3:arn', 'bucket', 'StringNotEquals'), 'kms:Decrypt')), neverIs('aws:s3:arn', 'bucket')],
  ['a value of what is not written down', contextOf(named('aws:ebs:id', 'arn:aws:ec2:*')), []],
  ['a key of a parameter', { Key: key({ KeyPolicy: { Version: '2012-10-17', Statement: [allow(APP, 'kms:Decrypt', { StringEquals: PARAMETER })] } }) }, []],
  ['IAM policies that are written for KMS', {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Policies: [{
          PolicyName: 'P',
          PolicyDocument: {
            Statement: [
              { Sid: 'Test', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Condition: named('aws:s3:bucket') },
              { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: named('aws:s3:bucket') },
            ],
          },
        }],
      },
    },
  }, neverSends('aws:s3:bucket', 'Amazon S3')],
]);

test.each<[object, object, string]>([
  [named('aws:dynamodb:table/arn'), {}, `Name what the service sends: ${NAMES}aws:dynamodb:tableName or ${NAMES}aws:dynamodb:subscriberId.`],
  [named('SecretName'), via('secretsmanager'), `Name what the service sends: ${NAMES}SecretARN or ${NAMES}SecretVersionId.`],
  [{ 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'SecretArn' } }, via('secretsmanager'), 'Write SecretARN, as the service does.'],
  [{ 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'aws:sns:arn' } }, {}, 'Name what the service sends: aws:sns:topicArn.'],
  [named('aws:dynamodb:tableName', 'arn:aws:dynamodb:a:b:table/c'), {}, 'Compare it with what the service sends: NAME.'],
  [named('aws:lambda:FunctionArn', 'f'), {}, 'Compare it with what the service sends: arn:aws:lambda:REGION:ACCOUNT:function:NAME.'],
])('EncryptionContextSent says of %j through %j what is sent', (condition, limit, fix) => expect(remedies('EncryptionContextSent', contextOf(condition, limit))).toEqual([fix]));
