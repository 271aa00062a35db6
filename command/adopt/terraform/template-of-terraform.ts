import { expressionOf, oneOf, parseAddress, Plan, referredTo, resourcesOf, TerraformResource } from './plan';
import { UserError } from '../../user-error';

/** Keys of a Terraform plan or state as the resources of a template, so that they are read as any other. */
export interface TerraformKeys {
  readonly template: { readonly Resources: { readonly [logicalId: string]: object } };
  /** Logical ids by the addresses of Terraform. */
  readonly logicalIds: ReadonlyMap<string, string>;
  /** What is said of a key, by its logical id. */
  readonly remarks: { readonly [logicalId: string]: readonly string[] };
  /** Why a key cannot be written, by its logical id. */
  readonly refusals: { readonly [logicalId: string]: string };
}

/** The resources of Terraform that are keys, and where their material comes from. */
const KEYS: { readonly [type: string]: { readonly replica?: true; readonly origin?: string } } = {
  aws_kms_key: {},
  aws_kms_external_key: { origin: 'EXTERNAL' },
  aws_kms_replica_key: { replica: true },
  aws_kms_replica_external_key: { replica: true },
};

type Values = { readonly [name: string]: any };

/** Fails for a policy that is no JSON. */
export function templateOfTerraform(plan: Plan): TerraformKeys {
  const planned = resourcesOf((plan.planned_values ?? plan.values)?.root_module ?? {});
  const prior = resourcesOf(plan.prior_state?.values?.root_module ?? {});
  // A key that the plan destroys, because its code is gone already.
  const leaving = prior.filter(({ address, type }) => type in KEYS && !planned.some(resource => resource.address === address));
  const resources = [...planned, ...leaving, ...prior.filter(({ type, values }) => type === 'aws_kms_alias' && leaving.some(key => namesById(values, key.values)))];
  const keys = resources.filter(({ type }) => type in KEYS);
  const ids = new Ids();
  const logicalIds = new Map(keys.map(({ address }) => [address, ids.of(address)]));
  const found: { [logicalId: string]: object } = {};
  const remarks: { [logicalId: string]: string[] } = {};
  const refusals: { [logicalId: string]: string } = {};
  for (const key of keys) {
    const id = logicalIds.get(key.address)!;
    const policy = policyOf(plan, key, resources, prior);
    remarks[id] = [...(leaving.includes(key) ? ['The plan deletes it: run \'terraform state rm\' instead of applying the plan.'] : []), ...policy.remarks];
    const primary = KEYS[key.type].replica && typeof key.values?.primary_key_arn !== 'string' ? 'primary_key_arn' : undefined;
    const unknown = policy.unknown ?? primary;
    if (unknown) { refusals[id] = `${key.address}: ${unknown} is known only after the plan is applied; apply it, and take the state: terraform show -json`; }
    found[id] = resourceOf(key, policy.text);
  }
  for (const alias of resources.filter(({ type, values }) => type === 'aws_kms_alias' && values?.name)) {
    const key = named(plan, alias, ['target_key_id'], keys);
    if (key) { found[ids.of(alias.address)] = { Type: 'AWS::KMS::Alias', Properties: { AliasName: alias.values!.name, TargetKeyId: { Ref: logicalIds.get(key.address) } } }; }
  }
  return { template: { Resources: found }, logicalIds, remarks, refusals };
}

/** Logical ids that are not the same where addresses are not. */
class Ids {
  private readonly given = new Map<string, number>();

  /** `module.keys.aws_kms_key.orders["eu"]` → `ModuleKeysKeyOrdersEu`. */
  public of(address: string): string {
    const parts = address.replace(/aws_kms_(?:replica_external_|external_|replica_)?(key|alias)\./, '$1.').split(/[^A-Za-z0-9]+/).filter(Boolean);
    const id = parts.filter((part, i) => !(part === 'key' && i === 0 && parts.length > 1)).map(part => part[0].toUpperCase() + part.slice(1)).join('');
    const count = (this.given.get(id) ?? 0) + 1;
    this.given.set(id, count);
    return count === 1 ? id : `${id}x${count}`;
  }
}

