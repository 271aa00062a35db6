import { Proof, Written } from './prove';

/** A key as code, with the proof that it says the same. */
export interface AdoptedKey extends Written, Proof {
  /** Said of the key as a whole. */
  readonly remarks: readonly string[];
  /** How many statements became rows. */
  readonly rows: number;
  readonly statements: number;
}

/** What is said of a statement. */
export type Remarks = (statement: { readonly Sid?: string }, index: number) => readonly string[];
