import { App } from '../../src/app/app';
import { missingPermissions } from '../../src/app/missing-permissions';
import { physicalText } from '../../src/app/physical-names';
import { requestedKey } from '../../src/app/requested-key';
import { decide as judge } from '../../src/iam/decide';
import { callerOf } from '../../src/iam/request';
import { RawResource } from '../../src/template/template';
import { allow, delegated, deny, keyWith, role, template } from '../checks/support';
import { decide as simulate, KEY_ARN } from '../support/oracle';
import { ACCOUNT } from '../support/stack';

/*
 * Roles to which CloudFormation gives the name. The simulator is asked about what is deployed, the judge about the template.
 */

const ROLE = { 'Fn::GetAtt': ['Reader', 'Arn'] };
const app = (statements: any[], properties: RawResource['Properties'] = {}, stack: object = { name: 'Orders' }): App => new App([template({
  ...keyWith(...statements), Reader: { Type: 'AWS::IAM::Role', Properties: properties },
}, stack)]);

/** Any name that CloudFormation might make, and one that it never does. */
const NAMES = ['Orders-Reader-1A2B3C4D5E6F', 'Orders-Reader-x9YzAbCdEfGh'];
const deployed = (statements: any[], name: string): any => ({
  Version: '2012-10-17', Statement: JSON.parse(JSON.stringify(statements).replaceAll(JSON.stringify(ROLE), JSON.stringify(role(name)))),
});

const VERDICTS = { Allowed: 'allowed', ImplicitlyDenied: 'denied', ExplicitlyDenied: 'denied' } as const;
const TO_READER = allow({ AWS: ROLE }, 'kms:Decrypt');

describe('a role without a name', () => {
  test.each([
    ['is none of another stack', [TO_READER, deny(undefined, 'kms:*', { AWS: role('Other-Reader-1A2B3C4D5E6F') })]],
    ['is none that a Deny writes out', [TO_READER, deny(undefined, 'kms:*', { AWS: role('deployer') })]],
    ['is none that a Deny excepts', [TO_READER, deny({ ArnNotEquals: { 'aws:PrincipalArn': role('deployer') } })]],
    ['is one that a pattern excepts', [TO_READER, deny({ ArnNotLike: { 'aws:PrincipalArn': role('Orders-*') } })]],
    ['is one that a pattern of its kind hits', [TO_READER, deny({ ArnLike: { 'aws:PrincipalArn': role('*') } })]],
    ['is the one that a Deny excepts by its attribute', [TO_READER, deny({ ArnNotEquals: { 'aws:PrincipalArn': ROLE } })]],
    ['is not let in for another', [allow({ AWS: role('deployer') }, 'kms:Decrypt')]],
  ])('%s', async (_, statements) => {
    const model = app(statements);
    const [{ arns }] = model.identities;
    const request = { caller: { kind: 'role', texts: arns, account: ACCOUNT }, action: 'kms:Decrypt', key: requestedKey(model.keys[0]), exact: true } as const;
    const { verdict } = judge(request, { key: { statements: model.keys[0].policy.decidable } });
    for (const name of NAMES) {
      expect([name, verdict]).toEqual([name, VERDICTS[await simulate({ principal: role(name), policy: deployed(statements, name), keyArn: KEY_ARN })]]);
    }
  });

  test.each([
    ['a principal', [TO_READER]],
    ['a condition', [allow({ AWS: '*' }, 'kms:Decrypt', { ArnEquals: { 'aws:PrincipalArn': ROLE } })]],
    ['an exception', [allow({ AWS: '*' }, 'kms:Decrypt'), deny({ ArnNotEquals: { 'aws:PrincipalArn': ROLE } })]],
  ])('that is named as %s is nobody whose name is written out', async (_, statements) => {
    const model = app(statements);
    const asked = { action: 'kms:Decrypt', key: requestedKey(model.keys[0]), exact: true };
    const { verdict } = judge({ ...asked, caller: callerOf(role('deployer'))! }, { key: { statements: model.keys[0].policy.decidable } });
    for (const name of NAMES) { expect(verdict).toBe(VERDICTS[await simulate({ principal: role('deployer'), policy: deployed(statements, name) })]); }
    // A name of that shape might be the one.
    expect(judge({ ...asked, caller: callerOf(role(NAMES[0]))! }, { key: { statements: model.keys[0].policy.decidable } }).verdict).toBe('depends');
  });

  test.each([
    ['the stack has a name that only its file tells', { name: 'Orders', nameAssumed: true }, {}],
    ['the name is given at deployment', { name: 'Orders' }, { RoleName: { Ref: 'Name' } }],
  ])('might be another where %s', (_, stack, properties) => {
    const model = app([TO_READER, deny(undefined, 'kms:*', { AWS: role('my-old-role') })], properties, stack);
    const [{ arns }] = model.identities;
    const request = { caller: { kind: 'role', texts: arns, account: ACCOUNT }, action: 'kms:Decrypt', key: requestedKey(model.keys[0]), exact: true } as const;

    expect(judge(request, { key: { statements: model.keys[0].policy.decidable } }).verdict).toBe('depends');
  });
});

