import { App, DefaultStackSynthesizer, Fn, IStackSynthesizer, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ACCOUNT, arnOf, asked, deploy, HOME, known, made, ORGANIZATION, OTHER_ACCOUNT, refuses, stackOf, STRANGE_ACCOUNT, testApp, via } from './case-support';
import {
  CrossAccountKey, EncryptedKey, EncryptedKeyProps, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, MultiRegionKey, ServiceKey,
} from '../../src';
import { Decision } from '../support/oracle';

/*
 * Ways to open a key, or to lock its deployment out, beside those of security-cases.test.ts: each is refused, or lets in whom it says and nobody else.
 */

const { ADMINISTRATION, NONE } = IamDelegation;
type Conditions = { readonly [operator: string]: { readonly [key: string]: string | string[] } };

const stack = (): Stack => stackOf(testApp());
const key = (props: EncryptedKeyProps = {}): EncryptedKey => new EncryptedKey(stack(), 'K', { iamDelegation: ADMINISTRATION, ...props });
const users = (...principals: iam.IGrantable[]) => () => key({ users: principals });
const allow = (principal: iam.IPrincipal, conditions?: Conditions, actions = ['kms:Decrypt']): iam.PolicyStatement =>
  new iam.PolicyStatement({ principals: [principal], actions, resources: ['*'], conditions });
const deny = (conditions: Conditions, actions = ['kms:*']): iam.PolicyStatement =>
  new iam.PolicyStatement({ effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, resources: ['*'], conditions });
const adding = (statement: iam.PolicyStatement, props: EncryptedKeyProps = {}) => (): EncryptedKey => {
  const one = key(props);
  one.addToResourcePolicy(statement);
  return one;
};
const anybody = (conditions: Conditions) => adding(allow(new iam.AnyPrincipal(), conditions));
const notHome = { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } };
const service = (name: string, conditions: Conditions) => adding(allow(new iam.ServicePrincipal(`${name}.amazonaws.com`), conditions));
const underNone: EncryptedKeyProps = { iamDelegation: NONE, administrators: [known('Security')] };

const EVERY_ACCOUNT = /would open the key to every AWS account/;
const HOME_UNASKED = /lets every principal of the key's own account in/;
const WHOLE_ACCOUNT = /shares the key with a whole account without any bound/;
const EVERY_POLICY = /lets every IAM policy of the account use the key/;
const ANYBODYS_SERVICE = /lets an AWS service use the key for anybody/;
const BOTH_DUTIES = /must not also use the key/;
const STUCK = /CloudFormation could not create, change or delete the key/;

