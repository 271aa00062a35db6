import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../../support/stack';
import { Case, cases, key, PARAMETER, Resources, template, verdicts, weights } from '../support';

const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
/** An identity statement. */
const may = (action: string | string[], resource: any = '*', condition?: any, sid = 'Test') => ({ Sid: sid, Effect: 'Allow', Action: action, Resource: resource, ...(condition ? { Condition: condition } : {}) });
const policy = (...statements: any[]): Resources => ({ Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: statements } } } });
const UNREADABLE = ['undecidable: the policy is not known before deployment'];

const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
const denied = (action: string | string[], condition?: any) => ({ ...may(action, '*', condition, 'Denied'), Effect: 'Deny' });
const allBut = (actions: string | string[]) => ({ ...may('', '*'), Action: undefined, NotAction: actions });
const decryptsWith = (resource: string) => [`finding Test: 'Test' allows decryption with ${resource}`];
cases('DecryptNamedKeys', [
  ['a key', policy(may('kms:Decrypt', KEY_ARN)), []],
  ['a key of the app', { ...policy(may('kms:Decrypt', { 'Fn::GetAtt': ['Key', 'Arn'] })), Key: key() }, []],
  ['every key', policy(may('kms:Decrypt')), decryptsWith('*')],
  ['every key of an account', policy(may(['kms:ReEncryptFrom'], `arn:aws:kms:*:${ACCOUNT}:key/*`)), [`finding Test: 'Test' allows kms:ReEncryptFrom, which decrypts, with arn:aws:kms:*:${ACCOUNT}:key/*`]],
  ['by a pattern', policy(may('kms:*')), decryptsWith('*')],
  ['by ReEncrypt*', policy(may('kms:ReEncrypt*')), ["finding Test: 'Test' allows kms:ReEncryptFrom, which decrypts, with *"]],
  ['no decryption', policy(may(['kms:Encrypt', 'kms:ListKeys', 'kms:DescribeKey'])), []],
  ['keys by alias', policy(may('kms:Decrypt', `arn:aws:kms:*:${ACCOUNT}:key/*`, { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' } })), []],
  ['keys by an alias that may be absent', policy(may('kms:Decrypt', '*', { 'ForAllValues:StringEquals': { 'kms:ResourceAliases': 'alias/a' } })), decryptsWith('*')],
  ['through a service', policy(may('kms:Decrypt', '*', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })), []],
  ['with multi-factor authentication', policy(may('kms:Decrypt', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })), decryptsWith('*')],
  ['an administrator of everything', policy(may('*')), []],
  ['an administrator of everything, by two wildcards', policy(may('**')), []],
  ['every key of another account', policy(may('kms:Decrypt', `arn:aws:kms:*:${OTHER_ACCOUNT}:key/*`)), []],
  ['denied', policy({ ...may('kms:Decrypt'), Effect: 'Deny' }), []],
  ['a parameter', policy(may('kms:Decrypt', PARAMETER)), []],
  ['a policy of a parameter', { Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: PARAMETER } } }, UNREADABLE],
  ...['arn:aws:*', `arn:aws:kms:${REGION}:${ACCOUNT}:*`, 'arn:aws:kms:*:*:key/**'].map((resource): Case =>
    [`by ${resource}`, policy(may('kms:Decrypt', resource)), decryptsWith(resource)]),

  ...[`arn:aws:kms:${REGION}:${ACCOUNT}:key/a*`, `arn:aws:kms:${REGION}:${ACCOUNT}:key/*a`, `arn:aws:*:${REGION}:${ACCOUNT}:key/a`, 'arn:aws:s3:::*', 'alias/arn:aws:*']
    .map((resource): Case => [`with some keys: ${resource}`, policy(may('kms:Decrypt', resource)), []]),
  ['a key and every key', policy(may('kms:Decrypt', [KEY_ARN, '*'])), decryptsWith(`${KEY_ARN}, *`)],
  ['all but a key', policy({ ...may('kms:Decrypt'), Resource: undefined, NotResource: KEY_ARN }), decryptsWith(`all but ${KEY_ARN}`)],
  ...['kms:RequestAlias', 'kms:ViaService', 'kms:EncryptionContext:aws:s3:arn', 'aws:ResourceTag/team', 'aws:ResourceAccount']
    .map((name): Case => [`bound by ${name}`, policy(may('kms:Decrypt', '*', { StringEquals: { [name]: 'x' } })), []]),
  ...['kms:ViaServices', 'my-kms:ViaService', 'kms:EncryptionContext:', 'aws:ResourceTag/', 'kms:EncryptionAlgorithm']
    .map((name): Case => [`not bound by ${name}`, policy(may('kms:Decrypt', '*', { StringEquals: { [name]: 'x' } })), decryptsWith('*')]),
  ['bound and not bound', policy(may('kms:Decrypt', '*', { StringEquals: { 'kms:ViaService': 'x' }, Bool: { 'aws:SecureTransport': 'true' } })), []],
  ['encryption with every key of an account', policy(may('kms:Encrypt', `arn:aws:kms:*:${ACCOUNT}:key/*`)), []],
  ['everything by two wildcards', policy(may('**')), []],
  ['everything, and decryption', policy(may(['*', 'kms:Decrypt'])), decryptsWith('*')],
  ['all but other services', policy(allBut('s3:*')), decryptsWith('*, as NotAction leaves it')],
  ['all but some of KMS', policy(allBut(['s3:*', 'KMS:Encrypt'])), decryptsWith('*, as NotAction leaves it')],
  ['all but decryption', policy(allBut(['kms:Decrypt', 'kms:ReEncrypt*'])), []],
  ['all but what ends like an action', policy(allBut('*:Encrypt')), decryptsWith('*, as NotAction leaves it')],
  ['decryption and an action of a parameter', policy(may(['kms:Decrypt', PARAMETER as any])), ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ['a parameter beside a key', policy(may('kms:Decrypt', [PARAMETER, KEY_ARN])), []],
  ['two parameters', policy(may('kms:Decrypt', [PARAMETER, { 'Fn::Sub': `arn:aws:kms:*:${ACCOUNT}:key/\${Parameter}` }])), []],
  ['a key of a parameter', policy(may('kms:Decrypt', { 'Fn::Sub': `arn:aws:kms:*:${ACCOUNT}:key/\${Parameter}` })), []],
]);
test.each(['AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy'])('%s is an IAM policy', type => {
  expect(verdicts('DecryptNamedKeys', { Policy: { Type: type, Properties: { PolicyDocument: { Statement: [may('kms:Decrypt')] } } } })).toEqual(decryptsWith('*'));
});
test('every key of an account that might be the own one', () => {
  const keys = `arn:aws:kms:*:${OTHER_ACCOUNT}:key/*`;
  expect(verdicts('DecryptNamedKeys', [template(policy(may('kms:Decrypt', keys)), { account: '${AWS.AccountId}' })])).toEqual([
    `undecidable Test: whether ${keys} is every key of the account that has the policy is not known before deployment: it depends on AWS::AccountId`,
  ]);
});

test.each(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'])('%s has inline policies', type => {
  const inline = (...statements: any[]) => ({ PolicyName: 'p', PolicyDocument: { Statement: statements } });
  expect(verdicts('DecryptNamedKeys', { Identity: { Type: type, Properties: { Policies: [inline(may('kms:Decrypt', KEY_ARN)), inline(may('kms:Decrypt'))] } } })).toEqual(decryptsWith('*'));
});

