import { mayChangePolicy } from './lock-out';
import { Statements } from './statement';
import { accountIdOfPrincipal } from '../private/arns';

/**
 * The account that a key policy can only be of: that of which all are who can change it. KMS refuses a key policy which its own account cannot change, and principals of
 * other accounts never can. Undefined for the policies of other resources, and where somebody might be of another account.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-BypassPolicyLockoutSafetyCheck
 */
export function homeOf(statements: Statements): string | undefined {
  const openers = (statements ?? []).filter(mayChangePolicy);
  const accounts = new Set(openers.flatMap(({ principals, notPrincipal, unread }) =>
    notPrincipal || unread ? [undefined] : principals.filter(({ kind }) => kind !== 'service').map(({ text }) => /^\d{12}$/.test(text) ? text : accountIdOfPrincipal(text))));
  return accounts.size === 1 ? [...accounts][0] : undefined;
}
