import { App, NestedStack, Size, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CrossAccountKey, EncryptedKey, IamDelegation, KeyService, ServiceKey, SigningKey, SigningKeySpec } from '../../src';
import { deployAfter } from '../../src/keys/primary-reference';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, deployer, keyPolicy, OTHER_ACCOUNT, REGION, statement } from '../support/stack';
import { cycleIn } from '../support/template-graph';

/* The usual app: data in one stack, what uses it in another. */

type Granting = (role: iam.IGrantable) => unknown;
const attribute = { name: 'id', type: dynamodb.AttributeType.STRING };

const RESOURCES: { [name: string]: [KeyService, string, (scope: Stack, key: kms.IKey) => Granting] } = {
  bucket: [KeyService.S3, 's3', (scope, encryptionKey) => { const it = new s3.Bucket(scope, 'It', { encryptionKey }); return role => it.grantReadWrite(role); }],
  queue: [KeyService.SQS, 'sqs', (scope, encryptionMasterKey) => { const it = new sqs.Queue(scope, 'It', { encryptionMasterKey }); return role => it.grantConsumeMessages(role); }],
  topic: [KeyService.SNS, 'sns', (scope, masterKey) => { const it = new sns.Topic(scope, 'It', { masterKey }); return role => it.grantPublish(role); }],
  table: [KeyService.DYNAMODB, 'dynamodb', (scope, encryptionKey) => {
    const it = new dynamodb.Table(scope, 'It', { encryptionKey, partitionKey: attribute });
    return role => it.grantReadWriteData(role);
  }],
  tableV2: [KeyService.DYNAMODB, 'dynamodb', (scope, key) => {
    const it = new dynamodb.TableV2(scope, 'It', { encryption: dynamodb.TableEncryptionV2.customerManagedKey(key), partitionKey: attribute });
    return role => it.grantReadWriteData(role);
  }],
  stream: [KeyService.KINESIS, 'kinesis', (scope, encryptionKey) => { const it = new kinesis.Stream(scope, 'It', { encryptionKey }); return role => it.grantReadWrite(role); }],
  secret: [KeyService.SECRETS_MANAGER, 'secretsmanager', (scope, encryptionKey) => { const it = new secretsmanager.Secret(scope, 'It', { encryptionKey }); return role => it.grantRead(role); }],
};

const user = (scope: Stack, name = 'User') => iam.Role.fromRoleArn(scope, name, `arn:aws:iam::${ACCOUNT}:role/${name}`, { mutable: false });
const KEYS: { [name: string]: (scope: Stack, service: KeyService) => kms.Key } = {
  'a ServiceKey': (scope, service) => new ServiceKey(scope, 'Key', { service }),
  'a ServiceKey with users': (scope, service) => new ServiceKey(scope, 'Key', { service, users: [user(scope)] }),
  'a ServiceKey without delegation': (scope, service) => new ServiceKey(scope, 'Key', { service, iamDelegation: IamDelegation.NONE, administrators: [user(scope), deployer()] }),
  'an EncryptedKey': scope => new EncryptedKey(scope, 'Key'),
  'an EncryptedKey under ADMINISTRATION': scope => new EncryptedKey(scope, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION }),
  'an EncryptedKey under NONE': scope => new EncryptedKey(scope, 'Key', { iamDelegation: IamDelegation.NONE, administrators: [user(scope), deployer()] }),
};

const env = { account: ACCOUNT, region: REGION };
const PLACES: { [name: string]: (app: App) => { data: Stack; functions: Stack } } = {
  'a sibling stack': app => ({ data: new Stack(app, 'Data', { env }), functions: new Stack(app, 'Functions', { env }) }),
  'a stack deployed after': app => {
    const [data, functions] = [new Stack(app, 'Data', { env }), new Stack(app, 'Functions', { env })];
    deployAfter(functions, data);
    return { data, functions };
  },
  'a nested stack': app => {
    const data = new Stack(app, 'Data', { env });
    return { data, functions: new NestedStack(data, 'Functions') };
  },
  'the parent stack': app => {
    const functions = new Stack(app, 'Functions', { env });
    return { data: new NestedStack(functions, 'Data'), functions };
  },
};

const roleIn = (scope: Stack, roleName?: string) => new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName });

