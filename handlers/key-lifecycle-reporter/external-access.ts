/*
 * Who outside the account a key policy reaches: other accounts and wildcards. Pure.
 */
import { ExternalPrincipal, PolicyFact } from './facts';
import { accountOf, reachedFromOutside } from '../../src/iam/outside';
import { readPolicy } from '../../src/iam/statement';

export { accountOf } from '../../src/iam/outside';

/** Fails for a policy that is no JSON. */
export function policyFact(policy: string, account: string): PolicyFact {
  // A live policy holds nothing that is yet to be filled in.
  const statements = readPolicy(JSON.parse(policy), { account, evaluate: value => value, resource: () => undefined }) ?? [];
  return {
    bytes: Buffer.byteLength(policy, 'utf8'),
    external: reachedFromOutside(statements, account).map(outsider => ({ ...outsider, boundedBy: [...outsider.boundedBy], through: 'policy' })),
  };
}

/** The grantee of a grant when another account's. */
export function externalGrantee(principal: string | undefined, account: string): ExternalPrincipal[] {
  const owner = principal === undefined ? undefined : accountOf(principal);
  return owner === undefined || owner === account ? [] : [{ principal: principal!, through: 'grant', boundedBy: [] }];
}
