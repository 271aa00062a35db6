import { APP, unclear, unclearStatement, USE } from './statements';
import { LONGEST_TEXT } from '../../../src/iam/policy-size';
import { ACCOUNT, REGION } from '../../support/stack';
import { allow, Case, cases, conditional, delegated, key, keyWith, PARAMETER, Resources, role, ROOT, template, verdicts } from '../support';

cases('PolicyReadable', [
  ['written in the template', delegated(), []],
  ['JSON as text', { Key: key({ KeyPolicy: JSON.stringify({ Statement: [ROOT] }) }) }, []],
  ['a single statement', { Key: key({ KeyPolicy: { Statement: ROOT } }) }, []],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['chosen by a condition', { Key: key({ KeyPolicy: conditional({ Statement: [] }, { Statement: [] }) }) }, []],
  ['no JSON', { Key: key({ KeyPolicy: '{' }) }, ['undecidable: the policy is not known before deployment']],
]);

cases('KnownActions', [
  ['names and patterns', delegated(allow(APP, [...USE, 'KMS:decrypt', 'kms:GenerateDataKeyWithoutPlainText', 'kms:*'])), []],
  ['a typing error', delegated(allow(APP, ['kms:Decrypt', 'kms:Decript'])), ["finding Test: 'Test' names 'kms:Decript', which is no action of KMS"]],
  ['an action of S3', delegated(allow(APP, 's3:GetObject')), ["finding Test: 'Test' names 's3:GetObject', which is no action of KMS"]],
  ['a pattern of nothing', delegated(allow(APP, 'kms:Rotate*Policy')), ["finding Test: 'Test' names 'kms:Rotate*Policy', which is no action of KMS"]],
  ['a parameter', delegated(allow(APP, PARAMETER as any)), [unclear('an action')]],
  ['a parameter among others', delegated(allow(APP, ['kms:Decrypt', PARAMETER] as any)), [unclear('an action')]],
]);

const about = (Resource: any) => delegated(allow(APP, USE, undefined, { Resource }));
cases('StatementAppliesToKey', [
  ['this key', delegated(), []],
  ['keys by pattern', delegated(allow(APP, USE, undefined, { Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*` })), []],
  ['no action', delegated({ Sid: 'Test', Effect: 'Allow', Principal: APP, Resource: '*' }), ["finding Test: 'Test' names no action"]],
  ['no resource', delegated(allow(APP, USE, undefined, { Resource: undefined })), ["finding Test: 'Test' names no resource"]],
  ['an alias', delegated(allow(APP, USE, undefined, { Resource: 'alias/a' })), ["finding Test: 'Test' is about alias/a, which is not this key"]],
  ['a bucket', delegated(allow(APP, USE, undefined, { Resource: 'arn:aws:s3:::b' })), ["finding Test: 'Test' is about arn:aws:s3:::b, which is not this key"]],
  ['a parameter', delegated(allow(APP, USE, undefined, { Resource: PARAMETER })), ["undecidable Test: 'Test' depends on Parameter, which only the deployment knows"]],
  ['a statement chosen by a condition', keyWith(ROOT, conditional(allow(APP, USE, undefined, { Resource: 'arn:aws:s3:::b' }), allow(APP, USE))), ['finding Test: \'Test\' (if Condition) is about arn:aws:s3:::b, which is not this key']],
  ['this key among others', delegated(allow(APP, USE, undefined, { Resource: ['arn:aws:s3:::b', '*'] })), []],
  ['keys of China', delegated(allow(APP, USE, undefined, { Resource: `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/1` })), []],
  ['two buckets', delegated(allow(APP, USE, undefined, { Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::kms:c'] })), ["finding Test: 'Test' is about arn:aws:s3:::b/*, arn:aws:s3:::kms:c, which is not this key"]],
  ['what only begins like everything', delegated(allow(APP, USE, undefined, { Resource: '*:key' })), ["finding Test: 'Test' is about *:key, which is not this key"]],
  ['an alias by its ARN', delegated(allow(APP, USE, undefined, { Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/a` })),
    [`finding Test: 'Test' is about arn:aws:kms:${REGION}:${ACCOUNT}:alias/a, which is not this key`]],
  ['a resource of the app', { ...delegated(allow(APP, USE, undefined, { Resource: { 'Fn::GetAtt': ['Other', 'Arn'] } })), Other: key() }, [expect.stringMatching(/^undecidable Test: 'Test' depends on /) as any]],
  ['a bucket or a parameter', delegated(allow(APP, USE, undefined, { Resource: ['arn:aws:s3:::b', PARAMETER] })), [unclearStatement]],
  ['all but a bucket', delegated({ ...allow(APP, USE), Resource: undefined, NotResource: 'arn:aws:s3:::b' }), []],
  ...['arn:aws:s3:::${Parameter}', 'arn:aws-cn:s3:::${Parameter}'].map((resource): Case =>
    [`of another service: ${resource}`, about({ 'Fn::Sub': resource }), [expect.stringMatching(/^finding Test: 'Test' is about arn:.*, which is not this key$/) as any]]),
  ...['my-arn:aws:s3:::${Parameter}', 'arn:aws:kms:*:*:alias/${Parameter}', 'arn:aws:${Parameter}'].map((resource): Case => [`perhaps of another service: ${resource}`, about({ 'Fn::Sub': resource }), [unclearStatement]]),
  ['no action of an unknown principal', delegated({ Sid: 'Test', Effect: 'Allow', Principal: { AWS: PARAMETER }, Resource: '*' }), [unclear('a principal')]],
  ['an action of a parameter', delegated(allow(APP, PARAMETER as any)), []],
]);

