/*
 * Keys of a Terraform plan (`terraform show -json`) as the resources of a template, so that they are read as any other.
 */

interface TerraformResource {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly values?: { readonly [name: string]: any };
}

interface Module {
  readonly resources?: readonly TerraformResource[];
  readonly child_modules?: readonly Module[];
}

interface Plan {
  readonly planned_values?: { readonly root_module?: Module };
  readonly values?: { readonly root_module?: Module };
  readonly configuration?: unknown;
}

/** Whether JSON is a plan or state that `terraform show -json` wrote. */
export const isTerraform = (content: unknown): content is Plan => typeof content === 'object' && content !== null && 'terraform_version' in content;

/** https://developer.hashicorp.com/terraform/internals/json-format */
export function templateOfTerraform(plan: Plan): { readonly Resources: { readonly [logicalId: string]: object } } {
  const resources = resourcesOf((plan.planned_values ?? plan.values)?.root_module ?? {}).filter(({ mode }) => mode !== 'data');
  const keys = resources.filter(({ type }) => type === 'aws_kms_key' || type === 'aws_kms_replica_key');
  const policies = resources.filter(({ type }) => type === 'aws_kms_key_policy');
  const found: { [logicalId: string]: object } = {};
  for (const { address, values = {} } of keys) {
    const apart = policies.find(policy => namesKey(plan, policy, address, values));
    found[idOf(address)] = { Type: 'AWS::KMS::Key', DeletionPolicy: 'Delete', Properties: propertiesOf({ ...values, policy: apart?.values?.policy ?? values.policy }) };
  }
  for (const alias of resources.filter(({ type }) => type === 'aws_kms_alias')) {
    const key = keys.find(({ address, values }) => namesKey(plan, alias, address, values ?? {}));
    if (key && alias.values?.name) { found[idOf(alias.address)] = { Type: 'AWS::KMS::Alias', Properties: { AliasName: alias.values.name, TargetKeyId: { Ref: idOf(key.address) } } }; }
  }
  return { Resources: found };
}

const resourcesOf = ({ resources = [], child_modules = [] }: Module): TerraformResource[] => [...resources, ...child_modules.flatMap(resourcesOf)];

/** `module.keys.aws_kms_key.orders["eu"]` → `ModuleKeysOrdersEu`. */
const idOf = (address: string): string => address.replace(/aws_kms_(key|replica_key|alias)\./, '$1.').split(/[^A-Za-z0-9]+/).filter(Boolean)
  .filter((part, i, parts) => !(part === 'key' && i === 0 && parts.length > 1)).map(part => part[0].toUpperCase() + part.slice(1)).join('');

/** A key that is there is named by its id; one that is planned only by the configuration. */
function namesKey(plan: Plan, { address, values = {} }: TerraformResource, key: string, of: { readonly [name: string]: any }): boolean {
  const target = values.target_key_id ?? values.key_id;
  if (typeof target === 'string') { return [of.key_id, of.id, of.arn].includes(target); }
  const bare = (text: string): string => text.replace(/\[[^\]]*\]/g, '');
  const configured = configurationOf((plan.configuration as any)?.root_module, bare(address).split('.').filter((step, i, steps) => !(step === 'module' || steps[i - 1] === 'module')).slice(-2).join('.'));
  const references: string[] = configured?.expressions?.target_key_id?.references ?? configured?.expressions?.key_id?.references ?? [];
  return references.some(reference => bare(key).endsWith(bare(reference).replace(/\.(id|key_id|arn)$/, '')) && reference.startsWith('aws_kms_'));
}

function configurationOf(module: any, address: string): any {
  return module?.resources?.find((resource: any) => resource.address === address)
    ?? Object.values<any>(module?.module_calls ?? {}).map(called => configurationOf(called.module, address)).find(found => found !== undefined);
}

const PROPERTIES: { readonly [terraform: string]: string } = {
  description: 'Description',
  is_enabled: 'Enabled',
  enable_key_rotation: 'EnableKeyRotation',
  rotation_period_in_days: 'RotationPeriodInDays',
  multi_region: 'MultiRegion',
  deletion_window_in_days: 'PendingWindowInDays',
  customer_master_key_spec: 'KeySpec',
  key_usage: 'KeyUsage',
};

function propertiesOf(values: { readonly [name: string]: any }): object {
  const { policy, tags_all: allTags, tags = allTags } = values;
  return {
    ...Object.fromEntries(Object.entries(PROPERTIES).filter(([name]) => values[name] !== undefined && values[name] !== null && values[name] !== '').map(([name, property]) => [property, values[name]])),
    ...(values.bypass_policy_lockout_safety_check === true ? { BypassPolicyLockoutSafetyCheck: true } : {}),
    ...(typeof policy === 'string' && policy !== '' ? { KeyPolicy: JSON.parse(policy) } : {}),
    ...(tags && Object.keys(tags).length > 0 ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
  };
}
