import { App, CfnOutput, CfnParameter, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { EncryptedKey, EncryptedKeyProps, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, ServiceKey } from '../../src';
import { ADMINISTRATION_ACTIONS, ROTATION_ACTIONS } from '../../src/private/actions';
import { decide, decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, deployed, deployer, keyPolicy, OTHER_ACCOUNT, REGION, statement, testStack } from '../support/stack';

const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const role = (name: string) => new iam.ArnPrincipal(arn(name));

describe('EncryptedKey', () => {
  test('without props is rotated, named and retained, key and alias alike', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'OrdersKey');
    const template = Template.fromStack(stack);
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30, Description: 'Key of Test/OrdersKey', Tags: Match.absent(), MultiRegion: Match.absent() },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResource('AWS::KMS::Alias', { Properties: { AliasName: 'alias/Test-orders-key' }, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(keyPolicy(stack).Statement).toEqual([
      { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
    ]);
  });

  test('with administrators and users takes three statements', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { administrators: [role('Security'), role('Platform')], users: [role('Worker'), role('Api')] });
    const policy = keyPolicy(stack);
    expect(policy.Statement.map(s => [s.Sid, s.Principal.AWS])).toEqual([
      ['EnableIamPolicies', `arn:aws:iam::${ACCOUNT}:root`],
      ['KeyAdministration', [arn('Platform'), arn('Security')]],
      ['KeyUse', [arn('Api'), arn('Worker')]],
    ]);
  });

  test.each<[string, KeyEnvironment, number, string]>([
    ['production', KeyEnvironment.PRODUCTION, 30, 'RetainExceptOnCreate'],
    ['staging', KeyEnvironment.STAGING, 7, 'Delete'],
    ['development', KeyEnvironment.DEVELOPMENT, 7, 'Delete'],
    ['an environment of one\'s own', KeyEnvironment.of({ name: 'test', pendingWindow: Duration.days(14), removalPolicy: RemovalPolicy.RETAIN }), 14, 'Retain'],
  ])('in %s', (_, environment, days, policy) => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { application: 'ecommerce', environment });
    const template = Template.fromStack(stack);
    template.hasResource('AWS::KMS::Key', { Properties: { PendingWindowInDays: days, EnableKeyRotation: true }, DeletionPolicy: policy });
    template.hasResource('AWS::KMS::Alias', { Properties: { AliasName: `alias/ecommerce-${environment.name}-key` }, DeletionPolicy: policy });
  });

  test('props win over the environment', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { pendingWindow: Duration.days(10), removalPolicy: RemovalPolicy.DESTROY, rotationPeriod: Duration.days(180), enabled: false, description: 'Mine' });
    Template.fromStack(stack).hasResource('AWS::KMS::Key', {
      Properties: { PendingWindowInDays: 10, RotationPeriodInDays: 180, Enabled: false, Description: 'Mine' }, DeletionPolicy: 'Delete',
    });
  });

  test('tags say whose key it is', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { application: 'orders', owner: 'Payments', costCenter: 'CC-12', dataClassification: 'confidential' });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      Description: 'orders production key, Test/Key',
      Tags: [
        { Key: 'Application', Value: 'orders' }, { Key: 'CostCenter', Value: 'CC-12' }, { Key: 'DataClassification', Value: 'confidential' },
        { Key: 'Environment', Value: 'production' }, { Key: 'Owner', Value: 'Payments' },
      ],
    });
  });

  test.each([['orders', 'alias/orders'], ['alias/orders', 'alias/orders'], ['a/b:c_d-e', 'alias/a/b:c_d-e']])('takes the alias %s', (alias, full) => {
    const stack = testStack();
    expect(new EncryptedKey(stack, 'Key', { alias }).aliasName).toBe(full);
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Alias', { AliasName: full });
  });

  test('further aliases share the removal policy', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key').addAlias('second');
    Template.fromStack(stack).allResources('AWS::KMS::Alias', { DeletionPolicy: 'RetainExceptOnCreate' });
  });

  test('exports what the guide exports', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { exportOutputs: true, alias: 'orders' });
    const outputs = Object.values(Template.fromStack(stack).findOutputs('*')).map((o: any) => [o.Description, o.Export.Name]);
    expect(outputs).toEqual([['KMS Key ID', 'Test-KeyId'], ['KMS Key ARN', 'Test-KeyArn'], ['KMS Key Alias', 'Test-KeyAlias']]);
  });

  test('exports beside other exports, of keys by their own prefix and of anything else', () => {
    const stack = testStack();
    new CfnOutput(stack, 'Mine', { value: 'x', exportName: 'Mine' });
    new EncryptedKey(stack, 'First', { exportOutputs: true });
    new EncryptedKey(stack, 'Second', { exportOutputs: true, exportPrefix: 'Second' });
    const names = Object.values(Template.fromStack(stack).findOutputs('*')).map((o: any) => o.Export.Name);
    expect(names).toEqual(['Mine', 'Test-KeyId', 'Test-KeyArn', 'Test-KeyAlias', 'SecondKeyId', 'SecondKeyArn', 'SecondKeyAlias']);
  });

  test('an output of somebody else with the name of an export is refused at synthesis', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { exportOutputs: true });
    new CfnOutput(stack, 'Mine', { value: 'x', exportName: 'Test-KeyArn' });
    expect(() => Template.fromStack(stack)).toThrow("the output Test/Mine has the export name 'Test-KeyArn' of the key Test/Key; give the key another 'exportPrefix'");
  });

  test('organizations set their defaults once, by property injectors', () => {
    const stack = testStack(undefined, undefined, {
      propertyInjectors: [{ constructUniqueId: EncryptedKey.PROPERTY_INJECTION_ID, inject: props => ({ owner: 'Security', rotationPeriod: Duration.days(180), ...props }) }],
    });
    new EncryptedKey(stack, 'Key', { owner: 'Payments' });
    new ServiceKey(stack, 'ServiceKey', { service: KeyService.S3 });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::KMS::Key', { RotationPeriodInDays: 180, Tags: [{ Key: 'Owner', Value: 'Payments' }] });
    template.hasResourceProperties('AWS::KMS::Key', { RotationPeriodInDays: 180, Tags: [{ Key: 'Owner', Value: 'Security' }] });
  });

  test('development lets administrators use keys, and so does the named prop', () => {
    const both = { administrators: [role('Dev')], users: [role('Dev')] };
    new EncryptedKey(testStack(), 'Key', { ...both, environment: KeyEnvironment.DEVELOPMENT });
    new EncryptedKey(testStack(), 'Key', { ...both, allowAdministratorsToUse: true });
    expect(() => new EncryptedKey(testStack(), 'Key', { ...both, environment: KeyEnvironment.DEVELOPMENT, allowAdministratorsToUse: false })).toThrow('separation of duties');
  });
});

