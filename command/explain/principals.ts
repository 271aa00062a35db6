import { OrganizationPolicies } from './organization';
import { App } from '../../src/app/app';
import { Identity, Key } from '../../src/app/model';
import { Policies, Policy } from '../../src/iam/decide';
import { matchesPattern } from '../../src/iam/pattern';
import { Caller, callerOf } from '../../src/iam/request';
import { roleOfSession } from '../../src/private/arns';
import { constructName } from '../../src/template/template';
import { namesOfResource } from '../resource-names';
import { quoted, suggestionOr, UserError } from '../user-error';

/** Somebody that a question is about. */
export interface Asker {
  readonly caller: Caller;
  /** What answers call them. */
  readonly name: string;
  /** Who it is in the app. */
  readonly identityOf?: Identity;
  /** IAM policies; undefined where they are not known. */
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  /** Condition keys that follow from who it is. */
  readonly context: { readonly [key: string]: string | readonly string[] };
}

/** An account that is nobody's of the app. */
const OTHER_ACCOUNT = '999999999999';
const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** `account`, STRANGER and OUTSIDER: who is in no template. */
const SPECIAL = ['account', 'STRANGER', 'OUTSIDER'];

/** Somebody by an ARN, a service principal, a logical id, a construct path, `account`, STRANGER or OUTSIDER. */
export function findPrincipal(app: App, key: Key, wanted: string): Asker {
  const { stack } = key.resource;
  const { account, partition } = stack.place;
  const everything = (): Policy[] => [{ name: 'a policy that allows everything', statements: app.readDocument(ALLOW_ALL, key.resource).decidable }];
  switch (wanted) {
    case 'account':
      return { caller: { kind: 'root', texts: [`arn:${partition}:iam::${account}:root`], account }, name: 'the root user of the account', context: {} };
    case 'STRANGER':
      return {
        caller: { kind: 'role', texts: [`arn:${partition}:iam::${account}:role/STRANGER`], account },
        name: 'an unnamed role of the account whose IAM policies allow everything',
        identity: everything(),
        context: {},
      };
    case 'OUTSIDER':
      return {
        caller: { kind: 'role', texts: [`arn:${partition}:iam::${OTHER_ACCOUNT}:role/OUTSIDER`], account: OTHER_ACCOUNT },
        name: 'a role of another account, outside of the organization, whose IAM policies allow everything',
        identity: everything(),
        context: { 'aws:PrincipalOrgID': [], 'aws:PrincipalOrgPaths': [] },
      };
    default:
  }
  const made = identitiesNamed(app, wanted);
  if (made.length === 1) { return ofIdentity(made[0]); }
  if (made.length > 1) { throw new UserError(`${quoted(wanted)} names ${made.length} principals: ${made.slice(0, 6).map(({ name }) => name).join(', ')}`); }
  const caller = callerOf(wanted);
  if (!caller) {
    const known = [...SPECIAL, ...app.identities.flatMap(({ name, resource }) => resource ? [name, resource.logicalId] : [name])];
    throw new UserError(`nobody is called ${quoted(wanted)}${suggestionOr(wanted, known, `give an ARN, a service principal, a logical id, a construct path, ${SPECIAL.join(', ')}`)}`);
  }
  return { caller, name: wanted, context: {} };
}

function identitiesNamed(app: App, wanted: string): Identity[] {
  const arn = wanted.startsWith('arn:');
  // A session is judged as its role, and a session.
  const role = roleOfSession(wanted);
  return app.identities.filter(({ arns, name, resource }) => {
    if (arn) { return arns.some(text => text.startsWith('arn:') && matchesPattern(text, role)); }
    return resource !== undefined && [...namesOfResource(resource), resource.raw.madeBy, name, constructName(resource)].includes(wanted);
  });
}

function ofIdentity(identityOf: Identity): Asker {
  const { kind, name, account, arns, policies, boundary, unread } = identityOf;
  const unknown: Policy[] = unread.map(missing => ({ name: `the policy ${missing}`, statements: undefined }));
  return {
    identityOf,
    caller: { kind: kind === 'user' ? 'user' : 'role', texts: arns, account },
    name: `${kind} ${name}`,
    identity: [...policies.map(({ name: of, decidable }) => ({ name: of, statements: decidable })), ...unknown],
    boundary: boundary && { name: boundary.name, statements: boundary.decidable },
    context: {},
  };
}

/** Everything that decides about a request of somebody. */
export const policiesFor = (key: Key, { identity, boundary }: Asker, organization: OrganizationPolicies): Policies => ({
  key: { name: 'the key policy', statements: key.policy.decidable },
  identity,
  boundary,
  ...organization,
});
