import { KeyStatementSummary, KeySummary } from '../../src/report/key-summary';
import { reportText } from '../../src/report/report-text';
import { AT_DEPLOYMENT } from '../../src/report/summarize';

const summary = (name: string, more: Partial<KeySummary> = {}): KeySummary => ({
  stack: 'Data',
  logicalId: name,
  name,
  kind: 'symmetric encryption key',
  aliases: [],
  enabled: true,
  rotation: 'off',
  pendingWindow: '30 days',
  removalPolicy: 'RETAIN',
  access: [],
  restrictions: [],
  data: [],
  replicas: [],
  monthlyCost: 1,
  monthlyCostWhenRotated: 1,
  ...more,
});
const statement = (principals: string[], more: Partial<KeyStatementSummary> = {}): KeyStatementSummary =>
  ({ principals, permissions: ['decrypt'], actions: ['kms:Decrypt'], conditions: [], source: 'key policy', ...more });

/** The lines of one key, without those above it. */
const linesOf = (more: Partial<KeySummary>): string[] => reportText([summary('Key', more)]).split('\n').slice(3);
const allowed = (...access: KeyStatementSummary[]): string[] => linesOf({ access }).filter(line => /^ {4}(Allowed)? {5}/.test(line)).map(line => line.slice(16));
const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `role R${i + 1}`);

test('a key of which little is said has few rows', () => {
  expect(reportText([summary('Key')])).toBe(`Data: 1 key, $1.00 a month

  Key
    Kind        symmetric encryption key
    Rotation    off
    Deletion    after 30 days; RETAIN: the key is retained when the stack is deleted
    Cost        $1.00 a month
`);
});

test('a key of which all is said has every row, in this order', () => {
  expect(reportText([summary('Key', {
    aliases: ['alias/orders', 'alias/bills', 'alias/receipts'],
    description: 'orders of customers',
    enabled: false,
    rotation: 'every 365 days',
    removalPolicy: 'DESTROY',
    pendingWindow: '7 days',
    replicas: ['us-east-1 (Data-us)', 'eu-north-1 (Data-eu)'],
    access: [statement(['role Api']), statement(['role Reader'], { conditions: ['through S3', 'with dept = fin'], source: 'IAM policy' })],
    restrictions: [statement(['everyone'], { permissions: ['encrypt', 'sign'], conditions: ['except role Api', 'unless with MFA'] })],
    data: ['bucket Orders', 'bucket Bills'],
    monthlyCostWhenRotated: 3,
  })])).toBe(`Data: 1 key, $1.00 a month, $3.00 from the second rotation on

  alias/orders
    Kind        symmetric encryption key, disabled
    Also named  alias/bills
                alias/receipts
    For         orders of customers
    Rotation    every 365 days
    Deletion    after 7 days; DESTROY: scheduled for deletion when the stack is deleted
    Replicas    us-east-1 (Data-us)
                eu-north-1 (Data-eu)
    Allowed     role Api: decrypt
                role Reader: decrypt through S3 with dept = fin (IAM policy)
    Denied      everyone: encrypt, sign; except role Api; unless with MFA
    Data        bucket Orders
                bucket Bills
    Cost        $1.00 a month, $3.00 from the second rotation on
`);
});

test('what the deployment decides about a deletion is said as that', () => {
  expect(linesOf({ pendingWindow: AT_DEPLOYMENT, removalPolicy: AT_DEPLOYMENT }))
    .toContain('    Deletion    after a time decided at deployment; what happens to it is decided at deployment');
});

test('the keys of each stack stand together, with their number and what they cost together', () => {
  const text = reportText([summary('A', { monthlyCostWhenRotated: 3 }), summary('X', { stack: 'Other' }), summary('B', { monthlyCostWhenRotated: 3 })]);
  expect(text.split('\n').filter(line => /^ {0,2}\S/.test(line))).toEqual(['Data: 2 keys, $2.00 a month, $6.00 from the second rotation on', '  A', '  B', 'Other: 1 key, $1.00 a month', '  X']);
  expect(text).toContain('from the second rotation on\n\nOther: ');
});

describe('what keys of a stack have in common', () => {
  const alike = (names: string[], more: (name: string) => Partial<KeySummary> = () => ({})): string =>
    reportText(names.map(name => summary(name, { access: [statement(['role Admin']), statement([`role ${name}`])], ...more(name) })));

  test('is said once where there are more than three of them', () => {
    expect(alike(['A', 'B', 'C', 'D'], name => ({ restrictions: [statement(['everyone'])], rotation: name === 'B' ? 'every 365 days' : 'off' }))).toBe(`Data: 4 keys, $4.00 a month

  every key of this stack
    Kind        symmetric encryption key
    Deletion    after 30 days; RETAIN: the key is retained when the stack is deleted
    Allowed     role Admin: decrypt
    Denied      everyone: decrypt
    Cost        $1.00 a month

  A
    Rotation    off
    Allowed     role A: decrypt

  B
    Rotation    every 365 days
    Allowed     role B: decrypt

  C
    Rotation    off
    Allowed     role C: decrypt

  D
    Rotation    off
    Allowed     role D: decrypt
`);
  });
  test('is said of each of three', () => {
    const text = alike(['A', 'B', 'C']);
    expect(text).not.toContain('every key of this stack');
    expect(text.match(/role Admin: decrypt/g)).toHaveLength(3);
  });
  test('is not said where they have nothing in common', () => {
    const one = (name: string, i: number): KeySummary =>
      summary(name, { kind: `kind ${i}`, rotation: `every ${90 + i} days`, pendingWindow: `${7 + i} days`, monthlyCost: i, access: [statement([`role ${name}`])] });
    expect(reportText(['A', 'B', 'C', 'D'].map(one))).not.toContain('every key of this stack');
  });
  test('is not what one key is allowed and the others are denied', () => {
    const text = alike(['A', 'B', 'C', 'D'], name => name === 'A' ? { access: [statement(['everyone'])] } : { access: [], restrictions: [statement(['everyone'])] });
    expect(text).toMatch(/^ {2}A\n {4}Allowed {5}everyone: decrypt$/m);
    expect(text).toMatch(/^ {2}D\n {4}Denied {6}everyone: decrypt$/m);
  });
});

test.each<[string, string[], string]>([
  ['the account', ['the account'], 'the account, as its IAM policies say'],
  ['another account', ['account 444455556666'], 'account 444455556666, as its IAM policies say'],
  ['two accounts', ['the account', 'account 444455556666'], 'the account, account 444455556666, as their IAM policies say'],
  ['a role and the account', ['role Api', 'the account', 'role Reader'], 'role Api, role Reader; the account, as its IAM policies say'],
  ['a role of another account', ['role Api of account 444455556666'], 'role Api of account 444455556666'],
  ['anyone of an account', ['anyone of the account'], 'anyone of the account'],
  ['twelve', many(12), many(12).join(', ')],
  ['more than twelve', many(13), 'role R1, role R2, role R3 and 10 more'],
])('the key policy allows %s', (_, principals, words) => expect(allowed(statement(principals))).toEqual([`${words}: decrypt`]));

test('an IAM policy names who has it, whoever that is', () =>
  expect(allowed(statement(['the account', 'role Api'], { source: 'IAM policy' }))).toEqual(['the account, role Api: decrypt (IAM policy)']));
