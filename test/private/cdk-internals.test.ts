import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  App, CfnResource, DefaultStackSynthesizer, DefaultTokenResolver, IResolvable, IResolveContext, Lazy, LegacyStackSynthesizer, PhysicalName,
  Reference, Stack, Stage, StringConcat, Tokenization,
} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import {
  beforeSynthesis, canRefer, isServiceName, KeyBase, logicalIdOf, mentioned, nameIfNeeded, relocate, renderedResource, renderElement, rendersForSub, replaceActions, synthesizerOf,
  takesNoPolicies, trustAccountIdentities, trustsAccount, wrapped,
} from '../../src/private/cdk-internals';

const resourceOf = (stack: Stack) => new CfnResource(stack, 'Thing', { type: 'AWS::IoT::Thing', properties: { Name: 'x' } });

test('a logical id is what its token resolves to, given or made', () => {
  const stack = new Stack();
  const [made, given] = [resourceOf(stack), new CfnResource(stack, 'Other', { type: 'AWS::IoT::Thing' })];
  given.overrideLogicalId('Given');

  expect([logicalIdOf(made), logicalIdOf(given)]).toEqual([stack.resolve(made.logicalId), 'Given']);
});

test('an element renders as its part of the template', () => {
  const stack = new Stack();

  expect(stack.resolve(renderElement(resourceOf(stack)))).toEqual({ Resources: { Thing: { Type: 'AWS::IoT::Thing', Properties: { Name: 'x' } } } });
});

test('references that CfnInclude writes into Fn::Sub are told from all others', () => {
  const stack = new Stack();
  const templateFile = join(mkdtempSync(join(tmpdir(), 'include-')), 'template.json');
  writeFileSync(templateFile, JSON.stringify({
    Resources: {
      A: { Type: 'AWS::IoT::Thing' },
      B: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { 'Fn::Sub': 'x${A}' } } },
      C: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'A' } } },
    },
  }));
  const included = new CfnInclude(stack, 'Included', { templateFile });
  const found: boolean[] = [];
  class Watching extends DefaultTokenResolver {
    public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: any): any {
      if (Reference.isReference(token)) { found.push(rendersForSub(token)); }
      return super.resolveToken(token, context, postProcessor);
    }
  }
  for (const id of ['B', 'C']) {
    Tokenization.resolve(renderElement(included.getResource(id)), { scope: stack, resolver: new Watching(new StringConcat()), preparing: false });
  }

  expect(found).toEqual([true, false]);
});

test('the name of a service is told from other tokens', () => {
  const [name] = Object.values(new iam.ServicePrincipal('sns.amazonaws.com').policyFragment.principalJson).flat();
  const tokens = [name, Lazy.string({ produce: () => 'x' }), resourceOf(new Stack()).ref].map(text => Tokenization.reverseString(String(text)).firstToken!);

  expect(tokens.map(isServiceName)).toEqual([true, false, false]);
});

test('every grant method of a key goes through the one that is replaced', () => {
  const stack = new Stack();
  const granted: string[][] = [];
  const key = new kms.Key(stack, 'Key');
  const grants = replaceActions(key.grants, (grantee, ...actions) => { granted.push(actions); return iam.Grant.drop(grantee, ''); });
  const role = new iam.AccountRootPrincipal();

  [
    grants.admin, grants.decrypt, grants.encrypt, grants.encryptDecrypt, grants.sign, grants.verify, grants.signVerify, grants.generateMac, grants.verifyMac,
  ].forEach(method => method.call(grants, role));

  expect(granted).toHaveLength(9);
  // CDK's own L2s get the same object each time.
  expect(key.grants).toBe(grants);
});

test('a key that does not trust its account is granted in its policy', () => {
  const stack = new Stack();
  const key = new kms.Key(stack, 'Key');
  expect(trustsAccount(key)).toBe(true);
  trustAccountIdentities(key, false);
  key.grantDecrypt(new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }));

  expect(trustsAccount(key)).toBe(false);
  expect(stack.resolve((key.node.defaultChild as kms.CfnKey).keyPolicy).Statement).toHaveLength(2);
});

