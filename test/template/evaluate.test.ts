import { Either } from '../../src/iam/symbols';
import { openConditions } from '../../src/template/decisive-conditions';
import { Evaluator, REFERENCE } from '../../src/template/evaluate';
import { partitionOf } from '../../src/template/place';
import { eachOf } from '../../src/template/scalar';
import { Template } from '../../src/template/template';
import { PARAMETER, template } from '../checks/support';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

const KEY = { Type: 'AWS::KMS::Key', Properties: {} };
const one = (more: any = {}): Template => template({ Key: KEY }, { name: 'One', ...more });
const evaluate = (value: unknown, ...stacks: Template[]): unknown => {
  const all = stacks.length > 0 ? stacks : [one()];
  return new Evaluator(all).evaluate(value, all[0]);
};
const join = (separator: string, ...parts: unknown[]) => ({ 'Fn::Join': [separator, parts] });
const sub = (text: string, values?: unknown) => ({ 'Fn::Sub': values === undefined ? text : [text, values] });

describe('what is known before deployment is filled in', () => {
  test.each<[string, unknown, unknown]>([
    ['a text', 'text', 'text'],
    ['a number', 7, 7],
    ['null', null, null],
    ['the account', { Ref: 'AWS::AccountId' }, ACCOUNT],
    ['the Region', { Ref: 'AWS::Region' }, REGION],
    ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['the domain', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['nothing', { Ref: 'AWS::NoValue' }, undefined],
    ['the name of the stack', { Ref: 'AWS::StackName' }, 'One'],
    ['a pseudo parameter of the deployment', { Ref: 'AWS::StackId' }, '${?StackId}'],
    ['a parameter', PARAMETER, '${?Parameter}'],
    ['a resource', { Ref: 'Key' }, '${s0#Key}'],
    ['an attribute', { 'Fn::GetAtt': ['Key', 'Arn'] }, '${s0#Key.Arn}'],
    ['an attribute as a text', { 'Fn::GetAtt': 'Key.Arn' }, '${s0#Key.Arn}'],
    ['an attribute of attributes', { 'Fn::GetAtt': ['Key', 'Endpoint.Port'] }, '${s0#Key.Endpoint.Port}'],
    ['an attribute of attributes as a text', { 'Fn::GetAtt': 'Key.Endpoint.Port' }, '${s0#Key.Endpoint.Port}'],
    ['an attribute of nothing', { 'Fn::GetAtt': ['Gone', 'Arn'] }, '${?Gone}'],
    ['a reference across stacks', { [REFERENCE]: [0, 'Key', 'Arn'] }, '${s0#Key.Arn}'],
    ['a reference across stacks, whole', { [REFERENCE]: [0, 'Key', undefined] }, '${s0#Key}'],
    ['a join', join('-', 'a', 'b', 'c'), 'a-b-c'],
    ['a join with functions', join('', 'arn:', { Ref: 'AWS::Partition' }, ':x'), 'arn:aws:x'],
    ['a join of a list that is not known', { 'Fn::Join': ['', PARAMETER] }, '${?Join( Parameter)}'],
    ['a join of a split', { 'Fn::Join': ['/', { 'Fn::Split': ['-', 'a-b'] }] }, 'a/b'],
    ['a join of nothing', { 'Fn::Join': 'x' }, '${?Join(x)}'],
    ['a join with a secret', join('', 'a', '{{resolve:ssm:name}}'), 'a${?dynamic reference ssm.name}'],
    ['a join with a list', join('', 'a', ['b']), 'a${?value}'],
    ['a join with a choice', join('', 'a', { 'Fn::If': ['C', 'x', 'y'] }), new Either('ax', 'ay', 'C')],
    ['a join with a number', join('', 'a', 1), 'a1'],
    ['a substitution', sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root'), `arn:aws:iam::${ACCOUNT}:root`],
    ['a substitution of a resource', sub('${Key}/${Key.Arn}'), '${s0#Key}/${s0#Key.Arn}'],
    ['a substitution of an attribute of attributes', sub('${Key.Endpoint.Port}'), '${s0#Key.Endpoint.Port}'],
    ['a substitution of its own values', sub('${A}-${B}', { A: 'x', B: { Ref: 'AWS::Region' } }), `x-${REGION}`],
    ['a substitution of what is not known', sub('${Parameter}'), '${?Parameter}'],
    ['a policy variable', sub('home/${aws:username}'), 'home/${aws:username}'],
    ['a name that ends like a policy variable', sub('${xaws:username}'), '${?xaws.username}'],
    ['a dollar that is meant', sub('${!Literal}'), '${Literal}'],
    ['what is the same whichever way it is chosen', { 'Fn::If': ['C', ['a', { b: 1 }], ['a', { b: 1 }]] }, ['a', { b: 1 }]],
    ['a choice from a list', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['a choice from what is not known', { 'Fn::Select': [0, PARAMETER] }, '${?Select(0 Parameter)}'],
    ['a split', { 'Fn::Split': [':', 'a:b'] }, ['a', 'b']],
    ['a split of what is not known', { 'Fn::Split': [':', PARAMETER] }, '${?Split(. Parameter)}'],
    ['a split of a list', { 'Fn::Split': [':', ['a']] }, '${?Split(. a)}'],
    ['a function that only the deployment answers', { 'Fn::GetAZs': 'eu-west-1' }, '${?GetAZs(eu-west-1)}'],
    ['a substitution with spaces', sub('${ Key }'), '${s0#Key}'],
    ['a substitution of nothing', sub('a${AWS::NoValue}b'), 'ab'],
    ['a join by what is no text', { 'Fn::Join': [PARAMETER, ['a', 'b']] }, 'a${?value}b'],
    ['a join with choices of two conditions', join('-', { 'Fn::If': ['C', 'x', 'y'] }, { 'Fn::If': ['D', 'a', 'b'] }), new Either(new Either('x-a', 'x-b', 'D'), new Either('y-a', 'y-b', 'D'), 'C')],
    ['a join whose choices make the same', join('', { 'Fn::If': ['C', 'a', ''] }, { 'Fn::If': ['C', '', 'a'] }), 'a'],
    ['the same condition twice, one after the other', [{ 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['C', 'c', 'd'] }], [new Either('a', 'b', 'C'), new Either('c', 'd', 'C')]],
    ['a split of what the deployment chooses', { 'Fn::Split': [':', { 'Fn::If': ['C', 'a', 'b'] }] }, new Either(['a'], ['b'], 'C')],
    ['a choice of the deployment', { 'Fn::If': ['C', 'a', { Ref: 'AWS::Region' }] }, new Either('a', REGION, 'C')],
    ['a choice that is none', { 'Fn::If': 'C' }, '${?If(C)}'],
    ['a function of another kind', { 'Fn::FindInMap': ['a', 'b', 'c'] }, '${?FindInMap(a b c)}'],
    ['a secret', '{{resolve:ssm:name}}', '${?dynamic reference ssm.name}'],
    ['an import from elsewhere', { 'Fn::ImportValue': 'Elsewhere' }, '${?import Elsewhere}'],
    ['an import by a name that is not known', { 'Fn::ImportValue': PARAMETER }, '${?import <Parameter>}'],
    ['an output of a stack of nobody', { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'A' } }, '${?output Other.A}'],
    ['an object with a key like a function beside another', { Ref: 'Key', More: 1 }, { Ref: 'Key', More: 1 }],
    ['an object with a key like a function behind another', { More: 1, Ref: 'Key' }, { More: 1, Ref: 'Key' }],
    ['an empty object', {}, {}],
    ['a join with two choices of one condition', join('-', { 'Fn::If': ['C', 'x', 'y'] }, { 'Fn::If': ['C', 'a', 'b'] }), new Either('x-a', 'y-b', 'C')],
    ['a join with nothing', join('-', 'a', { Ref: 'AWS::NoValue' }, 'b'), 'a-b'],
    ['a substitution with a choice', sub('a${B}c', { B: { 'Fn::If': ['C', 'x', 'y'] } }), new Either('axc', 'ayc', 'C')],
    ['a text with a secret', 'a{{resolve:ssm:/x}}b', 'a${?dynamic reference ssm./x}b'],
    ['a choice within itself', { 'Fn::If': ['C', { 'Fn::If': ['C', 'a', 'b'] }, { 'Fn::If': ['C', 'c', 'd'] }] }, new Either('a', 'd', 'C')],
    ['a choice of the same', { 'Fn::If': ['C', 'a', 'a'] }, 'a'],
    ['a choice from too short a list', { 'Fn::Select': [2, ['a', 'b']] }, '${?Select(2 a b)}'],
    ['JSON', { 'Fn::ToJsonString': { a: { Ref: 'AWS::Region' } } }, `{"a":"${REGION}"}`],
    ['what is inside of lists', ['a', { Ref: 'AWS::Region' }], ['a', REGION]],
    ['nothing inside of lists', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
    ['what is inside of objects', { a: { b: { Ref: 'AWS::Region' } }, c: 1 }, { a: { b: REGION }, c: 1 }],
    ['nothing inside of objects', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ])('%s', (_, value, expected) => {
    expect(evaluate(value)).toStrictEqual(expected);
  });

  test('what holds no function is given back as it is, not copied', () => {
    const value = { a: [{ b: 'c' }] };

    expect(evaluate(value)).toBe(value);
  });

  test('what holds one is copied, so that the template stays what it is', () => {
    const value = { a: { Ref: 'AWS::Region' }, b: [{ Ref: 'AWS::Region' }] };

    expect(evaluate(value)).toEqual({ a: REGION, b: [REGION] });
    expect(value).toEqual({ a: { Ref: 'AWS::Region' }, b: [{ Ref: 'AWS::Region' }] });
  });

  test('the environment of a stack that knows none stays a symbol', () => {
    const unknown = one({ account: '${AWS.AccountId}', region: '${AWS.Region}' });

    expect(evaluate(sub('${AWS::Partition} ${AWS::Region} ${AWS::AccountId} ${AWS::URLSuffix}'), unknown)).toBe('${AWS.Partition} ${AWS.Region} ${AWS.AccountId} ${AWS.URLSuffix}');
  });
});

describe('what other stacks of the app say', () => {
  const exporting = (more: any = {}) => one({
    index: 1,
    name: 'Exporting',
    outputs: { Out: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] }, Export: { Name: join('-', 'the', { Ref: 'AWS::Region' }) } }, Plain: { Value: 'x' } },
    ...more,
  });
  const imported = { 'Fn::ImportValue': `the-${REGION}` };
  const output = (more: any = {}) => ({ 'Fn::GetStackOutput': { StackName: 'Exporting', OutputName: 'Out', ...more } });

  test('exports', () => expect(evaluate(imported, one(), exporting())).toBe('${s1#Key.Arn}'));
  test('no export by a name that is not known, though one is exported under such a name', () => {
    expect(evaluate({ 'Fn::ImportValue': PARAMETER }, one(), exporting({ outputs: { Out: { Value: 'x', Export: { Name: PARAMETER } } } }))).toBe('${?import <Parameter>}');
    expect(evaluate({ 'Fn::ImportValue': { Ref: 'AWS::NoValue' } }, one(), exporting())).toBe('${?import value}');
  });
  test('outputs by the name of the stack', () => expect(evaluate(output(), one(), exporting())).toBe('${s1#Key.Arn}'));
  test('outputs in another Region', () => {
    const away = exporting({ region: 'us-west-2' });

    expect(evaluate(output({ Region: 'us-west-2' }), one(), away)).toBe('${s1#Key.Arn}');
    expect(evaluate(output(), one(), away)).toBe('${?output Exporting.Out}');
  });
  test.each<[string, any, any]>([
    ['by a role, who may be of another account', { RoleArn: 'arn' }, {}],
    ['of another account', {}, { account: OTHER_ACCOUNT }],
    ['of another stack', { StackName: 'Other' }, {}],
    ['that it does not have', { OutputName: 'None' }, {}],
    ['of a stack without a name', { StackName: undefined }, { name: undefined }],
  ])('no output %s', (_, asked, stack) => expect(evaluate(output(asked), one(), exporting(stack))).toMatch(/^\$\{\?output \w+\.\w+\}$/));
});

describe('nested stacks', () => {
  const parent = template({
    Key: KEY,
    Child: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { KeyArn: { 'Fn::GetAtt': ['Key', 'Arn'] } } } },
  });
  const child = template({ Inner: KEY }, { index: 1, parent: { stack: 0, logicalId: 'Child' }, outputs: { InnerArn: { Value: { 'Fn::GetAtt': ['Inner', 'Arn'] } } } });
  const evaluator = new Evaluator([parent, child]);

  test('get what the parent passes', () => expect(evaluator.evaluate({ Ref: 'KeyArn' }, child)).toBe('${s0#Key.Arn}'));
  test('know nothing of other parameters', () => expect(evaluator.evaluate({ Ref: 'Other' }, child)).toBe('${?Other}'));
  test('give their outputs', () => expect(evaluator.evaluate({ 'Fn::GetAtt': ['Child', 'Outputs.InnerArn'] }, parent)).toBe('${s1#Inner.Arn}'));
  test('get nothing from a parent that passes nothing', () => {
    const silent = template({ Child: { Type: 'AWS::CloudFormation::Stack' } });

    expect(new Evaluator([silent, child]).evaluate({ Ref: 'KeyArn' }, child)).toBe('${?KeyArn}');
  });
  test('of which the app has no template give nothing', () => {
    expect(new Evaluator([parent]).evaluate({ 'Fn::GetAtt': ['Child', 'Outputs.InnerArn'] }, parent)).toBe('${s0#Child.Outputs.InnerArn}');
  });
  test('have attributes that are no outputs', () => {
    expect(evaluator.evaluate({ 'Fn::GetAtt': ['Child', 'Results.InnerArn'] }, parent)).toBe('${s0#Child.Results.InnerArn}');
  });
  test('give nothing else', () => expect(evaluator.evaluate({ 'Fn::GetAtt': ['Child', 'Outputs.None'] }, parent)).toBe('${s0#Child.Outputs.None}'));
});