const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
cases('ResourceIsAny', [
  ['any', delegated(allow(APP, USE)), []],
  ...[KEY_ARN, `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/*`].map((resource): Case => [resource, about(resource), [`finding Test: 'Test' is about ${resource}`]]),
  ['a key among other resources', about(['arn:aws:s3:::b', KEY_ARN]), [`finding Test: 'Test' is about ${KEY_ARN}`]],
  ['all but a key', delegated({ ...allow(APP, USE), Resource: undefined, NotResource: KEY_ARN }), []],
  ...['arn:aws:s3:::b', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/a`, `my-${KEY_ARN}`].map((resource): Case => [`what other rules find: ${resource}`, about(resource), []]),
]);

const large = (bytes: number, extra: any[] = []): Resources => {
  const empty = JSON.stringify({ Version: '2012-10-17', Statement: [ROOT, allow({ AWS: role('') }, 'kms:Decrypt'), ...extra] }).length;
  return keyWith(ROOT, allow({ AWS: role('x'.repeat(bytes - empty)) }, 'kms:Decrypt'), ...extra);
};
/** The same with a principal that CloudFormation fills in, which is not counted. */
const filled = (bytes: number, ...more: any[]): Resources =>
  large(bytes + (1 + more.length) * (JSON.stringify(PARAMETER).length - '""'.length), [allow({ AWS: PARAMETER }, 'kms:Decrypt'), ...more]);
const documentOf = ({ Key }: Resources): any => Key.Properties!.KeyPolicy;
/** A key for that many roles of the template. */
const withRoles = (count: number, properties: { [name: string]: string }): Resources => {
  const ids = Array.from({ length: count }, (_, i) => `Role${i}`);
  return {
    ...keyWith(ROOT, allow({ AWS: ids.map(id => ({ 'Fn::GetAtt': [id, 'Arn'] })) }, 'kms:Decrypt')),
    ...Object.fromEntries(ids.map(id => [id, { Type: 'AWS::IAM::Role', Properties: properties }])),
  };
};
cases('PolicySize', [
  ['small', delegated(), []],
  ['just fitting', large(32_768), []],
  ['one byte too large', large(32_769), ['finding: takes at least 32769 bytes, KMS takes 32768']],
  ['just fitting, at its longest', filled(32_768 - LONGEST_TEXT), []],
  ['one byte too large, at its longest', filled(32_769 - LONGEST_TEXT), [`undecidable: takes ${32_769 - LONGEST_TEXT} to 32769 bytes once deployed, KMS takes 32768`]],
  ['just fitting, at its shortest', filled(32_768), [`undecidable: takes 32768 to ${32_768 + LONGEST_TEXT} bytes once deployed, KMS takes 32768`]],
  ['with two principals that are not known', filled(32_768, allow({ AWS: PARAMETER }, 'kms:Decrypt')),
    [`undecidable: takes 32768 to ${32_768 + 2 * LONGEST_TEXT} bytes once deployed, KMS takes 32768`]],
  ['one byte too large, at its shortest', filled(32_769), ['finding: takes at least 32769 bytes, KMS takes 32768']],
  ['two bytes for a letter that is not of ASCII', large(32_768, [allow(APP, USE, undefined, { Sid: 'ö' })]), ['finding: takes at least 32769 bytes, KMS takes 32768']],
  ['a policy of a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, []],
  ['the larger of two that a condition chooses', { Key: key({ KeyPolicy: conditional(documentOf(large(32_768)), documentOf(large(20_000))) }) }, []],
  ['one too large, where a condition chooses', { Key: key({ KeyPolicy: conditional(documentOf(large(32_769)), documentOf(large(20_000))) }) },
    ['undecidable: takes 20000 to 32769 bytes once deployed, KMS takes 32768']],
  ['a choice of both too large', { Key: key({ KeyPolicy: conditional(documentOf(large(32_769)), documentOf(large(40_000))) }) },
    ['finding: takes at least 32769 bytes, KMS takes 32768']],
  ['JSON as text with white space', { Key: key({ KeyPolicy: JSON.stringify(documentOf(large(32_768)), undefined, 2) }) }, []],
  // The template tells how long the ARN of each is: arn:aws:iam::111122223333:role + path + name.
  ['roles with long paths', withRoles(120, { Path: `/${'p'.repeat(500)}/`, RoleName: 'app' }), ['finding: takes at least 64820 bytes, KMS takes 32768']],
  ['as many with short ones', withRoles(120, { Path: '/', RoleName: 'app' }), []],
]);

cases('PolicyCharacters', [
  ['Latin-1', delegated(allow(APP, USE, undefined, { Sid: 'Größe é' })), []],
  ['a dash', delegated(allow(APP, USE, undefined, { Sid: 'Use \u2013 all' })), ["finding: holds '\u2013' (U+2013)"]],
  ['beyond the basic plane', delegated(allow(APP, USE, undefined, { Sid: '\u{1F511}' })), ["finding: holds '\u{1F511}' (U+1F511)"]],
  ['a parameter', { Key: key({ KeyPolicy: PARAMETER }) }, ['undecidable: the policy is not known before deployment']],
  ['the last of Latin-1', delegated(allow(APP, USE, undefined, { Sid: 'y\u00ff' })), []],
  ['the first beyond', delegated(allow(APP, USE, undefined, { Sid: 'a\u0100' })), ["finding: holds '\u0100' (U+0100)"]],
  ['a letter in its number', delegated(allow(APP, USE, undefined, { Sid: '\u20ac' })), ["finding: holds '\u20ac' (U+20AC)"]],
  ['white space of JSON as text', { Key: key({ KeyPolicy: '{\r\n\t"Statement": []\n}' }) }, []],
]);
test('a template that is known to hold Latin-1 only is not looked through again', () => {
  const dash = delegated(allow(APP, USE, undefined, { Sid: 'Use \u2013 all' }));

  expect(verdicts('PolicyCharacters', [template(dash, { latin1: true })])).toEqual([]);
  expect(verdicts('PolicyCharacters', [template(dash, { latin1: false })])).toHaveLength(1);
});
