import { KeyPair } from './changes';
import { App } from '../../src/app/app';
import { AttachedPolicy, Identity, Key } from '../../src/app/model';
import { requestedKey } from '../../src/app/requested-key';
import { printOf as printOfStatement } from '../../src/iam/changed';
import { compare, Difference, Side } from '../../src/iam/compare';
import { testOf } from '../../src/iam/condition-test';
import { Policy } from '../../src/iam/decide';
import { matchesPattern } from '../../src/iam/pattern';
import { Caller } from '../../src/iam/request';
import { Statement, Statements } from '../../src/iam/statement';
import { callersOf } from '../../src/iam/witness';

/*
 * Access to a key before and after, by its policy and by the IAM policies of the app. Hundreds of roles that have the same statements about a key
 * are asked about once: what is compared grows with what differs, and not with roles times keys.
 */

/** Differences of a key, and how many others each caller stands for. */
export interface KeyDifferences {
  readonly differences: readonly Difference[];
  /** Names of those with the same finding, by the first text of the caller that was asked about. */
  readonly alike: ReadonlyMap<string, readonly string[]>;
  /** Whether what is decided at deployment reads otherwise. */
  readonly unread: boolean;
}

/** What an identity has on one side. */
interface Holding {
  readonly identity: Identity;
  /** Statements about any key. */
  readonly general: readonly Statement[];
  /** Statements about one key, by the key. */
  readonly own: ReadonlyMap<string, readonly Statement[]>;
  readonly boundary?: Policy;
  readonly fingerprint: string;
}

/** The same identity on both sides. */
interface Person {
  readonly id: string;
  readonly name: string;
  readonly caller: Caller;
  readonly before?: Holding;
  readonly after?: Holding;
}

const keyId = ({ resource: { stack, logicalId } }: Key): string => `${stack.index} ${logicalId}`;
const NO_STATEMENTS: readonly Statement[] = [];

export class AccessComparison {
  private readonly people: readonly Person[];
  private readonly byText = new Map<string, Person>();
  /** Those with statements of their own about a key. */
  private readonly byKey = new Map<string, Set<Person>>();
  /** Those with the same general statements on both sides. */
  private readonly classes = new Map<string, Person[]>();

  constructor(before: App, after: App) {
    const [old, now] = [holdings(before), holdings(after)];
    this.people = [...new Set([...old.keys(), ...now.keys()])].map(id => {
      const { identity } = (now.get(id) ?? old.get(id))!;
      const kind: Caller['kind'] = identity.kind === 'user' ? 'user' : 'role';
      return { id, name: `${identity.kind} ${identity.name}`, caller: { kind, texts: identity.arns, account: identity.account }, before: old.get(id), after: now.get(id) };
    });
    for (const person of this.people) {
      person.caller.texts.forEach(text => this.byText.set(text, person));
      for (const id of [...person.before?.own.keys() ?? [], ...person.after?.own.keys() ?? []]) { this.byKey.set(id, (this.byKey.get(id) ?? new Set()).add(person)); }
      const id = JSON.stringify([person.before?.fingerprint, person.after?.fingerprint, person.caller.account, person.caller.kind]);
      this.classes.set(id, [...this.classes.get(id) ?? [], person]);
    }
  }

  /** What changes for a key. Of a key that is gone nobody loses access: that it is gone says it. */
  public of({ before, after }: KeyPair): KeyDifferences {
    if (!after) { return NOTHING; }
    const key = requestedKey(after);
    const [old, now] = [policyOf(before), policyOf(after)];
    const unread = openText(old) !== openText(now);
    if (!known(old) || !known(now)) { return { ...NOTHING, unread }; }
    // Policies can ask for the names of the key.
    const same = printOf(old) === printOf(now) && aliasText(before) === aliasText(after);
    const special = this.special(keyId(after), [...old!, ...now!]);
    const asked = [...special].filter(person => !same || hasChanged(person, keyId(after)));
    const alike = new Map<string, readonly string[]>();
    for (const members of this.classes.values()) {
      const [first, ...others] = members.filter(person => !special.has(person));
      if (!first || isEmpty(first) || (same && first.before?.fingerprint === first.after?.fingerprint)) { continue; }
      asked.push(first);
      alike.set(first.caller.texts[0], others.map(({ name }) => name));
    }
    if (same && asked.length === 0) { return { ...NOTHING, unread }; }
    const sides = [sideOf(old, asked, 'before', before ?? after), sideOf(now, asked, 'after', after)] as const;
    const callers = asked.map(({ caller }) => caller);
    // Principals that the app does not create are asked about where the key policy differs.
    const others = same ? [] : callersOf([...old!, ...now!], key).filter(({ texts }) => !texts.some(text => this.byText.has(text)));
    return { differences: compare(...sides, key, [...callers, ...others]), alike, unread };
  }

