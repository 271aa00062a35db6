import * as kms from 'aws-cdk-lib/aws-kms';
import { KeyEnvironment } from './key-environment';
import { KeyAccess } from '../access/key-access';
import { KeyRestriction } from '../access/key-restriction';

/** A key of this library, of whatever kind. */
export interface ICustomerManagedKey extends kms.IKey {
  /** Name of the key's alias, with `alias/`. */
  readonly aliasName: string;

  /** The environment whose defaults the key has. */
  readonly keyEnvironment: KeyEnvironment;

  /** Adds a row that allows. */
  addAccess(access: KeyAccess): void;

  /** Adds a row that denies. */
  addRestriction(restriction: KeyRestriction): void;
}
