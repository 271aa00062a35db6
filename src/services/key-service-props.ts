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
   * Whether the principal carries the Region: `myservice.REGION.amazonaws.com`.
   *
   * @default false
   */
  readonly regionalPrincipal?: boolean;

  /**
   * What the service itself does with the key.
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
   * Whether the service creates grants on the key for its resources.
   *
   * @default false
   */
  readonly createsGrants?: boolean;
}