test.each([['eu-west-1', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], ['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b'], ['us-isof-south-1', 'aws-iso-f'],
  ['eu-isoe-west-1', 'aws-iso-e'], ['eusc-de-east-1', 'aws-eusc'], ['${AWS.Region}', '${AWS.Partition}']])('the Region %s is of the partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test('China has a domain of its own', () => {
  expect(evaluate({ Ref: 'AWS::URLSuffix' }, one({ region: 'cn-north-1' }))).toBe('amazonaws.com.cn');
});

describe('conditions of the template', () => {
  const equals = (a: unknown, b: unknown) => ({ 'Fn::Equals': [a, b] });
  const choose = (more: any) => evaluate({ 'Fn::If': ['C', 'a', 'b'] }, one(more));

  test.each<[string, any, unknown]>([
    ['that the Region settles', equals({ Ref: 'AWS::Region' }, REGION), 'a'],
    ['that the Region settles otherwise', equals({ Ref: 'AWS::Region' }, 'cn-north-1'), 'b'],
    ['turned round', { 'Fn::Not': [equals({ Ref: 'AWS::Region' }, REGION)] }, 'b'],
    ['of which all must hold', { 'Fn::And': [equals('a', 'a'), equals('a', 'b')] }, 'b'],
    ['of which one must hold', { 'Fn::Or': [equals(PARAMETER, 'b'), equals('a', 'a')] }, 'a'],
    ['by another', { Condition: 'D' }, 'b'],
    ['that a parameter settles', equals(PARAMETER, 'x'), new Either('a', 'b', 'C')],
    ['in a circle', { Condition: 'C' }, new Either('a', 'b', 'C')],
    ['that nobody writes', undefined, new Either('a', 'b', 'C')],
    ['that is null', null, new Either('a', 'b', 'C')],
    ['that is a text', 'D', new Either('a', 'b', 'C')],
    ['with a list that is none', { 'Fn::And': 'D' }, new Either('a', 'b', 'C')],
    ['that compares one value', equals('a', { Ref: 'AWS::NoValue' }), new Either('a', 'b', 'C')],
    ['that compares lists', { 'Fn::Equals': [['a'], 'a'] }, new Either('a', 'b', 'C')],
    ['that compares with a list', { 'Fn::Equals': ['a', ['a']] }, new Either('a', 'b', 'C')],
    ['that compares as texts, not as patterns', equals('a*', 'ab'), 'b'],
    ['by a function of Rules', { 'Fn::Contains': [['a'], 'a'] }, new Either('a', 'b', 'C')],
  ])('%s', (_, definition, expected) => {
    expect(choose({ conditions: { C: definition, D: equals('x', 'y') } })).toStrictEqual(expected);
  });

  test('are settled by parameters that are given, not by defaults', () => {
    const conditions = { C: equals(PARAMETER, 'x') };

    expect(choose({ conditions, parameters: { Parameter: { Default: 'x' } } })).toEqual(new Either('a', 'b', 'C'));
    expect(choose({ conditions, given: { Parameter: 'x' } })).toBe('a');
  });

  test('hold in a branch what the branch says', () => {
    const nested = { 'Fn::If': ['C', { 'Fn::If': ['NotC', 'a', 'b'] }, 'c'] };

    const stack = one({ conditions: { NotC: { 'Fn::Not': [{ Condition: 'C' }] } } });

    expect(evaluate(nested, stack)).toEqual(new Either('b', 'c', 'C'));
    expect(evaluate({ 'Fn::If': ['C', 'c', { 'Fn::If': ['NotC', 'a', 'b'] }] }, stack)).toEqual(new Either('c', 'a', 'C'));
  });

  test('are as many as one likes, one after the other', () => {
    const value = Array.from({ length: 60 }, () => ({ 'Fn::If': ['C', 'a', 'b'] }));

    expect(evaluate(value, one({ conditions: { C: equals('a', 'a') } }))).toEqual(value.map(() => 'a'));
  });

  test('are told apart in a text up to four of them', () => {
    const text = (count: number) => eachOf(evaluate(join('', ...Array.from({ length: count }, (_, i) => ({ 'Fn::If': [`C${i}`, 'a', 'b'] })))));

    expect([text(4).length, text(4)[0], text(4)[15]]).toEqual([16, 'aaaa', 'bbbb']);
    expect([text(5).length, text(5)[0], text(5)[15]]).toEqual([16, 'aaaa${?value}', 'bbbb${?value}']);
  });

  test('that are open are told', () => {
    const stack = one({ conditions: { Here: equals({ Ref: 'AWS::Region' }, REGION), There: equals(PARAMETER, 'x') } });
    const evaluator = new Evaluator([stack]);
    const value = { a: [{ 'Fn::If': ['Here', 1, { 'Fn::If': ['There', 2, 3] }] }], b: { 'Fn::If': ['There', 4, 5] } };

    expect(openConditions(evaluator, value, stack)).toEqual(['There']);
    expect(openConditions(evaluator, { 'Fn::Join': ['There', [null, 'a']], 'Others': ['There'] }, stack)).toEqual([]);
    expect(openConditions(evaluator, { 'Fn::If': [PARAMETER, 1, 2] }, stack)).toEqual([]);
    expect(evaluator.evaluateAssuming({ 'Fn::If': ['There', 4, 5] }, stack, [['There', true]])).toBe(4);
  });
});

