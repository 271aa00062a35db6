import { actionsOf, isEveryAction, isOnly } from '../../iam/actions';
import { identityOf, Principal, principalList } from '../../iam/principal';
import { ADMINISTRATION, grantsAreBounded, isNamed, reachesAny } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { decisiveNames } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

/** Whether a statement lets somebody manage the key, or another one does. */
const isAdministrator = (who: Principal, statement: Statement, statements: readonly Statement[]): boolean => reachesAny(statement, ADMINISTRATION)
  || statements.some(other => other.effect === 'Allow' && !other.notAction && reachesAny(other, ADMINISTRATION) && other.principals.some(principal => identityOf(principal) === identityOf(who)));

export const ADMINISTRATORS_CANNOT_GRANT = rule({
  id: 'AdministratorsCannotGrant',
  title: 'Who manages the key cannot create grants on it',
  info: 'An administrator can grant itself use of the key.',
  explanation: "kms:Create* was meant for CreateAlias and reaches CreateGrant: by a grant an administrator gives itself Decrypt, and separation of duties is gone. AWS's "
    + 'console writes this pattern too.',
  page: 'kms/latest/developerguide/grants.html',
  fix: 'List the actions: kms:CreateAlias and kms:CreateKey rather than kms:Create*; administrators: [...] does.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.GRANTS, (statement, { statements }) => {
    if (statement.effect !== 'Allow' || statement.notAction || !statement.reach.has('creategrant') || grantsAreBounded(statement)) { return undefined; }
    // An explicit CreateGrant is GrantsForAwsResources' to find, kms:* FullAccessForAccountOnly's.
    const pattern = statement.actions.find(action => actionsOf(action).has('creategrant') && !isOnly(action, 'creategrant') && !isEveryAction(action));
    const managing = pattern === undefined ? [] : statement.principals.filter(principal => isAdministrator(principal, statement, statements));
    const people = managing.filter(principal => isNamed(principal) || (principal.kind === 'account' && principal.own === 'no'));
    if (people.length === 0) {
      const open = managing.filter(({ kind }) => kind === 'opaque');
      // The account is no administrator: its IAM policies say who creates grants.
      return open.length === 0 ? undefined : {
        unclear: `whether '${statement.label}' gives ${pattern}, which reaches CreateGrant, to a role or user or to the account`,
        dependsOn: decisiveNames(open.map(({ text }) => text)),
      };
    }
    return `gives ${pattern} to ${principalList(people)}, which reaches CreateGrant`;
  }),
});
