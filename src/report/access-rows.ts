import { allowWords, denyWords, Wording } from './condition-words';
import { IamAccess } from './iam-access';
import { KeyStatementSummary } from './key-summary';
import { outright } from './outright';
import { branchWords, KEY_POLICY, NOTHING_KNOWN, summaryOf } from './statement-summary';
import { principalWords, shownIn } from './values';
import { App } from '../app/app';
import { Key } from '../app/model';
import { requestedKey } from '../app/requested-key';
import { covers } from '../iam/applies';
import { Principal } from '../iam/principal';
import { Statement } from '../iam/statement';

/** Who may do what with a key, and who may not. */
export interface KeyAccess {
  readonly access: KeyStatementSummary[];
  readonly restrictions: KeyStatementSummary[];
}

/** Puts the policies of an app into words, key by key. */
export class AccessReader {
  private readonly iam: IamAccess;

  constructor(private readonly app: App) {
    this.iam = new IamAccess(app);
  }

  public of(key: Key): KeyAccess {
    const { statements, place } = key.policy;
    if (statements === undefined) {
      return { access: [{ principals: ['whoever a policy decided at deployment names'], actions: [], permissions: ['what it says'], conditions: [], source: KEY_POLICY }], restrictions: [] };
    }
    const wording: Wording = { text: shownIn(this.app), place };
    const about = statements.filter(statement => !isElsewhere(statement, key));
    const allowing = about.filter(({ effect, unread }) => effect === 'Allow' || unread);
    return {
      access: [...allowing.flatMap(statement => this.allowed(statement, key, wording)), ...this.iam.rows(key, allowing, wording)].filter(distinct()),
      restrictions: [...about.filter(({ effect, unread }) => effect === 'Deny' && !unread).map(statement => this.denied(statement, key, wording)), ...this.iam.restrictions(key, wording)]
        .filter(distinct()),
    };
  }

  private allowed(statement: Statement, key: Key, wording: Wording): KeyStatementSummary[] {
    if (statement.unread) { return [{ ...summaryOf(statement, ['whoever is chosen at deployment'], statement.reach), permissions: ['what it says'], conditions: branchWords(statement) }]; }
    const conditions = [...branchWords(statement), ...allowWords(statement.conditions, wording)];
    if (statement.notPrincipal) {
      const others = statement.principals.map(principal => principalWords(this.app, principal, key.policy.place));
      return [summaryOf(statement, [`everyone but ${others.join(', ')}`], statement.reach, conditions)];
    }
    // Principals from whom the same is taken away stay together.
    const rows = new Map<string, { readonly reach: ReadonlySet<string>; readonly principals: string[] }>();
    for (const principal of statement.principals) {
      const reach = this.left(statement.reach, principal, key);
      if (reach.size === 0) { continue; }
      const id = [...reach].join();
      const row = rows.get(id) ?? { reach, principals: [] };
      rows.set(id, row);
      row.principals.push(principalWords(this.app, principal, key.policy.place));
    }
    return [...rows.values()].map(({ reach, principals }) => summaryOf(statement, [...new Set(principals)], reach, conditions));
  }

  private left(reach: ReadonlySet<string>, principal: Principal, key: Key): ReadonlySet<string> {
    return outright(key, principal, this.iam.identityOf(principal.text), reach);
  }

  private denied(statement: Statement, key: Key, wording: Wording): KeyStatementSummary {
    const named = statement.principals.map(principal => principalWords(this.app, principal, key.policy.place));
    const principals = statement.notPrincipal ? [`everyone but ${named.join(', ')}`] : named;
    return summaryOf(statement, principals, statement.reach, [...branchWords(statement), ...denyWords(statement.conditions, wording)]);
  }
}

/** A statement about another resource never counts in a key policy. */
const isElsewhere = (statement: Statement, key: Key): boolean => !statement.unread && statement.resources.length > 0
  && covers(statement, { caller: { kind: 'root', texts: [] }, action: '', key: requestedKey(key), context: NOTHING_KNOWN }) === 'no';

/** Whether a row was not there before. */
function distinct(): (row: KeyStatementSummary) => boolean {
  const seen = new Set<string>();
  return ({ principals, permissions, conditions, source }) => {
    const id = JSON.stringify([principals.length > MANY ? principals.length : principals, permissions, conditions, source]);
    return !seen.has(id) && seen.add(id) !== undefined;
  };
}
const MANY = 50;
