import { Identity, Key } from '../app/model';
import { requestedKey } from '../app/requested-key';
import { decide, Policies } from '../iam/decide';
import { Principal } from '../iam/principal';
import { Caller } from '../iam/request';
import { accountOfPrincipal } from '../private/arns';

/** Somebody whom nobody names. */
const STRANGER: Caller = { kind: 'role', account: '000000000000', texts: ['arn:aws:iam::000000000000:role/stranger'] };

/** The caller that a principal of a key policy is; undefined where nobody can tell. */
function callerOf({ kind, text, account }: Principal, identity: Identity | undefined): Caller | undefined {
  const texts = identity?.arns ?? [text];
  switch (kind) {
    case 'everyone': return STRANGER;
    case 'account': return { kind: 'root', texts, account };
    case 'role': case 'user': case 'session': return { kind, texts, account: identity?.account ?? accountOfPrincipal(text) };
    case 'service': return { kind, texts };
    default: return undefined;
  }
}

/** Whether anything may be taken away from somebody, whatever the request. */
const mayLose = (key: Key, identity: Identity | undefined): boolean => identity?.boundary !== undefined
  || (key.policy.statements ?? []).some(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0)
  || (identity?.policies ?? []).some(({ statements }) => statements?.some(({ effect }) => effect === 'Deny'));

/** The actions that are left to a principal once those are gone that are denied whatever the request. */
export function outright(key: Key, principal: Principal, identity: Identity | undefined, reach: ReadonlySet<string>): ReadonlySet<string> {
  if (!mayLose(key, identity)) { return reach; }
  const caller = callerOf(principal, identity);
  return caller ? remaining(key, caller, identity, reach) : reach;
}

/** The same for somebody with IAM policies. */
export function leftTo(key: Key, identity: Identity, reach: ReadonlySet<string>): ReadonlySet<string> {
  if (!mayLose(key, identity)) { return reach; }
  return remaining(key, { kind: identity.kind === 'user' ? 'user' : 'role', texts: identity.arns, account: identity.account }, identity, reach);
}

function remaining(key: Key, caller: Caller, identity: Identity | undefined, reach: ReadonlySet<string>): ReadonlySet<string> {
  const policies: Policies = {
    key: { statements: key.policy.decidable },
    identity: identity?.policies.map(({ name, decidable }) => ({ name, statements: decidable })),
    boundary: identity?.boundary && { name: identity.boundary.name, statements: identity.boundary.decidable },
  };
  return new Set([...reach].filter(action => decide({ caller, action: `kms:${action}`, key: requestedKey(key) }, policies).verdict !== 'denied'));
}
