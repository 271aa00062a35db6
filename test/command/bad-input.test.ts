import { folder, keysmith, template } from './support';

const stack = (properties?: object) => ({ version: '1', artifacts: { S: { type: 'aws:cloudformation:stack', properties } } });

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
  ['explain without who', ['explain', 'alias/orders', 't.json'], { 't.json': template() }, /--who is needed/],
  ['an unknown key', ['explain', 'alias/order', 't.json', '--who', 'account', '--can', 'kms:Decrypt'], { 't.json': template() }, /no key is called 'alias\/order'; did you mean 'alias\/orders'/],
  ['an unknown action', ['explain', 'Key', 't.json', '--who', 'account', '--can', 'kms:Decrpyt'], { 't.json': template() }, /no action 'kms:Decrpyt'; did you mean 'Decrypt'/],
  ['nobody of that name', ['explain', 'Key', 't.json', '--who', 'Strenger', '--can', 'kms:Decrypt'], { 't.json': template() }, /nobody is called 'Strenger'; did you mean 'STRANGER'/],
  ['a condition key without a value', ['explain', 'Key', 't.json', '--who', 'account', '--can', 'kms:Decrypt', '--when', 'x'], { 't.json': template() }, /--when takes KEY=VALUE, got 'x'/],
  ['explain without an action', ['explain', 'alias/orders', 't.json', '--who', 'account'], { 't.json': template() }, /--can is needed/],
  ['a binary file', ['check', 't.yaml'], { 't.yaml': 'PK\u0003\u0004\u0000\u0000\ufffd' }, /^keysmith: t\.yaml/],
  ['a tab in YAML', ['check', 't.yaml'], { 't.yaml': 'Resources:\n\tKey: 1' }, /t\.yaml:2: /],
  ['a logical id twice', ['check', 't.yaml'], { 't.yaml': 'Resources:\n  A: {Type: x}\n  A: {Type: y}' }, /t\.yaml:3: .*unique/],
  ['which key is there twice', ['check', 't.yaml'], { 't.yaml': 'Resources:\n  A:\n    Type: x\n    "Type": y' }, /t\.yaml:4: keys of a mapping are unique, 'Type' is there twice/],
  ['a logical id twice, in JSON', ['report', 't.json'], { 't.json': '{"Resources": {\n"A": {"Type": "x"},\n"A": {"Type": "y"}}}' }, /^keysmith: t\.json:3: the key 'A' is there twice\n$/],
  ['a key pattern that names none', ['report', 't.json', '--key', 'alias/ordrs'], { 't.json': template() }, /--key: no key is called 'alias\/ordrs'; did you mean 'alias\/orders'\?\n$/],
  ['a key pattern that names none on either side', ['diff', 't.json', 't.json', '--key', 'nothing'], { 't.json': template() }, /--key: no key is called 'nothing'\n$/],
  ['help for a misspelt command', ['help', 'chekc'], {}, /^keysmith: unknown command 'chekc'; did you mean 'check'\?\n$/],
  ['a template in the place of the key', ['explain', 't.json', '--who', 'account', '--can', 'kms:Decrypt'], { 't.json': template() }, /a key is needed before the path: 'keysmith explain alias\/orders t\.json'/],
  ['the same of adopt', ['adopt', 't.json'], { 't.json': template() }, /a key is needed before the path/],
  ['a misspelt condition key', ['explain', 'Key', 't.json', '--who', 'account', '--can', 'kms:Decrypt', '--when', 'kms:ViaServise=x'], { 't.json': template() }, /--when: there is no condition key 'kms:ViaServise'; did you mean 'kms:ViaService'\?/],
  ['two documents', ['check', 't.yaml'], { 't.yaml': 'Resources: {}\n---\nResources: {}' }, /t\.yaml/],
  ['an anchor that holds itself', ['check', 't.yaml'], { 't.yaml': 'Resources: &a\n  A: *a\n' }, /t\.yaml: an anchor holds itself/],
  ['anchors that stand for millions', ['check', 't.yaml'], {
    't.yaml': `${[...'abcdefgh'].map((name, i) => `${name}: &${name} [${Array(10).fill(i === 0 ? 'x' : `*${'abcdefgh'[i - 1]}`).join()}]`).join('\n')}\nResources: {}`,
  }, /t\.yaml: its anchors stand for more than 500000 values/],
  ['what nests without end', ['report', 't.json'], { 't.json': `{"Resources":{"A":{"Type":"AWS::KMS::Key","Properties":{"Description":${'['.repeat(9000)}${']'.repeat(9000)}}}}}` }, /t\.json: nests deeper than 200 levels/],
  ['the same as YAML', ['check', 't.yaml'], { 't.yaml': `Resources: {A: {Type: x, P: ${'['.repeat(5000)}${']'.repeat(5000)}}}` }, /t\.yaml/],
  ['a template over 1 MB', ['check', 't.json'], { 't.json': { Resources: { A: { Type: 'x', Properties: { a: 'x'.repeat(1_100_000) } } } } }, /t\.json: is larger than the 1 MB/],
  ['Resources as a list', ['check', 't.json'], { 't.json': { Resources: [] } }, /has no Resources/],
  ['a resource that is a text', ['check', 't.json'], { 't.json': { Resources: { Key: 'AWS::KMS::Key' } } }, /the resource 'Key' has no Type/],
  ['Properties as a list', ['check', 't.json'], { 't.json': { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: [] } } } }, /the Properties of 'Key' are no mapping/],
  ['a Statement that is a text', ['report', 't.json'], { 't.json': { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: 'x' } } } } } }, /t\.json:1: the key policy of 'Key' holds what is no statement/],
  ['a list of statements with a number', ['diff', 't.json', 't.json'], { 't.json': { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{}, 5] } } } } } }, /holds what is no statement/],
  ['a key policy that is a list', ['cost', 't.json'], { 't.json': { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: [] } } } } }, /holds what is no statement/],
  ['the state of Terraform', ['check', 't.json'], { 't.json': { version: 4, terraform_version: '1.9', resources: [] } }, /t\.json: is no CloudFormation template: it is Terraform's/],
  ['a plan of Terraform', ['report', 't.json'], { 't.json': { format_version: '1.2', terraform_version: '1.9', planned_values: {} } }, /it is Terraform's/],
  ['a file of the Serverless Framework', ['check', 'serverless.yml'], { 'serverless.yml': "service: x\nprovider: { name: aws }\ncustom: { a: '${self:service}' }" },
    /serverless\.yml: is no CloudFormation template: it is of the Serverless Framework; run 'sls package' and give \.serverless\/cloudformation-template-update-stack\.json/],
  ['the manifest of an assembly', ['report', 'm.json'], { 'm.json': { version: '1', artifacts: {} } }, /it is the manifest of a cloud assembly; give the folder/],
  ['the configuration of an app', ['check', 'cdk.json'], { 'cdk.json': { app: 'npx ts-node app.ts', context: {} } }, /run 'cdk synth' and give cdk\.out/],
  ['a program', ['check', 'app.ts'], { 'app.ts': 'new App();' }, /it is a program; run 'cdk synth'/],
  ['a file of Terraform', ['check', 'main.tf'], { 'main.tf': 'resource "aws_kms_key" "k" {}' }, /it is Terraform's/],
  ['a manifest of Kubernetes', ['check', 't.yaml'], { 't.yaml': 'apiVersion: v1\nkind: Secret' }, /it is a manifest of Kubernetes/],
  ['parameters', ['check', 't.json'], { 't.json': [{ ParameterKey: 'A', ParameterValue: 'b' }] }, /it holds parameters; give the template, and this file with --parameters/],
  ['a policy', ['check', 't.json'], { 't.json': { Version: '2012-10-17', Statement: [] } }, /it is a policy; give the template that has it/],
  ['a part of a template', ['check', 't.yaml'], { 't.yaml': 'Key: { Type: AWS::KMS::Key }' }, /it has resources but no Resources: a part/],
  ['an assembly without its manifest', ['check', 'cdk.out'], { 'cdk.out/cdk.out': { version: '1' }, 'cdk.out/tree.json': { version: 'tree-0.1' } }, /'cdk\.out' holds no CloudFormation template/],
  ['a broken manifest', ['check'], { 'cdk.out/manifest.json': '{' }, /'cdk\.out\/manifest\.json' is not JSON/],
  ['an assembly whose template is missing', ['check'], { 'cdk.out/manifest.json': stack({ templateFile: 'S.json' }) }, /'cdk\.out' cannot be read as a cloud assembly: there is no 'S\.json'/],
  ['an assembly whose template is broken', ['check'], { 'cdk.out/manifest.json': stack({ templateFile: 'S.json' }), 'cdk.out/S.json': '{' }, /cannot be read as a cloud assembly/],
  ['a stack without properties', ['check'], { 'cdk.out/manifest.json': stack() }, /cannot be read as a cloud assembly/],
  ['a stage that is missing', ['check'], { 'cdk.out/manifest.json': { artifacts: { S: { type: 'cdk:cloud-assembly', properties: { directoryName: 'gone' } } } } }, /cannot be read: ENOENT/],
  ['a nested stack without its template', ['check'], {
    'cdk.out/manifest.json': stack({ templateFile: 'S.json' }), 'cdk.out/S.json': { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'gone.json' } } } },
  }, /S\/N: the template of the nested stack, 'gone\.json', is not there/],
  ['a diff with one side', ['diff', 't.json'], { 't.json': template() }, /missing required argument 'new'/],
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

