import { App } from '../../src/app/app';
import { IdentityPolicy } from '../../src/app/model';
import { Statements } from '../../src/iam/statement';
import { keyWith, template } from '../checks/support';
import { ACCOUNT } from '../support/stack';

const NONE = { Ref: 'AWS::NoValue' };
const chosen = (condition: string, whenTrue: unknown, whenFalse: unknown) => ({ 'Fn::If': [condition, whenTrue, whenFalse] });
const statement = (Action: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });

const read = (PolicyDocument: unknown, more: object = {}): IdentityPolicy =>
  new App([template({ Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } as any } }, more)]).identityPolicies[0];
/** `if C: kms:Decrypt of *`, each statement that the policy can have. */
const said = (PolicyDocument: unknown, more?: object) =>
  read(PolicyDocument, more).statements?.map(({ branch, unread, actions, resources }) => `${branch ?? 'always'}: ${unread ? 'unread' : `${actions} of ${resources}`}`);
/** The same as who decides requests has it: each choice with both sides. */
const decided = (statements: Statements): unknown => statements?.map(({ choice, actions }) =>
  choice ? [choice.condition, decided(choice.whenTrue), decided(choice.whenFalse)] : String(actions));

const DECRYPT = statement('kms:Decrypt');
const ENCRYPT = statement('kms:Encrypt');
const EITHER = ['if C: kms:Decrypt of *', 'if not C: kms:Encrypt of *'];

