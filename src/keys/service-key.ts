import { IResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { EncryptedKey, EncryptedKeyProps } from './encrypted-key';
import { GrantBounds, serviceBounds } from '../access/grant-bounds';
import { IamDelegation } from '../access/iam-delegation';
import { KeyAccess } from '../access/key-access';
import { ServiceAccessOptions } from '../access/key-access-options';
import { KeyRestriction } from '../access/key-restriction';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkNotEmpty } from '../private/validate';
import { KeyService } from '../services/key-service';

/** Properties of a ServiceKey. */
export interface ServiceKeyProps extends EncryptedKeyProps {
  /** The service and use that the key is for. */
  readonly service: KeyService;

  /**
   * Further uses of the same key.
   *
   * @default - none
   */
  readonly additionalServices?: KeyService[];

  /**
   * The resources of `service` that the key is for, by name or ARN; `*` and `?` are wildcards.
   *
   * @default - every resource of that kind in the key's account and Region
   */
  readonly resources?: string[];

  /**
   * The resources of `service` that the key is for, as constructs of this app. The key policy names them without a reference, so a resource and
   * its key do not wait for each other. Those whose name CloudFormation generates count as every resource of the account and Region.
   *
   * @default - `resources`
   */
  readonly resourcesOf?: IResource[];

  /**
   * ARNs of what makes `service` call, where these are not the resources themselves.
   *
   * @default - the resources
   */
  readonly sourceArns?: string[];

  /**
   * The accounts that own the resources for which `service` can call KMS.
   *
   * @default - the key's account
   */
  readonly sourceAccounts?: string[];

  /**
   * Denies every use that does not go through the services, also to principals that IAM policies or grants allow. Fails for
   * services that call KMS as themselves.
   *
   * @default false
   */
  readonly exclusive?: boolean;
}

/**
 * A key for an AWS service, with just the statements that the service needs, bound against the confused deputy.
 *
 * `users` reach the key through the service only. The account's IAM policies can manage the key, and allow use of it through
 * the service when no users are named; `iamDelegation: IamDelegation.FULL` gives them everything.
 *
 * CDK's grant methods (`bucket.grantRead(role)`, `key.grantDecrypt(role)`) are bound to the service as well: without `users` they write
 * the IAM policy of the role, with `users` the role joins them. `users` do not shut out whoever creates the service's resources.
 *
 * @example
 * declare const apiRole: iam.Role;
 *
 * new ServiceKey(this, 'BucketKey', { service: KeyService.S3, users: [apiRole] });
 * new ServiceKey(this, 'LogsKey', { service: KeyService.CLOUDWATCH_LOGS, resources: ['/app/orders*'] });
 */
@checked
@propertyInjectable
export class ServiceKey extends EncryptedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.ServiceKey';

  /** Whether a value is a ServiceKey, of this class or a subclass. */
  public static isServiceKey(x: any): x is ServiceKey {
    return x instanceof ServiceKey;
  }

  private readonly uses: readonly { readonly service: KeyService; readonly options: ServiceAccessOptions }[];
  private readonly namesUsers: boolean;

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    const { service, additionalServices = [], resources, resourcesOf, sourceArns, sourceAccounts, exclusive, users, ...rest } = props;
    const services = [service, ...additionalServices];
    checkNotEmpty('users', users);
    const twice = services.find((s, i) => services.findIndex(other => other.id === s.id) !== i);
    if (twice) { refuse({ property: 'additionalServices', value: twice.id, bound: 'names a service twice' }); }
    const alone = services.find(s => exclusive && !s._use.exclusive);
    if (alone) {
      refuse({
        property: 'exclusive',
        value: alone.id,
        bound: 'is for services that use the key for their users only; this one also calls KMS as itself or by a role of its own',
        remedy: 'leave it out, or use KeyRestriction.onlyPrincipals',
      });
    }
    if (users && !services.some(takesUsers)) {
      refuse({ property: 'users', value: service.id, bound: 'does nothing: the service calls KMS as itself, never for a user', remedy: "leave it out, or add a row to 'access'" });
    }
    const options = (s: KeyService): ServiceAccessOptions => ({
      ...(takesUsers(s) ? { users } : {}),
      ...(s === service ? { resources, resourcesOf, sourceArns, sourceAccounts } : {}),
    });
    super(scope, id, {
      iamDelegation: IamDelegation.ADMINISTRATION,
      ...rest,
      access: [...services.map(s => KeyAccess.service(s, options(s))), ...(rest.access ?? [])],
      restrictions: exclusive ? [KeyRestriction.onlyViaServices(services), ...(rest.restrictions ?? [])] : rest.restrictions,
    });
    this.uses = services.map(s => ({ service: s, options: options(s) }));
    this.namesUsers = users !== undefined;
  }

  /** Lets a principal use the key through its services, as one of `users`. Fails when the services never call for a user. */
  public addUser(user: iam.IGrantable): void {
    const uses = this.uses.filter(({ service }) => takesUsers(service));
    if (uses.length === 0) {
      refuse({ property: 'user', value: this.uses[0].service.id, bound: 'does nothing: the service calls KMS as itself, never for a user' });
    }
    uses.forEach(({ service, options }) => this.addAccess(KeyAccess.service(service, { ...options, users: [user] })));
  }

  /** Whoever is granted use of the key uses it through its services. @internal */
  protected get _grantBounds(): GrantBounds {
    return serviceBounds(this.uses.map(({ service }) => service), this.namesUsers, this._context);
  }
}

const takesUsers = (service: KeyService): boolean => service._use.calls.some(call => call.caller === 'user');
