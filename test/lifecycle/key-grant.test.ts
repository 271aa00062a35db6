import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as fc from 'fast-check';
import { EncryptedKey, IamDelegation, KeyRestriction, RemoteKey } from '../../src';
import { GrantOperation, KeyGrant, KeyGrantProps } from '../../src/lifecycle';
import { decide } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployed, keyPolicy, REGION, statement, testStack } from '../support/stack';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Auditor`;

const grants = (stack: Stack): any[] => Object.values<any>(Template.fromStack(stack).findResources('Custom::KeysmithKeyGrant'));
const policies = (stack: Stack): any[] => Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
  .filter(([id]) => id.includes('Permissions')).map(([, policy]) => deployed(policy.Properties.PolicyDocument));

function grantOn(stack: Stack, props: Partial<KeyGrantProps> = {}, id = 'Grant'): KeyGrant {
  return new KeyGrant(stack, id, {
    key: stack.node.tryFindChild('Key') as kms.IKey ?? kms.Key.fromKeyArn(stack, 'Key', KEY),
    grantee: iam.Role.fromRoleArn(stack, `${id}Role`, ROLE),
    operations: [GrantOperation.DECRYPT],
    ...props,
  });
}

describe('KeyGrant', () => {
  test('describes the grant to its function', () => {
    const stack = testStack();
    const { grantName } = grantOn(stack, {
      operations: [GrantOperation.DESCRIBE_KEY, GrantOperation.DECRYPT, GrantOperation.DECRYPT],
      encryptionContextSubset: { Department: 'Finance' },
      retiringPrincipal: new iam.AccountPrincipal(ACCOUNT),
      sourceArn: 'arn:aws:s3:::orders',
    });
    expect(grantName).toBe('Test-Grant-CECEA7E0');
    const [{ Properties, DependsOn }] = grants(stack);
    const { ServiceToken, ...described } = deployed(Properties);
    expect(described).toEqual({
      KeyArn: KEY,
      Name: 'Test-Grant-CECEA7E0',
      Operations: ['Decrypt', 'DescribeKey'],
      GranteePrincipal: ROLE,
      RetiringPrincipal: `arn:aws:iam::${ACCOUNT}:root`,
      EncryptionContextSubset: { Department: 'Finance' },
      SourceArn: 'arn:aws:s3:::orders',
      ServiceTimeout: '300',
    });
    // Its permissions come before it and go after it.
    expect(DependsOn).toEqual([expect.stringMatching(/^GrantPermissions/)]);
    expect(Properties.ServiceToken['Fn::GetAtt'][0]).toMatch(/^KeysmithKeyGrantsFunction/);
  });

  test('describes a grant to a service', () => {
    const stack = testStack();
    grantOn(stack, { grantee: undefined, granteeService: 'backup.amazonaws.com', retiringService: 'backup.amazonaws.com', sourceArn: 'arn:aws:backup:eu-west-1:111122223333:backup-vault:x' });
    expect(deployed(grants(stack)[0].Properties)).toMatchObject({
      GranteeServicePrincipal: 'backup.amazonaws.com',
      RetiringServicePrincipal: 'backup.amazonaws.com',
    });
    expect(policies(stack)[0].Statement[0].Condition).toMatchObject({
      StringEquals: { 'kms:GranteeServicePrincipal': 'backup.amazonaws.com', 'kms:RetiringServicePrincipal': 'backup.amazonaws.com' },
      ArnEquals: { 'kms:GrantConstraintSourceArn': 'arn:aws:backup:eu-west-1:111122223333:backup-vault:x' },
      Null: { 'kms:RetiringPrincipal': 'true' },
    });
  });

  describe('permissions', () => {
    test('make this grant only, on this key only', async () => {
      const stack = testStack();
      grantOn(stack, { operations: [GrantOperation.DESCRIBE_KEY, GrantOperation.DECRYPT] });
      const [policy] = policies(stack);
      expect(policy.Statement).toEqual([
        {
          Effect: 'Allow',
          Action: 'kms:CreateGrant',
          Resource: KEY,
          Condition: {
            'StringEquals': { 'kms:GranteePrincipal': ROLE },
            'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'DescribeKey'] },
            'Null': { 'kms:RetiringPrincipal': 'true', 'kms:RetiringServicePrincipal': 'true' },
          },
        },
        { Effect: 'Allow', Action: ['kms:ListGrants', 'kms:RevokeGrant'], Resource: KEY },
      ]);
      expect(await unknownNames(policy)).toEqual([]);
    });

    describe('whoever invokes the function', () => {
      const OTHER = `arn:aws:iam::${ACCOUNT}:role/Attacker`;
      const VAULT = 'arn:aws:backup:eu-west-1:111122223333:backup-vault:x';
      const finance = { 'kms:EncryptionContext:Department': 'Finance', 'kms:EncryptionContextKeys': ['Department'] };
      const plain = { 'kms:GranteePrincipal': ROLE, 'kms:GrantOperations': ['Decrypt'] };
      const bound = { ...plain, 'kms:GrantConstraintType': 'EncryptionContextSubset', ...finance };
      const service = {
        'kms:GranteeServicePrincipal': 'backup.amazonaws.com', 'kms:RetiringServicePrincipal': 'backup.amazonaws.com', 'kms:GrantOperations': ['Decrypt'], 'kms:GrantConstraintSourceArn': VAULT,
      };
      const subset = { encryptionContextSubset: { Department: 'Finance' } };
      const equals = { encryptionContextEquals: { Department: 'Finance' } };
      const retired = { retiringPrincipal: new iam.ArnPrincipal(`${ROLE}Owner`) };
      const toService = { grantee: undefined, granteeService: 'backup.amazonaws.com', retiringService: 'backup.amazonaws.com', sourceArn: VAULT };
      const without = (from: object, key: string) => Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));

      test.each<[string, Partial<KeyGrantProps>, any, string]>([
        ['the grant itself', {}, plain, 'Allowed'],
        ['another grantee', {}, { ...plain, 'kms:GranteePrincipal': OTHER }, 'ImplicitlyDenied'],
        ['another operation', {}, { ...plain, 'kms:GrantOperations': ['Decrypt', 'CreateGrant'] }, 'ImplicitlyDenied'],
        ['somebody who may retire it', {}, { ...plain, 'kms:RetiringPrincipal': OTHER }, 'ImplicitlyDenied'],
        ['a service that may retire it', {}, { ...plain, 'kms:RetiringServicePrincipal': 'backup.amazonaws.com' }, 'ImplicitlyDenied'],
        ['the grant with its retiring principal', retired, { ...plain, 'kms:RetiringPrincipal': `${ROLE}Owner` }, 'Allowed'],
        ['another retiring principal', retired, { ...plain, 'kms:RetiringPrincipal': OTHER }, 'ImplicitlyDenied'],
        ['no retiring principal', retired, plain, 'ImplicitlyDenied'],
        ['the grant with its subset', subset, bound, 'Allowed'],
        ['no constraint', subset, plain, 'ImplicitlyDenied'],
        ['another constraint', subset, { ...bound, 'kms:EncryptionContext:Department': 'Board' }, 'ImplicitlyDenied'],
        ['the other kind of constraint', equals, bound, 'ImplicitlyDenied'],
        ['the grant with its exact context', equals, { ...bound, 'kms:GrantConstraintType': 'EncryptionContextEquals' }, 'Allowed'],
        ['a context of other names', equals, { ...bound, 'kms:GrantConstraintType': 'EncryptionContextEquals', 'kms:EncryptionContextKeys': ['department'] }, 'ImplicitlyDenied'],
        ['the grant to its service', toService, service, 'Allowed'],
        ['to its service for another resource', toService, { ...service, 'kms:GrantConstraintSourceArn': `${VAULT}2` }, 'ImplicitlyDenied'],
        ['to its service for any resource', toService, without(service, 'kms:GrantConstraintSourceArn'), 'ImplicitlyDenied'],
        ['to another service', toService, { ...service, 'kms:GranteeServicePrincipal': 'ec2.amazonaws.com' }, 'ImplicitlyDenied'],
      ])('creates or not: %s', async (_, props, context, wanted) => {
        const stack = testStack();
        const key = new EncryptedKey(stack, 'Mine', { iamDelegation: IamDelegation.FULL });
        grantOn(stack, { key, ...props });
        const identity = policies(stack).map(policy => JSON.parse(JSON.stringify(policy).replaceAll(/arn:aws:iam::\d+:role\/Mine[0-9A-F]+/g, KEY)));
        const principal = `arn:aws:iam::${ACCOUNT}:role/Maker`;
        expect(await decide({ principal, policy: keyPolicy(stack), identity, action: 'kms:CreateGrant', context, keyArn: KEY })).toBe(wanted);
      });
    });

    test('on a key of another account are on the owner\'s list', async () => {
      const stack = testStack();
      const key = RemoteKey.fromKeyArn(stack, 'Key', KEY.replace(ACCOUNT, '444455556666'));
      grantOn(stack, { key, sourceArn: 'arn:aws:s3:::orders' });
      const statements: any[] = JSON.parse(deployed(stack.resolve(RemoteKey.ownerStatements(key))));
      expect(statements.flatMap(s => s.Action)).toEqual(['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant']);
      const maker = expect.stringMatching(`^arn:aws:iam::${ACCOUNT}:role/KeysmithKeyGrantsRole`);
      for (const { Principal, Condition } of statements) { expect([Principal, Condition.ArnEquals['aws:PrincipalArn']]).toEqual([{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, maker]); }
      expect(statements[0].Condition.ArnEquals['kms:GrantConstraintSourceArn']).toBe('arn:aws:s3:::orders');
      Annotations.fromStack(stack).hasWarning('/Test/Key', Match.stringLikeRegexp('must hold this statement.*kms:RevokeGrant'));
    });

    test.each<[string, (stack: Stack) => kms.IKey]>([
      ['of another account', stack => RemoteKey.fromAlias(stack, 'Key', { account: '444455556666', region: REGION, alias: 'x' })],
      ['of this account', stack => kms.Alias.fromAliasName(stack, 'Key', 'alias/x')],
    ])('an alias %s is refused: KMS takes none for a grant', (_, key) => {
      const stack = testStack();
      expect(() => grantOn(stack, { key: key(stack) })).toThrow("'key' is known by an alias");
    });

    test('no managed policy and nothing else but logs for the role of the function', () => {
      const stack = testStack();
      grantOn(stack);
      Template.fromStack(stack).resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: [] }, 0);
      const others = Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([id]) => !id.includes('Permissions'));
      expect(others.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement.flatMap((s: any) => s.Action))).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    });

    test('stand in the key policy too where IAM policies do not count', async () => {
      const stack = testStack();
      grantOn(stack, { key: new EncryptedKey(stack, 'Mine', { iamDelegation: IamDelegation.ADMINISTRATION }) });
      const policy = keyPolicy(stack);
      expect(await unknownNames(policy)).toEqual([]);
      const role = expect.stringMatching(`^arn:aws:iam::${ACCOUNT}:role/KeysmithKeyGrantsRole`);
      expect(statement(policy, 'KeyGrants')).toMatchObject({ Principal: { AWS: role }, Action: 'kms:CreateGrant', Condition: { StringEquals: { 'kms:GranteePrincipal': ROLE } } });
      expect(statement(policy, 'KeyGrants2')).toMatchObject({ Principal: { AWS: role }, Action: ['kms:ListGrants', 'kms:RevokeGrant'] });
    });

    test('do not stand in the key policy where they do', () => {
      const stack = testStack();
      grantOn(stack, { key: new EncryptedKey(stack, 'Mine') });
      expect(keyPolicy(stack).Statement.map(s => s.Sid)).toEqual(['EnableIamPolicies']);
    });
  });

  test('all grants of a stack share one function, on a current runtime, with logs that end', () => {
    const stack = testStack();
    grantOn(stack);
    grantOn(stack, {}, 'Second');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Handler: 'index.handler', Architectures: ['arm64'], Timeout: 180 });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
    expect(grants(stack).map(grant => grant.Properties.Name)).toEqual(['Test-Grant-CECEA7E0', 'Test-Second-C096EDBB']);
  });

  test('another key gets resources of its own, so that the permission to revoke the old grant stays until it is gone', () => {
    const ids = (arn: string) => {
      const stack = testStack();
      grantOn(stack, { key: kms.Key.fromKeyArn(stack, 'Other', arn) });
      return Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(id => id.includes('Permissions'));
    };
    expect(ids(KEY)).toEqual(ids(KEY));
    expect(ids(KEY)).not.toEqual(ids(KEY.replace('1234abcd', 'ffffffff')));
  });

  describe('refuses', () => {
    const stack = testStack();
    let count = 0;
    const make = (props: Partial<KeyGrantProps>) => () => grantOn(stack, props, `Grant${count++}`);
    const signing = new kms.Key(stack, 'Signing', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY });
    const service = { grantee: undefined, granteeService: 'backup.amazonaws.com', retiringService: 'backup.amazonaws.com', sourceArn: 'arn:aws:backup:::x' };
    test.each<[string, Partial<KeyGrantProps>, string]>([
      ['operations are empty', { operations: [] }, "'operations' must not be empty, got: []; name at least one"],
      ['there is no grantee', { grantee: undefined }, "'grantee' or 'granteeService' must be given, got: undefined"],
      ['there are two grantees', { granteeService: 'backup.amazonaws.com' }, "'granteeService' must not be given together with 'grantee', got: 'backup.amazonaws.com'"],
      ['a service has nobody who retires its grant', { ...service, retiringService: undefined }, "'retiringPrincipal' or 'retiringService' must be given, got: undefined"],
      ['a service is not bound to a resource', { ...service, sourceArn: undefined }, "'sourceArn' must be given for a service, or it could be made to use the key for anybody (confused deputy), got: undefined"],
      ['a service principal is none', { ...service, granteeService: 'backup' }, "'granteeService' must be a service principal such as 'backup.amazonaws.com', got: 'backup'"],
      ['the grantee is a service', { grantee: new iam.ServicePrincipal('s3.amazonaws.com') }, "'grantee' takes roles, users and accounts, got: 'an AWS service'; use 'granteeService'"],
      ['the grantee is anyone', { grantee: new iam.AnyPrincipal() }, "'grantee' must be one role, user or account, got: [\"*\"]; make a KeyGrant for each"],
      ['the grantee brings conditions', { grantee: new iam.ArnPrincipal(ROLE).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }) },
        "'grantee' must not bring conditions: a grant has constraints only, got: [\"Bool\"]; name the role itself"],
      ['a name has a blank', { grantName: 'my grant' }, "'grantName' can hold 1 to 256 letters, digits and : / _ -, got: 'my grant'"],
      ['the source is no ARN', { sourceArn: 'bucket' }, "'sourceArn' must be an ARN, got: 'bucket'"],
      ['a key cannot do what is granted', { key: signing }, "'operations' is not supported by signing keys, got: 'Decrypt'; choose from DescribeKey, CreateGrant, RetireGrant, Sign, Verify, GetPublicKey"],
      ['a signing key gets a context', { key: signing, operations: [GrantOperation.SIGN], encryptionContextSubset: { a: 'b' } },
        "'encryptionContextSubset' is for symmetric encryption keys, this is a signing key, got: {\"a\":\"b\"}"],
      ['a context is empty', { encryptionContextEquals: {} }, "'encryptionContextEquals' must have 1 to 8 pairs, got: '0 pairs'"],
      ['a context is too large', { encryptionContextEquals: Object.fromEntries([...'123456789'].map(n => [n, n])) }, "'encryptionContextEquals' must have 1 to 8 pairs, got: '9 pairs'"],
      ['a context value is too long', { encryptionContextEquals: { a: 'x'.repeat(385) } }, "'encryptionContextEquals.a' must have at most 384 characters, got: '385 characters'"],
      ['a context has no name', { encryptionContextEquals: { '': 'x' } }, "'encryptionContextEquals' must not have an empty name, got: ''"],
      ['there are two constraints on the context', { encryptionContextEquals: { a: 'b' }, encryptionContextSubset: { a: 'b' } },
        "'encryptionContextSubset' must not be given together with 'encryptionContextEquals', got: {\"a\":\"b\"}"],
    ])('fails when %s', (_, props, message) => expect(make(props)).toThrow(message));

    test('fails at synth when a restriction of the key denies the grant', () => {
      const other = testStack();
      const key = new EncryptedKey(other, 'Key', { restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] });
      grantOn(other, { key });
      expect(() => Template.fromStack(other)).toThrow(/the key Test\/Key has 'DenyGrantsToOthers', which denies creating this grant; exempt the function's role there, or remove one of them/);
    });
  });

  test('every kind of key takes just the operations that KMS documents for it', () => {
    const documented: [kms.KeySpec, kms.KeyUsage, string[]][] = [
      [kms.KeySpec.SYMMETRIC_DEFAULT, kms.KeyUsage.ENCRYPT_DECRYPT, ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext', 'GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext']],
      [kms.KeySpec.RSA_2048, kms.KeyUsage.ENCRYPT_DECRYPT, ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GetPublicKey']],
      [kms.KeySpec.ML_DSA_65, kms.KeyUsage.SIGN_VERIFY, ['Sign', 'Verify', 'GetPublicKey']],
      [kms.KeySpec.HMAC_256, kms.KeyUsage.GENERATE_VERIFY_MAC, ['GenerateMac', 'VerifyMac']],
      [kms.KeySpec.ECC_NIST_P384, kms.KeyUsage.KEY_AGREEMENT, ['DeriveSharedSecret', 'GetPublicKey']],
    ];
    const stack = new Stack(new App(), 'Kinds');
    const keys = documented.map(([keySpec, keyUsage], i) => new kms.Key(stack, `Key${i}`, { keySpec, keyUsage }));
    let count = 0;
    fc.assert(fc.property(fc.nat(4), fc.subarray(Object.values(GrantOperation), { minLength: 1 }), (i, operations) => {
      const possible = operations.every(operation => [...documented[i][2], 'DescribeKey', 'CreateGrant', 'RetireGrant'].includes(operation));
      const make = () => grantOn(stack, { key: keys[i], operations }, `Grant${count++}`);
      if (possible) { expect(make).not.toThrow(); } else { expect(make).toThrow(/'operations' is not supported by/); }
    }), { numRuns: 60 });
  });
});
