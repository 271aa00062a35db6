import { folder, keysmith, template } from './support';

const named = (alias: string) => ({ Resources: { ...template().Resources, Alias: { ...template().Resources.Alias, Properties: { AliasName: alias, TargetKeyId: { Ref: 'Key' } } } } });
const cost = async (args: readonly string[], cwd: string, world = {}) => {
  const { code, out, err } = await keysmith(['cost', ...args, '--format', 'json'], cwd, world);
  return { code, err, keys: code === 0 ? JSON.parse(out).keys.map(({ key, stack }: any) => `${stack}: ${key}`) : [] };
};

const assembly = {
  'manifest.json': {
    version: '1',
    artifacts: {
      Data: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'Data.template.json', stackName: 'prod-data' } },
      Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } },
    },
  },
  'Data.template.json': named('alias/data'),
  'assembly-Stage/manifest.json': {
    version: '1', artifacts: { StageApi: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'Api.template.json', stackName: 'api' } } },
  },
  'assembly-Stage/Api.template.json': named('alias/api'),
};
const under = (prefix: string, files: { readonly [name: string]: object }) => Object.fromEntries(Object.entries(files).map(([name, content]) => [`${prefix}/${name}`, content]));

test.each<[string, readonly string[], { readonly [name: string]: string | object }, readonly string[]]>([
  ['cdk.out when nothing is named', [], under('cdk.out', assembly), ['prod-data: alias/data', 'api: alias/api']],
  ['an assembly by its name', ['out'], under('out', assembly), ['prod-data: alias/data', 'api: alias/api']],
  ['an assembly in a folder', ['.'], under('app/cdk.out', assembly), ['prod-data: alias/data', 'api: alias/api']],
  ['a template', ['a.template.json'], { 'a.template.json': named('alias/a') }, ['a: alias/a']],
  ['several', ['a.json', 'b.yaml'], { 'a.json': named('alias/a'), 'b.yaml': JSON.stringify(named('alias/b')) }, ['a: alias/a', 'b: alias/b']],
  ['a folder, its folders, in order', ['templates'], { 'templates/b/x.yml': JSON.stringify(named('alias/x')), 'templates/a.json': named('alias/a') }, ['a: alias/a', 'x: alias/x']],
  ['one stack', ['--stack', 'api'], under('cdk.out', assembly), ['api: alias/api']],
  ['stacks by a pattern', ['--stack', 'prod-*'], under('cdk.out', assembly), ['prod-data: alias/data']],
  ['one key', ['--key', 'alias/api'], under('cdk.out', assembly), ['api: alias/api']],
])('%s', async (_, args, files, keys) => { expect(await cost(args, folder(files))).toEqual({ code: 0, err: '', keys }); });

test('standard input', async () => {
  expect(await cost(['-'], folder(), { stdin: JSON.stringify(named('alias/in')) })).toMatchObject({ keys: ['stdin: alias/in'] });
});

test('what is no template is passed over, and counted', async () => {
  const cwd = folder({ 't/a.json': named('alias/a'), 't/package.json': { name: 'x' }, 't/parameters.json': [{ ParameterKey: 'Resources' }], 't/readme.md': '' });
  expect(await cost(['t'], cwd)).toEqual({ code: 0, err: '2 files passed over: no template\n', keys: ['a: alias/a'] });
  expect(await cost(['t', '--quiet'], cwd)).toMatchObject({ err: '' });
});

describe('parameters', () => {
  const byParameter = {
    Parameters: { Name: { Type: 'String', Default: 'alias/default' } },
    Resources: { ...template().Resources, Alias: { ...template().Resources.Alias, Properties: { AliasName: { Ref: 'Name' }, TargetKeyId: { Ref: 'Key' } } } },
  };

  test.each<[string, readonly string[], { readonly [name: string]: object }, string]>([
    ['by name', ['--parameters', 'Name=alias/given'], {}, 't: alias/given'],
    ['with an equals sign in the value', ['--parameters', 'Name=alias/a=b'], {}, 't: alias/a=b'],
    ['of a file, an object', ['--parameters', 'p.json'], { 'p.json': { Name: 'alias/file' } }, 't: alias/file'],
    ['of a file as CloudFormation has it', ['--parameters', 'p.json'], { 'p.json': [{ ParameterKey: 'Name', ParameterValue: 'alias/list' }] }, 't: alias/list'],
    ['the last counts', ['--parameters', 'p.json', '--parameters', 'Name=alias/last'], { 'p.json': { Name: 'alias/file' } }, 't: alias/last'],
  ])('%s', async (_, args, files, key) => { expect((await cost(['t.json', ...args], folder({ 't.json': byParameter, ...files }))).keys).toEqual([key]); });

  test('a default settles nothing', async () => {
    expect((await cost(['t.json'], folder({ 't.json': byParameter }))).keys).not.toEqual(['t: alias/default']);
  });
});

test('what keys cost', async () => {
  const cwd = folder({ 't.json': template([], { Fixed: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' } }, Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1', KeyPolicy: {} } } }) });
  const { out } = await keysmith(['cost', 't.json', '--requests', '1020000', '--format', 'json'], cwd);
  expect(JSON.parse(out)).toMatchObject({ currency: 'USD', summary: { keys: 2, replicas: 1, monthly: 6, monthlyWhenRotated: 8, requests: 3 } });
  expect((await keysmith(['cost', 't.json'], cwd)).out).toContain('2 keys and 1 replica: $3.00 a month, $5.00 once every key has rotated twice; requests come on top\n');
});
