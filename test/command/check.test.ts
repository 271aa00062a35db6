import { ACCOUNT_STATEMENT, folder, keysmith, template } from './support';

const OPEN = { Sid: 'Open', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
const open = template([ACCOUNT_STATEMENT, OPEN]);

const YAML = `
Resources:
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - Sid: EnableIamPolicies
            Effect: Allow
            Principal:
              AWS: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root
            Action: kms:*
            Resource: '*'
  Alias:
    Type: AWS::KMS::Alias
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      AliasName: alias/orders
      TargetKeyId: !Ref Key
`;

describe('exit codes', () => {
  test.each<[string, object, readonly string[], number]>([
    ['nothing found', template(), [], 0],
    ['an error', open, [], 1],
    ['an error, never to fail', open, ['--fail-on', 'never'], 0],
    ['a warning', template([ACCOUNT_STATEMENT], {}, { Enabled: false }), [], 0],
    ['a warning, to fail on', template([ACCOUNT_STATEMENT], {}, { Enabled: false }), ['--fail-on', 'warning'], 1],
    ['an error of a rule that is off', open, ['--rules-off', 'WildcardPrincipal'], 0],
    ['the same with its full name, and another with a comma', open, ['--rules-off', 'KeyEnabled,Keysmith-WildcardPrincipal'], 0],
  ])('%s', async (_, content, args, code) => {
    expect(await keysmith(['check', 't.json', ...args], folder({ 't.json': content }))).toMatchObject({ code, err: '' });
  });
});

test('the text has file and line, and a line of counts', async () => {
  const { out, code } = await keysmith(['check', 't.yaml'], folder({ 't.yaml': YAML }));
  expect(code).toBe(1);
  expect(out).toContain('t.yaml:7 error Keysmith-RotationEnabled\n  t/Key: ');
  expect(out.trim().split('\n').pop()).toMatch(/^1 error, 0 warnings, \d+ to know; 1 key read$/);
});

test('the JSON is that of the contract, the same on every run', async () => {
  const cwd = folder({ 't.json': open });
  const { out } = await keysmith(['check', 't.json', '--format', 'json'], cwd);
  expect(JSON.parse(out)).toEqual({
    schemaVersion: 1,
    command: 'check',
    summary: { error: 1, warning: 0, info: 0, acknowledged: 0, keys: 1 },
    findings: [{
      ruleId: 'Keysmith-WildcardPrincipal',
      id: expect.stringMatching(/^Keysmith-WildcardPrincipal\[.+\]$/),
      level: 'error',
      message: expect.stringContaining("'Open'"),
      fix: expect.any(String),
      help: 'https://cdk-keysmith.github.io/cdk-keysmith/rules/WildcardPrincipal.html',
      stack: 't',
      logicalId: 'Key',
      constructPath: null,
      location: 'Properties.KeyPolicy',
      file: 't.json',
      line: 1,
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      acknowledged: null,
      remedy: null,
    }],
  });
  expect((await keysmith(['check', 't.json', '--format', 'json'], cwd)).out).toBe(out);
  expect(out).not.toContain(cwd);
});

describe('acknowledged findings count nowhere', () => {
  const acknowledged = (metadata: object) => ({ Resources: { ...open.Resources, Key: { ...open.Resources.Key, Metadata: metadata } } });

  test.each<[string, object]>([
    ['in a template of no CDK', { keysmith: { 'Keysmith-WildcardPrincipal': 'public by design' } }],
    ['as cdk-nag writes them', { cdk_nag: { rules_to_suppress: [{ id: 'Keysmith-WildcardPrincipal', reason: 'public by design' }] } }],
  ])('%s', async (_, metadata) => {
    const { code, out } = await keysmith(['check', 't.json', '--format', 'json'], folder({ 't.json': acknowledged(metadata) }));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ summary: { error: 0, acknowledged: 1 }, findings: [{ acknowledged: 'public by design' }] });
  });

  test('by the configuration file', async () => {
    const cwd = folder({ 't.json': open, 'keysmith.yaml': 'acknowledge:\n  WildcardPrincipal: public by design\n' });
    expect(await keysmith(['check', 't.json', '--config', 'keysmith.yaml'], cwd)).toMatchObject({ code: 0, out: expect.stringContaining('(public by design)') });
  });

  test('by the CDK, on a construct above', async () => {
    const stack = { Resources: { ...open.Resources, Key: { ...open.Resources.Key, Metadata: { 'aws:cdk:path': 'Data/Keys/Key/Resource' } } } };
    const metadata = { '/Data/Keys': [{ type: 'aws:cdk:acknowledged-rules', data: { 'Annotation::Keysmith-WildcardPrincipal': 'public by design' } }] };
    const cwd = folder({
      'cdk.out/manifest.json': { version: '1', artifacts: { Data: { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'Data.template.json' }, metadata } } },
      'cdk.out/Data.template.json': stack,
    });
    expect(JSON.parse((await keysmith(['check', '--format', 'json'], cwd)).out)).toMatchObject({
      summary: { error: 0, acknowledged: 1 }, findings: [{ constructPath: 'Data/Keys/Key', stack: 'Data', file: 'cdk.out/Data.template.json' }],
    });
  });
});

