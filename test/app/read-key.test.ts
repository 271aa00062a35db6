import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { defaultKeyPolicy } from '../../src/app/read-key';
import { subjectsOf } from '../../src/checks/subjects';
import { Template } from '../../src/template/template';
import { allow, conditional, key, PARAMETER, role, ROOT, template } from '../checks/support';
import { ACCOUNT } from '../support/stack';

const REPLICA = 'AWS::KMS::ReplicaKey';
const read = (resource: any, more: Partial<Template> = {}): Key =>
  subjectsOf(new App([template({ Key: resource }, more)]))[0].view as Key;
const configuration = (properties: any, attributes?: any) => read(key(properties, attributes)).configuration;
const scalar = (...values: unknown[]) => ({ known: true, values });
const UNKNOWN = { known: false, values: [] };

describe('what a key is', () => {
  const STANDARD = {
    replica: false,
    spec: scalar('SYMMETRIC_DEFAULT'),
    usage: scalar('ENCRYPT_DECRYPT'),
    origin: scalar('AWS_KMS'),
    rotation: scalar(undefined),
    rotationPeriod: scalar(undefined),
    enabled: scalar(undefined),
    pendingWindow: scalar(undefined),
    bypassesLockoutCheck: scalar(undefined),
    environment: scalar(undefined),
    retained: { deletion: scalar(undefined), replacement: scalar(undefined) },
    aliases: [],
    mayHaveOtherAlias: false,
  };

  test.each<[string, any, any]>([
    ['without a word', { Type: 'AWS::KMS::Key' }, {}],
    ['of another spec', key({ KeySpec: 'HMAC_256' }), { spec: scalar('HMAC_256') }],
    ['of a spec that a parameter gives', key({ KeySpec: PARAMETER }), { spec: { ...UNKNOWN, names: ['Parameter'] } }],
    ['of one of two specs', key({ KeySpec: conditional('RSA_2048', 'RSA_4096') }), { spec: { ...scalar('RSA_2048', 'RSA_4096'), names: ['Condition'] } }],
    ['of no spec', key({ KeySpec: { Ref: 'AWS::NoValue' } }), {}],
    ['of another usage', key({ KeyUsage: 'SIGN_VERIFY' }), { usage: scalar('SIGN_VERIFY') }],
    ['of another origin', key({ Origin: 'EXTERNAL' }), { origin: scalar('EXTERNAL') }],
    ['of an origin in Systems Manager', key({ Origin: '{{resolve:ssm:origin}}' }), { origin: { ...UNKNOWN, names: ['dynamic reference ssm.origin'] } }],
    ['that rotates', key({ EnableKeyRotation: true }), { rotation: scalar(true) }],
    ['that rotates in a text', key({ EnableKeyRotation: 'true' }), { rotation: scalar('true') }],
    ['that rotates every so often', key({ RotationPeriodInDays: 90 }), { rotationPeriod: scalar(90) }],
    ['that is disabled', key({ Enabled: false }), { enabled: scalar(false) }],
    ['that is deleted soon', key({ PendingWindowInDays: 7 }), { pendingWindow: scalar(7) }],
    ['that may lock its owner out', key({ BypassPolicyLockoutSafetyCheck: true }), { bypassesLockoutCheck: scalar(true) }],
    ['that is kept', key({}, { DeletionPolicy: 'Retain' }), { retained: { deletion: scalar('Retain'), replacement: scalar(undefined) } }],
    ['that is kept when it is replaced', key({}, { UpdateReplacePolicy: 'Retain' }), { retained: { deletion: scalar(undefined), replacement: scalar('Retain') } }],
    ['that is kept if a condition holds', key({}, { DeletionPolicy: conditional('Retain', 'Delete') }),
      { retained: { deletion: { ...scalar('Retain', 'Delete'), names: ['Condition'] }, replacement: scalar(undefined) } }],
    ['of an environment', key({ Tags: [null, { Key: 'Team', Value: 'a' }, { Key: 'Environment', Value: 'prod' }] }), { environment: scalar('prod') }],
    ['of other tags', key({ Tags: [{ Key: 'Team', Value: 'a' }] }), {}],
    ['of tags that a parameter gives', key({ Tags: PARAMETER }), {}],
    ['of an environment that a parameter gives', key({ Tags: [{ Key: 'Environment', Value: PARAMETER }] }), { environment: { ...UNKNOWN, names: ['Parameter'] } }],
    ['of an environment, beside what a parameter gives', key({ KeySpec: PARAMETER, Tags: [{ Key: 'Environment', Value: 'prod' }] }),
      { spec: { ...UNKNOWN, names: ['Parameter'] }, environment: scalar('prod') }],
    ['that replicates another', { ...key(), Type: REPLICA }, { replica: true }],
  ])('%s', (_, resource, more) => {
    const { policy, configuration: text, resource: _resource, location, ...rest } = read(resource);

    expect([location, policy.location]).toEqual(['Properties', 'Properties.KeyPolicy']);
    expect(rest).toEqual({ ...STANDARD, ...more });
  });
});

