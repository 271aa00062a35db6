import { allow, conditional, delegated, EXPECTED, key, OTHER_ROOT, PARAMETER, Resources, role, template } from './support';
import { App } from '../../src/app/app';
import { findingsOf } from '../../src/checks/findings';
import { RULES } from '../../src/checks/rules';

/** What the rules of these names find, in short: the level, the resource and the message. */
function found(resources: Resources, ...ids: string[]): string[] {
  const findings = findingsOf(new App([template(resources)]), { rules: RULES.filter(({ id }) => ids.includes(id)), expectations: EXPECTED, reportUnknown: true });
  return findings.map(({ level, subject, message }) => `${level} ${subject.logicalId}: ${message}`);
}

const OPEN = allow('*', 'kms:Decrypt');

describe('a statement of two branches', () => {
  test.each<[string, any, string[]]>([
    ['that is wrong in both', conditional(OPEN, OPEN), ["error Key: 'Test' lets everyone in"]],
    ['that is wrong in both, for a reason of its own', { ...OPEN, Condition: { StringEquals: { 'kms:EncryptionContext:stage': conditional('prod', 'dev') } } },
      ["error Key: 'Test' lets everyone in: kms:EncryptionContext:stage does not say who"]],
    ['that is wrong in one', conditional(OPEN, allow({ AWS: role('App') }, 'kms:Decrypt')), ["error Key: 'Test' (if Condition) lets everyone in"]],
    ['that is wrong in each, in another way', { ...OPEN, Condition: conditional({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, undefined) }, [
      "error Key: 'Test' (if Condition) lets everyone in: kms:ViaService does not say who", "error Key: 'Test' (if not Condition) lets everyone in",
    ]],
    ['without a name', conditional({ ...OPEN, Sid: undefined }, { ...OPEN, Sid: undefined }), ["error Key: 'statement 2' lets everyone in"]],
  ])('%s', (_, statement, wanted) => expect(found(delegated(statement), 'WildcardPrincipal')).toEqual(wanted));

  test('two statements alike are two faults', () => {
    expect(found(delegated(OPEN, OPEN), 'WildcardPrincipal')).toHaveLength(2);
  });

  test('what is undecided in both', () => {
    const statement = allow({ AWS: conditional({ 'Fn::Sub': 'arn:aws:iam::${A}:root' }, { 'Fn::Sub': 'arn:aws:iam::${B}:root' }) }, 'kms:Decrypt');
    expect(found(delegated(statement), 'CrossAccountBounded')).toEqual(["info Key: 'Test' depends on A, B, which only the deployment knows"]);
  });

  test('what is undecided in both, of a statement without a name', () => {
    const from = (...accounts: string[]) => ({ ...allow({ AWS: accounts.map(account => ({ 'Fn::Sub': `arn:aws:iam::\${${account}}:root` })) }, 'kms:Decrypt'), Sid: undefined });
    expect(found(delegated(conditional(from('A', 'B'), from('A'))), 'CrossAccountBounded')).toEqual(["info Key: 'statement 2' depends on A, B, which only the deployment knows"]);
  });

  test('whose a role is, its account says and its name does not', () => {
    const statement = allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Account}:role/${Name}' } }, 'kms:Decrypt', { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } });
    expect(found(delegated(statement), 'ConditionalAllowRestricts')).toEqual(["info Key: 'Test' depends on Account, which only the deployment knows"]);
  });

  test('what is undecided in one is not said beside what is found in the other', () => {
    const statement = allow({ AWS: conditional(OTHER_ROOT, { 'Fn::Sub': ['arn:aws:iam::${a}:root', { a: PARAMETER }] }) }, 'kms:Decrypt');
    expect(found(delegated(statement), 'CrossAccountBounded')).toEqual([expect.stringContaining("warning Key: 'Test' (if Condition)")]);
  });

  test('whoever manages and uses in both is one', () => {
    const manages = (condition: any) => allow({ AWS: role('App') }, ['kms:PutKeyPolicy', 'kms:Decrypt'], condition);
    expect(found(delegated(conditional(manages({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), manages(undefined))), 'AdministratorsCannotUse')).toHaveLength(1);
  });
});

test('a log bucket that encrypts under a key is one fault, however many buckets log to it', () => {
  const bucket = (properties: any) => ({ Type: 'AWS::S3::Bucket', Properties: properties });
  const encrypted = bucket({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] } });
  const logsTo = (Ref: string) => bucket({ LoggingConfiguration: { DestinationBucketName: { Ref } } });

  expect(found({ Logs: encrypted, Others: encrypted, A: logsTo('Logs'), B: logsTo('Logs'), C: logsTo('Others') }, 'AccessLogsWithoutKms')).toEqual([
    'warning A: the bucket Logs, to which A logs, encrypts under a key of KMS, and so for one more resource',
    'warning C: the bucket Others, to which C logs, encrypts under a key of KMS',
  ]);
});

describe('resources under one key', () => {
  const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
  const logs = (...actions: string[]) => allow({ Service: 'logs.amazonaws.com' }, actions, { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*:*:*' } });
  const groups = (count: number): Resources => Object.fromEntries([...Array(count).keys()].map(i => [`Group${i}`, { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: KEY } }]));
  const EVERYTHING = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

  test('which the policy allows by another name of the service, are said once', () => {
    expect(found({ ...delegated(logs(...EVERYTHING)), ...groups(3) }, 'ServiceCanUseKey')).toEqual([
      expect.stringMatching(/^warning Group0: the log group Group0 is allowed as logs\.amazonaws\.com, .*, and so for 2 more resources$/),
    ]);
    expect(found({ ...delegated(logs(...EVERYTHING)), ...groups(2) }, 'ServiceCanUseKey')).toEqual([expect.stringMatching(/, and so for one more resource$/)]);
  });

  test('to which it gives nothing, each fails', () => {
    expect(found({ ...delegated(), ...groups(2) }, 'ServiceCanUseKey')).toEqual([expect.stringMatching(/^error Group0/), expect.stringMatching(/^error Group1/)]);
  });

  test('of what a service lacks, what it gets by its other name is no part', () => {
    expect(found({ ...delegated(logs(...EVERYTHING.slice(0, 3))), ...groups(1) }, 'ServiceCanUseKey'))
      .toEqual([expect.stringContaining('error Group0: the log group Group0 needs kms:ReEncrypt* for logs.eu-west-1.amazonaws.com')]);
  });

  test('whether a service gets it by its other name, under a source that it might tell, is not known', () => {
    const statement = { ...logs(...EVERYTHING), Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } };
    expect(found({ ...delegated(statement), ...groups(3) }, 'ServiceCanUseKey')).toEqual([
      expect.stringMatching(/^info Group0: whether logs\.eu-west-1\.amazonaws\.com tells its source when it calls for the log group Group0 is not documented, and 'Test' asks for it \(.*\), and so for 2 more resources$/),
    ]);
  });

  test('several actions of one alarm lack the same', () => {
    const TOPIC = { Ref: 'Topic' };
    expect(found({
      ...delegated(),
      Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KEY } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [TOPIC], OKActions: [TOPIC] } },
    }, 'ServiceCanUseKey')).toEqual([expect.stringMatching(/^error Alarm: .* needs kms:Decrypt, kms:GenerateDataKey\* for cloudwatch\.amazonaws\.com in its key policy \([^)]*\)$/)]);
  });
});

test('what is wrong of a key itself is said of each', () => {
  expect(found({ One: key(), Other: key() }, 'RotationEnabled')).toEqual(['error One: rotation is off', 'error Other: rotation is off']);
});
