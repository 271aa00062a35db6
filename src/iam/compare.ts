import { changedOfKey, concerning, mayDiffer } from './changed';
import { decide, Decision } from './decide';
import { chosen, conditionsOf, isHeld, isSet, MOST_CONDITIONS, Policies, Policy, withBranches } from './policies';
import { Caller, Request, RequestedKey } from './request';
import { all, negated, SearchLimitError } from './search';
import { readPolicy, Statement } from './statement';
import { actionClasses, callersOf, KEY_ACTIONS, Candidate, permits, requestThat } from './witness';

/*
 * What changes when one set of policies takes the place of another: access that is new or gone, never statements. Equal access that is
 * written otherwise is no change.
 */

/** All policies that decide about a key. */
export interface Side {
  readonly key: Policy;
  /** Principals whose IAM policies are known; all others are taken to have one that allows everything. */
  readonly principals?: readonly { readonly caller: Caller; readonly identity?: readonly Policy[]; readonly boundary?: Policy }[];
  readonly serviceControl?: Policies['serviceControl'];
  readonly resourceControl?: Policies['resourceControl'];
}

export interface Difference {
  /** 'unknown': whether it is one depends on what is not known before deployment. */
  readonly direction: 'widened' | 'narrowed' | 'unknown';
  readonly caller: Caller;
  /** `kms:Decrypt`; every one of KMS for which the same is found. */
  readonly actions: readonly string[];
  /** A request that the one side allows and the other does not; absent where the search gave up. */
  readonly witness?: Request;
  readonly before?: Decision;
  readonly after?: Decision;
  /** Whether some other request of the caller for one of the actions is allowed on both sides: there are more cases, or fewer. */
  readonly partly?: boolean;
}

/** Differences in access between two sets of policies of one key; of those callers alone, where they are given. */
export function compare(before: Side, after: Side, key: RequestedKey, only?: readonly Caller[], mostSteps?: number): Difference[] {
  const callers = only ?? [...known(before), ...known(after), ...callersOf([...statementsOf(before), ...statementsOf(after)], key)];
  const unique = [...new Map(callers.map(caller => [`${caller.kind} ${caller.texts[0]}`, caller])).values()];
  const ofKey = changedOfKey(before.key, after.key);
  return unique.flatMap(caller => {
    const found: Difference[] = [];
    const [old, now] = [policiesOf(before, caller), policiesOf(after, caller)];
    const differing = new Set(KEY_ACTIONS.filter(mayDiffer(old, now, caller, ofKey)));
    if (differing.size === 0) { return []; }
    for (const { action, actions } of actionClasses([...concerning(old, caller), ...concerning(now, caller)])) {
      if (!differing.has(action)) { continue; }
      for (const [gives, withholds] of [[now, old], [old, now]]) {
        const difference = differenceOf({ caller, action, key, mostSteps }, gives, withholds, gives === now);
        if (difference) { found.push({ ...difference, caller, actions }); }
      }
    }
    return merged(found);
  });
}

type Found = Pick<Difference, 'direction' | 'witness' | 'before' | 'after' | 'partly'>;

function differenceOf(candidate: Candidate, gives: Policies, withholds: Policies, widens: boolean): Found | undefined {
  try {
    const witness = witnessOf(candidate, gives, withholds);
    if (!witness) { return undefined; }
    const [given, withheld] = [decide(witness, gives), decide(witness, withholds)];
    const certain = given.verdict === 'allowed' && withheld.verdict === 'denied';
    const [before, after] = widens ? [withheld, given] : [given, withheld];
    return { direction: !certain ? 'unknown' : widens ? 'widened' : 'narrowed', witness, before, after, partly: isPossible(candidate, withholds) };
  } catch (error) {
    if (error instanceof SearchLimitError) { return { direction: 'unknown' }; }
    throw error;
  }
}

/** A request that the one side lets through and the other does not, whatever conditions of the template choose alike on both. */
function witnessOf(candidate: Candidate, gives: Policies, withholds: Policies): Request | undefined {
  const conditions = [...new Set([...conditionsOf(gives), ...conditionsOf(withholds)])].slice(0, MOST_CONDITIONS);
  for (let combination = 0; combination < 2 ** conditions.length; combination++) {
    const decided = (condition: string): boolean => isSet(combination, conditions.indexOf(condition));
    const [on, off] = conditions.length === 0 ? [gives, withholds] : [chosen(gives, decided), chosen(withholds, decided)];
    const found = requestThat(asked => {
      const given = permits(boundedBy(asked, on), on);
      // Most callers have most actions on neither side.
      return given === false ? given : all([given, negated(permits(boundedBy(asked, off), off))]);
    }, candidate);
    if (found) { return found; }
  }
  return undefined;
}

/** Whether policies allow any request of the caller for the action. */
const isPossible = (candidate: Candidate, policies: Policies): boolean => conditionsOf(policies).length > 0
  || requestThat(asked => permits(boundedBy(asked, policies), policies), candidate) !== undefined;

const boundedBy = <T extends { caller: Caller }>(asked: T, policies: Policies): T & { bounded: boolean } => ({ ...asked, bounded: isHeld(asked.caller, policies) });

/** One difference a direction, apart where something is left, with all its actions and the first witness. */
function merged(differences: readonly Difference[]): Difference[] {
  const byDirection = new Map<string, Difference>();
  for (const difference of differences) {
    const id = `${difference.direction} ${difference.partly}`;
    const known = byDirection.get(id);
    byDirection.set(id, known ? { ...known, actions: [...new Set([...known.actions, ...difference.actions])] } : difference);
  }
  return [...byDirection.values()].map(difference => ({ ...difference, actions: [...difference.actions].sort() }));
}

const known = ({ principals = [] }: Side): Caller[] => principals.map(({ caller }) => caller);

const everyPolicy = ({ key, principals = [], serviceControl = [], resourceControl = [] }: Side): Policy[] =>
  [key, ...principals.flatMap(({ identity = [], boundary }) => boundary ? [...identity, boundary] : identity), ...serviceControl.flat(), ...resourceControl];

const statementsOf = (side: Side): Statement[] => everyPolicy(side).flatMap(({ statements = [] }) => withBranches(statements));

/** An IAM policy that allows everything: who has one is the business of the account. */
const EVERYTHING: Policy = {
  name: 'an IAM policy that allows everything',
  statements: readPolicy({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    { account: '', evaluate: value => value, resource: () => undefined }),
};

function policiesOf({ key, principals = [], serviceControl, resourceControl }: Side, caller: Caller): Policies {
  const own = principals.find(principal => principal.caller.texts.some(text => caller.texts.includes(text)));
  return { key, identity: own ? own.identity ?? [] : [EVERYTHING], boundary: own?.boundary, serviceControl, resourceControl };
}
