import { CATALOG } from './catalog';
import { ServiceCall, ServiceUse, SYMMETRIC } from './service-use';
import { refuse } from '../private/errors';

/** What a service that the catalog lacks needs of a key. */
export interface KeyServiceProps {
  /** The service's name, for Sids and messages: `MyService`, letters and digits. */
  readonly name: string;

  /**
   * The service principal by which the service itself calls KMS, `myservice.amazonaws.com`.
   *
   * @default - the service never calls KMS as itself
   */
  readonly servicePrincipal?: string;

  /**
   * Whether the principal carries the region: `myservice.REGION.amazonaws.com`.
   *
   * @default false
   */
  readonly regionalPrincipal?: boolean;

  /**
   * What the service itself does with the key; DescribeKey is put in a statement of its own.
   *
   * @default ['kms:Decrypt', 'kms:GenerateDataKey*'] when a service principal is given
   */
  readonly serviceActions?: string[];

  /**
   * Whether the service sends aws:SourceArn and aws:SourceAccount with its calls.
   *
   * @default true
   */
  readonly sendsSource?: boolean;

  /**
   * Template of the ARN that a name in `resources` stands for, with `{partition}`, `{region}`, `{account}` and `{resource}`.
   *
   * @default - resources are given as ARNs
   */
  readonly resourceArn?: string;

  /**
   * The prefix of `kms:ViaService`, `s3` in `s3.eu-west-1.amazonaws.com`.
   *
   * @default - the service never calls with the identity of its user
   */
  readonly viaService?: string;

  /**
   * What users of the service do with the key, through the service.
   *
   * @default ['kms:Decrypt', 'kms:GenerateDataKey'] when viaService is given
   */
  readonly userActions?: string[];

  /**
   * Whether the service makes grants on the key for its resources.
   *
   * @default false
   */
  readonly createsGrants?: boolean;
}

/**
 * An AWS service and what it does with a key: one row of the service catalog.
 *
 * Service by service, with sources and what surprises people: docs/services.md.
 *
 * @example
 * new ServiceKey(this, 'BucketKey', { service: KeyService.S3 });
 */
export class KeyService {
  // Statics are in the order of the catalog's files. Each is one row; docs/services.md is generated from the same rows.

  /** Trails of AWS CloudTrail. */
  public static readonly CLOUDTRAIL = KeyService.row('CLOUDTRAIL');
  /** Event data stores of AWS CloudTrail Lake. */
  public static readonly CLOUDTRAIL_LAKE = KeyService.row('CLOUDTRAIL_LAKE');
  /** Log groups of Amazon CloudWatch Logs. */
  public static readonly CLOUDWATCH_LOGS = KeyService.row('CLOUDWATCH_LOGS');
  /** Results of CloudWatch Logs Insights queries. */
  public static readonly CLOUDWATCH_LOGS_QUERY_RESULTS = KeyService.row('CLOUDWATCH_LOGS_QUERY_RESULTS');
  /** Volumes and snapshots of Amazon EBS. */
  public static readonly EBS = KeyService.row('EBS');
  /** Instances with encrypted volumes that EC2 Auto Scaling starts. */
  public static readonly AUTO_SCALING = KeyService.row('AUTO_SCALING');
  /** Environment variables and SnapStart snapshots of AWS Lambda. */
  public static readonly LAMBDA = KeyService.row('LAMBDA');
  /** .zip deployment packages of AWS Lambda. */
  public static readonly LAMBDA_CODE = KeyService.row('LAMBDA_CODE');
  /** Filter criteria of AWS Lambda event source mappings. */
  public static readonly LAMBDA_EVENT_FILTERS = KeyService.row('LAMBDA_EVENT_FILTERS');
  /** State of AWS Lambda durable functions. */
  public static readonly LAMBDA_DURABLE = KeyService.row('LAMBDA_DURABLE');
  /** Storage of Amazon RDS and Aurora. */
  public static readonly RDS = KeyService.row('RDS');
  /** Performance Insights of Amazon RDS and Aurora. */
  public static readonly RDS_PERFORMANCE_INSIGHTS = KeyService.row('RDS_PERFORMANCE_INSIGHTS');
  /** Objects in Amazon S3. */
  public static readonly S3 = KeyService.row('S3');
  /** Inventory reports of Amazon S3. */
  public static readonly S3_INVENTORY = KeyService.row('S3_INVENTORY');
  /** Event notifications of Amazon S3 to an encrypted topic or queue. */
  public static readonly S3_EVENT_NOTIFICATIONS = KeyService.row('S3_EVENT_NOTIFICATIONS');
  /** Storage Lens exports of Amazon S3. */
  public static readonly S3_STORAGE_LENS = KeyService.row('S3_STORAGE_LENS');
  /** Server access logs of Amazon S3: cannot take a customer managed key, using it is an error that says why. */
  public static readonly S3_ACCESS_LOGS = KeyService.row('S3_ACCESS_LOGS');

