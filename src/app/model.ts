import { ReadDocument } from './read-document';
import { SizeBounds } from '../iam/policy-size';
import { Statements } from '../iam/statement';
import { Place } from '../private/arns';
import { ServiceCall } from '../services/service-use';
import { Scalar } from '../template/scalar';
import { Resource } from '../template/template';

/*
 * The keys of an app and what has to do with them. Plain data: whoever asks needs neither templates nor their functions.
 */

/** Where in the app something is written. */
export interface Located {
  readonly resource: Resource;
  /** Where in the resource: `Properties.KeyPolicy`. */
  readonly location: string;
}

/** The key policy of a key or replica key. */
export interface KeyPolicy extends Located, ReadDocument {
  readonly place: Place;
  /** JSON without white space, symbols in it; empty where the template has none. */
  readonly text: string;
  /** Bytes of it once deployed. */
  readonly size: SizeBounds;
  /** Whether the template holds Latin-1 characters only; absent where that was not looked at. */
  readonly latin1?: boolean;
  /** The same for policies that differ in names only, and mean the same where they are; absent for those that are judged one by one. */
  readonly shape?: string;
}

export interface Alias extends Located {
  readonly name: string;
  readonly retained: Retention;
  /** The key in the app; undefined where it is elsewhere or not known. */
  readonly target?: Key;
}

/** What happens to a resource when it leaves the stack. */
export interface Retention {
  readonly deletion: Scalar;
  readonly replacement: Scalar;
}

/** What of a key is the same for many: all but policy and names. */
export interface KeyConfiguration {
  readonly spec: Scalar;
  readonly usage: Scalar;
  readonly origin: Scalar;
  readonly rotation: Scalar;
  readonly rotationPeriod: Scalar;
  readonly enabled: Scalar;
  readonly pendingWindow: Scalar;
  readonly bypassesLockoutCheck: Scalar;
  readonly retained: Retention;
  /** The value of the tag Environment. */
  readonly environment: Scalar;
}

/** A key or replica key. */
export interface Key extends KeyConfiguration, Located {
  readonly replica: boolean;
  /** The same for keys whose own properties are the same; absent where a property depends on the deployment. */
  readonly configuration?: string;
  /** Where conditions of the template choose of what kind it is: the configuration in each of the ways. */
  readonly ways?: readonly KeyConfiguration[];
  readonly policy: KeyPolicy;
  readonly aliases: readonly Alias[];
  /** Whether an alias of the app names a key that is not known before deployment, which might be this one. */
  readonly mayHaveOtherAlias: boolean;
  /** For a replica: its primary, where that is in the app; undefined where it is not; 'unknown' where that cannot be told. */
  readonly primary?: Key | 'unknown';
  /** For a replica whose primary cannot be told: the text that names it. */
  readonly primaryText?: string;
}

/** An IAM policy: managed, inline in a role, user or group, or of a permission set. */
export interface IdentityPolicy extends Located, ReadDocument {
  /** Whether nobody has it but as a permissions boundary, which allows nothing. */
  readonly boundaryOnly: boolean;
}

/** Somebody with IAM policies, made or named by the app. */
export interface Identity {
  readonly kind: 'role' | 'user' | 'permission set';
  /** The construct's path below its stack, or the name. */
  readonly name: string;
  readonly account: string;
  /** Texts that stand for its ARN; a pattern where it has several. */
  readonly arns: readonly string[];
  /** Undefined where the app only names it. */
  readonly resource?: Resource;
  /** The policies that allow and deny, those of its groups and of AWS among them. */
  readonly policies: readonly AttachedPolicy[];
  readonly boundary?: AttachedPolicy;
  /** Policies of which only the name is known. */
  readonly unread: readonly string[];
}

/** A policy as somebody has it. */
export interface AttachedPolicy extends ReadDocument {
  /** For words: `AdministratorAccess`, the path of the construct. */
  readonly name: string;
  /** Where the app writes it; absent for AWS's own. */
  readonly policy?: IdentityPolicy;
  /** The group through which somebody has it. */
  readonly group?: string;
}

export interface BucketPolicy extends Located {
  readonly statements: Statements;
  /** Whether the bucket encrypts by default under a key of KMS; undefined where the bucket is not in the app. */
  readonly defaultEncryption?: Scalar;
}

/** A resource that is encrypted under a key of the app, and a service that works with it. */
export interface Use extends Located {
  /** What it is, for messages: `the log group Orders`. */
  readonly what: string;
  /** The service and use, for messages: `Amazon CloudWatch Logs`. */
  readonly service: string;
  /** Address of the AWS page that says what the service needs. */
  readonly page: string;
  readonly key: Key;
  /** What the service must be allowed. */
  readonly calls: readonly ServiceCall[];
  /** Why the service cannot work with the key at all. */
  readonly unsupported?: string;
  /** Whether only what is surely withheld counts, as what the service tells KMS is not known in full. */
  readonly certainOnly?: boolean;
  /** What the service tells KMS of the call, lower-case condition keys; every text that stands for the same value. */
  readonly request: { readonly [conditionKey: string]: readonly string[] };
}

/** A resource with a key of the app that is of one kind only. */
export interface Consumer extends Located {
  readonly what: string;
  readonly key: Key;
}

export interface Alarm extends Located {
  readonly namespace: Scalar;
  readonly metric: Scalar;
  readonly dimensions: readonly string[] | undefined;
}

/** A bucket to which S3 writes server access logs. */
/** Data that EncryptionDefaults left without a customer managed key. */
export interface NotEncrypted extends Located {
  /** The property that would name the key; absent where the type has none. */
  readonly property?: string;
  readonly reason: string;
}

export interface LogBucket extends Located {
  /** The bucket that the logs go to: its stack and logical id. */
  readonly target: string;
  readonly what: string;
  /** The algorithm of its default encryption. */
  readonly algorithm: Scalar;
}
