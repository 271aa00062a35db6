import { generatedName, stackName } from '../../src/template/generated-name';
import { template } from '../checks/support';

const nameOf = (logicalId: string, stack: object, longest = 64, lowerCase = false): string =>
  generatedName({ stack: template({}, stack), logicalId, raw: { Type: 'AWS::IAM::Role' } }, { longest, lowerCase });

test('the stack, the logical id and an end that nobody knows', () => {
  expect(nameOf('Role', { name: 'Orders' })).toBe('Orders-Role-${s0#Role.GeneratedEnd}');
  expect(nameOf('Data', { name: 'Orders' }, 63, true)).toBe('orders-data-${s0#Data.GeneratedEnd}');
});

const OPEN = /^\$\{AWS\.StackName\}-\$\{s0#(\w+)\.GeneratedMiddle\}-\$\{s0#\1\.GeneratedEnd\}$/;

test.each([
  ['a name that is shortened', 'R'.repeat(44), { name: 'Orders' }],
  ['a stack whose name only its file tells', 'Role', { name: 'orders', nameAssumed: true }],
  ['a nested stack, whose name CloudFormation makes', 'Role', {}],
])('of %s only the three parts are known', (_, logicalId, stack) => {
  expect(nameOf(logicalId, stack)).toMatch(OPEN);
});

test('a bucket is named in lower case, whatever its stack is called', () => {
  expect(nameOf('Data', {}, 63, true)).toMatch(/^\$\{AWS\.StackNameInLowerCase\}-/);
});

test.each([
  [{ name: 'Orders' }, 'Orders'],
  [{ name: 'orders', nameAssumed: true }, '${AWS.StackName}'],
  [{}, '${AWS.StackName}'],
])('a stack of %j is called %s', (stack, name) => {
  expect(stackName(template({}, stack))).toBe(name);
});

test('the longest name that is not shortened', () => {
  expect(nameOf('R'.repeat(43), { name: 'Orders' })).toBe(`Orders-${'R'.repeat(43)}-\${s0#${'R'.repeat(43)}.GeneratedEnd}`);
});
