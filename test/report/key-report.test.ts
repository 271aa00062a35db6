import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { EncryptedKey, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, MultiRegionKey, ServiceKey } from '../../src';
import { KeyReport } from '../../src/report';
import { permissionsOf } from '../../src/report/permission-words';
import { ACCOUNT, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

const reportOf = (stack: Stack): KeyReport => KeyReport.fromAssembly((stack.node.root as App).synth());
const role = (stack: Stack, id: string): iam.Role => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

/** The rows of one title in a key's text. */
function rows(text: string, title: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex(line => line.startsWith(`    ${title.padEnd(12)}`));
  if (start < 0) { return []; }
  const more = lines.slice(start + 1).findIndex(line => !line.startsWith(' '.repeat(16)));
  return lines.slice(start, start + 1 + more).map(line => line.slice(16));
}

test('a key of the library reads as a page of plain words', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', {
    application: 'orders',
    administrators: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Security`)],
    users: [role(stack, 'Api')],
    access: [
      KeyAccess.decrypt(role(stack, 'Reporting'), { encryptionContext: { Department: ['Finance'] } }),
      KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] }),
    ],
    restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(30)), KeyRestriction.grantsForAwsResourcesOnly()],
  });
  expect(reportOf(stack).toText()).toBe(`Test: 1 key, $1.00 a month, $3.00 from the second rotation on

  alias/orders-production-key
    Kind        symmetric encryption key
    For         orders production key, Test/Key
    Rotation    every 365 days
    Deletion    after 30 days; RETAIN: the key is retained when the stack is deleted
    Allowed     the account, as its IAM policies say: everything
                role Security: administer
                role Reporting: decrypt with Department = Finance
                role Reporting: describe
                account ${OTHER_ACCOUNT}, as its IAM policies say: use through S3
                role Api: use
    Denied      everyone: create grants; except AWS services; except AWS resources
                everyone: schedule deletion; with a waiting period under 30 days
    Cost        $1.00 a month, $3.00 from the second rotation on
`);
});

test('JSON has the same, field by field', () => {
  const stack = testStack();
  new EncryptedKey(stack, 'Key', { alias: 'orders', environment: KeyEnvironment.STAGING, rotationPeriod: Duration.days(180) });
  const { keys } = JSON.parse(reportOf(stack).toJson());
  expect(keys).toEqual([{
    stack: 'Test',
    logicalId: expect.stringMatching(/^Key/),
    name: 'Key',
    kind: 'symmetric encryption key',
    aliases: ['alias/orders'],
    data: [],
    description: 'Key of Test/Key',
    enabled: true,
    rotation: 'every 180 days',
    pendingWindow: '7 days',
    removalPolicy: 'DESTROY',
    access: [{ principals: ['the account'], permissions: ['everything'], actions: expect.arrayContaining(['kms:Decrypt', 'kms:PutKeyPolicy']), conditions: [], sid: 'EnableIamPolicies', source: 'key policy' }],
    restrictions: [],
    replicas: [],
    monthlyCost: 1,
    monthlyCostWhenRotated: 3,
  }]);
});

test('service rows say through which service and for whose resources', () => {
  const stack = testStack();
  new ServiceKey(stack, 'Key', {
    service: KeyService.EBS,
    additionalServices: [KeyService.AUTO_SCALING, KeyService.CLOUDWATCH_LOGS],
    users: [role(stack, 'Worker')],
  });
  expect(rows(reportOf(stack).toText(), 'Allowed')).toEqual([
    'the account, as its IAM policies say: administer',
    'role AWSServiceRoleForAutoScaling: use',
    'role AWSServiceRoleForAutoScaling: create grants for AWS resources only',
    `logs.${REGION}.amazonaws.com: use with aws:logs:arn = arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*`,
    'role Worker: use through CloudWatch Logs',
    'the account, as its IAM policies say: encrypt, generate data keys through CloudWatch Logs',
    `logs.${REGION}.amazonaws.com: describe`,
    'role Worker: decrypt, make sealed data keys, re-encrypt through EBS',
    'the account, as its IAM policies say: make sealed data keys, re-encrypt through EBS',
    'the account, as its IAM policies say: create grants for AWS resources only through EBS',
    'role Worker: create grants for AWS resources only through EBS',
  ]);
});

test('restrictions say whom they spare', () => {
  const stack = testStack();
  const api = role(stack, 'Api');
  new EncryptedKey(stack, 'Key', {
    restrictions: [
      KeyRestriction.onlyPrincipals([api]),
      KeyRestriction.onlyViaServices([KeyService.S3]),
      KeyRestriction.requireEncryptionContext({ Department: ['Finance'] }),
      KeyRestriction.onlyOrganization('o-a1b2c3d4e5'),
      KeyRestriction.onlyRegions([REGION]),
      KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(90)),
    ],
  });
  expect(rows(reportOf(stack).toText(), 'Denied').sort()).toEqual([
    'everyone: disable, schedule deletion; until 90 days without use',
    'everyone: everything; except roles of AWS services; except AWS services; unless from organization o-a1b2c3d4e5',
    'everyone: create grants; except role Api, roles of AWS services; except AWS services; except AWS resources',
    'everyone: use; except role Api, roles of AWS services; except AWS services',
    'everyone: use; except roles of AWS services; except AWS services; unless in eu-west-1',
    'everyone: use; except roles of AWS services; except AWS services; unless through S3',
    'everyone: use; except roles of AWS services; unless Department = Finance',
  ].sort());
});

describe('an app and its stacks', () => {
  const build = () => {
    const app = new App({ analyticsReporting: false });
    const [one, other] = ['One', 'Other'].map(id => new Stack(app, id, { env: { account: ACCOUNT, region: REGION } }));
    new EncryptedKey(one, 'Key', { alias: 'one', iamDelegation: IamDelegation.ADMINISTRATION, users: [role(one, 'Api')], access: [KeyAccess.decrypt(role(one, 'Reader'), { encryptionContext: { dept: ['fin'] } })] });
    new EncryptedKey(new NestedStack(one, 'Nested'), 'Inner', { alias: 'inner' });
    new EncryptedKey(other, 'Key', { alias: 'other' });
    return { app, one, other };
  };

  test('are read as a whole, or one stack with what is nested in it', () => {
    const names = ({ keys }: KeyReport) => keys.map(({ aliases: [alias], stack }) => `${stack} ${alias}`).sort();

    expect(names(KeyReport.fromApp(build().app))).toEqual(['One alias/one', 'One/Nested alias/inner', 'Other alias/other']);
    expect(names(KeyReport.fromStack(build().one))).toEqual(['One alias/one', 'One/Nested alias/inner']);
    expect(names(KeyReport.fromStack(build().other))).toEqual(['Other alias/other']);
  });

  test('answer who can do one thing', () => {
    const report = KeyReport.fromApp(build().app);
    const who = (action: string, key: string) => report.whoCan(action, key).map(({ principals, conditions }) => [principals, conditions]);

    expect(who('kms:Decrypt', 'alias/one')).toEqual([[['role Reader'], ['with dept = fin']], [['role Api'], []]]);
    expect(who('KMS:decrypt', 'alias/one')).toEqual(who('kms:Decrypt', 'alias/one'));
    expect(who('kms:PutKeyPolicy', 'alias/one')).toEqual([[['the account'], []]]);
    expect(who('kms:Sign', 'alias/one')).toEqual([]);
    const { logicalId } = report.keys.find(({ stack }) => stack === 'Other')!;
    expect(who('kms:Decrypt', `Other/${logicalId}`)).toEqual([[['the account'], []]]);
  });

  test('answer nothing of what is none of theirs, or is two', () => {
    const report = KeyReport.fromApp(build().app);

    expect(() => report.whoCan('kms:Decript', 'alias/one')).toThrow(/'action' must be an action of KMS/);
    expect(() => report.whoCan('kms:Decrypt', 'alias/none')).toThrow(/'key' must be a key of the report/);
    expect(() => report.whoCan('kms:Decrypt', 'Key')).toThrow(/'key' must be one key, and is 2/);
  });
});

describe('IAM policies of the app', () => {
  test('count where the key policy delegates', () => {
    const stack = testStack();
    new kms.Key(stack, 'Key').grantDecrypt(role(stack, 'Reader'));
    expect(rows(reportOf(stack).toText(), 'Allowed')).toEqual(['the account, as its IAM policies say: everything', 'role Reader: decrypt (IAM policy)']);
  });

  test('are not listed where it does not', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION });
    role(stack, 'Reader').addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
    expect(rows(reportOf(stack).toText(), 'Allowed')).toEqual(['the account, as its IAM policies say: administer']);
  });

  test('count under the conditions of the delegation, and no further than it', () => {
    const stack = testStack();
    const key = new ServiceKey(stack, 'Key', { service: KeyService.S3 });
    role(stack, 'Writer').addToPolicy(new iam.PolicyStatement({ actions: ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'], resources: [key.keyArn] }));
    expect(rows(reportOf(stack).toText(), 'Allowed').slice(2)).toEqual([
      'role Writer: describe (IAM policy)',
      'role Writer: generate data keys through S3 (IAM policy)',
    ]);
  });

  test('that allow everything count for what is delegated', () => {
    const stack = testStack();
    const key = new ServiceKey(stack, 'Key', { service: KeyService.S3 });
    role(stack, 'Operator').addToPolicy(new iam.PolicyStatement({ actions: ['kms:*'], resources: [key.keyArn] }));
    expect(rows(reportOf(stack).toText(), 'Allowed').slice(2)).toEqual([
      'role Operator: administer (IAM policy)',
      'role Operator: decrypt, generate data keys through S3 (IAM policy)',
    ]);
  });

  test.each<[string, string[], any, boolean]>([
    ['every key', ['*'], undefined, true],
    ['every key of the account', [`arn:aws:kms:${REGION}:${ACCOUNT}:key/*`], undefined, true],
    ['every key of any region', [`arn:aws:kms:*:${ACCOUNT}:key/*`], undefined, true],
    ['keys of another region', [`arn:aws:kms:us-west-2:${ACCOUNT}:key/*`], undefined, false],
    ['keys of another account', [`arn:aws:kms:${REGION}:${OTHER_ACCOUNT}:key/*`], undefined, false],
    ['every alias, which names no key', [`arn:aws:kms:${REGION}:${ACCOUNT}:alias/*`], undefined, false],
    ['the key by its alias', ['*'], { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } }, true],
    ['keys by a pattern of aliases', ['*'], { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': ['alias/o*'] } }, true],
    ['keys of another alias', ['*'], { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders-2' } }, false],
  ])('that allow %s are read so', (_, resources, conditions, listed) => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { alias: 'orders' });
    role(stack, 'Reader').addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources, conditions }));
    const allowed = rows(reportOf(stack).toText(), 'Allowed').slice(1).map(row => row.replace(/ while it is named \S+/, ''));
    expect(allowed).toEqual(listed ? ['role Reader: decrypt (IAM policy)'] : []);
  });

  test('that allow a key by its alias say so', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { alias: 'orders' });
    role(stack, 'Reader').addToPolicy(new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
      conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': key.aliasName } },
    }));
    expect(rows(reportOf(stack).toText(), 'Allowed').slice(1)).toEqual(['role Reader: decrypt while it is named alias/orders (IAM policy)']);
  });

  test('are found in other stacks, through exports', () => {
    const stack = testStack();
    const consumer = new Stack(stack.node.root as App, 'Consumer', { env: { account: ACCOUNT, region: REGION } });
    new kms.Key(stack, 'Key').grantEncrypt(role(consumer, 'Writer'));
    expect(rows(reportOf(stack).toText(), 'Allowed').slice(1)).toEqual(['role Writer: encrypt, generate data keys, re-encrypt (IAM policy)']);
  });
});

test('a role of another stack has its name', () => {
  const stack = testStack();
  const writer = role(stack, 'Writer');
  const keys = new Stack(stack.node.root as App, 'Keys', { env: { account: ACCOUNT, region: REGION } });
  new EncryptedKey(keys, 'Key', { users: [writer] });
  expect(rows(reportOf(stack).toText(), 'Allowed')).toEqual([
    'the account, as its IAM policies say: everything',
    expect.stringMatching(/^the account, as its IAM policies say: use as role Test-Writer3ED51D24-\*$/),
    'role Writer: use while it is named alias/Keys-key (IAM policy)',
  ]);
});

test('a primary names its replicas in other regions', () => {
  const stack = testStack();
  new MultiRegionKey(stack, 'Key', { replicaRegions: ['us-east-1'] });
  const { keys } = reportOf(stack);
  expect(keys.map(key => [key.kind, key.replicas])).toEqual([
    ['symmetric encryption key, multi-Region primary', [expect.stringMatching(/^us-east-1 \(.+\)$/)]],
    ['replica of a multi-Region key', []],
  ]);
});

test('stages and nested stacks are read too', () => {
  const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'report-')) });
  const stage = new Stage(app, 'Prod', { env: { account: ACCOUNT, region: REGION } });
  const stack = new Stack(stage, 'Data');
  new kms.Key(stack, 'Key');
  new kms.Key(new NestedStack(stack, 'Inner'), 'Key');
  const { keys } = KeyReport.fromDirectory(app.synth().directory);
  expect(keys.map(key => [key.stack, key.name])).toEqual([['Prod-Data', 'Key'], ['Prod-Data/Inner', 'Key']]);
});

describe('any template', () => {
  const read = (Properties: any, more: any = {}) => KeyReport.fromTemplate({ Resources: { Key: { Type: 'AWS::KMS::Key', Properties, ...more } } }, { account: ACCOUNT, region: REGION }).keys[0];
  const allow = (statement: any) => read({ KeyPolicy: { Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] } }).access[0];

  test('without keys says so', () => {
    expect(KeyReport.fromTemplate({ Resources: {} }).toText()).toBe('No customer managed keys.\n');
  });

  test('a bare key has the defaults of KMS', () => {
    expect(read(undefined)).toMatchObject({
      rotation: 'off', pendingWindow: '30 days', removalPolicy: 'DESTROY', enabled: true, monthlyCostWhenRotated: 1, access: [{ principals: ['the account'], permissions: ['everything'] }],
    });
  });

  test.each([
    [{ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }, 'signing key (ECC_NIST_P256)'],
    [{ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }, 'HMAC key (HMAC_256)'],
    [{ KeySpec: 'RSA_4096' }, 'asymmetric encryption key (RSA_4096)'],
    [{ MultiRegion: true }, 'symmetric encryption key, multi-Region primary'],
    [{ Origin: 'EXTERNAL' }, 'symmetric encryption key, imported key material'],
  ])('kind of %j', (properties, kind) => { expect(read(properties).kind).toBe(kind); });

  test('imported material rotates on demand only, and costs a dollar', () => {
    expect(read({ Origin: 'EXTERNAL' })).toMatchObject({ rotation: 'on demand only', monthlyCostWhenRotated: 1 });
  });

  test('what only a deployment knows is said as such', () => {
    expect(read({ KeyPolicy: { Ref: 'Policy' }, EnableKeyRotation: { Ref: 'Rotate' }, PendingWindowInDays: { Ref: 'Days' } })).toMatchObject({
      rotation: 'decided at deployment', pendingWindow: 'decided at deployment', access: [{ principals: ['whoever a policy decided at deployment names'] }],
    });
  });

  test('a retained key is said to be retained', () => {
    expect(read({}, { DeletionPolicy: 'RetainExceptOnCreate' }).removalPolicy).toBe('RETAIN');
  });

  test('replicas are listed with their primary', () => {
    const report = KeyReport.fromTemplate({
      Resources: {
        Primary: { Type: 'AWS::KMS::Key', Properties: { MultiRegion: true, EnableKeyRotation: true } },
        Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: { 'Fn::GetAtt': ['Primary', 'Arn'] }, KeyPolicy: { Statement: [] } } },
      },
    }, { stackName: 'Global', region: REGION });
    expect(report.keys[0].replicas).toEqual([`${REGION} (Global)`]);
    expect(report.keys[1]).toMatchObject({ kind: 'replica of a multi-Region key', rotation: 'as its primary', monthlyCostWhenRotated: 3 });
  });

  test.each([
    ['a role of another account', { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/App` }, `role App of account ${OTHER_ACCOUNT}`],
    ['a user', { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:user/admin1' } }, 'user admin1'],
    ['a session', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/App/one` }, 'session App/one'],
    ['an identity provider', { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/Okta` }, `identities of ${ACCOUNT}:saml-provider/Okta`],
    ['an account by its id', { AWS: OTHER_ACCOUNT }, `account ${OTHER_ACCOUNT}`],
    ['everyone', '*', 'everyone'],
    ['the id of a deleted role', { AWS: 'AROAEXAMPLE' }, 'AROAEXAMPLE'],
  ])('names %s', (_, Principal, words) => { expect(allow({ Principal, Action: 'kms:Decrypt' }).principals).toEqual([words]); });

  test('a stack that knows neither its account nor its region names principals alike', () => {
    const account = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };
    const roleArn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/App']] };
    const statements = [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*' }, { Effect: 'Allow', Principal: { AWS: roleArn }, Action: 'kms:Decrypt' }];
    const report = KeyReport.fromTemplate({ Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: statements } } } } });
    expect(report.toText()).toContain('the account, as its IAM policies say: everything');
    expect(report.toText()).toContain('role App: decrypt');
  });

  test.each([
    [{ StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }, 'through S3'],
    [{ StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } }, expect.stringMatching(/^through .+ in any region$/)],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, 'with MFA'],
    [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'from organization o-1'],
    [{ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/r-1/*' } }, 'from o-1/r-1/*'],
    [{ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/app-*` } }, 'as role app-*'],
    [{ StringEquals: { 'kms:CallerAccount': ACCOUNT } }, `from account ${ACCOUNT}`],
    [{ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, 'from VPC endpoint vpce-1'],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'when aws:SourceIp IpAddress 10.0.0.0/8'],
    [{ Null: { 'kms:EncryptionContext:tenant': 'false' } }, 'when kms:EncryptionContext:tenant is there'],
    [{ StringNotEquals: { 'kms:EncryptionContext:tenant': 'a' } }, 'unless tenant = a'],
  ])('condition %j', (Condition, words) => {
    expect(allow({ Principal: '*', Action: 'kms:Decrypt', Condition }).conditions).toEqual([words]);
  });

  test('NotAction and NotPrincipal are turned round', () => {
    expect(allow({ NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` }, NotAction: 'kms:Decrypt' }))
      .toMatchObject({ principals: ['everyone but role App'], permissions: ['everything but decrypt'] });
  });

  test('fails when the directory is no cloud assembly', () => {
    expect(() => KeyReport.fromDirectory('/nowhere'))
      .toThrow("'directory' must be a cloud assembly with a manifest.json, got: '/nowhere'; give it the output of 'cdk synth'");
  });

  test('fails when the template is a string', () => {
    expect(() => KeyReport.fromTemplate('{}')).toThrow("'template' must be a parsed CloudFormation template, got: '{}'");
  });
});

test.each([
  [['kms:*'], ['everything']],
  [['kms:Decrypt'], ['decrypt']],
  [['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'], ['use']],
  // The console's list of administrator actions, which reaches grants.
  [['kms:Create*', 'kms:Describe*', 'kms:Enable*', 'kms:List*', 'kms:Put*', 'kms:Update*', 'kms:Revoke*', 'kms:Disable*', 'kms:Get*', 'kms:ScheduleKeyDeletion'],
    ['administer', 'create grants', 'read the public key']],
  [['kms:GenerateDataKey', 'kms:Decrypt'], ['decrypt', 'generate data keys']],
  [['kms:Sign', 'kms:Verify', 'kms:GetPublicKey'], ['sign', 'verify']],
  [['kms:GenerateRandom'], ['GenerateRandom']],
])('permissions of %j', (actions, permissions) => { expect(permissionsOf(actions)).toEqual(permissions); });

test('a thousand keys are read in one pass over the app', () => {
  const count = 1000;
  const Resources = Object.fromEntries(Array.from({ length: count }, (_, i) => [
    [`Key${i}`, { Type: 'AWS::KMS::Key', Properties: {} }],
    [`Alias${i}`, { Type: 'AWS::KMS::Alias', Properties: { AliasName: `alias/key-${i}`, TargetKeyId: { Ref: `Key${i}` } } }],
    [`Policy${i}`, {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [`role-${i}`], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [`Key${i}`, 'Arn'] } }] } },
    }],
  ]).flat());
  const start = process.cpuUsage();
  const { keys } = KeyReport.fromTemplate({ Resources });
  const { user, system } = process.cpuUsage(start);
  expect(keys[count - 1]).toMatchObject({ aliases: [`alias/key-${count - 1}`], access: [{ principals: ['the account'] }, { principals: [`role role-${count - 1}`], permissions: ['decrypt'] }] });
  // Reading the app again for each key grows with the square of their number.
  expect((user + system) / 1e6).toBeLessThan(5);
});

test('the data under a key is said, of another stack with its name', () => {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key', { alias: 'orders' });
  new Bucket(stack, 'Documents', { encryptionKey: key });
  new Bucket(new Stack(Stack.of(stack).node.root, 'Other', { env: { account: ACCOUNT, region: REGION } }), 'Archive', { encryptionKey: key });

  const report = reportOf(stack);
  expect(report.keys[0].data).toEqual(['bucket Documents', 'bucket Archive (Other)']);
  expect(rows(report.toText(), 'Data')).toEqual(report.keys[0].data);
});

describe('what other people write', () => {
  const statement = (principal: object, action: string | string[], more: object = {}) => ({ Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...more });
  const ROOT = statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }, 'kms:*');
  const textOf = (statements: object[], others: object = {}, properties: object = {}) => KeyReport.fromTemplate({
    Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: statements }, ...properties } }, ...others },
  }).toText();
  const OTHER = { AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`, { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/app' }] };

  test('IAM policies decide for the accounts of a statement, not for whom it names', () =>
    expect(rows(textOf([ROOT, statement(OTHER, 'kms:Decrypt')]), 'Allowed')).toEqual([
      'the account, as its IAM policies say: everything',
      `role app; account ${OTHER_ACCOUNT}, as its IAM policies say: decrypt`,
    ]));

  test('an action that KMS does not have lets nobody do anything', () =>
    expect(rows(textOf([ROOT, statement({ AWS: OTHER_ACCOUNT }, ['kms:ReEncrypt', 'kms:Encrypt'])]), 'Allowed')[1]).toBe(`account ${OTHER_ACCOUNT}, as its IAM policies say: encrypt`));

  test('a statement for a service that KMS never names is none', () =>
    expect(rows(textOf([ROOT, statement({ AWS: OTHER_ACCOUNT }, 'kms:Decrypt', { Condition: { StringEquals: { 'kms:ViaService': 's3.amazonaws.com' } } })]), 'Allowed')).toHaveLength(1));

  test('statements that are never there together allow nothing together', () => {
    const chosen = (whenTrue: unknown, whenFalse: unknown) => ({ 'Fn::If': ['IsOpen', whenTrue, whenFalse] });
    const user = {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'user',
        Policies: [{
          PolicyName: 'p',
          PolicyDocument: {
            Statement: [chosen(
              { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }, { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*' })],
          },
        }],
      },
    };
    const text = textOf([chosen(statement(ROOT.Principal, ['kms:Decrypt', 'kms:Encrypt']), statement(ROOT.Principal, 'kms:Encrypt'))], { User: user });

    expect(rows(text, 'Allowed').filter(row => row.startsWith('role user'))).toEqual([
      'role user: decrypt if IsOpen (IAM policy)',
      'role user: encrypt if not IsOpen (IAM policy)',
    ]);
  });

  test('a time that the deployment decides', () =>
    expect(rows(textOf([ROOT], {}, { PendingWindowInDays: { Ref: 'Days' } }), 'Deletion')[0]).toMatch(/^after a time decided at deployment; /));
});
