import { besidePolicy, runText } from './adopt-support';
import { folder, keysmith } from './support';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const POLICY = (arn: string): string => JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
    { Effect: 'Allow', Principal: { AWS: arn }, Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: '*' },
  ],
});

const adopt = (key: string, plan: object, ...more: string[]) =>
  keysmith(['adopt', key, 'plan.json', '--account', ACCOUNT, '--region', REGION, ...more], folder({ 'plan.json': { terraform_version: '1.9.8', ...plan } }));

const key = (address: string, values: object, type = 'aws_kms_key') => ({ address, mode: 'managed', type, values });
const alias = (address: string, name: string, values: object = {}) => key(address, { name, ...values }, 'aws_kms_alias');
const refers = (address: string, property: string, ...references: string[]) => ({ address, expressions: { [property]: { references } } });
const planned = (resources: object[], configuration: object = {}, more: object = {}) =>
  ({ planned_values: { root_module: { resources } }, configuration: { root_module: configuration }, ...more });
/** A state, which knows everything. */
const state = (...resources: object[]) => ({ values: { root_module: { resources } } });

const PLAN = {
  planned_values: {
    root_module: {
      resources: [{ address: 'data.aws_kms_key.other', mode: 'data', type: 'aws_kms_key', values: {} }],
      child_modules: [{
        address: 'module.kms',
        resources: [
          key('module.kms.aws_kms_key.orders', { description: 'Orders', enable_key_rotation: true, deletion_window_in_days: 14, policy: POLICY(role('App')), tags: { Team: 'orders' } }),
          alias('module.kms.aws_kms_alias.orders', 'alias/orders'),
        ],
      }],
    },
  },
  configuration: {
    root_module: {
      module_calls: {
        kms: { module: { resources: [{ address: 'aws_kms_key.orders' }, refers('aws_kms_alias.orders', 'target_key_id', 'aws_kms_key.orders.key_id', 'aws_kms_key.orders')] } },
      },
    },
  },
};

test('a plan', async () => {
  const { code, out, err } = await adopt('alias/orders', PLAN);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatchSnapshot();
  expect(out).toContain(`KeyAccess.decrypt(new iam.ArnPrincipal('${role('App')}'))`);
});

test('a state, whose alias names the key by its id', async () => {
  const { code, out } = await adopt('alias/k', state(
    key('aws_kms_key.k["eu"]', { key_id: 'abc', policy: POLICY(`arn:aws:iam::${OTHER_ACCOUNT}:role/X`), enable_key_rotation: false }),
    alias('aws_kms_alias.k', 'alias/k', { target_key_id: 'abc' }),
  ));
  expect(code).toBe(0);
  expect(out).toContain("alias: 'alias/k'");
  expect(out).toContain('enableKeyRotation: false');
});

test('a key by its address', async () => {
  const { code, out } = await adopt('module.kms.aws_kms_key.orders', PLAN);
  expect(code).toBe(0);
  expect(out).toContain("alias: 'alias/orders'");
});

