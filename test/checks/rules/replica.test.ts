import { ACCOUNT, REGION } from '../../support/stack';
import { allow, Case, cases, key, keyWith, PARAMETER, Resources, role, ROOT, template, verdicts } from '../support';

const one = (properties: any, attributes: any = {}): Resources => ({ Key: key(properties, attributes) });
const REPLICA: Resources = { Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1', KeyPolicy: { Statement: [ROOT] } } } };
const primary = (...statements: any[]) => key({ MultiRegion: true, KeyPolicy: { Statement: statements } });
const replica = (arn: any, ...statements: any[]) => ({ Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: arn, KeyPolicy: { Statement: statements } } });
const OF_KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const named = (Sid: string, who: any = role('a')) => ({ ...allow({ AWS: who }, 'kms:Decrypt'), Sid });
const bound = (condition: any) => allow({ AWS: role('a') }, 'kms:Decrypt', condition);
const ofAccount = (condition: any) => allow({ AWS: ACCOUNT }, 'kms:Decrypt', condition);
cases('ReplicaPolicyMatches', [
  ['the same policy', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT) }, []],
  ['the same in another order', {
    Key: primary(ROOT, allow({ AWS: [role('A'), role('B')] }, ['kms:Encrypt', 'kms:Decrypt'])),
    Replica: replica(OF_KEY, allow({ AWS: [role('B'), role('A')] }, ['kms:Decrypt', 'kms:encrypt']), ROOT),
  }, []],
  ['one statement more', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT, allow({ AWS: role('A') }, 'kms:Decrypt')) }, ["finding: only the replica has 'Test'"]],
  ['one statement less', { Key: primary(ROOT, allow({ AWS: role('A') }, 'kms:Decrypt')), Replica: replica(OF_KEY, ROOT) }, ["finding: only the primary has 'Test'"]],
  ['another condition', {
    Key: primary(ROOT, allow({ AWS: role('A') }, 'kms:Decrypt', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })),
    Replica: replica(OF_KEY, ROOT, allow({ AWS: role('A') }, 'kms:Decrypt')),
  }, ["finding: only the replica has 'Test'; only the primary has 'Test'"]],
  ['a primary elsewhere', REPLICA, 'n/a'],
  ['a primary of a parameter', { Key: primary(ROOT), Replica: replica(PARAMETER, ROOT) }, ['undecidable: which key it replicates is not known before deployment: it depends on Parameter']],
  ['a primary of a parameter, where the app has none', { Key: key({ MultiRegion: false }), Replica: replica(PARAMETER, ROOT) }, 'n/a'],
  ['a principal of a parameter', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT, allow({ AWS: PARAMETER }, 'kms:Decrypt')) }, ['undecidable: whether the policies agree is not known before deployment']],
  ['a policy of a parameter', { Key: primary(ROOT), Replica: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: OF_KEY, KeyPolicy: PARAMETER } } },
    ['undecidable: the policy is not known before deployment']],
  ['no key of several regions', { Key: key({ KeyPolicy: { Statement: [] } }) }, 'n/a'],
  ['two statements more and two less', { Key: primary(named('A'), named('B')), Replica: replica(OF_KEY, named('C', role('c')), named('D', role('d'))) },
    ["finding: only the replica has 'C', 'D'; only the primary has 'A', 'B'"]],
  ['a policy of a parameter at the primary', { Key: key({ KeyPolicy: PARAMETER }), Replica: replica(OF_KEY, ROOT) }, ['undecidable: the policy is not known before deployment']],
  ['a principal of a parameter at the primary', { Key: primary(ROOT, named('A', PARAMETER)), Replica: replica(OF_KEY, ROOT) }, ['undecidable: whether the policies agree is not known before deployment']],
  ['a condition of a parameter', { Key: primary(ROOT), Replica: replica(OF_KEY, ROOT, bound({ StringEquals: { 'kms:ViaService': ['x', PARAMETER] } })) },
    ['undecidable: whether the policies agree is not known before deployment']],
  ['the same parameter', { Key: primary(named('A', PARAMETER)), Replica: replica(OF_KEY, named('A', PARAMETER)) }, []],
  ['the same, one statement for each action and principal', {
    Key: primary(ROOT, allow({ AWS: [role('A'), role('B')] }, ['kms:Encrypt', 'kms:GenerateDataKey*'])),
    Replica: replica(OF_KEY, { ...ROOT, Principal: { AWS: ACCOUNT } }, ...['kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair*', 'kms:GenerateDataKeyWithoutPlaintext']
      .flatMap(action => ['A', 'B'].map(name => ({ ...allow({ AWS: role(name) }, action), Sid: `${name}${action.slice(4)}` })))),
  }, []],
  ['a statement less of those for each action', { Key: primary(allow({ AWS: role('A') }, ['kms:Encrypt', 'kms:Decrypt'])), Replica: replica(OF_KEY, allow({ AWS: role('A') }, 'kms:Encrypt')) },
    ["finding: only the primary has 'Test'"]],
  ['the same by other operators', {
    Key: primary(bound({ StringEquals: { 'kms:ViaService': 'x' }, ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::a*' } })),
    Replica: replica(OF_KEY, bound({ StringLike: { 'kms:ViaService': ['x', 'x'] }, ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::a*' }, Null: { 'kms:ViaService': 'false' } })),
  }, []],
  ['that the key must be there', { Key: primary(bound({ StringNotEquals: { 'kms:ViaService': 'x' } })), Replica: replica(OF_KEY, bound({ StringNotEquals: { 'kms:ViaService': 'x' }, Null: { 'kms:ViaService': 'false' } })) },
    ["finding: only the replica has 'Test'; only the primary has 'Test'"]],
  ['other names of statements', { Key: primary(named('A')), Replica: replica(OF_KEY, named('B')) }, []],
  ['conditions in another order', {
    Key: primary(bound({ StringEquals: { 'kms:ViaService': ['x', 'y'], 'kms:CallerAccount': 'z' }, Bool: { 'aws:SecureTransport': 'true' } })),
    Replica: replica(OF_KEY, bound({ bool: { 'AWS:securetransport': 'true' }, StringEquals: { 'kms:CallerAccount': 'z', 'kms:ViaService': ['y', 'x'] } })),
  }, []],
  ...([
    ['effect', named('A'), { ...named('A'), Effect: 'Deny' }],
    ['principal', named('A'), named('A', role('b'))],
    ['principal, which is all but it', named('A'), { ...named('A'), Principal: undefined, NotPrincipal: named('A').Principal }],
    ['action', named('A'), { ...named('A'), Action: 'kms:Encrypt' }],
    ['action, which is all but it', named('A'), { ...named('A'), Action: undefined, NotAction: named('A').Action }],
    ['operator', bound({ StringEquals: { 'kms:ViaService': 'x*' } }), bound({ StringLike: { 'kms:ViaService': 'x*' } })],
    ['condition key', bound({ StringEquals: { 'kms:ViaService': 'x' } }), bound({ StringEquals: { 'kms:CallerAccount': 'x' } })],
    ['value', bound({ StringEquals: { 'kms:ViaService': 'x' } }), bound({ StringEquals: { 'kms:ViaService': 'y' } })],
  ] as [string, any, any][]).map(([what, mine, other]): Case => [`another ${what}`, { Key: primary(mine), Replica: replica(OF_KEY, other) },
    [`finding: only the replica has '${other.Sid}'; only the primary has '${mine.Sid}'`]]),
  ['a principal of a parameter, and another role', { Key: primary(named('A')), Replica: replica(OF_KEY, named('B', PARAMETER)) }, ['undecidable: whether the policies agree is not known before deployment']],
  ['a role by its name, and by its account and its ARN', { Key: primary(named('A')), Replica: replica(OF_KEY, ofAccount({ ArnEquals: { 'aws:PrincipalArn': role('a') } })) }, []],
  ['a role that CloudFormation names, and a pattern of its name', {
    Role: { Type: 'AWS::IAM::Role' },
    Key: primary(named('A', { 'Fn::GetAtt': ['Role', 'Arn'] })),
    Replica: replica(OF_KEY, ofAccount({ arnlike: { 'aws:PrincipalArn': role('Stack-Role*') } })),
  }, []],
  ['both under one more condition', {
    Key: primary(bound({ Bool: { 'aws:SecureTransport': 'true' } })),
    Replica: replica(OF_KEY, ofAccount({ ArnEquals: { 'aws:PrincipalArn': role('a') }, Bool: { 'aws:SecureTransport': 'true' } })),
  }, []],
  ...([
    ['under one more condition', ofAccount({ ArnEquals: { 'aws:PrincipalArn': role('a') }, Bool: { 'aws:SecureTransport': 'true' } })],
    ['by a pattern', ofAccount({ ArnLike: { 'aws:PrincipalArn': role('*') } })],
    ['as all but it', ofAccount({ ArnNotEquals: { 'aws:PrincipalArn': role('a') } })],
    ['if it has an ARN', ofAccount({ ArnEqualsIfExists: { 'aws:PrincipalArn': role('a') } })],
    ['among others', ofAccount({ 'ForAnyValue:ArnEquals': { 'aws:PrincipalArn': role('a') } })],
    ['as a source', ofAccount({ ArnEquals: { 'aws:SourceArn': role('a') } })],
    ['beside another one', { ...ofAccount({ ArnEquals: { 'aws:PrincipalArn': role('a') } }), Principal: { AWS: [ACCOUNT, role('b')] } }],
    ['as everyone', named('B', '*')],
  ] as [string, any][]).map(([what, other]): Case => [`a role by its name, and ${what}`, { Key: primary(named('A')), Replica: replica(OF_KEY, { ...other, Sid: 'B' }) },
    ["finding: only the replica has 'B'; only the primary has 'A'"]]),
  ['a role that CloudFormation names, and everyone', {
    Role: { Type: 'AWS::IAM::Role' }, Key: primary(named('A', { 'Fn::GetAtt': ['Role', 'Arn'] })), Replica: replica(OF_KEY, named('B', '*')),
  }, ["finding: only the replica has 'B'; only the primary has 'A'"]],
  ['no value in place of the Region', { Key: primary(bound({ StringEquals: { 'aws:RequestedRegion': REGION } })), Replica: replica(OF_KEY, bound({ StringEquals: { 'aws:RequestedRegion': '' } })) },
    ["finding: only the replica has 'Test'; only the primary has 'Test'"]],
]);

describe('a primary in another stack', () => {
  const outputs = { PrimaryArn: { Value: OF_KEY } };
  const output = (argument: any) => ({ 'Fn::GetStackOutput': { StackName: 'Primary', OutputName: 'PrimaryArn', Region: REGION, ...argument } });
  const said = (argument: any, ...more: any[]) => verdicts('ReplicaPolicyMatches', [
    template({ Key: primary(ROOT) }, { name: 'Primary', outputs }),
    ...more,
    template({ Replica: replica(output(argument), { ...ROOT, Action: 'kms:Decrypt' }) }, { index: 1 + more.length, region: 'us-east-1', name: 'Replica' }),
  ]);
  const FOUND = ["finding: only the primary has 'EnableIamPolicies'"];
  const UNKNOWN = [expect.stringMatching(/^undecidable: which key it replicates is not known before deployment(: it depends on output (Primary|Other)\.(PrimaryArn|Other))?$/)] as unknown as string[];

  test.each<[string, any, string[]]>([
    ['by its output', {}, FOUND],
    ['of its own Region, when none is given', { Region: undefined }, UNKNOWN],
    ['of another Region', { Region: 'eu-central-1' }, UNKNOWN],
    ['of another name', { StackName: 'Other' }, UNKNOWN],
    ['of another output', { OutputName: 'Other' }, UNKNOWN],
    ['through a role, so perhaps of another account', { RoleArn: 'arn:aws:iam::444455556666:role/Reader' }, UNKNOWN],
    ['of a parameter', { StackName: PARAMETER }, UNKNOWN],
  ])('%s', (_, argument, wanted) => { expect(said(argument)).toEqual(wanted); });

  test('is not that of another account by the same name', () => {
    const others = { ...ROOT, Action: 'kms:Decrypt' };
    expect(said({}, template({ Key: primary(others) }, { index: 1, account: '444455556666', name: 'Primary', outputs }))).toEqual(FOUND);
  });
});

test('the Region in names may differ', () => {
  const logs = (region: string) => allow({ Service: `logs.${region}.amazonaws.com` }, 'kms:Decrypt', { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${ACCOUNT}:${region}-*` } });
  const pair = (...regions: string[]) => verdicts('ReplicaPolicyMatches', [
    template({ Key: primary(logs(REGION)) }, { name: 'Primary', outputs: { PrimaryArn: { Value: OF_KEY } } }),
    template({ Replica: replica({ 'Fn::GetStackOutput': { StackName: 'Primary', OutputName: 'PrimaryArn', Region: REGION } }, ...regions.map(logs)) }, { index: 1, region: 'us-east-1', name: 'Replica' }),
  ]);

  expect(pair('us-east-1')).toEqual([]);
  expect(pair('us-west-2')).toEqual(["finding: only the replica has 'Test'; only the primary has 'Test'"]);
});

test('a key without a policy has that of KMS', () => {
  for (const rule of ['ConditionalAllowRestricts', 'PolicyCanBeChanged', 'FullAccessForAccountOnly']) { expect(verdicts(rule, one({}))).toEqual('n/a'); }
  expect(verdicts('ReplicaPolicyMatches', { Key: key({ MultiRegion: true }), Replica: replica(OF_KEY, { ...ROOT, Sid: 'Any' }) })).toEqual([]);
  expect(keyWith(ROOT).Key.Properties!.KeyPolicy).toEqual({ Version: '2012-10-17', Statement: [expect.objectContaining({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })] });
});
