import { fromObject } from '../../src/template/load-object';
import { ACCOUNT, REGION } from '../support/stack';

const KEY = { Type: 'AWS::KMS::Key' };

test('a parsed template is read with where it is deployed', () => {
  const template = { Resources: { Key: KEY }, Parameters: { A: { Type: 'String' } }, Conditions: { C: {} }, Mappings: { M: {} } };

  expect(fromObject(template, { stackName: 'Name', account: ACCOUNT, region: REGION, parameters: { A: 'x' } })).toEqual({
    index: 0,
    name: 'Name',
    title: 'Name',
    place: { account: ACCOUNT, region: REGION, partition: 'aws' },
    resources: { Key: KEY },
    outputs: {},
    parameters: { A: { Type: 'String' } },
    given: { A: 'x' },
    conditions: { C: {} },
    mappings: { M: {} },
  });
  expect(fromObject(template, { index: 3, stackName: 'Name' })).toMatchObject({ index: 3, place: { account: '${AWS.AccountId}', region: '${AWS.Region}', partition: '${AWS.Partition}' } });
});

test.each<[string, unknown, string]>([
  ['a text', 'Resources:\n'.repeat(100), 'a text of 1100 characters'],
  ['a text of a line', 'x'.repeat(41), 'a text of 41 characters'],
  ['a short text, which is shown', 'x'.repeat(40), `got: '${'x'.repeat(40)}'`],
  ['a list', [], 'a list'],
  ['an object without resources', { Parameters: {} }, 'an object without Resources'],
  ['an object with a list of resources', { Resources: [] }, 'an object without Resources'],
  ['null', null, 'null'],
  ['nothing', undefined, 'undefined'],
])('%s is refused, shortly', (_, given, said) => {
  const read = () => fromObject(given, { stackName: 'Name' });

  expect(read).toThrow('\'template\' must be a parsed CloudFormation template');
  expect(read).toThrow(said);
});
