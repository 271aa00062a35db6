import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { EncryptedKeyProps } from '../keys/encrypted-key';
import { ServiceKey } from '../keys/service-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { KeyService } from '../services/key-service';

/**
 * One key for each service that an application uses, made when it is first asked for, all with the same owner, environment and administrators.
 *
 * @example
 * const keys = new KeySet(this, 'Keys', { application: 'orders', environment: KeyEnvironment.STAGING });
 *
 * EncryptedBucket.create(this, 'Documents', keys.key(KeyService.S3));
 * EncryptedBucket.create(this, 'Invoices', keys.key(KeyService.S3)); // the same key
 */
@checked
@propertyInjectable
export class KeySet extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeySet';

  private readonly made = new Map<string, ServiceKey>();

  constructor(scope: Construct, id: string, private readonly props: EncryptedKeyProps = {}) {
    super(scope, id);
    const single = (['alias', 'description', 'exportOutputs'] as const).find(property => props[property] !== undefined);
    if (single) { refuse({ property: single, value: props[single], bound: 'is of one key, not for all of a set', remedy: 'leave it out' }); }
  }

  /** The key for a service. Its child id, and so its logical id, is the name of the use in the catalog. */
  public key(service: KeyService): ServiceKey {
    const known = this.made.get(service.id);
    if (known) { return known; }
    const key = new ServiceKey(this, service.id, { ...this.props, service });
    this.made.set(service.id, key);
    return key;
  }

  /** The keys made so far, in the order in which they were asked for. */
  public get keys(): ServiceKey[] {
    return [...this.made.values()];
  }
}
