import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { DnssecKey } from '../../src';
import { decisionTable } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, testStack } from '../support/stack';

const ROUTE53 = 'dnssec-route53.amazonaws.com';
const SIGN = ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'];
const GRANTS = {
  Sid: 'Route53DnssecGrants',
  Effect: 'Allow',
  Principal: { Service: ROUTE53 },
  Action: 'kms:CreateGrant',
  Resource: '*',
  Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
};
const signing = (condition: any) => ({ Sid: 'Route53Dnssec', Effect: 'Allow', Principal: { Service: ROUTE53 }, Action: SIGN, Resource: '*', Condition: condition });
const zone = (stack: Stack, id: string) => route53.PublicHostedZone.fromPublicHostedZoneId(stack, id, id.toUpperCase());

describe('DnssecKey', () => {
  test('is what Route 53 asks for, and signs the zones of the account while none is named', () => {
    const stack = testStack('us-east-1');
    new DnssecKey(stack, 'Key');
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    expect(keyPolicy(stack).Statement.slice(1)).toEqual([
      signing({ ArnLike: { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/*' }, StringEquals: { 'aws:SourceAccount': ACCOUNT } }), GRANTS,
    ]);
  });

  test("the AWS CDK's key-signing keys add their zones, and no statements", () => {
    const stack = testStack('us-east-1');
    const key = new DnssecKey(stack, 'Key', { hostedZones: [zone(stack, 'z1')] });
    new route53.KeySigningKey(stack, 'Ksk1', { hostedZone: zone(stack, 'z2'), kmsKey: key });
    new route53.KeySigningKey(stack, 'Ksk2', { hostedZone: zone(stack, 'z3'), kmsKey: key });
    expect(keyPolicy(stack).Statement.slice(1)).toEqual([
      signing({
        ArnEquals: { 'aws:SourceArn': ['arn:aws:route53:::hostedzone/Z1', 'arn:aws:route53:::hostedzone/Z2', 'arn:aws:route53:::hostedzone/Z3'] },
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
      }),
      GRANTS,
    ]);
  });

  test('a zone that is named and also has a key-signing key stands once', () => {
    const stack = testStack('us-east-1');
    const own = new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
    new route53.KeySigningKey(stack, 'Ksk', { hostedZone: own, kmsKey: new DnssecKey(stack, 'Key', { hostedZones: [own] }) });
    const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    expect(key.Properties.KeyPolicy.Statement[1].Condition.ArnEquals).toEqual({
      'aws:SourceArn': [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':route53:::hostedzone/', { Ref: 'ZoneA5DE4B68' }]] }],
    });
  });

  test('other statements are added as ever', () => {
    const stack = testStack('us-east-1');
    const key = new DnssecKey(stack, 'Key');
    const wider = new iam.PolicyStatement({
      sid: 'Wider',
      actions: ['kms:Verify'],
      resources: ['*'],
      principals: [new iam.ServicePrincipal(ROUTE53)],
      conditions: { ArnEquals: { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/Z9' } },
    });
    expect(key.addToResourcePolicy(wider).statementAdded).toBe(true);
    expect(keyPolicy(stack).Statement.map(s => s.Sid)).toEqual(['EnableIamPolicies', 'Route53Dnssec', 'Route53DnssecGrants', 'Wider']);
  });

  test('fails when it is put outside us-east-1', () => {
    expect(() => new DnssecKey(testStack('eu-west-1'), 'Key')).toThrow("'region' must be us-east-1 for a DNSSEC key, got: 'eu-west-1'; put the key in a stack with env: { region: 'us-east-1' }");
  });

  test('is left to the deployment where the Region is not known', () => {
    expect(() => new DnssecKey(new Stack(new App({ analyticsReporting: false }), 'Anywhere'), 'Key')).not.toThrow();
  });

  describe('decisions', () => {
    const stack = testStack('us-east-1');
    new DnssecKey(stack, 'Key', { hostedZones: [zone(stack, 'z1')] });
    const policy = keyPolicy(stack);
    test('uses names that exist', async () => { expect(await unknownNames(policy)).toEqual([]); });
    const mine = { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/Z1', 'aws:SourceAccount': ACCOUNT };
    decisionTable(() => policy, [
      ['Route 53 signs the zone', { principal: ROUTE53, action: 'kms:Sign', context: mine }, 'Allowed'],
      ['not another zone', { principal: ROUTE53, action: 'kms:Sign', context: { ...mine, 'aws:SourceArn': 'arn:aws:route53:::hostedzone/Z2' } }, 'ImplicitlyDenied'],
      ['not for another account', { principal: ROUTE53, action: 'kms:Sign', context: { ...mine, 'aws:SourceAccount': OTHER_ACCOUNT } }, 'ImplicitlyDenied'],
      ['not without saying for whom', { principal: ROUTE53, action: 'kms:Sign' }, 'ImplicitlyDenied'],
      ['it creates grants for AWS resources', { principal: ROUTE53, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'true' } }, 'Allowed'],
      ['and no others', { principal: ROUTE53, action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'false' } }, 'ImplicitlyDenied'],
    ]);
  });
});
