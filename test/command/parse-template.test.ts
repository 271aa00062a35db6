import { parseTemplate } from '../../command/read/parse-template';

const parsed = (text: string) => parseTemplate(text, 't.yaml').template;

describe('YAML', () => {
  test.each<[string, string, unknown]>([
    ['Ref', 'a: !Ref B', { a: { Ref: 'B' } }],
    ['GetAtt with a dot', 'a: !GetAtt B.Arn', { a: { 'Fn::GetAtt': ['B', 'Arn'] } }],
    ['GetAtt with two dots', 'a: !GetAtt B.Outputs.Key', { a: { 'Fn::GetAtt': ['B', 'Outputs.Key'] } }],
    ['GetAtt as a list', 'a: !GetAtt [B, Arn]', { a: { 'Fn::GetAtt': ['B', 'Arn'] } }],
    ['GetAtt in full, as a text', 'a: { Fn::GetAtt: B.Arn }', { a: { 'Fn::GetAtt': ['B', 'Arn'] } }],
    ['Sub as a text', "a: !Sub 'arn:${AWS::Partition}:x'", { a: { 'Fn::Sub': 'arn:${AWS::Partition}:x' } }],
    ['Sub as a list, with a function inside', "a: !Sub ['${x}', { x: !Ref B }]", { a: { 'Fn::Sub': ['${x}', { x: { Ref: 'B' } }] } }],
    ['If with functions inside', 'a: !If [C, !Ref B, !Ref AWS::NoValue]', { a: { 'Fn::If': ['C', { Ref: 'B' }, { Ref: 'AWS::NoValue' }] } }],
    ['Join', "a: !Join ['', [x, !Ref B]]", { a: { 'Fn::Join': ['', ['x', { Ref: 'B' }]] } }],
    ['Condition', 'a: !Condition C', { a: { Condition: 'C' } }],
    ['Equals, Not, And, Or', 'a: !And [!Not [!Equals [a, b]], !Or [!Condition C]]', { a: { 'Fn::And': [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, { 'Fn::Or': [{ Condition: 'C' }] }] } }],
    ['FindInMap', 'a: !FindInMap [M, !Ref AWS::Region, x]', { a: { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'x'] } }],
    ['ImportValue', 'a: !ImportValue shared-key', { a: { 'Fn::ImportValue': 'shared-key' } }],
    ['Select and Split', "a: !Select [0, !Split [',', !Ref L]]", { a: { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'L' }] }] } }],
    ['Base64', 'a: !Base64 text', { a: { 'Fn::Base64': 'text' } }],
    ['GetAZs of an empty text', "a: !GetAZs ''", { a: { 'Fn::GetAZs': '' } }],
    ['Cidr', 'a: !Cidr [10.0.0.0/16, 4, 8]', { a: { 'Fn::Cidr': ['10.0.0.0/16', 4, 8] } }],
    ['Transform', 'a: !Transform { Name: AWS::Include }', { a: { 'Fn::Transform': { Name: 'AWS::Include' } } }],
    ['Length', 'a: !Length [x, y]', { a: { 'Fn::Length': ['x', 'y'] } }],
    ['ToJsonString', 'a: !ToJsonString { x: !Ref B }', { a: { 'Fn::ToJsonString': { x: { Ref: 'B' } } } }],
    ['ForEach in full, with its loop name', "Fn::ForEach::Keys: [Id, [A, B], { 'Key${Id}': { Type: AWS::KMS::Key } }]", { 'Fn::ForEach::Keys': ['Id', ['A', 'B'], { 'Key${Id}': { Type: 'AWS::KMS::Key' } }] }],
    ['GetAZs of a Region', 'a: !GetAZs us-east-1', { a: { 'Fn::GetAZs': 'us-east-1' } }],
    ['Base64 of a function', "a: !Base64\n  Fn::Sub: '${x}'", { a: { 'Fn::Base64': { 'Fn::Sub': '${x}' } } }],
    ['an account id with a leading zero', 'a: 012345678901', { a: '012345678901' }],
    ['the date of a policy', 'Version: 2012-10-17', { Version: '2012-10-17' }],
    ['Null as an operator', 'Condition: { Null: { kms:ViaService: true } }', { Condition: { Null: { 'kms:ViaService': true } } }],
    ['an anchor', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['a folded text', 'a: >\n  one\n  two\n', { a: 'one two\n' }],
  ])('%s', (_, text, value) => { expect(parsed(text)).toEqual(value); });

  test('a name that is a property of every object is a name', () => {
    expect(JSON.stringify(parsed('__proto__: { x: 1 }'))).toBe('{"__proto__":{"x":1}}');
  });

  test.each<[string, string, string]>([
    ['a tag that is none of CloudFormation', 'a: 1\nb: !Reference X', 't.yaml:2: unknown tag !Reference'],
    ['bad indentation', 'a:\n  b: 1\n c: 2', 't.yaml:3: '],
    ['a key twice', 'a: 1\na: 2', 't.yaml:2: '],
    ['an open bracket', 'a: [1, 2', 't.yaml:1: '],
    ['a tab', 'a:\n\tb: 1', 't.yaml:2: '],
  ])('fails for %s', (_, text, message) => { expect(() => parsed(text)).toThrow(message); });
});