describe('the configuration', () => {
  const OTHERS: [string, any][] = [
    ['KeySpec', 'RSA_2048'], ['KeyUsage', 'SIGN_VERIFY'], ['Origin', 'EXTERNAL'], ['EnableKeyRotation', true], ['RotationPeriodInDays', 90], ['Enabled', false],
    ['PendingWindowInDays', 7], ['BypassPolicyLockoutSafetyCheck', true],
  ];

  test('is the same for keys that differ in what it is not about', () => {
    expect(configuration({ Description: 'a' })).toEqual(expect.any(String));
    expect(configuration({ Description: 'a' })).toBe(configuration({ Description: { Ref: 'Description' }, KeyPolicy: {} }));
    expect(configuration({ Description: 'a' })).toBe(read({ Type: 'AWS::KMS::Key' }).configuration);
  });

  test.each(OTHERS)('is another for another %s', (name, value) => expect(configuration({ [name]: value })).not.toBe(configuration({})));
  test.each(OTHERS)('is not known without %s', name => {
    expect([configuration({ [name]: PARAMETER }), configuration({ [name]: '{{resolve:ssm:x}}' })]).toEqual([undefined, undefined]);
  });

  test('is another for a replica, and for what happens to the key', () => {
    const all = [
      configuration({}), read({ ...key(), Type: REPLICA }).configuration, configuration({}, { DeletionPolicy: 'Retain' }), configuration({}, { UpdateReplacePolicy: 'Retain' }),
    ];

    expect(new Set(all).size).toBe(all.length);
    expect(configuration({}, { DeletionPolicy: conditional('Retain', 'Delete') })).toBeUndefined();
  });

  test('is another for another environment, and the same for other tags', () => {
    const tagged = (name: string, Value: unknown = 'prod') => configuration({ Tags: [{ Key: name, Value }] });

    expect(tagged('Environment')).not.toBe(configuration({}));
    expect(tagged('Environment')).not.toBe(tagged('Environment', 'test'));
    expect(tagged('Team')).toBe(configuration({}));
    expect(tagged('Environment', PARAMETER)).toBeUndefined();
  });

  test('is another where the same text stands for something else', () => expect(configuration({ KeySpec: 'RSA_2048' })).not.toBe(configuration({ KeyUsage: 'RSA_2048' })));
});

