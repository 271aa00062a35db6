import { globOf } from '../../src/iam/pattern';
import { Truth } from '../../src/iam/symbols';
import { matches, matchesValue } from '../../src/iam/values';

test.each<[string, string, boolean | undefined, Truth]>([
  ['a*', 'abc', undefined, 'yes'],
  ['a*', 'abc', false, 'no'],
  ['a*', 'a*', false, 'yes'],
  ['a?c', 'abc', undefined, 'yes'],
  ['b*', 'abc', undefined, 'no'],
  ['a*', '${s0#Role.Arn}', undefined, 'unknown'],
  ['a*', 'b${s0#Role.Arn}', undefined, 'no'],
  ['a-${s0#Role.Arn}', 'a-b', undefined, 'unknown'],
  ['a-${s0#Role.Arn}', 'b-a', undefined, 'no'],
  ['${s0#Role.Arn}', '${s0#Role.Arn}', undefined, 'yes'],
  ['${s0#Role.Arn}', '${s0#Other.Arn}', undefined, 'no'],
  ['${s0#Role.Arn}', '${s0#Role.RoleId}', undefined, 'unknown'],
])('%s of %s, with wildcards %s: %s', (pattern, text, wildcards, wanted) => expect(matches(pattern, text, wildcards)).toBe(wanted));

/* A queue is known by its ARN and by the symbol of its attribute: both are the one value. */
test.each<[string, string[], Truth]>([
  ['arn:*', ['${s0#Queue.Arn}', 'arn:aws:sqs:::q'], 'yes'],
  ['${s0#Queue.Arn}', ['${s0#Queue.Arn}', 'arn:aws:sqs:::q'], 'yes'],
  ['${s0#Other.Arn}', ['${s0#Queue.Arn}', 'arn:aws:sqs:::q'], 'no'],
  ['arn:aws:sns:*', ['${s0#Queue.Arn}', 'arn:aws:sqs:::q'], 'no'],
  ['arn:aws:sns:*', ['${s0#Queue.Arn}', 'arn:aws:sqs:${AWS.Region}:q'], 'no'],
  ['arn:aws:sqs:eu-west-1:*', ['${s0#Queue.Arn}', 'arn:aws:sqs:${AWS.Region}:q'], 'unknown'],
  ['x', [], 'no'],
])('%s of the one value %j: %s', (pattern, value, wanted) => expect(matchesValue(globOf(pattern), value)).toBe(wanted));
