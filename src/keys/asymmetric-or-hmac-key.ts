import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { checkImportedMaterial, importAccess, ImportedMaterialOptions, importRestrictions, watchExpiry } from './imported-material';
import { KeyDefinition } from './key-definition';

/** What every key takes that is not for symmetric encryption. KMS rotates none of them: `ManuallyRotatedKey` does. */
export interface AsymmetricOrHmacKeyProps extends CustomerManagedKeyProps {
  /**
   * Whether the key can be replicated to other Regions.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default false
   */
  readonly multiRegion?: boolean;

  /**
   * Makes the key with your own key material, which importers bring in; it cannot be exchanged later.
   *
   * IMPORTANT: cannot be changed; CloudFormation fails the update.
   *
   * @default - KMS makes the key material
   */
  readonly importedMaterial?: ImportedMaterialOptions;
}

/** Asymmetric and HMAC keys. @internal */
export abstract class AsymmetricOrHmacKey extends CustomerManagedKey {
  /** Goes off before imported key material expires; undefined where KMS makes the key material. */
  public readonly expiryAlarm?: cloudwatch.Alarm;

  /** @internal */
  protected constructor(scope: Construct, id: string, props: AsymmetricOrHmacKeyProps, definition: KeyDefinition) {
    const imported = props.importedMaterial;
    if (imported) { checkImportedMaterial('importedMaterial.', imported); }
    super(scope, id, props, {
      ...definition,
      multiRegion: props.multiRegion,
      origin: imported ? 'EXTERNAL' : undefined,
      access: [...(imported ? importAccess(imported) : []), ...(definition.access ?? [])],
      restrictions: [...(imported ? importRestrictions(imported) : []), ...(definition.restrictions ?? [])],
    });
    this.expiryAlarm = imported && watchExpiry(this, imported);
  }
}
