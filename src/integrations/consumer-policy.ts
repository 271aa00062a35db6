import * as iam from 'aws-cdk-lib/aws-iam';
import { ConsumerAccessOptions } from './consumer-access-options';
import { checkOptions, conditionsOf } from '../access/access-conditions';
import { KeyAccess } from '../access/key-access';
import { KeyAccessLevel } from '../access/key-access-options';
import { CONTEXTLESS_ACTIONS } from '../private/actions';
import { Conditions, mergeConditions } from '../private/policy-rows';

/** The statements of an IAM policy for these keys: what takes a context apart from what never carries one. */
export function consumerStatements(keys: string[], options: ConsumerAccessOptions, also: Conditions): iam.PolicyStatement[] {
  const { accessLevel, encryptionContext } = options;
  checkOptions({ encryptionContext });
  const statement = (allowed: readonly string[], conditions: Conditions) => allowed.length === 0 ? [] : [new iam.PolicyStatement({
    actions: [...allowed],
    resources: keys,
    conditions: mergeConditions(also, conditions),
  })];
  const actions = KeyAccess._actionsOf(accessLevel ?? KeyAccessLevel.USE);
  if (!encryptionContext) { return statement(actions, {}); }
  const contextless = (action: string) => CONTEXTLESS_ACTIONS.includes(action);
  return [
    ...statement(actions.filter(action => !contextless(action)), conditionsOf({ encryptionContext }, '')),
    ...statement(actions.filter(contextless), {}),
  ];
}