  /** A service that the catalog lacks. Fails without a way by which the service calls KMS. */
  public static of(props: KeyServiceProps): KeyService {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(props.name)) {
      refuse({ property: 'name', value: props.name, bound: 'must be letters and digits, starting with a letter' });
    }
    if (!props.servicePrincipal && !props.viaService) {
      refuse({ property: 'servicePrincipal', value: undefined, bound: "or 'viaService' is needed to know how the service calls KMS" });
    }
    if (props.servicePrincipal && !/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(props.servicePrincipal)) {
      refuse({ property: 'servicePrincipal', value: props.servicePrincipal, bound: "must end in '.amazonaws.com'", remedy: "such as 'events.amazonaws.com'" });
    }
    if (props.viaService && !/^[a-z0-9-]+$/.test(props.viaService)) {
      refuse({ property: 'viaService', value: props.viaService, bound: "must be the prefix alone, such as 's3'", remedy: 'the region and .amazonaws.com are added for each key' });
    }
    const calls: ServiceCall[] = [];
    if (props.servicePrincipal) {
      calls.push({
        caller: 'service',
        principal: props.servicePrincipal,
        regionalPrincipal: props.regionalPrincipal ? 'always' : undefined,
        source: props.sendsSource === false ? undefined : ['aws:SourceArn', 'aws:SourceAccount'],
        purpose: '',
        actions: props.serviceActions ?? ['kms:Decrypt', 'kms:GenerateDataKey*'],
      });
    }
    if (props.viaService) {
      calls.push({ purpose: 'Callers', caller: 'user', actions: props.userActions ?? ['kms:Decrypt', 'kms:GenerateDataKey'] });
      if (props.createsGrants) {
        calls.push({ purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: true });
      }
    }
    return new KeyService({
      id: props.name,
      service: props.name,
      use: 'custom',
      sid: props.name,
      styles: props.servicePrincipal ? ['principal'] : ['via'],
      viaService: props.viaService,
      calls,
      resourceArn: props.resourceArn,
      exclusive: props.servicePrincipal === undefined,
      multiRegion: 'undocumented',
      crossAccount: 'undocumented',
      keySpecs: SYMMETRIC,
      gotchas: [],
      source: 'given in code',
      checked: '',
      verified: true,
    });
  }

  private static row(id: string): KeyService {
    return new KeyService(CATALOG[id]);
  }

  /** The name by which the catalog knows the use, `CLOUDWATCH_LOGS`. */
  public readonly id: string;
  /** The prefix of the service's `kms:ViaService` name, if it calls with its user's identity. */
  public readonly viaService?: string;

  /** @internal */
  public readonly _use: ServiceUse;

  private constructor(use: ServiceUse) {
    this.id = use.id;
    this.viaService = use.viaService;
    this._use = use;
  }
}
