import { App, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { EncryptedKey, RemoteKey } from '../../src';
import { decide, Decision } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployed, OTHER_ACCOUNT, REGION } from '../support/stack';

// The key is in ACCOUNT, this app is deployed to OTHER_ACCOUNT.
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const OTHER_KEY = KEY.replace('1234abcd', '99999999');
const place = { account: OTHER_ACCOUNT, region: REGION, partition: 'aws' };

function caller() {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Caller', { env: { account: OTHER_ACCOUNT, region: REGION } });
  const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Reader' });
  return { app, stack, role };
}
const byAlias = (stack: Stack) => RemoteKey.fromAlias(stack, 'Key', { account: ACCOUNT, region: REGION, alias: 'shared' });
const byArn = (stack: Stack) => RemoteKey.fromKeyArn(stack, 'Key', KEY);
const identity = (stack: Stack): any[] =>
  deployed<any[]>(Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(p => p.Properties.PolicyDocument), place);
const messages = (stack: Stack): string[] => (stack.node.root as App).synth().getStackByName(stack.stackName).messages.map(m => String(m.entry.data));

/** What the owner would paste, with what CloudFormation fills in. */
function ownerStatements(stack: Stack, key: kms.IKey): any[] {
  new CfnOutput(stack, 'ForTheOwner', { value: RemoteKey.ownerStatements(key) });
  const value = Template.fromStack(stack).toJSON().Outputs.ForTheOwner.Value;
  return JSON.parse(deployed<string>(value, place).replace(/role\/Reader[0-9A-F]{8}/g, 'role/Reader'));
}

