import { InjectionContext, IPropertyInjector } from 'aws-cdk-lib';
import { AsymmetricEncryptionKey } from '../keys/asymmetric-encryption-key';
import { CustomerManagedKeyProps } from '../keys/customer-managed-key-props';
import { DnssecKey } from '../keys/dnssec-key';
import { EncryptedKey } from '../keys/encrypted-key';
import { HmacKey } from '../keys/hmac-key';
import { ImportedKey } from '../keys/imported-key';
import { KeyAgreementKey } from '../keys/key-agreement-key';
import { SigningKey } from '../keys/signing-key';
import { refuse } from '../private/errors';

/** What is of one key only, and makes no sense as a default. */
const OF_ONE_KEY = ['alias', 'description', 'exportOutputs', 'exportPrefix'] as const;
/** Lists that a key's own are added to: what an organization demands does not end because a key names something, too. */
const ADDED = ['administrators', 'access', 'restrictions'] as const;

/**
 * An organization's defaults for every key of this library in an app, by CDK's property injectors.
 *
 * `administrators`, `access` and `restrictions` are added to those of a key; any other property is used where a key does not have its own.
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
export class KeyDefaults {
  /** Injectors for an app, a stage or a stack. Fails for what is of one key only, such as `alias`. */
  public static injectors(props: CustomerManagedKeyProps): IPropertyInjector[] {
    const single = OF_ONE_KEY.find(property => props[property] !== undefined);
    if (single) { refuse({ property: single, value: props[single], bound: 'is of one key, not a default for all', remedy: 'set it on the key' }); }
    // ServiceKey, CrossAccountKey and MultiRegionKey are EncryptedKeys: its injector reaches them, and a second one would add rows twice.
    return [EncryptedKey, DnssecKey, AsymmetricEncryptionKey, ImportedKey, KeyAgreementKey, HmacKey, SigningKey]
      .map(({ PROPERTY_INJECTION_ID }) => new KeyDefaultsInjector(PROPERTY_INJECTION_ID, props));
  }

  private constructor() {}
}

class KeyDefaultsInjector implements IPropertyInjector {
  constructor(public readonly constructUniqueId: string, private readonly defaults: CustomerManagedKeyProps) {}

  public inject(originalProps: any, _context: InjectionContext): any {
    const props: CustomerManagedKeyProps = originalProps ?? {};
    const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
    const lists = ADDED.map(property => [property, [...(this.defaults[property] ?? []), ...(props[property] ?? [])]] as const)
      .filter(([property, list]) => list.length > 0 || props[property] !== undefined);
    return { ...this.defaults, ...given, ...Object.fromEntries(lists) };
  }
}
