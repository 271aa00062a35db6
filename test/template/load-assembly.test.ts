import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { fromAssembly } from '../../src/template/load-assembly';
import { ACCOUNT, REGION } from '../support/stack';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'assembly-')); });
afterEach(() => rmSync(directory, { recursive: true }));

const KEY = { Type: 'AWS::KMS::Key' };
const HERE = `aws://${ACCOUNT}/${REGION}`;
const PLACE = { account: ACCOUNT, region: REGION, partition: 'aws' };
const stack = (templateFile: string, more: any = {}) => ({ type: 'aws:cloudformation:stack', environment: HERE, properties: { templateFile }, ...more });
/** Writes files into the assembly, and reads it. */
const read = (files: { [name: string]: unknown }) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), JSON.stringify(content));
  }
  return fromAssembly(directory);
};

test('stacks are read with where they are deployed, in the order of the manifest', () => {
  const sections = { Resources: { Key: KEY }, Outputs: { Out: { Value: 'x' } }, Parameters: { P: { Type: 'String' } }, Conditions: { C: {} }, Mappings: { M: {} } };
  const templates = read({
    'manifest.json': {
      artifacts: {
        Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
        Two: stack('two.json', { properties: { templateFile: 'two.json', stackName: 'second' }, displayName: 'Stage/Two' }),
        One: stack('one.json'),
      },
    },
    'one.json': sections,
    'two.json': {},
  });

  expect(templates).toEqual([
    { index: 0, name: 'second', title: 'second', path: 'Stage/Two', place: PLACE, file: join(directory, 'two.json'), resources: {}, outputs: {} },
    {
      index: 1,
      name: 'One',
      title: 'One',
      path: 'One',
      place: PLACE,
      file: join(directory, 'one.json'),
      resources: { Key: KEY },
      outputs: { Out: { Value: 'x' } },
      parameters: { P: { Type: 'String' } },
      conditions: { C: {} },
      mappings: { M: {} },
    },
  ]);
});

test.each<[string, string | undefined, object]>([
  ['both', HERE, PLACE],
  ['neither', 'aws://unknown-account/unknown-region', { account: '${AWS.AccountId}', region: '${AWS.Region}', partition: '${AWS.Partition}' }],
  ['the account only', `aws://${ACCOUNT}/unknown-region`, { account: ACCOUNT, region: '${AWS.Region}' }],
  ['the Region only', 'aws://unknown-account/cn-north-1', { account: '${AWS.AccountId}', region: 'cn-north-1', partition: 'aws-cn' }],
  ['nothing', undefined, { account: '${AWS.AccountId}', region: '${AWS.Region}' }],
  ['nothing that is written as AWS CDK does', `xaws://${ACCOUNT}/${REGION}`, { account: '${AWS.AccountId}', region: '${AWS.Region}' }],
])('a stack that knows %s of where it is', (_, environment, place) => {
  expect(read({ 'manifest.json': { artifacts: { One: stack('one.json', { environment }) } }, 'one.json': {} })[0].place).toMatchObject(place);
});

test('stages are assemblies within the assembly', () => {
  const templates = read({
    'manifest.json': { artifacts: { One: stack('one.json'), Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } } } },
    'one.json': {},
    'assembly-Stage/manifest.json': { artifacts: { Two: stack('two.json') } },
    'assembly-Stage/two.json': { Resources: { Key: KEY } },
  });

  expect(templates.map(({ index, title, file, resources }) => [index, title, file, resources])).toEqual([
    [0, 'One', join(directory, 'one.json'), {}],
    [1, 'Two', join(directory, 'assembly-Stage', 'two.json'), { Key: KEY }],
  ]);
});

describe('nested stacks', () => {
  const HASH = '0123456789abcdef'.repeat(4);
  const nested = (more: object) => ({ Type: 'AWS::CloudFormation::Stack', ...more });
  const url = (hash: string) => ({ TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, `/assets/${hash}.json`]] } });
  const assembly = (resource: object, more: object = {}) => read({
    'manifest.json': { artifacts: { One: stack('one.json') } },
    'one.json': { Resources: { First: KEY, DataNestedStackDataNestedStackResource1F2E3D4C: resource } },
    'nested.json': { Resources: { Key: KEY } },
    ...more,
  });
  const found = [
    { index: 0, name: 'One', title: 'One' },
    {
      index: 1,
      title: 'One/Data',
      path: 'One',
      place: PLACE,
      file: expect.stringMatching(/nested\.json$/),
      resources: { Key: KEY },
      parent: { stack: 0, logicalId: 'DataNestedStackDataNestedStackResource1F2E3D4C' },
    },
  ];

  test('are read by the file in their metadata', () => {
    expect(assembly(nested({ Metadata: { 'aws:asset:path': 'nested.json' } }))).toMatchObject(found);
  });
  test('are read by the asset that their address names', () => {
    const assets = { 'One.assets.json': { files: { [HASH]: { source: { path: 'nested.json' } } } }, 'A.assets.json': {}, 'B.assets.json': { files: { other: { source: { path: 'one.json' } } } } };

    expect(assembly(nested({ Properties: url(HASH) }), assets)).toMatchObject(found);
    expect(assembly(nested({ Metadata: {}, Properties: url(HASH) }), assets)).toMatchObject(found);
    expect(assembly(nested({ Properties: url('f'.repeat(64)) }), assets)).toHaveLength(1);
    expect(assembly(nested({ Properties: url('abc') }), assets)).toHaveLength(1);
  });
  test('are named by their construct', () => {
    const path = { 'aws:asset:path': 'nested.json', 'aws:cdk:path': 'One/Deep/Data.NestedStack/Data.NestedStackResource' };

    expect(assembly(nested({ Metadata: path }))[1].title).toBe('One/Deep/Data');
  });
  test('have nested stacks of their own', () => {
    const inner = { Resources: { Inner: nested({ Metadata: { 'aws:asset:path': 'inner.json' } }) } };
    const templates = assembly(nested({ Metadata: { 'aws:asset:path': 'nested.json' } }), { 'nested.json': inner, 'inner.json': {} });

    expect(templates.map(({ title, parent }) => [title, parent])).toEqual([
      ['One', undefined],
      ['One/Data', { stack: 0, logicalId: 'DataNestedStackDataNestedStackResource1F2E3D4C' }],
      ['One/Data/Inner', { stack: 1, logicalId: 'Inner' }],
    ]);
  });
  test.each<[string, object]>([
    ['without a template in the assembly', nested({ Metadata: { 'aws:asset:path': 'gone.json' } })],
    ['that are deployed from an address', nested({ Properties: { TemplateURL: 'https://example.com/nested.json' } })],
    ['without an address', nested({ Properties: {} })],
    ['of which nothing is written', nested({})],
    ['that are none, though they name a file', { Type: 'AWS::Lambda::Function', Metadata: { 'aws:asset:path': 'nested.json' } }],
  ])('%s are left out', (_, resource) => expect(assembly(resource).map(({ title }) => title)).toEqual(['One']));
});

test('a manifest without artifacts has no stacks', () => expect(read({ 'manifest.json': {} })).toEqual([]));
test('a folder that is no assembly is refused, with what to give', () => {
  expect(() => fromAssembly(directory)).toThrow(`'directory' must be a cloud assembly with a manifest.json, got: '${directory}'`);
  expect(() => fromAssembly(directory)).toThrow("give it the output of 'cdk synth'");
});