describe('RemoteKey', () => {
  describe('by alias', () => {
    test('grants write a policy bound to alias and account, never an alias or a bare * as resource', () => {
      const { stack, role } = caller();
      byAlias(stack).grantDecrypt(role);
      expect(identity(stack)[0].Statement).toEqual([{
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`,
        Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/shared' }, 'StringEquals': { 'aws:ResourceAccount': ACCOUNT } },
      }]);
    });

    test('its ARN and id are the alias ARN, which is understood from elsewhere', () => {
      const { stack } = caller();
      const key = byAlias(stack);
      expect(deployed(stack.resolve([key.keyArn, key.keyId]))).toEqual(Array(2).fill(`arn:aws:kms:${REGION}:${ACCOUNT}:alias/shared`));
      expect(key.env).toEqual({ account: ACCOUNT, region: REGION });
    });
  });

  describe('by ARN', () => {
    test('grants name the key', () => {
      const { stack, role } = caller();
      const key = byArn(stack);
      key.grant(role, 'kms:Decrypt', 'kms:DescribeKey');
      expect(identity(stack)[0].Statement).toEqual([{ Action: ['kms:Decrypt', 'kms:DescribeKey'], Effect: 'Allow', Resource: KEY }]);
      expect([key.keyArn, key.keyId]).toEqual([KEY, '1234abcd-12ab-34cd-56ef-1234567890ab']);
    });

    test('works with a token', () => {
      const { stack, role } = caller();
      const arn = new CfnParameter(stack, 'Arn').valueAsString;
      RemoteKey.fromKeyArn(stack, 'Key', arn).grantDecrypt(role);
      expect(identity(stack)[0].Statement[0].Resource).toBe('Arn');
      expect(messages(stack)[0]).toMatch(/^the policy of \$\{Arn\} belongs to account/);
    });
  });

  describe('both sides', () => {
    const sides: [string, (stack: Stack) => kms.IKey][] = [['alias', byAlias], ['ARN', byArn]];
    describe.each(sides)('by %s', (_, make) => {
      const { stack, role } = caller();
      const key = make(stack);
      key.grantDecrypt(role);
      const owner = { Version: '2012-10-17', Statement: [{ Sid: 'Admin', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }, ...ownerStatements(stack, key)] };
      const policies = identity(stack);
      const arn = `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader`;
      const context = { 'kms:ResourceAliases': ['alias/shared'], 'aws:ResourceAccount': ACCOUNT };
      const rows: [string, Partial<Parameters<typeof decide>[0]>, Decision][] = [
        ['with both halves', {}, 'Allowed'],
        ['without the owner', { policy: { ...owner, Statement: owner.Statement.slice(0, 1) } }, 'ImplicitlyDenied'],
        ['without the policy of the role', { identity: [] }, 'ImplicitlyDenied'],
        ['another role of the account', { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/Other` }, 'ImplicitlyDenied'],
        ['the same name in another account', { principal: 'arn:aws:iam::777788889999:role/Reader' }, 'ImplicitlyDenied'],
        ['another action', { action: 'kms:Encrypt' }, 'ImplicitlyDenied'],
        ['another key of the owner', { keyArn: OTHER_KEY, context: { ...context, 'kms:ResourceAliases': ['alias/other'] } }, 'ImplicitlyDenied'],
        ['the key of another Region', { keyArn: KEY.replace(REGION, 'us-east-1'), context: { ...context } }, 'ImplicitlyDenied'],
      ];
      test.each(rows)('%s', async (_name, request, wanted) => {
        const all = { principal: arn, policy: owner, identity: policies, keyArn: KEY, keyAccount: ACCOUNT, context, ...request };
        expect(await decide(all)).toBe(wanted);
      });
      test('names exist', async () => { expect(await unknownNames(owner)).toEqual([]); });
    });
  });

  describe('the half of the owner', () => {
    test('is a warning with the statement in it', () => {
      const { stack, role } = caller();
      byAlias(stack).grantDecrypt(role);
      expect(messages(stack)).toEqual([
        `the policy of arn:\${AWS::Partition}:kms:${REGION}:${ACCOUNT}:alias/shared belongs to account ${ACCOUNT} and must hold this statement `
        + '(RemoteKey.ownerStatements renders all of them): '
        + '{"Sid":"KeyUseByOtherAccount","Effect":"Allow","Principal":{"AWS":"arn:${AWS::Partition}:iam::444455556666:root"},"Action":"kms:Decrypt","Resource":"*",'
        + '"Condition":{"ArnEquals":{"aws:PrincipalArn":"${Reader0E9AF6D3.Arn}"}}} [ack: cdk-keysmith:remoteKeyNeedsOwner]'.replace('Reader0E9AF6D3', /Reader[0-9A-F]{8}/.exec(JSON.stringify(Template.fromStack(stack).toJSON()))![0]),
      ]);
    });

    test('is rendered for all grants, also later ones, one statement a purpose', () => {
      const { stack, role } = caller();
      const key = byArn(stack);
      const later = new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/Fixed`);
      const statements = () => ownerStatements(stack, key);
      key.grantDecrypt(role);
      key.grantDecrypt(role);
      key.grantEncrypt(later);
      expect(statements()).toEqual([
        { Sid: 'KeyUseByOtherAccount', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, Action: 'kms:Decrypt', Resource: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader` } } },
        { Sid: 'KeyUseByOtherAccount2', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, Action: ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], Resource: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:role/Fixed` } } },
      ]);
    });

    test('names each role of this app, and every action of a list', () => {
      const { stack, role } = caller();
      const key = byArn(stack);
      const other = new iam.Role(stack, 'Writer', { assumedBy: new iam.AccountRootPrincipal() });
      [role, other].forEach(grantee => key.grantEncrypt(grantee));
      expect(ownerStatements(stack, key).map(({ Condition }) => Condition.ArnEquals['aws:PrincipalArn'].replace(/[0-9A-F]{8}$/, '')))
        .toEqual(['Reader', 'Writer'].map(name => `arn:aws:iam::${OTHER_ACCOUNT}:role/${name}`));
      messages(stack).forEach(warning => expect(warning).toContain('"Action":["kms:Encrypt","kms:ReEncrypt*","kms:GenerateDataKey*"]'));
    });

    test('says when the principal is not of this app either', () => {
      const { stack } = caller();
      byArn(stack).grantDecrypt(new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/Fixed`));
      expect(messages(stack)[0]).toContain('must hold this statement, and the IAM policy of the principal, which is not of this app');
    });

    test('holds what other constructs want in the key policy', () => {
      const { stack } = caller();
      const key = byArn(stack);
      const wanted = new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [new iam.ServicePrincipal('sns.amazonaws.com')], resources: ['*'] });
      expect(key.addToResourcePolicy(wanted)).toEqual({ statementAdded: false });
      expect(() => key.addToResourcePolicy(wanted, false)).toThrow(/Unable to add statement/);
      expect(ownerStatements(stack, key)).toContainEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Resource: '*' });
      expect(messages(stack)[0]).toContain('must hold this statement (RemoteKey.ownerStatements renders all of them): '
        + '{"Action":"kms:Decrypt","Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Resource":"*"} [ack: ');
    });

    test('is no matter for a key of the own account in another Region', () => {
      const { stack, role } = caller();
      RemoteKey.fromAlias(stack, 'Key', { account: OTHER_ACCOUNT, region: 'us-east-1', alias: 'ours' }).grantDecrypt(role);
      expect(messages(stack)).toEqual([]);
      expect(identity(stack)[0].Statement[0].Resource).toBe(`arn:aws:kms:us-east-1:${OTHER_ACCOUNT}:key/*`);
    });
  });

  describe('in the hands of the CDK', () => {
    test('a bucket, a queue and a secret take it and grant on it', () => {
      const { stack, role } = caller();
      const key = byArn(stack);
      const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key });
      bucket.grantReadWrite(role);
      new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key }).grantSendMessages(role);
      secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', {
        secretCompleteArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:shared-AbCdEf`, encryptionKey: key,
      }).grantRead(role);
      Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY } }] },
      });
      const onKey = identity(stack)[0].Statement.filter((s: any) => s.Resource === KEY);
      expect(onKey).toHaveLength(3);
      // What the CDK alone loses (aws-cdk #20087): the service that the grant goes through.
      expect(onKey).toContainEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Resource: KEY, Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } } });
    });

    test('every method of kms.IKey ends in the same place', () => {
      const { stack, role } = caller();
      const key = byArn(stack);
      const grants: ((grantee: iam.IGrantable) => iam.Grant)[] = [
        g => key.grantDecrypt(g), g => key.grantEncrypt(g), g => key.grantEncryptDecrypt(g), g => key.grantGenerateMac(g), g => key.grantVerifyMac(g),
        g => key.grantSign(g), g => key.grantVerify(g), g => key.grantSignVerify(g),
      ];
      for (const grant of grants) { expect(grant(role).success).toBe(true); }
      expect(identity(stack)[0].Statement.every((s: any) => s.Resource === KEY)).toBe(true);
    });
  });

  describe('fails when', () => {
    const failing: [string, (stack: Stack) => unknown, RegExp][] = [
      ['the ARN is of an alias', s => RemoteKey.fromKeyArn(s, 'K', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/x`), /must be the ARN of a key.*use RemoteKey.fromAlias/],
      ['the ARN is a key id', s => RemoteKey.fromKeyArn(s, 'K', '1234abcd-12ab-34cd-56ef-1234567890ab'), /must be the ARN of a key/],
      ['the account is short', s => RemoteKey.fromAlias(s, 'K', { account: '1', region: REGION, alias: 'x' }), /12 digits/],
      ['the Region is none', s => RemoteKey.fromAlias(s, 'K', { account: ACCOUNT, region: 'europe', alias: 'x' }), /must be a Region code/],
      ['the alias is that of an AWS managed key', s => RemoteKey.fromAlias(s, 'K', { account: ACCOUNT, region: REGION, alias: 'aws/s3' }), /reserves for AWS managed keys/],
      ['an alias is added to a key elsewhere', s => byArn(s).addAlias('mine'), /alias and key must be in one account and Region/],
      ['a key of this app is asked for the half of the owner', s => RemoteKey.ownerStatements(new EncryptedKey(s, 'Own')), /must be made by RemoteKey/],
    ];
    test.each(failing)('%s', (_, make, message) => { expect(() => make(caller().stack)).toThrow(message); });

    test.each(['kms:PutKeyPolicy', 'kms:Put*', 'kms:*', 'kms:ScheduleKeyDeletion', 'KMS:putkeypolicy', 'kms:PutKeyPolic?'])('%s is allowed across accounts, which KMS never takes', action => {
      const { stack, role } = caller();
      expect(() => byArn(stack).grant(role, action)).toThrow(/can be allowed to principals of the key's own account 111122223333 only/);
    });

    // "Cross-account use: No" on the page of each operation in the API reference.
    test.each([
      'CancelKeyDeletion', 'CreateAlias', 'DeleteAlias', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation', 'PutKeyPolicy', 'ReplicateKey',
      'RotateKeyOnDemand', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateAlias', 'UpdateKeyDescription', 'UpdatePrimaryRegion',
    ])('kms:%s is one of the actions', operation => {
      const { stack, role } = caller();
      expect(() => byArn(stack).grant(role, 'kms:Decrypt', `kms:${operation}`)).toThrow(new Error("[Caller/Key] 'actions' can be allowed to principals of the key's own account 111122223333 only, "
        + `got: ["kms:${operation}"]; KMS takes cryptographic operations, DescribeKey, GetPublicKey and grants from other accounts`));
    });

    test('an alias is added, with all that there is to say', () => {
      expect(() => byArn(caller().stack).addAlias('mine')).toThrow(new Error(`[Caller/Key] 'alias' cannot stand for a key of account ${ACCOUNT} and Region ${REGION}: `
        + "alias and key must be in one account and Region, got: 'mine'; ask the owner for an alias and use RemoteKey.fromAlias"));
    });

    test('management is allowed to a principal of the own account', () => {
      const { stack, role } = caller();
      RemoteKey.fromAlias(stack, 'Key', { account: OTHER_ACCOUNT, region: 'us-east-1', alias: 'ours' }).grant(role, 'kms:DisableKey');
      expect(identity(stack)[0].Statement[0].Action).toBe('kms:DisableKey');
    });
  });
});