describe('which alias is which key\'s', () => {
  const FOR_EACH = [
    key('aws_kms_key.k["a-b"]', { policy: POLICY(role('First')) }),
    key('aws_kms_key.k["a_b"]', { policy: POLICY(role('Second')) }),
    alias('aws_kms_alias.k["a-b"]', 'alias/first'),
    alias('aws_kms_alias.k["a_b"]', 'alias/second'),
  ];
  const EACH = { resources: [{ address: 'aws_kms_key.k' }, refers('aws_kms_alias.k', 'target_key_id', 'aws_kms_key.k', 'each.key')] };

  test('for_each: the alias of the same index, though indexes look alike in logical ids', async () => {
    for (const [name, user] of [['alias/first', 'First'], ['alias/second', 'Second']]) {
      const { code, out } = await adopt(name, planned(FOR_EACH, EACH));
      expect([code, out.includes(role(user))]).toEqual([0, true]);
    }
  });

  test('an index that the configuration names', async () => {
    const configuration = { resources: [{ address: 'aws_kms_key.k' }, refers('aws_kms_alias.main', 'target_key_id', 'aws_kms_key.k["a_b"].id', 'aws_kms_key.k["a_b"]', 'aws_kms_key.k')] };
    const { out } = await adopt('alias/main', planned([...FOR_EACH.slice(0, 2), alias('aws_kms_alias.main', 'alias/main')], configuration));
    expect(out).toContain(role('Second'));
  });

  test('modules of the same code: the key of the same module', async () => {
    const called = { module: { resources: [{ address: 'aws_kms_key.this' }, refers('aws_kms_alias.this', 'target_key_id', 'aws_kms_key.this.key_id', 'aws_kms_key.this')] } };
    const module = (name: string) => ({
      address: `module.${name}`,
      resources: [key(`module.${name}.aws_kms_key.this`, { policy: POLICY(role(name)) }), alias(`module.${name}.aws_kms_alias.this`, `alias/${name}`)],
    });
    const plan = { planned_values: { root_module: { child_modules: [module('billing'), module('orders')] } }, configuration: { root_module: { module_calls: { billing: called, orders: called } } } };
    expect((await adopt('alias/orders', plan)).out).toContain(role('orders'));
    expect((await adopt('alias/billing', plan)).out).toContain(role('billing'));
  });

  test('through the output of a module, and through a variable', async () => {
    const plan = {
      planned_values: {
        root_module: {
          resources: [alias('aws_kms_alias.outside', 'alias/outside')],
          child_modules: [
            { address: 'module.kms', resources: [key('module.kms.aws_kms_key.a', { policy: POLICY(role('A')) }), key('module.kms.aws_kms_key.b', { policy: POLICY(role('B')) })] },
            { address: 'module.names', resources: [alias('module.names.aws_kms_alias.inside', 'alias/inside')] },
          ],
        },
      },
      configuration: {
        root_module: {
          resources: [refers('aws_kms_alias.outside', 'target_key_id', 'module.kms.key_id', 'module.kms')],
          module_calls: {
            kms: { module: { outputs: { key_id: { expression: { references: ['aws_kms_key.b.key_id', 'aws_kms_key.b'] } }, other_id: { expression: { references: ['aws_kms_key.a.id', 'aws_kms_key.a'] } } } } },
            names: { expressions: { key: { references: ['module.kms.other_id', 'module.kms'] } }, module: { resources: [refers('aws_kms_alias.inside', 'target_key_id', 'var.key')] } },
          },
        },
      },
    };
    expect((await adopt('alias/outside', plan)).out).toContain(role('B'));
    expect((await adopt('alias/inside', plan)).out).toContain(role('A'));
  });

  test('none where it is not known', async () => {
    const { code, err } = await adopt('alias/main', planned([...FOR_EACH.slice(0, 2), alias('aws_kms_alias.main', 'alias/main')], { resources: [refers('aws_kms_alias.main', 'target_key_id', 'local.key')] }));
    expect(code).toBe(2);
    expect(err).toMatch(/no key is called 'alias\/main'/);
  });
});

describe('the policy', () => {
  const CONFIGURED = { resources: [refers('aws_kms_key.k', 'policy', 'data.aws_iam_policy_document.k.json')] };
  const unknown = { resource_changes: [{ address: 'aws_kms_key.k', change: { after_unknown: { policy: true } } }] };

  test('of aws_kms_key_policy counts', async () => {
    const configuration = { resources: [{ address: 'aws_kms_key.k' }, refers('aws_kms_key_policy.k', 'key_id', 'aws_kms_key.k.id', 'aws_kms_key.k')] };
    const { out } = await adopt('aws_kms_key.k', planned([key('aws_kms_key.k', {}), key('aws_kms_key_policy.k', { policy: POLICY(role('Apart')) }, 'aws_kms_key_policy')], configuration));
    expect(out).toContain(role('Apart'));
  });

  test('that is known after apply only is not taken for none', async () => {
    const { code, out, err } = await adopt('aws_kms_key.k', planned([key('aws_kms_key.k', {})], CONFIGURED, unknown));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/aws_kms_key\.k: its policy is known only after the plan is applied; .*terraform show -json/);
  });

  test('of now is taken where the plan does not know the next, and said', async () => {
    const prior = { prior_state: { values: { root_module: { resources: [key('aws_kms_key.k', { policy: POLICY(role('Now')) })] } } } };
    const { code, out } = await adopt('aws_kms_key.k', planned([key('aws_kms_key.k', {})], CONFIGURED, { ...unknown, ...prior }));
    expect(code).toBe(0);
    expect(out).toContain(role('Now'));
    expect(out).toContain('The plan changes its policy to one that is known only after the plan is applied; this is the one before.');
  });

  test('that the configuration does not have is KMS\'s default one', async () => {
    const { code, out } = await adopt('aws_kms_key.k', planned([key('aws_kms_key.k', {})], { resources: [{ address: 'aws_kms_key.k', expressions: {} }] }, unknown));
    expect(code).toBe(0);
    expect(out).toContain('Who can do what with it is the same');
  });

  test('that is no JSON is an error of the user', async () => {
    const { code, err } = await adopt('aws_kms_key.k', state(key('aws_kms_key.k', { policy: 'Statement:' })));
    expect(code).toBe(2);
    expect(err).toMatch(/aws_kms_key\.k: its policy is no JSON/);
  });
});

