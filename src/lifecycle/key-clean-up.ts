import { Duration } from 'aws-cdk-lib';

/** How far the clean-up of unused keys goes. */
export enum KeyCleanUpMode {
  /** Reports only. No role can change a key. */
  OFF = 'OFF',
  /** Decides and logs what it would ask for. No role can change a key. */
  DRY_RUN = 'DRY_RUN',
  /** Asks a person before it disables a key, waits, and asks again before it schedules the deletion. */
  WITH_APPROVAL = 'WITH_APPROVAL',
}

/** The clean-up of unused keys: of the reporter's own account, and only of keys that carry the opt-in tag. */
export interface KeyCleanUpOptions {
  /**
   * How far it goes. Start with DRY_RUN and read the decisions for a while.
   *
   * @default KeyCleanUpMode.OFF
   */
  readonly mode?: KeyCleanUpMode;

  /**
   * Key of the tag by which the owner of a key agrees to its clean-up, 1 to 128 characters.
   *
   * @default 'keysmith:clean-up'
   */
  readonly optInTagKey?: string;

  /**
   * Value that the tag must have, at most 256 characters.
   *
   * @default 'allowed'
   */
  readonly optInTagValue?: string;

  /**
   * Keys for which a run asks, 1 to 100; the longest idle come first.
   *
   * @default 5
   */
  readonly maxKeysPerRun?: number;

  /**
   * How long a key stays disabled before its deletion can be scheduled, 7 to 180 days.
   *
   * @default Duration.days(30)
   */
  readonly disabledFor?: Duration;

  /**
   * How long a question waits for an answer, 1 to 30 days; no answer is a no.
   *
   * @default Duration.days(7)
   */
  readonly approvalTimeout?: Duration;
}
