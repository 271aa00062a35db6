import { App } from '../../../src/app/app';
import { findingsOf } from '../../../src/checks/findings';
import { RULES } from '../../../src/checks/rules';
import { EXPECTED, Resources, template } from '../support';

/*
 * What stood in public templates, by its shape: what all rules together say of it, with nothing else to say of the key.
 */

const ACCOUNT = '111122223333';
const ROOT = { Sid: 'Root', Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*' };
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const base = (...statements: any[]): Resources => ({
  K: { Type: 'AWS::KMS::Key', ...RETAINED, Properties: { EnableKeyRotation: true, KeyPolicy: { Version: '2012-10-17', Statement: [ROOT, ...statements] } } },
  A: { Type: 'AWS::KMS::Alias', ...RETAINED, Properties: { AliasName: 'alias/x', TargetKeyId: { Ref: 'K' } } },
});
const statement = (principal: any, Action: any, Condition?: any, more: any = {}) => ({ Sid: 'X', Effect: 'Allow', Principal: principal, Action, Resource: '*', ...(Condition ? { Condition } : {}), ...more });
const service = (name: string, actions: string[], condition?: any) => statement({ Service: `${name}.amazonaws.com` }, actions, condition);
const MESSAGE = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const policy = (...statements: any[]): Resources => ({ P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: statements } } } });
const may = (Action: any, Resource: any = '*', Condition?: any) => ({ Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) });

const said = (resources: Resources, place: any = { account: ACCOUNT, region: 'us-east-1' }) =>
  findingsOf(new App([template(resources, place)]), { rules: RULES, expectations: EXPECTED, reportUnknown: true })
    .map(({ level, rule, subject, message, fix }) => ({ line: `${level} ${rule.id} ${subject.logicalId}`, message, fix }));
const lines = (resources: Resources, place?: any) => said(resources, place).map(({ line }) => line);

