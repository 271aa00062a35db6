import { chosen, conditionsOf, inForce, isHeld, isOwnerOnly, isSet, Policies, Policy, withBranches } from '../../src/iam/policies';
import { callerOf } from '../../src/iam/request';
import { readBranches } from '../../src/iam/statement';
import { Either } from '../../src/iam/symbols';
import { ACCOUNT } from '../support/stack';

const when = (condition: string, given: unknown, otherwise?: unknown) => ({ Ref: new Either(given, otherwise, condition) });
const place = { account: ACCOUNT, evaluate: (value: any) => value?.Ref instanceof Either ? value.Ref : value, resource: () => undefined };
const statement = (Sid: string) => ({ Sid, Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' });
const policy = (...statements: unknown[]): Policy => ({ statements: readBranches({ Statement: statements }, place) });
const sids = ({ statements }: Policy) => statements?.map(({ sid }) => sid);
const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
const session = (role: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/s`;

/* https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html, orgs_manage_policies_rcps.html */
test.each<[string, string, string, boolean, boolean]>([
  ['a role', iam('role/App'), 'decrypt', true, true],
  ['the root user', iam('root'), 'decrypt', true, true],
  ['a service', 'sns.amazonaws.com', 'decrypt', false, true],
  ['a service-linked role', iam('role/aws-service-role/a.amazonaws.com/A'), 'decrypt', false, false],
  ['a role that retires a grant', iam('role/App'), 'retiregrant', true, false],
])('%s is bound by policies of its organization', (_, text, action, byServiceControl, byResourceControl) => {
  const own = { serviceControl: [[policy(statement('A'))]], resourceControl: [policy(statement('B'))] };
  const caller = callerOf(text)!;

  expect(inForce({ caller, action }, { key: policy(), ...own } as Policies)).toEqual({
    serviceControl: byServiceControl ? own.serviceControl : [], resourceControl: byResourceControl ? own.resourceControl : [],
  });
  expect(inForce({ caller, action }, { key: policy() })).toEqual({ serviceControl: [], resourceControl: [] });
});

test.each<[string, boolean]>([
  [iam('role/App'), true], [session('App'), true], [iam('user/anna'), true], [`arn:aws:sts::${ACCOUNT}:federated-user/bob`, true], [iam('root'), false], ['sns.amazonaws.com', false], [iam('saml-provider/corp'), false],
])('%s is held by a permissions boundary: %s', (text, held) => {
  const caller = callerOf(text)!;

  expect([isHeld(caller, { boundary: policy() }), isHeld(caller, {})]).toEqual([held, false]);
});

test('what KMS takes from the account of the key only', () => expect(['putkeypolicy', 'schedulekeydeletion', 'decrypt', 'creategrant'].map(isOwnerOnly)).toEqual([true, true, false, false]));

describe('statements that conditions of the template choose', () => {
  const EVERYWHERE: Policies = {
    key: policy(statement('Always'), when('IsProd', when('IsLarge', statement('Large'), statement('Small')), statement('Test'))),
    identity: [policy(when('HasIdentity', statement('Identity')))],
    boundary: policy(when('IsBounded', statement('Bounded'))),
    serviceControl: [[policy(when('IsControlled', statement('Scp')))]],
    resourceControl: [policy(when('IsProd', statement('Rcp')))],
  };
  const shown = ({ key, identity, boundary, serviceControl, resourceControl }: Policies) =>
    [key, ...identity ?? [], ...boundary ? [boundary] : [], ...(serviceControl ?? []).flat(), ...resourceControl ?? []].map(sids);

  test('the conditions', () => {
    expect(conditionsOf(EVERYWHERE)).toEqual(['IsProd', 'IsLarge', 'HasIdentity', 'IsBounded', 'IsControlled']);
    expect([conditionsOf({ key: policy(statement('A')) }), conditionsOf({ key: { statements: undefined } })]).toEqual([[], []]);
  });

  test('what is there once they are decided', () => {
    expect(shown(chosen(EVERYWHERE, () => true))).toEqual([['Always', 'Large'], ['Identity'], ['Bounded'], ['Scp'], ['Rcp']]);
    expect(shown(chosen(EVERYWHERE, () => false))).toEqual([['Always', 'Test'], [], [], [], []]);
    expect(sids(chosen(EVERYWHERE, condition => condition === 'IsProd').key)).toEqual(['Always', 'Small']);
  });

  test('what is there or not, where one is not decided', () => {
    const { statements } = chosen(EVERYWHERE, condition => condition === 'IsProd' ? undefined : true).key;

    expect(statements!.map(({ sid, choice }) => [sid, choice])).toEqual([['Always', undefined], [undefined, undefined]]);
  });

  test('what is not known stays so, and what there is none of', () => {
    expect(chosen({ key: { statements: undefined } }, () => true)).toEqual({
      key: { statements: undefined }, identity: undefined, boundary: undefined, serviceControl: undefined, resourceControl: undefined,
    });
  });

  test('all that can be there', () => expect(withBranches(EVERYWHERE.key.statements!).map(({ sid }) => sid)).toEqual(['Always', 'Large', 'Small', 'Test']));

  test('each combination is another', () => {
    const combinations = Array.from({ length: 8 }, (_, i) => [0, 1, 2].map(condition => isSet(i, condition)));

    expect(combinations[0]).toEqual([true, true, true]);
    expect(new Set(combinations.map(String)).size).toBe(8);
  });
});
