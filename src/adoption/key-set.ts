import { Token } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { IamDelegation } from '../access/iam-delegation';
import { EncryptedKey, EncryptedKeyProps } from '../keys/encrypted-key';
import { ServiceKey } from '../keys/service-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { given } from '../private/given';
import { KeyService } from '../services/key-service';

/**
 * The keys of an application: one for each service, or one for each name that you give, such as a data classification, an owner or a tenant. Each is created when it is first
 * asked for. All have the same owner, environment and administrators.
 *
 * @example
 * const keys = new KeySet(this, 'Keys', { application: 'orders', environment: KeyEnvironment.STAGING });
 *
 * EncryptedBucket.create(this, 'Documents', keys.key(KeyService.S3));
 * EncryptedBucket.create(this, 'Invoices', keys.key(KeyService.S3)); // the same key
 *
 * const confidential = keys.named('confidential');
 * confidential.addAccess(KeyAccess.service(KeyService.DYNAMODB));
 */
@checked
@propertyInjectable
export class KeySet extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.KeySet';

  private readonly made = new Map<string, ServiceKey>();
  private readonly madeByName = new Map<string, EncryptedKey>();

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

  /**
   * The key of a name: a data classification, an owner, a tenant. The account's IAM policies can manage it; who uses it is said by `addAccess`. Its child id, and so its
   * logical id, is the name.
   */
  public named(name: string): EncryptedKey {
    const known = this.madeByName.get(name);
    if (known) { return known; }
    if (Token.isUnresolved(name) || !/^[\w][\w .:@+=-]*$/.test(name)) {
      refuse({ property: 'name', value: name, bound: 'must be a name of letters, digits and _ . : @ + = - that is known at synthesis' });
    }
    const key = new EncryptedKey(this, name, { iamDelegation: IamDelegation.ADMINISTRATION, ...given(this.props) });
    this.madeByName.set(name, key);
    return key;
  }

  /** The keys made by name so far, in the order in which they were asked for. */
  public get namedKeys(): EncryptedKey[] {
    return [...this.madeByName.values()];
  }

  /** The keys of services made so far, in the order in which they were asked for. */
  public get keys(): ServiceKey[] {
    return [...this.made.values()];
  }
}
