import { App, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedKey, EncryptedKeyProps, IamDelegation, ImportedKey, KeyAccess, KeyAccessLevel, KeyService, ServiceKey, SigningKey, SigningKeySpec } from '../../src';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, deployer, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';
import { thrown } from '../support/thrown';

/*
 * What one door to a key policy refuses, no other allows: doors by principals, each built and synthesized.
 */

type Door = (stack: Stack, principal: iam.IPrincipal) => void;

const own = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const role = (name: string) => new iam.ArnPrincipal(own(name));
const encrypted = (stack: Stack, props: EncryptedKeyProps = {}) => new EncryptedKey(stack, 'Key', props);
const statementFor = (principal: iam.IPrincipal, actions = ['kms:Decrypt']) => new iam.PolicyStatement({ principals: [principal], actions, resources: ['*'] });

const DOORS: { readonly [door: string]: Door } = {
  'users': (stack, principal) => encrypted(stack, { users: [principal] }),
  'administrators': (stack, principal) => encrypted(stack, { administrators: [principal] }),
  'KeyAccess.decrypt': (stack, principal) => encrypted(stack, { access: [KeyAccess.decrypt(principal)] }),
  'KeyAccess.statement': (stack, principal) => encrypted(stack, { access: [KeyAccess.statement(statementFor(principal))] }),
  'addAccess': (stack, principal) => encrypted(stack).addAccess(KeyAccess.use(principal)),
  'grantDecrypt': (stack, principal) => encrypted(stack).grantDecrypt(principal),
  'grants': (stack, principal) => encrypted(stack, { iamDelegation: IamDelegation.ADMINISTRATION }).grants.encryptDecrypt(principal),
  'addToResourcePolicy': (stack, principal) => encrypted(stack).addToResourcePolicy(statementFor(principal)),
  'signers': (stack, principal) => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, signers: [principal] }),
  'importers': (stack, principal) => new ImportedKey(stack, 'Key', { importers: [principal] }),
};

const conditioned = (principal: iam.IPrincipal, conditions: iam.Conditions) => new iam.PrincipalWithConditions(principal, conditions);
const anyone = (conditions: iam.Conditions) => conditioned(new iam.AnyPrincipal(), conditions);

