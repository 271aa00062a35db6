/*
 * What was asked of AWS about one key, answer by answer. A source that failed says so; it never turns into a zero.
 */

/** An answer, or why there is none. */
export type Sourced<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string; readonly message: string };

export const answer = <T>(value: T): Sourced<T> => ({ ok: true, value });
export const failure = (code: string, message: string): Sourced<never> => ({ ok: false, code, message });

/** The part of DescribeKey that the report needs. Times are ISO 8601. */
export interface KeyDescription {
  readonly manager: string;
  readonly state: string;
  readonly createdAt: string | null;
  readonly description: string;
  readonly spec: string;
  readonly usage: string;
  readonly origin: string;
  readonly deletionDate: string | null;
  readonly materialExpiresAt: string | null;
  readonly multiRegion: 'no' | 'primary' | 'replica';
  /** ARNs of the other members, of a primary its replicas. */
  readonly replicas: readonly string[];
  readonly customKeyStore: boolean;
}

/** What one source of last use says. */
export interface LastUseFact {
  /** When the key was used last, null when no use is on record. */
  readonly at: string | null;
  readonly operation: string | null;
  /** From when on uses are recorded. Null when the source does not say. */
  readonly since: string | null;
}

/** Who outside the account a key policy or grant reaches. */
export interface ExternalPrincipal {
  readonly principal: string;
  readonly through: 'policy' | 'grant';
  /** Condition keys that narrow a wildcard; empty means anybody. */
  readonly boundedBy: readonly string[];
}

export interface PolicyFact {
  readonly bytes: number;
  readonly external: readonly ExternalPrincipal[];
}

export interface GrantsFact {
  readonly count: number;
  readonly external: readonly ExternalPrincipal[];
}

export interface RotationFact {
  readonly enabled: boolean;
  readonly periodDays: number | null;
}

/** One key as it was found. `notAsked` sources are left out. */
export interface KeyFacts {
  readonly arn: string;
  readonly keyId: string;
  readonly account: string;
  readonly region: string;
  readonly description: Sourced<KeyDescription>;
  readonly aliases: Sourced<readonly string[]>;
  readonly rotation?: Sourced<RotationFact>;
  /** How often the key was rotated, from ListKeyRotations. */
  readonly rotations?: Sourced<number>;
  readonly policy: Sourced<PolicyFact>;
  readonly grants: Sourced<GrantsFact>;
  readonly tags: Sourced<{ readonly [key: string]: string }>;
  /** GetKeyLastUsage. */
  readonly lastUsage: Sourced<LastUseFact>;
  /** CloudTrail's events, when a second source is configured. */
  readonly trail?: Sourced<LastUseFact>;
  /** Where they were queried. */
  readonly trailName?: 'CloudTrailLake' | 'Athena';
  /** Operations of the metric window, when usage metrics are on. */
  readonly operations?: Sourced<number>;
}

/** One Region of one account in a run. */
export interface TargetResult {
  readonly account: string;
  readonly region: string;
  /** `partial`: some keys were read, then the listing failed. */
  readonly status: 'complete' | 'partial' | 'failed';
  readonly error: string | null;
  /** AWS managed keys, which are counted and left alone. */
  readonly awsManaged: number;
  /** Keys that were listed and gone when they were read. */
  readonly gone: number;
}