test('broken JSON has a line', () => { expect(() => parsed('{\n  "a": 1\n  "b": 2\n}')).toThrow(/^t\.yaml:[23]: /); });

test('a template over 1 MB is refused', () => { expect(() => parsed(`a: ${'x'.repeat(1_048_576)}`)).toThrow('larger than the 1 MB that CloudFormation takes'); });

describe('lines', () => {
  const yaml = ['Resources:', '  Key:', '    Type: AWS::KMS::Key', '    Properties:', '      KeyPolicy:', '        Statement:', '          - Sid: A', '          - Sid: B'].join('\n');

  test.each<[(string | number)[], number | undefined]>([
    [['Resources', 'Key'], 2],
    [['Resources', 'Key', 'Properties', 'KeyPolicy'], 5],
    [['Resources', 'Key', 'Properties', 'KeyPolicy', 'Statement', 1], 8],
    [['Resources', 'Key', 'Properties', 'Missing'], 4],
    [['Nothing'], undefined],
  ])('%j', (path, line) => { expect(parseTemplate(yaml, 't').lineOf(path)).toBe(line); });

  describe('of JSON', () => {
    const json = JSON.stringify({ Resources: { 'Ke"y,:{': { Type: 'X', Properties: { Numbers: [1, -2.5e3, true, null, [], {}], Statement: [{ Sid: 'A' }, { Sid: '}\\\\' }] } } } }, undefined, 2);

    test.each<[(string | number)[], string | undefined]>([
      [['Resources'], '"Resources": {'],
      [['Resources', 'Ke"y,:{', 'Type'], '"Type": "X",'],
      [['Resources', 'Ke"y,:{', 'Properties', 'Numbers', 1], '-2500,'],
      [['Resources', 'Ke"y,:{', 'Properties', 'Numbers', 5], '{}'],
      [['Resources', 'Ke"y,:{', 'Properties', 'Statement', 1, 'Sid'], String.raw`"Sid": "}\\\\"`],
      [['Resources', 'Ke"y,:{', 'Properties', 'Missing', 3], '"Properties": {'],
      [['Nothing'], undefined],
    ])('%j', (path, text) => {
      for (const ends of ['\n', '\r\n']) {
        const line = parseTemplate(json.replace(/\n/g, ends), 't').lineOf(path);
        expect(line && json.split('\n')[line - 1].trim()).toBe(text);
      }
    });
  });
});

test.each<[string, string, string | undefined]>([
  ['a key twice', '{\n  "a": 1,\n  "b": { "a": 2 },\n  "a": 3\n}', "t.yaml:4: the key 'a' is there twice"],
  ['a key twice, once with an escape', String.raw`{ "a": 1, "\u0061": 2 }`, "t.yaml:1: the key 'a' is there twice"],
  ['a key twice in a list', '[{ "b": { "c": {}, "c": {} } }]', "t.yaml:1: the key 'c' is there twice"],
  ['the same key in two objects', '[{ "a": { "a": 1 } }, { "a": 2 }]', undefined],
  ['the name of a method', '{ "constructor": 1, "toString": 2, "__proto__": 3 }', undefined],
])('JSON with %s', (_, text, message) => {
  if (message === undefined) { expect(parsed(text)).toEqual(JSON.parse(text)); } else { expect(() => parsed(text)).toThrow(message); }
});

test('the functions of rules have short tags too', () => {
  const text = 'Rules:\n  R:\n    Assertions:\n      - Assert: !EachMemberIn [!ValueOfAll [T, Tags], !RefAll X]\n      - Assert: !Contains [[a], !ValueOf [P, Attribute]]\n      - Assert: !EachMemberEquals [[a], a]\nResources: {}\n';

  expect(parseTemplate(text, 't.yaml').template).toMatchObject({ Rules: { R: { Assertions: [{ Assert: { 'Fn::EachMemberIn': [{ 'Fn::ValueOfAll': ['T', 'Tags'] }, { 'Fn::RefAll': 'X' }] } }, { Assert: { 'Fn::Contains': [['a'], { 'Fn::ValueOf': ['P', 'Attribute'] }] } }, { Assert: { 'Fn::EachMemberEquals': [['a'], 'a'] } }] } } });
});

describe('JSON within YAML, no further in than its key', () => {
  const KEY = 'a:\n  b: {\n  "c": ["x", "}",\n  {"d": 1}]\n  }\n  e: 2\n';

  test('is read as CloudFormation takes it', () => {
    expect(parsed(KEY)).toEqual({ a: { b: { c: ['x', '}', { d: 1 }] }, e: 2 } });
  });
  test('has the lines of the file', () => {
    expect(parseTemplate(KEY, 't.yaml').lineOf(['a', 'e'])).toBe(6);
  });
  test('several', () => expect(parsed('a: {\nx: 1}\nb: [\n1,\n2]\n')).toEqual({ a: { x: 1 }, b: [1, 2] }));
  test('that never ends', () => expect(() => parsed('a:\n  b: {\n  "c": 1\n')).toThrow(/t\.yaml:\d: /));
});
