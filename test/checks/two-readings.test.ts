import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Aws, CfnCondition, CfnParameter, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { afterSynthesis, found, withoutSynthesis } from './both-readings';
import { EncryptedKey, KeyService, ServiceKey } from '../../src';
import { ACCOUNT, REGION } from '../support/stack';

/*
 * The pack reads an app after its synthesis, by its templates, and as a construct tree. Both find the same, in the same words.
 */

const everything = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' });
const policy = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });
const decrypts = { Statement: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' } };
const role = (stack: Stack): iam.Role => new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });

const INCLUDED = join(mkdtempSync(join(tmpdir(), 'keysmith-test-')), 'template.json');
writeFileSync(INCLUDED, JSON.stringify({
  Parameters: { Stage: { Type: 'String' } },
  Conditions: { IsOpen: { 'Fn::Equals': [{ Ref: 'Stage' }, 'open'] } },
  Resources: {
    IncludedKey: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeyPolicy: policy(
          { 'Fn::If': ['IsOpen', everything('*'), everything({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } })] },
          { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, NotAction: 'kms:Decrypt', Resource: '*' },
        ),
      },
    },
    IncludedRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'p', PolicyDocument: decrypts }] } },
  },
}));

const SHAPES: readonly (readonly [string, (stack: Stack) => void])[] = [
  ['a template that is included', stack => { new CfnInclude(stack, 'Included', { templateFile: INCLUDED }); }],
  ['one that is included in a nested stack, with a parameter', stack => {
    new CfnInclude(new NestedStack(stack, 'Nested'), 'Included', { templateFile: INCLUDED, parameters: { Stage: 'open' } });
  }],
  ['a key in a nested stack, a role in its parent', stack => {
    const [key, user] = [new kms.Key(new NestedStack(stack, 'KeyStack'), 'NestedKey'), role(stack)];
    key.grantDecrypt(user);
    key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:*'], principals: [user], resources: ['*'] }));
  }],
  ['a role in a nested stack, a key in its parent', stack => {
    const user = role(new NestedStack(stack, 'RoleStack'));
    new kms.Key(stack, 'Key').grantEncryptDecrypt(user);
    user.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] }));
  }],
  ['Fn::If around statements and properties', stack => {
    const isOpen = new CfnCondition(stack, 'IsOpen', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage'), 'open') });
    new kms.CfnKey(stack, 'ChosenKey', {
      keyPolicy: policy(Fn.conditionIf(isOpen.logicalId, everything('*'), everything({ AWS: Aws.ACCOUNT_ID }))),
      enableKeyRotation: Fn.conditionIf(isOpen.logicalId, true, false),
    });
  }],
  ['managed policies of groups and as a boundary', stack => {
    const group = new iam.Group(stack, 'Group');
    const managed = new iam.ManagedPolicy(stack, 'Managed', { statements: [new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:PutKeyPolicy'], resources: ['*'] })] });
    group.addManagedPolicy(managed);
    const user = new iam.User(stack, 'User', { groups: [group], permissionsBoundary: managed });
    user.addToPolicy(new iam.PolicyStatement({ notActions: ['s3:*'], resources: ['*'] }));
  }],
  ['policies of roles and users by name', stack => {
    new iam.CfnRolePolicy(stack, 'OfRole', { roleName: 'app', policyName: 'p', policyDocument: decrypts });
    new iam.CfnUserPolicy(stack, 'OfUser', {
      userName: 'app', policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: Fn.sub('arn:aws:kms:*:${AWS::AccountId}:key/*') }] },
    });
  }],
  ['policies of SAM functions', stack => {
    stack.addTransform('AWS::Serverless-2016-10-31');
    new CfnResource(stack, 'Function', { type: 'AWS::Serverless::Function', properties: { Policies: [decrypts, 'AdministratorAccess', { KMSDecryptPolicy: { KeyId: 'k' } }] } });
  }],
  ['Fn::Sub that names a role', stack => {
    const user = new iam.CfnRole(stack, 'SubRole', { assumeRolePolicyDocument: {} });
    new kms.CfnKey(stack, 'SubKey', {
      keyPolicy: policy(everything({ AWS: Fn.sub('${SubRole.Arn}') }), { ...everything({ AWS: user.attrArn }), Action: ['kms:Decrypt', 'kms:PutKeyPolicy'] }),
    });
  }],
  ['constructs of this library, and an alias of a key elsewhere', stack => {
    new EncryptedKey(stack, 'Own', { alias: `${stack.node.id}-own`, users: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/app`)] });
    new ServiceKey(stack, 'OfService', { alias: `${stack.node.id}-service`, service: KeyService.S3 });
    new kms.Alias(stack, 'Elsewhere', { aliasName: `alias/${stack.node.id}-elsewhere`, targetKey: kms.Key.fromKeyArn(stack, 'Imported', Fn.importValue('shared-key')) });
  }],
  ['overrides', stack => {
    const resource = new kms.Key(stack, 'Overridden').node.defaultChild as kms.CfnKey;
    resource.addPropertyOverride('KeyPolicy.Statement.1', { ...everything('*'), Action: 'kms:Decrypt' });
    resource.addDeletionOverride('UpdateReplacePolicy');
  }],
  ['a policy as text, and one that is imported', stack => {
    new CfnResource(stack, 'TextKey', { type: 'AWS::KMS::Key', properties: { KeyPolicy: JSON.stringify(policy(everything('*'))) } });
    new CfnResource(stack, 'Replica', { type: 'AWS::KMS::ReplicaKey', properties: { PrimaryKeyArn: Fn.importValue('primary'), KeyPolicy: Fn.importValue('policy') } });
  }],
];

/** Each shape in a stack of its own that knows its place, and the next in one that does not. */
function build(i: number): App {
  const app = new App({ analyticsReporting: false });
  SHAPES[i][1](new Stack(app, 'Placed', { env: { account: ACCOUNT, region: REGION } }));
  SHAPES[(i + 1) % SHAPES.length][1](new Stack(app, 'Anywhere'));
  return app;
}

test.each(SHAPES.map(([name], i) => [name, i] as const))('%s: templates and constructs say the same', (_, i) => {
  const tree = build(i);
  const said = found(afterSynthesis(build(i)));
  expect(said.length).toBeGreaterThan(0);
  expect(found(withoutSynthesis(tree))).toEqual(said);
});
