import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { aliasClash } from './alias-clash';
import { CustomerManagedKey } from './customer-managed-key';
import { KeyFactory } from './key-factory';
import { KeyRestriction } from '../access/key-restriction';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { checkAlias, checkDays } from '../private/validate';

/** Properties of ManuallyRotatedKey. */
export interface ManuallyRotatedKeyProps {
  /**
   * Name of the alias that always stands for the newest generation, with or without `alias/`. Generation 2 is also
   * `alias/NAME/2`.
   *
   * IMPORTANT: another name replaces the aliases.
   */
  readonly alias: string;

  /** How the key of a generation is made. */
  readonly factory: KeyFactory;

  /**
   * How many generations there have been. One more makes a new key, moves the alias to it, and lets the older keys only
   * decrypt and verify.
   *
   * @default 1
   */
  readonly generations?: number;

  /**
   * Factories of generations that were created otherwise, by number. A key's spec cannot be changed. So when `factory` gets another
   * spec, give each older generation the factory that created it.
   *
   * @default - every generation is made by `factory`
   */
  readonly earlierFactories?: { [generation: string]: KeyFactory };

  /**
   * Older generations on their way out: disabled, and deleted with their pending window once they leave the stack. KMS refuses
   * to disable a key that was used within `deletionOnlyWhenUnusedFor`, and the deployment then rolls back. Taking the number out of the list
   * enables the key again.
   *
   * @default - none
   */
  readonly disabledGenerations?: number[];

  /**
   * Older generations that have left the stack. One that was not deployed as `disabledGenerations` before is retained in production:
   * nothing is deleted without the proof.
   *
   * @default - none
   */
  readonly removedGenerations?: number[];

  /**
   * How long a generation must have been unused before KMS lets anybody disable or delete it, at least one whole day.
   *
   * @default Duration.days(90) where keys are retained; keys that go with their stack need no proof
   */
  readonly deletionOnlyWhenUnusedFor?: Duration;

  /**
   * Denies older generations everything but decrypting and verifying. Set it to false for the one deployment that adds a
   * generation when something uses the key by its ARN, and leave it out in the next.
   *
   * @default true
   */
  readonly restrictOldGenerations?: boolean;
}

const DEFAULT_UNUSED_DAYS = 90;

/**
 * Generations of a key behind one alias: manual rotation, as a property that counts up. For keys that KMS does not rotate
 * (asymmetric, HMAC, imported), for another key spec, and for a key that might be known to somebody.
 *
 * The new key is created first, the alias moves to it, then the older keys are restricted.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys-manually.html
 *
 * @example
 * declare const issuer: iam.Role;
 *
 * const tokens = new ManuallyRotatedKey(this, 'TokenKeys', {
 *   alias: 'tokens',
 *   generations: 3,
 *   disabledGenerations: [1],
 *   factory: KeyFactory.signing({ keySpec: SigningKeySpec.ECC_NIST_P256, signers: [issuer] }),
 * });
 */
@checked
@propertyInjectable
export class ManuallyRotatedKey extends Construct {
  /** By which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-keysmith.ManuallyRotatedKey';

  /** Whether a value is a ManuallyRotatedKey, of this class or a subclass. */
  public static isManuallyRotatedKey(x: any): x is ManuallyRotatedKey {
    return x instanceof ManuallyRotatedKey;
  }

  /** Name of the alias of the newest generation, with `alias/`. */
  public readonly aliasName: string;

  /** The newest generation. */
  public readonly currentKey: kms.Key;

  /** Numbers of the generations that are in the stack, ascending. */
  public readonly generationNumbers: number[];

  private readonly keys: Map<number, CustomerManagedKey>;

  constructor(scope: Construct, id: string, props: ManuallyRotatedKeyProps) {
    const { generations: newest = 1, disabledGenerations = [], removedGenerations = [], factory, earlierFactories = {} } = props;
    const shared = checkAlias('alias', props.alias);
    checkNumbers(newest, { disabledGenerations, removedGenerations, earlierFactories: Object.keys(earlierFactories).map(Number) });
    const both = disabledGenerations.find(number => removedGenerations.includes(number));
    if (both !== undefined) { refuse({ property: 'disabledGenerations', value: both, bound: "must not be in 'removedGenerations' as well" }); }
    const proof = checkDays('deletionOnlyWhenUnusedFor', props.deletionOnlyWhenUnusedFor, { min: 1, max: 36500 });
    super(scope, id);

    this.aliasName = shared;
    this.generationNumbers = Array.from({ length: newest }, (_, i) => i + 1).filter(number => !removedGenerations.includes(number));
    this.keys = new Map(this.generationNumbers.map(number => [number, (earlierFactories[`${number}`] ?? factory)._make(this, number, {
      alias: `${shared}/${number}`,
      ...(disabledGenerations.includes(number) ? { enabled: false, removalPolicy: RemovalPolicy.DESTROY } : {}),
    })]));
    const current = this.keys.get(newest)!;
    this.currentKey = current;

    const alias = new kms.Alias(this, 'Alias', { aliasName: shared, targetKey: current, removalPolicy: current._removalPolicy });
    const unusedDays = proof ?? (current._removalPolicy === RemovalPolicy.DESTROY ? undefined : DEFAULT_UNUSED_DAYS);
    for (const [number, key] of this.keys) {
      if (number === newest) { continue; }
      if (props.restrictOldGenerations ?? true) { key.addRestriction(KeyRestriction.decryptOrVerifyOnly()); }
      if (unusedDays !== undefined) { key.addRestriction(KeyRestriction._deletionOnlyWhenUnusedFor(unusedDays)); }
      // Restricted before the alias has moved, it would leave those who encrypt by the alias with nothing.
      key.node.defaultChild!.node.addDependency(alias);
    }
    this.node.addValidation({ validate: () => [aliasClash(this, shared)].flatMap(problem => problem ?? []) });
  }

  /** The key of a generation. Fails for one that is not in the stack. */
  public generation(number: number): kms.Key {
    return this.keys.get(number) ?? refuse({ property: 'number', value: number, bound: `must be a generation of the stack: ${this.generationNumbers.join(', ')}` });
  }
}

function checkNumbers(newest: number, lists: { [property: string]: number[] }): void {
  if (Token.isUnresolved(newest) || !Number.isInteger(newest) || newest < 1) {
    refuse({ property: 'generations', value: Token.isUnresolved(newest) ? 'a token' : newest, bound: 'must be a whole number from 1' });
  }
  for (const [property, numbers] of Object.entries(lists)) {
    const stranger = numbers.find(number => !Number.isInteger(number) || number < 1 || number >= newest);
    if (stranger !== undefined) {
      refuse({
        property,
        value: stranger,
        bound: newest === 1 ? 'is for older generations, of which there are none' : `is for older generations, 1 to ${newest - 1}`,
        remedy: stranger === newest ? "the alias stands for the newest one: raise 'generations' first" : undefined,
      });
    }
  }
}