/** What is refused at every door, and how the message reads. */
const FORBIDDEN: { readonly [principal: string]: [iam.IPrincipal, RegExp] } = {
  'everyone': [new iam.AnyPrincipal(), /every AWS account/],
  'everyone, as a star': [new iam.StarPrincipal(), /every AWS account/],
  'everyone through a service': [new kms.ViaServicePrincipal(`s3.${REGION}.amazonaws.com`), /every AWS account/],
  'everyone over TLS': [anyone({ Bool: { 'aws:SecureTransport': 'true' } }), /every AWS account/],
  'everyone with MFA': [anyone({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), /every AWS account/],
  'whoever calls a role so': [anyone({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app-*' } }), /every AWS account/],
  'whoever has an organization': [anyone({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }), /every AWS account/],
  'whoever is a role': [anyone({ StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }), /every AWS account/],
  'all but one account': [anyone({ StringNotEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }), /every AWS account/],
  'a whole account': [new iam.AccountPrincipal(OTHER_ACCOUNT), /whole account|management from other accounts/],
  'the root of an account': [new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:root`), /whole account|management from other accounts/],
  'an account by its id': [new iam.ArnPrincipal(OTHER_ACCOUNT), /whole account|management from other accounts/],
  'every identity of a pool': [new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com'), /signs in with that identity provider/],
  'roles by a wildcard': [role('*'), /no wildcard in a principal/],
  'no ARN': [new iam.ArnPrincipal('not-an-arn'), /a principal that a key policy can name/],
  'nothing': [new iam.ArnPrincipal(''), /principal/],
  'a bucket': [new iam.ArnPrincipal('arn:aws:s3:::bucket'), /a principal that a key policy can name/],
  'a policy': [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:policy/x`), /a principal that a key policy can name/],
  'a group': [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:group/x`), /a principal that a key policy can name/],
  'half an account': [new iam.AccountPrincipal('12345'), /a principal that a key policy can name/],
  'a canonical user': [new iam.CanonicalUserPrincipal('abc'), /a principal that a key policy can name/],
  'a role of another partition': [new iam.ArnPrincipal(`arn:aws-cn:iam::${ACCOUNT}:role/App`), /partition of the key/],
  'a role that is gone': [new iam.ArnPrincipal('AROAEXAMPLEEXAMPLE123'), /unique id/],
};

describe.each(Object.entries(DOORS))('%s', (_, door) => {
  test.each(Object.entries(FORBIDDEN))('refuses %s', (__, [principal, message]) => {
    const stack = testStack();
    expect(thrown(() => { door(stack, principal); (stack.node.root as App).synth(); })).toMatch(message);
  });
});

/** What gets in at every door. */
const WELCOME: { readonly [principal: string]: iam.IPrincipal } = {
  'a role': role('App'),
  'a role of the stack\'s partition': new iam.ArnPrincipal(`arn:${Aws.PARTITION}:iam::${ACCOUNT}:role/path/App`),
  'a user': new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:user/alice@example.com`),
  'a session': new iam.ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/App/session`),
};

describe.each(Object.entries(DOORS))('%s', (_, door) => {
  test.each(Object.entries(WELCOME))('lets %s in', (__, principal) => {
    const stack = testStack();
    expect(thrown(() => { door(stack, principal); (stack.node.root as App).synth(); })).toBe('nothing was thrown');
  });
});

describe('services', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['any context', stack => encrypted(stack, { access: [KeyAccess.decrypt(new iam.ServicePrincipal('sns.amazonaws.com'), { encryptionContext: { 'aws:sns:topicArn': ['*'] } })] })],
    ['a service to go through', stack => encrypted(stack, { access: [KeyAccess.decrypt(new iam.ServicePrincipal('sns.amazonaws.com'), { viaServices: [KeyService.S3] })] })],
    ['nothing', stack => encrypted(stack, { users: [new iam.ServicePrincipal('sns.amazonaws.com')] })],
    ['nothing, in a statement', stack => encrypted(stack, { access: [KeyAccess.statement(statementFor(new iam.ServicePrincipal('sns.amazonaws.com')))] })],
  ])('are not bound by %s', (_, build) => {
    expect(thrown(() => build(testStack()))).toMatch(/confused deputy/);
  });
});

describe('nothing that is no principal', () => {
  test.each<[unknown, RegExp]>([
    ['arn:aws:iam::111122223333:role/App', /'users' must hold principals only.*wrap it: new iam.ArnPrincipal\('arn:aws:iam::111122223333:role\/App'\)/],
    [{}, /'users' must hold principals only/],
    [undefined, /'users' must hold principals only/],
    [null, /'users' must hold principals only/],
    [42, /'users' must hold principals only/],
  ])('%p', (principal, message) => {
    expect(thrown(() => encrypted(testStack(), { users: [principal as any] }))).toMatch(message);
  });
});

describe('an organization', () => {
  const policyOf = (props: EncryptedKeyProps) => {
    const stack = testStack();
    encrypted(stack, props);
    return keyPolicy(stack);
  };
  const ORGANIZATION = 'o-a1b2c3d4e5';
  const context = { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-ab12/ou-ab12-11111111/`], 'kms:ViaService': `s3.${REGION}.amazonaws.com` };
  const ask = (policy: any, account: string, identity: any[]) => decide({
    policy, principal: `arn:aws:iam::${account}:role/app-1`, identity, context: { ...context, 'aws:PrincipalAccount': account },
  });

  test.each<[string, EncryptedKeyProps]>([
    ['by its id', { access: [KeyAccess.organization(ORGANIZATION)] }],
    ['under ADMINISTRATION', { iamDelegation: IamDelegation.ADMINISTRATION, access: [KeyAccess.organization(ORGANIZATION)] }],
    ['as a user', { users: [new iam.OrganizationPrincipal(ORGANIZATION)] }],
    ['by paths, through a service', { access: [KeyAccess.use(new iam.AnyPrincipal(), { organizationPaths: [`${ORGANIZATION}/r-ab12/*`], viaServices: [KeyService.S3] })] }],
    ['by patterns', { access: [KeyAccess.use(new iam.AnyPrincipal(), { organizationId: ORGANIZATION, principalArnPatterns: ['arn:aws:iam::*:role/app-*'] })] }],
  ])('%s, is everybody whose IAM policies allow it, but not at home', async (_, props) => {
    const policy = policyOf(props);
    expect(await ask(policy, OTHER_ACCOUNT, [identityAllowing('kms:Decrypt')])).toBe('Allowed');
    expect(await ask(policy, OTHER_ACCOUNT, [])).not.toBe('Allowed');
    expect(await ask(policy, ACCOUNT, [])).not.toBe('Allowed');
  });

  test('in a statement of its own must leave the key\'s account out', () => {
    const add = (conditions: iam.Conditions) => thrown(() => policyOf({ access: [KeyAccess.statement(statementFor(anyone(conditions)))] }));
    const id = { 'aws:PrincipalOrgID': ORGANIZATION };
    expect(add({ StringEquals: id })).toMatch(/own account in, without an IAM policy/);
    expect(add({ StringEquals: id, StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } })).toBe('nothing was thrown');
    expect(add({ StringEquals: { ...id, 'aws:PrincipalAccount': OTHER_ACCOUNT } })).toBe('nothing was thrown');
  });
});

