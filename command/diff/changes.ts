import { Key } from '../../src/app/model';
import { addressOf } from '../resource-names';

/** Access that is new or gone. Public: the JSON of `diff`. */
export interface AccessChange {
  readonly kind: 'access';
  /** `unknown`: whether it changes is decided at deployment. */
  readonly direction: 'widened' | 'narrowed' | 'unknown';
  readonly key: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly principal: string;
  /** `kms:Decrypt`; no patterns. */
  readonly actions: readonly string[];
  readonly words: string;
  /** A request that one side allows and the other does not; null where none was found. */
  readonly witness: Witness | null;
}

export interface Witness {
  readonly principal: string;
  readonly action: string;
  /** Condition keys of the request; no value: the request lacks the key. */
  readonly context: { readonly [conditionKey: string]: readonly string[] };
}

/** What is no access: a key's life, its settings, its names. */
export interface PropertyChange {
  readonly kind: 'property' | 'key' | 'alias' | 'replica';
  /** `refused`: KMS cannot make it. */
  readonly direction: 'worse' | 'better' | 'neutral' | 'refused';
  readonly key: string;
  readonly stack: string;
  readonly logicalId: string;
  /** The property of CloudFormation. */
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly words: string;
}

export type Change = AccessChange | PropertyChange;

export interface DiffResult {
  readonly schemaVersion: 1;
  readonly command: 'diff';
  readonly summary: {
    readonly widened: number;
    readonly narrowed: number;
    /** With those that KMS refuses. */
    readonly worse: number;
    readonly unknown: number;
    /** New minus old, in US dollars, before any rotation. */
    readonly monthlyCost: number;
  };
  readonly changes: readonly Change[];
}

/** A key on one side or on both. */
export interface KeyPair {
  readonly before?: Key;
  readonly after?: Key;
}

/** By what keys of both sides are told: stack and logical id. */
export const idOf = ({ resource }: Key): string => addressOf(resource);