test('a role with a name is that role, by attribute and by name', () => {
  const model = app([TO_READER], { RoleName: 'reader', Path: '/team/' });
  const verdictOf = (name: string) => judge({ caller: callerOf(role(name))!, action: 'kms:Decrypt', key: requestedKey(model.keys[0]), exact: true },
    { key: { statements: model.keys[0].policy.decidable } }).verdict;

  expect([verdictOf('team/reader'), verdictOf('reader'), verdictOf('writer')]).toEqual(['allowed', 'denied', 'denied']);
});

const LOGS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

test.each([
  ['a stack by its name', { name: 'Orders' }, 'Orders-*', undefined],
  ['a stack by AWS::StackName', { name: 'Orders' }, '${AWS::StackName}-*', undefined],
  ['a stack by AWS::StackName, whose name nobody knows', {}, '${AWS::StackName}-*', undefined],
  ['another stack', { name: 'Orders' }, 'Stock-*', true],
  ['a stack by a name that may not be its', {}, 'Orders-*', false],
])('log groups of %s', (_, stack, groups, certain) => {
  const { uses: [use] } = new App([template({
    ...delegated(allow({ Service: 'logs.eu-west-1.amazonaws.com' }, LOGS, {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': { 'Fn::Sub': `arn:aws:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${groups}` },
      },
    })),
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  }, stack)]);

  expect(missingPermissions(use)[0]?.certain).toBe(certain);
});

test.each([
  ['another bucket', 'arn:aws:s3:::data', true],
  ['every bucket of the stack', 'arn:aws:s3:::orders-*', undefined],
  ['what might be its name', 'arn:aws:s3:::orders-data-1a2b3c4d5e6f', false],
])('a policy for %s does for a bucket without a name, as it should', (_, arn, certain) => {
  const { uses: [use] } = new App([template({
    ...delegated(allow({ Service: 's3.amazonaws.com' }, ['kms:Decrypt', 'kms:GenerateDataKey*'], { ArnLike: { 'aws:SourceArn': arn } })),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    Data: { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] } } },
  }, { name: 'Orders' })]);

  expect(missingPermissions(use)[0]?.certain).toBe(certain);
});

describe('what will be in the place of a text', () => {
  const named: { [id: string]: RawResource } = {
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', Path: '/team/' } },
    Lost: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', Path: { 'Fn::If': ['C', '/a/', '/b/'] } } },
    Either: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::If': ['C', 'a', 'b'] } } },
    Bare: { Type: 'AWS::IAM::Role' },
    User: { Type: 'AWS::IAM::User', Properties: { UserName: 'jo' } },
    Group: { Type: 'AWS::IAM::Group', Properties: { GroupName: 'readers' } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
  };
  const model = new App([template(named, { name: 'Orders' })]);

  test.each<[string, string | undefined]>([
    ['${s0#Role.Arn}', `arn:aws:iam::${ACCOUNT}:role/team/reader`],
    ['${s0#Role}', 'reader'],
    ['arn:aws:iam::111122223333:role/team/${s0#Role}', 'arn:aws:iam::111122223333:role/team/reader'],
    ['${s0#Lost.Arn}', `arn:aws:iam::${ACCOUNT}:role\${?path}reader`],
    ['${s0#Either.Arn}', undefined],
    ['${s0#Either}', undefined],
    ['${s0#Bare.Arn}', `arn:aws:iam::${ACCOUNT}:role/Orders-Bare-\${s0#Bare.GeneratedEnd}`],
    ['${s0#Role.RoleId}', undefined],
    ['${s0#User.Arn}', `arn:aws:iam::${ACCOUNT}:user/jo`],
    ['${s0#User}', 'jo'],
    ['${s0#Group.Arn}', `arn:aws:iam::${ACCOUNT}:group/readers`],
    ['${s0#Bucket.Arn}', 'arn:aws:s3:::files'],
    ['arn:aws:s3:::${s0#Bucket}', 'arn:aws:s3:::files'],
    // Its Ref is its ARN, not its name.
    ['${s0#Topic}', undefined],
    ['${s0#Queue}', undefined],
    ['${s0#Role}-x', undefined],
    ['reader', undefined],
  ])('%s', (text, wanted) => expect(physicalText(model, text)).toBe(wanted));
});