describe('one principal with two duties', () => {
  const SEC = role('Sec');
  const ADMINISTRATION = { iamDelegation: IamDelegation.ADMINISTRATION };
  const named = (stack: Stack) => new iam.Role(stack, 'Security', { roleName: 'Sec', path: '/team/', assumedBy: new iam.AccountRootPrincipal() });
  test.each<[string, (stack: Stack) => void]>([
    ['by props', stack => encrypted(stack, { administrators: [SEC], users: [SEC] })],
    ['by addAccess', stack => encrypted(stack, { administrators: [SEC] }).addAccess(KeyAccess.use(SEC))],
    ['by a grant', stack => { encrypted(stack, { administrators: [SEC] }).grantEncryptDecrypt(SEC); }],
    ['by a statement', stack => encrypted(stack, { administrators: [SEC], access: [KeyAccess.statement(statementFor(SEC, ['kms:Decrypt', 'kms:CreateGrant']))] })],
    ['by grants alone', stack => encrypted(stack, { administrators: [SEC], access: [KeyAccess.statement(statementFor(SEC, ['kms:CreateGrant']))] })],
    ['by a statement for both', stack => encrypted(stack, { access: [KeyAccess.statement(statementFor(SEC, ['kms:*']))] })],
    ['by addToResourcePolicy', stack => { encrypted(stack, { administrators: [SEC] }).addToResourcePolicy(statementFor(SEC)); }],
    ['by name and ARN', stack => encrypted(stack, { administrators: [named(stack)], users: [SEC] })],
    ['as a role and its session', stack => encrypted(stack, { administrators: [SEC], users: [new iam.ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/Sec/bob`)] })],
    ['as a session and its role with a path', stack => encrypted(stack, { users: [named(stack)], administrators: [new iam.ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/Sec/bob`)] })],
    ['by a pattern', stack => encrypted(stack, { administrators: [SEC], access: [KeyAccess.use(new iam.AccountRootPrincipal(), { principalArnPatterns: [own('S*')] })] })],
    ['as one of an account that uses the key', stack => encrypted(stack, { ...ADMINISTRATION, administrators: [SEC], users: [new iam.AccountRootPrincipal()] })],
    ['as an account', stack => encrypted(stack, { administrators: [new iam.AccountRootPrincipal()], users: [new iam.AccountPrincipal(ACCOUNT)] })],
    ['of a service key', stack => new ServiceKey(stack, 'Key', { service: KeyService.S3, administrators: [SEC], users: [SEC] })],
  ])('is refused %s', (_, build) => {
    const stack = testStack();
    expect(thrown(() => { build(stack); (stack.node.root as App).synth(); })).toMatch(/separation of duties|IamDelegation.ADMINISTRATION rules out/);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['when it was asked for', stack => encrypted(stack, { administrators: [SEC], users: [SEC], allowAdministratorsToUse: true })],
    ['who looks only', stack => encrypted(stack, { administrators: [SEC], access: [KeyAccess.view(SEC)] })],
    ['of another name', stack => encrypted(stack, { administrators: [SEC], users: [role('Security')] })],
    ['of another account', stack => encrypted(stack, { administrators: [SEC], users: [new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/Sec`)] })],
    ['where the account uses it through a service', stack => new ServiceKey(stack, 'Key', { service: KeyService.S3, administrators: [SEC] })],
    ['who imports key material', stack => new ImportedKey(stack, 'Key', { importers: [SEC], administrators: [SEC] })],
  ])('is allowed %s', (_, build) => {
    const stack = testStack();
    expect(thrown(() => { build(stack); (stack.node.root as App).synth(); })).toBe('nothing was thrown');
  });
});

describe('the account under a narrow delegation', () => {
  const ROOT = new iam.AccountRootPrincipal();
  const building = (iamDelegation: IamDelegation, add: (key: EncryptedKey) => void) => thrown(() => {
    const stack = testStack();
    add(encrypted(stack, { iamDelegation, administrators: [deployer()] }));
    (stack.node.root as App).synth();
  });
  const USES: [string, (key: EncryptedKey) => void][] = [
    ['a row', key => key.addAccess(KeyAccess.decrypt(ROOT))],
    ['a grant', key => { key.grantDecrypt(ROOT); }],
    ['a statement', key => { key.addToResourcePolicy(statementFor(ROOT)); }],
    ['a statement over TLS', key => { key.addToResourcePolicy(statementFor(conditioned(ROOT, { Bool: { 'aws:SecureTransport': 'true' } }))); }],
    ['a statement for its own organization', key => { key.addToResourcePolicy(statementFor(conditioned(ROOT, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }))); }],
    ['grants', key => { key.addToResourcePolicy(statementFor(ROOT, ['kms:CreateGrant'])); }],
  ];
  test.each(USES)('does not use the key by %s', (_, add) => {
    for (const delegation of [IamDelegation.ADMINISTRATION, IamDelegation.NONE]) {
      expect(building(delegation, add)).toMatch(`which IamDelegation.${delegation} rules out`);
    }
    expect(building(IamDelegation.FULL, add)).not.toMatch(/rules out/);
  });

  test('uses it through a service, or by names', () => {
    expect(building(IamDelegation.ADMINISTRATION, key => key.addAccess(KeyAccess.decrypt(ROOT, { viaServices: [KeyService.S3] })))).toBe('nothing was thrown');
    expect(building(IamDelegation.ADMINISTRATION, key => key.addAccess(KeyAccess.decrypt(ROOT, { principalArnPatterns: [own('app-*')] })))).toBe('nothing was thrown');
  });
});

describe('whole accounts', () => {
  test.each<[string, KeyAccess]>([
    ['that were asked for', KeyAccess.account(OTHER_ACCOUNT, { allowWholeAccount: true })],
    ['through a service', KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] })],
    ['who verify', KeyAccess.statement(statementFor(new iam.AccountPrincipal(OTHER_ACCOUNT), ['kms:DescribeKey']))],
    ['who view', KeyAccess.account(OTHER_ACCOUNT, { accessLevel: KeyAccessLevel.VIEW, principalArnPatterns: [`arn:aws:iam::${OTHER_ACCOUNT}:role/x`] })],
  ])('get in %s', (_, access) => {
    const stack = testStack();
    expect(thrown(() => { encrypted(stack, { access: [access], pendingWindow: Duration.days(7) }); (stack.node.root as App).synth(); })).toBe('nothing was thrown');
  });
});
