import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FLAGS, known } from './case-support';
import {
  BreakGlassAccess, CrossAccountKey, EncryptedKey, ImportedKey, IamDelegation, KeyAccess, KeyGrant, KeyRestriction,
  KeyService, GrantOperation, MultiRegionKey, ServiceKey, ServiceKeyProps,
} from '../../src';
import { deployAfter } from '../../src/keys/primary-reference';
import { DeployedApp } from '../support/deployed-app';
import { ACCOUNT, deployer, OTHER_ACCOUNT, REGION } from '../support/stack';

/*
 * Every door by which a principal reaches a key policy, for every kind of principal, wherever it is: the app synthesizes and no stack waits for itself, or
 * what it says is ours and names what to do.
 */

const HERE = { account: ACCOUNT, region: REGION };

/** Where the principal is; 'key nested' has the key in a nested stack and the principal in its parent. */
const PLACES = {
  'the stack of the key': (_: App, keys: Stack) => keys,
  'a sibling': (app: App) => stackIn(app, 'Api'),
  'a sibling of a long name': (app: App) => stackIn(app, 'TheApiOfAllTheOrdersOfTheCompanyAndItsSubsidiaries'),
  'a sibling that is deployed before': (app: App, keys: Stack) => { const api = stackIn(app, 'Api'); deployAfter(keys, api); return api; },
  'a sibling that is deployed after': (app: App, keys: Stack) => { const api = stackIn(app, 'Api'); deployAfter(api, keys); return api; },
  'nested under the key': (_: App, keys: Stack) => new NestedStack(keys, 'Inner'),
  'nested in a sibling': (app: App) => new NestedStack(stackIn(app, 'Api'), 'Inner'),
  'the parent of the key': (_: App, keys: Stack) => keys.nestedStackParent ?? keys,
  'another stage': (app: App) => stackIn(new Stage(app, 'Prod'), 'Api'),
  'another Region': (app: App) => stackIn(app, 'Api', { ...HERE, region: 'us-east-1' }),
  'another account': (app: App) => stackIn(app, 'Api', { ...HERE, account: OTHER_ACCOUNT }),
  'an unknown place': (app: App) => stackIn(app, 'Api', undefined),
};
type Place = keyof typeof PLACES;

