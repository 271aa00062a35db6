import { unboundRow, unboundText } from './gate/finished-policy';
import { letsHomeIn } from './gate/unnamed';
import { Conditions, ORDER } from '../private/policy-rows';

/**
 * The conditions of a row for everyone of an organization, which is for the other accounts, whose own IAM policies are needed as well. In the
 * key's account it would let everybody in without one, so that account is left out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
export function withoutHome(conditions: Conditions, account: string): Conditions {
  const row = unboundRow({ sid: '', effect: 'Allow', principals: [], actions: [], conditions, order: ORDER.use });
  if (!letsHomeIn(row, unboundText(account))) { return conditions; }
  const { StringNotEquals: negated = {} } = conditions;
  const others = ([] as string[]).concat(negated['aws:PrincipalAccount'] ?? []);
  return { ...conditions, StringNotEquals: { ...negated, 'aws:PrincipalAccount': others.length === 0 ? account : [...others, account] } };
}