const MANAGE = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
cases('IdentitySeparatesDuties', [
  ['management', policy(may(MANAGE)), []],
  ['use', policy(may(['kms:Decrypt', 'kms:GenerateDataKey*'])), []],
  ['both in one statement', policy(may([...MANAGE, 'kms:Decrypt'])), ["finding: 'Test' allows management and use of keys"]],
  ['both in two statements', policy(may(MANAGE), may('kms:Decrypt', '*', undefined, 'Use')), ["finding: 'Test' allows management, 'Use' use of keys"]],
  ['kms:Create*', policy(may([...MANAGE, 'kms:Create*'])), ["finding: 'Test' allows management and CreateGrant"]],
  ['kms:*', policy(may('kms:*')), ["finding: 'Test' allows management and use of keys"]],
  ['an administrator of everything', policy(may('*')), []],
  ['grants for AWS resources', policy(may(MANAGE), may('kms:CreateGrant', '*', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, 'Grants')), []],
  ['an action of a parameter', policy(may([...MANAGE, 'kms:Decrypt', PARAMETER as any])), ["undecidable: an action of 'Test' is not known before deployment"]],
  ['a policy of a parameter', { Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: PARAMETER } } }, UNREADABLE],
  ['management, and CreateGrant in another', policy(may(MANAGE), may('kms:CreateGrant', '*', undefined, 'Grants')), ["finding: 'Test' allows management, 'Grants' CreateGrant"]],
  ['use that comes before', policy(may('kms:Sign', '*', undefined, 'Use'), may('kms:DisableKey')), ["finding: 'Test' allows management, 'Use' use of keys"]],
  ['use and grants', policy(may(MANAGE), may('kms:CreateGrant', '*', undefined, 'Grants'), may('kms:Decrypt', '*', undefined, 'Use')), ["finding: 'Test' allows management, 'Use' use of keys"]],
  ['use without management', policy(may(['kms:Decrypt', 'kms:CreateGrant'])), []],
  ['a Deny of use', policy(may(MANAGE), { ...may('kms:Decrypt'), Effect: 'Deny' }), []],
  ['a Deny of both', policy({ ...may([...MANAGE, 'kms:Decrypt']), Effect: 'Deny' }), []],
  ['all but other services', policy(allBut('s3:*')), []],
  ['everything, and both', policy(may(['*', 'kms:*'])), ["finding: 'Test' allows management and use of keys"]],
  ['an action of a parameter among uses', policy(may(MANAGE), may(['kms:Decrypt', PARAMETER as any], '*', undefined, 'Use')), ["undecidable: an action of 'Use' is not known before deployment"]],
  ['a Deny of use under a condition', policy(may(MANAGE), denied('kms:Decrypt', mfa)), []],
  ...[['alias/a'], [`arn:aws:kms:${REGION}:${ACCOUNT}:alias/a`, 'alias/b']].map((aliases): Case =>
    [`both for ${aliases}, of which nothing is allowed`, policy(may([...MANAGE, 'kms:Decrypt'], aliases)), []]),
  ['both for an alias and a key', policy(may([...MANAGE, 'kms:Decrypt'], ['alias/a', KEY_ARN])), ["finding: 'Test' allows management and use of keys"]],
  ['both for what is named like an alias', policy(may([...MANAGE, 'kms:Decrypt'], 'my-alias/a')), ["finding: 'Test' allows management and use of keys"]],
  ['both for no resource', policy(may([...MANAGE, 'kms:Decrypt'], [])), ["finding: 'Test' allows management and use of keys"]],
  ['an action of a parameter in management', policy(may([...MANAGE, PARAMETER as any]), may('kms:Decrypt', '*', undefined, 'Use')), ["undecidable: an action of 'Test' is not known before deployment"]],
]);

