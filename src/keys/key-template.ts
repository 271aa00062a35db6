import { Construct } from 'constructs';
import { CustomerManagedKey } from './customer-managed-key';
import { CustomerManagedKeyProps } from './customer-managed-key-props';
import { EncryptedKey, EncryptedKeyProps } from './encrypted-key';
import { EncryptionKeyPair, EncryptionKeyPairProps } from './encryption-key-pair';
import { ImportedKey, ImportedKeyProps } from './imported-key';
import { KeyAgreementKey, KeyAgreementKeyProps } from './key-agreement-key';
import { MacKey, MacKeyProps } from './mac-key';
import { SigningKey, SigningKeyProps } from './signing-key';
import { refuse } from '../private/errors';

/** What a generation decides for its key. @internal */
export type GenerationProps = Pick<CustomerManagedKeyProps, 'alias' | 'description' | 'enabled' | 'removalPolicy'>;

/** How the keys of `KeyGenerations` are made: the kind of key and its props. */
export class KeyTemplate {
  /** Generations of an EncryptedKey. */
  public static encrypted(props: EncryptedKeyProps = {}): KeyTemplate {
    return new KeyTemplate(props, (scope, id, own) => new EncryptedKey(scope, id, { ...props, ...own }));
  }

  /** Generations of an ImportedKey; each needs key material of its own. */
  public static imported(props: ImportedKeyProps): KeyTemplate {
    return new KeyTemplate(props, (scope, id, own) => new ImportedKey(scope, id, { ...props, ...own }));
  }

  /** Generations of a SigningKey. */
  public static signing(props: SigningKeyProps): KeyTemplate {
    return new KeyTemplate(props, (scope, id, own) => new SigningKey(scope, id, { ...props, ...own }));
  }

  /** Generations of a MacKey. */
  public static mac(props: MacKeyProps = {}): KeyTemplate {
    return new KeyTemplate(props, (scope, id, own) => new MacKey(scope, id, { ...props, ...own }));
  }

  /** Generations of an EncryptionKeyPair. */
  public static encryptionKeyPair(props: EncryptionKeyPairProps = {}): KeyTemplate {
    return new KeyTemplate(props, (scope, id, own) => new EncryptionKeyPair(scope, id, { ...props, ...own }));
  }

  /** Generations of a KeyAgreementKey. */
  public static keyAgreement(props: KeyAgreementKeyProps = {}): KeyTemplate {
    return new KeyTemplate(props, (scope, id, own) => new KeyAgreementKey(scope, id, { ...props, ...own }));
  }

  private constructor(
    private readonly props: CustomerManagedKeyProps,
    private readonly construct: (scope: Construct, id: string, own: GenerationProps) => CustomerManagedKey,
  ) {
    const taken = (property: 'alias' | 'enabled' | 'exportOutputs', remedy: string) => {
      if (props[property] !== undefined) { refuse({ property, value: props[property], bound: 'is for KeyGenerations to say', remedy }); }
    };
    taken('alias', "give 'alias' to KeyGenerations");
    taken('enabled', "name the generation in 'retiring'");
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