describe('a key policy', () => {
  test.each<[string, any[], string[]]>([
    ['asks a service for the organization of principals', [service('sns', MESSAGE, { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } })], ['error ServiceConditionKeys K']],
    ['asks a service for the account of the caller', [service('sns', MESSAGE, { StringEquals: { 'kms:CallerAccount': ACCOUNT } })], ['error ServiceConditionKeys K']],
    ['lets one parameter manage and use', [statement({ AWS: { Ref: 'RoleArn' } }, ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], undefined, { Sid: 'Adm' }),
      statement({ AWS: { Ref: 'RoleArn' } }, ['kms:Decrypt'])], ['warning AdministratorsCannotUse K']],
    ['is open in one branch', [{
      'Fn::If': ['Public', statement({ AWS: '*' }, 'kms:Decrypt', { StringEquals: { 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' } } }),
        { Ref: 'AWS::NoValue' }],
    }], ['error WildcardPrincipal K']],
    ['names everyone in one branch of its principals', [statement({ AWS: [{ 'Fn::If': ['Public', '*', `arn:aws:iam::${ACCOUNT}:role/a`] }] }, 'kms:Decrypt')], ['error WildcardPrincipal K']],
    ['lets in the account of a parameter', [statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::${OtherAccount}:root' } }, ['kms:Decrypt', 'kms:Encrypt'])], ['info CrossAccountBounded K']],
    ['lets in EventBridge with more than it needs', [service('events', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'])], ['error ServicePrincipalBounded K']],
    ['bounds EventBridge where it says its source', [service('events', MESSAGE, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })], []],
    ['asks for a key to be there, and what it is if it is', [statement({ AWS: '*' }, 'kms:Decrypt', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg1' }, Null: { 'aws:PrincipalOrgID': 'false' } })], []],
    ['binds a service-linked role', [statement({ AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` }, 'kms:Decrypt',
      { StringEquals: { 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' } })], []],
    ['lets CloudWatch Logs describe the key', [service('logs.us-east-1', ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } })], []],
    ['lets in a service that never calls', [service('lambda', ['kms:Decrypt'])], ['error ServicePrincipalBounded K']],
    ['gives another account everything', [statement({ AWS: 'arn:aws:iam::444455556666:root' }, 'kms:*')], ['error FullAccessForAccountOnly K']],
    ['is about another service', [statement({ AWS: `arn:aws:iam::${ACCOUNT}:role/a` }, 'kms:Decrypt', undefined, { Resource: { 'Fn::Sub': 'arn:${Partition}:lambda:us-east-1:1:function:f' } })],
      ['error StatementAppliesToKey K']],
    ['names the key by its ARN', [statement({ AWS: `arn:aws:iam::${ACCOUNT}:role/a` }, 'kms:Decrypt', undefined, { Resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234` })], ['warning ResourceIsAny K']],
    ['has conditions that exclude each other', [statement({ AWS: `arn:aws:iam::${ACCOUNT}:role/a` }, 'kms:GetPublicKey', { StringEquals: { 'aws:PrincipalTag/a': 'x' }, StringLike: { 'aws:PrincipalTag/a': 'y*' } })],
      ['error StatementCanApply K']],
    ['asks an enclave for attestation and lets it in without', [
      statement({ AWS: 'arn:aws:iam::444455556666:role/a' }, 'kms:Decrypt', { StringEquals: { 'kms:RecipientAttestation:ImageSha384': 'aa' } }),
      statement({ AWS: 'arn:aws:iam::444455556666:role/a' }, 'kms:Decrypt', undefined, { Sid: 'Y' }),
    ], ['warning AttestationNotBypassed K']],
  ])('that %s', (_, statements, expected) => expect(lines(base(...statements))).toEqual(expected));

  test.each<[string, string, RegExp]>([['events', 'kms:Encrypt', /^Leave kms:Decrypt and kms:GenerateDataKey\* only/], ['lambda', 'kms:Decrypt', /^Take the statement out: lambda/], ['s3', 'kms:Decrypt', /^Add aws:SourceArn/]])(
    'of %s gets its own remedy', (name, action, fix) => expect(said(base(service(name, [action])))[0].fix).toMatch(fix));

  test('says under which condition a statement is there, and which parameter would settle it', () => {
    expect(said(base({ 'Fn::If': ['Public', statement('*', 'kms:Decrypt'), { Ref: 'AWS::NoValue' }] }))[0].message).toBe("'X' (if Public) lets everyone in");
    expect(said(base(statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::${OtherAccount}:root' } }, 'kms:Decrypt')))[0].message).toContain('OtherAccount');
  });
});

describe('an IAM policy', () => {
  const TWO = ['error DecryptNamedKeys P', 'warning IdentitySeparatesDuties P'];
  test.each<[string, Resources, string[]]>([
    ['asks for aliases without a set operator', policy(may('kms:Decrypt', '*', { StringLike: { 'kms:ResourceAliases': 'alias/a*' } })), ['error SetOperators P']],
    ['names a misspelt action', policy(may(['kms:Decript'], `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`)), ['error KnownActions P']],
    ['allows all but other services', policy({ Effect: 'Allow', NotAction: ['ec2:*', 's3:*'], Resource: '*' }), ['warning DecryptNamedKeys P']],
    ['is of a function of AWS SAM', { F: { Type: 'AWS::Serverless::Function', Properties: { Policies: [{ Statement: [may('kms:Decrypt')] }] } } }, ['error DecryptNamedKeys F']],
    ['is of a permission set', { P: { Type: 'AWS::SSO::PermissionSet', Properties: { InlinePolicy: { Statement: [may('kms:*')] } } } }, TWO],
    ['asks for aliases by ForAllValues and Null', policy(may('kms:Decrypt', `arn:aws:kms:us-east-1:${ACCOUNT}:key/*`,
      { 'ForAllValues:StringLike': { 'kms:ResourceAliases': ['alias/session'] }, 'Null': { 'kms:ResourceAliases': 'false' } })), []],
    ['denies what it allows', policy(may('kms:*'), { ...may('kms:*'), Effect: 'Deny' }), []],
    ['denies management of what it allows', policy(may('kms:*'), { ...may('kms:Put*'), Effect: 'Deny' }), TWO],
    ['is about the key of a parameter', policy(may('kms:Decrypt', { Ref: 'KeyArn' })), []],
    ['allows on an alias', policy(may('kms:*', `arn:aws:kms:us-east-1:${ACCOUNT}:alias/a`)), ['error NoAliasAsResource P']],
  ])('that %s', (_, resources, expected) => expect(lines(resources)).toEqual(expected));
});

test('a key that is retained when its stack goes is kept', () => {
  const { K, A } = base();
  expect(lines({ K: { ...K, UpdateReplacePolicy: undefined }, A })).toEqual([]);
  expect(lines({ K: { ...K, DeletionPolicy: 'Delete', Properties: { ...K.Properties, Tags: [{ Key: 'Environment', Value: 'staging' }] } }, A: { ...A, DeletionPolicy: 'Delete' } })).toEqual([]);
});

test('an alias of which only a part is known', () => {
  const named = (AliasName: any) => lines({ A: { Type: 'AWS::KMS::Alias', Properties: { AliasName: { 'Fn::Sub': AliasName }, TargetKeyId: { Ref: 'KeyId' } } } });

  expect([named('alias/app-${Env}'), named('${Name}'), named('alias/my app ${Env}')]).toEqual([[], [], ['error AliasName A']]);
});

test('a log group under the name of the service without a Region is a warning', () => {
  const resources = {
    ...base(service('logs', ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } })),
    G: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: { 'Fn::GetAtt': ['K', 'Arn'] } } },
  };

  expect(lines(resources)).toEqual(['warning ServiceCanUseKey G']);
});

test('a statement that aws-cdk-lib wrote is a warning with its way out', () => {
  const { Sid: _, ...anonymous } = service('sns', MESSAGE);
  const { K, A } = base(anonymous);
  const [finding] = said({ K: { ...K, Metadata: { 'aws:cdk:path': 'Test/K/Resource' } }, A });

  expect(finding.line).toBe('warning ServicePrincipalBounded K');
  expect(finding.fix).toContain('restrictSqsDescryption');
  expect(lines({ K, A })).toEqual(['error ServicePrincipalBounded K']);
});

test('a finding is named by what the statement says, wherever it stands', () => {
  const { Sid: _, ...s3 } = service('s3', MESSAGE);
  const { Sid: __, ...sns } = service('sns', MESSAGE);
  const ids = (...statements: any[]) => findingsOf(new App([template(base(...statements))]), { rules: RULES, expectations: EXPECTED, reportUnknown: true }).map(({ id }) => id);

  expect(ids(s3)[0]).toMatch(/^Keysmith-ServicePrincipalBounded\[s3-Decrypt-\w{6}\]$/);
  expect(ids(sns, s3)).toContain(ids(s3)[0]);
});
