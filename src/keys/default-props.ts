import { IPropertyInjector, PropertyInjectors } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { given } from '../private/given';

/** Lists that a key's own are added to: what an organization demands does not end because a key names something, too. */
const ADDED = ['administrators', 'access', 'restrictions'] as const;

/**
 * Defaults that a scope carries for the keys below it. The CDK asks one injector for a construct: the last one of the nearest scope, so defaults of an
 * app would end where a stack, or the user for a class, has an injector too. These have ids of their own, which displace nothing, and keys collect them.
 */
export class DefaultProps implements IPropertyInjector {
  private static made = 0;

  public readonly constructUniqueId = `cdk-keysmith.KeyDefaults#${++DefaultProps.made}`;

  constructor(public readonly defaults: CustomerManagedKeyProps) {}

  /** No construct has that id. */
  public inject(props: any): any {
    return props;
  }
}

/** A key's props with the defaults of all scopes above it: of one property the nearest counts, lists are added up. */
export function withDefaults(scope: Construct, props: CustomerManagedKeyProps): CustomerManagedKeyProps {
  const defaults = scope.node.scopes.flatMap(defaultsOf);
  if (defaults.length === 0) { return props; }
  // A replica has its primary's props, in which the defaults are already.
  const lists = ADDED.map(property => [property, [...new Set([...defaults, props].flatMap((of): unknown[] => of[property] ?? []))]] as const)
    .filter(([property, list]) => list.length > 0 || props[property] !== undefined);
  return Object.assign({}, ...defaults.map(given), given(props), Object.fromEntries(lists));
}

function defaultsOf(scope: object): CustomerManagedKeyProps[] {
  if (!PropertyInjectors.hasPropertyInjectors(scope)) { return []; }
  const injectors = PropertyInjectors.of(scope as unknown as Construct);
  return injectors.supportedClasses().map(id => injectors.for(id))
    .flatMap(injector => injector instanceof DefaultProps ? [injector.defaults] : []);
}
