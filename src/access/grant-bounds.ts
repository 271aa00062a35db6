import { conditionsOf, conditionsWithoutContext, KeyAccessOptions, through } from './access-conditions';
import { IamDelegation } from './iam-delegation';
import { RowContext } from './row-context';
import { Conditions, mergeConditions } from '../private/policy-rows';
import { KeyService } from '../services/key-service';

/** Who is granted use of a key. */
export interface Grantee {
  /** Whether it is of another account than the key. */
  readonly foreign: boolean;
}

/** How narrow a key is: a grant is never wider than the key that it is made on. */
export interface GrantBounds {
  /** Whether the key policy lets the account's IAM policies use the key within the bounds, so that a grant needs nothing there. */
  readonly accountUses: boolean;
  /** The account's part of a grant that aws-cdk-lib makes for whoever creates a resource is written already. */
  readonly creationIsWritten: boolean;
  /** The conditions that every use has; some actions never carry an encryption context. */
  conditions(grantee: Grantee, carriesContext: boolean): Conditions;
}

/** A key that anything can use. */
export const UNBOUND: GrantBounds = { conditions: () => ({}), accountUses: false, creationIsWritten: false };

/** The bounds of a key for services: use goes through them, as their rows in the catalog say; none where their users call KMS themselves. */
export function serviceBounds(services: readonly KeyService[], usersAreNamed: boolean, { delegation, region }: RowContext): GrantBounds {
  const calls = services.flatMap(service => service._use.calls.filter(call => call.caller === 'user'));
  if (calls.some(call => call.viaService === false)) { return { ...UNBOUND, creationIsWritten: usersAreNamed }; }
  const uses = services.map(service => service._use).filter(use => use.calls.some(call => call.caller === 'user'));
  const via = through(uses, [region]);
  return {
    conditions: () => via,
    accountUses: delegation !== IamDelegation.FULL && !usersAreNamed && calls.some(call => !call.optional) && Object.keys(via).length > 0,
    creationIsWritten: usersAreNamed && delegation !== IamDelegation.FULL,
  };
}

/** The bounds of a key that is shared with other accounts: they hold for everyone there. */
export function sharingBounds(options: KeyAccessOptions, { region }: RowContext): GrantBounds {
  return {
    ...UNBOUND,
    conditions: ({ foreign }, carriesContext) =>
      !foreign ? {} : carriesContext ? conditionsOf(options, region) : conditionsWithoutContext(options, region),
  };
}

/**
 * The conditions of a grant within the bounds of its key. A construct that says by itself through which service its grant is used,
 * as a secret does, is bound to that one.
 */
export const withinBounds = (asked: Conditions, bounds: Conditions): Conditions =>
  mergeConditions(asked, viaService(asked).length > 0 ? withoutKeys(bounds, ['kms:ViaService']) : bounds);

/** Whether conditions name a service, and one that the bounds name too. */
export function isThroughOneOf(asked: Conditions, bounds: Conditions): boolean {
  const allowed = viaService(bounds).map(prefixOf);
  return viaService(asked).length > 0 && viaService(asked).every(name => allowed.includes(prefixOf(name)));
}

const viaService = (conditions: Conditions): string[] => [conditions.StringEquals, conditions.StringLike]
  .flatMap(keys => ([] as string[]).concat(keys?.['kms:ViaService'] ?? []));
const prefixOf = (name: string): string => name.split('.')[0];

/** Conditions without some keys. */
export function withoutKeys(conditions: Conditions, keys: readonly string[]): Conditions {
  return Object.fromEntries(Object.entries(conditions)
    .map(([operator, values]) => [operator, Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)))] as const)
    .filter(([, values]) => Object.keys(values).length > 0));
}
