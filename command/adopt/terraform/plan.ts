/*
 * The JSON of a Terraform plan or state. https://developer.hashicorp.com/terraform/internals/json-format
 */

export interface TerraformResource {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly values?: { readonly [name: string]: any };
}

export interface Module {
  readonly resources?: readonly TerraformResource[];
  readonly child_modules?: readonly Module[];
}

interface Values {
  readonly root_module?: Module;
}

interface ConfiguredModule {
  readonly resources?: readonly { readonly address: string; readonly expressions?: Expressions }[];
  readonly outputs?: { readonly [name: string]: { readonly expression?: Expression } };
  readonly module_calls?: { readonly [name: string]: { readonly expressions?: Expressions; readonly module?: ConfiguredModule } };
}

interface Expression {
  readonly references?: readonly string[];
}

interface Expressions {
  readonly [name: string]: Expression | undefined;
}

export interface Plan {
  readonly planned_values?: Values;
  /** In a state. */
  readonly values?: Values;
  readonly prior_state?: { readonly values?: Values };
  readonly resource_changes?: readonly { readonly address: string; readonly change?: { readonly after_unknown?: { readonly [name: string]: unknown } } }[];
  readonly configuration?: { readonly root_module?: ConfiguredModule };
}

/** Whether JSON is a plan or state that `terraform show -json` wrote. */
export const isTerraform = (content: unknown): content is Plan => typeof content === 'object' && content !== null && 'terraform_version' in content;

/** The resources of a module and of those in it, data sources apart. */
export const resourcesOf = ({ resources = [], child_modules: children = [] }: Module): TerraformResource[] =>
  [...resources.filter(({ mode }) => mode !== 'data'), ...children.flatMap(resourcesOf)];

/** `module.keys["eu"].aws_kms_key.orders["a.b"]`, taken apart. */
export interface Address {
  /** `module.keys["eu"].`; empty in the root module. */
  readonly module: string;
  /** `aws_kms_key.orders` */
  readonly resource: string;
  /** `"a.b"` or `0`; undefined without count and for_each. */
  readonly index?: string;
}

const INDEX = '(?:\\[(?:"(?:[^"\\\\]|\\\\.)*"|\\d+)\\])?';
const ADDRESS = new RegExp(`^((?:module\\.[\\w-]+${INDEX}\\.)*)([a-z][\\w-]*\\.[\\w-]+)(?:\\[("(?:[^"\\\\]|\\\\.)*"|\\d+)\\])?`);
const LAST_MODULE = new RegExp(`module\\.([\\w-]+)(${INDEX})\\.$`);

export function parseAddress(address: string): Address | undefined {
  const match = ADDRESS.exec(address);
  return match ? { module: match[1], resource: match[2], index: match[3] } : undefined;
}

/** The module that contains a module, and how it is called there. */
function outerOf(module: string): { readonly outer: string; readonly name: string; readonly index?: string } | undefined {
  const match = LAST_MODULE.exec(module);
  return match ? { outer: module.slice(0, match.index), name: match[1], index: match[2].slice(1, -1) || undefined } : undefined;
}

/** What the configuration says of a module. */
export function configurationOf(plan: Plan, module: string): ConfiguredModule | undefined {
  const inner = outerOf(module);
  return inner ? configurationOf(plan, inner.outer)?.module_calls?.[inner.name]?.module : plan.configuration?.root_module;
}

/** What the configuration says of a property of a resource; undefined where it says nothing. */
export function expressionOf(plan: Plan, address: string, property: string): Expression | undefined {
  const { module, resource } = parseAddress(address)!;
  return configurationOf(plan, module)?.resources?.find(configured => configured.address === resource)?.expressions?.[property];
}

/** The resources that an expression in a module can mean: those that it names, and those behind variables and the outputs of modules. */
export function referredTo(plan: Plan, expression: Expression | undefined, module: string): Address[] {
  const found = everyReference(plan, expression, module);
  // Terraform names `k["a"].id`, `k["a"]` and `k`: the most exact counts.
  return found.filter(({ resource, index }) => index !== undefined || !found.some(other => other.resource === resource && other.index !== undefined));
}

function everyReference(plan: Plan, expression: Expression | undefined, module: string): Address[] {
  return (expression?.references ?? []).flatMap(reference => {
    const [first, second, third] = reference.replace(new RegExp(INDEX.slice(0, -1), 'g'), '').split('.');
    if (first === 'var') {
      const inner = outerOf(module);
      return inner ? referredTo(plan, configurationOf(plan, inner.outer)?.module_calls?.[inner.name]?.expressions?.[second], inner.outer) : [];
    }
    if (first === 'module' && third !== undefined) {
      const [called] = new RegExp(`^module\\.[\\w-]+${INDEX}`).exec(reference)!;
      return referredTo(plan, configurationOf(plan, `${module}${called}.`)?.outputs?.[third]?.expression, `${module}${called}.`);
    }
    const address = first === 'module' ? undefined : parseAddress(reference);
    return address ? [{ ...address, module }] : [];
  });
}

/** Of several resources that an expression can mean, the one that it does; undefined where that is not known. */
export function oneOf<T extends { readonly address: string }>(resources: readonly T[], meant: readonly Address[], referrer: string): T | undefined {
  const own = parseAddress(referrer)!;
  // `aws_kms_key.k[each.key]`: the configuration names no index, and it is that of the resource or of its module.
  const indexes = [own.index, outerOf(own.module)?.index].filter((index): index is string => index !== undefined);
  const withoutIndexes = (module: string): string => module.replace(new RegExp(INDEX.slice(0, -1), 'g'), '');
  const found = resources.filter(({ address }) => {
    const { module, resource, index } = parseAddress(address)!;
    return meant.some(one => one.resource === resource && (one.module === module || withoutIndexes(one.module) === withoutIndexes(module) && one.module !== own.module)
      && (one.index === undefined || one.index === index));
  });
  if (found.length < 2) { return found[0]; }
  const same = found.filter(({ address }) => {
    const { module, index } = parseAddress(address)!;
    return [index, outerOf(module)?.index].some(one => one !== undefined && indexes.includes(one));
  });
  return same.length === 1 ? same[0] : undefined;
}
