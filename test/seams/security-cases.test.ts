import { Size, Stack, TimeZone } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ACCOUNT, arnOf, asked, deploy, deployAfter, HOME, holds, keysIn, known, made, ORGANIZATION, OTHER_ACCOUNT, refuses, sids, stackOf, STRANGE_ACCOUNT, tells, testApp, via } from './case-support';
import {
  BusinessHoursAccess, CrossAccountKey, EncryptedKey, EncryptedKeyProps, GrantOperation, IamDelegation, KeyAccess, KeyDefaults,
  KeyEnvironment, KeyGrant, KeyRestriction, KeyService, MultiRegionKey, ReplicaKey, ServiceKey,
} from '../../src';
import { identityAllowing, decide } from '../support/oracle';

const { ADMINISTRATION, FULL, NONE } = IamDelegation;

describe('defaults of an organization reach replicas', () => {
  const injected = () => testApp({
    propertyInjectors: KeyDefaults.injectors({
      owner: 'platform', environment: KeyEnvironment.STAGING, iamDelegation: ADMINISTRATION, restrictions: [KeyRestriction.grantsForAwsResourcesOnly()],
    }),
  });

  holds('S1a', 'of a multi-Region key', () => {
    const app = injected();
    new MultiRegionKey(stackOf(app), 'G', { replicaRegions: ['eu-west-1'] });
    const deployed = deploy(app);
    const [[primary], [replica]] = [keysIn(deployed), keysIn(deployed, 'eu-west-1')];
    expect(sids(replica)).toEqual(expect.arrayContaining(['EnableIamAdministration', 'DenyGrantsToOthers']));
    expect(sids(replica)).toEqual(sids(primary));
    const waits = ({ properties }: typeof primary) => [properties.PendingWindowInDays, properties.Tags];
    expect(waits(replica)).toEqual(waits(primary));
    const policies = (key: typeof primary) => key.stack.template.Resources[key.logicalId].DeletionPolicy;
    expect(policies(replica)).toEqual(policies(primary));
  });

  holds('S1b', 'of a key elsewhere', () => {
    const app = injected();
    new ReplicaKey(stackOf(app, 'E', { region: 'eu-west-1' }), 'R', { primaryKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab` });
    const [replica] = keysIn(app, 'eu-west-1');
    expect(sids(replica)).toEqual(expect.arrayContaining(['EnableIamAdministration', 'DenyGrantsToOthers']));
    expect(replica.properties.PendingWindowInDays).toBe(7);
  });
});

describe('a grant over a stack dependency opens no key to the account', () => {
  const over = (makeKey: (stack: Stack) => kms.IKey) => {
    const app = testApp();
    const [a, b] = [stackOf(app, 'A'), stackOf(app, 'B')];
    deployAfter(b, a);
    const bucket = new s3.Bucket(b, 'Bu', { encryption: s3.BucketEncryption.KMS, encryptionKey: makeKey(a) });
    bucket.grantRead(made(b, 'R'));
    return app;
  };
  const keys: [string, (stack: Stack) => kms.IKey][] = [
    ['S2a', stack => new ServiceKey(stack, 'K', { service: KeyService.S3 })],
    ['S2b', stack => new EncryptedKey(stack, 'K', { iamDelegation: NONE, administrators: [known('sec')] })],
    ['S2c', stack => new ServiceKey(stack, 'K', { service: KeyService.S3, users: [known('Usr')] })],
    ['S2d', stack => new EncryptedKey(stack, 'K', { iamDelegation: ADMINISTRATION, users: [known('Usr')] })],
  ];
  for (const [id, key] of keys) {
    holds(id, 'whatever the key', async () => {
      let app;
      try {
        app = over(key);
        app.synth();
      } catch (error) {
        expect((error as Error).message).toMatch(/roleName|the role that deploys this stack/);
        return;
      }
      expect(await asked(app, arnOf('Nobody'))).not.toBe('Allowed');
      expect(keysIn(app)[0].policy.Statement.filter((s: any) => String(s.Principal?.AWS).endsWith(':root') && !s.Condition && JSON.stringify(s.Action).includes('Decrypt'))).toEqual([]);
    });
  }
});

describe('sharing with an organization lets nobody in at home without an IAM policy', () => {
  const shared: [string, (stack: Stack) => unknown, { [key: string]: string }, string][] = [
    ['S3a', stack => new EncryptedKey(stack, 'K', { iamDelegation: ADMINISTRATION, access: [KeyAccess.organization(ORGANIZATION)] }), {}, 'x'],
    ['S3b', stack => new EncryptedKey(stack, 'K', { iamDelegation: FULL, access: [KeyAccess.organization(ORGANIZATION)] }), {}, 'x'],
    ['S3c', stack => new CrossAccountKey(stack, 'K', { organizationId: ORGANIZATION }), {}, 'x'],
    ['S3d', stack => new CrossAccountKey(stack, 'K', { organizationPaths: [`${ORGANIZATION}/r-ab12/ou-ab12-11111111/*`], viaServices: [KeyService.S3] }),
      { ...via('s3'), 'aws:PrincipalOrgPaths': `${ORGANIZATION}/r-ab12/ou-ab12-11111111/` }, 'x'],
    ['S3e', stack => new CrossAccountKey(stack, 'K', { principalArnPatterns: ['arn:aws:iam::*:role/app-*'], organizationId: ORGANIZATION }), {}, 'app-x'],
  ];
  for (const [id, build, context, role] of shared) {
    holds(id, 'and elsewhere only with one', async () => {
      const app = testApp();
      build(stackOf(app));
      const ask = { context: { 'aws:PrincipalOrgID': ORGANIZATION, ...Object.fromEntries(Object.entries(context).map(([key, value]) => [key, /Paths/.test(key) ? [value] : value])) } as any };
      expect(await asked(app, arnOf(role), { identity: [], ...ask })).not.toBe('Allowed');
      expect(await asked(app, arnOf(role, OTHER_ACCOUNT), { identity: [], ...ask })).not.toBe('Allowed');
      expect(await asked(app, arnOf(role, OTHER_ACCOUNT), ask)).toBe('Allowed');
    });
  }
});

describe('nobody without a name gets in', () => {
  const key = (props: EncryptedKeyProps) => () => new EncryptedKey(stackOf(testApp()), 'K', props);
  const anybody = (condition: string) => new iam.AnyPrincipal().withConditions({ Bool: { [condition]: 'true' } });
  const unnamed: [string, () => unknown, RegExp][] = [
    ['S4a', key({ users: [new kms.ViaServicePrincipal('s3.us-east-1.amazonaws.com')] }), /users/],
    ['S4c', key({ users: [anybody('aws:SecureTransport')] }), /users/],
    ['S4d', key({ administrators: [anybody('aws:MultiFactorAuthPresent')] }), /administrators/],
    ['S4f', key({ users: [new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com')] }), /users/],
    ['S4g', key({ users: [new iam.AccountPrincipal(STRANGE_ACCOUNT)] }), /users/],
    ['S4h', key({ administrators: [new iam.AccountPrincipal(STRANGE_ACCOUNT)] }), /administrators/],
    ['S4i', key({ users: [new iam.ArnPrincipal(`arn:aws:iam::${STRANGE_ACCOUNT}:root`)] }), /users/],
    ['S4j', key({ users: [new iam.ArnPrincipal(STRANGE_ACCOUNT)] }), /users/],
  ];
  for (const [id, build, about] of unnamed) { holds(id, 'at any door', () => refuses(build, about)); }
  holds('S4b', 'by patterns without an account', () => refuses(() => new EncryptedKey(stackOf(testApp()), 'K', {
    access: [KeyAccess.decrypt(new iam.AnyPrincipal(), { principalArnPatterns: ['arn:aws:iam::*:role/app-*'] })],
  }), /principal/i));
  holds('S4e', 'by a context of everything', () => refuses(() => new EncryptedKey(stackOf(testApp()), 'K', {
    access: [KeyAccess.decrypt(new iam.ServicePrincipal('sns.amazonaws.com'), { encryptionContext: { 'aws:sns:topicArn': ['*'] } })],
  }), /decrypt|principal|encryptionContext/i));

  const stays: [string, iam.IGrantable][] = [
    ['the account itself', new iam.AccountPrincipal(ACCOUNT)],
    ['an organization', new iam.OrganizationPrincipal(ORGANIZATION)],
    ['everybody of an organization', new iam.AnyPrincipal().withConditions({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })],
  ];
  for (const [what, principal] of stays) {
    holds('S4-stays', what, () => { expect(keysIn(new EncryptedKey(stackOf(testApp()), 'K', { access: [KeyAccess.decrypt(principal)] }))).toHaveLength(1); });
  }
  holds('S4-stays', 'patterns of an account', () => {
    expect(keysIn(new EncryptedKey(stackOf(testApp()), 'K', { access: [KeyAccess.decrypt(new iam.AnyPrincipal(), { principalArnPatterns: [arnOf('app-*', OTHER_ACCOUNT)] })] }))).toHaveLength(1);
  });
});

holds('S5', 'the tag of business hours in other letters opens nothing', async () => {
  const app = testApp();
  const stack = stackOf(app);
  const hours = new BusinessHoursAccess(stack, 'OfficeHours', {
    key: new EncryptedKey(stack, 'K'), users: [made(stack, 'Clerk')], opens: '08:00', closes: '18:00', timeZone: TimeZone.EUROPE_PARIS,
  });
  const [key] = keysIn(app);
  const tag = Object.keys(Object.assign({}, ...key.policy.Statement.map((s: any) => s.Condition?.StringEquals ?? {}))).find(name => name.startsWith('aws:ResourceTag/'))
    ?.slice('aws:ResourceTag/'.length) ?? (hours as any).tagName as string;
  const tagged = async (name: string) => decide({
    principal: arnOf('Tagger'), action: 'kms:TagResource', policy: key.policy, identity: [identityAllowing('kms:*')], context: { 'aws:TagKeys': [name] }, keyArn: key.arn, keyAccount: ACCOUNT,
  });
  expect(tag).toBeDefined();
  expect(await Promise.all([tag, tag.toLowerCase(), tag.toUpperCase()].map(tagged))).toEqual(['ExplicitlyDenied', 'ExplicitlyDenied', 'ExplicitlyDenied']);
});

holds('S7', 'what an L2 adds to a grant reaches the key policy of another stack', async () => {
  const app = testApp();
  const [a, b, c] = [stackOf(app, 'A'), stackOf(app, 'B'), stackOf(app, 'C')];
  const volume = new ec2.Volume(b, 'V', {
    encrypted: true, encryptionKey: new ServiceKey(a, 'K', { service: KeyService.EBS }), availabilityZone: `${HOME}a`, size: Size.gibibytes(1),
  });
  volume.grantAttachVolume(made(c, 'R', 'attacher'));
  const deployed = deploy(app);
  const itself = { identity: ['kms:CreateGrant'], action: 'kms:CreateGrant', context: { 'kms:GranteePrincipal': arnOf('attacher'), 'kms:GrantIsForAWSResource': 'false' } };
  expect(await asked(deployed, arnOf('attacher'), itself)).not.toBe('Allowed');
  const forVolume = { ...via('ec2'), 'kms:GrantIsForAWSResource': 'true', 'kms:GrantConstraintType': 'EncryptionContextSubset' };
  expect(await asked(deployed, arnOf('attacher'), { ...itself, context: forVolume })).toBe('Allowed');
});

describe('who manages a key does not use it', () => {
  const stack = () => stackOf(testApp());
  const both: [string, () => kms.Key][] = [
    ['S8a', () => { const key = new EncryptedKey(stack(), 'K', { administrators: [known('Sec')] }); key.addAccess(KeyAccess.use(known('Sec'))); return key; }],
    ['S8b', () => { const key = new EncryptedKey(stack(), 'K', { administrators: [known('Sec')] }); key.grantEncryptDecrypt(known('Sec')); return key; }],
    ['S8c', () => new EncryptedKey(stack(), 'K', {
      administrators: [known('Sec')],
      access: [KeyAccess.statement(new iam.PolicyStatement({ principals: [known('Sec')], actions: ['kms:Decrypt', 'kms:CreateGrant'], resources: ['*'] }))],
    })],
    ['S8d', () => { const s = stack(); return new EncryptedKey(s, 'K', { administrators: [made(s, 'R', 'Sec')], users: [known('Sec')] }); }],
    ['S8e', () => new EncryptedKey(stack(), 'K', { administrators: [known('Sec')], users: [new iam.ArnPrincipal(`arn:aws:sts::${ACCOUNT}:assumed-role/Sec/bob`)] })],
    ['S8f', () => new EncryptedKey(stack(), 'K', { iamDelegation: ADMINISTRATION, administrators: [known('Sec')], users: [new iam.AccountRootPrincipal()] })],
    ['S8g', () => new EncryptedKey(stack(), 'K', { administrators: [new iam.AccountRootPrincipal()], users: [new iam.AccountPrincipal(ACCOUNT)] })],
  ];
  for (const [id, build] of both) { holds(id, 'or it is said', () => tells(build, /administrator|duties|manages/i)); }
});

holds('S9', 'the function of a KeyGrant makes no grant without its constraint', async () => {
  const app = testApp();
  const stack = stackOf(app);
  new KeyGrant(stack, 'G', { key: new EncryptedKey(stack, 'K'), grantee: known('Auditor'), operations: [GrantOperation.DECRYPT], encryptionContextSubset: { Department: 'Finance' } });
  const deployed = deploy(app);
  const [key] = keysIn(deployed);
  const [[name, policies]] = deployed.roles().map(role => [role.name, deployed.identityPolicies(ACCOUNT, role.name)] as const)
    .filter(([, documents]) => JSON.stringify(documents).includes('kms:CreateGrant'));
  const make = async (context: { [name: string]: string | string[] }) => decide({
    principal: arnOf(name),
    action: 'kms:CreateGrant',
    policy: key.policy,
    identity: policies,
    keyArn: key.arn,
    keyAccount: ACCOUNT,
    context: { 'kms:GranteePrincipal': arnOf('Auditor'), 'kms:GrantOperations': ['Decrypt'], 'kms:GrantIsForAWSResource': 'false', ...context },
  });
  const constraint = { 'kms:GrantConstraintType': 'EncryptionContextSubset', 'kms:EncryptionContext:Department': 'Finance' };
  expect(await make({ ...constraint, 'kms:EncryptionContextKeys': ['Department'] })).toBe('Allowed');
  expect(await make({})).not.toBe('Allowed');
  expect(await make({ ...constraint, 'kms:EncryptionContextKeys': ['Department'], 'kms:RetiringPrincipal': arnOf('Attacker') })).not.toBe('Allowed');
});