describe('the policy of a key', () => {
  test('that has none is the one of KMS', () => {
    expect(read({ Type: 'AWS::KMS::Key' }, { place: { account: ACCOUNT, region: 'cn-north-1', partition: 'aws-cn' } }).policy.statements).toMatchObject([{
      label: 'Enable IAM User Permissions',
      sid: 'Enable IAM User Permissions',
      effect: 'Allow',
      principals: [{ text: `arn:aws-cn:iam::${ACCOUNT}:root`, kind: 'account', own: 'yes' }],
      everyone: false,
      notPrincipal: false,
      actions: ['kms:*'],
      notAction: false,
      reach: expect.any(Set),
      resources: ['*'],
      notResource: false,
      conditions: [],
      unknown: undefined,
      traits: 'GFD',
    }]);
  });

  test('is the default one of the guide where it has none', () => {
    // https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    expect(defaultKeyPolicy('aws', ACCOUNT)).toEqual({ Version: '2012-10-17', Statement: [ROOT].map(root => ({ ...root, Sid: 'Enable IAM User Permissions' })) });
  });

  test('is as large as it is deployed', () => {
    const { policy } = read(key({ KeyPolicy: { Statement: [ROOT] } }));
    const size = JSON.stringify({ Statement: [ROOT] }).length;

    expect(policy.size).toMatchObject({ least: size, most: size });
    expect(policy.size).toBe(policy.size);
  });

  test('is as large as the names in it, of a role that CloudFormation names too', () => {
    const Role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader' } };
    const of = (principal: unknown) => new App([template({ Role, Key: key({ KeyPolicy: { Statement: [allow({ AWS: principal }, 'kms:Decrypt')] } }) })]).keys[0].policy.size;

    expect(of({ 'Fn::GetAtt': ['Role', 'Arn'] })).toEqual(of(role('reader')));
  });

  test('is what decides requests, each choice with both sides', () => {
    const { policy } = read(key({ KeyPolicy: { Statement: [conditional(ROOT, allow({ AWS: role('a') }, 'kms:Decrypt'))] } }));

    expect(policy.decidable!.map(({ choice }) => choice?.condition)).toEqual(['Condition']);
    expect(policy.statements!.map(({ branch }) => branch)).toEqual(['if Condition', 'if not Condition']);
  });

  test('is of its stack', () => {
    const policyOf = (latin1?: boolean) => read(key({ KeyPolicy: { Statement: [ROOT] } }), { latin1 }).policy;

    expect([policyOf(true).latin1, policyOf(false).latin1, policyOf().latin1]).toEqual([true, false, undefined]);
    expect(policyOf().place).toEqual({ account: ACCOUNT, region: 'eu-west-1', partition: 'aws' });
  });

  test('is read once', () => {
    const { policy } = read(key({ KeyPolicy: { Statement: [ROOT] } }));

    expect(policy.statements).toHaveLength(1);
    expect(policy.statements).toBe(policy.statements);
  });

  test('that is not known has neither statements nor shape, however often one asks', () => {
    const { policy } = read(key({ KeyPolicy: PARAMETER }));

    expect([policy.statements, policy.statements, policy.text]).toEqual([undefined, undefined, '${?Parameter}']);
  });

  test('has the shape of those that differ in names only', () => {
    const shapeOf = (...statements: any[]) => read(key({ KeyPolicy: { Statement: statements } })).policy.shape;

    expect(shapeOf(allow({ AWS: role('a') }, 'kms:Decrypt'))).toEqual(expect.stringContaining('kms:Decrypt'));
    expect(shapeOf(allow({ AWS: role('a') }, 'kms:Decrypt'))).toBe(shapeOf(allow({ AWS: role('b') }, 'kms:Decrypt')));
    expect(shapeOf(allow({ AWS: role('a') }, 'kms:Decrypt'))).not.toBe(shapeOf(allow({ AWS: role('a') }, 'kms:Encrypt')));
    expect(read(key()).policy.shape).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['with its functions filled in', { Statement: [{ Principal: { AWS: { Ref: 'AWS::AccountId' } } }] }, `{"Statement":[{"Principal":{"AWS":"${ACCOUNT}"}}]}`],
    ['as it is where it is a text already', '{ "Statement": [] }', '{ "Statement": [] }'],
    ['as nothing where CloudFormation takes none', { Ref: 'AWS::NoValue' }, ''],
  ])('is written %s', (_, KeyPolicy, text) => {
    const { policy } = read(key({ KeyPolicy }));

    expect([policy.text, policy.text]).toEqual([text, text]);
  });
});
