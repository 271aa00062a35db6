import { access, BOTH, DECRYPT, ENCRYPT, MFA, restrictions, Row } from './support';
import { App } from '../../src/app/app';
import { callerOf } from '../../src/iam/request';
import { Statement } from '../../src/iam/statement';
import { OWNER_ONLY_ACTIONS } from '../../src/private/actions';
import { AccessReader } from '../../src/report/access-rows';
import { ACCOUNT, BAD, Case, GOOD, REGION } from '../checks/corpus';
import { allow, conditional, delegated, deny, key as keyResource, PARAMETER, role, ROOT, template } from '../checks/support';
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
  const contexts = met.flatMap(one => [one, ...denies.flatMap(denial => [{ ...meeting(denial), ...one }, { ...missing(denial), ...one }])]);
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

const EVERYTHING = 'the account: everything';
const everyoneBut = (arn: string | string[]) => ({ Principal: undefined, NotPrincipal: { AWS: arn } });
const many = (name: string) => Array.from({ length: 51 }, (_, i) => role(`${name}${i}`));
const listed = (name: string) => many(name).map((_, i) => `role ${name}${i}`).join(', ');

describe('who is allowed something', () => {
  test.each<Row>([
    ['by a statement that the deployment chooses', [ROOT, PARAMETER], {}, [EVERYTHING, 'whoever is chosen at deployment: what it says']],
    ['by one that is there under a condition', [ROOT, conditional(PARAMETER, { Ref: 'AWS::NoValue' })], {}, [EVERYTHING, 'whoever is chosen at deployment: what it says if Condition']],
    ['by two statements alike', [allow({ AWS: role('A') }, DECRYPT), allow({ AWS: role('A') }, DECRYPT)], {}, ['role A: decrypt']],
    ['by two statements, of other actions', [allow({ AWS: role('A') }, DECRYPT), allow({ AWS: role('A') }, ENCRYPT)], {}, ['role A: decrypt', 'role A: encrypt']],
    ['by two statements, under a condition or not', [allow({ AWS: role('A') }, DECRYPT), allow({ AWS: role('A') }, DECRYPT, MFA)], {}, ['role A: decrypt', 'role A: decrypt with MFA']],
    ['by two statements, many each', [allow({ AWS: many('A') }, DECRYPT), allow({ AWS: many('B') }, DECRYPT)], {}, [`${listed('A')}: decrypt`, `${listed('B')}: decrypt`]],
    ['twice in one statement', [allow({ AWS: [role('A'), role('A')] }, DECRYPT)], {}, ['role A: decrypt']],
    ['by a statement about another key', [ROOT, allow({ AWS: role('A') }, DECRYPT, undefined, { Resource: `arn:aws:kms:us-west-2:${ACCOUNT}:key/other` })], {}, [EVERYTHING]],
    ['by a statement for a service that KMS never names', [ROOT, allow({ AWS: '*' }, DECRYPT, { StringEquals: { 'kms:ViaService': 'iam.amazonaws.com' } })], {}, [EVERYTHING]],
    ['by a Deny', [ROOT, deny(MFA, DECRYPT)], {}, [EVERYTHING]],
    ['as one that is not named', [allow(undefined, BOTH, undefined, everyoneBut(role('A')))], {}, ['everyone but role A: encrypt, decrypt']],
    ['as one that is not named, twice', [allow(undefined, BOTH, undefined, everyoneBut([role('A'), role('A')]))], {}, ['everyone but role A: encrypt, decrypt']],
  ])('%s', (_, statements, more, wanted) => expect(access(statements, more)).toEqual(wanted));
});

describe('who is denied something', () => {
  test.each<Row>([
    ['under a condition', [ROOT, deny(MFA, DECRYPT, { AWS: role('A') })], {}, ['role A: decrypt when with MFA']],
    ['by two statements alike', [ROOT, deny(MFA, DECRYPT), deny(MFA, DECRYPT)], {}, ['everyone: decrypt when with MFA']],
    ['by two statements, of other actions', [ROOT, deny(MFA, DECRYPT), deny(MFA, ENCRYPT)], {}, ['everyone: decrypt when with MFA', 'everyone: encrypt when with MFA']],
    ['as one that is not named', [ROOT, { ...deny(MFA, DECRYPT), ...everyoneBut(role('A')) }], {}, ['everyone but role A: decrypt when with MFA']],
    ['twice in one statement', [ROOT, deny(MFA, DECRYPT, { AWS: [role('A'), role('A')] })], {}, ['role A: decrypt when with MFA']],
    ['where a condition of the template chooses it', [ROOT, conditional(deny(MFA, DECRYPT), { Ref: 'AWS::NoValue' })], {}, ['everyone: decrypt if Condition when with MFA']],
    ['by a statement that the deployment chooses', [ROOT, PARAMETER], {}, []],
    ['by an Allow', [ROOT, allow({ AWS: '*' }, DECRYPT, MFA)], {}, []],
  ])('%s', (_, statements, more, wanted) => expect(restrictions(statements, more)).toEqual(wanted));
});

test('of a policy that the deployment decides one row says so', () => {
  const app = new App([template({ Key: keyResource({ KeyPolicy: PARAMETER }) })]);
  expect(new AccessReader(app).of(app.keys[0])).toEqual({
    access: [{ principals: ['whoever a policy decided at deployment names'], actions: [], permissions: ['what it says'], conditions: [], source: 'key policy' }],
    restrictions: [],
  });
});

test('rows that read alike are one, with the actions of all', () => {
  const app = new App([template(delegated(allow({ AWS: role('App') }, 'kms:Decrypt'), allow({ AWS: role('App') }, ['kms:Decrypt', 'kms:DescribeKey'])))]);
  const rows = new AccessReader(app).of(app.keys[0]).access.filter(({ principals }) => principals.includes('role App'));

  expect(rows.map(({ permissions, actions }) => [permissions, actions])).toEqual([[['decrypt'], ['kms:Decrypt', 'kms:DescribeKey']]]);
});

test('a statement keeps its Sid, one of an IAM policy has none', () => {
  const app = new App([template({
    ...delegated(), Holder: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'A', Policies: [{ PolicyDocument: { Statement: [{ Sid: 'Mine', Effect: 'Allow', Action: DECRYPT, Resource: '*' }] } }] } },
  })]);
  expect(new AccessReader(app).of(app.keys[0]).access.map(({ sid, source }) => [sid, source])).toEqual([[ROOT.Sid, 'key policy'], [undefined, 'IAM policy']]);
});
