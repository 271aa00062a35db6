import { App } from '../../src/app/app';
import { nameOf, principalText, principalWords, shownIn } from '../../src/report/values';
import { key, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const RESOURCES = {
  Key: key(),
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'App' } },
  User: { Type: 'AWS::IAM::User', Properties: { UserName: 'jo' } },
  Unnamed: { Type: 'AWS::IAM::Role', Properties: {}, Metadata: { 'aws:cdk:path': 'Stack0/Api/Role/Resource' } },
  Suffixed: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': 'app-${Suffix}' } } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'orders' } },
  Answer: { Type: 'Custom::Answer', Properties: {} },
};
const attribute = (...names: string[]) => ({ 'Fn::GetAtt': names });
const appIn = (place: object) => new App([template(RESOURCES, { ...place, path: 'Stack0' })]);
const KNOWN = appIn({});
const UNKNOWN = appIn({ account: '${AWS.AccountId}', region: '${AWS.Region}' });
const shown = (app: App, value: unknown) => shownIn(app)(app.evaluate(value, app.keys[0].resource) as string);

test.each<[string, unknown, string]>([
  ['a text', 'orders', 'orders'],
  ['the ARN of a role', attribute('Role', 'Arn'), `arn:aws:iam::${ACCOUNT}:role/App`],
  ['the ARN of a user', attribute('User', 'Arn'), `arn:aws:iam::${ACCOUNT}:user/jo`],
  ['the ARN of a role without a name', attribute('Unnamed', 'Arn'), `arn:aws:iam::${ACCOUNT}:role/Api/Role`],
  ['the ARN of a role of which the deployment decides the name', attribute('Suffixed', 'Arn'), `arn:aws:iam::${ACCOUNT}:role/Suffixed`],
  ['the name of a role', { Ref: 'Role' }, 'App'],
  ['the id of a role', attribute('Role', 'RoleId'), 'App'],
  ['a bucket', { Ref: 'Bucket' }, 'Bucket'],
  ['the ARN of a bucket', attribute('Bucket', 'Arn'), 'Bucket'],
  ['something else of a bucket', attribute('Bucket', 'DomainName'), '${Bucket.DomainName}'],
  ['what a custom resource answers', attribute('Answer', 'Organization'), '${Stack0/Answer.Organization}'],
  ['a parameter', { Ref: 'Organization' }, '${Organization}'],
  ['two of them in a text', { 'Fn::Sub': '${Bucket}/${Role}/x' }, 'Bucket/App/x'],
])('%s is shown as what a person would write', (_, value, words) => expect(shown(KNOWN, value)).toBe(words));

test.each<[unknown, string]>([
  [{ Ref: 'AWS::AccountId' }, '${AWS::AccountId}'],
  [{ 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' }, 's3.${AWS::Region}.amazonaws.com'],
  [attribute('Role', 'Arn'), 'arn:${Partition}:iam::${AccountId}:role/App'],
])('%j is shown by its name where the place is not known', (value, words) => expect(shown(UNKNOWN, value)).toBe(words));

test('a symbol that is of no resource stays as it is', () => expect(shownIn(KNOWN)('${AWS-x} ${s9')).toBe('${AWS-x} ${s9'));

test.each<[string, string]>([['Role', 'App'], ['User', 'jo'], ['Unnamed', 'Api/Role'], ['Suffixed', 'Suffixed'], ['Bucket', 'Bucket']])('%s is called %s', (logicalId, name) => {
  const { stack } = KNOWN.keys[0].resource;
  expect(nameOf(KNOWN, { stack, logicalId, raw: stack.resources[logicalId] })).toBe(name);
});

const PLACE = { account: ACCOUNT, region: REGION, partition: 'aws' };
const iam = (resource: string, account = ACCOUNT) => `arn:aws:iam::${account}:${resource}`;

test.each<[string, string]>([
  [ACCOUNT, 'the account'],
  [OTHER_ACCOUNT, `account ${OTHER_ACCOUNT}`],
  [`1${ACCOUNT}`, `1${ACCOUNT}`],
  [`${ACCOUNT}1`, `${ACCOUNT}1`],
  [iam('root'), 'the account'],
  [iam('root', OTHER_ACCOUNT), `account ${OTHER_ACCOUNT}`],
  [iam('*'), 'anyone of the account'],
  [iam('*', OTHER_ACCOUNT), `anyone of account ${OTHER_ACCOUNT}`],
  [iam('role/root'), 'role root'],
  [iam('role/App'), 'role App'],
  [iam('role/app-*'), 'role app-*'],
  [iam('role/App', OTHER_ACCOUNT), `role App of account ${OTHER_ACCOUNT}`],
  [iam('user/jo'), 'user jo'],
  [iam('role/aws-service-role/autoscaling.amazonaws.com/AutoScaling'), 'role AutoScaling'],
  [`arn:aws:sts::${ACCOUNT}:assumed-role/App/one`, 'session App/one'],
  [`arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/App/one`, `session App/one of account ${OTHER_ACCOUNT}`],
  [iam('role/App', ''), iam('role/App', '')],
  ['arn:aws:s3:::orders', 'arn:aws:s3:::orders'],
  ['AROAEXAMPLE', 'AROAEXAMPLE'],
])('the principal %s is said as %s', (arn, words) => expect(principalText(arn, PLACE)).toBe(words));

test.each<[string, string]>([
  ['arn:aws:iam::${AWS::AccountId}:root', 'the account'],
  ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/App', 'role App'],
  [iam('root'), `account ${ACCOUNT}`],
])('where the account is not known, the principal %s is said as %s', (arn, words) => expect(principalText(arn, { ...PLACE, account: '${AWS.AccountId}' })).toBe(words));

test.each<[string, any, string]>([
  ['everyone', '*', 'everyone'],
  ['the own account', { AWS: iam('root') }, 'the account'],
  ['another account', { AWS: OTHER_ACCOUNT }, `account ${OTHER_ACCOUNT}`],
  ['a role of the app', { AWS: attribute('Role', 'Arn') }, 'role App'],
  ['a service', { Service: 'logs.amazonaws.com' }, 'logs.amazonaws.com'],
  ['a provider of the account', { Federated: iam('saml-provider/Okta') }, `identities of ${ACCOUNT}:saml-provider/Okta`],
  ['a provider of the web', { Federated: 'accounts.google.com' }, 'identities of accounts.google.com'],
])('a key policy names %s', (_, Principal, words) => {
  const app = new App([template({ ...RESOURCES, Key: key({ KeyPolicy: { Statement: [{ Effect: 'Allow', Principal, Action: 'kms:Decrypt', Resource: '*' }] } }) })]);
  const [{ policy: { statements, place } }] = app.keys;
  expect(statements![0].principals.map(principal => principalWords(app, principal, place))).toEqual([words]);
});

/* Where the stack knows no account, what else it says can tell which one the key is of. */
test.each<['yes' | 'no' | 'unknown', string]>([['yes', 'the account'], ['no', `account ${OTHER_ACCOUNT}`], ['unknown', `account ${OTHER_ACCOUNT}`]])('an account that is the own one: %s', (own, words) => {
  expect(principalWords(KNOWN, { kind: 'account', text: OTHER_ACCOUNT, own }, { ...PLACE, account: '${AWS.AccountId}' })).toBe(words);
});
