import { IResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KeyAccessOptions } from './access-conditions';

/** What a principal can do with a key. */
export enum KeyAccessLevel {
  /** Read about the key. */
  VIEW = 'VIEW',
  /** Encrypt, and generate data keys. */
  ENCRYPT = 'ENCRYPT',
  /** Decrypt. */
  DECRYPT = 'DECRYPT',
  /** Generate data keys and decrypt them again: what writers to encrypted queues, topics and streams need. */
  PUBLISH = 'PUBLISH',
  /** Move data from and to another key. */
  RE_ENCRYPT = 'RE_ENCRYPT',
  /** All cryptographic use of an encryption key. */
  USE = 'USE',
  /** Sign, and verify. */
  SIGN = 'SIGN',
  /** Verify signatures, in KMS or with the public key. Gives away nothing secret. */
  VERIFY = 'VERIFY',
  /** Read the public key. */
  PUBLIC_KEY = 'PUBLIC_KEY',
  /** Make message authentication codes. */
  GENERATE_MAC = 'GENERATE_MAC',
  /** Verify message authentication codes. */
  VERIFY_MAC = 'VERIFY_MAC',
  /** Agree on a secret with the owner of another key pair. */
  DERIVE_SHARED_SECRET = 'DERIVE_SHARED_SECRET',
}

/** Options of `KeyAccess.account` and `KeyAccess.organization`. */
export interface AccountAccessOptions extends KeyAccessOptions {
  /**
   * What they can do.
   *
   * @default KeyAccessLevel.USE
   */
  readonly accessLevel?: KeyAccessLevel;

  /**
   * Allows a whole account without any other bound: every principal that its administrators choose. Levels that give
   * away nothing secret (`VERIFY`, `PUBLIC_KEY`) need no bound.
   *
   * @default false
   */
  readonly allowWholeAccount?: boolean;
}

/** Options of `KeyAccess.statement`. */
export interface StatementAccessOptions {
  /**
   * Allows AWS services to use the key for anybody's resources: without a source, and without an encryption context that says for what they
   * work. Only right for a service that names no source; then whoever can use the service can have it use the key.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly allowAnySource?: boolean;
}

/** Options of `KeyAccess.service`. */
export interface ServiceAccessOptions {
  /**
   * Who uses the key through the service. AWS services that only call as themselves need none.
   *
   * @default - whoever the account's IAM policies allow, through the service only
   */
  readonly users?: iam.IGrantable[];

  /**
   * The resources of the service that the key is for, by name or ARN; `*` and `?` are wildcards. What a name is differs
   * between uses: a log group, a bucket, a function (docs/services.md).
   *
   * @default - every resource of that kind in the key's account and Region
   */
  readonly resources?: string[];

  /**
   * Constructs of resources of the service that the key is for, beside `resources`. They create no dependency, so a log group can have
   * the key whose policy names it. The policy has the name that your app gives, or `*` where CloudFormation generates it.
   *
   * @default - none
   */
  readonly resourcesOf?: IResource[];

  /**
   * ARNs of what makes the service call (`aws:SourceArn`), where these are not the resources themselves.
   *
   * @default - the resources
   */
  readonly sourceArns?: string[];

  /**
   * The accounts that own the resources for which the service can call KMS.
   *
   * @default - the key's account
   */
  readonly sourceAccounts?: string[];

  /**
   * Suffix of the service-linked role, where the use has one and you made your own.
   *
   * @default - the role without suffix
   */
  readonly serviceLinkedRoleSuffix?: string;

  /**
   * Allows all principals, restricted to the ARN of the role, so that the policy is accepted before the service-linked role exists.
   * Simple scanners take that for a public key.
   *
   * @default false
   */
  readonly beforeServiceLinkedRole?: boolean;
}
