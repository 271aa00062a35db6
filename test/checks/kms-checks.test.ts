import { App, CfnResource, Duration, NestedStack, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NagPack } from 'cdk-nag';
import { EncryptedKey } from '../../src';
import { FindingSeverity, KmsChecks, KmsChecksProps } from '../../src/checks';
import { RULES } from '../../src/checks/rules';
import { ACCOUNT, REGION, testStack } from '../support/stack';
import { synthesisError } from '../support/synthesis';

const findings = (scope: any, props: KmsChecksProps = {}) => new KmsChecks(undefined, props).validateScope(scope).violations
  .flatMap(({ ruleName, severity, violatingResources }) => violatingResources.map(({ constructPath }) => `${severity} ${ruleName} ${constructPath}`));

/** What the pack says in a synthesis: the report, and why the synthesis fails. */
function synthesized(app: App, props: KmsChecksProps = {}) {
  const checks = new KmsChecks(app, props);
  let report: any;
  const { name, version, ruleIds } = checks;
  Validations.of(app).addPlugins({ name, version, ruleIds, validate: context => (report = checks.validate(context)) });
  const error = synthesisError(app);
  return { report, error, findings: report.violations.flatMap((v: any) => v.violatingResources.map((r: any) => `${v.severity} ${v.ruleName} ${r.constructPath}`)) };
}

/** Everything that our own defaults set, on CDK's key. */
const bareKey = (stack: Stack, id = 'Key') => new kms.Key(stack, id);
const DEFAULT_KEY = ['error Keysmith-RotationEnabled Test/Key/Resource', 'warning Keysmith-KeyHasAlias Test/Key/Resource'];