cases('DecryptNamedKeys', [
  ['denied under a condition', policy(denied('kms:Decrypt', mfa)), []],
  ['allowed, and denied again', policy(may(['kms:Decrypt', 'kms:ReEncryptFrom']), denied(['kms:Decrypt', 'kms:ReEncrypt*'])), []],
  ['allowed, and denied again under a condition', policy(may('kms:Decrypt'), denied('kms:Decrypt', mfa)), decryptsWith('*')],
  ...['kms:Decrypt', 'kms:ReEncryptFrom'].map((action): Case =>
    [`both allowed, and ${action} alone denied`, policy(may(['kms:Decrypt', 'kms:ReEncryptFrom']), denied(action)), decryptsWith('*')]),
  ['all but two keys', policy({ ...may('kms:Decrypt'), Resource: undefined, NotResource: [KEY_ARN, 'arn:aws:kms:*:*:key/2'] }), decryptsWith(`all but ${KEY_ARN}, arn:aws:kms:*:*:key/2`)],
  ['every key of an account of a parameter', policy(may('kms:Decrypt', { 'Fn::Sub': 'arn:aws:kms:*:${Parameter}:key/*' })),
    ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ['every key of an account of a parameter, and every key', policy(may('kms:Decrypt', [{ 'Fn::Sub': 'arn:aws:kms:*:${Parameter}:key/*' }, '*'])), [expect.stringMatching(/^finding Test: /) as any]],
]);
test('decryption that NotAction leaves is a warning', () => {
  expect([may('kms:Decrypt'), allBut('s3:*')].map(statement => weights('DecryptNamedKeys', policy(statement)))).toEqual([[undefined], ['warning']]);
});

const s3Only = (condition: any) => policy(may('s3:GetObject', '*', condition));
describe('what is asked of key policies is asked of what IAM policies have for KMS', () => {
  test.each<[string, string, any, string]>([
    ['DateConditions', 'a time of day', { DateLessThan: { 'aws:CurrentTime': '18:00' } }, "compares aws:CurrentTime with '18:00', which is not a date"],
    ['KnownConditionKeys', 'a key that does not exist', { StringEquals: { 'kms:ViaServices': 'x' } }, "compares 'kms:ViaServices', which is no condition key"],
    ['SetOperators', 'a set operator on one value', { 'ForAllValues:StringEquals': { 'kms:ViaService': 'x' } }, 'has ForAllValues:StringEquals on kms:ViaService, which holds one value'],
  ])('%s: %s', (rule, _, condition, said) => {
    expect(verdicts(rule, policy(may('kms:Decrypt', KEY_ARN, condition)))).toEqual([`finding Test: 'Test' ${said}`]);
    expect(verdicts(rule, s3Only(condition))).toEqual([]);
  });
});
cases('KnownActions', [
  ['actions of KMS', policy(may(['kms:Decrypt', 'KMS:encrypt'])), []],
  ['a typing error', policy(may(['s3:GetObject', 'KMS:Decript'])), ["finding Test: 'Test' names 'KMS:Decript', which is no action of KMS"]],
  ['actions of other services', policy(may(['s3:GetObject', 'my-kms:Decript', '*'])), []],
  ['a parameter, which can be of other services', policy(may(['kms:Decrypt', PARAMETER as any])), []],
]);

const EVERY_KEY = `arn:aws:kms:*:${ACCOUNT}:key/*`;
const createsGrants = (resource: string) => [`finding Test: 'Test' lets its holder create grants of any kind with ${resource}`];
cases('GrantsForAwsResources', [
  ['every key', policy(may('kms:CreateGrant')), createsGrants('*')],
  ['every key, among other actions', policy(may(['kms:DescribeKey', 'KMS:createGRANT'])), createsGrants('*')],
  ['every key, by a pattern of it alone', policy(may('kms:CreateGran?')), createsGrants('*')],
  ...['kms:Decrypt', 'kms:PutKeyPolicy'].map((action): Case => [`every key, and ${action} by another statement, which another rule finds`, policy(may('kms:CreateGrant'), may(action, '*', undefined, 'Other')), []]),
  ['every key, written twice, and decryption', policy(may('kms:CreateGrant', ['*', '*']), may('kms:Decrypt', '*', undefined, 'Other')), []],
  ['every key, and decryption with one', policy(may('kms:CreateGrant'), may('kms:Decrypt', KEY_ARN, undefined, 'Other')), createsGrants('*')],
  ['every key, and decryption under a condition', policy(may('kms:CreateGrant'), may('kms:Decrypt', '*', mfa, 'Other')), createsGrants('*')],
  ['a key, and every key in two ways', policy(may('kms:CreateGrant', [KEY_ARN, EVERY_KEY, '*'])), createsGrants(`${EVERY_KEY}, *`)],
  ['a key', policy(may('kms:CreateGrant', KEY_ARN)), []],
  ['all but a key', policy({ ...may('kms:CreateGrant'), Resource: undefined, NotResource: '*' }), []],
  ['a pattern, which others find', policy(may('kms:Create*')), []],
  ['other actions', policy(may(['kms:ListGrants', 'kms:RevokeGrant'])), []],
  ['all but CreateGrant and what the deployment tells', policy(allBut(['kms:CreateGrant', PARAMETER as any])), []],
  ...['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncrypt*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'].map((action): Case =>
    [`beside ${action}, which others find`, policy(may(['kms:CreateGrant', action])), []]),
  ['beside encryption', policy(may(['kms:CreateGrant', 'kms:Encrypt'])), createsGrants('*')],
  ['for AWS resources', policy(may('kms:CreateGrant', '*', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })), []],
  ...['kms:CallerAccount', 'kms:ResourceAliases', 'aws:ResourceTag/team', 'aws:ResourceAccount'].map((name): Case =>
    [`bound by ${name}`, policy(may('kms:CreateGrant', '*', { StringEquals: { [name]: 'x' } })), []]),
  ...['aws:PrincipalTag/team', 'my-kms:', 'my-aws:resource'].map((name): Case =>
    [`not bound by ${name}`, policy(may('kms:CreateGrant', '*', { StringEquals: { [name]: 'x' } })), createsGrants('*')]),
  ['denied', policy({ ...may('kms:CreateGrant'), Effect: 'Deny' }), []],
  ['an action of a parameter beside it', policy(may(['kms:CreateGrant', PARAMETER as any])), ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ['a policy of a parameter', { Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: PARAMETER } } }, UNREADABLE],
]);
test('grants by an IAM policy are a warning', () => {
  expect(weights('GrantsForAwsResources', policy(may('kms:CreateGrant')))).toEqual(['warning']);
});