test('with --key, findings on that key alone', async () => {
  const two = template([ACCOUNT_STATEMENT, OPEN], { Other: { ...open.Resources.Key, Properties: { ...open.Resources.Key.Properties } } });
  const { out } = await keysmith(['check', 't.json', '--key', 'alias/ord*', '--format', 'json'], folder({ 't.json': two }));
  expect(JSON.parse(out).findings.map(({ logicalId }: any) => logicalId)).toEqual(['Key']);
});

describe('files', () => {
  test('have the format of their ending, and standard output stays empty', async () => {
    const { out, files } = await keysmith(['check', 't.json', '-o', 'a.sarif', '-o', 'b.xml', '-o', 'c.md', '-o', 'd.html', '-o', 'e.json'], folder({ 't.json': open }));
    expect(out).toBe('');
    expect(JSON.parse(files['a.sarif']).runs[0].results).toHaveLength(1);
    expect(files['b.xml']).toContain('<failure message=');
    expect(files['c.md']).toMatch(/^\*\*1 error and 0 warnings\*\* on 1 key\.\n/);
    expect(files['d.html']).toContain('<caption>Findings</caption>');
    expect(JSON.parse(files['e.json']).command).toBe('check');
  });

  test('with a format as well, both', async () => {
    const { out, files } = await keysmith(['check', 't.json', '-o', 'a.md', '--format', 'json'], folder({ 't.json': open }));
    expect([JSON.parse(out).command, Object.keys(files)]).toEqual(['check', ['a.md']]);
  });
});

test('strangers\' texts are words in every format', async () => {
  const evil = template([ACCOUNT_STATEMENT, { ...OPEN, Sid: undefined, Principal: { AWS: '*' } }], {}, {});
  const named = { Resources: { '<script>|`@all`': { ...evil.Resources.Key }, 'Alias': evil.Resources.Alias } };
  const { files } = await keysmith(['check', 't.json', '-o', 'a.html', '-o', 'a.md', '-o', 'a.xml'], folder({ 't.json': named }));
  expect(files['a.html']).not.toContain('<script>');
  expect(files['a.md']).not.toMatch(/<script>|@all/);
  expect(files['a.xml']).not.toContain('<script>');
});

describe('colours', () => {
  const run = (args: readonly string[], world: object) => keysmith(['check', 't.json', ...args], folder({ 't.json': open }), world).then(({ out }) => out.includes('\u001b['));

  test.each<[string, readonly string[], object, boolean]>([
    ['on a terminal', [], { terminal: true }, true],
    ['not elsewhere', [], {}, false],
    ['not with NO_COLOR', [], { terminal: true, env: { NO_COLOR: '1' } }, false],
    ['always', ['--color', 'always'], {}, true],
    ['never', ['--color', 'never'], { terminal: true }, false],
  ])('%s', async (_, args, world, coloured) => { expect(await run(args, world)).toBe(coloured); });
});

