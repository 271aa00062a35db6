import { FinishedPolicy, FinishedStatement } from './finished-policy';
import { Judgement } from './judgement';
import { isAccount, narrowedBy, reachesAny, SECRET_USE } from '../../iam/questions';
import { IamDelegation } from '../iam-delegation';

const USE: ReadonlySet<string> = new Set([...SECRET_USE, 'creategrant']);

/** True of every request of the account's own principals, or nothing about what the key is used for. */
const SAYS_NOTHING_AT_HOME: ReadonlySet<string> = new Set([
  'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'kms:calleraccount', 'aws:principaltype', 'aws:securetransport', 'aws:requestedregion',
]);
const says = (name: string): boolean => !SAYS_NOTHING_AT_HOME.has(name);

/**
 * A statement for the account lets its IAM policies allow what it allows. Where these can manage the key at most, none lets them use it
 * without a condition: not even one that the CDK writes for a grant over stacks.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
export function accountUse(statement: FinishedStatement, { context: { delegation } }: FinishedPolicy): Judgement | undefined {
  if (delegation === IamDelegation.FULL || statement.effect !== 'Allow' || !reachesAny(statement, USE) || narrowedBy(statement, says)) { return undefined; }
  const account = statement.principals.find(principal => isAccount(principal) && principal.own === 'yes');
  return account && {
    value: account.text,
    bound: `lets every IAM policy of the account use the key, those of key administrators too, which IamDelegation.${delegation} rules out`,
    remedy: "name the roles, and give a role of another stack a 'roleName'; or use IamDelegation.FULL",
  };
}
