import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkArn } from '../private/validate';

/** Where the key material of a key in a custom key store is. */
export enum KeyStoreOrigin {
  /** In an AWS CloudHSM cluster of yours. */
  AWS_CLOUDHSM = 'AWS_CLOUDHSM',
  /** In an external key manager, reached through an external key store proxy (XKS). */
  EXTERNAL_KEY_STORE = 'EXTERNAL_KEY_STORE',
}

/** A key in a custom key store: symmetric, single-Region, never rotated by KMS, and without imported material. */
export interface ICustomKeyStoreKey extends kms.IKey {
  /** Id of the custom key store, `cks-…`. */
  readonly customKeyStoreId: string;

  /** Where the key material is. */
  readonly origin: KeyStoreOrigin;
}

/** Which key of which custom key store. */
export interface CustomKeyStoreKeyAttributes {
  /** ARN of the key, `arn:aws:kms:REGION:ACCOUNT:key/ID`. */
  readonly keyArn: string;

  /** Id of the custom key store, `cks-` and 17 hexadecimal digits. */
  readonly customKeyStoreId: string;

  /** Where the key material is. */
  readonly origin: KeyStoreOrigin;
}

/**
 * Keys in custom key stores. CloudFormation can create neither the store nor a key in it: `AWS::KMS::Key` takes the origins `AWS_KMS` and `EXTERNAL`.
 * Create such a key with `aws kms create-key --custom-key-store-id`, and use it here by its ARN.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-store-overview.html
 *
 * @example
 * const key = CustomKeyStoreKey.fromAttributes(this, 'HsmKey', {
 *   keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
 *   customKeyStoreId: 'cks-1234567890abcdef0',
 *   origin: KeyStoreOrigin.AWS_CLOUDHSM,
 * });
 */
@checked
export class CustomKeyStoreKey {
  /** A key that exists. Fails for a multi-Region key and for an alias, which are never in a custom key store. */
  public static fromAttributes(scope: Construct, id: string, attributes: CustomKeyStoreKeyAttributes): ICustomKeyStoreKey {
    const { keyArn, customKeyStoreId, origin } = attributes;
    checkArn('keyArn', keyArn, 'kms', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
    if (!Token.isUnresolved(keyArn) && !/:key\/(?!mrk-)[A-Za-z0-9-]+$/.test(keyArn)) {
      refuse({ property: 'keyArn', value: keyArn, bound: 'must be the ARN of a single-Region key: a custom key store holds no multi-Region keys, and an alias is no key' });
    }
    if (!Token.isUnresolved(customKeyStoreId) && !/^cks-[0-9a-f]+$/.test(customKeyStoreId)) {
      refuse({ property: 'customKeyStoreId', value: customKeyStoreId, bound: "must be the id of a custom key store, 'cks-…'", remedy: 'aws kms describe-custom-key-stores lists them' });
    }
    return Object.assign(kms.Key.fromKeyArn(scope, id, keyArn), { customKeyStoreId, origin });
  }

  private constructor() {}
}
