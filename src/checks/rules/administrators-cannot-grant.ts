import { actionsOf } from '../../iam/actions';
import { principalList } from '../../iam/principal';
import { ADMINISTRATION, grantsAreBounded, isNamed, reachesAny } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { symbolNames } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

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
  ...statementwise(Trait.GRANTS, statement => {
    if (statement.effect !== 'Allow' || statement.notAction || !statement.reach.has('creategrant') || grantsAreBounded(statement)) { return undefined; }
    // An explicit CreateGrant is GrantsForAwsResources' to find, kms:* FullAccessForAccountOnly's.
    const pattern = statement.actions.find(action => /\*/.test(action) && !/^(kms:)?\*+$/.test(action) && actionsOf(action).has('creategrant'));
    const people = statement.principals.filter(principal => isNamed(principal) || (principal.kind === 'account' && principal.own === 'no'));
    if (!pattern || !reachesAny(statement, ADMINISTRATION)) { return undefined; }
    if (people.length === 0) {
      const open = statement.principals.filter(({ kind }) => kind === 'opaque');
      // The account is no administrator: its IAM policies say who creates grants.
      return open.length === 0 ? undefined : {
        unclear: `whether '${statement.label}' gives ${pattern}, which reaches CreateGrant, to a role or user or to the account`,
        dependsOn: [...new Set(open.flatMap(({ text }) => symbolNames(text)))],
      };
    }
    return `gives ${pattern} to ${principalList(people)}, which reaches CreateGrant`;
  }),
});
