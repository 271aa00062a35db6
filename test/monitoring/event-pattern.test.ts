import { matchesPattern } from '../support/event-pattern';

/* The matcher of the tests, on the examples of EventBridge's own page: eb-create-pattern-operators. */
describe('the event pattern matcher', () => {
  test.each<[string, any, any, boolean]>([
    ['a value of the list', { state: ['a', 'b'] }, { state: 'b' }, true],
    ['a value that is not', { state: ['a', 'b'] }, { state: 'c' }, false],
    ['a field that is missing', { state: ['a'] }, {}, false],
    ['an array that has the value', { resources: ['x'] }, { resources: ['w', 'x'] }, true],
    ['an array of objects, both fields in one element', { r: { a: [1], b: [2] } }, { r: [{ a: 1, b: 3 }, { a: 1, b: 2 }] }, true],
    ['an array of objects, the fields in two elements', { r: { a: [1], b: [2] } }, { r: [{ a: 1 }, { b: 2 }] }, false],
    ['null', { a: [null] }, { a: null }, true],
    ['prefix', { a: [{ prefix: 'ab' }] }, { a: 'abc' }, true],
    ['suffix', { a: [{ suffix: 'bc' }] }, { a: 'abcd' }, false],
    ['equals-ignore-case', { a: [{ 'equals-ignore-case': 'AB' }] }, { a: 'ab' }, true],
    ['wildcard', { a: [{ wildcard: 'x*y.z*' }] }, { a: 'x..y.z!' }, true],
    ['wildcard with a dot that is meant', { a: [{ wildcard: 'y.z' }] }, { a: 'y-z' }, false],
    ['numeric range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
    ['numeric range, outside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 0 }, false],
    ['exists', { a: [{ exists: true }] }, { a: null }, true],
    ['exists not', { a: [{ exists: false }] }, { a: 'x' }, false],
    ['exists not, in an object that is missing', { a: { b: [{ exists: false }] } }, {}, true],
    ['anything-but', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
    ['anything-but, excepted', { a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    ['anything-but, missing', { a: [{ 'anything-but': 'x' }] }, {}, false],
    ['anything-but wildcard', { a: [{ 'anything-but': { wildcard: ['x*', '*y'] } }] }, { a: 'ay' }, false],
    ['$or, one branch', { $or: [{ a: [1] }, { b: [2] }] }, { a: 0, b: 2 }, true],
    ['$or, no branch', { $or: [{ a: [1] }, { b: [2] }] }, { a: 0, b: 0 }, false],
    ['$or and a field beside it', { c: [3], $or: [{ a: [1] }, { b: [2] }] }, { a: 1, c: 4 }, false],
  ])('%s', (_, pattern, event, wanted) => expect(matchesPattern(pattern, event)).toBe(wanted));
});
