import { identityOf, Principal } from '../../iam/principal';
import { ADMINISTRATION, isNamed, reachesAny, SECRET_USE } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { shown } from '../../iam/symbols';
import { COMPLIANT, finding, Outcome, rule, undecidable, UNREADABLE } from '../rule';

/** Who brings in key material had it in the clear before: taking use away from them separates nothing. */
const MANAGEMENT: ReadonlySet<string> = new Set([...ADMINISTRATION].filter(action => action !== 'deleteimportedkeymaterial'));
/** kms:* is what FullAccessForAccountOnly finds, all but a few what NoNotAction does. */
const isEverything = ({ traits, notAction }: Statement): boolean => notAction || traits.includes(Trait.FULL);
const allows = (statement: Statement): boolean => statement.effect === 'Allow' && !statement.notPrincipal && !isEverything(statement);
const manages = (statement: Statement): boolean => allows(statement) && reachesAny(statement, MANAGEMENT);
const uses = (statement: Statement): boolean => allows(statement) && reachesAny(statement, SECRET_USE);

export const ADMINISTRATORS_CANNOT_USE = rule({
  id: 'AdministratorsCannotUse',
  title: 'Who manages the key cannot use it',
  info: 'One principal both manages the key and uses it (separation of duties).',
  explanation: 'Who can change the key policy and read the data under the key can read without a trace of a second pair of eyes. Two roles keep management and use '
    + 'apart.',
  page: 'prescriptive-guidance/latest/encryption-best-practices/kms.html',
  fix: 'Give management and use to different roles.',
  level: 'warning',
  subject: 'keyPolicy',
  check: ({ statements }) => {
    if (statements === undefined) { return [undecidable(UNREADABLE)]; }
    const managing = statements.filter(manages);
    if (managing.length === 0) { return COMPLIANT; }
    // Whoever a parameter names, where the same parameter is named twice it is the same principal.
    const isSomebody = (principal: Principal) => isNamed(principal) || principal.kind === 'opaque';
    const users = new Set(statements.filter(uses).flatMap(statement => statement.principals.filter(isSomebody).map(identityOf)));
    if (users.size === 0) { return COMPLIANT; }
    const found: Outcome[] = [];
    for (const { label, principals } of managing) {
      for (const principal of principals) {
        const { text } = principal;
        if (users.has(identityOf(principal))) { found.push(finding(`'${label}' lets ${shown(text)} manage the key, which also uses it`, shown(text).replace(/[^A-Za-z0-9]+/g, '-'))); }
      }
    }
    return found;
  },
});