describe('separation of duties', () => {
  const policy = () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { administrators: [role('Admin'), deployer()], users: [role('App')], iamDelegation: IamDelegation.NONE });
    return keyPolicy(stack);
  };
  decisionTable(policy, [
    ['an administrator manages', { principal: arn('Admin'), action: 'kms:PutKeyPolicy' }, 'Allowed'],
    ['an administrator does not decrypt', { principal: arn('Admin'), identity: [identityAllowing('kms:*')] }, 'ImplicitlyDenied'],
    ['an administrator makes no grant', { principal: arn('Admin'), identity: [identityAllowing('kms:*')], action: 'kms:CreateGrant' }, 'ImplicitlyDenied'],
    ['a user decrypts', { principal: arn('App') }, 'Allowed'],
    ['a user does not manage', { principal: arn('App'), identity: [identityAllowing('kms:*')], action: 'kms:PutKeyPolicy' }, 'ImplicitlyDenied'],
    ['nobody else does anything', { principal: arn('Other'), identity: [identityAllowing('kms:*')], action: 'kms:DescribeKey' }, 'ImplicitlyDenied'],
  ]);
});

describe('IamDelegation', () => {
  const policyWith = (iamDelegation: IamDelegation) => () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { iamDelegation, administrators: [role('Admin'), deployer()] });
    return keyPolicy(stack);
  };
  const byIam = { principal: arn('App'), identity: [identityAllowing('kms:*')] };
  describe('FULL', () => decisionTable(policyWith(IamDelegation.FULL), [
    ['IAM gives use', byIam, 'Allowed'],
    ['IAM gives management', { ...byIam, action: 'kms:DisableKey' }, 'Allowed'],
  ]));
  describe('ADMINISTRATION', () => decisionTable(policyWith(IamDelegation.ADMINISTRATION), [
    ['IAM gives no use', byIam, 'ImplicitlyDenied'],
    ['IAM gives no grants', { ...byIam, action: 'kms:CreateGrant' }, 'ImplicitlyDenied'],
    ['IAM gives management', { ...byIam, action: 'kms:DisableKey' }, 'Allowed'],
  ]));
  describe('NONE', () => decisionTable(policyWith(IamDelegation.NONE), [
    ['IAM gives no use', byIam, 'ImplicitlyDenied'],
    ['IAM gives no management', { ...byIam, action: 'kms:DisableKey' }, 'ImplicitlyDenied'],
  ]));

  test.each([IamDelegation.ADMINISTRATION, IamDelegation.NONE])('grants end in the key policy under %s, and work', async iamDelegation => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { iamDelegation, administrators: [role('Admin'), deployer()] });
    const grantee = (id: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
    key.grantDecrypt(grantee('ByMethod'));
    key.grants.decrypt(grantee('ByFacade'));
    new s3.Bucket(stack, 'Bucket', { encryptionKey: key }).grantRead(grantee('BucketReader'));
    new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key }).grantConsumeMessages(grantee('Consumer'));
    new sns.Topic(stack, 'Topic', { masterKey: key }).grantPublish(grantee('Publisher'));
    new secretsmanager.Secret(stack, 'Secret', { encryptionKey: key }).grantRead(grantee('SecretReader'));
    new logs.LogGroup(stack, 'LogGroup', { encryptionKey: key });
    const template = Template.fromStack(stack);
    const policy = keyPolicy(stack);
    const roles = Object.keys(template.findResources('AWS::IAM::Role'));
    const identities = Object.values(template.findResources('AWS::IAM::Policy'));
    for (const name of ['ByMethod', 'ByFacade', 'BucketReader', 'Consumer', 'SecretReader']) {
      const id = roles.find(r => r.startsWith(name))!;
      const identity = identities.filter(p => JSON.stringify(p.Properties.Roles).includes(id)).map(p => deployed(p.Properties.PolicyDocument));
      // A secret is read through Secrets Manager, the statement says so.
      const context = name === 'SecretReader' ? { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } : undefined;
      expect([name, await decide({ principal: arn(id), policy, identity, context })]).toEqual([name, 'Allowed']);
    }
  });

  test('grants for one action stand in one statement', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION });
    for (const name of ['B', 'A', 'C']) { key.grantDecrypt(role(name)); }
    expect(keyPolicy(stack).Statement.slice(1)).toEqual([{ Sid: 'GrantDecrypt', Effect: 'Allow', Principal: { AWS: [arn('A'), arn('B'), arn('C')] }, Action: 'kms:Decrypt', Resource: '*' }]);
  });

  test('principals that only CloudFormation knows are told apart, whatever pass resolves them first', () => {
    const stack = testStack();
    const account = (id: string) => new iam.AccountPrincipal(new CfnParameter(stack, id).valueAsString);
    new EncryptedKey(stack, 'Key', { users: [account('A'), account('B')] });
    Template.fromStack(stack);
    expect(statement(keyPolicy(stack), 'KeyUse').Principal.AWS).toEqual(['arn:aws:iam::A:root', 'arn:aws:iam::B:root']);
  });

  test('grants stay in identity policies under FULL', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key').grantDecrypt(new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(keyPolicy(stack).Statement).toHaveLength(1);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 1);
  });
});

