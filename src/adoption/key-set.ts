import { Construct } from 'constructs';
import { EncryptedKeyProps } from '../keys/encrypted-key';
import { ServiceKey } from '../keys/service-key';
import { checked } from '../private/checked';
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
export class KeySet extends Construct {
  private readonly made = new Map<string, ServiceKey>();

  constructor(scope: Construct, id: string, private readonly props: EncryptedKeyProps = {}) {
    super(scope, id);
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