test('a finding of a statement is on its line, and says what would tell', async () => {
  const text = `Parameters:
  Partner: { Type: String }
  Open: { Type: String }
Conditions:
  IsOpen: !Equals [!Ref Open, 'yes']
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - { Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }, Action: kms:*, Resource: '*' }
          - Sid: Partner
            Effect: Allow
            Principal: { AWS: !Sub 'arn:aws:iam::\${Partner}:root' }
            Action: kms:Decrypt
            Resource: '*'
          - !If
            - IsOpen
            - { Sid: Open, Effect: Allow, Principal: '*', Action: kms:Decrypt, Resource: '*' }
            - !Ref AWS::NoValue
          - { Sid: Literal, Effect: Allow, Principal: { AWS: '111122223333' }, Action: kms:Decrypt, Resource: '*' }
`;
  const { out } = await keysmith(['check', 't.yaml', '--rules-off', 'RotationEnabled,KeyRetained,KeyHasAlias', '--format', 'json'], folder({ 't.yaml': text }));
  const { findings } = JSON.parse(out);

  expect(findings.map(({ id, line, location }: any) => [id, line, location])).toEqual([
    ['Keysmith-WildcardPrincipal[Open]', 18, 'Properties.KeyPolicy'],
    ['Keysmith-CrossAccountBounded[Partner]', 13, 'Properties.KeyPolicy'],
    ['Keysmith-CrossAccountBounded[Literal]', 22, 'Properties.KeyPolicy'],
  ]);
  expect(findings.slice(1).map(({ message }: any) => message)).toEqual([
    "Not known before deployment whether other accounts are allowed as far as they need: 'Partner' depends on Partner, which only the deployment knows. --parameters Partner=… would tell.",
    "Not known before deployment whether other accounts are allowed as far as they need: 'Literal' depends on AWS::AccountId, which only the deployment knows. --account would tell.",
  ]);
});

test('what a mapping chooses is told by the parameter that chooses', async () => {
  const text = `
Parameters: { Stage: { Type: String } }
Mappings:
  Accounts:
    dev: { Consumer: 'arn:aws:iam::444455556666:root' }
    prod: { Consumer: 'arn:aws:iam::444455557777:root' }
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - { Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }, Action: kms:*, Resource: '*' }
          - { Sid: Consumer, Effect: Allow, Principal: { AWS: !FindInMap [Accounts, !Ref Stage, Consumer] }, Action: kms:Decrypt, Resource: '*' }
`;
  const { out } = await keysmith(['check', 't.yaml', '--rules-off', 'RotationEnabled,KeyRetained,KeyHasAlias', '--format', 'json'], folder({ 't.yaml': text }));

  expect(JSON.parse(out).findings.map(({ level, message }: any) => [level, message])).toEqual([
    ['info', expect.stringMatching(/'Consumer' depends on FindInMap\(Accounts Stage Consumer\), which only the deployment knows\. --parameters Stage=… would tell\.$/)],
  ]);
});

describe('nulls, which CloudFormation refuses', () => {
  const holed = YAML.replace('Action: kms:*', 'Action: kms:*\n            Condition:').replace('      TargetKeyId: !Ref Key', '      TargetKeyId: !Ref Key\n      Tags:');

  test('are told once, and read as if not there', async () => {
    const found = ({ out }: { out: string }) => JSON.parse(out).findings.map(({ id, logicalId, message }: any) => [id, logicalId, message]);
    const said = await keysmith(['check', 't.yaml', '--format', 'json'], folder({ 't.yaml': holed }));
    expect(said.err).toBe('t.yaml:16: Resources.Key.Properties.KeyPolicy.Statement.0.Condition and 1 more is null, which CloudFormation refuses; read as if not there\n');
    expect(found(said)).toEqual(found(await keysmith(['check', 't.yaml', '--format', 'json'], folder({ 't.yaml': YAML }))));
  });
});

test('a finding has the remedy that is for it, where that of the rule is not', async () => {
  const events = { Sid: 'Events', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*'], Resource: '*' };
  const { out } = await keysmith(['check', 't.json', '--format', 'json'], folder({ 't.json': template([ACCOUNT_STATEMENT, events]) }));
  // Under a source condition, which the rule asks for, messages of EventBridge to topics are lost.
  expect(JSON.parse(out).findings.find(({ id }: any) => id === 'Keysmith-ServicePrincipalBounded[Events]').fix).toMatch(/^Leave kms:Decrypt and kms:GenerateDataKey\* only/);
});
