import { NamedResource, ResourcesByName } from '../../src/app/resources-by-name';

const resource = (stack: string, id: string, stage?: string): NamedResource => ({ stack, id, type: 'AWS::SQS::Queue', properties: {}, ...stage ? { stage } : {} });
const said = (found: readonly NamedResource[]) => found.map(({ stage, stack, id }) => [stage, stack, id].filter(Boolean).join('/'));

describe('what a value refers to', () => {
  const resources = new ResourcesByName(
    [resource('One', 'A'), resource('Two', 'A'), resource('Two', 'B'), resource('One', 'C', 'prod'), resource('One', 'C', 'test')],
    new Map([['shared', [resource('Other', 'A')]]]),
  );
  test.each<[string, unknown, { stack: string; stage?: string }, string[]]>([
    ['in its stack', { Ref: 'A' }, { stack: 'One' }, ['One/A']],
    ['in its stack, by an attribute', { 'Fn::GetAtt': ['A', 'Arn'] }, { stack: 'Two' }, ['Two/A']],
    ['in another stack, as it has none of that name', { Ref: 'B' }, { stack: 'One' }, ['Two/B']],
    ['in other stacks', { Ref: 'A' }, { stack: 'Three' }, ['One/A', 'Two/A']],
    ['in a stack of its stage', { Ref: 'C' }, { stack: 'Two', stage: 'test' }, ['test/One/C']],
    ['in no other stage', { Ref: 'A' }, { stack: 'Three', stage: 'test' }, []],
    ['twice', [{ Ref: 'A' }, { 'Fn::Sub': '${A}/x' }], { stack: 'One' }, ['One/A']],
    ['nowhere', { Ref: 'Gone' }, { stack: 'One' }, []],
    ['an export', { a: [{ 'Fn::ImportValue': 'shared' }, null] }, { stack: 'One' }, ['Other/A']],
    ['an export that nobody knows', { 'Fn::ImportValue': 'else' }, { stack: 'One' }, []],
    ['an export by a name that a function makes', { 'Fn::ImportValue': { 'Fn::Sub': 'shared' } }, { stack: 'One' }, []],
    ['a text that is called like an export', { Value: 'shared' }, { stack: 'One' }, []],
    ['nothing', null, { stack: 'One' }, []],
    ['nothing at all', undefined, { stack: 'One' }, []],
  ])('%s', (_, value, where, wanted) => expect(said(resources.referredTo(value, where))).toEqual(wanted));
});
