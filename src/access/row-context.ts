import { IConstruct } from 'constructs';
import { IamDelegation } from './iam-delegation';
import { kindOf } from '../private/key-specs';

/** What kind of key rows are bound to: the actions that make sense differ. */
export enum KeyKind {
  SYMMETRIC = 'symmetric encryption',
  SIGNING = 'signing',
  HMAC = 'HMAC',
  ASYMMETRIC_ENCRYPTION = 'asymmetric encryption',
  KEY_AGREEMENT = 'key agreement',
}

/** The kind of a key of CloudFormation; a usage that only the deployment knows counts as the default. */
export const kindOfResource = ({ keySpec, keyUsage }: { readonly keySpec?: string; readonly keyUsage?: string }): KeyKind =>
  (kindOf(keySpec, keyUsage) ?? kindOf(keySpec)) as KeyKind;

/** Where rows are bound: one key, in one account and Region. Rows are bound again for each replica of a multi-Region key. */
export interface RowContext {
  /** For warnings, and to see which constructs are in the same stack. */
  readonly scope: IConstruct;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly kind: KeyKind;
  readonly multiRegion: boolean;
  readonly delegation: IamDelegation;
}
