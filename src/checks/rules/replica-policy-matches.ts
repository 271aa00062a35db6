import { KeyPolicy } from '../../app/model';
import { Condition } from '../../iam/condition';
import { requiresPresence } from '../../iam/questions';
import { Statement } from '../../iam/statement';
import { hasSymbol, isOpaque, symbolNames } from '../../iam/symbols';
import { COMPLIANT, finding, NOT_APPLICABLE, rule, undecidable, undecidableBy, UNREADABLE } from '../rule';

/**
 * What a statement says, in texts that are the same in every Region, however it is written: one for each principal and action. Of what is not known it is one
 * for the whole list.
 */
function partsOf(statement: Statement, { place }: KeyPolicy): readonly string[] {
  const text = (value: string): string => value.split(place.region).join('{region}');
  const sorted = (values: readonly string[]): string[] => [...new Set(values.map(text))].sort();
  const { principals, conditions } = namedPrincipals(statement);
  const who = statement.notPrincipal ? [`all but ${sorted(principals)}`] : sorted(principals);
  const what = statement.unknown === undefined && statement.reach.size > 0 ? [...statement.reach]
    : [JSON.stringify([statement.notAction, sorted(statement.actions.map(action => action.toLowerCase()))])];
  const when = sorted(conditions.filter(condition => !isSaidAgain(condition, conditions))
    .map(condition => JSON.stringify([condition.set, condition.ifExists, operatorOf(condition), condition.name, sorted(condition.values)])));
  return who.flatMap(principal => what.map(action => JSON.stringify([statement.effect, principal, action, when])));
}

/** That the key must be there, beside a condition that no request without it meets. */
const isSaidAgain = (condition: Condition, conditions: readonly Condition[]): boolean => condition.base === 'null' && requiresPresence(condition)
  && conditions.some(other => other.name === condition.name && other.base !== 'null' && requiresPresence(other));

/** The operator, one for those that compare values alike. */
function operatorOf({ base, values }: Condition): string {
  if (base.startsWith('arn')) { return base.replace('equals', 'like'); }
  return values.some(value => /[*?]/.test(value)) ? base : base.replace(/^(string(?:not)?)like$/, '$1equals');
}

/** A role that CloudFormation names: the stack that makes it has its ARN, another stack only a pattern of its name. */
const UNNAMED = '{a role that CloudFormation names}';

/** A role of another stack is named by its account and a condition on its ARN: the same as naming it. */
function namedPrincipals({ principals, conditions }: Statement): Pick<Statement, 'conditions'> & { readonly principals: string[] } {
  const byArn = conditions.find(({ name, operator }) => name === 'aws:principalarn' && /^Arn(Equals|Like)$/i.test(operator));
  const named = byArn && principals.every(({ kind }) => kind === 'account') ? byArn.values : principals.map(({ text, account }) => account === undefined ? text : `account ${account}`);
  return {
    principals: named.map(text => hasSymbol(text) || (named === byArn?.values && text.includes('*')) ? UNNAMED : text),
    conditions: named === byArn?.values ? conditions.filter(condition => condition !== byArn) : conditions,
  };
}

export const REPLICA_POLICY_MATCHES = rule({
  id: 'ReplicaPolicyMatches',
  title: 'A replica key has the policy of its primary',
  info: 'The replica allows others than its primary does, though both hold the same key material.',
  explanation: 'KMS never copies key policies between the keys of a multi-Region set. What is encrypted under one can be decrypted under any other, so the weakest policy '
    + 'of the set is the policy of the data. The Region in service names can differ.',
  page: 'kms/latest/developerguide/multi-region-keys-auth.html',
  fix: 'Make both policies from one definition; MultiRegionKey does.',
  level: 'warning',
  subject: 'key',
  check: key => {
    if (key.primary === undefined) { return NOT_APPLICABLE; }
    if (key.primary === 'unknown') { return [undecidableBy('which key it replicates is not known before deployment', symbolNames(key.primaryText ?? '').filter(name => !name.includes('$')))]; }
    const { policy } = key;
    const other = key.primary.policy;
    if (policy.statements === undefined || other.statements === undefined) { return [undecidable(UNREADABLE)]; }
    const [mine, theirs] = [policy, other].map(view => new Set(view.statements!.flatMap(statement => partsOf(statement, view))));
    const added = policy.statements.filter(statement => partsOf(statement, policy).some(part => !theirs.has(part)));
    const missing = other.statements.filter(statement => partsOf(statement, other).some(part => !mine.has(part)));
    if (added.length + missing.length === 0) { return COMPLIANT; }
    if ([...added, ...missing].some(({ unknown, conditions }) => unknown !== undefined || conditions.some(({ values }) => values.some(isOpaque)))) {
      return [undecidable('whether the policies agree is not known before deployment')];
    }
    const names = (statements: readonly Statement[]) => statements.map(({ label }) => `'${label}'`).join(', ');
    return [finding([added.length > 0 ? `only the replica has ${names(added)}` : '', missing.length > 0 ? `only the primary has ${names(missing)}` : ''].filter(Boolean).join('; '))];
  },
});
