import { isEverything } from '../../iam/actions';
import { ADMINISTRATION, grantsAreBounded, isTakenBack, reachesAny, SECRET_USE } from '../../iam/questions';
import { Statement } from '../../iam/statement';
import { COMPLIANT, finding, rule, undecidable, UNREADABLE } from '../rule';

/** Actions written for KMS: `*` and other services' are no question of keys. */
const ofKms = (statement: Statement): boolean => statement.effect === 'Allow' && !statement.actions.every(isEverything) && !statement.notAction && !isAboutAliases(statement);
/** Of an alias nothing is allowed but its own operations, which NoAliasAsResource finds. */
const isAboutAliases = ({ resources }: Statement): boolean => resources.length > 0 && resources.every(resource => /(^|:)alias\//.test(resource));

export const IDENTITY_SEPARATES_DUTIES = rule({
  id: 'IdentitySeparatesDuties',
  title: 'An IAM policy gives management of keys or use of keys, not both',
  info: 'The IAM policy gives management and use of keys to one identity (separation of duties).',
  explanation: 'An administrator that can also decrypt, or can create grants (kms:Create* reaches CreateGrant), needs nobody else to read the data. kms:* is both.',
  page: 'prescriptive-guidance/latest/encryption-best-practices/kms.html',
  fix: 'Split the policy over two roles, and list the actions of the administrator.',
  level: 'warning',
  subject: 'identityPolicy',
  check: ({ statements }) => {
    if (statements === undefined) { return [undecidable(UNREADABLE)]; }
    const about = statements.filter(ofKms);
    const gives = (statement: Statement, actions: ReadonlySet<string>) =>
      reachesAny(statement, actions) && !isTakenBack(statement, statements, actions);
    const manages = about.find(statement => gives(statement, ADMINISTRATION));
    if (!manages) { return COMPLIANT; }
    const uses = about.find(statement => gives(statement, SECRET_USE));
    const grants = about.find(statement => statement.reach.has('creategrant') && !grantsAreBounded(statement));
    const both = uses ?? grants;
    if (!both) { return COMPLIANT; }
    if (manages.unknown || both.unknown) { return [undecidable(manages.unknown ?? both.unknown!)]; }
    const reaches = uses ? 'use of keys' : 'CreateGrant';
    return [finding(manages === both ? `'${manages.label}' allows management and ${reaches}` : `'${manages.label}' allows management, '${both.label}' ${reaches}`)];
  },
});
