import { ADMINISTRATION, isNamed, reachesAny, SECRET_USE } from '../model/judge';
import { Statement } from '../model/statement';
import { shown } from '../model/symbols';
import { COMPLIANT, finding, Outcome, rule, undecidable, UNREADABLE } from '../rule';

/** kms:* is what FullAccessForAccountOnly finds. */
const isEverything = (statement: Statement): boolean => statement.actions.some(action => action === '*' || /^kms:\*+$/i.test(action));

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
    const allows = statements.filter(statement => statement.effect === 'Allow' && !statement.notPrincipal && !isEverything(statement));
    const uses = allows.filter(statement => reachesAny(statement, SECRET_USE));
    if (uses.length === 0) { return COMPLIANT; }
    const users = new Set(uses.flatMap(statement => statement.principals.filter(isNamed).map(({ text }) => text)));
    const found: Outcome[] = [];
    for (const statement of allows) {
      if (!reachesAny(statement, ADMINISTRATION)) { continue; }
      for (const { text } of statement.principals.filter(isNamed)) {
        if (users.has(text)) { found.push(finding(`'${statement.label}' lets ${shown(text)} manage the key, which also uses it`, shown(text).replace(/[^A-Za-z0-9]+/g, '-'))); }
      }
      if (statement.principals.some(({ kind }) => kind === 'opaque') && users.size > 0) { found.push(undecidable('an administrator is not known before deployment', 'administrators')); }
    }
    return found;
  },
});