test('mappings are looked up', () => {
  const stack = one({ mappings: { Map: { [REGION]: { Name: 'x', Same: 'z' }, other: { Name: 'y', Same: 'z', Only: 'o' }, third: { Name: 'x', Same: 'z' } }, Empty: null } });
  const find = (...keys: unknown[]) => evaluate({ 'Fn::FindInMap': ['Map', ...keys] }, stack);

  expect([find({ Ref: 'AWS::Region' }, 'Name'), find('elsewhere', 'Name')]).toEqual(['x', '${?FindInMap(Map elsewhere Name)}']);
  // Of a key that only the deployment tells, the value is known where all are the same.
  expect([find(PARAMETER, 'Name'), find(PARAMETER, 'Same'), find(PARAMETER, 'Only'), find(REGION, PARAMETER)])
    .toEqual(['${?FindInMap(Map Parameter Name)}', 'z', '${?FindInMap(Map Parameter Only)}', `\${?FindInMap(Map ${REGION} Parameter)}`]);
  expect([find('elsewhere', 'Same'), find('third', 'Same')]).toEqual(['${?FindInMap(Map elsewhere Same)}', 'z']);
  expect(evaluate({ 'Fn::FindInMap': ['Empty', PARAMETER, 'Name'] }, stack)).toBe('${?FindInMap(Empty Parameter Name)}');
  expect(evaluate({ 'Fn::FindInMap': ['None', PARAMETER, 'Name'] }, stack)).toBe('${?FindInMap(None Parameter Name)}');
});

