import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IamDelegation, KeyAccess, KeyService, ServiceKey, ServiceKeyProps } from '../../src';
import { decisionTable, identityAllowing } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, REGION, statement, testStack } from '../support/stack';

const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const app = new iam.ArnPrincipal(arn('App'));
const policyOf = (props: ServiceKeyProps) => {
  const stack = testStack();
  new ServiceKey(stack, 'Key', props);
  return keyPolicy(stack);
};
const via = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
const use = [identityAllowing('kms:*')];

describe('S3', () => {
  test('users reach the key through S3 only', () => {
    expect(policyOf({ service: KeyService.S3, users: [app] }).Statement.slice(1)).toEqual([
      {
        Sid: 'S3',
        Effect: 'Allow',
        Principal: { AWS: arn('App') },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
      },
    ]);
  });

  decisionTable(() => policyOf({ service: KeyService.S3, users: [app] }), [
    ['a user through S3', { principal: arn('App'), context: via('s3') }, 'Allowed'],
    ['a user directly', { principal: arn('App'), identity: use }, 'ImplicitlyDenied'],
    ['a user through SQS', { principal: arn('App'), identity: use, context: via('sqs') }, 'ImplicitlyDenied'],
    ['somebody else through S3', { principal: arn('Other'), identity: use, context: via('s3') }, 'ImplicitlyDenied'],
    ['IAM may manage', { principal: arn('Other'), identity: use, action: 'kms:DisableKey' }, 'Allowed'],
  ]);

  describe('without users IAM policies say who, through S3 only', () => {
    decisionTable(() => policyOf({ service: KeyService.S3 }), [
      ['through S3 with an IAM policy', { principal: arn('App'), identity: use, context: via('s3') }, 'Allowed'],
      ['through S3 without', { principal: arn('App'), context: via('s3') }, 'ImplicitlyDenied'],
      ['directly', { principal: arn('App'), identity: use }, 'ImplicitlyDenied'],
    ]);
  });

  describe('exclusive', () => {
    const policy = () => policyOf({ service: KeyService.S3, users: [app], exclusive: true, iamDelegation: IamDelegation.FULL });
    decisionTable(policy, [
      ['through S3', { principal: arn('App'), context: via('s3') }, 'Allowed'],
      ['directly, even by IAM', { principal: arn('App'), identity: use }, 'ExplicitlyDenied'],
    ]);
    test('names exist', async () => { expect(await unknownNames(policy())).toEqual([]); });
  });
});

