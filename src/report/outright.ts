import { Identity, Key } from '../app/model';
import { requestedKey } from '../app/requested-key';
import { decide, Policies } from '../iam/decide';
import { Principal } from '../iam/principal';
import { Caller } from '../iam/request';
import { accountOfPrincipal, roleOfSession } from '../private/arns';

/** Somebody of an account that nobody names. */
const stranger = (account: string): Caller => ({ kind: 'role', account, texts: [`arn:aws:iam::${account}:role/stranger`] });

/** The callers that a principal of a key policy stands for, or might. */
function callersOf({ kind, text, account }: Principal, identity: Identity | undefined, key: Key): Caller[] {
  const texts = identity?.arns ?? [text];
  switch (kind) {
    // KMS takes some operations from the key's own account only.
    case 'everyone': return [stranger('000000000000'), stranger(key.policy.place.account), { kind: 'service', texts: ['some-service.amazonaws.com'] }];
    case 'account': return [{ kind: 'root', texts, account }];
    case 'role': case 'user': return [{ kind, texts, account: identity?.account ?? accountOfPrincipal(text) }];
    case 'session': return [{ kind, texts: [text], account: accountOfPrincipal(text), role: identity?.arns ?? [roleOfSession(text)] }];
    case 'service': case 'federated': return [{ kind, texts }];
    // Whoever it will be: what is denied to everyone, is denied to it.
    default: return (['role', 'user', 'service'] as const).map(any => ({ kind: any, texts }));
  }
}

/** Whether anything might be taken away from somebody, whatever the request. */
const mayLose = (key: Key, identity: Identity | undefined): boolean => identity?.boundary !== undefined
  || (key.policy.statements ?? []).some(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0)
  || identity?.policies.some(({ statements }) => statements?.some(({ effect }) => effect === 'Deny')) === true;

/** The actions that are left to a principal once those are gone that are denied whatever the request. */
export function outright(key: Key, principal: Principal, identity: Identity | undefined, reach: ReadonlySet<string>): ReadonlySet<string> {
  if (!mayLose(key, identity)) { return reach; }
  const callers = callersOf(principal, identity, key);
  const left = callers.map(caller => remaining(key, caller, identity, reach));
  return new Set([...reach].filter(action => left.some(one => one.has(action))));
}

/** The same for somebody with IAM policies. */
export function leftTo(key: Key, identity: Identity, reach: ReadonlySet<string>): ReadonlySet<string> {
  if (!mayLose(key, identity)) { return reach; }
  return remaining(key, toCaller(identity), identity, reach);
}

export const toCaller = ({ kind, arns, account }: Identity): Caller => ({ kind: kind === 'user' ? 'user' : 'role', texts: arns, account });

function remaining(key: Key, caller: Caller, identity: Identity | undefined, reach: ReadonlySet<string>): ReadonlySet<string> {
  const policies: Policies = {
    key: { statements: key.policy.decidable },
    identity: identity?.policies.map(({ name, decidable }) => ({ name, statements: decidable })),
    boundary: identity?.boundary && { name: identity.boundary.name, statements: identity.boundary.decidable },
  };
  return new Set([...reach].filter(action => decide({ caller, action: `kms:${action}`, key: requestedKey(key) }, policies).verdict !== 'denied'));
}
