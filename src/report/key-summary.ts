/** A statement about a key, in words. */
export interface KeyStatementSummary {
  /** Whose: `role Api`, `the account`, `logs.eu-west-1.amazonaws.com`, `everyone`. */
  readonly principals: string[];

  /** What they can or cannot do: `administer`, `use`, `decrypt`. */
  readonly permissions: string[];

  /** The same as actions of KMS, no patterns: `kms:Decrypt`. */
  readonly actions: string[];

  /** When: `through S3`, `with Department = Finance`; of a restriction, who is exempt. */
  readonly conditions: string[];

  /**
   * The statement's Sid.
   *
   * @default - the statement has none
   */
  readonly sid?: string;

  /** Where it stands: `key policy`, or the IAM policy that a key policy lets count. */
  readonly source: string;
}

/** What a template says about one customer managed key or replica. */
export interface KeySummary {
  /** Name of the stack. */
  readonly stack: string;

  /** Logical id of the key in its template. */
  readonly logicalId: string;

  /** The construct's path below its stack, or the logical id. */
  readonly name: string;

  /** `symmetric encryption key`, `signing key`, `replica of a multi-Region key`, … */
  readonly kind: string;

  /** Names of the key, with `alias/`. */
  readonly aliases: string[];

  /**
   * What the key is for.
   *
   * @default - the template says nothing
   */
  readonly description?: string;

  /** Whether the key can be used. */
  readonly enabled: boolean;

  /** `every 365 days`, `off`, `like its primary`, … */
  readonly rotation: string;

  /** Days between a deletion being scheduled and the key being gone, or what decides about it. */
  readonly pendingWindow: string;

  /** What happens to the key when it leaves its stack: `RETAIN` or `DESTROY`. */
  readonly removalPolicy: string;

  /** Who can do what. */
  readonly access: KeyStatementSummary[];

  /** Who cannot do what. */
  readonly restrictions: KeyStatementSummary[];

  /** What the app encrypts under the key: `bucket Orders`; of another stack, with its name. */
  readonly data: string[];

  /** Regions and stacks of the replicas that the same app makes. */
  readonly replicas: string[];

  /** US dollars a month for the key itself, before its first rotation; requests come on top. */
  readonly monthlyCost: number;

  /** US dollars a month from the second rotation on, after which the price stays. */
  readonly monthlyCostWhenRotated: number;
}
