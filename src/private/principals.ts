import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parsePrincipalArn, roleOfSession } from './arns';
import { refuse } from './errors';
import { Conditions, PrincipalValue } from './policy-rows';

export interface PrincipalValues {
  readonly values: PrincipalValue[];
  /** Conditions that the principal itself brings, such as an organization principal. */
  readonly conditions: Conditions;
}

/** What a grantee is in a key policy. Fails for groups, which are never principals. */
export function principalsOf(property: string, grantee: iam.IGrantable): PrincipalValues {
  const principal = (grantee as iam.IGrantable | undefined | null)?.grantPrincipal;
  if (principal?.policyFragment === undefined) {
    refuse({
      property,
      value: grantee,
      bound: 'must be a principal',
      remedy: typeof grantee === 'string' ? `wrap it: new iam.ArnPrincipal('${grantee}')` : 'pass a role, user, account or service principal',
    });
  }
  if (principal instanceof iam.AccountPrincipal) {
    // Its own text is one token, in which the account could not be recognized.
    return { values: [{ type: 'AWS', value: `arn:${Aws.PARTITION}:iam::${principal.accountId}:root` }], conditions: {} };
  }
  const fragment = principal.policyFragment;
  const values = Object.entries(fragment.principalJson).flatMap(([type, list]) =>
    ([] as unknown[]).concat(list).map(value => valueOf(type, value as string, principal)));
  // Groups name people in IAM policies; a resource policy that names one is refused by AWS.
  if ('groupArn' in grantee || values.some(({ type, value }) => type === 'AWS' && parsePrincipalArn(value)?.kind === 'group')) {
    refuse({ property, value: 'an IAM group', bound: 'must be a principal that a key policy can name', remedy: 'name the roles or users, or the account' });
  }
  if (values.length === 0) {
    refuse({ property, value: 'no principal', bound: 'must be a principal that a key policy can name' });
  }
  return { values, conditions: fragment.conditions as Conditions };
}

function valueOf(type: string, value: string, principal: iam.IPrincipal): PrincipalValue {
  if (type === 'LiteralString') { return { type: 'AWS', value }; }
  return principal instanceof iam.ServicePrincipal ? { type, value, name: principal.service } : { type, value };
}

/** Whether a row for these principals is open to everyone unless a condition bounds it. */
export const isAnyone = (principal: PrincipalValue): boolean => principal.type === 'AWS' && principal.value === '*';
export const isService = (principal: PrincipalValue): boolean => principal.type === 'Service';

/** The account id when the principal is a whole account, else undefined. */
export function wholeAccount(principal: PrincipalValue): string | undefined {
  if (principal.type !== 'AWS') { return undefined; }
  if (/^\d{12}$/.test(principal.value)) { return principal.value; }
  const arn = parsePrincipalArn(principal.value);
  return (arn?.kind === 'root' && arn.account) || undefined;
}

/**
 * The value that `aws:PrincipalArn` takes for a principal. A whole account's principals are any of its users and roles.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function principalArnPattern(property: string, principal: PrincipalValue, partition: string): string {
  const account = wholeAccount(principal);
  if (account) { return `arn:${partition}:iam::${account}:*`; }
  if (principal.type !== 'AWS' || isAnyone(principal)) {
    refuse({ property, value: `${principal.type} ${principal.value}`, bound: 'takes roles, users and accounts', remedy: 'AWS services are exempt already' });
  }
  // A session is compared by its role.
  return roleOfSession(principal.value);
}
