import { allowWords, denyWords, Wording } from './condition-words';
import { IamAccess, nameOf } from './iam-access';
import { KeyStatementSummary } from './key-summary';
import { leftTo, outright, toCaller } from './outright';
import { Allowance, within } from './permissions-boundary';
import { branchWords, KEY_POLICY, mayBeAbout, summaryOf } from './statement-summary';
import { principalWords, shownIn } from './values';
import { App } from '../app/app';
import { Key } from '../app/model';
import { names } from '../iam/applies';
import { Principal } from '../iam/principal';
import { asksForNoService } from '../iam/questions';
import { Statement } from '../iam/statement';

/** Who can do what with a key, and who cannot. */
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
    // A statement about another resource never counts in a key policy, nor one for a service that KMS never names.
    const about = statements.filter(statement => mayBeAbout(statement, key) && !statement.conditions.some(asksForNoService));
    const allowing = about.filter(({ effect, unread }) => effect === 'Allow' || unread);
    return {
      access: each([...allowing.flatMap(statement => this.allowed(statement, key, wording)), ...this.iam.rows(key, allowing, wording)]),
      restrictions: each([
        ...about.filter(({ effect, unread }) => effect === 'Deny' && !unread).map(statement => this.denied(statement, key, wording)),
        ...this.iam.restrictions(key, allowing.some(({ everyone, notPrincipal }) => everyone || notPrincipal), wording),
      ]),
    };
  }

  private allowed(statement: Statement, key: Key, wording: Wording): KeyStatementSummary[] {
    if (statement.unread) { return [{ ...summaryOf(statement, ['whoever is chosen at deployment'], statement.reach), permissions: ['what it says'], conditions: branchWords(statement) }]; }
    const conditions = [...branchWords(statement), ...allowWords(statement.conditions, wording)];
    if (statement.notPrincipal) {
      return this.everyoneBut(statement, key, conditions, wording);
    }
    // Principals that are denied the same stay together.
    const rows = new Map<string, Allowance & { readonly principals: string[] }>();
    for (const principal of statement.principals) {
      for (const left of this.left(statement, principal, key, conditions, wording)) {
        const id = JSON.stringify([[...left.reach], left.conditions]);
        const row = rows.get(id) ?? { ...left, principals: [] };
        rows.set(id, row);
        row.principals.push(principalWords(this.app, principal, key.policy.place));
      }
    }
    return [...rows.values()].map(({ reach, principals, conditions: when }) => summaryOf(statement, [...new Set(principals)], reach, [...when]));
  }

  /** A role that a permissions boundary holds is told apart from all others. */
  private everyoneBut(statement: Statement, key: Key, conditions: string[], wording: Wording): KeyStatementSummary[] {
    const others = [...new Set(statement.principals.map(principal => principalWords(this.app, principal, key.policy.place)))];
    const bounded = this.iam.boundedRoles(key.policy.place.account).filter(identity => names(statement, { caller: toCaller(identity) }, 'role') !== 'no');
    const row = summaryOf(statement, [`everyone but ${[...others, ...bounded.map(nameOf)].join(', ')}`], statement.reach, conditions);
    return [row, ...bounded.flatMap(identity => within(identity.boundary, { reach: leftTo(key, identity, statement.reach), conditions }, key, wording)
      .map(({ reach, conditions: when }) => summaryOf(statement, [nameOf(identity)], reach, [...when])))];
  }

  private left({ reach }: Statement, principal: Principal, key: Key, conditions: readonly string[], wording: Wording): Allowance[] {
    const identity = this.iam.identityOf(principal);
    const left = outright(key, principal, identity, reach);
    if (left.size === 0) { return []; }
    // What a key policy allows a user or a session by name, no permissions boundary takes away.
    return within(principal.kind === 'role' ? identity?.boundary : undefined, { reach: left, conditions }, key, wording);
  }

  private denied(statement: Statement, key: Key, wording: Wording): KeyStatementSummary {
    const named = [...new Set(statement.principals.map(principal => principalWords(this.app, principal, key.policy.place)))];
    const principals = statement.notPrincipal ? [`everyone but ${named.join(', ')}`] : named;
    return summaryOf(statement, principals, statement.reach, [...branchWords(statement), ...denyWords(statement, wording)]);
  }
}

/** Each row once; of those that read alike one, with the actions of all. */
function each(rows: readonly KeyStatementSummary[]): KeyStatementSummary[] {
  const found = new Map<string, KeyStatementSummary>();
  for (const row of rows) {
    const { principals, permissions, conditions, source, actions } = row;
    const id = JSON.stringify([principals, permissions, conditions, source]);
    const known = found.get(id);
    found.set(id, known ? { ...known, actions: [...new Set([...known.actions, ...actions])].sort() } : row);
  }
  return [...found.values()];
}