describe.each(Object.entries(RESOURCES))('a grant on a %s', (_, [service, prefix, make]) => {
  describe.each(Object.entries(KEYS))('under %s', (name, newKey) => {
    test.each(Object.entries(PLACES).flatMap(([place, stacks]) => [undefined, 'app-role'].map(roleName => [place, roleName ? 'with' : 'without', stacks, roleName] as const)))(
      'to a role of %s %s a name', async (place, _named, stacks, roleName) => {
        const app = new App({ analyticsReporting: false });
        const { data, functions } = stacks(app);
        const grant = make(data, newKey(data, service));
        grant(roleIn(functions, roleName));
        expect(cycleIn(app)).toBeUndefined();

        if (name === 'an EncryptedKey') { return; }
        const policy = keyPolicy(data, 'Key');
        // Whoever matches still needs an IAM policy; what CloudFormation adds to a name is not known.
        const role = `arn:aws:iam::${ACCOUNT}:role/${roleName ?? `${place === 'a nested stack' ? 'Data-FunctionsNested-1A-' : 'Functions-'}Role1ABC2345-${'x'.repeat(12)}`}`;
        const identity = [identityAllowing('kms:*')];
        const context = { 'kms:ViaService': `${prefix}.${REGION}.amazonaws.com` };
        if (roleName !== undefined || place !== 'the parent stack') {
          const known = roleName ? role : role.replace('Role1ABC2345', functions.nested ? 'Role' : functions.resolve((functions.node.findChild('Role').node.defaultChild as iam.CfnRole).logicalId));
          const action = prefix === 'sns' ? 'kms:GenerateDataKey' : 'kms:Decrypt';
          expect(await decide({ principal: known, policy, identity, action, context })).toBe('Allowed');
          if (name.startsWith('a ServiceKey')) { expect(await decide({ principal: known, policy, identity, action })).toBe('ImplicitlyDenied'); }
        }
        const stranger = { principal: `arn:aws:iam::${ACCOUNT}:role/Stranger`, policy, identity };
        expect(await decide(stranger)).toBe('ImplicitlyDenied');
        if (name !== 'a ServiceKey' && name !== 'a ServiceKey without delegation' && !(prefix === 'secretsmanager' && !name.startsWith('a ServiceKey'))) {
          expect(await decide({ ...stranger, context })).toBe('ImplicitlyDenied');
        }
      });
  });
});

describe('the name that CloudFormation makes', () => {
  const patternOf = (stackName: string, id: string, path?: string) => {
    const app = new App({ analyticsReporting: false });
    const data = new Stack(app, 'Data', { env });
    const functions = new Stack(app, 'Functions', { env, stackName });
    new EncryptedKey(data, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION })
      .grantDecrypt(new iam.Role(functions, id, { assumedBy: new iam.AccountRootPrincipal(), path }));
    return statement(keyPolicy(data), 'GrantDecrypt').Condition.ArnLike['aws:PrincipalArn'];
  };

  test('is compared whole where it is not shortened', () => {
    expect(patternOf('App', 'Role')).toMatch(/^arn:aws:iam::111122223333:role\/App-Role[0-9A-F]{8}-\*$/);
    expect(patternOf('App', 'Role', '/team/')).toMatch(/^arn:aws:iam::111122223333:role\/team\/App-Role[0-9A-F]{8}-\*$/);
  });

  test('is compared by its start where IAM would find it too long', () => {
    expect(patternOf('orders-platform-production-functions', 'OrdersHandlerServiceRole')).toBe('arn:aws:iam::111122223333:role/orders-platform-*');
  });
});

describe('another account', () => {
  const twoAccounts = () => {
    const app = new App({ analyticsReporting: false });
    return { app, owner: new Stack(app, 'Owner', { env }), caller: new Stack(app, 'Caller', { env: { account: OTHER_ACCOUNT, region: 'us-east-1' } }) };
  };
  const root = { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` };
  const later = `arn:aws:iam::${OTHER_ACCOUNT}:role/later`;

  test('a role known by its ARN need not exist yet', () => {
    const { owner } = twoAccounts();
    new EncryptedKey(owner, 'Key').grantDecrypt(iam.Role.fromRoleArn(owner, 'Later', later));
    expect(statement(keyPolicy(owner), 'GrantDecrypt')).toMatchObject({ Principal: root, Condition: { ArnEquals: { 'aws:PrincipalArn': later } } });
  });

  test('the bounds of a CrossAccountKey hold for grants', () => {
    const { owner } = twoAccounts();
    const encryptionKey = new CrossAccountKey(owner, 'Key', { accounts: ['999988887777'], viaServices: [KeyService.S3] });
    new s3.Bucket(owner, 'Bucket', { encryptionKey }).grantRead(iam.Role.fromRoleArn(owner, 'Later', later));
    expect(statement(keyPolicy(owner), 'GrantDecrypt').Condition).toEqual({
      ArnEquals: { 'aws:PrincipalArn': later }, StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` },
    });
  });

  test.each<[string, (owner: Stack, role: iam.Role) => unknown]>([
    ['an EncryptedKey', (owner, role) => new EncryptedKey(owner, 'Key', { users: [role] })],
    ['a ServiceKey', (owner, role) => new ServiceKey(owner, 'Key', { service: KeyService.S3_REPLICATION_DESTINATION, users: [role] })],
  ])('a user of %s is named by account and gets the IAM policy', (_, newKey) => {
    const { app, owner, caller } = twoAccounts();
    newKey(owner, new iam.Role(caller, 'Role', { assumedBy: new iam.ServicePrincipal('s3.amazonaws.com'), roleName: 'reader' }));
    expect(cycleIn(app)).toBeUndefined();
    const [row] = keyPolicy(owner).Statement.filter(s => JSON.stringify(s.Condition ?? {}).includes(':role/reader'));
    expect(row.Principal).toEqual(root);
    expect(JSON.stringify(keyPolicy(owner))).not.toContain('"AWS":"arn:aws:iam::444455556666:role');
    const [policy] = Object.values<any>(app.synth().getStackByName('Caller').template.Resources).filter(resource => resource.Type === 'AWS::IAM::Policy');
    expect(policy.Properties.PolicyDocument.Statement[0].Action).toEqual(expect.arrayContaining([row.Action].flat()));
  });
});

