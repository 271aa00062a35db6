import { App, PhysicalName, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CrossAccountKey, CrossAccountKeyProps, EncryptedKey, IamDelegation, KeyAccess, KeyAccessLevel, KeyRestriction, KeyService } from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';
import { World } from '../support/world';

const THIRD = '777788889999';
const arn = (name: string, account = OTHER_ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const use = [identityAllowing('kms:Decrypt', 'kms:Encrypt', 'kms:CreateGrant', 'kms:GenerateDataKey', 'kms:DescribeKey')];

function policyOf(props: CrossAccountKeyProps) {
  const stack = testStack();
  new CrossAccountKey(stack, 'Shared', props);
  return keyPolicy(stack);
}
const s3Here = { 'kms:ViaService': `s3.${REGION}.amazonaws.com` };

describe('CrossAccountKey', () => {
  test('names the account, bounded by service', () => {
    expect(policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3] }).Statement).toEqual([
      { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      {
        Sid: 'KeyUse',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
      },
    ]);
  });

  describe("the guide's example 2, put right", () => {
    // What the guide gets wrong (guide-errata 2 and 6): the second Allow restricts nobody, DescribeKey and ReEncrypt* are missing from
    // it, and a key is used in its own Region, so that s3.us-west-2 can never match for a key of us-east-1.
    const stack = testStack('us-east-1', '123456789012');
    new CrossAccountKey(stack, 'Shared', {
      accounts: ['987654321098'],
      principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/CrossAccountRole')],
      viaServices: [KeyService.S3],
      iamDelegation: IamDelegation.ADMINISTRATION,
      access: [
        KeyAccess.use(new iam.ArnPrincipal('arn:aws:iam::987654321098:role/DataProcessingRole'), {
          encryptionContext: { Department: ['Finance'], Project: ['DataAnalytics'] },
        }),
      ],
    });
    const policy = keyPolicy(stack);
    test('is this policy', () => {
      const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
      const ALL = [USE[0], 'kms:DescribeKey', ...USE.slice(1)];
      const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
      const StringEquals = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
      // Roles of other accounts are named by account and ARN: KMS refuses a principal that does not exist yet.
      const data = { Principal: root('987654321098'), is: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::987654321098:role/DataProcessingRole' } } };
      const third = { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/CrossAccountRole' } };
      const finance = { 'kms:EncryptionContext:Department': 'Finance', 'kms:EncryptionContext:Project': 'DataAnalytics' };
      const wanted = [
        { Principal: root('987654321098'), Action: ALL, Condition: { StringEquals } },
        { Principal: root('111122223333'), Action: ALL, Condition: { ...third, StringEquals } },
        { Principal: data.Principal, Action: USE, Condition: { ...data.is, StringEquals: finance } },
        { Principal: data.Principal, Action: 'kms:DescribeKey', Condition: data.is },
      ];
      const given = policy.Statement.slice(1).map(({ Principal, Action, Condition }) => ({ Principal, Action, Condition }));
      expect(given).toHaveLength(wanted.length);
      expect(given).toEqual(expect.arrayContaining(wanted));
      expect(policy.Statement.map(s => s.Sid)).toEqual(['EnableIamAdministration', 'KeyUse', 'KeyUse2', 'KeyUse3', 'KeyUseDescribe']);
    });
    test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
    const via = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
    const finance = { 'kms:EncryptionContext:Department': 'Finance', 'kms:EncryptionContext:Project': 'DataAnalytics' };
    const at = { keyAccount: '123456789012', keyArn: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab', identity: use };
    const data = 'arn:aws:iam::987654321098:role/DataProcessingRole';
    decisionTable(() => policy, [
      ['any role of the account, through S3', { ...at, principal: 'arn:aws:iam::987654321098:role/Any', context: via }, 'Allowed'],
      ['not directly', { ...at, principal: 'arn:aws:iam::987654321098:role/Any' }, 'ImplicitlyDenied'],
      ['not through another service', { ...at, principal: 'arn:aws:iam::987654321098:role/Any', context: { 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' } }, 'ImplicitlyDenied'],
      ['the role of a third account, through S3', { ...at, principal: 'arn:aws:iam::111122223333:role/CrossAccountRole', context: via }, 'Allowed'],
      ['no other role of that account', { ...at, principal: 'arn:aws:iam::111122223333:role/Other', context: via }, 'ImplicitlyDenied'],
      ['the data role with both pairs', { ...at, principal: data, context: finance }, 'Allowed'],
      ['not with one of them', { ...at, principal: data, context: { 'kms:EncryptionContext:Department': 'Finance' } }, 'ImplicitlyDenied'],
      ['it describes the key, which carries no context', { ...at, principal: data, action: 'kms:DescribeKey' }, 'Allowed'],
      ['nobody without the IAM policy of the other account', { ...at, identity: [], principal: data, context: finance }, 'ImplicitlyDenied'],
      ['no role of the own account by IAM alone', { ...at, principal: 'arn:aws:iam::123456789012:role/Any' }, 'ImplicitlyDenied'],
    ]);
  });

  describe('both sides', () => {
    const policy = policyOf({
      accounts: [OTHER_ACCOUNT],
      principalArnPatterns: [arn('app-*')],
      organizationId: 'o-a1b2c3d4e5',
      viaServices: [KeyService.S3],
      encryptionContext: { Project: ['blue'] },
      accessLevel: KeyAccessLevel.DECRYPT,
    });
    const right = { ...s3Here, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'kms:EncryptionContext:Project': 'blue' };
    decisionTable(() => policy, [
      ['everything right', { principal: arn('app-1'), identity: use, context: right }, 'Allowed'],
      ['no policy of the caller', { principal: arn('app-1'), context: right }, 'ImplicitlyDenied'],
      ['a policy of the caller for another key', { principal: arn('app-1'), identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/other` }] }], context: right }, 'ImplicitlyDenied'],
      ['wrong account', { principal: arn('app-1', THIRD), identity: use, context: right }, 'ImplicitlyDenied'],
      ['wrong role', { principal: arn('web-1'), identity: use, context: right }, 'ImplicitlyDenied'],
      ['wrong service', { principal: arn('app-1'), identity: use, context: { ...right, 'kms:ViaService': `sqs.${REGION}.amazonaws.com` } }, 'ImplicitlyDenied'],
      ['wrong region', { principal: arn('app-1'), identity: use, context: { ...right, 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }, 'ImplicitlyDenied'],
      ['wrong organization', { principal: arn('app-1'), identity: use, context: { ...right, 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' } }, 'ImplicitlyDenied'],
      ['wrong context', { principal: arn('app-1'), identity: use, context: { ...right, 'kms:EncryptionContext:Project': 'red' } }, 'ImplicitlyDenied'],
      ['another action', { principal: arn('app-1'), action: 'kms:Encrypt', identity: use, context: right }, 'ImplicitlyDenied'],
    ]);
    test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
  });

  describe('organizations', () => {
    const policy = policyOf({ organizationPaths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'], accessLevel: KeyAccessLevel.DECRYPT });
    const path = (ou: string) => ({ 'aws:PrincipalOrgPaths': [`o-a1b2c3d4e5/r-ab12/${ou}/`] });
    decisionTable(() => policy, [
      ['an account under the path', { principal: arn('x'), identity: use, context: path('ou-ab12-11111111') }, 'Allowed'],
      ['an account elsewhere', { principal: arn('x'), identity: use, context: path('ou-ab12-22222222') }, 'ImplicitlyDenied'],
      ['an account of no organization', { principal: arn('x'), identity: use }, 'ImplicitlyDenied'],
    ]);
    test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
    test('an organization alone is everyone of it', () => {
      expect(statement(policyOf({ organizationId: 'o-a1b2c3d4e5' }), 'KeyUse')).toMatchObject({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } });
    });
  });

  describe('patterns without accounts', () => {
    test('name the accounts in them', () => {
      expect(statement(policyOf({ principalArnPatterns: [arn('a-*'), arn('b-*', THIRD)] }), 'KeyUse')).toMatchObject({
        Principal: { AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`, `arn:aws:iam::${THIRD}:root`] },
        Condition: { ArnLike: { 'aws:PrincipalArn': [arn('a-*'), arn('b-*', THIRD)] } },
      });
    });
    test('of any account need an organization', () => {
      expect(statement(policyOf({ principalArnPatterns: ['arn:aws:iam::*:role/app'], organizationId: 'o-a1b2c3d4e5' }), 'KeyUse').Principal).toEqual({ AWS: '*' });
      expect(() => policyOf({ principalArnPatterns: ['arn:aws:iam::*:role/app'] })).toThrow(/needs 'accounts' or 'organizationId'/);
    });
  });

  describe('grants for AWS resources', () => {
    const policy = policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3, KeyService.EBS, KeyService.RDS] });
    const ec2 = { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` };
    decisionTable(() => policy, [
      ['EBS makes one for a volume', { principal: arn('x'), action: 'kms:CreateGrant', identity: use, context: { ...ec2, 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
      ['RDS for a copy of a snapshot', { principal: arn('x'), action: 'kms:CreateGrant', identity: use, context: { 'kms:ViaService': `rds.${REGION}.amazonaws.com`, 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
      ['nobody makes one for himself', { principal: arn('x'), action: 'kms:CreateGrant', identity: use, context: { 'kms:GrantIsForAWSResource': 'false' } }, 'ImplicitlyDenied'],
      ['S3 makes none', { principal: arn('x'), action: 'kms:CreateGrant', identity: use, context: { ...s3Here, 'kms:GrantIsForAWSResource': 'true' } }, 'ImplicitlyDenied'],
      ['EBS uses the key', { principal: arn('x'), action: 'kms:GenerateDataKeyWithoutPlaintext', identity: [identityAllowing('kms:GenerateDataKeyWithoutPlaintext')], context: ec2 }, 'Allowed'],
    ]);
    test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
    test('are not there for services that make none', () => {
      expect(policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3] }).Statement).toHaveLength(2);
    });
    test('can be switched on and off', () => {
      const sids = (props: Partial<CrossAccountKeyProps>) =>
        policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.EBS], ...props }).Statement.map(s => s.Sid);
      expect(sids({ grantsForAwsResources: false })).not.toContain('KeyGrantsForAwsResources');
      expect(sids({ viaServices: [KeyService.S3], grantsForAwsResources: true })).toContain('KeyGrantsForAwsResources');
    });
  });

  describe('Auto Scaling of another account', () => {
    const policy = policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.EBS], autoScaling: true });
    const operations = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'CreateGrant'];
    const linked = (account: string) => `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
    const grant = { 'kms:GranteePrincipal': linked(OTHER_ACCOUNT), 'kms:GrantOperations': operations };
    decisionTable(() => policy, [
      ['an administrator makes the grant', { principal: arn('Admin'), action: 'kms:CreateGrant', identity: use, context: grant }, 'Allowed'],
      ['not for another principal', { principal: arn('Admin'), action: 'kms:CreateGrant', identity: use, context: { ...grant, 'kms:GranteePrincipal': arn('Admin') } }, 'ImplicitlyDenied'],
      ['not for the role of another account', { principal: arn('Admin'), action: 'kms:CreateGrant', identity: use, context: { ...grant, 'kms:GranteePrincipal': linked(THIRD) } }, 'ImplicitlyDenied'],
      ['not for other operations', { principal: arn('Admin'), action: 'kms:CreateGrant', identity: use, context: { ...grant, 'kms:GrantOperations': ['Decrypt', 'RetireGrant'] } }, 'ImplicitlyDenied'],
      ['not by another account', { principal: arn('Admin', THIRD), action: 'kms:CreateGrant', identity: use, context: grant }, 'ImplicitlyDenied'],
    ]);
    test('names exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
  });

  describe('two stacks of one app in two accounts', () => {
    function twoAccounts(props: Partial<CrossAccountKeyProps> = {}, roleName?: string) {
      const app = new App({ analyticsReporting: false });
      const owner = new Stack(app, 'Owner', { env: { account: ACCOUNT, region: REGION } });
      const caller = new Stack(app, 'Caller', { env: { account: OTHER_ACCOUNT, region: REGION } });
      const reader = new iam.Role(caller, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName });
      const key = new CrossAccountKey(owner, 'Shared', { accounts: [THIRD], viaServices: [KeyService.S3], ...props });
      return { app, owner, caller, reader, key };
    }

    test('one grant writes both halves, for a role that does not exist yet, and ties no stack to the other', async () => {
      const { app, caller, owner, reader, key } = twoAccounts({}, PhysicalName.GENERATE_IF_NEEDED);
      key.grantDecrypt(reader);
      new iam.Role(caller, 'Other', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Other' });
      new EncryptedKey(owner, 'Unshared');
      const world = new World(app);
      const shared = world.key('alias/Owner-shared');
      const context = s3Here;
      expect(shared.policy.Statement[2]).toEqual({
        Sid: 'GrantDecrypt',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: 'kms:Decrypt',
        Resource: '*',
        // The bounds of the key hold for grants as well.
        Condition: { ArnEquals: { 'aws:PrincipalArn': expect.stringMatching(/:role\/callercallerreader/) }, StringEquals: s3Here },
      });
      const role = shared.policy.Statement[2].Condition.ArnEquals['aws:PrincipalArn'].split('/')[1];
      expect(await world.decide({ role, key: shared, context })).toBe('Allowed');
      expect(await world.decide({ role, key: shared })).toBe('ImplicitlyDenied');
      expect(await world.decide({ role, key: shared, context, action: 'kms:Encrypt' })).toBe('ImplicitlyDenied');
      expect(await world.decide({ role: 'Other', key: shared, context })).toBe('ImplicitlyDenied');
      expect(await world.decide({ role, key: world.key('alias/Owner-unshared'), context })).toBe('ImplicitlyDenied');
      expect(world.stacks.Owner.dependencies.map(d => d.id)).toEqual(['Owner.assets']);
      expect(world.stacks.Caller.dependencies.map(d => d.id)).toEqual(['Caller.assets']);
    });

    test('the policy of the caller is neither bare * nor an alias as resource', () => {
      const { caller, reader, key } = twoAccounts({}, 'Reader');
      key.grants.encryptDecrypt(reader);
      const policies = Object.values(Template.fromStack(caller).findResources('AWS::IAM::Policy')).flatMap(p => p.Properties.PolicyDocument.Statement);
      expect(policies).toEqual([{
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/Owner-shared' }, 'StringEquals': s3Here },
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:kms:${REGION}:${ACCOUNT}:key/*`]] },
      }]);
    });

    test('principals of the app get both halves too', async () => {
      const app = new App({ analyticsReporting: false });
      const caller = new Stack(app, 'Caller', { env: { account: OTHER_ACCOUNT, region: REGION } });
      const reader = new iam.Role(caller, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Reader' });
      const owner = new Stack(app, 'Owner', { env: { account: ACCOUNT, region: REGION } });
      new CrossAccountKey(owner, 'Shared', { principals: [reader], viaServices: [KeyService.S3], accessLevel: KeyAccessLevel.DECRYPT });
      const world = new World(app);
      const key = world.key('alias/Owner-shared');
      expect(statement(key.policy, 'KeyDecrypt').Principal).toEqual({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` });
      expect(await world.decide({ role: 'Reader', key, context: s3Here })).toBe('Allowed');
      expect(await world.decide({ role: 'Reader', key })).toBe('ImplicitlyDenied');
    });

    test('a shared bucket: its key is granted with it', async () => {
      const { app, owner, reader, key } = twoAccounts({}, 'Reader');
      new s3.Bucket(owner, 'Bucket', { encryptionKey: key, bucketName: 'shared-bucket' }).grantRead(reader);
      const world = new World(app);
      expect(await world.decide({ role: 'Reader', key: world.key('alias/Owner-shared'), context: s3Here })).toBe('Allowed');
      expect(await world.decide({ role: 'Reader', key: world.key('alias/Owner-shared') })).toBe('ImplicitlyDenied');
    });

    test('a shared secret: both halves are bound to Secrets Manager', async () => {
      const { app, owner, reader, key } = twoAccounts({}, 'Reader');
      new secretsmanager.Secret(owner, 'Secret', { encryptionKey: key, secretName: 'shared' }).grantRead(reader);
      const world = new World(app);
      const shared = world.key('alias/Owner-shared');
      const through = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
      const viaSecrets = world.identity('Reader')[0].Statement.find((s: any) => s.Condition?.StringEquals?.['kms:ViaService']);
      expect(viaSecrets).toMatchObject({ Action: 'kms:Decrypt', Condition: { StringEquals: through('secretsmanager') } });
      expect(await world.decide({ role: 'Reader', key: shared, context: through('secretsmanager') })).toBe('Allowed');
    });

    test('a role that already uses the stack of the key makes no cycle, and the account is not opened', async () => {
      const { app, caller, owner, reader, key } = twoAccounts({}, 'Reader');
      caller.node.addDependency(owner);
      key.grantDecrypt(reader);
      const world = new World(app);
      expect(world.key('alias/Owner-shared').policy.Statement[2].Condition).toEqual({ ArnEquals: { 'aws:PrincipalArn': arn('Reader') }, StringEquals: s3Here });
    });

    test('a role without a name is known by the name that CloudFormation makes', () => {
      const { app, reader, key } = twoAccounts();
      key.grantDecrypt(reader);
      expect(statement(new World(app).key('alias/Owner-shared').policy, 'GrantDecrypt').Condition.ArnLike)
        .toEqual({ 'aws:PrincipalArn': expect.stringMatching(/^arn:aws:iam::444455556666:role\/Caller-Reader[0-9A-F]{8}-\*$/) });
    });

    test('fails for a group, which no key policy can name', () => {
      const { caller, key } = twoAccounts();
      expect(() => key.grantDecrypt(new iam.Group(caller, 'Group', { groupName: 'readers' }))).toThrow(/must be a principal that a key policy can name/);
    });

    test('every key does so, not only this one', async () => {
      const { app, owner, reader } = twoAccounts({}, 'Reader');
      new EncryptedKey(owner, 'Plain').grantDecrypt(reader);
      const world = new World(app);
      expect(await world.decide({ role: 'Reader', key: world.key('alias/Owner-plain') })).toBe('Allowed');
    });

    test('a user works as a role does', async () => {
      const { app, caller, owner } = twoAccounts();
      const user = new iam.User(caller, 'User', { userName: 'reader', path: '/people/' });
      new EncryptedKey(owner, 'Plain').grantDecrypt(user);
      const world = new World(app);
      expect(world.key('alias/Owner-plain').policy.Statement[1].Condition.ArnEquals['aws:PrincipalArn']).toBe(`arn:aws:iam::${OTHER_ACCOUNT}:user/people/reader`);
    });
  });

  describe('two stacks of one account', () => {
    test.each([[IamDelegation.FULL], [IamDelegation.ADMINISTRATION]])('a secret of another stack is read without a cycle (delegation %s)', async iamDelegation => {
      const app = new App({ analyticsReporting: false });
      const owner = new Stack(app, 'Owner', { env: { account: ACCOUNT, region: REGION } });
      const key = new EncryptedKey(owner, 'Key', { iamDelegation });
      const caller = new Stack(app, 'Caller', { env: { account: ACCOUNT, region: REGION } });
      const reader = new iam.Role(caller, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Reader' });
      new secretsmanager.Secret(caller, 'Secret', { encryptionKey: key }).grantRead(reader);
      const world = new World(app);
      const decide = (service: string) =>
        world.decide({ role: 'Reader', key: world.key('alias/Owner-key'), context: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } });
      expect(await decide('secretsmanager')).toBe('Allowed');
      expect(await decide('s3')).toBe('ImplicitlyDenied');
      expect(world.stacks.Owner.dependencies.map(d => d.id)).toEqual(['Owner.assets']);
    });

    test('other grants are the ones of the CDK', () => {
      const app = new App({ analyticsReporting: false });
      const key = new EncryptedKey(new Stack(app, 'Owner', { env: { account: ACCOUNT, region: REGION } }), 'Key');
      const caller = new Stack(app, 'Caller', { env: { account: ACCOUNT, region: REGION } });
      key.grantDecrypt(new iam.Role(caller, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Reader' }));
      const world = new World(app);
      expect(world.identity('Reader')[0].Statement).toEqual([{ Action: 'kms:Decrypt', Effect: 'Allow', Resource: world.key('alias/Owner-key').arn }]);
    });
  });

  test('restrictions hold for everyone who shares it', () => {
    const policy = policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3], restrictions: [KeyRestriction.onlyOrganization('o-a1b2c3d4e5')] });
    expect(statement(policy, 'DenyOutsideOrganization').Effect).toBe('Deny');
  });

  test('regions of the services can be named', () => {
    const policy = policyOf({ accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3], viaServiceRegions: ['us-east-1', 'us-west-2'] });
    expect(statement(policy, 'KeyUse').Condition).toEqual({ StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com', 's3.us-west-2.amazonaws.com'] } });
  });

  describe('fails when', () => {
    const failing: [string, CrossAccountKeyProps, RegExp][] = [
      ['nobody is named', {}, /'accounts' or 'principals', .* must say who shares the key/],
      ['an account has no bound', { accounts: [OTHER_ACCOUNT] }, /'accounts' shares the key with whole accounts without any bound.*allowWholeAccount/],
      ['an account principal has no bound', { principals: [new iam.AccountPrincipal(OTHER_ACCOUNT)] }, /'principals' shares the key with a whole account/],
      ['an account id is short', { accounts: ['1234'], viaServices: [KeyService.S3] }, /must be an account id of 12 digits/],
      ['an account is that of the key', { accounts: [ACCOUNT], viaServices: [KeyService.S3] }, /is the account of the key.*'users'/],
      ['an account is named twice', { accounts: [THIRD, THIRD], viaServices: [KeyService.S3] }, /is named twice/],
      ['the accounts are empty', { accounts: [] }, /'accounts' must not be empty/],
      ['a pattern can match nobody', { accounts: [THIRD], principalArnPatterns: [arn('app')] }, /can match nobody: 'accounts' are 777788889999/],
      ['a pattern is no ARN', { accounts: [THIRD], principalArnPatterns: ['role/app'] }, /must be an ARN of iam/],
      ['a service calls as itself', { accounts: [THIRD], viaServices: [KeyService.CLOUDTRAIL] }, /this one calls as itself/],
      ['the organization is misspelt', { organizationId: 'a1b2' }, /must be an organization id/],
      ['Auto Scaling has no account', { organizationId: 'o-a1b2c3d4e5', autoScaling: true }, /'autoScaling' needs 'accounts'/],
      ['principals are empty', { principals: [] }, /'principals' must not be empty/],
      ['everyone is a principal', { principals: [new iam.AnyPrincipal()], viaServices: [KeyService.S3] }, /would open the key to every AWS account/],
    ];
    test.each(failing)('%s', (_, props, message) => { expect(() => policyOf(props)).toThrow(message); });
  });

  test('the opt-out is by name', () => {
    expect(statement(policyOf({ accounts: [OTHER_ACCOUNT], allowWholeAccount: true }), 'KeyUse').Condition).toBeUndefined();
    expect(statement(policyOf({ principals: [new iam.AccountPrincipal(OTHER_ACCOUNT)], allowWholeAccount: true }), 'KeyUse').Condition).toBeUndefined();
  });

  test('is a kms.Key', () => {
    expect(new CrossAccountKey(testStack(), 'K', { organizationId: 'o-a1b2c3d4e5' })).toBeInstanceOf(kms.Key);
  });
});

describe('the bounds of a shared key', () => {
  test('are in the Region of the key, also for services that call from any for their own account', () => {
    const via = (props: Partial<CrossAccountKeyProps>) => policyOf({ accounts: [OTHER_ACCOUNT], ...props }).Statement.filter(({ Sid }) => /^Key/.test(Sid))
      .map(({ Condition }) => Condition.StringEquals?.['kms:ViaService'] ?? Condition.StringLike?.['kms:ViaService']);
    expect([...new Set(via({ viaServices: [KeyService.BACKUP] }))]).toEqual([`backup.${REGION}.amazonaws.com`]);
    expect([...new Set(via({ viaServices: [KeyService.BACKUP], viaServiceRegions: [REGION, 'us-east-1'] }).flat())]).toEqual([`backup.${REGION}.amazonaws.com`, 'backup.us-east-1.amazonaws.com']);
  });

  const stack = testStack();
  const key = new CrossAccountKey(stack, 'Shared', { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3], accessLevel: KeyAccessLevel.DECRYPT });
  key.grantEncryptDecrypt(new iam.AccountPrincipal(THIRD));
  decisionTable(() => keyPolicy(stack), [
    ['hold for a grant to a whole account', { principal: arn('App', THIRD), action: 'kms:Encrypt', identity: use, context: s3Here }, 'Allowed'],
    ['which reaches the key in no other way', { principal: arn('App', THIRD), action: 'kms:Encrypt', identity: use }, 'ImplicitlyDenied'],
    ['nor through another service', { principal: arn('App', THIRD), action: 'kms:Decrypt', identity: use, context: { 'kms:ViaService': `rds.${REGION}.amazonaws.com` } }, 'ImplicitlyDenied'],
    ['nor without an IAM policy', { principal: arn('App', THIRD), action: 'kms:Decrypt', context: s3Here }, 'ImplicitlyDenied'],
    ['and give the accounts that share it nothing more', { principal: arn('App'), action: 'kms:Encrypt', identity: use, context: s3Here }, 'ImplicitlyDenied'],
  ]);
});
