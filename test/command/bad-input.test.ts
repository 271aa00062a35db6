import { folder, keysmith, template } from './support';

/** Everything that has no answer: exit code 2, nothing on standard output, one line on standard error. */
test.each<[string, readonly string[], { readonly [name: string]: string | object }, RegExp]>([
  ['no command', [], {}, /^keysmith: a command is needed/],
  ['a misspelt command', ['chekc'], {}, /unknown command 'chekc'.*check/],
  ['a misspelt option', ['check', '--fial-on', 'error'], {}, /unknown option '--fial-on'.*--fail-on/],
  ['an option without its value', ['check', '--config'], {}, /argument missing/],
  ['no cdk.out', ['check'], {}, /there is no cdk\.out here; run 'cdk synth' first/],
  ['a path that is not there', ['check', 'template.yml'], { 'template.yaml': 'Resources: {}' }, /there is no 'template\.yml'; did you mean 'template\.yaml'\?/],
  ['an empty folder', ['check', '.'], { 'readme.md': '' }, /'\.' holds no CloudFormation template/],
  ['an empty file', ['check', 't.yaml'], { 't.yaml': '' }, /t\.yaml: is empty/],
  ['broken YAML', ['check', 't.yaml'], { 't.yaml': 'Resources:\n  A: [1' }, /t\.yaml:2: /],
  ['broken JSON', ['check', 't.json'], { 't.json': '{"Resources": {' }, /t\.json:1: /],
  ['a file that is no template', ['check', 't.json'], { 't.json': { a: 1 } }, /t\.json: is no CloudFormation template: it has no Resources/],
  ['a list', ['check', 't.json'], { 't.json': [1] }, /has no Resources/],
  ['a resource without a type', ['check', 't.yaml'], { 't.yaml': 'Resources:\n  Key: {}\n' }, /t\.yaml:2: the resource 'Key' has no Type/],
  ['an unknown tag', ['check', 't.yaml'], { 't.yaml': 'Resources:\n  Key: !Foo x\n' }, /t\.yaml:2: unknown tag !Foo/],
  ['a format that check has not', ['check', '--format', 'yaml'], {}, /--format must be text, markdown, json, sarif, junit, html, got 'yaml'/],
  ['an ending that names no format', ['check', '-o', 'report.pdf'], {}, /the ending of 'report\.pdf' names no format/],
  ['a format that cost has not', ['cost', '--format', 'sarif'], {}, /--format must be text, markdown, json, got 'sarif'/],
  ['an unknown rule', ['check', 't.json', '--rules-off', 'RotationEnable'], { 't.json': template() }, /no rule 'RotationEnable'; did you mean 'Keysmith-RotationEnabled'/],
  ['a rule by its former name', ['check', 't.json', '--rules-off', 'AbsentKeys'], { 't.json': template() }, /'AbsentKeys' is called Keysmith-ConditionKeyPresence now/],
  ['an unknown level', ['check', '--fail-on', 'info'], {}, /--fail-on must be error, warning or never, got 'info'/],
  ['a configuration that is not there', ['check', 't.json', '--config', 'k.yaml'], { 't.json': template() }, /--config: there is no 'k\.yaml'/],
  ['a configuration with a misspelt property', ['check', 't.json', '--config', 'k.yaml'], { 't.json': template(), 'k.yaml': 'disabledRule: []' }, /unknown property 'disabledRule'; did you mean 'disabledRules'/],
  ['a window that KMS has not', ['check', 't.json', '--config', 'k.yaml'], { 't.json': template(), 'k.yaml': 'minimumPendingWindow: 31' }, /'minimumPendingWindow' must be a whole number of days from 7 to 30, got: 31/],
  ['an account that is none', ['check', 't.json', '--account', '12'], { 't.json': template() }, /--account takes an account id of 12 digits, got '12'/],
  ['a Region that is none', ['check', 't.json', '--region', 'Frankfurt'], { 't.json': template() }, /--region takes a Region such as eu-west-1/],
  ['parameters that are none', ['check', 't.json', '--parameters', 'x'], { 't.json': template() }, /--parameters takes KEY=VALUE or a file, got 'x'/],
  ['a stack that is not there', ['check', 't.json', '--stack', 'u'], { 't.json': template() }, /no stack is named 'u'.*there are t/],
  ['explain without a key', ['explain', '--who', 'account', '--can', 'kms:Decrypt'], {}, /a key is needed/],
  ['explain without who', ['explain', 'alias/orders', 't.json'], { 't.json': template() }, /--who and --can are needed/],
  ['an unknown key', ['explain', 'alias/order', 't.json', '--who', 'account', '--can', 'kms:Decrypt'], { 't.json': template() }, /no key is called 'alias\/order'; did you mean 'alias\/orders'/],
  ['an unknown action', ['explain', 'Key', 't.json', '--who', 'account', '--can', 'kms:Decrpyt'], { 't.json': template() }, /no action 'kms:Decrpyt'; did you mean 'Decrypt'/],
  ['nobody of that name', ['explain', 'Key', 't.json', '--who', 'Strenger', '--can', 'kms:Decrypt'], { 't.json': template() }, /nobody is called 'Strenger'; did you mean 'STRANGER'/],
  ['a condition key without a value', ['explain', 'Key', 't.json', '--who', 'account', '--can', 'kms:Decrypt', '--when', 'x'], { 't.json': template() }, /--when takes KEY=VALUE, got 'x'/],
])('%s', async (_, args, files, message) => {
  const { code, out, err } = await keysmith(args, folder(files));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err.length).toBeLessThanOrEqual(412);
  expect(err).not.toMatch(/\bat .*:\d+:\d+/);
});

test('with DEBUG the stack is shown', async () => {
  expect((await keysmith(['check'], folder(), { env: { DEBUG: '1' } })).err).toMatch(/\n\s+at /);
});

test('help and version are answers', async () => {
  expect(await keysmith(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n', err: '' });
  const { code, out } = await keysmith(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('Exit codes: 0 answered');
});
