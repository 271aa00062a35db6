import { App } from '../../src/app/app';
import { callerOf } from '../../src/iam/request';
import { Statement } from '../../src/iam/statement';
import { carriesContext, OWNER_ONLY_ACTIONS } from '../../src/private/actions';
import { AccessReader } from '../../src/report/access-rows';
import { principalWords } from '../../src/report/values';
import { ACCOUNT, BAD, Case, GOOD, REGION } from '../checks/corpus';
import { template } from '../checks/support';
import { decide, identityAllowing } from '../support/oracle';

/*
 * What the report says of each key of the corpus, cell by cell: whoever a policy names × what they might do. The simulator decides.
 */

const ACTIONS = ['Decrypt', 'GenerateDataKey', 'DescribeKey', 'CreateGrant', 'PutKeyPolicy'];
/** What KMS refuses, or what no simulator reads. */
const isReadable = (statements: readonly Statement[] | undefined): statements is readonly Statement[] =>
  statements !== undefined && statements.every(({ unread, unknown, resources, notPrincipal, conditions }) =>
    !unread && unknown === undefined && !notPrincipal && resources.includes('*') && conditions.every(({ set, base }) => set === '' && /^(string|arn|bool)/.test(base)));

/** A context that meets the conditions of a statement. */
const meeting = ({ conditions }: Statement): { [key: string]: string } =>
  Object.fromEntries(conditions.filter(({ negated }) => !negated).map(({ key, values: [value] }) => [key, value.replace(/\*/g, 'x')]));

interface Cell {
  readonly request: string;
  readonly said: 'yes' | 'no' | 'under conditions';
  readonly allowed: boolean;
}

async function cellsOf({ resources }: Case): Promise<Cell[]> {
  const app = new App([template(resources, { account: ACCOUNT, region: REGION })]);
  const [key] = app.keys;
  const policy = key?.resource.raw.Properties?.KeyPolicy as any;
  if (!key || policy === undefined || !isReadable(key.policy.statements)) { return []; }
  const { access, restrictions } = new AccessReader(app).of(key);
  const contexts = [{}, ...key.policy.statements.filter(({ effect }) => effect === 'Allow').map(meeting).filter(context => Object.keys(context).length > 0).slice(0, 2)];
  const principals = new Map(key.policy.statements.flatMap(statement => statement.principals.filter(({ kind }) => ['role', 'user', 'service'].includes(kind))).map(one => [one.text, one]));
  const cells: Cell[] = [];
  for (const principal of principals.values()) {
    const caller = callerOf(principal.text);
    if (!caller) { continue; }
    const words = principalWords(app, principal, key.policy.place);
    const foreign = caller.account !== undefined && caller.account !== ACCOUNT;
    for (const action of ACTIONS.filter(name => !foreign || !OWNER_ONLY_ACTIONS.includes(name))) {
      const rows = access.filter(row => row.actions.includes(`kms:${action}`) && row.principals.some(name => name === words || name === 'everyone'));
      const denied = restrictions.some(row => row.actions.includes(`kms:${action}`));
      const said = rows.length === 0 ? 'no' : rows.some(({ conditions }) => conditions.length === 0) && !denied ? 'yes' : 'under conditions';
      for (const context of contexts) {
        if (Object.keys(context).some(name => name.startsWith('kms:EncryptionContext')) && !carriesContext(`kms:${action}`)) { continue; }
        // A statement for a service's region or the like is nothing to a request that the simulator takes apart.
        const decision = await decide({ principal: principal.text, action: `kms:${action}`, policy, context, ...(foreign ? { identity: [identityAllowing('kms:*')] } : {}) })
          .catch(error => { if (/dropped/.test(String(error))) { return undefined; } throw error; });
        if (decision !== undefined) { cells.push({ request: `${words}: ${action} ${JSON.stringify(context)}`, said, allowed: decision === 'Allowed' }); }
      }
    }
  }
  return cells;
}

const CASES = [...GOOD, ...BAD];

test('the report says yes only where the simulator does, and no only where it does', async () => {
  const wrong: string[] = [];
  const counts = { yes: 0, no: 0, conditional: 0 };
  for (const one of CASES) {
    for (const { request, said, allowed } of await cellsOf(one)) {
      if (said === 'under conditions') { counts.conditional++; continue; }
      counts[said]++;
      if ((said === 'yes') !== allowed) { wrong.push(`${one.name}: ${request}, said ${said}, is ${allowed}`); }
    }
  }

  expect(wrong).toEqual([]);
  // None of the three is empty, or nothing was compared.
  expect(Math.min(counts.yes, counts.no, counts.conditional)).toBeGreaterThan(40);
}, 120_000);
