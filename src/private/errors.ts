import { Errors } from 'aws-cdk-lib';
import { UnscopedValidationError, ValidationError } from 'aws-cdk-lib/core/lib/errors';
import { Construct, IConstruct } from 'constructs';

/** What was wrong with one input: the property, the value, the bound and the remedy. */
export interface InputProblem {
  readonly property: string;
  readonly value: unknown;
  readonly bound: string;
  readonly remedy?: string;
}

/** The code that the CDK shows before the message. */
const CODE = 'InvalidKeyInput' as ConstructorParameters<typeof UnscopedValidationError>[0];

/** Our own errors, with the message before a construct's path was put to it. */
const MESSAGES = new WeakMap<object, string>();

/** Throws for an input that AWS would refuse at deployment, or that would hurt later. */
export function refuse(problem: InputProblem): never {
  fail(describe(problem));
}

/** Throws the CDK's error for bad input; `checked` puts the construct to it. */
export function fail(message: string): never {
  const error = new UnscopedValidationError(CODE, message);
  MESSAGES.set(error, message);
  throw error;
}

/**
 * What `make` makes. Its refusals become errors of the construct: they start with its path, and their stack trace with the line that called.
 * Errors of a construct inside of this one stay as they are.
 */
export function refusingFor<T>(construct: () => IConstruct, make: () => T): T {
  try {
    return make();
  } catch (error) {
    const message = Errors.isValidationError(error) ? MESSAGES.get(error) : undefined;
    if (message === undefined) { throw error; }
    const about = construct();
    const { constructPath } = error as ValidationError;
    if (constructPath !== undefined && constructPath !== about.node.path) { throw error; }
    const placed = new ValidationError(CODE, about.node.path === '' ? message : `[${about.node.path}] ${message}`, about);
    MESSAGES.set(placed, message);
    throw placed;
  }
}

export function describe({ property, value, bound, remedy }: InputProblem): string {
  // A construct holds the whole app; its path names it.
  const shown = typeof value === 'string' ? `'${value}'` : JSON.stringify(value, (_, inner) => Construct.isConstruct(inner) ? inner.node.path : inner);
  return `'${property}' ${bound}, got: ${withoutTokens(shown)}${remedy ? `; ${remedy}` : ''}`;
}

/** What the CDK fills in has a number that differs from run to run, and at best a name: `${Token[AWS.AccountId.4]}`. */
const withoutTokens = (text?: string): string | undefined =>
  text?.replace(/\$\{Token\[(.+?)\.\d+\]\}/g, (_, name: string) => name === 'TOKEN' ? '(known at deployment)' : name);

/** Ids of the warnings this package adds, public API: users acknowledge them by id. */
export const WARNINGS = {
  unverifiedService: 'cdk-keysmith:unverifiedService',
  multiRegionRefused: 'cdk-keysmith:multiRegionRefused',
  multiRegionAsSingleRegion: 'cdk-keysmith:multiRegionAsSingleRegion',
  replicaBesidePrimary: 'cdk-keysmith:replicaBesidePrimary',
  remoteKeyNeedsOwner: 'cdk-keysmith:remoteKeyNeedsOwner',
  deletionOnlyWhenUnusedBlocksStackDeletion: 'cdk-keysmith:deletionOnlyWhenUnusedBlocksStackDeletion',
  keyPolicyNotWritten: 'cdk-keysmith:keyPolicyNotWritten',
  defaultKeyForUsersOnly: 'cdk-keysmith:defaultKeyForUsersOnly',
  replicasNotGuarded: 'cdk-keysmith:replicasNotGuarded',
  bucketPolicyNotAdded: 'cdk-keysmith:bucketPolicyNotAdded',
  serviceForAnybody: 'cdk-keysmith:serviceForAnybody',
  rowPartlyDenied: 'cdk-keysmith:rowPartlyDenied',
  grantDenied: 'cdk-keysmith:grantDenied',
  grantReachesNothing: 'cdk-keysmith:grantReachesNothing',
  rowReachesNothing: 'cdk-keysmith:rowReachesNothing',
  deployerUnknown: 'cdk-keysmith:deployerUnknown',
  deployerCannotUse: 'cdk-keysmith:deployerCannotUse',
  deployerCannotCreate: 'cdk-keysmith:deployerCannotCreate',
  serviceNotLetIn: 'cdk-keysmith:serviceNotLetIn',
  policyMayBeTooLarge: 'cdk-keysmith:policyMayBeTooLarge',
  identityPolicyNotWritten: 'cdk-keysmith:identityPolicyNotWritten',
  principalNeedsRegion: 'cdk-keysmith:principalNeedsRegion',
  unknownRegion: 'cdk-keysmith:unknownRegion',
  notEncrypted: 'cdk-keysmith:notEncrypted',
  topicPolicyNotWritten: 'cdk-keysmith:topicPolicyNotWritten',
} as const;
