import { IPropertyInjector } from 'aws-cdk-lib';
import { CustomerManagedKeyProps } from '../keys/customer-managed-key-props';
import { DefaultProps } from '../keys/default-props';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';

/** What is of one key only, and makes no sense as a default. */
const OF_ONE_KEY = ['alias', 'description', 'exportOutputs', 'exportPrefix'] as const;

/**
 * An organization's defaults for every key of this library in an app, replicas included, by CDK's property injectors.
 *
 * `administrators`, `access` and `restrictions` of all scopes above a key are added to its own; of any other property the nearest counts, the
 * key's own first. Injectors of your own for a class of keys count as well, whatever scope they are on.
 *
 * Keys that are not of this library are reached by the mixin `KeyPolicyRestrictions`.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/blueprints.html
 *
 * @example
 * new App({
 *   propertyInjectors: KeyDefaults.injectors({
 *     owner: 'platform',
 *     restrictions: [KeyRestriction.grantsForAwsResourcesOnly()],
 *   }),
 * });
 */
@checked
export class KeyDefaults {
  /** Injectors for an app, a stage or a stack. Fails for what is of one key only, such as `alias`. */
  public static injectors(props: CustomerManagedKeyProps): IPropertyInjector[] {
    const single = OF_ONE_KEY.find(property => props[property] !== undefined);
    if (single) { refuse({ property: single, value: props[single], bound: 'is of one key, not a default for all', remedy: 'set it on the key' }); }
    return [new DefaultProps(props)];
  }

  private constructor() {}
}
