import { PolicyRow } from '../../src/private/policy-rows';
import { withoutImplied } from '../../src/private/redundant-rows';

const row = (name: string, actions: string[], conditions = {}, rest: Partial<PolicyRow> = {}): PolicyRow =>
  ({ sid: name, effect: 'Allow', principals: [{ type: 'Service', value: 'sns.amazonaws.com' }], actions, conditions, order: 30, ...rest });
const left = (...rows: PolicyRow[]): string[] => withoutImplied(rows).map(r => r.sid);
const arn = (...values: string[]) => ({ ArnEquals: { 'aws:SourceArn': values } });
const account = { StringEquals: { 'aws:SourceAccount': '111122223333' } };

test.each([
  ['equal rows', row('A', ['kms:Decrypt'], account), row('B', ['kms:Decrypt'], account), ['A']],
  ['fewer actions', row('A', ['kms:Decrypt']), row('B', ['kms:Decrypt', 'kms:Encrypt']), ['B']],
  ['an action under a pattern', row('A', ['kms:GenerateDataKey']), row('B', ['kms:GenerateDataKey*']), ['B']],
  ['one more condition', row('A', ['kms:Decrypt'], { ...arn('x'), ...account }), row('B', ['kms:Decrypt'], account), ['B']],
  ['fewer values', row('A', ['kms:Decrypt'], arn('x')), row('B', ['kms:Decrypt'], arn('x', 'y')), ['B']],
  ['an action of the pattern', row('A', ['kms:GenerateDataKeyPair']), row('B', ['kms:GenerateDataKey*']), ['B']],
  ['fewer services', row('A', ['kms:Decrypt']), row('B', ['kms:Decrypt'], {}, { principals: ['s3', 'sns'].map(name => ({ type: 'Service', value: `${name}.amazonaws.com` })) }), ['B']],
])('leaves out the narrower of two rows: %s', (_, a, b, wanted) => {
  expect(left(a, b)).toEqual(wanted);
  expect(left(b, a)).toEqual(wanted[0] === 'A' ? ['B'] : wanted);
});

test.each([
  ['other actions', row('A', ['kms:Decrypt']), row('B', ['kms:Encrypt'])],
  ['a pattern is wider than one of its actions', row('A', ['kms:GenerateDataKey'], {}), row('B', ['kms:GenerateDataKey*'], account)],
  ['other values', row('A', ['kms:Decrypt'], arn('x')), row('B', ['kms:Decrypt'], arn('y'))],
  ['other operators', row('A', ['kms:Decrypt'], { ArnLike: { 'aws:SourceArn': 'x' } }), row('B', ['kms:Decrypt'], arn('x'))],
  ['fewer values of what must not be', row('A', ['kms:Decrypt'], { StringNotEquals: { 'aws:SourceAccount': ['1'] } }), row('B', ['kms:Decrypt', 'kms:Encrypt'], { StringNotEquals: { 'aws:SourceAccount': ['1', '2'] } })],
  ['another service', row('A', ['kms:Decrypt'], {}, { principals: [{ type: 'Service', value: 's3.amazonaws.com' }] }), row('B', ['kms:Decrypt'])],
  ['one more service', row('A', ['kms:Decrypt'], account, { principals: ['s3', 'sns'].map(name => ({ type: 'Service', value: `${name}.amazonaws.com` })) }), row('B', ['kms:Decrypt'])],
  ['an action that a pattern does not match', row('A', ['kms:Decrypt'], account), row('B', ['kms:GenerateDataKey*'])],
  ['one condition less for fewer actions', row('A', ['kms:Decrypt'], account), row('B', ['kms:Decrypt', 'kms:Encrypt'], { StringEquals: { ...account.StringEquals, 'aws:SourceOrgID': 'o-1' } })],
  ['another value under Bool', row('A', ['kms:Decrypt'], { Bool: { x: 'true' } }), row('B', ['kms:Decrypt'], { Bool: { x: 'false' } })],
  ['a Deny of as much', row('A', ['kms:Decrypt'], {}, { effect: 'Deny' }), row('B', ['kms:Decrypt'], account)],
  ['everyone, under a condition', row('A', ['kms:Decrypt'], account, { principals: [] }), row('B', ['kms:Decrypt'])],
  ['a service beside people', ...['A', 'B'].map(name => row(name, ['kms:Decrypt'], {}, { principals: [{ type: 'AWS', value: 'x' }, { type: 'Service', value: 'sns.amazonaws.com' }] }))],
  ['a Deny', row('A', ['kms:Decrypt'], account, { effect: 'Deny' }), row('B', ['kms:Decrypt'])],
  ['people, whose statements say why they are there', row('A', ['kms:Decrypt'], account, { principals: [{ type: 'AWS', value: 'x' }] }), row('B', ['kms:Decrypt'], {}, { principals: [{ type: 'AWS', value: 'x' }] })],
])('keeps both: %s', (_, a, b) => {
  expect(left(a, b)).toEqual(['A', 'B']);
});

test('compares what tokens stand for', () => {
  const resolved = (value: string) => value.replace('TOKEN', 'sns.amazonaws.com');
  const token = row('A', ['kms:Decrypt'], {}, { principals: [{ type: 'Service', value: 'TOKEN' }] });
  expect(withoutImplied([token, row('B', ['kms:Decrypt'])], resolved).map(r => r.sid)).toEqual(['A']);
});
