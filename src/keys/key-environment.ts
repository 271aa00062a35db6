import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { checked } from '../private/checked';
import { refuse } from '../private/errors';
import { LIMITS } from '../private/limits';
import { checkDays } from '../private/validate';

/** The defaults that an environment sets for its keys. */
export interface KeyEnvironmentProps {
  /** Name of the environment, for tags, aliases and descriptions: lower-case letters, digits and dashes. */
  readonly name: string;

  /**
   * Waiting period between scheduling the deletion of a key and deleting it, 7 to 30 days.
   *
   * @default Duration.days(30)
   */
  readonly pendingWindow?: Duration;

  /**
   * What happens to key and alias when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - a first deployment that fails leaves nothing behind and can be repeated
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether one principal can be administrator and user of a key.
   *
   * @default false - separation of duties
   */
  readonly allowAdministratorsToUse?: boolean;
}

/** Where a key lives, and so how carefully it is removed. Rotation is on everywhere: it needs no downtime. */
@checked
export class KeyEnvironment {
  /** 30 days of waiting, key and alias are retained, duties are separate. */
  public static readonly PRODUCTION = new KeyEnvironment({ name: 'production' });
  /** 7 days of waiting, key and alias go with the stack, duties are separate. */
  public static readonly STAGING = new KeyEnvironment({ name: 'staging', pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
  /** 7 days of waiting, key and alias go with the stack, administrators can use keys. */
  public static readonly DEVELOPMENT = new KeyEnvironment({
    name: 'development',
    pendingWindow: Duration.days(7),
    removalPolicy: RemovalPolicy.DESTROY,
    allowAdministratorsToUse: true,
  });

  /** An environment of your own. */
  public static of(props: KeyEnvironmentProps): KeyEnvironment {
    return new KeyEnvironment(props);
  }

  /** Name of the environment. */
  public readonly name: string;
  /** Waiting period between scheduling the deletion of a key and deleting it. */
  public readonly pendingWindow: Duration;
  /** What happens to key and alias when they leave the stack. */
  public readonly removalPolicy: RemovalPolicy;
  /** Whether one principal can be administrator and user of a key. */
  public readonly allowAdministratorsToUse: boolean;

  private constructor(props: KeyEnvironmentProps) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(props.name)) {
      refuse({ property: 'name', value: props.name, bound: 'must be lower-case letters, digits and dashes', remedy: "such as 'pre-production'" });
    }
    checkDays('pendingWindow', props.pendingWindow, LIMITS.pendingWindowDays);
    this.name = props.name;
    this.pendingWindow = props.pendingWindow ?? Duration.days(LIMITS.pendingWindowDays.max);
    this.removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.allowAdministratorsToUse = props.allowAdministratorsToUse ?? false;
  }
}
