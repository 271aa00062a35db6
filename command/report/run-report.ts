import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { KeyStatementSummary, KeySummary } from '../../src/report/key-summary';
import { summarize } from '../../src/report/summarize';

/** Who can do something with a key. Public: the JSON of `report`. */
export interface ReportedAccess {
  /** `role Api`, `the account`, `logs.eu-west-1.amazonaws.com`, `everyone`. */
  readonly principals: readonly string[];
  /** `kms:Decrypt`; no patterns. */
  readonly actions: readonly string[];
  /** The same in words: `decrypt`. */
  readonly permissions: readonly string[];
  /** `depends`: on what `when` says. */
  readonly verdict: 'allowed' | 'depends';
  /** Empty where nothing else must be so. */
  readonly when: string;
  /** `key policy`, or the IAM policy that a key policy lets count. */
  readonly through: string;
  /** The Sid; null where the statement has none, or several policies say it. */
  readonly statement: string | null;
}

/** What is denied, and to which principals. */
export interface ReportedRestriction {
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly permissions: readonly string[];
  /** When it applies, and who is exempt. */
  readonly when: string;
  readonly through: string;
  readonly statement: string | null;
}

export interface ReportedKey {
  readonly stack: string;
  readonly logicalId: string;
  /** The construct's path below its stack, or the logical id. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly rotation: string;
  readonly pendingWindow: string;
  readonly removalPolicy: string;
  readonly replicas: readonly string[];
  /** What the app encrypts under the key. */
  readonly data: readonly string[];
  readonly access: readonly ReportedAccess[];
  readonly restrictions: readonly ReportedRestriction[];
  /** US dollars, before any rotation. */
  readonly monthlyCost: number;
  readonly monthlyCostWhenRotated: number;
}

export interface ReportResult {
  readonly schemaVersion: 1;
  readonly command: 'report';
  readonly keys: readonly ReportedKey[];
}

/** The answer, and the summaries of which it is made, for words. */
export interface Report {
  readonly result: ReportResult;
  readonly summaries: readonly KeySummary[];
}

/** Who can do what with the keys. */
export function runReport(app: App, keys: readonly Key[]): Report {
  const asked = new Set(keys.map(({ resource: { stack, logicalId } }) => `${stack.title} ${logicalId}`));
  const summaries = summarize(app).filter(({ stack, logicalId }) => asked.has(`${stack} ${logicalId}`));
  return { summaries, result: { schemaVersion: 1, command: 'report', keys: summaries.map(reported) } };
}

function reported(summary: KeySummary): ReportedKey {
  const { description, access, restrictions, ...facts } = summary;
  return {
    ...facts,
    description: description ?? null,
    access: access.map(row => accessOf(row, restrictions)),
    restrictions: restrictions.map(({ principals, actions, permissions, conditions, source, sid }) =>
      ({ principals, actions, permissions, when: conditions.join('; '), through: source, statement: sid ?? null })),
  };
}

function accessOf({ principals, actions, permissions, conditions, source, sid }: KeyStatementSummary, restrictions: readonly KeyStatementSummary[]): ReportedAccess {
  const denials = restrictions.filter(restriction => mayHit(restriction, principals, actions))
    .map(restriction => `${DENIED} ${restriction.sid ?? `a statement of the ${restriction.source}`}`);
  // What is decided at deployment has no actions to list.
  const open = actions.length === 0 || conditions.length > 0 || denials.length > 0;
  return { principals, actions, permissions, verdict: open ? 'depends' : 'allowed', when: [...conditions, ...new Set(denials)].join('; '), through: source, statement: sid ?? null };
}

const DENIED = 'unless denied by';

/** Conditions of the access itself: what denies it is told at the restrictions, too. */
export const withoutDenials = (when: string): string => when.split('; ').filter(part => !part.startsWith(DENIED)).join('; ');

interface Reach {
  readonly principals: readonly string[];
  readonly actions: readonly string[];
}

/** Whether a restriction is about some of the same people and actions. */
export function mayHit(restriction: Reach, principals: readonly string[], actions: readonly string[]): boolean {
  const asked = actionsOf(restriction);
  return actions.some(action => asked.has(action))
    && restriction.principals.some(name => /^(everyone|the account|account |anyone)/.test(name) || principals.includes(name));
}

const ACTIONS = new WeakMap<object, ReadonlySet<string>>();
function actionsOf(row: Reach): ReadonlySet<string> {
  const known = ACTIONS.get(row) ?? new Set(row.actions);
  ACTIONS.set(row, known);
  return known;
}