/** A key that is there is named by its id. */
const namesById = (values: Values = {}, of: Values = {}): boolean => {
  const target = values.target_key_id ?? values.key_id;
  return typeof target === 'string' && [of.key_id, of.id, of.arn].includes(target);
};

/** The key that a resource names: by its id where it is there, otherwise by the configuration. */
function named<T extends TerraformResource>(plan: Plan, resource: TerraformResource, properties: readonly string[], keys: readonly T[]): T | undefined {
  const byId = keys.find(({ values }) => namesById(resource.values, values));
  if (byId) { return byId; }
  const { module } = parseAddress(resource.address)!;
  return oneOf(keys, properties.flatMap(property => referredTo(plan, expressionOf(plan, resource.address, property), module)), resource.address);
}

/** The policy of a key: its own, that of a resource apart, or what it is now where the plan does not know it yet. */
function policyOf(
  plan: Plan, key: TerraformResource, resources: readonly TerraformResource[], prior: readonly TerraformResource[],
): { readonly text?: string; readonly unknown?: string; readonly remarks: readonly string[] } {
  const apart = resources.find(resource => resource.type === 'aws_kms_key_policy' && named(plan, resource, ['key_id'], [key]) !== undefined);
  const { address, values } = apart ?? key;
  if (typeof values?.policy === 'string' && values.policy !== '') { return { text: values.policy, remarks: [] }; }
  // A key without a policy in the configuration gets KMS's default one.
  if (expressionOf(plan, address, 'policy') === undefined && apart === undefined) { return { remarks: [] }; }
  const before = prior.find(resource => resource.address === address)?.values?.policy;
  return typeof before === 'string' && before !== ''
    ? { text: before, remarks: ['The plan changes its policy to one that is known only after the plan is applied; this is the one before.'] }
    : { unknown: 'its policy', remarks: [] };
}

const PROPERTIES: { readonly [terraform: string]: string } = {
  description: 'Description',
  is_enabled: 'Enabled',
  enabled: 'Enabled',
  enable_key_rotation: 'EnableKeyRotation',
  rotation_period_in_days: 'RotationPeriodInDays',
  multi_region: 'MultiRegion',
  deletion_window_in_days: 'PendingWindowInDays',
  customer_master_key_spec: 'KeySpec',
  key_usage: 'KeyUsage',
  primary_key_arn: 'PrimaryKeyArn',
};

/** What AWS::KMS::ReplicaKey has none of: its primary has it. */
const OF_PRIMARY = ['EnableKeyRotation', 'RotationPeriodInDays', 'MultiRegion', 'KeySpec', 'KeyUsage'];

function resourceOf({ address, type, values = {} }: TerraformResource, policy: string | undefined): object {
  const { replica, origin = originOf(values) } = KEYS[type];
  const tags: { readonly [name: string]: string } = values.tags_all ?? values.tags ?? {};
  return {
    Type: replica ? 'AWS::KMS::ReplicaKey' : 'AWS::KMS::Key',
    DeletionPolicy: 'Delete',
    Properties: {
      ...Object.fromEntries(Object.entries(PROPERTIES).filter(([name, property]) => (values[name] ?? '') !== '' && !(replica && OF_PRIMARY.includes(property)))
        .map(([name, property]) => [property, values[name]])),
      ...(origin ? { Origin: origin } : {}),
      ...(values.bypass_policy_lockout_safety_check === true ? { BypassPolicyLockoutSafetyCheck: true } : {}),
      ...(policy === undefined ? {} : { KeyPolicy: parsedPolicy(address, policy) }),
      ...(Object.keys(tags).length > 0 ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
    },
  };
}

function parsedPolicy(address: string, policy: string): unknown {
  try {
    return JSON.parse(policy);
  } catch {
    throw new UserError(`${address}: its policy is no JSON`);
  }
}

/** Keys of custom key stores; undefined for KMS's own. */
const originOf = ({ custom_key_store_id: store, xks_key_id: external }: Values): string | undefined => external ? 'EXTERNAL_KEY_STORE' : store ? 'AWS_CLOUDHSM' : undefined;