describe('RDS', () => {
  test('users describe the key and create grants for databases', () => {
    expect(policyOf({ service: KeyService.RDS, users: [app] }).Statement.slice(1).filter(s => !s.Sid.includes('Creation'))).toEqual([
      { Sid: 'Rds', Effect: 'Allow', Principal: { AWS: arn('App') }, Action: 'kms:DescribeKey', Resource: '*', Condition: { StringEquals: { 'kms:ViaService': `rds.${REGION}.amazonaws.com` } } },
      {
        Sid: 'RdsGrants',
        Effect: 'Allow',
        Principal: { AWS: arn('App') },
        Action: 'kms:CreateGrant',
        Resource: '*',
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringEquals: { 'kms:ViaService': `rds.${REGION}.amazonaws.com` } },
      },
    ]);
  });

  decisionTable(() => policyOf({ service: KeyService.RDS, users: [app] }), [
    ['a grant for a database', { principal: arn('App'), action: 'kms:CreateGrant', context: { ...via('rds'), 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
    ['the role that deploys makes the grant for a database', { principal: arn('Deployer'), identity: [identityAllowing('*')], action: 'kms:CreateGrant', context: { ...via('rds'), 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
    ['but none for itself', { principal: arn('Deployer'), identity: [identityAllowing('*')], action: 'kms:CreateGrant', context: { ...via('rds'), 'kms:GrantIsForAWSResource': 'false' } }, 'ImplicitlyDenied'],
    ['a grant for oneself', { principal: arn('App'), action: 'kms:CreateGrant', context: { ...via('rds'), 'kms:GrantIsForAWSResource': 'false' } }, 'ImplicitlyDenied'],
    ['a grant outside RDS', { principal: arn('App'), action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'true' } }, 'ImplicitlyDenied'],
    ['decrypting', { principal: arn('App'), context: via('rds') }, 'ImplicitlyDenied'],
  ]);
});

describe('Lambda', () => {
  const additionalServices = [KeyService.LAMBDA_CODE, KeyService.LAMBDA_EVENT_FILTERS, KeyService.LAMBDA_DURABLE];
  const policy = () => policyOf({ service: KeyService.LAMBDA, additionalServices, users: [app] });
  const fn = (account: string) => `arn:aws:lambda:${REGION}:${account}:function:api`;

  test('names exist', async () => { expect(await unknownNames(policy())).toEqual([]); });

  decisionTable(policy, [
    ['environment variables', { principal: arn('App'), action: 'kms:Encrypt', context: via('lambda') }, 'Allowed'],
    ['a package of the account', { principal: 'lambda.amazonaws.com', context: { 'kms:EncryptionContext:aws:lambda:FunctionArn': fn(ACCOUNT) } }, 'Allowed'],
    ['a package of another account', { principal: 'lambda.amazonaws.com', context: { 'kms:EncryptionContext:aws:lambda:FunctionArn': fn('444455556666') } }, 'ImplicitlyDenied'],
    ['filter criteria come from the regional principal', {
      principal: `lambda.${REGION}.amazonaws.com`,
      context: { 'kms:EncryptionContext:aws:lambda:FunctionArn': fn(ACCOUNT), 'aws:SourceArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:event-source-mapping:1` },
    }, 'Allowed'],
  ]);
});

describe('EBS', () => {
  const policy = () => policyOf({ service: KeyService.EBS, additionalServices: [KeyService.AUTO_SCALING], users: [app] });
  const linked = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;

  test('names exist', async () => { expect(await unknownNames(policy())).toEqual([]); });

  decisionTable(policy, [
    ['a volume', { principal: arn('App'), action: 'kms:GenerateDataKeyWithoutPlaintext', context: via('ec2') }, 'Allowed'],
    ['a volume outside EC2', { principal: arn('App'), action: 'kms:GenerateDataKeyWithoutPlaintext' }, 'ImplicitlyDenied'],
    ['instances that Auto Scaling starts', { principal: linked }, 'Allowed'],
    ['grants for them', { principal: linked, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
    ['other grants', { principal: linked, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'false' } }, 'ImplicitlyDenied'],
  ]);

  test('a service-linked role with a suffix, and one that does not exist yet', () => {
    const stack = testStack();
    new ServiceKey(stack, 'Key', {
      service: KeyService.EBS,
      access: [
        KeyAccess.service(KeyService.AUTO_SCALING, { serviceLinkedRoleSuffix: 'blue' }),
        KeyAccess.service(KeyService.AUTO_SCALING, { beforeServiceLinkedRole: true }),
      ],
    });
    const rows = keyPolicy(stack).Statement;
    expect(rows.filter(s => /^AutoScaling\d?$/.test(s.Sid)).map(s => [s.Principal, s.Condition])).toEqual(expect.arrayContaining([
      [{ AWS: `${linked}_blue` }, undefined],
      [{ AWS: '*' }, { StringEquals: { 'kms:CallerAccount': ACCOUNT }, ArnEquals: { 'aws:PrincipalArn': linked } }],
    ]));
  });
});

describe('a service of one\'s own', () => {
  const policy = () => policyOf({
    service: KeyService.of({ name: 'Mine', servicePrincipal: 'mine.amazonaws.com', regionalPrincipal: true, viaService: 'mine', createsGrants: true, resourceArn: 'arn:{partition}:mine:{region}:{account}:thing/{resource}' }),
    resources: ['a', 'b*'],
    users: [app],
  });

  test('is bound like those of the catalog', () => {
    expect(statement(policy(), 'Mine')).toEqual({
      Sid: 'Mine',
      Effect: 'Allow',
      Principal: { Service: `mine.${REGION}.amazonaws.com` },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: {
        ArnLike: { 'aws:SourceArn': [`arn:aws:mine:${REGION}:${ACCOUNT}:thing/a`, `arn:aws:mine:${REGION}:${ACCOUNT}:thing/b*`] },
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
      },
    });
    expect(statement(policy(), 'MineCallers').Condition).toEqual({ StringEquals: { 'kms:ViaService': `mine.${REGION}.amazonaws.com` } });
    expect(statement(policy(), 'MineGrants').Condition).toEqual({ Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringEquals: { 'kms:ViaService': `mine.${REGION}.amazonaws.com` } });
  });
});

describe('other accounts\' resources', () => {
  test('sourceAccounts take the place of the own account in conditions and ARNs', () => {
    const policy = policyOf({ service: KeyService.LAMBDA_DURABLE, resources: ['api'], sourceAccounts: ['444455556666', '777788889999'] });
    expect(statement(policy, 'LambdaDurable').Condition).toEqual({
      ArnEquals: { 'aws:SourceArn': ['444455556666', '777788889999'].map(a => `arn:aws:lambda:${REGION}:${a}:function:api`) },
      StringEquals: {
        'aws:SourceAccount': ['444455556666', '777788889999'],
        'kms:EncryptionContext:aws:lambda:FunctionArn': ['444455556666', '777788889999'].map(a => `arn:aws:lambda:${REGION}:${a}:function:api`),
      },
    });
  });
});

test('a service row adds nothing under FULL delegation that IAM policies could not do', () => {
  expect(policyOf({ service: KeyService.S3, iamDelegation: IamDelegation.FULL }).Statement).toHaveLength(1);
});

test('an unverified row warns once, by id', () => {
  const stack = testStack();
  new ServiceKey(stack, 'Key', { service: KeyService.STORAGE_GATEWAY });
  const warnings = stack.node.metadata.filter(m => m.type === 'aws:cdk:warning').map(m => m.data);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('could not be confirmed');
  expect(warnings[0]).toContain('[ack: cdk-keysmith:unverifiedService:STORAGE_GATEWAY]');
});

test('is an EncryptedKey in everything else', () => {
  const stack = testStack();
  new ServiceKey(stack, 'BucketKey', { service: KeyService.S3, application: 'orders', exclusive: true });
  Template.fromStack(stack).hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true, PendingWindowInDays: 30 }, DeletionPolicy: 'RetainExceptOnCreate' });
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/orders-production-bucket-key' });
});
