import { CfnParameter, Duration, Fn, Mixins, ConstructSelector, NestedStack, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ACCOUNT, arnOf, asked, deploy, deployer, HOME, holds, keysIn, known, made, ORGANIZATION, OTHER_ACCOUNT, refuses, stackOf, STRANGE_ACCOUNT, tells, testApp, via } from './case-support';
import {
  BreakGlassAccess, BusinessHoursAccess, CrossAccountKey, EbsEncryptionByDefault, EncryptedBucket, EncryptedDatabase, EncryptedFunction,
  EncryptedKey, EncryptedKeyProps, EncryptedLogGroup, EncryptedTrail, EncryptedVolume, GrantOperation, HmacKey, IamDelegation, ImportedKey,
  KeyAccess, KeyGrant, KeyRestriction, KeyService, MultiRegionKey, ServiceKey, SigningKey, SigningKeySpec,
} from '../../src';
import { KeyPolicyRestrictions } from '../../src/adoption/key-mixins';

const { ADMINISTRATION, NONE } = IamDelegation;
const home = () => stackOf(testApp());
const key = (props: EncryptedKeyProps) => new EncryptedKey(home(), 'K', props);

describe('whoever makes the resource can, though users are named', () => {
  const granting = ['RDS', 'EBS', 'EFS', 'FSX', 'DYNAMODB', 'LAMBDA', 'DOCUMENTDB', 'NEPTUNE', 'REDSHIFT', 'OPENSEARCH', 'ECR', 'ELASTICACHE', 'MEMORYDB', 'MSK', 'AMAZON_MQ', 'WORKSPACES'] as const;
  for (const service of granting) {
    holds(`O1-${service}`, 'CreateGrant through the service', async () => {
      const stack = home();
      new ServiceKey(stack, 'K', { service: KeyService[service], users: [known('App')] });
      const { viaService } = KeyService[service]._use;
      const context = { ...via(viaService!), 'kms:GrantIsForAWSResource': 'true', 'kms:GrantOperations': ['Decrypt'] };
      expect(await asked(stack, deployer(), { action: 'kms:CreateGrant', context })).toBe('Allowed');
      expect(await asked(stack, arnOf('Stranger'), { context: via(viaService!) })).not.toBe('Allowed');
    });
  }
  holds('O1-SECRETS_MANAGER', 'GenerateDataKey through the service', async () => {
    const stack = home();
    new ServiceKey(stack, 'K', { service: KeyService.SECRETS_MANAGER, users: [known('App')] });
    expect(await asked(stack, deployer(), { action: 'kms:GenerateDataKey', context: via('secretsmanager') })).toBe('Allowed');
  });
  holds('O1-onlyPrincipals', 'or it is said', () => tells(() => key({ restrictions: [KeyRestriction.onlyPrincipals([known('App')])] }), /deploy|CloudFormation|execution role/i));
});