const ALIAS_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/a`;
cases('NoAliasAsResource', [
  ['a key', policy(may('kms:Decrypt', KEY_ARN)), []],
  ['an alias', policy(may(['kms:Decrypt'], 'alias/a')), ["finding Test: 'Test' is about alias/a"]],
  ['the ARN of an alias', policy(may(['kms:Decrypt'], ALIAS_ARN)), [`finding Test: 'Test' is about ${ALIAS_ARN}`]],
  ['an alias among keys', policy(may(['kms:Decrypt'], [KEY_ARN, 'alias/a'])), ["finding Test: 'Test' is about 'alias/a', which is no ARN"]],
  ['operations of aliases', policy(may(['kms:CreateAlias', 'kms:DeleteAlias', 'kms:UpdateAlias'], [ALIAS_ARN])), []],
  ['operations of aliases and keys', policy(may(['kms:CreateAlias', 'kms:DescribeKey'], [KEY_ARN, ALIAS_ARN])), []],
  ['another service', policy(may(['s3:GetObject'], 'arn:aws:s3:::b/alias/a')), []],
  ['a parameter', policy(may('kms:Decrypt', PARAMETER)), []],
  ['two aliases', policy(may(['kms:Decrypt', 'kms:CreateAlias'], ['alias/a', ALIAS_ARN])), [`finding Test: 'Test' is about alias/a, ${ALIAS_ARN}`]],
  ['the ARN of an alias among keys', policy(may(['kms:Decrypt'], [KEY_ARN, ALIAS_ARN])), []],
  ['an alias for alias operations', policy(may(['kms:UpdateAlias'], 'alias/a')), ["finding Test: 'Test' is about 'alias/a', which is no ARN"]],
  ['an alias among keys that the deployment names', policy(may(['kms:Decrypt'], [KEY_ARN, { 'Fn::Sub': 'alias/${Parameter}' }])), []],
  ['what only holds the word', policy(may(['kms:Decrypt'], `arn:aws:kms:${REGION}:${ACCOUNT}:key/alias/a`)), []],
  ['everything', policy(may('*', 'alias/a')), []],
  ['everything, and decryption', policy(may(['*', 'kms:Decrypt'], 'alias/a')), ["finding Test: 'Test' is about alias/a"]],
  ['an alias for another service', policy(may(['s3:GetObject'], 'alias/a')), []],
  ['a parameter for another service', policy(may(['s3:GetObject'], PARAMETER)), []],
  ['no resource', policy(may(['kms:Decrypt'], [])), []],
  ['a parameter beside a key', policy(may('kms:Decrypt', [PARAMETER, KEY_ARN])), []],
  ['a parameter beside an alias of one', policy(may('kms:Decrypt', [PARAMETER, { 'Fn::Sub': 'alias/${Parameter}' }])), []],
  ['a parameter beside a key of one', policy(may('kms:Decrypt', [PARAMETER, { 'Fn::Sub': 'key/${Parameter}' }])), []],
  ['a key of a parameter', policy(may('kms:Decrypt', { 'Fn::Sub': `arn:aws:kms:*:${ACCOUNT}:key/\${Parameter}` })), []],
  ['every key', policy(may('kms:Decrypt')), []],
]);
test.each<[string, string[], any]>([
  ['keys of AWS', ['alias/aws/s3', ALIAS_ARN.replace('alias/a', 'alias/aws/ebs')], 'warning'],
  ['a key of AWS and one of yours', ['alias/aws/s3', 'alias/a'], undefined],
  ['a key of yours', ['alias/a'], undefined],
])('what aliases as resources weigh: %s', (_, aliases, level) => {
  expect(weights('NoAliasAsResource', policy(may(['kms:Decrypt'], aliases)))).toEqual([level]);
});
