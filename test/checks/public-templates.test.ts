import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App as CdkApp, DefaultStackSynthesizer, PolicyValidationPluginReport, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { ACCOUNT, base, MESSAGE, NO_VALUE, REGION, role, service, statement, TEMPLATE_CASES, TemplateCase } from './public-templates';
import { EXPECTED, Resources, template } from './support';
import { App } from '../../src/app/app';
import { KmsChecks } from '../../src/checks';
import { describe as described, findingsOf } from '../../src/checks/findings';
import { RULES } from '../../src/checks/rules';

const found = (resources: Resources, place: object = { account: ACCOUNT, region: REGION }) =>
  findingsOf(new App([template(resources, place)]), { rules: RULES, expectations: EXPECTED, reportUnknown: true });
const lines = (resources: Resources, place?: object) => found(resources, place).map(({ level, rule, subject }) => `${level} ${rule.id} ${subject.logicalId}`);

test.each(TEMPLATE_CASES.map(one => [one.name, one] as const))('%s', (_, { resources, says }) => expect(lines(resources).sort()).toEqual([...says].sort()));

/** The template with the parameters and conditions that it names. */
function declared(resources: Resources): object {
  const [parameters, conditions] = [new Set<string>(), new Set<string>()];
  const parameter = (name: string): void => { if (!name.includes('::') && !name.includes(':') && !resources[name.split('.')[0]]) { parameters.add(name); } };
  const look = (value: any): void => {
    if (typeof value !== 'object' || value === null) { return; }
    if (typeof value.Ref === 'string') { parameter(value.Ref); }
    if (typeof value['Fn::Sub'] === 'string') { for (const { 1: name } of value['Fn::Sub'].matchAll(/\$\{([^!][^}]*)\}/g)) { parameter(name); } }
    if (Array.isArray(value['Fn::If'])) { conditions.add(value['Fn::If'][0]); }
    Object.values(value).forEach(look);
  };
  look(resources);
  if (conditions.size > 0) { parameters.add('Stage'); }
  return {
    Parameters: Object.fromEntries([...parameters].map(name => [name, { Type: 'String' }])),
    Conditions: Object.fromEntries([...conditions].map(name => [name, { 'Fn::Equals': [{ Ref: 'Stage' }, name] }])),
    Resources: JSON.parse(JSON.stringify(resources)),
  };
}