describe('the pack', () => {
  test('holds these rules', () => {
    expect(new KmsChecks().ruleIds).toEqual([
      'ConditionKeyPresence', 'AccessLogsWithoutKms', 'AdministratorsCannotGrant', 'AdministratorsCannotUse', 'NoAliasAsResource', 'AliasName', 'AliasQuota', 'AliasRetained', 'NoResourceAliasesInKeyPolicy',
      'AttestationNotBypassed', 'ConditionalAllowRestricts', 'ConsumerKeyEnabled', 'ConsumerKeySymmetric', 'CrossAccountBounded', 'DataUnderCustomerKey', 'DateConditions', 'DecryptNamedKeys', 'HeaderlessUploadsAllowed',
      'DeletionWindow', 'DescribeKeyWithoutContext', 'EncryptionContextSent', 'FullAccessForAccountOnly', 'GrantsForAwsResources', 'IdentitySeparatesDuties', 'KeyEnabled', 'KeyHasAlias', 'KeyRetained',
      'KeySpecUsage', 'KnownActions', 'KnownConditionKeys', 'LockoutSafetyCheckOn', 'KmsMetricExists', 'NetworkDenySparesServices', 'NoNotAction', 'NoNotPrincipal', 'PolicyCanBeChanged',
      'PolicyCharacters', 'PolicyReadable', 'PolicySize', 'PrincipalKinds', 'ReplicaPolicyMatches', 'ResourceIsAny', 'RotationEnabled', 'RotationPeriod', 'RotationPossible',
      'ServiceCanUseKey', 'ServiceConditionKeys', 'ServicePrincipalBounded', 'SetOperators', 'NoSourceConditionForIdentity', 'StatementAppliesToKey', 'StatementCanApply', 'NoResourceTagInKeyPolicy', 'NoViaServiceForServicePrincipal', 'WildcardPrincipal',
    ].map(id => `Keysmith-${id}`));
  });

  test.each(RULES.map(rule => [rule.id, rule] as const))('%s says what, why and how', (_, rule) => {
    expect(rule.title).toMatch(/^([A-Z]|kms:|aws:).*[^.]$/);
    for (const text of [rule.info, rule.explanation, rule.fix]) { expect(text).toMatch(/^([A-Z"]|kms:).*\.$/s); }
    expect(rule.page).toMatch(/^[A-Za-z0-9-]+\/[\w/.#-]+$/);
    expect(['error', 'warning', 'info']).toContain(rule.level);
  });

  test('is a plugin of the CDK and a pack of cdk-nag', () => {
    const checks = new KmsChecks();
    expect(checks).toBeInstanceOf(NagPack);
    expect(checks.name).toBe('KmsChecks');
    expect(checks.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(checks.readPackName).toBe('Keysmith');
  });

  test('CDK\'s key at default settings', () => {
    const stack = testStack();
    bareKey(stack);
    expect(findings(stack)).toEqual(DEFAULT_KEY);
  });

  test('a finding tells what, where, and how to fix it', () => {
    const stack = testStack();
    bareKey(stack);
    const [rotation] = new KmsChecks().validateScope(stack).violations;
    expect(rotation).toEqual({
      ruleName: 'Keysmith-RotationEnabled',
      description: 'The key does not rotate. Here: rotation is off.',
      fix: 'Set enableKeyRotation: true (CloudFormation: EnableKeyRotation). See https://cdk-keysmith.github.io/cdk-keysmith/rules/RotationEnabled.html',
      severity: 'error',
      violatingResources: [{ constructPath: 'Test/Key/Resource', locations: ['Properties'] }],
    });
    const verbose = new KmsChecks(undefined, { verbose: true }).validateScope(stack).violations[0];
    expect(verbose.description).toMatch(/^The key does not rotate\. Here: rotation is off\. Rotation bounds how much data/);
  });

  test('keys with the same finding stand together', () => {
    const stack = testStack();
    bareKey(stack, 'A');
    bareKey(stack, 'B');
    const rotation = new KmsChecks().validateScope(stack).violations.filter(({ ruleName }) => ruleName === 'Keysmith-RotationEnabled');
    expect(rotation.map(({ violatingResources }) => violatingResources.map(({ constructPath }) => constructPath))).toEqual([['Test/A/Resource', 'Test/B/Resource']]);
  });
});

describe('the profile', () => {
  const stack = testStack();
  bareKey(stack);
  test('rules can be turned off', () => {
    expect(findings(stack, { disabledRules: ['Keysmith-KeyHasAlias', 'RotationEnabled'] })).toEqual([]);
    expect(new KmsChecks(undefined, { disabledRules: ['Keysmith-KeyHasAlias'] }).ruleIds).not.toContain('Keysmith-KeyHasAlias');
  });
  test('severities can be changed, and only errors fail', () => {
    const severities = { 'Keysmith-RotationEnabled': FindingSeverity.WARN, 'Keysmith-KeyHasAlias': FindingSeverity.INFO };
    expect(findings(stack, { severities })).toEqual(['warning Keysmith-RotationEnabled Test/Key/Resource', 'info Keysmith-KeyHasAlias Test/Key/Resource']);
    expect(new KmsChecks(undefined, { severities }).validateScope(stack).success).toBe(true);
    expect(new KmsChecks(undefined, { severities: { 'Keysmith-KeyHasAlias': FindingSeverity.ERROR } }).validateScope(stack).success).toBe(false);
  });
  test('the environment says what it expects', () => {
    const short = testStack();
    new EncryptedKey(short, 'Key', { pendingWindow: Duration.days(10), rotationPeriod: Duration.days(365) });
    expect(findings(short)).toEqual([]);
    expect(findings(short, { minimumPendingWindow: Duration.days(10) })).toEqual([]);
    expect(findings(short, { minimumPendingWindow: Duration.days(11) })).toEqual(['error Keysmith-DeletionWindow Test/Key/Resource']);
    expect(findings(short, { maximumRotationPeriod: Duration.days(364) })).toEqual(['error Keysmith-RotationPeriod Test/Key/Resource']);
    expect(findings(short, { minimumRotationPeriod: Duration.days(366) })).toEqual(['error Keysmith-RotationPeriod Test/Key/Resource']);
  });
  test('accounts can be trusted', () => {
    const shared = testStack();
    const key = new EncryptedKey(shared, 'Key');
    key.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Other', actions: ['kms:Decrypt'], principals: [new iam.AccountPrincipal('444455556666')], resources: ['*'] }));
    expect(findings(shared)).toEqual(['warning Keysmith-CrossAccountBounded[Other] Test/Key/Resource']);
    expect(findings(shared, { trustedAccounts: ['444455556666'] })).toEqual([]);
  });
  test.each<[string, KmsChecksProps, string]>([
    ['a level of an unknown rule', { severities: { 'Keysmith-Nothing': FindingSeverity.INFO } }, "'severities' must name rules of this pack, got: 'Keysmith-Nothing'"],
    ['an unknown rule', { disabledRules: ['Rotation'] }, "'disabledRules' must name rules of this pack, got: 'Rotation'"],
    ['a rule by its former name', { disabledRules: ['AbsentKeys'] }, "got: 'AbsentKeys'; it is 'Keysmith-ConditionKeyPresence' now"],
    ['a window KMS does not take', { minimumPendingWindow: Duration.days(31) }, "'minimumPendingWindow' must be a whole number of days from 7 to 30"],
    ['a period KMS does not take', { minimumRotationPeriod: Duration.days(89) }, "'minimumRotationPeriod' must be a whole number of days from 90 to 2560"],
    ['a longest period KMS does not take', { maximumRotationPeriod: Duration.days(2561) }, "'maximumRotationPeriod' must be a whole number of days from 90 to 2560"],
    ['no account', { trustedAccounts: ['1'] }, "'trustedAccounts' must be an account id of 12 digits"],
  ])('fails when given %s', (_, props, message) => {
    expect(() => new KmsChecks(undefined, props)).toThrow(message);
  });
});

describe('what is not known before deployment', () => {
  const unclear = () => {
    const stack = testStack();
    const parameter = new CfnResource(stack, 'Import', { type: 'Custom::Thing' });
    new kms.CfnKey(stack, 'Key', { enableKeyRotation: parameter.getAtt('Rotates') as any, keyPolicy: parameter.getAtt('Policy') }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    new kms.CfnAlias(stack, 'Alias', { aliasName: 'alias/a', targetKeyId: 'Key' });
    return stack;
  };
  test('is said at info level, once for a policy', () => {
    const report = new KmsChecks(undefined, { disabledRules: ['Keysmith-KeyHasAlias'] }).validateScope(unclear());
    expect(report.success).toBe(true);
    expect(report.violations.map(({ ruleName, severity, description }) => [ruleName, severity, description])).toEqual([
      ['Keysmith-RotationEnabled', 'info', 'Whether the key rotates is not known before deployment: it depends on Test/Import.Rotates.'],
      ['Keysmith-RotationPossible', 'info', expect.any(String)],
      ['Keysmith-RotationPeriod', 'info', expect.any(String)],
      ['Keysmith-PolicyReadable', 'info', 'The policy is not known before deployment.'],
    ].filter(([rule]) => report.violations.some(({ ruleName }) => ruleName === rule)));
    expect(report.violations.filter(({ description }) => /the policy is/i.test(description))).toHaveLength(1);
  });
  test('can be left out', () => {
    expect(findings(unclear(), { disabledRules: ['Keysmith-KeyHasAlias'], reportUnknown: false })).toEqual([]);
  });
  test('a stack that does not know where it is has no findings for it', () => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Agnostic');
    new EncryptedKey(stack, 'Key', { alias: 'orders', users: [new iam.Role(stack, 'App', { assumedBy: new iam.AccountRootPrincipal() })] });
    expect(findings(stack)).toEqual([]);
  });
});

describe('acknowledgements', () => {
  const app = () => {
    const stack = testStack();
    // A key of this library would bound what it can.
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, alias: 'orders', removalPolicy: RemovalPolicy.RETAIN });
    Validations.of(key).acknowledge({ id: 'Keysmith-AliasRetained', reason: 'not what is tested' });
    for (const [sid, action] of [['One', 'kms:Decrypt'], ['Two', 'kms:Encrypt']]) {
      key.addToResourcePolicy(new iam.PolicyStatement({ sid, actions: [action], principals: [new iam.ServicePrincipal('s3.amazonaws.com')], resources: ['*'] }));
    }
    return { stack, key };
  };
  const BOTH = ['One', 'Two'].map(sid => `error Keysmith-ServicePrincipalBounded[${sid}] Test/Key/Resource`);
  test('are for one finding each', () => {
    const { stack, key } = app();
    expect(findings(stack)).toEqual(BOTH);
    Validations.of(key).acknowledge({ id: 'Keysmith-ServicePrincipalBounded[One]', reason: 'a test' });
    expect(findings(stack)).toEqual([BOTH[1]]);
  });
  test('hold for everything below', () => {
    const { stack } = app();
    Validations.of(stack).acknowledge({ id: 'Keysmith-ServicePrincipalBounded[Two]', reason: 'a test' });
    expect(findings(stack)).toEqual([BOTH[0]]);
  });
  test('do not reach from another key', () => {
    const { stack } = app();
    Validations.of(new EncryptedKey(stack, 'Other')).acknowledge({ id: 'Keysmith-ServicePrincipalBounded[One]', reason: 'a test' });
    expect(findings(stack)).toEqual(BOTH);
  });
  test.each(['', 'KmsChecks::'])('let a synthesis pass, written as %sKeysmith-…', prefix => {
    const { stack, key } = app();
    Validations.of(key).acknowledge(...['One', 'Two'].map(sid => ({ id: `${prefix}Keysmith-ServicePrincipalBounded[${sid}]`, reason: 'a test' })));
    expect(findings(stack)).toEqual([]);
    expect(synthesized(Stack.of(stack).node.root as App).error).toBeUndefined();
  });
  test('are needed for a synthesis to pass', () => {
    expect(synthesized(app().stack.node.root as App).error).toContain('Keysmith-ServicePrincipalBounded[One]');
  });
});

describe('reading an app', () => {
  /** Keys and what they encrypt, over stacks, nested stacks and stages. */
  const manyStacks = () => {
    const app = new App({ analyticsReporting: false });
    const env = { account: ACCOUNT, region: REGION };
    const owner = new Stack(app, 'Owner', { env });
    const key = new kms.Key(owner, 'Key', { enableKeyRotation: true, alias: 'logs' });
    (key.node.findChild('Alias').node.defaultChild as CfnResource).applyRemovalPolicy(RemovalPolicy.RETAIN);
    const user = new Stack(app, 'User', { env });
    new logs.CfnLogGroup(user, 'Group', { kmsKeyId: key.keyArn });
    const nested = new NestedStack(owner, 'Nested');
    new sns.CfnTopic(nested, 'Topic', { kmsMasterKeyId: key.keyArn });
    new kms.CfnKey(nested, 'Inner', { keyPolicy: { Statement: [] } });
    return app;
  };
  const WANTED = [
    'error Keysmith-PolicyCanBeChanged Owner/Nested/Inner', 'error Keysmith-RotationEnabled Owner/Nested/Inner',
    `error Keysmith-ServiceCanUseKey[logs-${REGION}-amazonaws-com] User/Group`, 'warning Keysmith-KeyHasAlias Owner/Nested/Inner', 'warning Keysmith-KeyRetained Owner/Nested/Inner',
  ];
  test('before synthesis', () => {
    expect(findings(manyStacks()).sort()).toEqual(WANTED);
  });
  test('after synthesis', () => {
    expect(synthesized(manyStacks()).findings.sort()).toEqual(WANTED);
  });
  test('from the constructs, where the CDK tells of templates alone', () => {
    const app = manyStacks();
    const said = (checks: KmsChecks, context: any = {}) => checks.validate({ templatePaths: [], ...context }).violations
      .flatMap(({ ruleName, severity, violatingResources }) => violatingResources.map(({ constructPath }) => `${severity} ${ruleName} ${constructPath}`)).sort();
    expect(said(new KmsChecks(app))).toEqual(WANTED);
    expect(said(new KmsChecks(), { appConstruct: app })).toEqual(WANTED);
    expect(() => said(new KmsChecks())).toThrow("'scope' must be the app under this version of aws-cdk-lib, got: undefined; write new KmsChecks(app)");
  });
  test('a scope is checked alone, with what it refers to', () => {
    const app = manyStacks();
    expect(findings(app.node.findChild('User'))).toEqual([WANTED[2]]);
    expect(findings(app.node.findChild('Owner').node.findChild('Key'))).toEqual([]);
  });
  test('overrides count', () => {
    const stack = testStack();
    const key = new EncryptedKey(stack, 'Key');
    (key.node.defaultChild as CfnResource).addPropertyOverride('EnableKeyRotation', false);
    (key.node.defaultChild as CfnResource).overrideLogicalId('Renamed');
    expect(findings(stack)).toEqual(['error Keysmith-RotationEnabled Test/Key/Resource']);
    expect(synthesized(stack.node.root as App).findings).toEqual(['error Keysmith-RotationEnabled Test/Key/Resource']);
  });
});
