import { EVERY_USE } from './every-use';
import { ServiceUse, viaServicesOf } from './service-use';
import { unique } from '../private/policy-rows';
import { remember } from '../private/remember';

/*
 * Who calls KMS for a service that a statement names as its principal: the service itself, whoever uses it, a role, another principal of it.
 */

export interface ServiceCallers {
  /** What the service calls KMS for as itself. */
  readonly asItself: readonly ServiceUse[];
  /** Who else calls KMS for the service, in words: `with a role of yours or by a grant`; absent where nothing is known of others. */
  readonly others?: string;
}

/** Services outside of the catalog that work with a role that they are given. */
const BY_ROLE: ReadonlySet<string> = new Set(['batch', 'cloudformation', 'ecs-tasks']);

/** Who calls KMS for a service, by its principal without a Region: `dynamodb.amazonaws.com`. */
export const serviceCallers: (principal: string) => ServiceCallers = remember((principal: string): ServiceCallers => {
  const name = principal.replace(/\.amazonaws\.com(\.cn)?$/, '');
  const asItself = EVERY_USE.filter(use => use.calls.some(call => call.principal === principal));
  const others = EVERY_USE.filter(use => !asItself.includes(use) && use.calls.length > 0 && namesOf(use).has(name));
  return { asItself, others: others.length > 0 ? waysOf(others, name) : BY_ROLE.has(name) ? 'with a role of yours' : undefined };
});

const rolesOf = ({ calls }: ServiceUse): readonly string[] => calls.flatMap(({ serviceLinkedRole = [] }) => serviceLinkedRole);

/** The names by which principals, ARNs, service-linked roles and kms:ViaService know the service of a use; `glue` of AWS Glue. */
const namesOf = (use: ServiceUse): ReadonlySet<string> => new Set([
  ...viaServicesOf(use),
  ...(use.resourceArn === undefined ? [] : [use.resourceArn.split(':')[2]]),
  ...rolesOf(use).map(role => role.replace(/\.amazonaws\.com\/.*/, '')),
  use.service.replace(/^(Amazon|AWS) /, '').toLowerCase().replace(/[^a-z0-9]/g, ''),
]);

function waysOf(uses: readonly ServiceUse[], name: string): string {
  const has = (style: ServiceUse['styles'][number]): boolean => uses.some(({ styles }) => styles.includes(style));
  const via = unique(uses.flatMap(viaServicesOf));
  const through = (via.includes(name) ? [name] : via).map(prefix => `${prefix}.REGION.amazonaws.com`).join(', ');
  const roles = unique(uses.flatMap(rolesOf).map(role => role.split('/')[1]));
  const ways = [
    ...(has('via') ? [`with the credentials of whoever uses it${through === '' ? '' : ` (kms:ViaService ${through})`}`] : []),
    ...(has('role') ? ['with a role of yours'] : []),
    ...roles.map(role => `with its service-linked role ${role}`),
    ...(has('grant') ? ['by a grant'] : []),
    ...unique(uses.flatMap(({ calls }) => calls.flatMap(({ principal = [] }) => principal))).map(principal => `as ${principal}`),
  ];
  return ways.length < 2 ? ways.join('') : `${ways.slice(0, -1).join(', ')} or ${ways[ways.length - 1]}`;
}
