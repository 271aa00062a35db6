import { KeyPolicy } from '../../app/model';
import { Statement } from '../../iam/statement';
import { hasSymbol, isOpaque } from '../../iam/symbols';
import { COMPLIANT, finding, NOT_APPLICABLE, rule, undecidable, UNREADABLE } from '../rule';

/** A statement as a text that is the same in every Region. */
function portable(statement: Statement, { place }: KeyPolicy): string {
  const text = (value: string): string => value.split(place.region).join('{region}');
  const sorted = (values: readonly string[]): string[] => values.map(text).sort();
  const { principals, conditions } = namedPrincipals(statement);
  return JSON.stringify([
    statement.effect, statement.notPrincipal, statement.notAction,
    sorted(principals),
    sorted(statement.actions.map(action => action.toLowerCase())),
    sorted(conditions.map(({ operator, name, values }) => JSON.stringify([operator.toLowerCase(), name, sorted(values)]))),
  ]);
}

/** A role that CloudFormation names: the stack that makes it has its ARN, another stack only a pattern of its name. */
const UNNAMED = '{a role that CloudFormation names}';

/** A role of another stack is named by its account and a condition on its ARN: the same as naming it. */
function namedPrincipals({ principals, conditions }: Statement): Pick<Statement, 'conditions'> & { readonly principals: string[] } {
  const byArn = conditions.find(({ name, operator }) => name === 'aws:principalarn' && /^Arn(Equals|Like)$/i.test(operator));
  const named = byArn && principals.every(({ kind }) => kind === 'account') ? byArn.values : principals.map(({ text }) => text);
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
    if (key.primary === 'unknown') { return [undecidable('which key it replicates is not known before deployment')]; }
    const { policy } = key;
    const other = key.primary.policy;
    if (policy.statements === undefined || other.statements === undefined) { return [undecidable(UNREADABLE)]; }
    const [mine, theirs] = [policy, other].map(view => new Set(view.statements!.map(statement => portable(statement, view))));
    const added = policy.statements.filter(statement => !theirs.has(portable(statement, policy)));
    const missing = other.statements.filter(statement => !mine.has(portable(statement, other)));
    if (added.length + missing.length === 0) { return COMPLIANT; }
    if ([...added, ...missing].some(({ unknown, conditions }) => unknown !== undefined || conditions.some(({ values }) => values.some(isOpaque)))) {
      return [undecidable('whether the policies agree is not known before deployment')];
    }
    const names = (statements: readonly Statement[]) => statements.map(({ label }) => `'${label}'`).join(', ');
    return [finding([added.length > 0 ? `only the replica has ${names(added)}` : '', missing.length > 0 ? `only the primary has ${names(missing)}` : ''].filter(Boolean).join('; '))];
  },
});