test('what an L2 adds to its grant later reaches both halves', () => {
  const app = new App({ analyticsReporting: false });
  const [keys, volumes, functions] = ['Keys', 'Volumes', 'Functions'].map(id => new Stack(app, id, { env }));
  const encryptionKey = new ServiceKey(keys, 'Key', { service: KeyService.EBS, users: [user(keys)] });
  const volume = new ec2.Volume(volumes, 'Volume', { encrypted: true, encryptionKey, availabilityZone: `${REGION}a`, size: Size.gibibytes(8) });
  volume.grantAttachVolume(roleIn(functions, 'attacher'));
  expect(cycleIn(app)).toBeUndefined();
  expect(statement(keyPolicy(keys), 'GrantCreateGrant').Condition).toEqual({
    ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/attacher` },
    Bool: { 'kms:GrantIsForAWSResource': 'true' },
    StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset', 'kms:ViaService': `ec2.${REGION}.amazonaws.com` },
  });
});

test('a signing key without delegation never opens to the account', async () => {
  const app = new App({ analyticsReporting: false });
  const [keys, functions] = ['Keys', 'Functions'].map(id => new Stack(app, id, { env }));
  deployAfter(functions, keys);
  const key = new SigningKey(keys, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, iamDelegation: IamDelegation.NONE, administrators: [user(keys), deployer()] });
  key.grant(roleIn(functions), 'kms:Sign');
  expect(await decide({ principal: `arn:aws:iam::${ACCOUNT}:role/Stranger`, action: 'kms:Sign', policy: keyPolicy(keys), identity: [identityAllowing('kms:*')] })).toBe('ImplicitlyDenied');
});

test('a role whose stack is deployed before that of the key is refused with key, role and remedy', () => {
  const app = new App({ analyticsReporting: false });
  const [data, functions] = ['Data', 'Functions'].map(id => new Stack(app, id, { env }));
  deployAfter(data, functions);
  new s3.Bucket(data, 'Bucket', { encryptionKey: new ServiceKey(data, 'Key', { service: KeyService.S3 }) }).grantRead(roleIn(functions));
  expect(() => app.synth()).toThrow(/is granted Data\/Bucket\/Resource with the key Data\/Key, but its stack Functions is deployed before Data, got: 'Functions\/Role'; put the role into the stack of the key/);
});

test('a key alone can be granted in that direction', () => {
  const app = new App({ analyticsReporting: false });
  const [data, functions] = ['Data', 'Functions'].map(id => new Stack(app, id, { env }));
  deployAfter(data, functions);
  new EncryptedKey(data, 'Key').grantDecrypt(roleIn(functions));
  expect(cycleIn(app)).toBeUndefined();
});

test('statements for a role of another stack refer to it nowhere, and its IAM policy is the other half', () => {
  const app = new App({ analyticsReporting: false });
  const [data, functions] = ['Data', 'Functions'].map(id => new Stack(app, id, { env }));
  const key = new EncryptedKey(data, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION });
  new s3.Bucket(functions, 'Bucket', { encryptionKey: key });
  const role = roleIn(functions);
  const conditions = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  key.addToResourcePolicy(new iam.PolicyStatement({ principals: [role], actions: ['kms:Decrypt'], resources: ['*'], conditions }));
  key.addToResourcePolicy(new iam.PolicyStatement({
    effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], notActions: ['kms:Decrypt'], resources: ['*'], conditions: { ArnEquals: { 'aws:PrincipalArn': role.roleArn } },
  }));
  expect(cycleIn(app)).toBeUndefined();
  const policy = JSON.stringify(keyPolicy(data));
  expect(policy.match(/role\/Functions-Role[0-9A-F]{8}-\*/g)).toHaveLength(2);
  const [identity] = Object.values<any>(app.synth().getStackByName('Functions').template.Resources).filter(resource => resource.Type === 'AWS::IAM::Policy');
  expect(identity.Properties.PolicyDocument.Statement[0]).toMatchObject({ Action: 'kms:Decrypt', Condition: conditions });
});

describe('statements of aws-cdk-lib for AWS services', () => {
  const context = { '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true, '@aws-cdk/aws-s3-notifications:addS3TrustKeyPolicyForSnsSubscriptions': true };
  const one = () => {
    const app = new App({ analyticsReporting: false, context });
    const stack = new Stack(app, 'Data', { env });
    return { app, stack, key: new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION }) };
  };
  const decrypts = (service: string, stack: Stack, given: { [key: string]: string }) =>
    decide({ principal: service, policy: keyPolicy(stack), context: given });

  test('a bucket that notifies a queue under the same key', async () => {
    const { app, stack, key } = one();
    new s3.Bucket(stack, 'Bucket', { encryptionKey: key })
      .addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key })));
    expect(cycleIn(app)).toBeUndefined();
    expect(await decrypts('s3.amazonaws.com', stack, { 'aws:SourceArn': 'arn:aws:s3:::data-bucket', 'aws:SourceAccount': ACCOUNT })).toBe('Allowed');
    expect(await decrypts('s3.amazonaws.com', stack, { 'aws:SourceArn': 'arn:aws:s3:::data-bucket', 'aws:SourceAccount': OTHER_ACCOUNT })).toBe('ImplicitlyDenied');
    expect(await decrypts('s3.amazonaws.com', stack, {})).toBe('ImplicitlyDenied');
    expect(keyPolicy(stack).Statement.filter(s => s.Sid === undefined)).toEqual([]);
  });

  test('a topic with a queue under the same key', async () => {
    const { app, stack, key } = one();
    new sns.Topic(stack, 'Topic', { masterKey: key }).addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key })));
    expect(cycleIn(app)).toBeUndefined();
    expect(await decrypts('sns.amazonaws.com', stack, { 'aws:SourceArn': `arn:aws:sns:${REGION}:${ACCOUNT}:topic` })).toBe('Allowed');
    expect(await decrypts('sns.amazonaws.com', stack, { 'aws:SourceArn': `arn:aws:sns:${REGION}:${OTHER_ACCOUNT}:topic` })).toBe('ImplicitlyDenied');
  });

  test('another resource of the stack is still referred to', () => {
    const { stack, key } = one();
    const topic = new sns.Topic(stack, 'Topic');
    topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Queue', { encryptionMasterKey: key })));
    expect(JSON.stringify(stack.resolve(key.node.defaultChild && (key.node.defaultChild as kms.CfnKey).keyPolicy))).toContain('{"Ref":"Topic');
  });
});

describe('a role that takes no policies of the app', () => {
  const granted = (key: (stack: Stack) => kms.Key, role: (stack: Stack, other: Stack) => iam.IRole): { warnings: string[]; policy: { Statement: any[] } } => {
    const app = new App({ analyticsReporting: false });
    const [keys, api] = ['Keys', 'Api'].map(id => new Stack(app, id, { env: { account: ACCOUNT, region: REGION } }));
    const made = key(keys);
    made.grantDecrypt(role(keys, api));
    app.synth();
    return { policy: keyPolicy(keys), warnings: made.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data)) };
  };
  const made = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates();
  const known = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/known`, { mutable: false });
  const full = (stack: Stack) => new EncryptedKey(stack, 'Key');
  const administration = (stack: Stack) => new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION });

  test.each<[string, (stack: Stack) => kms.Key, (stack: Stack, other: Stack) => iam.IRole, boolean]>([
    ['where IAM policies say who uses the key', full, made, true],
    ['known by its ARN', full, known, true],
    ['under a key for a service', stack => new ServiceKey(stack, 'Key', { service: KeyService.S3 }), made, true],
    ['of another stack', administration, (_, other) => made(other), true],
    ['that the key policy names', administration, made, false],
    ['that the key policy names by its ARN', administration, known, false],
    ['that is like any other', full, stack => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }), false],
  ])('%s', (_, key, role, told) => {
    const { warnings } = granted(key, role);
    expect(warnings.filter(text => text.includes('cdk-keysmith:identityPolicyNotWritten'))).toEqual(told ? [expect.stringContaining('its own IAM policies must allow kms:Decrypt on the key')] : []);
  });
});
