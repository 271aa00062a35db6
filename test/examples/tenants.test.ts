import { ACCOUNT, build, OWN_KEY, TENANTS } from '../../examples/tenants/app';
import { reviewedExample } from '../support/example';
import { decide, Decision, identityAllowing } from '../support/oracle';

const { assembly, world } = reviewedExample('tenants', build);

const context = (tenant: string) => ({ 'kms:EncryptionContext:Tenant': tenant, 'kms:EncryptionContextKeys': ['Tenant'] });
const [acme, globex] = TENANTS;

test.each<[string, string, string, { [key: string]: string | string[] }, Decision]>([
  ['a tenant decrypts what is theirs', acme, acme, context(acme), 'Allowed'],
  ['not without saying whose it is', acme, acme, {}, 'ExplicitlyDenied'],
  ['not in the name of another tenant', acme, acme, context(globex), 'ExplicitlyDenied'],
  ['and nothing under the key of another tenant', acme, globex, context(globex), 'ImplicitlyDenied'],
])('%s', async (_, tenant, owner, asked, wanted) => {
  expect(await world.decide({ role: `tenant-${tenant}`, key: world.key(`alias/tenants/${owner}`), action: 'kms:Decrypt', context: asked })).toBe(wanted);
});

test("a tenant's own key works with the statement that they are asked for, and in the name of that tenant only", async () => {
  const [output] = Object.values<any>(world.stacks.Service.template.Outputs);
  const statements = JSON.parse(world.fill(world.stacks.Service, output.Value));
  const ask = (asked: { [key: string]: string | string[] }, Statement = statements) => decide({
    policy: { Version: '2012-10-17', Statement },
    principal: world.roleArn('tenant-initech'),
    identity: world.identity('tenant-initech', ACCOUNT),
    action: 'kms:Decrypt',
    keyArn: OWN_KEY,
    keyAccount: OWN_KEY.split(':')[4],
    context: asked,
  });
  expect(await ask(context('initech'))).toBe('Allowed');
  expect(await ask(context(acme))).toBe('ImplicitlyDenied');
  expect(await ask(context('initech'), [])).toBe('ImplicitlyDenied');
});

test('queues have the key of their tenant, which is used through SQS only', async () => {
  const via = { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com', 'kms:CallerAccount': ACCOUNT };
  expect(Object.values<any>(assembly.getStackByName('Queues').template.Resources).filter(({ Type }) => Type === 'AWS::KMS::Key')).toHaveLength(TENANTS.length + 1);
  const { policy } = world.key(`alias/Queues-encryption-keys-${acme}`);
  const ask = (asked: { [key: string]: string }) => decide({ policy, principal: world.roleArn(`tenant-${acme}`), identity: [identityAllowing('kms:*')], action: 'kms:Decrypt', context: asked });
  expect(await ask(via)).toBe('Allowed');
  expect(await ask({ 'kms:CallerAccount': ACCOUNT })).toBe('ImplicitlyDenied');
});