function stackIn(scope: App | Stage, id: string, env: { account: string; region: string } | undefined = HERE): Stack {
  const stack = new Stack(scope, id, { env });
  new CfnResource(stack, 'Any', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  return stack;
}

const LAMBDA = new iam.ServicePrincipal('lambda.amazonaws.com');
const PRINCIPALS: { readonly [kind: string]: (stack: Stack) => iam.IGrantable } = {
  'a role': stack => new iam.Role(stack, 'Role', { assumedBy: LAMBDA }),
  'a role with a name': stack => new iam.Role(stack, 'Role', { assumedBy: LAMBDA, roleName: 'named' }),
  'a role of a path': stack => new iam.Role(stack, 'Role', { assumedBy: LAMBDA, path: '/team/' }),
  'a role that may not be changed': stack => new iam.Role(stack, 'Role', { assumedBy: LAMBDA }).withoutPolicyUpdates(),
  'a user': stack => new iam.User(stack, 'User'),
  'a group': stack => new iam.Group(stack, 'Group'),
  'a function': stack => new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') }),
  'a role known by its ARN': stack => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ACCOUNT}:role/known`),
  'a role known by its name': stack => iam.Role.fromRoleName(stack, 'Role', 'known'),
  'the ARN of a role': stack => new iam.ArnPrincipal(new iam.Role(stack, 'Role', { assumedBy: LAMBDA }).roleArn),
  'the ARN of an L1 role': stack => new iam.ArnPrincipal(new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }).attrArn),
  'a role with a condition': stack => new iam.PrincipalWithConditions(new iam.Role(stack, 'Role', { assumedBy: LAMBDA }), { StringEquals: { 'aws:PrincipalTag/team': 'x' } }),
  'a role through a service': stack => new kms.ViaServicePrincipal(`s3.${REGION}.amazonaws.com`, new iam.Role(stack, 'Role', { assumedBy: LAMBDA })),
  'the account': stack => new iam.AccountPrincipal(stack.account),
  'a service': () => LAMBDA,
};

/** What a door does; without `ours` by a key that the CDK knows by its ARN: what it says then is not about keys. */
type Door = (keys: Stack, who: iam.IGrantable, ours?: boolean) => void;
const SECURITY = { administrators: [known('Security'), deployer()] };
const allow = (who: iam.IGrantable, actions = ['kms:Decrypt']) => new iam.PolicyStatement({ actions, resources: ['*'], principals: [who.grantPrincipal as iam.PrincipalBase] });
const arnOf = (who: iam.IGrantable): string => [Object.values(who.grantPrincipal.policyFragment.principalJson)[0]].flat()[0] as string;
const deny = (conditions: object) => new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['kms:Decrypt'], resources: ['*'], principals: [new iam.AnyPrincipal()], conditions: conditions as any });
const bucket = (props: (who: iam.IGrantable) => Partial<ServiceKeyProps>): Door => (keys, who, ours = true) => {
  const encryptionKey = ours
    ? new ServiceKey(keys, 'Key', { service: KeyService.S3, ...props(who) })
    : kms.Key.fromKeyArn(keys, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
  new s3.Bucket(keys, 'Bucket', { encryptionKey }).grantReadWrite(who);
};
const DOORS: { readonly [door: string]: Door } = {
  'users': (keys, who) => new EncryptedKey(keys, 'Key', { users: [who] }),
  'users under NONE': (keys, who) => new EncryptedKey(keys, 'Key', { users: [who], iamDelegation: IamDelegation.NONE, ...SECURITY }),
  'administrators': (keys, who) => new EncryptedKey(keys, 'Key', { administrators: [who] }),
  'users of a service': (keys, who) => new ServiceKey(keys, 'Key', { service: KeyService.S3, users: [who] }),
  'principals that share': (keys, who) => new CrossAccountKey(keys, 'Key', { principals: [who], viaServices: [KeyService.S3] }),
  'users of all Regions': (keys, who) => new MultiRegionKey(keys, 'Key', { users: [who], replicaRegions: ['us-east-1'] }),
  'importers': (keys, who) => new ImportedKey(keys, 'Key', { importers: [who] }),
  'a row of a statement': (keys, who) => new EncryptedKey(keys, 'Key', { access: [KeyAccess.statement(allow(who))] }),
  'a statement': (keys, who) => new EncryptedKey(keys, 'Key').addToResourcePolicy(allow(who)),
  'a statement that denies': (keys, who) => new EncryptedKey(keys, 'Key').addToResourcePolicy(Object.assign(allow(who), { effect: iam.Effect.DENY })),
  'onlyPrincipals': (keys, who) => new EncryptedKey(keys, 'Key', { restrictions: [KeyRestriction.onlyPrincipals([who])] }),
  'a restriction that spares one': (keys, who) => new EncryptedKey(keys, 'Key', { restrictions: [KeyRestriction.statement(deny({ ArnNotEquals: { 'aws:PrincipalArn': arnOf(who) } }))] }),
  'a restriction that spares one by its text': (keys, who) => new EncryptedKey(keys, 'Key', { restrictions: [KeyRestriction.statement(deny({ StringNotEquals: { 'aws:PrincipalArn': [arnOf(who)] } }))] }),
  'a grant': (keys, who) => new EncryptedKey(keys, 'Key').grantEncryptDecrypt(who),
  'a grant under ADMINISTRATION': (keys, who) => new EncryptedKey(keys, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION }).grantDecrypt(who),
  'a grant of a bucket': bucket(() => ({})),
  'a grant of a bucket, and onlyPrincipals': bucket(who => ({ restrictions: [KeyRestriction.onlyPrincipals([who])] })),
  'a grant of a bucket, and administrators': bucket(who => ({ administrators: [who], allowAdministratorsToUse: true })),
  'a grant of KMS': (keys, who) => new KeyGrant(keys, 'Grant', { key: new EncryptedKey(keys, 'Key'), grantee: who, operations: [GrantOperation.DECRYPT] }),
  'an emergency': (keys, who) => new BreakGlassAccess(keys, 'Emergency', { keys: [new EncryptedKey(keys, 'Key')], assumedBy: [who.grantPrincipal] }),
};

/** Messages of this package name the property and the value, or the key's statement and the remedy; see src/private/errors.ts. */
const OURS = /'[^']+' .*got: .*|can never count|the role that deploys/s;

function outcome(place: Place, principal: string, door: Door, ours = true): string {
  const app = new App({ analyticsReporting: false, postCliContext: FLAGS });
  const top = stackIn(app, 'Keys');
  const keys = place === 'the parent of the key' ? new NestedStack(top, 'Inner') : top;
  try {
    door(keys, PRINCIPALS[principal](PLACES[place](app, keys)), ours);
    return new DeployedApp(app.synth()).cycle() === undefined ? 'fine' : 'waits for itself';
  } catch (error) {
    const { message } = error as Error;
    return OURS.test(message) ? 'refused' : message;
  }
}

/** Where what an app says matters most, all kinds of principals are tried. */
const HARD: readonly Place[] = ['a sibling that is deployed after', 'another stage'];
const USUAL = ['a role', 'the ARN of a role', 'a role known by its ARN'];

/** PolicyStatement itself takes no group. */
const isSaidByCdk = (principal: string, door: string): boolean => principal === 'a group' && /statement/.test(door);

describe.each(Object.keys(PLACES) as Place[])('who is in %s', place => {
  test.each(Object.keys(DOORS))('by %s', door => {
    const principals = HARD.includes(place) ? Object.keys(PRINCIPALS) : USUAL;
    const wrong = principals.filter(principal => !isSaidByCdk(principal, door))
      .map(principal => [principal, outcome(place, principal, DOORS[door])])
      .filter(([principal, what]) => !['fine', 'refused'].includes(what) && !(/bucket/.test(door) && outcome(place, principal, DOORS[door], false) !== 'fine'));
    expect(wrong).toEqual([]);
  });
});

test('what is named where the CDK refers is allowed as before', () => {
  expect(outcome('a sibling', 'a role', DOORS.administrators)).toBe('fine');
  expect(outcome('the stack of the key', 'a role', DOORS.onlyPrincipals)).toBe('fine');
  expect(outcome('a sibling', 'a role', DOORS['a grant of a bucket, and onlyPrincipals'])).toBe('fine');
});
