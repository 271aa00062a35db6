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

  /** Vaults of AWS Backup. */
  public static readonly BACKUP = KeyService.row('BACKUP');
  /** Logically air-gapped vaults of AWS Backup. */
  public static readonly BACKUP_AIR_GAPPED_VAULT = KeyService.row('BACKUP_AIR_GAPPED_VAULT');
  /** Amazon CloudFront that reads an encrypted bucket through origin access control. */
  public static readonly CLOUDFRONT = KeyService.row('CLOUDFRONT');
  /** Amazon CloudFront that reads and writes an encrypted bucket through origin access control. */
  public static readonly CLOUDFRONT_READ_WRITE = KeyService.row('CLOUDFRONT_READ_WRITE');
  /** Trails of AWS CloudTrail. */
  public static readonly CLOUDTRAIL = KeyService.row('CLOUDTRAIL');
  /** Organization trails of AWS CloudTrail; `sourceAccounts` names the management account. */
  public static readonly CLOUDTRAIL_ORGANIZATION = KeyService.row('CLOUDTRAIL_ORGANIZATION');
  /** Event data stores of AWS CloudTrail Lake. */
  public static readonly CLOUDTRAIL_LAKE = KeyService.row('CLOUDTRAIL_LAKE');
  /** Alarms of Amazon CloudWatch that publish to an encrypted topic. */
  public static readonly CLOUDWATCH_ALARMS = KeyService.row('CLOUDWATCH_ALARMS');
  /** Log groups of Amazon CloudWatch Logs. */
  public static readonly CLOUDWATCH_LOGS = KeyService.row('CLOUDWATCH_LOGS');
  /** Lookup tables of CloudWatch Logs Insights. */
  public static readonly CLOUDWATCH_LOGS_LOOKUP_TABLES = KeyService.row('CLOUDWATCH_LOGS_LOOKUP_TABLES');
  /** Results of CloudWatch Logs Insights queries. */
  public static readonly CLOUDWATCH_LOGS_QUERY_RESULTS = KeyService.row('CLOUDWATCH_LOGS_QUERY_RESULTS');
  /** Tables of Amazon DynamoDB. */
  public static readonly DYNAMODB = KeyService.row('DYNAMODB');
  /** Global tables of Amazon DynamoDB. */
  public static readonly DYNAMODB_GLOBAL_TABLES = KeyService.row('DYNAMODB_GLOBAL_TABLES');
  /** Volumes and snapshots of Amazon EBS. */
  public static readonly EBS = KeyService.row('EBS');
  /** Instances with encrypted volumes that EC2 Auto Scaling starts. */
  public static readonly AUTO_SCALING = KeyService.row('AUTO_SCALING');
  /** Spot Instances with encrypted volumes. */
  public static readonly EC2_SPOT = KeyService.row('EC2_SPOT');
  /** Repositories of Amazon ECR. */
  public static readonly ECR = KeyService.row('ECR');
  /** File systems of Amazon EFS. */
  public static readonly EFS = KeyService.row('EFS');
  /** Custom event buses of Amazon EventBridge. */
  public static readonly EVENTBRIDGE = KeyService.row('EVENTBRIDGE');
  /** Archives of Amazon EventBridge. */
  public static readonly EVENTBRIDGE_ARCHIVE = KeyService.row('EVENTBRIDGE_ARCHIVE');
  /** Pipes of Amazon EventBridge; users are their execution roles. */
  public static readonly EVENTBRIDGE_PIPES = KeyService.row('EVENTBRIDGE_PIPES');
  /** Logs of EventBridge pipes that include execution data. */
  public static readonly EVENTBRIDGE_PIPES_LOGS = KeyService.row('EVENTBRIDGE_PIPES_LOGS');
  /** Streams of Amazon Data Firehose with server-side encryption. */
  public static readonly FIREHOSE = KeyService.row('FIREHOSE');
  /** Delivery of Amazon Data Firehose to an encrypted bucket; users are the delivery roles. */
  public static readonly FIREHOSE_DELIVERY = KeyService.row('FIREHOSE_DELIVERY');
  /** Streams of Amazon Kinesis Data Streams: producers and consumers. */
  public static readonly KINESIS = KeyService.row('KINESIS');
  /** Streams of Amazon Kinesis Data Streams: consumers only. */
  public static readonly KINESIS_CONSUMERS = KeyService.row('KINESIS_CONSUMERS');
  /** Environment variables and SnapStart snapshots of AWS Lambda. */
  public static readonly LAMBDA = KeyService.row('LAMBDA');
  /** .zip deployment packages of AWS Lambda. */
  public static readonly LAMBDA_CODE = KeyService.row('LAMBDA_CODE');
  /** Filter criteria of AWS Lambda event source mappings. */
  public static readonly LAMBDA_EVENT_FILTERS = KeyService.row('LAMBDA_EVENT_FILTERS');
  /** State of AWS Lambda durable functions. */
  public static readonly LAMBDA_DURABLE = KeyService.row('LAMBDA_DURABLE');
  /** Vended logs to an encrypted bucket: VPC flow logs, Network Load Balancer and others. */
  public static readonly LOG_DELIVERY = KeyService.row('LOG_DELIVERY');
  /** Vended logs to an encrypted bucket through delivery sources: CloudFront, Application Load Balancer, WAF and others. */
  public static readonly LOG_DELIVERY_V2 = KeyService.row('LOG_DELIVERY_V2');
  /** Standard secure strings of Systems Manager Parameter Store. */
  public static readonly PARAMETER_STORE = KeyService.row('PARAMETER_STORE');
  /** Advanced secure strings of Systems Manager Parameter Store. */
  public static readonly PARAMETER_STORE_ADVANCED = KeyService.row('PARAMETER_STORE_ADVANCED');
  /** Storage of Amazon RDS and Aurora. */
  public static readonly RDS = KeyService.row('RDS');
  /** Performance Insights of Amazon RDS and Aurora. */
  public static readonly RDS_PERFORMANCE_INSIGHTS = KeyService.row('RDS_PERFORMANCE_INSIGHTS');
  /** Database activity streams of Amazon Aurora; users are their consumers. */
  public static readonly RDS_ACTIVITY_STREAMS = KeyService.row('RDS_ACTIVITY_STREAMS');
  /** Objects in Amazon S3. */
  public static readonly S3 = KeyService.row('S3');
  /** Replication out of a bucket, on its key; users are the replication roles. */
  public static readonly S3_REPLICATION_SOURCE = KeyService.row('S3_REPLICATION_SOURCE');
  /** Replication into a bucket, on its key; users are the replication roles. */
  public static readonly S3_REPLICATION_DESTINATION = KeyService.row('S3_REPLICATION_DESTINATION');
  /** Inventory reports of Amazon S3. */
  public static readonly S3_INVENTORY = KeyService.row('S3_INVENTORY');
  /** Event notifications of Amazon S3 to an encrypted topic or queue. */
  public static readonly S3_EVENT_NOTIFICATIONS = KeyService.row('S3_EVENT_NOTIFICATIONS');
  /** Storage Lens exports of Amazon S3. */
  public static readonly S3_STORAGE_LENS = KeyService.row('S3_STORAGE_LENS');
  /** Server access logs of Amazon S3: cannot take a customer managed key, using it is an error that says why. */
  public static readonly S3_ACCESS_LOGS = KeyService.row('S3_ACCESS_LOGS');
  /** Secrets of AWS Secrets Manager. */
  public static readonly SECRETS_MANAGER = KeyService.row('SECRETS_MANAGER');
  /** Secrets of AWS Secrets Manager that other accounts read. */
  public static readonly SECRETS_MANAGER_CROSS_ACCOUNT = KeyService.row('SECRETS_MANAGER_CROSS_ACCOUNT');
  /** Publishers to topics of Amazon SNS. */
  public static readonly SNS = KeyService.row('SNS');
  /** Producers and consumers of queues of Amazon SQS. */
  public static readonly SQS = KeyService.row('SQS');
  /** Consumers of queues of Amazon SQS. */
  public static readonly SQS_CONSUMERS = KeyService.row('SQS_CONSUMERS');
  /** State machines of AWS Step Functions; users are their execution roles. */
  public static readonly STEP_FUNCTIONS = KeyService.row('STEP_FUNCTIONS');
  /** Who creates, describes or polls state machines and activities of AWS Step Functions. */
  public static readonly STEP_FUNCTIONS_CALLERS = KeyService.row('STEP_FUNCTIONS_CALLERS');
  /** Activities of AWS Step Functions; users are the execution roles that use them. */
  public static readonly STEP_FUNCTIONS_ACTIVITIES = KeyService.row('STEP_FUNCTIONS_ACTIVITIES');
  /** Logs of AWS Step Functions state machines that have a key. */
  public static readonly STEP_FUNCTIONS_LOGS = KeyService.row('STEP_FUNCTIONS_LOGS');

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
