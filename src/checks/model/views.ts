import { Scalar } from './scalar';
import { Statements } from '../../iam/statement';
import { Place } from '../../private/arns';
import { ServiceCall } from '../../services/service-use';

/*
 * What rules see: one resource each, with what they need to know of others. Plain data.
 */

/** The key policy of a key or replica key. */
export interface PolicyView {
  readonly place: Place;
  /** Undefined: not known before deployment. */
  readonly statements: Statements;
  /** As KMS measures it: JSON without white space, symbols in it; empty where the template has none. */
  readonly text: string;
  /** Whether the template holds Latin-1 characters only; absent where that was not looked at. */
  readonly latin1?: boolean;
  /** The same for policies of the stack that differ in names only; absent for those that are judged one by one. */
  readonly shape?: string;
}

export interface AliasView {
  readonly name: string;
  readonly retained: Retention;
  /** The key in the app; undefined where it is elsewhere or not known. */
  readonly target?: KeyView;
}

/** What becomes of a resource when it leaves the stack. */
export interface Retention {
  readonly deletion: Scalar;
  readonly replacement: Scalar;
}

export interface KeyView {
  readonly replica: boolean;
  /** The same for keys whose own properties are the same; absent where a property depends on the deployment. */
  readonly configuration?: string;
  readonly spec: Scalar;
  readonly usage: Scalar;
  readonly origin: Scalar;
  readonly rotation: Scalar;
  readonly rotationPeriod: Scalar;
  readonly enabled: Scalar;
  readonly pendingWindow: Scalar;
  readonly bypassesLockoutCheck: Scalar;
  readonly retained: Retention;
  readonly policy: PolicyView;
  readonly aliases: readonly AliasView[];
  /** Whether an alias of the app names a key that is not known before deployment, which may be this one. */
  readonly mayHaveOtherAlias: boolean;
  /** For a replica: its primary, where that is in the app; undefined where it is not; 'unknown' where that cannot be told. */
  readonly primary?: KeyView | 'unknown';
}

/** An IAM policy: managed, or inline in a role, user or group. */
export interface IdentityPolicyView {
  readonly statements: Statements;
}

export interface BucketPolicyView {
  readonly statements: Statements;
  /** Whether the bucket encrypts by default under a key of KMS; undefined where the bucket is not in the app. */
  readonly defaultEncryption?: Scalar;
}

/** A resource that is encrypted under a key of the app, and a service that works with it. */
export interface UseView {
  /** What it is, for messages: `the log group Orders`. */
  readonly what: string;
  /** The service and use, for messages: `Amazon CloudWatch Logs`. */
  readonly service: string;
  /** Address of the AWS page that says what the service needs. */
  readonly page: string;
  readonly key: KeyView;
  /** What the service must be allowed. */
  readonly calls: readonly ServiceCall[];
  /** What the service tells KMS of the call, lower-case condition keys; every text that stands for the same value. */
  readonly request: { readonly [conditionKey: string]: readonly string[] };
}

/** A resource with a key of the app that is of one kind only. */
export interface ConsumerView {
  readonly what: string;
  readonly key: KeyView;
}

export interface AlarmView {
  readonly namespace: Scalar;
  readonly metric: Scalar;
  readonly dimensions: readonly string[] | undefined;
}

/** A bucket to which S3 writes server access logs. */
export interface LogBucketView {
  readonly what: string;
  /** The algorithm of its default encryption. */
  readonly algorithm: Scalar;
}
