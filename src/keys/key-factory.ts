import { Construct } from 'constructs';
import { AsymmetricEncryptionKey, AsymmetricEncryptionKeyProps } from './asymmetric-encryption-key';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { EncryptedKey, EncryptedKeyProps } from './encrypted-key';
import { HmacKey, HmacKeyProps } from './hmac-key';
import { ImportedKey, ImportedKeyProps } from './imported-key';
import { KeyAgreementKey, KeyAgreementKeyProps } from './key-agreement-key';
import { SigningKey, SigningKeyProps } from './signing-key';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';

/** What a generation decides for its key. @internal */
export type GenerationProps = Pick<CustomerManagedKeyProps, 'alias' | 'description' | 'enabled' | 'removalPolicy'>;

/** How the keys of `ManuallyRotatedKey` are made: the kind of key and its props. */
@checked
export class KeyFactory {
  /** Generations of an EncryptedKey. */
  public static encrypted(props: EncryptedKeyProps = {}): KeyFactory {
    return new KeyFactory(props, (scope, id, own) => new EncryptedKey(scope, id, { ...props, ...own }));
  }

  /** Generations of an ImportedKey; each needs key material of its own. */
  public static imported(props: ImportedKeyProps): KeyFactory {
    return new KeyFactory(props, (scope, id, own) => new ImportedKey(scope, id, { ...props, ...own }));
  }

  /** Generations of a SigningKey. */
  public static signing(props: SigningKeyProps): KeyFactory {
    return new KeyFactory(props, (scope, id, own) => new SigningKey(scope, id, { ...props, ...own }));
  }

  /** Generations of a HmacKey. */
  public static hmac(props: HmacKeyProps = {}): KeyFactory {
    return new KeyFactory(props, (scope, id, own) => new HmacKey(scope, id, { ...props, ...own }));
  }

  /** Generations of an AsymmetricEncryptionKey. */
  public static asymmetricEncryption(props: AsymmetricEncryptionKeyProps = {}): KeyFactory {
    return new KeyFactory(props, (scope, id, own) => new AsymmetricEncryptionKey(scope, id, { ...props, ...own }));
  }

  /** Generations of a KeyAgreementKey. */
  public static keyAgreement(props: KeyAgreementKeyProps = {}): KeyFactory {
    return new KeyFactory(props, (scope, id, own) => new KeyAgreementKey(scope, id, { ...props, ...own }));
  }

  private constructor(
    private readonly props: CustomerManagedKeyProps,
    private readonly construct: (scope: Construct, id: string, own: GenerationProps) => CustomerManagedKey,
  ) {
    const taken = (property: 'alias' | 'enabled' | 'exportOutputs', remedy: string) => {
      if (props[property] !== undefined) { refuse({ property, value: props[property], bound: 'is for ManuallyRotatedKey to say', remedy }); }
    };
    taken('alias', "give 'alias' to ManuallyRotatedKey");
    taken('enabled', "name the generation in 'disabledGenerations'");
    taken('exportOutputs', 'export the ARN of a generation yourself');
  }

  /** @internal */
  public _make(scope: Construct, generation: number, own: GenerationProps): CustomerManagedKey {
    const { description } = this.props;
    const { removalPolicy = this.props.removalPolicy } = own;
    return this.construct(scope, `Generation${generation}`, {
      ...own, removalPolicy, description: description && `${description} (generation ${generation})`,
    });
  }
}
