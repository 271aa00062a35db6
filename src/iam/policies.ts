import { Caller, isServiceLinked } from './request';
import { Choice, Statement, Statements } from './statement';
import { OWNER_ONLY_ACTIONS } from '../private/actions';

/*
 * The policies that decide about a request, and what the deployment chooses of them.
 */

export type Source = 'key policy' | 'identity policy' | 'permissions boundary' | 'service control policy' | 'resource control policy';

export interface Policy {
  /** What it is called where it comes from; the caller's own business. */
  readonly name?: string;
  /** Undefined: nothing is known of it. */
  readonly statements: Statements;
}

export interface Policies {
  readonly key: Policy;
  /** Those of the caller. Absent: not known, and taken to deny nothing. */
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  /** What the caller's organization allows at most, a list for each level down to the account; absent where it has none, or is another's. */
  readonly serviceControl?: readonly (readonly Policy[])[];
  /** Those of the key's organization. */
  readonly resourceControl?: readonly Policy[];
}

/** The policies of organizations that bind a request: neither service-linked roles nor, except for those of resources, AWS services are bound. */
export function inForce({ caller, action }: { readonly caller: Caller; readonly action: string }, { serviceControl = [], resourceControl = [] }: Policies): Required<Pick<Policies, 'serviceControl' | 'resourceControl'>> {
  const exempt = isServiceLinked(caller);
  return {
    serviceControl: exempt || caller.account === undefined ? [] : serviceControl,
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    resourceControl: exempt || action === 'retiregrant' ? [] : resourceControl,
  };
}

/** Whether a permissions boundary holds the caller. */
export const isHeld = ({ kind }: Caller, { boundary }: Pick<Policies, 'boundary'>): boolean =>
  boundary !== undefined && (kind === 'role' || kind === 'session' || kind === 'user' || kind === 'federated-user');

/** Operations that KMS takes from the key's own account only ("Cross-account use: No" in the API reference); lower case, without the prefix. */
export const isOwnerOnly = (action: string): boolean => OWNER_ONLY.has(action);
const OWNER_ONLY: ReadonlySet<string> = new Set(OWNER_ONLY_ACTIONS.map(action => action.toLowerCase()));

/** More conditions than this are not tried in all their combinations; then a statement of a branch might be there or not. */
export const MOST_CONDITIONS = 5;

const everyPolicy = ({ key, identity = [], boundary, serviceControl = [], resourceControl = [] }: Policies): Policy[] =>
  [key, ...identity, ...(boundary ? [boundary] : []), ...serviceControl.flat(), ...resourceControl];

/** The conditions of the template by which statements are chosen. */
export function conditionsOf(policies: Policies): string[] {
  let found: Set<string> | undefined;
  for (const { statements = [] } of everyPolicy(policies)) {
    for (const { choice } of statements) {
      if (choice) { conditionsIn(choice, found ??= new Set()); }
    }
  }
  return found ? [...found] : [];
}

function conditionsIn(choice: Choice, found: Set<string>): void {
  found.add(choice.condition);
  for (const { choice: inner } of [...choice.whenTrue, ...choice.whenFalse]) { if (inner) { conditionsIn(inner, found); } }
}

/** Whether a condition holds in one of all combinations, which are numbered. */
export const isSet = (combination: number, condition: number): boolean => Math.floor(combination / 2 ** condition) % 2 === 0;

/** The policies once conditions are decided; both branches, neither of them for sure, of those that are not. */
export function chosen(policies: Policies, decided: (condition: string) => boolean | undefined): Policies {
  const statementsOf = (statements: readonly Statement[]): readonly Statement[] => !statements.some(({ choice }) => choice) ? statements
    : statements.flatMap(statement => statement.choice === undefined ? [statement] : branch(statement, statement.choice));
  const branch = (statement: Statement, { condition, whenTrue, whenFalse }: Choice): readonly Statement[] => {
    const value = decided(condition);
    return value === undefined ? [{ ...statement, choice: undefined }] : statementsOf(value ? whenTrue : whenFalse);
  };
  const policyOf = (policy: Policy): Policy => ({ ...policy, statements: policy.statements && statementsOf(policy.statements) });
  const { key, identity, boundary, serviceControl, resourceControl } = policies;
  return {
    key: policyOf(key),
    identity: identity?.map(policyOf),
    boundary: boundary && policyOf(boundary),
    serviceControl: serviceControl?.map(level => level.map(policyOf)),
    resourceControl: resourceControl?.map(policyOf),
  };
}

/** The statements, and those of every branch that can take their place. */
export const withBranches = (statements: readonly Statement[]): readonly Statement[] =>
  statements.flatMap(statement => statement.choice ? withBranches([...statement.choice.whenTrue, ...statement.choice.whenFalse]) : [statement]);