describe('validation at synth', () => {
  const synth = (build: (stack: Stack) => void) => () => {
    const app = new App({ analyticsReporting: false });
    build(new Stack(app, 'Test', { env: { account: ACCOUNT, region: 'eu-west-1' } }));
    app.synth();
  };

  test('fails when nobody could change the policy again', () => {
    expect(synth(stack => { new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.NONE, users: [role('App')] }); }))
      .toThrow(/nobody could ever change this key policy again: no row lets a principal of the key's account put a key policy without a condition; add 'administrators'/);
  });

  test('fails when nothing is allowed at all, which would leave the key with the default policy of KMS', () => {
    expect(synth(stack => { new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.NONE }); }))
      .toThrow(/nobody could ever change this key policy again/);
  });

  test('fails when the administrators may come only under a condition that can fail for good', () => {
    expect(synth(stack => {
      new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.NONE, access: [KeyAccess.administer(role('Admin'), { sourceVpcEndpoint: 'vpce-0a1b' })] });
    })).toThrow(/nobody could ever change this key policy again/);
  });

  test('fails when only a principal of another account may manage: KMS lets nobody put a key policy across accounts', () => {
    const managedBy = (account: string) => synth(stack => {
      const actions = [...ADMINISTRATION_ACTIONS, ...ROTATION_ACTIONS];
      const managing = new iam.PolicyStatement({ actions, principals: [deployer(REGION, account)] });
      new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.NONE, access: [KeyAccess.statement(managing)] });
    });
    expect(managedBy(OTHER_ACCOUNT)).toThrow(/nobody could ever change this key policy again/);
    expect(managedBy(ACCOUNT)).not.toThrow();
  });

  test('fails when a Deny shuts everybody out', () => {
    expect(synth(stack => {
      new EncryptedKey(stack, 'Key', {
        restrictions: [KeyRestriction.statement(new iam.PolicyStatement({ sid: 'Shut', effect: iam.Effect.DENY, actions: ['kms:Put*'], principals: [new iam.AnyPrincipal()] }))],
      });
    })).toThrow(/'Shut' denies kms:PutKeyPolicy to everyone/);
  });

  test('fails when the policy is over 32768 bytes, and names the rows', () => {
    expect(synth(stack => {
      new EncryptedKey(stack, 'Key', { users: Array.from({ length: 700 }, (_, i) => role(`application-number-${i}`)) });
    })).toThrow(/the key policy takes about \d{5} bytes, KMS allows 32768; largest rows: KeyUse \d{5}, EnableIamPolicies \d+/);
  });

  /** A key for many users, in a stack that knows its Region. */
  const keyFor = (count: number, user: (stack: Stack, i: number) => iam.IPrincipal): Stack => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { users: Array.from({ length: count }, (_, i) => user(stack, i)) });
    return stack;
  };
  const pathOf = (length: number) => `/${'p'.repeat(length - 2)}/`;
  const withPath = (length: number) => (stack: Stack, i: number) => new iam.Role(stack, `Role${i}`, { path: pathOf(length), assumedBy: new iam.AccountRootPrincipal() });

  test.each<[string, number, (stack: Stack, i: number) => iam.IPrincipal]>([
    ['roles of the app with long paths', 120, withPath(500)],
    ['roles of another stack with long paths', 120, (stack, i) => withPath(500)(stack.node.tryFindChild('Roles') as Stack ?? new Stack(stack, 'Roles', { env: { account: ACCOUNT, region: REGION } }), i)],
  ])('fails for %s, which KMS would refuse', (_, count, user) => {
    expect(() => Template.fromStack(keyFor(count, user))).toThrow(/the key policy takes about \d{5} bytes, KMS allows 32768/);
  });

  test('takes as many roles of the app with short paths, without a warning', () => {
    const stack = keyFor(120, withPath(20));
    Template.fromStack(stack);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('the key policy takes'));
  });

  test('warns where it depends on texts that only the deployment knows, up to 32768 bytes at the least', () => {
    const imported = keyFor(60, (_, i) => new iam.ArnPrincipal(Fn.importValue(`role-${i}`)));
    Template.fromStack(imported);
    Annotations.fromStack(imported).hasWarning('/Test/Key', Match.stringLikeRegexp('the key policy takes about 5\\d\\d to 37\\d{3} bytes, KMS allows 32768; largest rows: KeyUse 37'));
  });

  test('fails when two keys of an environment share an alias', () => {
    expect(synth(stack => {
      new EncryptedKey(stack, 'One', { alias: 'same' });
      new EncryptedKey(stack, 'Two', { alias: 'alias/same' });
    })).toThrow(/the alias 'alias\/same' is that of Test\/One already; give one of them another 'alias'/);
  });

  test('one alias in two Regions is fine', () => {
    const app = new App({ analyticsReporting: false });
    for (const region of ['eu-west-1', 'us-east-1']) {
      new EncryptedKey(new Stack(app, region, { env: { account: ACCOUNT, region } }), 'Key', { alias: 'same' });
    }
    expect(() => app.synth()).not.toThrow();
  });

  test('fails when two statements have one Sid', () => {
    expect(synth(stack => {
      const mine = (name: string) => KeyAccess.statement(new iam.PolicyStatement({ sid: 'Mine', notActions: ['kms:Decrypt'], principals: [role(name)], effect: iam.Effect.DENY }));
      new EncryptedKey(stack, 'Key', { access: [mine('A'), mine('B')] });
    })).toThrow(/two statements have the Sid 'Mine'; give one of them another 'sid'/);
  });

  test('passes twice, and gives the same template', () => {
    const build = () => {
      const stack = testStack();
      const users = ['B', 'A'].map(id => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() }));
      new EncryptedKey(stack, 'Key', { users, access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS)] });
      return JSON.stringify(Template.fromStack(stack).toJSON());
    };
    expect(build()).toBe(build());
  });
});