/** What CloudFormation would refuse, or what is odd, and yet can be read. */
test.each<[string, object]>([
  ['conditions that name each other', { Conditions: { A: { Condition: 'B' }, B: { Condition: 'A' } }, Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { Enabled: { 'Fn::If': ['A', true, false] } } } } }],
  ['a policy that is its own attribute', { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { 'Fn::GetAtt': ['Key', 'KeyPolicy'] } } } } }],
  ['functions of wrong arguments', { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Ref: 5 }, Description: { 'Fn::Sub': 5 }, Enabled: { 'Fn::If': 5 } } } } }],
  ['elements of wrong types', { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: 5, Action: 5, Resource: 5, Condition: 5 }] } } } } }],
  ['policies of wrong types', { Resources: { Key: { Type: 'AWS::KMS::Key' }, R: { Type: 'AWS::IAM::Role', Properties: { Policies: 'x', ManagedPolicyArns: 5, PermissionsBoundary: [] } } } }],
  ['sections of wrong types', { Parameters: [], Outputs: [], Conditions: [], Mappings: 5, Resources: { Key: { Type: 'AWS::KMS::Key' } } }],
  ['SAM', { Transform: 'AWS::Serverless-2016-10-31', Resources: { F: { Type: 'AWS::Serverless::Function', Properties: { Policies: 5, KmsKeyArn: {} } }, Key: { Type: 'AWS::KMS::Key' } } }],
])('%s end in no internal error', async (_, content) => {
  for (const args of [['check', 't.json', '--fail-on', 'never'], ['report', 't.json'], ['diff', 't.json', 'u.json'], ['cost', 't.json']]) {
    expect(await keysmith(args, folder({ 't.json': content, 'u.json': template() }))).toMatchObject({ code: 0, err: '' });
  }
});
