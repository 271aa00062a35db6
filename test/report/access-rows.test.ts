import { App } from '../../src/app/app';
import { callerOf } from '../../src/iam/request';
import { Statement } from '../../src/iam/statement';
import { OWNER_ONLY_ACTIONS } from '../../src/private/actions';
import { AccessReader } from '../../src/report/access-rows';
import { ACCOUNT, BAD, Case, GOOD, REGION } from '../checks/corpus';
import { role, template } from '../checks/support';
import { identityAllowing, simulate } from '../support/oracle';
import { readReport } from '../support/report-reader';
import { OTHER_ACCOUNT } from '../support/stack';

/*
 * What the report says of each key of the corpus, cell by cell: whoever a policy names × what they might do. The simulator decides.
 */

const ACTIONS = ['Decrypt', 'CreateGrant', 'PutKeyPolicy'];
/** What KMS refuses, or what no simulator reads. */
const isReadable = (statements: readonly Statement[] | undefined): statements is readonly Statement[] =>
  statements !== undefined && statements.every(({ unread, unknown, resources, notPrincipal, conditions }) =>
    !unread && unknown === undefined && !notPrincipal && resources.includes('*') && conditions.every(({ set, base, values }) => set === ''
      && (/^(string|bool)/.test(base) || (base.startsWith('arn') && values.every(value => value.startsWith('arn:'))))));

type Context = { [key: string]: string };

/** A context that meets the conditions of a statement, as far as one value for each key does. */
const meeting = ({ conditions }: Statement): Context =>
  Object.fromEntries(conditions.filter(({ negated }) => !negated).map(({ key, values: [value] }) => [key, value.replace(/\*/g, 'x')]));
/** The same keys with other values. */
const missing = ({ conditions }: Statement): Context =>
  Object.fromEntries(conditions.map(({ key, base, values: [value] }) => [key, base === 'bool' ? String(value !== 'true') : /arn/.test(base) ? 'arn:aws:s3:::other' : 'other']));
const MOST_CONTEXTS = 6;

/** Requests that meet what an Allow asks for and meet, miss or lack what each Deny does. */
function contextsOf(statements: readonly Statement[]): Context[] {
  const [allows, denies] = ['Allow', 'Deny'].map(effect => statements.filter(statement => statement.effect === effect));
  const met = [{}, ...allows.map(meeting)];
  const contexts = met.flatMap(one => [one, ...denies.flatMap(deny => [{ ...meeting(deny), ...one }, { ...missing(deny), ...one }])]);
  return [...new Map(contexts.map(one => [JSON.stringify(one), one])).values()].slice(0, MOST_CONTEXTS);
}

interface Cell {
  readonly request: string;
  readonly said: boolean;
  readonly allowed: boolean;
}

async function cellsOf({ resources }: Case): Promise<Cell[]> {
  const app = new App([template(resources, { account: ACCOUNT, region: REGION })]);
  const [key] = app.keys;
  const policy = key?.resource.raw.Properties?.KeyPolicy as any;
  const { statements } = key?.policy ?? {};
  if (policy === undefined || !isReadable(statements) || /"(Ref|Fn::\w+)"/.test(JSON.stringify(policy))) { return []; }
  const report = new AccessReader(app).of(key);
  const named = statements.flatMap(({ principals }) => principals.filter(({ kind }) => ['role', 'user', 'service'].includes(kind)).map(({ text }) => text));
  const cells: Cell[] = [];
  for (const principal of new Set([...named, role('nobody'), role('nobody', OTHER_ACCOUNT), 'sns.amazonaws.com'])) {
    const caller = callerOf(principal);
    if (!caller) { continue; }
    const foreign = caller.account !== undefined && caller.account !== ACCOUNT;
    const who: Context = caller.account === undefined ? { 'aws:PrincipalIsAWSService': 'true' }
      : { 'aws:PrincipalIsAWSService': 'false', 'kms:CallerAccount': caller.account, 'aws:PrincipalAccount': caller.account, 'aws:PrincipalArn': principal };
    for (const action of ACTIONS.filter(name => !foreign || !OWNER_ONLY_ACTIONS.includes(name))) {
      for (const given of contextsOf(statements)) {
        const context = { 'kms:GrantIsForAWSResource': 'false', 'aws:ViaAWSService': 'false', ...given, 'aws:SecureTransport': 'true', ...who };
        const { decision, ignored } = await simulate({ principal, action: `kms:${action}`, policy, context, ...(foreign ? { identity: [identityAllowing('kms:*')] } : {}) });
        // What the simulator does not look at, it takes for absent.
        const carried = Object.fromEntries(Object.entries(context).filter(([name]) => !ignored.includes(name)));
        cells.push({
          request: `${principal}: ${action} ${JSON.stringify(carried)}`,
          said: readReport(report, { principal, action: `kms:${action}`, context: carried }),
          allowed: decision === 'Allowed',
        });
      }
    }
  }
  return cells;
}

const CASES = [...GOOD, ...BAD];

test('the report says who can do what and when as the simulator decides it', async () => {
  const wrong: string[] = [];
  const counts = { allowed: 0, denied: 0 };
  for (const one of CASES) {
    for (const { request, said, allowed } of await cellsOf(one)) {
      counts[allowed ? 'allowed' : 'denied']++;
      if (said !== allowed) { wrong.push(`${one.name}: ${request}, said ${said}, is ${allowed}`); }
    }
  }

  expect(wrong).toEqual([]);
  // Neither is empty, or nothing was compared.
  expect(Math.min(counts.allowed, counts.denied)).toBeGreaterThan(200);
}, 120_000);