test('a mapping without the key has the default that is given', () => {
  const stack = one({ mappings: { Map: { all: { Name: 'x' } } } });
  const find = (first: unknown, second: string) => evaluate({ 'Fn::FindInMap': ['Map', first, second, { DefaultValue: { Ref: 'AWS::Region' } }] }, stack);

  expect([find('all', 'Name'), find('other', 'Name'), find('all', 'Other')]).toEqual(['x', REGION, REGION]);
  expect(find(PARAMETER, 'Name')).toMatch(/^\$\{\?FindInMap/);
});

test('parameters of which the template or who deploys it says the value', () => {
  const stack = one({ parameters: { Only: { Type: 'String', AllowedValues: ['x'] }, Names: { Type: 'CommaDelimitedList' } }, given: { Names: 'a, b' } });

  expect([evaluate({ Ref: 'Only' }, stack), evaluate({ Ref: 'Names' }, stack)]).toEqual(['x', ['a', 'b']]);
});

test('templates that form a cycle end', () => {
  const parent = template({ Child: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { A: { 'Fn::GetAtt': ['Child', 'Outputs.B'] } } } } });
  const child = template({}, { index: 1, parent: { stack: 0, logicalId: 'Child' }, outputs: { B: { Value: { Ref: 'A' } } } });

  expect(new Evaluator([parent, child]).evaluate({ Ref: 'A' }, child)).toMatch(/^\$\{\?/);
});

test('an attribute of a custom resource may be anything, of each stack another thing', () => {
  const stacks = [0, 1].map(index => template({ Custom: { Type: 'Custom::Lookup' }, Other: { Type: 'AWS::CloudFormation::CustomResource' }, Topic: { Type: 'AWS::SNS::Topic' } }, { index }));
  const evaluator = new Evaluator(stacks);
  const attribute = (stack: number, id: string) => evaluator.evaluate({ 'Fn::GetAtt': [id, 'Value'] }, stacks[stack]);

  expect([attribute(0, 'Custom'), attribute(1, 'Custom'), attribute(0, 'Other'), attribute(0, 'Topic')])
    .toEqual(['${?Stack0/Custom.Value}', '${?Stack1/Custom.Value}', '${?Stack0/Other.Value}', '${s0#Topic.Value}']);
  expect(evaluator.evaluate({ 'Fn::Sub': 'x-${Custom.Value}' }, stacks[0])).toBe('x-${?Stack0/Custom.Value}');
});
