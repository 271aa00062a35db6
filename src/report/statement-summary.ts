import { KeyStatementSummary } from './key-summary';
import { KEY_ACTIONS, namesOf, permissionsOf, wordsForReach } from './permission-words';
import { Key } from '../app/model';
import { requestedKey } from '../app/requested-key';
import { actionsOf } from '../iam/actions';
import { Asked, covers } from '../iam/applies';
import { Statement } from '../iam/statement';

/** Requests of which nothing is known but the key. */
export const aboutKey = (key: Key): Pick<Asked, 'key' | 'context'> => ({ key: requestedKey(key), context: { get: () => undefined } });

export const KEY_POLICY = 'key policy';

/** Whether a statement might be about a key; one without any Resource is read as that of a key policy, which is about its own. */
export const mayBeAbout = (statement: Statement, key: Key): boolean => statement.unread === true || statement.resources.length === 0
  || covers(statement, aboutKey(key)) !== 'no';

/** Under which condition of the template the statement is there. */
export const branchWords = ({ branch }: Statement): string[] => branch === undefined ? [] : [branch];

/** A statement, or what is left of it, in words. */
export function summaryOf(
  statement: Statement, principals: string[], reach: ReadonlySet<string>, conditions: string[] = [], source = KEY_POLICY,
): KeyStatementSummary {
  return {
    principals,
    permissions: permissionWords(statement, reach),
    conditions,
    source,
    actions: namesOf(new Set([...reach].filter(action => KEY_ACTIONS.has(action)))),
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
  };
}

/** What is written where nothing was taken away, else what is left. */
function permissionWords({ actions, notAction, reach: all }: Statement, reach: ReadonlySet<string>): string[] {
  const written = reach.size === all.size ? kmsOnly(actions) : [];
  if (written.length === 0) { return wordsForReach(reach); }
  return notAction ? [`everything but ${permissionsOf(written).join(', ')}`] : permissionsOf(written);
}

/** Actions of other services mean nothing to a key, nor those that KMS does not have. */
const kmsOnly = (actions: readonly string[]): string[] => actions.filter(action => action.includes('${') || actionsOf(action).size > 0);
