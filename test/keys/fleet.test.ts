import { createHash } from 'crypto';
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { fleet, FLEET_ACCOUNTS, FLEET_REGIONS } from '../support/fleet';
import { World } from '../support/world';

function synthesize(): CloudAssembly {
  const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'fleet-')) });
  fleet(app);
  return app.synth();
}
const digest = (assembly: CloudAssembly) => assembly.stacks
  .map(stack => [stack.stackName, stack.dependencies.map(d => d.id), createHash('sha256').update(JSON.stringify(stack.template)).digest('hex')]);

describe('an app of 3 accounts and 4 regions', () => {
  const assembly = synthesize();
  const world = new World(assembly);
  const key = (account: string, region: string, alias = `alias/Keys-${account}-data0`) => world.key(alias, { account, region });
  const [home, ...away] = FLEET_REGIONS;
  const [first, second] = FLEET_ACCOUNTS;

  test('synthesizes without cycles: a keys stack, three stacks of replicas and four workloads an account, and the shared keys', () => {
    expect(assembly.stacks).toHaveLength(FLEET_ACCOUNTS.length * (1 + 3 + 4 + 1));
    expect(Object.values(world.stacks).flatMap(s => Object.values<any>(s.template.Resources)).filter(r => r.Type.startsWith('Custom::'))).toEqual([]);
  });

  test('is the same each time, byte by byte', () => { expect(digest(synthesize())).toEqual(digest(assembly)); });

  test('has no reference between accounts', () => {
    const dependencies = Object.values(world.stacks).flatMap(stack => stack.dependencies.filter(({ id }) => id in world.stacks).map(({ id }) => [id, stack]));
    expect(dependencies).not.toEqual([]);
    for (const [id, stack] of dependencies as [string, any][]) { expect(world.stacks[id].environment.account).toBe(stack.environment.account); }
  });

  test.each(FLEET_REGIONS)('the bucket of %s is under the key of its Region', region => {
    for (const account of FLEET_ACCOUNTS) {
      const encryption = world.resource(`Workload-${account}-${region}`, 'AWS::S3::Bucket').BucketEncryption.ServerSideEncryptionConfiguration[0];
      expect(encryption.ServerSideEncryptionByDefault.KMSMasterKeyID).toBe(key(account, region).arn);
    }
  });

  test('each role reaches what was granted, and nothing of another account or region', async () => {
    const decide = (role: string, wanted: ReturnType<typeof key>) => world.decide({ role, key: wanted });
    // Role names are the same in every account; the first account is meant.
    expect(await decide(`reader-${home}-0`, key(first, home))).toBe('Allowed');
    for (const region of away) {
      expect(await decide(`reader-${home}-0`, key(first, region))).toBe('Allowed');
      expect(await decide(`reader-${region}-0`, key(first, region))).toBe('Allowed');
      expect(await decide(`reader-${region}-0`, key(first, home))).toBe('Allowed');
    }
    expect(await decide(`reader-${away[0]}-0`, key(first, away[1]))).toBe('ImplicitlyDenied');
    expect(await decide(`reader-${home}-0`, key(second, home))).toBe('ImplicitlyDenied');
    // The bounds of a shared key hold for grants too: through S3, not directly.
    expect(await decide(`reader-${home}-0`, world.key(`alias/Shared-${second}-shared`))).toBe('ImplicitlyDenied');
    expect(await decide(`reader-${away[0]}-0`, world.key(`alias/Shared-${second}-shared`))).toBe('ImplicitlyDenied');
  });
});