test('a key can be somewhere else than it was made', () => {
  const key = new kms.Key(new Stack(), 'Key');
  relocate(key, 'arn:aws:kms:eu-west-1:111122223333:key/x', 'x');

  expect([key.keyArn, key.keyId]).toEqual(['arn:aws:kms:eu-west-1:111122223333:key/x', 'x']);
});

test('the base of keys has every method of a key and no resource', () => {
  const base = new KeyBase(new Stack(), 'Base');

  expect(base.node.children).toEqual([]);
  expect(kms.Key.prototype).toBeInstanceOf(KeyBase);
});

test('principals are unwrapped', () => {
  const role = new iam.ArnPrincipal('arn:aws:iam::111122223333:role/x');

  expect([wrapped(new kms.ViaServicePrincipal('s3.eu-west-1.amazonaws.com', role)), wrapped(role.withConditions({})), wrapped(role.withSessionTags()), wrapped(role)])
    .toEqual([role, role, role, undefined]);
});

test('a resource that asked for a name if needed gets one, and no other', () => {
  const stack = new Stack(undefined, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = (id: string, roleName?: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal(), roleName });
  const nameOf = (made: iam.Role) => {
    nameIfNeeded(made);
    return stack.resolve((made.node.defaultChild as iam.CfnRole).roleName);
  };

  expect([role('A', PhysicalName.GENERATE_IF_NEEDED), role('B'), role('C', 'c')].map(nameOf)).toEqual([expect.stringMatching(/^stackstacka/), undefined, 'c']);
});

test('what a resource mentions is found in every form', () => {
  const stack = new Stack();
  const [a, b, c] = ['A', 'B', 'C'].map(id => new CfnResource(stack, id, { type: 'AWS::IoT::Thing', properties: {} }));
  const all = new CfnResource(stack, 'All', { type: 'AWS::IoT::Thing', properties: { A: a.ref, B: [b.getAtt('Arn')], C: { 'Fn::Sub': `\${${stack.resolve(c.logicalId)}}` } } });
  all.addDependency(a);

  expect(mentioned(renderedResource(all)).sort()).toEqual(['A', 'A', 'B', 'C']);
});

test('roles that take no policies are told from all others', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'S', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const known = (mutable: boolean) => iam.Role.fromRoleArn(stack, `Known${mutable}`, 'arn:aws:iam::111122223333:role/known', { mutable });
  expect([role.withoutPolicyUpdates(), known(false)].map(takesNoPolicies)).toEqual([true, true]);
  expect([role, known(true), new iam.User(stack, 'User'), new iam.AccountRootPrincipal()].map(takesNoPolicies)).toEqual([false, false, false, false]);
});

test('a stack refers to others of its place, and across Regions where it says so', () => {
  const app = new App({ analyticsReporting: false });
  const stack = (id: string, region: string, crossRegionReferences?: boolean) => new Stack(app, id, { env: { account: '111122223333', region }, crossRegionReferences });
  const [home, away, open] = [stack('A', 'eu-west-1'), stack('B', 'us-east-1'), stack('C', 'us-east-1', true)];
  const staged = new Stack(new Stage(app, 'Prod'), 'D', { env: { account: '111122223333', region: 'eu-west-1' } });
  expect([canRefer(home, home), canRefer(home, away), canRefer(open, home), canRefer(home, staged)]).toEqual([true, false, true, false]);
});

test('a further stack takes the synthesizer that a stack was given', () => {
  const app = new App({ analyticsReporting: false });
  const given = [new DefaultStackSynthesizer({ qualifier: 'mine' }), new LegacyStackSynthesizer()];
  expect(given.map((synthesizer, i) => synthesizerOf(new Stack(app, `S${i}`, { synthesizer })) === synthesizer)).toEqual([true, true]);
});

test('a stage calls back before it is synthesized, by itself or with its app', () => {
  const app = new App({ analyticsReporting: false });
  const stages = ['One', 'Other'].map(id => new Stage(app, id));
  const called: string[] = [];
  [app, ...stages].forEach(stage => beforeSynthesis(stage, () => { called.push(stage.node.path); }));
  const { directory } = stages[1].synth();
  expect([app.synth().getNestedAssembly(stages[1].artifactId).directory, called]).toEqual([directory, ['Other', '', 'One', 'Other']]);
});