test.each<[string, () => unknown, RegExp]>([
  ['everybody by a star', users(new iam.StarPrincipal()), EVERY_ACCOUNT],
  ['a role and everybody', users(new iam.CompositePrincipal(known('a'), new iam.AnyPrincipal())), EVERY_ACCOUNT],
  ['everybody with a tag', anybody({ StringEquals: { 'aws:PrincipalTag/team': 'x' } }), EVERY_ACCOUNT],
  ['everybody by the name of a session', anybody({ StringLike: { 'aws:userid': '*:bob' } }), EVERY_ACCOUNT],
  ['everybody through an endpoint', anybody({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }), EVERY_ACCOUNT],
  ['all other accounts', anybody(notHome), EVERY_ACCOUNT],
  ['an organization, if there is one', anybody({ StringEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION }, ...notHome }), EVERY_ACCOUNT],
  ['any organization', anybody({ StringLike: { 'aws:PrincipalOrgID': 'o-*' }, ...notHome }), EVERY_ACCOUNT],
  ['an organization or any', anybody({ StringLike: { 'aws:PrincipalOrgID': [ORGANIZATION, '*'] }, ...notHome }), EVERY_ACCOUNT],
  ['whoever is in some organization', anybody({ Null: { 'aws:PrincipalOrgID': 'false' }, ...notHome }), EVERY_ACCOUNT],
  ['paths of an organization, or none', anybody({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/*`] }, ...notHome }), EVERY_ACCOUNT],
  ['any path', anybody({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['*'] }, ...notHome }), EVERY_ACCOUNT],
  ['any caller account', anybody({ StringLike: { 'kms:CallerAccount': '*' } }), EVERY_ACCOUNT],
  ['ARNs of half an account', anybody({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1111????3333:role/x' } }), EVERY_ACCOUNT],
  ['everybody in a Region', () => key({ access: [KeyAccess.statement(allow(new iam.ArnPrincipal('*'), { StringEquals: { 'aws:RequestedRegion': HOME } }))] }), EVERY_ACCOUNT],
  ['whoever is not named', adding(new iam.PolicyStatement({ notPrincipals: [known('x')], actions: ['kms:Decrypt'], resources: ['*'] })), /allows everyone who is not named/],
  ['a grant to everybody', () => { const one = key(); one.grantDecrypt(new iam.AnyPrincipal()); return one; }, EVERY_ACCOUNT],
  ['an organization by a key in other letters', anybody({ StringEquals: { 'AWS:principalorgid': ORGANIZATION } }), HOME_UNASKED],
  ['an organization by a statement', adding(allow(new iam.OrganizationPrincipal(ORGANIZATION))), HOME_UNASKED],
  ['the own account by the caller', anybody({ StringEquals: { 'kms:CallerAccount': ACCOUNT } }), HOME_UNASKED],
  ['the own account of an organization', anybody({ StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:PrincipalOrgID': ORGANIZATION } }), HOME_UNASKED],
  ['all roles of the own account', () => key({ access: [KeyAccess.decrypt(new iam.AnyPrincipal(), { principalArnPatterns: [arnOf('*')] })] }), HOME_UNASKED],
  ['all roles of another account', () => key({ access: [KeyAccess.decrypt(new iam.AnyPrincipal(), { principalArnPatterns: [arnOf('*', OTHER_ACCOUNT)] })] }), WHOLE_ACCOUNT],
  ['another account by its id', anybody({ StringEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }), WHOLE_ACCOUNT],
  ['another account, if it is of it', adding(allow(new iam.AccountPrincipal(OTHER_ACCOUNT), { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:*` } })), WHOLE_ACCOUNT],
  ['another account by a function', adding(allow(new iam.ArnPrincipal(Fn.sub(`arn:\${AWS::Partition}:iam::${STRANGE_ACCOUNT}:root`)))), WHOLE_ACCOUNT],
  ['a grant to another account', () => { const one = key(); one.grantDecrypt(new iam.AccountPrincipal(STRANGE_ACCOUNT)); return one; }, WHOLE_ACCOUNT],
  ['the own account by a function', adding(allow(new iam.ArnPrincipal(Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root')))), EVERY_POLICY],
  ['the own account by a pattern of actions', adding(allow(new iam.AccountRootPrincipal(), undefined, ['kms:De*'])), EVERY_POLICY],
  ['a grant to the own account', () => { const one = key(underNone); one.grantDecrypt(new iam.AccountRootPrincipal()); return one; }, EVERY_POLICY],
  ['a service, if it says for which account', service('sns', { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }), ANYBODYS_SERVICE],
  ['a service for any source', service('sns', { ArnLike: { 'aws:SourceArn': '*' } }), ANYBODYS_SERVICE],
  ['a service for topics of any account', service('sns', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }), ANYBODYS_SERVICE],
  ['a service for a topic of some account', service('sns', { ArnLike: { 'aws:SourceArn': `arn:aws:sns:${HOME}:*:topic` } }), ANYBODYS_SERVICE],
  ['a service for half an account', service('sns', { StringLike: { 'aws:SourceAccount': '1111*' } }), ANYBODYS_SERVICE],
  ['a service for any organization', service('sns', { StringLike: { 'aws:SourceOrgID': 'o-*' } }), ANYBODYS_SERVICE],
  ['a service for any bucket', service('s3', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }), ANYBODYS_SERVICE],
  ['logs of any account', service(`logs.${HOME}`, { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${HOME}:*:log-group:*` } }), ANYBODYS_SERVICE],
  ['log groups of any account', () => key({ access: [KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: [`arn:aws:logs:${HOME}:*:log-group:*`] })] }), /'resources' must name the account/],
  ['an administrator whom a pattern of users names', () => key({ administrators: [known('Security')], access: [KeyAccess.decrypt(new iam.AnyPrincipal(), { principalArnPatterns: [arnOf('S*')] })] }), BOTH_DUTIES],
  ['an administrator by a session, who uses by the role', () => key({ administrators: [new iam.ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/Security/bob`)], users: [known('Security')] }), BOTH_DUTIES],
  ['an administrator with a path, who uses by a session', () => key({ administrators: [known('team/Security')], users: [new iam.ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/Security/bob`)] }), BOTH_DUTIES],
  ['a statement of everything for one role', adding(allow(known('x'), undefined, ['kms:*'])), BOTH_DUTIES],
  ['a statement of everything but decryption', adding(new iam.PolicyStatement({ principals: [known('x')], notActions: ['kms:Decrypt'], resources: ['*'] })), BOTH_DUTIES],
  ['CloudFormation shut out by a Deny for all others', adding(deny({ StringNotEquals: { 'aws:PrincipalArn': arnOf('x') } })), STUCK],
  ['CloudFormation without MFA', adding(deny({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, ['kms:ScheduleKeyDeletion']), { environment: KeyEnvironment.STAGING }), STUCK],
  ['CloudFormation outside an endpoint', adding(deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } })), STUCK],
  ['CloudFormation, which comes through no service', adding(deny({ StringNotEquals: { 'kms:ViaService': `s3.${HOME}.amazonaws.com` } })), STUCK],
  ['CloudFormation, which tags the key', adding(deny({}, ['kms:TagResource'])), STUCK],
  ['an execution role of its own that is no administrator', () => inStack(new DefaultStackSynthesizer({ cloudFormationExecutionRole: arnOf('deploy') })), STUCK],
  ['a key that no Region has', () => key({ restrictions: [KeyRestriction.onlyRegions(['eu-west-1'])] }), /must have the Region of the key/],
  ['a row whose context is another than the one that is required', () => key({
    access: [KeyAccess.decrypt(known('a'), { encryptionContext: { Department: ['HR'] } })], restrictions: [KeyRestriction.requireEncryptionContext({ Department: ['Finance'] })],
  }), /'KeyDecrypt' can never count/],
  ['users whom one of two restrictions denies', () => key({ users: [known('a')], restrictions: [KeyRestriction.onlyPrincipals([known('a')]), KeyRestriction.onlyPrincipals([known('b')])] }), /'KeyUse' can never count/],
  ['a grant after the restriction', () => {
    const one = key({ restrictions: [KeyRestriction.onlyPrincipals([known('a')])] });
    one.grantDecrypt(made(Stack.of(one)));
    return one;
  }, /'GrantDecrypt' can never count/],
])('refused: %s', (_, build, about) => refuses(build, about));

function inStack(synthesizer: IStackSynthesizer, props = underNone): EncryptedKey {
  return new EncryptedKey(new Stack(testApp(), 'S', { env: { account: ACCOUNT, region: HOME }, synthesizer }), 'K', props);
}

type Ask = readonly [principal: string, decision: Decision, more?: { readonly action?: string; readonly identity?: string[]; readonly context?: { [key: string]: string } }];
const ofOrganization = { 'aws:PrincipalOrgID': ORGANIZATION };
const two = (build: (keys: Stack, other: Stack) => kms.IKey) => (): kms.IKey => {
  const app = testApp();
  return build(stackOf(app, 'A'), stackOf(app, 'B'));
};

test.each<[string, () => { readonly node: { readonly root: unknown } }, readonly Ask[]]>([
  ['a grant to an organization', () => { const one = key(); one.grantDecrypt(new iam.OrganizationPrincipal(ORGANIZATION)); return one; }, [
    [arnOf('Nobody'), 'ImplicitlyDenied', { identity: [], context: ofOrganization }],
    [arnOf('x', OTHER_ACCOUNT), 'Allowed', { context: ofOrganization }],
    [arnOf('x', OTHER_ACCOUNT), 'ImplicitlyDenied'],
  ]],
  ['a bucket granted to an organization', () => {
    const one = new ServiceKey(stack(), 'K', { service: KeyService.S3 });
    new s3.Bucket(Stack.of(one), 'B', { encryptionKey: one }).grantRead(new iam.OrganizationPrincipal(ORGANIZATION));
    return one;
  }, [
    [arnOf('Nobody'), 'ImplicitlyDenied', { identity: [], context: { ...via('s3'), ...ofOrganization } }],
    [arnOf('x', OTHER_ACCOUNT), 'Allowed', { context: { ...via('s3'), ...ofOrganization } }],
    [arnOf('x', OTHER_ACCOUNT), 'ImplicitlyDenied', { context: ofOrganization }],
  ]],
  ['an organization but two accounts', () => key({
    access: [KeyAccess.decrypt(new iam.AnyPrincipal().withConditions({ StringEquals: ofOrganization, StringNotEquals: { 'aws:PrincipalAccount': STRANGE_ACCOUNT } }))],
  }), [
    [arnOf('x', OTHER_ACCOUNT), 'Allowed', { context: ofOrganization }],
    [arnOf('x', STRANGE_ACCOUNT), 'ImplicitlyDenied', { context: ofOrganization }],
    [arnOf('Nobody'), 'ImplicitlyDenied', { identity: [], context: ofOrganization }],
  ]],
  ['roles of the own account by the start of their names', anybody({ StringEquals: { 'aws:PrincipalAccount': ACCOUNT }, ArnLike: { 'aws:PrincipalArn': arnOf('app-*') } }), [
    [arnOf('app-1'), 'Allowed', { identity: [] }], [arnOf('Nobody'), 'ImplicitlyDenied'],
  ]],
  ['a role of another stack with a condition', two((keys, other) => {
    const one = new EncryptedKey(keys, 'K', { iamDelegation: ADMINISTRATION });
    one.grantDecrypt(new iam.PrincipalWithConditions(made(other, 'Role', 'reader'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }));
    return one;
  }), [
    [arnOf('reader'), 'ImplicitlyDenied', { context: { 'aws:MultiFactorAuthPresent': 'false' } }],
    [arnOf('reader'), 'Allowed', { context: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ]],
  ['a role by its name', two((keys, other) => {
    const one = new EncryptedKey(keys, 'K', { iamDelegation: ADMINISTRATION });
    one.grantDecrypt(iam.Role.fromRoleName(other, 'R', 'reader'));
    return one;
  }), [[arnOf('reader'), 'Allowed', { identity: [] }], [arnOf('Nobody'), 'ImplicitlyDenied']]],
  ['a user without a name that uses a queue', two((keys, other) => {
    const role = made(other);
    const one = new ServiceKey(keys, 'K', { service: KeyService.SQS, users: [role] });
    new sqs.Queue(other, 'Q', { encryptionMasterKey: one }).grantSendMessages(role);
    return one;
  }), [
    [arnOf('B-Role1ABCC5F0-RANDOM'), 'Allowed', { action: 'kms:GenerateDataKey', context: via('sqs') }],
    [arnOf('B-Role1ABCC5F0-RANDOM'), 'ImplicitlyDenied', { action: 'kms:GenerateDataKey' }],
    [arnOf('Nobody'), 'ImplicitlyDenied', { action: 'kms:GenerateDataKey', context: via('sqs') }],
  ]],
  ['an execution role of its own that administers', () => inStack(new DefaultStackSynthesizer({ cloudFormationExecutionRole: arnOf('deploy') }), { iamDelegation: NONE, administrators: [known('deploy')] }), [
    [arnOf('deploy'), 'Allowed', { action: 'kms:PutKeyPolicy' }], [arnOf('deploy'), 'ImplicitlyDenied'],
  ]],
  ['a key shared through S3, granted to its organization', () => {
    const one = new CrossAccountKey(stack(), 'K', { organizationId: ORGANIZATION, viaServices: [KeyService.S3] });
    one.grantDecrypt(new iam.OrganizationPrincipal(ORGANIZATION));
    return one;
  }, [[arnOf('Nobody'), 'ImplicitlyDenied', { identity: [], context: ofOrganization }], [arnOf('x', OTHER_ACCOUNT), 'Allowed', { context: { ...via('s3'), ...ofOrganization } }]]],
])('lets in whom it says: %s', async (_, build, asks) => {
  const deployed = deploy(build().node.root as App);
  for (const [principal, decision, more] of asks) {
    expect([principal, more, await asked(deployed, principal, more)]).toEqual([principal, more, decision]);
  }
});

test('what a restriction denies, it denies in every Region of a key', async () => {
  const one = new MultiRegionKey(stack(), 'K', { replicaRegions: ['eu-west-1'] });
  one.addRestriction(KeyRestriction.statement(deny({ StringEquals: { 'aws:PrincipalTag/left': 'yes' } }, ['kms:Decrypt'])));
  one.addReplica('eu-central-1');
  const deployed = deploy(one);
  const context = { 'aws:PrincipalTag/left': 'yes' };
  for (const region of [HOME, 'eu-west-1', 'eu-central-1']) {
    expect([region, await asked(deployed, arnOf('x'), { context }, region)]).toEqual([region, 'ExplicitlyDenied']);
    expect([region, await asked(deployed, arnOf('x'), {}, region)]).toEqual([region, 'Allowed']);
  }
});