describe('partitions', () => {
  test.each([
    ['aws', 'eu-west-1'], ['aws-cn', 'cn-north-1'], ['aws-us-gov', 'us-gov-west-1'], ['aws-iso', 'us-iso-east-1'], ['aws-iso-b', 'us-isob-east-1'],
  ])('%s', (partition, region) => {
    const stack = testStack(region);
    new EncryptedKey(stack, 'Key', {
      access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/app'] })],
      restrictions: [KeyRestriction.onlyPrincipals([new iam.AccountRootPrincipal()])],
    });
    const policy = deployed(Template.fromStack(stack).findResources('AWS::KMS::Key'), { account: ACCOUNT, region, partition });
    const arns = [...JSON.stringify(policy).matchAll(/arn:([a-z-]+):/g)].map(match => match[1]);
    expect(new Set(arns)).toEqual(new Set([partition]));
    expect(JSON.stringify(policy)).toContain(`logs.${region}.amazonaws.com`);
  });
});

describe('properties', () => {
  const names = fc.constantFrom('A', 'B', 'C', 'D');
  const context = fc.constantFrom<{ [k: string]: string[] } | undefined>(undefined, { tenant: ['blue'] });
  const accessRow = fc.record({ kind: fc.constantFrom('use', 'decrypt', 'encrypt', 'view', 'publish'), name: names, context })
    .map(({ kind, name, context: encryptionContext }) => ({ kind, name, make: () => (KeyAccess as any)[kind](role(name), kind === 'view' ? {} : { encryptionContext }) as KeyAccess }));
  const restriction = fc.constantFrom(
    () => KeyRestriction.onlyPrincipals(['A', 'B', 'C', 'D'].map(role)),
    () => KeyRestriction.onlyViaServices([KeyService.S3]),
    () => KeyRestriction.requireEncryptionContext({ tenant: ['blue'] }),
    () => KeyRestriction.grantsForAwsResourcesOnly(),
  );
  const policyFor = (props: EncryptedKeyProps) => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, ...props });
    return keyPolicy(stack);
  };
  const some = <T>(values: T[]) => values.length === 0 ? undefined : values;
  const requests = ['A', 'B', 'C', 'D', 'Stranger'].flatMap(name => ['kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'].flatMap(action =>
    [{}, { 'kms:EncryptionContext:tenant': 'blue' }].filter(c => action !== 'kms:DescribeKey' || Object.keys(c).length === 0).map(given => ({ principal: arn(name), action, context: given as any }))));
  const allowed = async (policy: any) => (await Promise.all(requests.map(async r => ({ r, d: await decide({ ...r, policy }) })))).filter(x => x.d === 'Allowed').map(x => JSON.stringify(x.r));

  test('rows in any order give the same policy', () => {
    fc.assert(fc.property(fc.array(accessRow, { minLength: 2, maxLength: 6 }), rows => {
      expect(policyFor({ access: [...rows].reverse().map(r => r.make()) })).toEqual(policyFor({ access: rows.map(r => r.make()) }));
    }), { numRuns: 40 });
  });

  test('another row that allows removes no permission; strangers never get in', async () => {
    await fc.assert(fc.asyncProperty(fc.array(accessRow, { maxLength: 4 }), accessRow, async (rows, more) => {
      const before = await allowed(policyFor({ access: some(rows.map(r => r.make())) }));
      const after = await allowed(policyFor({ access: [...rows, more].map(r => r.make()) }));
      expect(after).toEqual(expect.arrayContaining(before));
      expect(after.filter(r => r.includes('Stranger'))).toEqual([]);
    }), { numRuns: 15 });
  });

  test('another row that denies adds no permission', async () => {
    const rowsAndRestrictions = [fc.array(accessRow, { maxLength: 4 }), fc.array(restriction, { maxLength: 2 }), restriction] as const;
    await fc.assert(fc.asyncProperty(...rowsAndRestrictions, async (rows, restrictions, more) => {
      const access = () => some(rows.map(r => r.make()));
      const before = await allowed(policyFor({ access: access(), restrictions: some(restrictions.map(make => make())) }));
      const after = await allowed(policyFor({ access: access(), restrictions: [...restrictions, more].map(make => make()) }));
      expect(before).toEqual(expect.arrayContaining(after));
    }), { numRuns: 15 });
  });

  test('every key can still be administered, whatever rows it has', async () => {
    await fc.assert(fc.asyncProperty(fc.array(accessRow, { maxLength: 4 }), fc.array(restriction, { maxLength: 4 }), async (rows, restrictions) => {
      const policy = policyFor({ access: some(rows.map(r => r.make())), restrictions: some(restrictions.map(make => make())) });
      expect(await decide({ policy, principal: arn('Deployer'), action: 'kms:PutKeyPolicy', identity: [identityAllowing('kms:PutKeyPolicy')] })).toBe('Allowed');
      expect(await unknownNames(policy)).toEqual([]);
    }), { numRuns: 15 });
  });

  test('statement by Sid', () => {
    expect(statement(policyFor({ users: [role('A')] }), 'EnableIamAdministration').Action).not.toContain('kms:CreateGrant');
  });
});

test('takes the place of a kms.Key of the same id: key and alias keep their logical ids, and nothing that would replace them changes', () => {
  const [before, after] = [testStack(), testStack()];
  new kms.Key(before, 'Key', { alias: 'alias/orders', enableKeyRotation: true, description: 'Orders' });
  new EncryptedKey(after, 'Key', { alias: 'alias/orders', description: 'Orders' });
  const [old, now] = [before, after].map(stack => Template.fromStack(stack).toJSON().Resources);
  expect(Object.entries<any>(now).map(([id, { Type }]) => [id, Type])).toEqual(Object.entries<any>(old).map(([id, { Type }]) => [id, Type]));
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
  const [oldKey, newKey] = [old, now].map(resources => Object.values<any>(resources).find(({ Type }) => Type === 'AWS::KMS::Key')!.Properties);
  for (const property of ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin']) { expect(newKey[property]).toEqual(oldKey[property]); }
});
