import { Evaluator } from '../../src/template/evaluate';
import { template } from '../checks/support';

const PARAMETERS = { Stage: { Type: 'String' }, Open: { Type: 'String', AllowedValues: ['yes', 'no'] } };
const is = (name: string, value: unknown) => ({ 'Fn::Equals': [{ Ref: name }, value] });

/** The values of parameters, and of conditions as texts, where one condition is taken to hold or not. */
function assuming(conditions: object, [name, holds]: [string, boolean], asked: readonly unknown[], more: object = {}): unknown[] {
  const stack = template({}, { conditions, parameters: PARAMETERS, ...more });
  const evaluator = new Evaluator([stack]);
  return evaluator.assuming(stack, [[name, holds]], () => asked.map(one => typeof one === 'string' ? evaluator.condition(one, stack) : evaluator.evaluate(one, stack)));
}
const STAGE = { Ref: 'Stage' };
const OPEN = { Ref: 'Open' };

test.each<[string, object, [string, boolean], unknown[], unknown[]]>([
  ['a parameter has the value that it is compared with', { A: is('Stage', 'prod') }, ['A', true], [STAGE], ['prod']],
  ['and no other one is known', { A: is('Stage', 'prod') }, ['A', false], [STAGE], ['${?Stage}']],
  ['but of two values it is the other one', { A: is('Open', 'yes') }, ['A', false], [OPEN], ['no']],
  ['the value can stand first', { A: { 'Fn::Equals': ['prod', STAGE] } }, ['A', true], [STAGE], ['prod']],
  ['another parameter tells nothing', { A: { 'Fn::Equals': [STAGE, OPEN] } }, ['A', true], [STAGE, OPEN], ['${?Stage}', '${?Open}']],
  ['conditions about the same parameter', { A: is('Stage', 'prod'), B: is('Stage', 'dev'), C: is('Open', 'yes') }, ['A', true], ['B', 'C'], ['no', 'unknown']],
  ['another name', { A: is('Stage', 'prod'), B: { Condition: 'A' } }, ['B', false], ['A'], ['no']],
  ['the opposite', { A: is('Open', 'yes'), B: { 'Fn::Not': [{ Condition: 'A' }] } }, ['B', true], ['A', OPEN], ['no', 'no']],
  ['all of several', { A: is('Stage', 'prod'), B: is('Open', 'yes'), C: { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] } }, ['C', true], ['A', 'B'], ['yes', 'yes']],
  ['not all of several', { A: is('Stage', 'prod'), B: is('Open', 'yes'), C: { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] } }, ['C', false], ['A', 'B'], ['unknown', 'unknown']],
  ['none of several', { A: is('Stage', 'prod'), B: is('Open', 'yes'), C: { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] } }, ['C', false], ['A', 'B'], ['no', 'no']],
  ['one of several', { A: is('Stage', 'prod'), B: is('Open', 'yes'), C: { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] } }, ['C', true], ['A', 'B'], ['unknown', 'unknown']],
  ['the one that is left of all', { A: is('Stage', 'prod'), B: { 'Fn::Equals': ['x', 'x'] }, C: { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] } }, ['C', false], ['A'], ['no']],
  ['the one that is left of one', { A: is('Stage', 'prod'), B: { 'Fn::Equals': ['x', 'y'] }, C: { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] } }, ['C', true], ['A', STAGE], ['yes', 'prod']],
  ['a condition of itself', { A: { Condition: 'A' } }, ['A', true], ['A'], ['yes']],
  ['what is no condition', { A: 'x' }, ['A', true], ['A'], ['yes']],
])('%s', (_, conditions, assumed, asked, known) => expect(assuming(conditions, assumed, asked)).toEqual(known));

test('a value that is given stays', () => {
  expect(assuming({ A: is('Stage', 'prod') }, ['A', true], [STAGE], { given: { Stage: 'dev' } })).toEqual(['dev']);
});

test('nothing is taken for granted afterwards', () => {
  const stack = template({}, { conditions: { A: is('Stage', 'prod') }, parameters: PARAMETERS });
  const evaluator = new Evaluator([stack]);
  expect(() => evaluator.assuming(stack, [['A', true]], () => { throw new Error('x'); })).toThrow('x');
  expect([evaluator.condition('A', stack), evaluator.evaluate(STAGE, stack)]).toEqual(['unknown', '${?Stage}']);
});

test('what a stack exports does not hang on the branch in which it is imported', () => {
  const stack = template({}, {
    conditions: { A: is('Stage', 'prod') },
    parameters: PARAMETERS,
    outputs: { O: { Value: 'x', Export: { Name: { 'Fn::If': ['A', 'one', 'other'] } } } },
  });
  const imported = new Evaluator([stack]).evaluate({ 'Fn::If': ['A', { 'Fn::ImportValue': 'one' }, 'y'] }, stack);
  expect(imported).toMatchObject({ whenTrue: '${?import one}', whenFalse: 'y' });
});
