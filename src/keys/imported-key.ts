import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { checkImportedMaterial, importAccess, ImportedMaterialOptions, importRestrictions, watchExpiry } from './imported-material';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { KeyKind } from '../access/row-context';
import { checked } from '../private/checked';
import { checkNotEmpty } from '../private/validate';

/** Properties of an ImportedKey. */
export interface ImportedKeyProps extends CustomerManagedKeyProps, ImportedMaterialOptions {
  /**
   * Who uses the key: encrypt, decrypt, re-encrypt and data keys.
   *
   * @default - whoever `access` and the account's IAM policies allow
   */
  readonly users?: iam.IGrantable[];

  /**
   * Whether the key can be replicated to other Regions. Each replica needs the same key material imported.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default false
   */
  readonly multiRegion?: boolean;
}

/**
 * A symmetric encryption key with your own key material. It is deployed empty (pending import) and works once an importer has
 * run `keysmith import` (docs/import.md). Only the importers can change its material; an alarm tells before it expires.
 *
 * KMS never rotates such a key by itself: import new material and rotate on demand, at most 25 times.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
 *
 * @example
 * declare const keyOfficer: iam.Role;
 * declare const apiRole: iam.Role;
 * declare const securityTopic: sns.Topic;
 *
 * new ImportedKey(this, 'LedgerKey', {
 *   importers: [keyOfficer],
 *   users: [apiRole],
 *   requireExpiry: true,
 *   expiryTopic: securityTopic,
 * });
 */
@checked
@propertyInjectable
export class ImportedKey extends CustomerManagedKey {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.ImportedKey';

  /** Whether a value is an ImportedKey, of this class or a subclass. */
  public static isImportedKey(x: any): x is ImportedKey {
    return x instanceof ImportedKey;
  }

  /** Goes off before the key material expires. */
  public readonly expiryAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: ImportedKeyProps) {
    checkNotEmpty('users', props.users);
    checkImportedMaterial('', props);
    const users = (props.users ?? []).map(user => KeyAccess._ofLevel(KeyAccessLevel.USE, user, {}, 'users'));
    super(scope, id, props, {
      kind: KeyKind.SYMMETRIC,
      origin: 'EXTERNAL',
      multiRegion: props.multiRegion,
      access: [...importAccess(props), ...users],
      restrictions: importRestrictions(props, [...users, ...(props.access ?? [])]),
    });
    this.expiryAlarm = watchExpiry(this, props);
  }
}
