import { allowWords, denyWords, Wording } from './condition-words';
import { KeyStatementSummary } from './key-summary';
import { leftTo } from './outright';
import { Allowance, within } from './permissions-boundary';
import { aboutKey, branchWords, summaryOf } from './statement-summary';
import { App } from '../app/app';
import { Identity, Key } from '../app/model';
import { covers } from '../iam/applies';
import { excludeEachOther } from '../iam/branches';
import { testOf } from '../iam/condition-test';
import { Principal } from '../iam/principal';
import { Statement } from '../iam/statement';
import { roleOfSession, withoutPath } from '../private/arns';

const IAM_POLICY = 'IAM policy';
const BOUNDARY = 'permissions boundary';

/** One statement of IAM policies, with everybody who has it. */
interface Granted {
  readonly source: string;
  readonly statement: Statement;
  readonly holders: Identity[];
  readonly names: string[];
}

/** A statement of a key policy by which IAM policies count. */
interface Delegation {
  readonly statement: Statement;
  readonly conditions: string[];
}

const NOBODY: ReadonlySet<string> = new Set();

/** What IAM policies of the app say of its keys. */
export class IamAccess {
  private readonly named = new Map<Key, Granted[]>();
  private readonly patterns: Granted[] = [];
  /** By their ARNs, those of roles without paths: a session's ARN lacks it. */
  private readonly byArn = new Map<string, Identity>();

  constructor(private readonly app: App) {
    const same = new Map<string, Granted>();
    for (const identity of app.identities) {
      for (const arn of identity.arns) { this.byArn.set(withoutPath(arn), identity); }
      for (const { statements } of identity.policies) {
        for (const statement of statements ?? []) { if (counts(statement)) { this.add(same, statement, identity, IAM_POLICY); } }
      }
      for (const statement of identity.boundary?.statements ?? []) {
        if (counts(statement) && statement.effect === 'Deny') { this.add(same, statement, identity, BOUNDARY); }
      }
    }
  }

  public identityOf({ text, physical }: Pick<Principal, 'text' | 'physical'>): Identity | undefined {
    // A session has the policies of its role.
    const [named, made] = [text, physical ?? text].map(arn => this.byArn.get(withoutPath(roleOfSession(arn))));
    return named ?? made;
  }

  /** Roles of an account that a permissions boundary holds. */
  public boundedRoles(account: string): readonly Identity[] {
    return this.app.identities.filter(identity => identity.kind === 'role' && identity.boundary !== undefined && identity.account === account);
  }

  /** What is allowed, as far as the key policy lets IAM policies count, and under the conditions of both. */
  public rows(key: Key, allowing: readonly Statement[], wording: Wording): KeyStatementSummary[] {
    const delegations = allowing
      .map(statement => ({ statement, conditions: [...branchWords(statement), ...allowWords(statement.conditions, wording)] }))
      .sort((a, b) => a.conditions.length - b.conditions.length);
    return this.about(key).filter(({ statement }) => statement.effect === 'Allow').flatMap(granted => {
      const settled = new Set<string>();
      return delegations.flatMap(delegation => this.both(key, granted, delegation, settled, wording));
    });
  }

  /**
   * Statements that deny under a condition. What is denied whatever the request is not listed as allowed, so that it is said only where the
   * key policy allows people that it does not name.
   */
  public restrictions(key: Key, isOpen: boolean, wording: Wording): KeyStatementSummary[] {
    return this.about(key).filter(({ statement }) => statement.effect === 'Deny' && (isOpen || statement.conditions.length > 0)).map(({ statement, names, source }) =>
      summaryOf(statement, names, statement.reach, [...branchWords(statement), ...denyWords(statement, wording)], source));
  }

  private add(same: Map<string, Granted>, statement: Statement, identity: Identity, source: string): void {
    const keys = statement.notResource ? [] : statement.resources
      .flatMap(resource => /:alias\//.test(resource) ? [] : this.app.keyOf(resource, identity.resource?.stack ?? this.app.keys[0]?.resource.stack) ?? []);
    const { effect, actions, notAction, resources, notResource, conditions, branch } = statement;
    const id = JSON.stringify([effect, actions, notAction, resources, notResource, conditions, branch, identity.account, source]);
    let granted = same.get(id);
    if (!granted) {
      same.set(id, granted = { statement, source, holders: [], names: [] });
      for (const key of keys) { this.named.set(key, [...this.named.get(key) ?? [], granted]); }
      if (notResource || resources.some(resource => /[*?]/.test(resource.replace(/\$\{\?/g, '')))) { this.patterns.push(granted); }
    }
    if (granted.holders.includes(identity)) { return; }
    granted.holders.push(identity);
    granted.names.push(nameOf(identity));
  }

  private about(key: Key): Granted[] {
    const named = this.named.get(key) ?? [];
    const asked = aboutKey(key);
    return [...named, ...this.patterns.filter(granted => !named.includes(granted) && covers(granted.statement, asked) !== 'no')]
      .filter(({ statement }) => isOfAlias(statement, key));
  }

  private both(key: Key, { statement, holders, names }: Granted, delegation: Delegation, settled: Set<string>, wording: Wording): KeyStatementSummary[] {
    const { account } = key.policy.place;
    const counting = new Set([...statement.reach].filter(action => delegation.statement.reach.has(action) && !settled.has(action)));
    const { principals, notPrincipal } = delegation.statement;
    const delegates = !notPrincipal && principals.some(({ kind, own }) => kind === 'account' && own !== 'no');
    if (counting.size === 0 || !delegates) { return []; }
    const ofOneStack = holders.every(({ resource }) => resource?.stack === key.resource.stack);
    if (ofOneStack && excludeEachOther(statement, delegation.statement)) { return []; }
    // Where nothing is asked for, what others ask for says nothing new.
    if (delegation.conditions.length === 0) { counting.forEach(action => settled.add(action)); }
    const conditions = [...new Set([...branchWords(statement), ...allowWords(statement.conditions, wording), ...delegation.conditions])];
    const left = holders.map(holder => holder.account === account ? leftTo(key, holder, counting) : NOBODY);
    const row = (who: string[], { reach, conditions: when }: Allowance) => summaryOf({ ...statement, sid: undefined }, who, reach, [...when], IAM_POLICY);
    // Nearly always nothing is taken from anybody.
    if (left.every((reach, i) => reach === counting && holders[i].boundary === undefined)) { return [row(names, { reach: counting, conditions })]; }
    return left.flatMap((reach, i) => reach.size > 0 ? within(holders[i].boundary, { reach, conditions }, key, wording).map(part => row([names[i]], part)) : []);
  }
}

/** What rows call somebody. */
export const nameOf = ({ kind, name }: Identity): string => `${kind} ${name}`;

const counts = ({ reach, unread }: Statement): boolean => reach.size > 0 && !unread;

/** Whether the aliases of the key are such as a statement asks for. */
function isOfAlias({ conditions, variables }: Statement, key: Key): boolean {
  const asked = conditions.filter(({ name }) => name === 'kms:resourcealiases');
  if (asked.length === 0 || key.mayHaveOtherAlias) { return true; }
  const aliases = key.aliases.map(({ name }) => [name]);
  return asked.every(condition => testOf(condition, variables).holds({ get: () => aliases }) !== 'no');
}