test('a key that the plan destroys is written, and it is said how to keep it', async () => {
  const prior = { prior_state: { values: { root_module: { resources: [key('aws_kms_key.k', { key_id: 'abc', policy: POLICY(role('App')) }), alias('aws_kms_alias.k', 'alias/k', { target_key_id: 'abc' })] } } } };
  const { code, out } = await adopt('alias/k', planned([], {}, prior));
  expect(code).toBe(0);
  expect(out).toContain("The plan deletes it: run 'terraform state rm' instead of applying the plan.");
});

describe('kinds of keys', () => {
  test.each<[string, object, object]>([
    ['HMAC', key('aws_kms_key.k', { customer_master_key_spec: 'HMAC_256', key_usage: 'GENERATE_VERIFY_MAC' }), { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }],
    ['signing', key('aws_kms_key.k', { customer_master_key_spec: 'ECC_NIST_P256', key_usage: 'SIGN_VERIFY' }), { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }],
    ['imported', key('aws_kms_external_key.k', { enabled: false, multi_region: true }, 'aws_kms_external_key'), { Origin: 'EXTERNAL', Enabled: false, MultiRegion: true }],
    ['of a CloudHSM key store', key('aws_kms_key.k', { custom_key_store_id: 'cks-1234' }), { Origin: 'AWS_CLOUDHSM' }],
    ['of an external key store', key('aws_kms_key.k', { custom_key_store_id: 'cks-1234', xks_key_id: 'k' }), { Origin: 'EXTERNAL_KEY_STORE' }],
    ['without the lock-out check', key('aws_kms_key.k', { bypass_policy_lockout_safety_check: true }), { BypassPolicyLockoutSafetyCheck: true }],
  ])('%s', async (_, resource, properties) => {
    const { code, out } = await adopt((resource as { address: string }).address, state(resource));
    expect(code).toBe(0);
    expect(out).toContain('new kms.CfnKey(');
    expect(Object.values(runText(out).Resources).find(({ Type }) => Type === 'AWS::KMS::Key').Properties).toMatchObject(properties);
  });

  test.each(['aws_kms_replica_key', 'aws_kms_replica_external_key'])('%s, without a policy of its own', async type => {
    const primary = `arn:aws:kms:us-east-1:${ACCOUNT}:key/mrk-1234`;
    const { code, out } = await adopt(`${type}.k`, state(key(`${type}.k`, { primary_key_arn: primary, key_usage: 'ENCRYPT_DECRYPT', deletion_window_in_days: 9 }, type)));
    expect(code).toBe(0);
    const [replica] = Object.values(runText(out).Resources);
    expect(besidePolicy(replica)).toEqual({ Type: 'AWS::KMS::ReplicaKey', DeletionPolicy: 'Delete', Properties: { PrimaryKeyArn: primary, PendingWindowInDays: 9 } });
    expect(replica.Properties.KeyPolicy.Statement).toEqual([expect.objectContaining({ Action: 'kms:*', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })]);
  });

  test('a replica whose primary is not known yet cannot be written', async () => {
    const { code, err } = await adopt('aws_kms_replica_key.k', planned([key('aws_kms_replica_key.k', {}, 'aws_kms_replica_key')]));
    expect(code).toBe(2);
    expect(err).toMatch(/primary_key_arn is known only after the plan is applied/);
  });

  test('rotation period, window, disabled, and the tags of the provider', async () => {
    const { out } = await adopt('aws_kms_key.k', state(key('aws_kms_key.k', {
      enable_key_rotation: true, rotation_period_in_days: 180, is_enabled: false, deletion_window_in_days: 7, tags: { Team: 'orders' }, tags_all: { Team: 'orders', CostCentre: '42' },
    })));
    expect(besidePolicy(runText(out).Resources.K)).toEqual({
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Delete',
      Properties: {
        Enabled: false, EnableKeyRotation: true, RotationPeriodInDays: 180, PendingWindowInDays: 7, Tags: [{ Key: 'CostCentre', Value: '42' }, { Key: 'Team', Value: 'orders' }],
      },
    });
  });
});