describe('key, resource and role in stacks of their own', () => {
  type L2 = [string, KeyService, (stack: Stack, key: kms.IKey) => (role: iam.IRole) => unknown, string];
  const resources: L2[] = [
    ['S3', KeyService.S3, (stack, encryptionKey) => { const bucket = new s3.Bucket(stack, 'B', { encryptionKey }); return role => bucket.grantRead(role); }, 's3'],
    ['DYNAMODB', KeyService.DYNAMODB, (stack, encryptionKey) => {
      const table = new dynamodb.Table(stack, 'T', { encryptionKey, partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      return role => table.grantReadData(role);
    }, 'dynamodb'],
    ['SQS', KeyService.SQS, (stack, encryptionMasterKey) => { const queue = new sqs.Queue(stack, 'Q', { encryptionMasterKey }); return role => queue.grantSendMessages(role); }, 'sqs'],
    ['SNS', KeyService.SNS, (stack, masterKey) => { const topic = new sns.Topic(stack, 'T', { masterKey }); return role => topic.grantPublish(role); }, 'sns'],
    ['SECRETS_MANAGER', KeyService.SECRETS_MANAGER, (stack, encryptionKey) => { const secret = new secretsmanager.Secret(stack, 'S', { encryptionKey }); return role => secret.grantRead(role); },
      'secretsmanager'],
  ];
  const layouts: [string, number, number][] = [['resource and role apart', 1, 2], ['resource and role together', 1, 1], ['resource with the key', 0, 1]];
  for (const [name, service, make, called] of resources) {
    for (const [layout, resourceIn, roleIn] of layouts) {
      holds(`O2-${name}`, layout, async () => {
        const app = testApp();
        const stacks = ['A', 'B', 'C'].map(id => stackOf(app, id));
        const role = made(stacks[roleIn]);
        make(stacks[resourceIn], new ServiceKey(stacks[0], 'K', { service }))(role);
        const deployed = deploy(app);
        const arn = deployed.arnOf(role);
        expect(await asked(deployed, arn, { context: via(called), identity: ['kms:Decrypt'] })).toBe('Allowed');
        expect(JSON.stringify(deployed.identityPolicies(ACCOUNT, arn.split('/')[1]))).toContain('kms:Decrypt');
        expect(await asked(deployed, arnOf('Stranger'))).not.toBe('Allowed');
      });
    }
  }

  const apart = (build: (a: Stack, b: Stack) => unknown) => () => {
    const app = testApp();
    const [a, b] = [stackOf(app, 'A'), stackOf(app, 'B')];
    build(a, b);
    return app;
  };
  /** Deploys without a cycle, or fails with a message that says to name the role. */
  const deploysOrAsks = (build: (a: Stack, b: Stack) => unknown, asks = /roleName/) => {
    try {
      deploy(apart(build)());
    } catch (error) {
      expect((error as Error).message).toMatch(asks);
    }
  };
  const inline = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') };
  const hours = { opens: '08:00', closes: '18:00', timeZone: TimeZone.EUROPE_PARIS };
  holds('O2-users', 'a user of another stack', () => deploysOrAsks((a, b) => {
    const role = made(b);
    new s3.Bucket(b, 'B', { encryptionKey: new ServiceKey(a, 'K', { service: KeyService.S3, users: [role] }) }).grantRead(role);
  }));
  holds('O2-event-source', 'a function that polls a queue', () => deploysOrAsks((a, b) => {
    new lambda.Function(b, 'F', inline).addEventSource(new SqsEventSource(new sqs.Queue(a, 'Q', { encryptionMasterKey: new ServiceKey(a, 'K', { service: KeyService.SQS }) })));
  }));
  holds('O2-hours', 'business hours beside the resource', () => deploysOrAsks((a, b) => {
    const k = new EncryptedKey(a, 'K');
    new s3.Bucket(b, 'B', { encryptionKey: k });
    new BusinessHoursAccess(b, 'H', { key: k, users: [made(b)], ...hours });
  }, /roleName|stack of the key|key's stack/));
  holds('O2-break-glass', 'an emergency role beside the resource', () => deploysOrAsks((a, b) => {
    const k = new EncryptedKey(a, 'K');
    new s3.Bucket(b, 'B', { encryptionKey: k });
    new BreakGlassAccess(b, 'E', { keys: [k], assumedBy: [new iam.AccountRootPrincipal()] });
  }, /roleName|stack of the key|key's stack/));
  holds('O2-grant', 'a KeyGrant beside the resource', () => deploysOrAsks((a, b) => {
    const k = new EncryptedKey(a, 'K', { iamDelegation: ADMINISTRATION });
    new s3.Bucket(b, 'B', { encryptionKey: k });
    new KeyGrant(b, 'G', { key: k, grantee: known('Auditor'), operations: [GrantOperation.DECRYPT] });
  }, /roleName|stack of the key|key's stack/));
  holds('O2-multi-region', 'a multi-Region key in a stack of its own', () => deploysOrAsks((a, b) => {
    const k = new MultiRegionKey(a, 'K', { replicaRegions: ['eu-west-1'], iamDelegation: ADMINISTRATION });
    new s3.Bucket(b, 'B', { encryptionKey: k }).grantRead(made(b));
  }));
  holds('O2-nested', 'role and bucket in a nested stack', () => {
    const app = testApp();
    const a = stackOf(app, 'A');
    const nested = new NestedStack(a, 'N');
    new s3.Bucket(nested, 'B', { encryptionKey: new ServiceKey(a, 'K', { service: KeyService.S3 }) }).grantRead(made(nested));
    deploy(app);
  });
});

describe('a key that CloudFormation cannot make', () => {
  holds('O3a', 'is told of', () => tells(() => key({ iamDelegation: NONE, administrators: [known('Sec')] }), /cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1/));
  holds('O3b', 'for a Deny of everything as well', () => tells(() => key({
    restrictions: [KeyRestriction.statement(new iam.PolicyStatement({
      effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['kms:*'], resources: ['*'], conditions: { StringNotEquals: { 'aws:PrincipalArn': arnOf('Nobody') } },
    }))],
  }), /lock|cfn-exec-role|PutKeyPolicy/i));
});

holds('O4', 'a first deployment that fails leaves nothing behind', () => {
  const stack = home();
  new EncryptedKey(stack, 'K');
  const [{ stack: { template } }] = keysIn(stack);
  const kept = Object.values<any>(template.Resources).filter(({ Type }) => Type.startsWith('AWS::KMS::')).map(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy]);
  expect(kept).toEqual([['RetainExceptOnCreate', 'Retain'], ['RetainExceptOnCreate', 'Retain']]);
});

describe('a token is a name where a name is asked for', () => {
  const names: [string, (stack: Stack) => string][] = [
    ['a parameter', stack => new CfnParameter(stack, 'P').valueAsString],
    ['the name of a construct', stack => new logs.LogGroup(stack, 'Lg').logGroupName],
    ['an import', () => Fn.importValue('lg')],
  ];
  for (const [what, name] of names) {
    holds('O5a', what, () => {
      const stack = home();
      try {
        new EncryptedKey(stack, 'K', { access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: [name(stack)] })] });
      } catch (error) {
        expect((error as Error).message).toMatch(/resources/);
        return;
      }
      const { template } = (stack.node.root as any).synth().getStackByName('S');
      const text = JSON.stringify(Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::KMS::Key').Properties.KeyPolicy);
      expect(text).toMatch(/"kms:EncryptionContext:aws:logs:arn":\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},":logs:us-east-1:111122223333:log-group:/);
    });
  }
  const arnIn = (stack: Stack, type: string) => JSON.stringify(Object.values<any>((stack.node.root as any).synth().getStackByName('S').template.Resources).find(({ Type }) => Type === type).Properties);
  holds('O5b', 'of a log group', () => {
    const stack = home();
    EncryptedLogGroup.create(stack, 'L', new EncryptedKey(stack, 'K'), { logGroupName: new CfnParameter(stack, 'P').valueAsString });
    expect(arnIn(stack, 'AWS::KMS::Key')).toContain(':logs:us-east-1:111122223333:log-group:');
  });
  holds('O5c', 'of a trail', () => {
    const stack = home();
    EncryptedTrail.create(stack, 'T', new EncryptedKey(stack, 'K'), { trailName: new CfnParameter(stack, 'P').valueAsString });
    expect(arnIn(stack, 'AWS::KMS::Key')).toContain(':cloudtrail:us-east-1:111122223333:trail/');
  });
  holds('O5-stays', 'and an ARN where it is one', () => {
    const stack = home();
    new EncryptedKey(stack, 'K', { access: [KeyAccess.service(KeyService.S3_INVENTORY, { resources: [new s3.Bucket(stack, 'B').bucketArn] })] });
    expect(arnIn(stack, 'AWS::KMS::Key')).toContain('"Fn::GetAtt":["B08E7C7AF","Arn"]');
  });
});

describe('an alias is made of what is known', () => {
  holds('O6a', 'not of a token', () => refuses(() => { const stack = home(); return new EncryptedKey(stack, 'K', { application: new CfnParameter(stack, 'P').valueAsString }); }, /application/));
  holds('O6b', 'not of letters that aliases lack', () => {
    const stack = home();
    try {
      new EncryptedKey(stack, 'K', { application: '日本' });
    } catch (error) {
      expect((error as Error).message).toMatch(/application/);
      return;
    }
    expect(keysIn(stack)[0].aliases[0]).not.toBe('alias/-production-k');
  });
});

describe('what a restriction takes from the rows of its own key is said', () => {
  const { onlyPrincipals, onlyViaServices, requireEncryptionContext, onlyRegions, grantsForAwsResourcesOnly } = {
    onlyPrincipals: KeyRestriction.onlyPrincipals([known('Other')]),
    onlyViaServices: KeyRestriction.onlyViaServices([KeyService.S3]),
    requireEncryptionContext: KeyRestriction.requireEncryptionContext({ Dep: ['F'] }),
    onlyRegions: KeyRestriction.onlyRegions(['eu-west-1']),
    grantsForAwsResourcesOnly: KeyRestriction.grantsForAwsResourcesOnly(),
  };
  const emergency = (k: kms.IKey, stack: Stack) => { new BreakGlassAccess(stack, 'E', { keys: [k], assumedBy: [new iam.AccountRootPrincipal()] }); return stack; };
  const granted = (k: kms.IKey, stack: Stack) => { new KeyGrant(stack, 'G', { key: k, grantee: known('Auditor'), operations: [GrantOperation.DECRYPT] }); return stack; };
  const contradictions: [string, () => Stack | EncryptedKey | ImportedKey, RegExp][] = [
    ['O7a', () => key({ users: [known('App')], restrictions: [onlyPrincipals] }), /DenyUseByOthers|onlyPrincipals/],
    ['O7b', () => key({ users: [known('App')], restrictions: [onlyViaServices] }), /DenyUseOutsideServices|onlyViaServices/],
    ['O7c', () => new ServiceKey(home(), 'K', { service: KeyService.S3, restrictions: [requireEncryptionContext] }), /DenyWithoutEncryptionContext|requireEncryptionContext/],
    ['O7d', () => key({ access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS)], restrictions: [requireEncryptionContext] }), /DenyWithoutEncryptionContext|requireEncryptionContext/],
    ['O7e', () => key({ restrictions: [onlyRegions] }), /DenyOtherRegions|onlyRegions/],
    ['O7f', () => new ImportedKey(home(), 'K', { importers: [known('Officer')], restrictions: [KeyRestriction.onlyPrincipals([known('App')])] }), /DenyUseByOthers|onlyPrincipals/],
    ['O7g', () => { const s = home(); return emergency(new EncryptedKey(s, 'K', { restrictions: [onlyPrincipals] }), s); }, /DenyUseByOthers|onlyPrincipals/],
    ['O7h', () => { const s = home(); return emergency(new EncryptedKey(s, 'K', { restrictions: [requireEncryptionContext] }), s); }, /DenyWithoutEncryptionContext|requireEncryptionContext/],
    ['O7i', () => { const s = home(); return emergency(new ServiceKey(s, 'K', { service: KeyService.S3, exclusive: true }), s); }, /DenyUseOutsideServices|exclusive|onlyViaServices/],
    ['O7j', () => { const s = home(); return granted(new EncryptedKey(s, 'K', { restrictions: [onlyPrincipals] }), s); }, /DenyUseByOthers|DenyGrantsByOthers|onlyPrincipals/],
    ['O7k', () => { const s = home(); return granted(new ServiceKey(s, 'K', { service: KeyService.S3, exclusive: true }), s); }, /DenyUseOutsideServices|exclusive|onlyViaServices/],
    ['O7l', () => {
      const s = home();
      const k = new kms.Key(s, 'K', { enableKeyRotation: true });
      Mixins.of(s, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(new KeyPolicyRestrictions([KeyRestriction.onlyPrincipals([known('Other')])]));
      return granted(k, s);
    }, /DenyUseByOthers|DenyGrantsByOthers|onlyPrincipals/],
    ['O7m', () => new CrossAccountKey(home(), 'K', { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.EBS], autoScaling: true, restrictions: [grantsForAwsResourcesOnly] }),
      /DenyGrantsToOthers|grantsForAwsResourcesOnly|autoScaling/],
  ];
  for (const [id, build, about] of contradictions) { holds(id, 'by the names of both', () => tells(build, about)); }
});

holds('O9', 'a mixin refuses a window that its Deny would deny', () => refuses(() => {
  const stack = home();
  new kms.Key(stack, 'K', { pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
  Mixins.of(stack, ConstructSelector.resourcesOfType('AWS::KMS::Key')).apply(new KeyPolicyRestrictions([KeyRestriction.minimumPendingWindow(Duration.days(30))]));
  return stack;
}, /[wW]indow/));

describe('principals that KMS refuses are refused', () => {
  const bad: [string, iam.IGrantable][] = [
    ['a wildcard', new iam.ArnPrincipal(arnOf('*'))], ['no ARN', new iam.ArnPrincipal('not-an-arn')], ['a bucket', new iam.ArnPrincipal('arn:aws:s3:::bucket')],
    ['a policy', new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:policy/x`)], ['no account', new iam.AccountPrincipal('12345')], ['a canonical user', new iam.CanonicalUserPrincipal('abc')],
  ];
  for (const [what, principal] of bad) {
    holds('O10', `${what} as user`, () => refuses(() => key({ users: [principal] }), /users/));
    holds('O10', `${what} as administrator`, () => refuses(() => key({ administrators: [principal] }), /administrators/));
  }
});

describe('integrations look at the key', () => {
  const vpc = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'V', { vpcId: 'vpc-1', availabilityZones: [`${HOME}a`, `${HOME}b`], privateSubnetIds: ['subnet-1', 'subnet-2'] });
  const inline = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') };
  const wrong: [string, (stack: Stack) => unknown][] = [
    ['O11a', stack => new EbsEncryptionByDefault(stack, 'D', { key: new HmacKey(stack, 'K') })],
    ['O11b', stack => new EbsEncryptionByDefault(stack, 'D', { key: new ServiceKey(stack, 'K', { service: KeyService.S3 }) })],
    ['O11c', stack => new EbsEncryptionByDefault(stack, 'D', { key: kms.Key.fromKeyArn(stack, 'K', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`) })],
    ['O11e', stack => EncryptedBucket.create(stack, 'B', new HmacKey(stack, 'K'))],
    ['O11f', stack => EncryptedVolume.create(stack, 'B', new SigningKey(stack, 'K', { keySpec: SigningKeySpec.RSA_2048 }), { availabilityZone: `${HOME}a` })],
    ['O11g', stack => EncryptedFunction.create(stack, 'F', new HmacKey(stack, 'K'), inline)],
  ];
  for (const [id, build] of wrong) { holds(id, 'and refuse one that does not fit', () => refuses(() => build(home()), /key/)); }
  holds('O11d', 'and tell who is shut out', () => tells(() => {
    const stack = home();
    new EbsEncryptionByDefault(stack, 'D', { key: new ServiceKey(stack, 'K', { service: KeyService.EBS, users: [known('App')] }) });
    return stack;
  }, /users|cdk-keysmith/));
  holds('O11h', 'and tell that a service is missing', async () => {
    const stack = home();
    EncryptedDatabase.create(stack, 'DB', new ServiceKey(stack, 'K', { service: KeyService.S3 }), { vpc: vpc(stack), engine: rds.DatabaseInstanceEngine.POSTGRES });
    if (await asked(stack, deployer(), { action: 'kms:CreateGrant', context: { ...via('rds'), 'kms:GrantIsForAWSResource': 'true' } }) !== 'Allowed') { tells(() => stack, /RDS/); }
  });
});

holds('O12', 'a user of another account is bound by the account, or refused', () => {
  const app = testApp();
  const role = made(stackOf(app, 'There', { account: STRANGE_ACCOUNT }), 'R', 'reader');
  try {
    new EncryptedKey(stackOf(app, 'A'), 'K', { users: [role] });
  } catch (error) {
    expect((error as Error).message).toMatch(/CrossAccountKey/);
    return;
  }
  const [{ policy }] = keysIn(app);
  expect(JSON.stringify(policy)).not.toContain(`"AWS":"${arnOf('reader', STRANGE_ACCOUNT)}"`);
  expect(JSON.stringify(policy)).toMatch(/aws:PrincipalArn/);
});

describe('small ones', () => {
  const sns_ = new iam.ServicePrincipal('sns.amazonaws.com');
  holds('N1a', 'a service has no service through which it calls', () => refuses(() => key({ access: [KeyAccess.decrypt(sns_, { viaServices: [KeyService.S3] })] }), /viaServices|decrypt|service/));
  holds('N1b', 'nor an organization', () => refuses(() => key({ access: [KeyAccess.decrypt(sns_, { organizationId: ORGANIZATION })] }), /organizationId|decrypt|service/));
  for (const service of ['GUARDDUTY_EXPORT', 'INSPECTOR_EXPORT', 'MACIE_EXPORT'] as const) {
    holds('N2', `${service} in a Region that nobody knows`, () => tells(() => new EncryptedKey(new Stack(testApp(), 'S'), 'K', { access: [KeyAccess.service(KeyService[service])] }), /[rR]egion/));
  }
  holds('N3', 'an emergency at the primary does not reach replicas', () => tells(() => {
    const stack = home();
    new BreakGlassAccess(stack, 'E', { keys: [new MultiRegionKey(stack, 'K', { replicaRegions: ['eu-west-1'] })], assumedBy: [new iam.AccountRootPrincipal()] });
    return stack;
  }, /replica/i));
  holds('N5a', 'a list token of accounts', () => refuses(() => {
    const stack = home();
    return new CrossAccountKey(stack, 'K', { accounts: new CfnParameter(stack, 'P', { type: 'CommaDelimitedList' }).valueAsList, viaServices: [KeyService.S3] });
  }, /accounts.*list token/s));
  holds('N5b', 'a list token of resources', () => refuses(() => {
    const stack = home();
    return new ServiceKey(stack, 'K', { service: KeyService.CLOUDWATCH_LOGS, resources: new CfnParameter(stack, 'P', { type: 'CommaDelimitedList' }).valueAsList });
  }, /resources.*list token/s));
  holds('N5c', 'a list token in a context', () => refuses(() => {
    const stack = home();
    return new EncryptedKey(stack, 'K', { access: [KeyAccess.decrypt(known('x'), { encryptionContext: { Department: new CfnParameter(stack, 'P', { type: 'CommaDelimitedList' }).valueAsList } })] });
  }, /encryptionContext.*list token/s));
});
