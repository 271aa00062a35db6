import { ADMINISTRATION, allow, delegated, EXPECTED, key, keyWith, PARAMETER, Resources, role, ROOT, template } from './support';
import { App } from '../../src/app/app';
import { answered, COMPLIANT, eachStatement, finding, inEachWay, NOT_APPLICABLE, Outcome, Outcomes, Rule, rule, statementwise, together, undecidable, when } from '../../src/checks/rule';
import { RuleEngine } from '../../src/checks/rule-engine';
import { RULES } from '../../src/checks/rules';
import { subjectsOf } from '../../src/checks/subjects';
import { Trait } from '../../src/iam/statement';
import { ACCOUNT } from '../support/stack';

const TEXTS = { title: '', info: '', explanation: '', page: '', fix: '', level: 'error' } as const;
const policy = (...statements: any[]) => ({ Version: '2012-10-17', Statement: statements });
const keyOf = (...statements: any[]) => key({ KeyPolicy: policy(...statements) });
const use = (name: string) => allow({ AWS: role(name) }, 'kms:Decrypt');
const OWN = { Sid: 'EnableIamPolicies', Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' };

/** What is told of an app, and how often rules were asked. */
function judged(rules: readonly Rule[], ...stacks: Resources[]): string[] {
  const told: string[] = [];
  const judge = new RuleEngine(rules, EXPECTED, ({ id }, { stack, logicalId }, outcomes) =>
    told.push(`${stack} ${logicalId} ${id}: ${outcomes.map(({ verdict, message }) => `${verdict} ${message}`).join(', ')}`));
  subjectsOf(new App(stacks.map((resources, index) => template(resources, { index })))).forEach(subject => judge.judge(subject));
  return told;
}

describe('rules about the configuration of a key', () => {
  const check = jest.fn((view: any): Outcomes => view.rotation.values[0] ? COMPLIANT : [finding('off')]);
  const ROTATES = rule({ ...TEXTS, id: 'Rotates', subject: 'key', configurationOnly: true, check });
  const NONE = rule({ ...TEXTS, id: 'None', subject: 'key', configurationOnly: true, check: () => NOT_APPLICABLE });
  beforeEach(() => check.mockClear());

  test('are asked once for keys of one configuration, and told of each', () => {
    expect(judged([ROTATES, NONE], { A: key(), B: key(), C: key({ EnableKeyRotation: true }), D: key({ EnableKeyRotation: true }) }))
      .toEqual(['0 A Rotates: finding off', '0 B Rotates: finding off']);
    expect(check).toHaveBeenCalledTimes(2);
  });

  test('are asked of each key whose configuration the deployment tells', () => {
    const unclear = { EnableKeyRotation: PARAMETER };

    expect(judged([ROTATES], { A: key(unclear), B: key(unclear) })).toEqual(['0 A Rotates: finding off', '0 B Rotates: finding off']);
    expect(check).toHaveBeenCalledTimes(2);
  });

  test('are not asked of policies and aliases', () => {
    const Alias = { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/a', TargetKeyId: { Ref: 'A' } } };

    expect(judged([ROTATES], { A: keyOf(ROOT), Alias })).toEqual(['0 A Rotates: finding off']);
    expect(check).toHaveBeenCalledTimes(1);
  });

  test('look at nothing else: policies, aliases, primaries', () => {
    const { A, B } = { A: key(), B: keyOf(use('a')) };
    const Alias = { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/b', TargetKeyId: { Ref: 'B' } } };
    const views = subjectsOf(new App([template({ A, B, Alias })])).filter(({ kind }) => kind === 'key').map(({ view }) => view as any);

    expect(views[0].configuration).toBe(views[1].configuration);
    const rules = RULES.filter(({ configurationOnly }) => configurationOnly);
    for (const { check: ask } of rules) { expect(ask(views[0], EXPECTED)).toEqual(ask(views[1], EXPECTED)); }
    expect(rules.map(({ id }) => id)).toEqual([
      'DeletionWindow', 'KeyEnabled', 'KeyRetained', 'KeySpecUsage', 'LockoutSafetyCheckOn', 'RotationEnabled', 'RotationPeriod', 'RotationPossible',
    ]);
  });
});

describe('rules about statements', () => {
  const ask = jest.fn((statement: any) => statement.sid === 'Test' ? 'is one' : undefined);
  const TESTS = rule({ ...TEXTS, id: 'Tests', subject: 'keyPolicy', ...statementwise(Trait.CONDITIONS, ask) });
  const isAbout = jest.spyOn(TESTS.each!, 'isAbout');
  const check = jest.spyOn(TESTS, 'check');
  const CONDITION = { StringEquals: { 'kms:ViaService': 'x' } };
  beforeEach(() => [ask, isAbout, check].forEach(mock => mock.mockClear()));

  test('are asked of statements that have the trait, without their policy', () => {
    expect(judged([TESTS], { A: keyOf(OWN, allow({ AWS: role('a') }, 'kms:Decrypt', CONDITION)) })).toEqual(["0 A Tests: finding 'Test' is one"]);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(check).not.toHaveBeenCalled();
  });

  test('are told apart once for statements of the same traits', () => {
    judged([TESTS], { A: keyOf(OWN, use('a'), { ...OWN, Action: 'kms:Decrypt' }), B: keyOf(use('b'), use('c'), OWN) });

    expect(isAbout.mock.calls.map(([{ traits }]) => traits)).toEqual([...new Set(isAbout.mock.calls.map(([{ traits }]) => traits))]);
    expect(isAbout.mock.calls.length).toBeGreaterThan(1);
  });

  test('have nothing to say of a policy that is not known', () => {
    expect(judged([TESTS], { A: key({ KeyPolicy: PARAMETER }) })).toEqual([]);
  });

  test('are asked once for policies of one shape, while nothing is said of it', () => {
    const bound = (name: string, Sid: string) => keyOf(OWN, { ...allow({ AWS: role(name) }, 'kms:Decrypt', CONDITION), Sid });

    expect(judged([TESTS], { A: bound('a', 'Other'), B: bound('b', 'Other') })).toEqual([]);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(judged([TESTS], { A: bound('a', 'Test'), B: bound('b', 'Test') })).toEqual(["0 A Tests: finding 'Test' is one", "0 B Tests: finding 'Test' is one"]);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(judged([TESTS], { A: bound('a', 'Test'), B: bound('b', 'Other'), C: bound('c', 'Other') })).toEqual(["0 A Tests: finding 'Test' is one"]);
    expect(ask).toHaveBeenCalledTimes(5);
    // In other stacks of the same account and Region too.
    expect(judged([TESTS], { A: bound('a', 'Other') }, { A: bound('b', 'Other') })).toEqual([]);
    expect(ask).toHaveBeenCalledTimes(6);
  });

  test('are asked of each policy that has no shape', () => {
    const long = (Sid: string) => keyOf(OWN, { ...allow({ AWS: Array.from({ length: 400 }, (_, i) => role(`application-${i}`)) }, 'kms:Decrypt', CONDITION), Sid });

    expect(judged([TESTS], { A: long('Other'), B: long('Test') })).toEqual(["0 B Tests: finding 'Test' is one"]);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});

describe('rules about a whole', () => {
  const WHOLE = rule({ ...TEXTS, id: 'Whole', subject: 'keyPolicy', check: view => view.statements?.length === 1 ? [finding('one')] : COMPLIANT });
  const SECOND = rule({ ...TEXTS, id: 'Second', subject: 'keyPolicy', check: () => NOT_APPLICABLE });
  const KEYS = rule({ ...TEXTS, id: 'Keys', subject: 'key', check: view => [finding(`${view.aliases.length} aliases`)] });

  test('are asked of what they are about, and told where they find something', () => {
    expect(judged([WHOLE, SECOND, KEYS], { A: keyOf(ROOT), B: keyOf(ROOT, ADMINISTRATION), C: key() }))
      .toEqual(['0 A Keys: finding 0 aliases', '0 A Whole: finding one', '0 B Keys: finding 0 aliases', '0 C Keys: finding 0 aliases']);
    expect(judged([WHOLE], { C: key() })).toEqual([]);
  });
});

describe('what a rule says', () => {
  const [first, second] = (subjectsOf(new App([template(keyWith(ROOT, { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }))]))
    .find(({ kind }) => kind === 'keyPolicy')!.view as any).statements;

  test('of a yes-or-no question', () => {
    expect(when('yes', 'wrong', 'unclear')).toEqual([finding('wrong')]);
    expect(when('unknown', 'wrong', 'unclear')).toEqual([undecidable('unclear')]);
    expect(when('no', 'wrong', 'unclear')).toBe(COMPLIANT);
  });

  test('of statements, in their order', () => {
    expect(eachStatement([first, second], ({ effect }) => `is to ${effect}`)).toEqual([
      { verdict: 'finding', id: 'EnableIamPolicies', statement: 0, message: "'EnableIamPolicies' is to Allow" },
      { verdict: 'finding', id: expect.any(String), formerId: 'statement-2', statement: 1, message: "'statement 2' is to Deny" },
    ]);
    expect(eachStatement([first, second], ({ effect }) => effect === 'Deny' || undefined)).toEqual([
      { verdict: 'undecidable', id: expect.any(String), formerId: 'statement-2', statement: 1, message: "'statement 2' is not known before deployment" },
    ]);
    expect(eachStatement([first, second], () => undefined)).toBe(COMPLIANT);
    expect(eachStatement(undefined, () => 'is none')).toEqual([undecidable('the policy is not known before deployment')]);
  });

  test('of what is not known of a statement', () => {
    expect(answered([finding('before')], { ...first, unknown: 'an action is not known' }, true))
      .toEqual([finding('before'), { verdict: 'undecidable', id: 'EnableIamPolicies', statement: 0, message: 'an action is not known' }]);
    expect(answered([finding('before')], first, undefined)).toEqual([finding('before')]);
  });

  test('of what would tell what is not known of a statement', () => {
    const nothing = { ...first, principals: [], actions: ['kms:*'], resources: ['*'], conditions: [] };
    const told = (more: any) => answered(undefined, { ...nothing, ...more }, true)![0];
    const [anybody, mine, foreign] = [{ kind: 'opaque', text: '${?A}' }, { kind: 'role', own: 'yes', text: 'arn:aws:iam::111122223333:role/${?B}' }, { kind: 'account', own: 'unknown', text: ACCOUNT }];

    expect(told({ actions: ['${?A}', 'kms:Decrypt', '${?B}'] })).toMatchObject({ message: "'EnableIamPolicies' depends on A, B, which only the deployment knows", dependsOn: ['A', 'B'] });
    // A role of the account is one whatever it is called, so it is the others that count.
    expect(told({ principals: [anybody, mine] }).dependsOn).toEqual(['A']);
    expect(told({ principals: [foreign, anybody, mine] }).dependsOn).toEqual(['A']);
    expect(told({ principals: [mine, { ...foreign, text: '${AWS.AccountId}' }] }).dependsOn).toEqual(['AWS::AccountId']);
    expect(told({ principals: [mine] }).dependsOn).toEqual(['B']);
    // What nothing is known of comes before what another resource tells.
    expect(told({ resources: ['${s0#Key.Arn}'], actions: ['${?A}', 'kms:Decrypt'] }).dependsOn).toEqual(['A']);
    expect(told({ resources: ['${s0#Key.Arn}'] }).dependsOn).toEqual(['Key.Arn']);
    expect(told({ principals: [{ ...mine, text: role('a') }, foreign] }).dependsOn).toEqual(['AWS::AccountId']);
    expect(told({ principals: [{ ...foreign, kind: 'role' }] })).toEqual({ ...undecidable("'EnableIamPolicies' is not known before deployment"), id: 'EnableIamPolicies', statement: 0 });
  });

  test('of a statement that a condition of the template chooses, with when it is there', () => {
    expect(answered(undefined, { ...first, branch: 'if IsProd' }, 'is one')).toEqual([
      { verdict: 'finding', id: 'EnableIamPolicies', statement: 0, branch: 'if IsProd', message: "'EnableIamPolicies' (if IsProd) is one" },
    ]);
  });

  test('of a key that conditions of the template choose', () => {
    const asked = (whole: Outcomes, ...ways: Outcomes[]) => inEachWay(({ way }: any) => way ?? whole)({ ways: ways.map(way => ({ way })) } as any, EXPECTED);
    const open = [finding('one'), undecidable('two')];

    expect(asked(open, COMPLIANT, NOT_APPLICABLE)).toBe(COMPLIANT);
    expect(asked(open, COMPLIANT, [finding('one')])).toBe(open);
    expect(asked([finding('one')], COMPLIANT)).toEqual([finding('one')]);
    expect(asked(NOT_APPLICABLE, COMPLIANT)).toBe(NOT_APPLICABLE);
    expect(inEachWay(() => open)({} as any, EXPECTED)).toBe(open);
  });

  test('of one statement in two branches, of which each depends on something, is one with all that it depends on', () => {
    const said = (label: string, ...dependsOn: string[]): Outcome => ({ verdict: 'undecidable', message: `'${label}' depends on ${dependsOn.join(', ')}, which only the deployment knows`, dependsOn });

    expect(together(said('Test', 'A', 'B'), said('Test', 'C', 'A'))).toEqual(said('Test', 'A', 'B', 'C'));
    expect(together({ ...said("it's", 'A'), id: 'Test' }, said("it's", 'A'))).toEqual({ ...said("it's", 'A'), id: 'Test' });
    // Other words stay what they are, and so does what depends on nothing that has a name.
    for (const message of ["'Test' is not known before deployment", "who uses 'Test' depends on A, which only the deployment knows"]) {
      expect(together({ ...undecidable(message), dependsOn: ['A'] }, said('Test', 'B'))).toEqual({ ...undecidable(message), dependsOn: ['A'] });
    }
    const { message } = said('Test', 'A');
    expect(together(undecidable(message), said('Test', 'B'))).toEqual(undecidable(message));
    expect(together(said('Test', 'A'), undecidable("'Test' is not known before deployment"))).toEqual(said('Test', 'A'));
  });

  const AT = { resource: new App([template(keyWith())]).keys[0].resource, location: 'Properties.KeyPolicy' };
  test('of statements without the trait is nothing', () => {
    const { check } = statementwise(Trait.EVERYONE, (_, { statements }, { minimumRotationDays }) => `is one of ${statements.length} (${minimumRotationDays})`);

    expect(check({ ...AT, statements: [first, second] }, EXPECTED)).toEqual([{ verdict: 'finding', id: expect.stringMatching(/^everyone-Decrypt-\w{6}$/), formerId: 'statement-2', statement: 1, message: "'statement 2' is one of 2 (90)" }]);
    expect(check({ ...AT, statements: undefined }, EXPECTED)).toEqual([undecidable('the policy is not known before deployment')]);
  });
});

test('a policy without a statement for the account is judged like any other', () => {
  expect(judged(RULES.filter(({ id }) => id === 'PolicyCanBeChanged'), delegated(), keyWith(use('a'))))
    .toEqual(['1 Key PolicyCanBeChanged: finding no statement lets a principal of the account call kms:PutKeyPolicy without a condition']);
});