  private special(id: string, statements: readonly Statement[]): Set<Person> {
    const found = new Set(this.byKey.get(id));
    for (const name of namesIn(statements)) {
      const person = this.byText.get(name);
      if (person) { found.add(person); }
      if (!/[*?]/.test(name.replace(/\$\{\?/g, ''))) { continue; }
      for (const other of this.people) { if (other.caller.texts.some(text => matchesPattern(name, text))) { found.add(other); } }
    }
    return found;
  }
}

const NOTHING: KeyDifferences = { differences: [], alike: new Map(), unread: false };

/** A key that is not there yet has no statement. */
const policyOf = (key: Key | undefined): Statements => key === undefined ? NO_STATEMENTS : key.policy.decidable;
const known = (statements: Statements): statements is readonly Statement[] => statements !== undefined;

/** People that a key policy can tell from others. */
function namesIn(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ principals, conditions }) => [
    ...principals.filter(({ kind }) => kind !== 'service' && kind !== 'everyone' && kind !== 'account').map(({ text }) => text),
    ...conditions.filter(({ name }) => name === 'aws:principalarn').flatMap(({ values }) => values),
  ]);
}

const aliasText = (key: Key | undefined): string => (key?.aliases ?? []).map(({ name }) => name).sort().join();

const isEmpty = ({ before, after }: Person): boolean => (before?.general.length ?? 0) + (after?.general.length ?? 0) === 0;
const hasChanged = ({ before, after }: Person, key: string): boolean =>
  before?.fingerprint !== after?.fingerprint || printOf(before?.own.get(key)) !== printOf(after?.own.get(key));

function sideOf(statements: Statements, people: readonly Person[], which: 'before' | 'after', key: Key): Side {
  const settled = aliasesOf(key);
  return {
    key: { statements: settled(statements!) },
    principals: people.map(person => {
      const holding = person[which];
      const own = holding ? [...holding.general, ...holding.own.get(keyId(key)) ?? []] : [];
      return { caller: person.caller, identity: own.length > 0 ? [{ name: person.name, statements: settled(own) }] : [], boundary: holding?.boundary };
    }),
  };
}

/** Which names the key has is known: conditions on them hold, or do not. */
function aliasesOf(key: Key): (statements: readonly Statement[]) => readonly Statement[] {
  if (key.mayHaveOtherAlias) { return statements => statements; }
  const aliases = key.aliases.map(({ name }) => [name]);
  return statements => !statements.some(({ conditions }) => conditions.some(isOfAliases)) ? statements : statements.flatMap(statement => {
    const asking = statement.conditions.filter(isOfAliases);
    const fails = asking.some(condition => testOf(condition, statement.variables).holds({ get: () => aliases }) === 'no');
    return fails ? [] : [{ ...statement, conditions: statement.conditions.filter(condition => !isOfAliases(condition)) }];
  });
}
const isOfAliases = ({ name }: Statement['conditions'][number]): boolean => name === 'kms:resourcealiases';

/** Who has which statements about keys. */
function holdings(app: App): Map<string, Holding> {
  return new Map(app.identities.map(identity => [`${identity.kind} ${identity.arns.join(' ')}`, holdingOf(app, identity)]));
}

function holdingOf(app: App, identity: Identity): Holding {
  const general: Statement[] = [];
  const own = new Map<string, Statement[]>();
  for (const statement of identity.policies.flatMap(({ decidable }) => decidable ?? [])) {
    if (statement.reach.size === 0 && !statement.choice) { continue; }
    const keys = keysOf(app, identity, statement);
    if (keys === undefined) { general.push(statement); }
    for (const id of keys ?? []) { own.set(id, [...own.get(id) ?? [], statement]); }
  }
  return { identity, general, own, boundary: boundaryOf(identity.boundary), fingerprint: `${printOf(general)} ${identity.boundary ? `within ${printOf(identity.boundary.decidable)}` : ''}` };
}

const boundaryOf = (policy: AttachedPolicy | undefined): Policy | undefined => policy && { name: policy.name, statements: policy.decidable };

/** The keys of the app that a statement names one by one; undefined where it might be about any. */
function keysOf(app: App, { resource }: Identity, { choice, notResource, resources }: Statement): ReadonlySet<string> | undefined {
  const stack = resource?.stack ?? app.keys[0]?.resource.stack;
  if (choice || notResource || !stack) { return undefined; }
  const found = new Set<string>();
  for (const text of resources) {
    const key = /:alias\//.test(text) ? undefined : app.keyOf(text, stack);
    if (key) { found.add(keyId(key)); } else if (/[*?]|\$\{/.test(text)) { return undefined; }
  }
  return found;
}

const printOf = (statements: Statements): string => (statements ?? []).map(printOfStatement).join('\n');

/** What of a policy nobody can read before deployment. */
const openText = (statements: Statements): string => statements === undefined ? 'all' : printOf(statements.filter(({ unread, effectUnknown, choice }) => (unread || effectUnknown) && !choice));