/** An app that includes the templates of all cases, a stack for each. */
function including(cases: readonly TemplateCase[]): CdkApp {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  const app = new CdkApp({ analyticsReporting: false, outdir: join(folder, 'out') });
  cases.forEach(({ resources }, i) => {
    const templateFile = join(folder, `${i}.json`);
    writeFileSync(templateFile, JSON.stringify(declared(resources)));
    const stack = new Stack(app, `Case${i}`, { env: { account: ACCOUNT, region: REGION }, synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
    new CfnInclude(stack, 'Included', { templateFile });
  });
  return app;
}

/** What a report says of each case. */
const byCase = ({ violations }: PolicyValidationPluginReport): { [name: string]: string[] } =>
  Object.fromEntries(TEMPLATE_CASES.map(({ name }, i) => [name, violations
    .flatMap(({ ruleName, severity, violatingResources }) => violatingResources
      .filter(({ constructPath }) => constructPath!.startsWith(`Case${i}/`))
      .map(({ constructPath }) => `${severity} ${ruleName.replace(/^Keysmith-|\[.*$/g, '')} ${constructPath!.split('/').pop()}`))
    .sort()]));

describe('the same templates in an app', () => {
  const app = including(TEMPLATE_CASES);
  const expected = Object.fromEntries(TEMPLATE_CASES.map(({ name, says }) => [name, [...says].sort()]));

  test('are judged the same before synthesis', () => expect(byCase(new KmsChecks().validateScope(app))).toEqual(expected));

  test('are judged the same when they are synthesized', () => {
    jest.spyOn(console, 'error').mockImplementation();
    const stackTemplates = app.synth().stacks.map(({ id, templateFullPath, environment }) =>
      ({ stackConstructPath: id, templatePath: templateFullPath, accountId: environment.account, region: environment.region }));
    jest.restoreAllMocks();

    expect(byCase(new KmsChecks().validate({ appConstruct: app, stackTemplates, templatePaths: stackTemplates.map(({ templatePath }) => templatePath) }))).toEqual(expected);
  });
});

test('a template that writes out its partition is for that, whatever Region it is deployed to', () => {
  const condition = (partition: string) => ({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Sub': `arn:${partition}:logs:\${AWS::Region}:\${AWS::AccountId}:*` } } });
  const logs = (partition: string) => ({
    ...base(statement({ Service: { 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' } }, ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'], condition(partition))),
    G: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: { 'Fn::GetAtt': ['K', 'Arn'] }, LogGroupName: { 'Fn::Sub': '/app/${Env}' } } },
  });
  const anywhere = { account: '${AWS.AccountId}', region: '${AWS.Region}' };

  expect([lines(logs('aws'), anywhere), lines(logs('${AWS::Partition}'), anywhere)]).toEqual([[], []]);
  expect(lines(logs('aws-cn'))).toEqual(['error ServiceCanUseKey G']);
});

describe('what a finding says', () => {
  const said = (...statements: any[]) => found(base(...statements))[0];

  test.each<[string, string, RegExp]>([['events', 'kms:Encrypt', /^Leave kms:Decrypt and kms:GenerateDataKey\* only/], ['lambda', 'kms:Decrypt', /^Take the statement out: lambda/], ['s3', 'kms:Decrypt', /^Add aws:SourceArn/]])(
    'the remedy for %s is its own', (name, action, fix) => expect(said(service(name, [action])).fix).toMatch(fix));

  test.each<[string, any, RegExp]>([
    ['everything for a service', service('bedrock', ['kms:*']), /^List the actions that AWS documents for the service/],
    ['everything for a role', statement(role('a'), 'kms:*'), /^List the actions: administrators/],
    ['grants of services that make none', service('codepipeline', ['kms:CreateGrant']), /^Take kms:CreateGrant out: AWS documents no grant that codepipeline\.amazonaws\.com creates as itself\.$/],
    ['grants of a service that makes some', service('fargate', ['kms:CreateGrant']), /^Give CreateGrant a statement of its own/],
    ['grants of a role', statement(role('a'), 'kms:CreateGrant'), /^Give CreateGrant a statement of its own/],
    ['the beginning of two actions', statement(role('a'), ['kms:Decrypt', 'kms:ReEncrypt']), /^Write kms:ReEncryptFrom and kms:ReEncryptTo\.$/],
    ['the beginning of many', statement(role('a'), ['kms:Decrypt', 'kms:Create']), /^Correct the name of the action\.$/],
    ['an action of another service', statement(role('a'), ['kms:Decrypt', 's3:Get']), /^Correct the name of the action\.$/],
  ])('the remedy for %s fits it', (_, given, fix) => expect(said(given).fix).toMatch(fix));

  test('what a Deny by network does to volumes weighs where volumes are under the key', () => {
    const spared = statement('*', 'kms:Decrypt', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' }, Bool: { 'aws:ViaAWSService': 'false' } }, { Effect: 'Deny' });
    const scaling = statement({ AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` }, 'kms:Decrypt', undefined, { Sid: 'Scaling' });

    const signing = statement(role('a'), 'kms:Sign', undefined, { Sid: 'Signing' });

    expect([said(spared).level, said(spared, scaling).level, said(spared, signing)?.level]).toEqual(['info', 'warning', undefined]);
  });

  test('the account of the stack settles nothing beside a parameter', () => {
    const anywhere = { account: '${AWS.AccountId}', region: '${AWS.Region}' };
    const admin = statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:${Who}' } }, 'kms:*');
    const { K, A } = base();
    const findings = found({ K: { ...K, Properties: { ...K.Properties, KeyPolicy: { Statement: [admin] } } }, A }, anywhere);

    expect(findings.map(({ rule, dependsOn }) => [rule.id, dependsOn])).toEqual(expect.arrayContaining([['FullAccessForAccountOnly', ['Who']], ['PolicyCanBeChanged', ['Who']]]));
  });

  test('an account that a mapping chooses is one', () => {
    const chosen = statement({ AWS: { 'Fn::FindInMap': ['Accounts', { Ref: 'Stage' }, 'Consumer'] } }, 'kms:Decrypt');
    const mappings = { Accounts: { dev: { Consumer: 'arn:aws:iam::444455556666:root' }, prod: { Consumer: 'arn:aws:iam::444455557777:root' } } };

    expect(lines(base(chosen), { account: ACCOUNT, region: REGION, mappings })).toEqual(['info CrossAccountBounded K']);
  });

  test('the partition of the stack settles nothing', () => {
    const other = statement({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${OtherAccount}:root' } }, 'kms:Decrypt');
    const [{ message, dependsOn }] = found(base(other), { account: '${AWS.AccountId}', region: '${AWS.Region}', partition: '${AWS.Partition}' });

    expect([message, dependsOn]).toEqual(["'X' depends on OtherAccount, which only the deployment knows", ['OtherAccount']]);
  });

  test('under which condition a statement is there, and which parameter would settle it', () => {
    expect(said({ 'Fn::If': ['Public', statement('*', 'kms:Decrypt'), { Ref: 'AWS::NoValue' }] }).message).toBe("'X' (if Public) lets everyone in");
    expect(said(statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::${OtherAccount}:root' } }, 'kms:Decrypt')).message).toContain('OtherAccount');
  });

  test('who wrote it, where aws-cdk-lib did, and what ends it', () => {
    const { Sid: _, ...anonymous } = service('sns', ['kms:Decrypt', 'kms:GenerateDataKey']);
    const { K, A } = base(anonymous);
    const [finding] = found({ K: { ...K, Metadata: { 'aws:cdk:path': 'Test/K/Resource' } }, A });

    expect(finding.level).toBe('warning');
    expect(finding.fix).toContain('restrictSqsDescryption');
    expect(found({ K, A }).map(({ fix }) => fix)).toEqual([expect.not.stringContaining('restrictSqsDescryption')]);
  });

  test('its name is what the statement says, wherever that stands', () => {
    const { Sid: _, ...s3 } = service('s3', MESSAGE);
    const { Sid: __, ...sns } = service('sns', MESSAGE);
    const ids = (...statements: any[]) => found(base(...statements)).map(({ id }) => id);

    expect(ids(s3)[0]).toMatch(/^Keysmith-ServicePrincipalBounded\[s3-Decrypt-\w{6}\]$/);
    expect(ids(sns, s3)).toContain(ids(s3)[0]);
  });
});

test('keys of passing environments may go', () => {
  const { K, A } = base();

  expect(lines({ K: { ...K, DeletionPolicy: 'Delete', Properties: { ...K.Properties, Tags: [{ Key: 'Environment', Value: 'staging' }] } }, A: { ...A, DeletionPolicy: 'Delete' } })).toEqual([]);
});

describe('what is not known before deployment', () => {
  const anywhere = { account: '${AWS.AccountId}', region: '${AWS.Region}' };
  const account = (id: string) => `arn:aws:iam::${id}:root`;
  const own = (...accounts: string[]) => ({ Sid: 'Own', Effect: 'Allow', Principal: { AWS: accounts.map(account) }, Action: 'kms:*', Resource: '*' });
  const keyOf = (...statements: any[]): Resources => {
    const { K, A } = base();
    return { K: { ...K, Properties: { ...K.Properties, KeyPolicy: { Statement: statements } } }, A };
  };

  test('the account is that which alone can change the policy', () => {
    const other = statement({ AWS: account('444455556666') }, 'kms:Decrypt');

    expect(lines(keyOf(own(ACCOUNT)), anywhere)).toEqual([]);
    expect(lines(keyOf(own(ACCOUNT), other), anywhere)).toEqual(['warning CrossAccountBounded K']);
    expect(lines(keyOf(own(ACCOUNT, '444455556666')), anywhere)).toEqual(['info FullAccessForAccountOnly K']);
    expect(lines(keyOf(own('${AWS.AccountId}'), statement({ AWS: account(ACCOUNT) }, 'kms:Decrypt')), anywhere)).toEqual(['info CrossAccountBounded K']);
  });

  test('is said once of a statement, by all that would tell', () => {
    const chosen = (name: string) => ({ 'Fn::If': [`Has${name}`, { 'Fn::Sub': `arn:aws:iam::\${${name}}:root` }, NO_VALUE] });
    const [finding, ...others] = found(base(statement({ AWS: [role('a').AWS, { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${Name}' }, chosen('Dev'), chosen('Prod')] }, 'kms:Decrypt')));

    expect(others).toEqual([]);
    expect([finding.id, finding.message, finding.dependsOn]).toEqual(['Keysmith-CrossAccountBounded[X]', "'X' depends on Dev, Prod, which only the deployment knows", ['Dev', 'Prod']]);
    expect(described(finding)).toBe("Not known before deployment whether other accounts are allowed as far as they need: 'X' depends on Dev, Prod, which only the deployment knows.");
  });

  test('is not said beside what is found in another branch', () =>
    expect(lines(base(statement({ AWS: [{ 'Fn::If': ['Partner', account('444455556666'), { 'Fn::Sub': 'arn:aws:iam::${Dev}:root' }] }] }, 'kms:Decrypt')))).toEqual(['warning CrossAccountBounded K']));

  test.each(['${self:custom.roleArn}', '${opt:role, ${self:custom.role}}', '{{ sceptre_user_data.role }}', '{{resolve:ssm:role}}'])('%s stands for anything', text =>
    expect(lines(base(statement({ AWS: text }, 'kms:*')))).toEqual(['info FullAccessForAccountOnly K']));

  test('an alias of a variable of another tool is a legal name', () => {
    const { K, A } = base();

    expect(lines({ K, A: { ...A, Properties: { ...A.Properties, AliasName: 'alias/${self:custom.name}' } } })).toEqual([]);
  });
});

test('a finding knows where its statement is', () => {
  const open = statement('*', 'kms:Decrypt');

  expect([found(base(open)), found(base(statement(role('a'), 'kms:GetPublicKey'), { 'Fn::If': ['Public', open, NO_VALUE] }))].map(([{ statement: at }]) => at)).toEqual([1, 2]);
});
