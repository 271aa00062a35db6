import { keyOfPrincipals } from './service-condition-keys';
import { isOnly } from '../../iam/actions';
import { isBoundable, withoutRegion } from '../../iam/boundable';
import { principalList } from '../../iam/principal';
import { ADMINISTRATION, grantsAreBounded, isAccount, isContext, isEveryKey, isNamed, isSource, narrowedBy, reachesAny } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { StatementVerdict, statementwise, rule } from '../rule';
import { isDocumentedToGrant } from '../service-remedies';

/** With which keys and when: the same for statements of which one could be made. */
const scopeOf = ({ branch, notResource, resources, conditions }: Statement): string => JSON.stringify([
  branch, notResource, sorted(resources), sorted(conditions.map(({ base, set, ifExists, name, values }) => JSON.stringify([base, set, ifExists, name, sorted(values)]))),
]);
const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** A policy that lets its holder decrypt with every key, or manage keys, is found already. */
function ofIdentity(statement: Statement, statements: readonly Statement[]): StatementVerdict {
  if (statement.notAction || !statement.actions.some(action => isOnly(action, 'creategrant'))) { return undefined; }
  const alike = statements.filter(other => other.effect === 'Allow' && scopeOf(other) === scopeOf(statement));
  if (alike.some(other => other.reach.has('decrypt') || other.reach.has('reencryptfrom') || reachesAny(other, ADMINISTRATION))) { return undefined; }
  if (statement.notResource || !statement.resources.some(isEveryKey) || narrowedBy(statement, name => name.startsWith('kms:') || name.startsWith('aws:resource'))) { return undefined; }
  return statement.unknown ? true : { message: `lets its holder create grants of any kind with ${statement.resources.filter(isEveryKey).join(', ')}`, level: 'warning' };
}

const fixOf = (services: readonly string[]): string => `Take kms:CreateGrant out: AWS documents no grant that ${services.join(', ')} creates as itself.`;

export const GRANTS_FOR_AWS_RESOURCES = rule({
  id: 'GrantsForAwsResources',
  title: 'CreateGrant is allowed for AWS resources only',
  info: 'Whoever can create grants can give any use of the key to anybody, past the key policy.',
  explanation: 'CreateGrant can give operations that the caller does not have. kms:GrantIsForAWSResource, kms:ViaService, the operations or the grantee bind it to '
    + 'the grants that AWS services make for volumes, databases and the like.',
  page: 'kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource',
  fix: 'Give CreateGrant a statement of its own with Bool kms:GrantIsForAWSResource; KeyAccess.grantsForAwsResources(...) does.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.GRANTS, (statement, { statements }) => {
    if (statement.effect !== 'Allow' || grantsAreBounded(statement)) { return undefined; }
    if (statement.principals.length === 0 && !statement.notPrincipal) { return ofIdentity(statement, statements); }
    // The account's IAM policies decide, which other rules judge; so does everyone without a bound, which is found already.
    if (statement.principals.every(principal => isAccount(principal) && principal.own === 'yes')) { return undefined; }
    if (statement.everyone && statement.conditions.length === 0) { return undefined; }
    // Under a key that services never have nobody is allowed, which ServiceConditionKeys finds.
    if (statement.principals.every(({ kind }) => kind === 'service') && keyOfPrincipals(statement)) { return undefined; }
    // The grant is only good for one resource: its context is in the request.
    if (narrowedBy(statement, name => isContext(name))) { return undefined; }
    // A service that grants for a resource of yours.
    if (statement.principals.every(({ kind }) => kind === 'service') && narrowedBy(statement, name => isSource(name) || isContext(name))) { return undefined; }
    // A service that AWS documents so, with nothing that could bind it.
    if (statement.principals.every(({ kind, text }) => kind === 'service' && !isBoundable(statement, text))) { return undefined; }
    // `kms:*` and `kms:Create*` are what FullAccessForAccountOnly and AdministratorsCannotGrant find.
    if (!statement.actions.some(action => isOnly(action, 'creategrant')) || statement.notAction) { return undefined; }
    if (statement.unknown) { return true; }
    const message = `lets ${statement.everyone ? 'everyone that meets its condition' : principalList(statement.principals)} create grants of any kind`;
    const services = statement.principals.filter(({ kind }) => kind === 'service').map(({ text }) => withoutRegion(text));
    if (services.length > 0 && services.length === statement.principals.length && !isDocumentedToGrant(services)) { return { message, fix: fixOf(services) }; }
    // AWS's pages show it for roles and accounts by name: Security Lake, Amazon EKS, Auto Scaling with the key of another account.
    return statement.principals.every(principal => isNamed(principal) || isAccount(principal)) ? { message, level: 'warning' } : message;
  }),
});