describe('what a condition of the template chooses', () => {
  test.each<[string, unknown, readonly string[] | undefined]>([
    ['an action', document(statement(chosen('C', 'kms:Decrypt', 'kms:Encrypt'))), EITHER],
    ['an action of a statement without a list', { Statement: statement(chosen('C', 'kms:Decrypt', 'kms:Encrypt')) }, EITHER],
    ['a statement', document(chosen('C', DECRYPT, ENCRYPT)), EITHER],
    ['whether there is a statement', document(chosen('C', DECRYPT, NONE)), EITHER.slice(0, 1)],
    ['the statements', { Statement: chosen('C', [DECRYPT], [ENCRYPT]) }, EITHER],
    ['a statement in place of a list', { Statement: chosen('C', DECRYPT, [ENCRYPT]) }, EITHER],
    ['the document', chosen('C', document(DECRYPT), document(ENCRYPT)), EITHER],
    ['an action in a document that another one chooses', chosen('C', document(DECRYPT), document(statement(chosen('D', 'kms:Encrypt', 'kms:Sign')))),
      ['if C: kms:Decrypt of *', 'if not C and D: kms:Encrypt of *', 'if not C and not D: kms:Sign of *']],
    ['a statement in one that another one chooses', document(chosen('C', DECRYPT, chosen('D', ENCRYPT, NONE))), ['if C: kms:Decrypt of *', 'if not C and D: kms:Encrypt of *']],
    ['nothing, as both sides are the same', document(statement(chosen('C', 'kms:Decrypt', 'kms:Decrypt'))), ['always: kms:Decrypt of *']],
    ['nothing, as both sides are the same, whatever the other condition', document(statement(chosen('C', 'kms:Decrypt', 'kms:Decrypt'), { Resource: chosen('D', 'a', 'b') })),
      ['if D: kms:Decrypt of a', 'if not D: kms:Decrypt of b']],
    ['nothing in either of many', document(statement([...'ABCDE'].map(name => chosen(name, 'kms:Decrypt', { 'Fn::Sub': 'kms:Decrypt' })))), [`always: ${Array(5).fill('kms:Decrypt')} of *`]],
    ['one thing beside many of which both sides are the same', document(statement([...[...'ABCDE'].map(name => chosen(name, 'kms:Sign', 'kms:Sign')), chosen('F', 'kms:Decrypt', 'kms:Encrypt')])),
      ['Decrypt', 'Encrypt'].map((name, i) => `if ${i === 0 ? '' : 'not '}F: ${Array(5).fill('kms:Sign')},kms:${name} of *`)],
    ['the same document', chosen('C', document(DECRYPT), document(DECRYPT)), ['always: kms:Decrypt of *']],
    ['the same statement', document(chosen('C', DECRYPT, DECRYPT)), ['always: kms:Decrypt of *']],
    ['two properties at once', document(statement(chosen('C', 'kms:Decrypt', 'kms:Encrypt'), { Resource: chosen('C', 'a', 'b') })), ['if C: kms:Decrypt of a', 'if not C: kms:Encrypt of b']],
    ['two properties, each by its own', document(statement(chosen('C', 'kms:Decrypt', 'kms:Encrypt'), { Resource: chosen('D', 'a', 'b') })), [
      'if C and D: kms:Decrypt of a', 'if C and not D: kms:Decrypt of b', 'if not C and D: kms:Encrypt of a', 'if not C and not D: kms:Encrypt of b',
    ]],
    ['a value of a condition', document({ ...DECRYPT, Condition: { StringEquals: { 'kms:ViaService': chosen('C', 'a', NONE) } } }), ['if C: kms:Decrypt of *', 'if not C: kms:Decrypt of *']],
    ['nothing beside other statements', document(DECRYPT, statement(chosen('C', 'kms:Sign', 'kms:Verify'))), ['always: kms:Decrypt of *', 'if C: kms:Sign of *', 'if not C: kms:Verify of *']],
    ['what is no statement', document(null, chosen('C', null, DECRYPT)), ['always: unread', 'if C: unread', 'if not C: kms:Decrypt of *']],
    ['something beside other properties, which CloudFormation refuses', document({ ...DECRYPT, ...chosen('C', 1, 2) }), ['always: kms:Decrypt of *']],
    ['something without naming itself', document(statement({ 'Fn::If': 'C' })), ['always: ${?If(C)} of *']],
    ['nothing of a document without statements', { Version: '2012-10-17', Id: chosen('C', 'a', 'b') }, []],
    ['nothing of no document', null, undefined],
    ['nothing of a text', 'text', undefined],
  ])('%s', (_, given, wanted) => expect(said(given)).toEqual(wanted));

  test('is chosen already where the template tells', () => {
    const known = (...values: string[]) => said(document(statement(chosen('C', 'kms:Decrypt', 'kms:Encrypt'))), { conditions: { C: { 'Fn::Equals': values } } });

    expect([known('a', 'a'), known('a', 'b')]).toEqual([['always: kms:Decrypt of *'], ['always: kms:Encrypt of *']]);
  });

  test('makes of one statement as many as four conditions do, and of more none that is known', () => {
    const of = (...conditions: string[]) => said(document(statement(conditions.map(one => chosen(one, `kms:${one}1`, `kms:${one}2`)))))!;

    expect(of('A', 'B', 'C', 'D')).toHaveLength(16);
    expect(of('A', 'B', 'C', 'D')[5]).toBe('if A and not B and C and not D: kms:A1,kms:B2,kms:C1,kms:D2 of *');
    expect(of('A', 'B', 'C', 'D', 'E')).toEqual(['always: ${?value},${?value},${?value},${?value},${?value} of *']);
  });

  test('is one statement with two sides for who decides requests', () => {
    const { decidable } = read(document(DECRYPT, statement(chosen('C', 'kms:Encrypt', chosen('D', 'kms:Sign', 'kms:Verify')))));

    expect(decided(decidable)).toEqual(['kms:Decrypt', ['C', ['kms:Encrypt'], [['D', ['kms:Sign'], ['kms:Verify']]]]]);
  });
});

describe('an account that only the deployment knows', () => {
  const UNKNOWN = { account: '${AWS.AccountId}' };
  const root = (account: string) => ({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' });
  /** Whether the first principal is of the key's own account, for rules and for who decides requests. */
  const own = (...statements: unknown[]) => {
    const { policy } = new App([template(keyWith(...statements), UNKNOWN)]).keys[0];
    return [policy.statements, policy.decidable].map(list => list![0].principals[0].own);
  };

  test.each<[string, unknown[], string]>([
    ['is the one that alone can change the policy', [root(ACCOUNT)], 'yes'],
    ['is none of two that can', [root(ACCOUNT), root('444455556666')], 'unknown'],
    ['is not told by who cannot change the policy', [{ ...root(ACCOUNT), Action: 'kms:Decrypt' }], 'unknown'],
  ])('%s', (_, statements, wanted) => expect(own(...statements)).toEqual([wanted, wanted]));

  test('is not what another statement names, where it is known', () => {
    const { policy } = new App([template(keyWith(root('444455556666')))]).keys[0];

    expect(policy.statements![0].principals[0].own).toBe('no');
  });
});
