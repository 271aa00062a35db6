import { Resources } from './support';

/*
 * What stood in public templates, by its shape, and what all rules together say of it: a key of which there is nothing else to say, and one thing more. Written anew.
 */

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

export interface TemplateCase {
  readonly name: string;
  readonly resources: Resources;
  /** `error WildcardPrincipal K` */
  readonly says: readonly string[];
}

const ROOT = { Sid: 'Root', Effect: 'Allow', Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, Action: 'kms:*', Resource: '*' };
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
/** A key of which no rule says anything, with these statements. */
export const base = (...statements: any[]): Resources => ({
  K: { Type: 'AWS::KMS::Key', ...RETAINED, Properties: { EnableKeyRotation: true, KeyPolicy: { Version: '2012-10-17', Statement: [ROOT, ...statements] } } },
  A: { Type: 'AWS::KMS::Alias', ...RETAINED, Properties: { AliasName: 'alias/x', TargetKeyId: { Ref: 'K' } } },
});
export const statement = (principal: any, Action: any, Condition?: any, more: any = {}) =>
  ({ Sid: 'X', Effect: 'Allow', Principal: principal, Action, Resource: '*', ...(Condition ? { Condition } : {}), ...more });
export const service = (name: string, actions: string[], condition?: any, more: any = {}) => statement({ Service: `${name}.amazonaws.com` }, actions, condition, more);
export const MESSAGE = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const GRANTED = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
const LOGS = ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
export const role = (name: string, account = ACCOUNT) => ({ AWS: `arn:aws:iam::${account}:role/${name}` });
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const KEY_ARN = { 'Fn::GetAtt': ['K', 'Arn'] };
const S3_ONLY = { StringEquals: { 'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' } } };
export const NO_VALUE = { Ref: 'AWS::NoValue' };

export const may = (Action: any, Resource: any = '*', Condition?: any) => ({ Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) });
const document = (...statements: any[]) => ({ Version: '2012-10-17', Statement: statements });
export const policy = (...statements: any[]): Resources => ({ P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(...statements) } } });

const said = (name: string, resources: Resources, ...says: string[]): TemplateCase => ({ name, resources, says });
/** One statement more in the key policy. */
const key = (name: string, added: any | any[], ...says: string[]): TemplateCase => said(`a key policy ${name}`, base(...[added].flat()), ...says);
const iam = (name: string, added: any | any[], ...says: string[]): TemplateCase => said(`an IAM policy ${name}`, policy(...[added].flat()), ...says);
/** A topic under the key, and what publishes to it. */
const topic = (name: string, publisher: Resources[string], added: any[], ...says: string[]): TemplateCase =>
  said(`a topic under the key ${name}`, { ...base(...added), T: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KEY_ARN } }, D: publisher }, ...says);

const TWO = ['error DecryptNamedKeys P', 'warning IdentitySeparatesDuties P'];
const ROOT_OF_PARAMETER = { AWS: { 'Fn::Sub': 'arn:aws:iam::${OtherAccount}:root' } };

export const TEMPLATE_CASES: readonly TemplateCase[] = [
  // Service principals asked for what services do not have.
  key('asks a service for the organization of principals', service('sns', MESSAGE, { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }), 'error ServiceConditionKeys K'),
  key('asks a service for the account of the caller', service('sns', MESSAGE, { StringEquals: { 'kms:CallerAccount': ACCOUNT } }), 'error ServiceConditionKeys K'),

  key('asks a service for two things that only users and roles have', service('dynamodb', ['kms:Decrypt*', 'kms:Encrypt*'],
    { StringEquals: { 'kms:CallerAccount': { 'Fn::Sub': '${AWS::AccountId}' }, 'kms:ViaService': ['dynamodb.amazonaws.com', { 'Fn::Sub': 'lambda.${AWS::Region}.amazonaws.com' }] } }),
  'error ServiceConditionKeys K'),

  // Everyone, of whom a Deny leaves only those that it names.
  ...([['the roles', { ArnNotLike: { 'aws:PrincipalArn': [role('admin').AWS, `arn:aws:iam::${ACCOUNT}:role/ci-*`] } }, 'kms:*', false],
    ['the accounts', { StringNotEqualsIfExists: { 'aws:PrincipalAccount': ACCOUNT } }, 'kms:*', false],
    ['an organization, for some of it', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } }, 'kms:Encrypt', true],
    ['a role of any account', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }, 'kms:*', true],
    ['a network too', { ArnNotLike: { 'aws:PrincipalArn': role('admin').AWS }, StringNotEquals: { 'aws:PrincipalTag/team': 'a' } }, 'kms:*', true],
    ['a team', { StringNotEquals: { 'aws:PrincipalTag/team': 'a' } }, 'kms:*', true]] as const).map(([what, condition, action, open]) =>
    key(`lets everyone in, and denies all but ${what}`, [statement({ AWS: '*' }, ['kms:Decrypt', 'kms:Encrypt']), { Sid: 'Y', Effect: 'Deny', Principal: '*', Action: action, Resource: '*', Condition: condition }],
      ...(open ? ['error WildcardPrincipal K'] : []))),

  // What AWS shows without a condition, and what is narrower.
  key('allows the log delivery of CloudFront as its page shows it', service('delivery.logs', ['kms:GenerateDataKey*']), 'warning ServicePrincipalBounded K'),
  key('allows the log delivery of CloudFront less than its page shows', service('delivery.logs', ['kms:GenerateDataKey']), 'warning ServicePrincipalBounded K'),
  key('allows the log delivery of CloudFront more than its page shows', service('delivery.logs', ['kms:GenerateDataKey*', 'kms:Encrypt']), 'error ServicePrincipalBounded K'),
  key('allows topics to send to encrypted queues as the page shows it', service('sns', ['kms:GenerateDataKey', 'kms:Decrypt']), 'warning ServicePrincipalBounded K'),

  // What never applies is one fault.
  key('asks a service that could grant for the account of the caller', service('dynamodb', ['kms:CreateGrant', 'kms:Decrypt'], { StringEquals: { 'kms:CallerAccount': ACCOUNT } }), 'error ServiceConditionKeys K'),
  key('asks for a Region that is a placeholder', statement(role('a', '444455556666'), 'kms:Decrypt', { StringEquals: { 'kms:ViaService': 's3.region.amazonaws.com' } }), 'error StatementCanApply K'),
  key('lets CloudWatch Logs of whatever Region describe the key', statement({ Service: { 'Fn::Sub': 'logs.${Region}.amazonaws.com' } }, ['kms:Decrypt', 'kms:DescribeKey'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } })),

  // kms:ViaService has a Region.
  ...([['s3.amazonaws.com', true], [['s3.amazonaws.com', `s3.${REGION}.amazonaws.com`], false], ['s3.cn-north-1.amazonaws.com.cn', true], [{ 'Fn::Sub': '${Service}.amazonaws.com' }, false]] as const)
    .map(([value, impossible]) => key(`asks for the service ${JSON.stringify(value)}`, statement(role('a', '444455556666'), 'kms:Decrypt', { StringEquals: { 'kms:ViaService': value } }), ...(impossible ? ['error StatementCanApply K'] : []))),
  key('asks for another service than one without a Region', statement(role('a', '444455556666'), 'kms:Decrypt', { StringNotEquals: { 'kms:ViaService': 's3.amazonaws.com' } }), 'warning ConditionKeyPresence K'),

  // Partly known, chosen at deployment.
  key('lets one parameter manage and use', [statement({ AWS: { Ref: 'RoleArn' } }, ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], undefined, { Sid: 'Adm' }),
    statement({ AWS: { Ref: 'RoleArn' } }, ['kms:Decrypt'])], 'warning AdministratorsCannotUse K'),
  key('is open in one branch', { 'Fn::If': ['Public', statement({ AWS: '*' }, 'kms:Decrypt', S3_ONLY), NO_VALUE] }, 'error WildcardPrincipal K'),
  key('names everyone in one branch of its principals', statement({ AWS: [{ 'Fn::If': ['Public', '*', role('a').AWS] }] }, 'kms:Decrypt'), 'error WildcardPrincipal K'),
  key('allows the account of a parameter', statement(ROOT_OF_PARAMETER, ['kms:Decrypt', 'kms:Encrypt']), 'info CrossAccountBounded K'),
  key('gives the account of a parameter everything', statement(ROOT_OF_PARAMETER, 'kms:*'), 'info FullAccessForAccountOnly K'),
  key('allows a role of the account of a parameter', statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::${OtherAccount}:role/etl' } }, ['kms:Decrypt', 'kms:Encrypt'])),
  key('is about another service, of a Region that is not known', statement(role('a'), 'kms:Decrypt', undefined, { Resource: { 'Fn::Sub': 'arn:${Partition}:lambda:us-east-1:1:function:f' } }),
    'error StatementAppliesToKey K'),

  // Remedies.
  key('allows EventBridge with more than it needs', service('events', GRANTED), 'error ServicePrincipalBounded K'),
  key('bounds EventBridge where it says its source', service('events', MESSAGE, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })),
  key('allows a service that never calls', service('lambda', ['kms:Decrypt']), 'error ServicePrincipalBounded K'),
  said('a rule whose topic asks EventBridge for a source', {
    ...base(service('events', MESSAGE, { ArnLike: { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/*` } })),
    T: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KEY_ARN } },
    Q: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: { Ref: 'T' } }] } },
  }, 'error ServiceCanUseKey Q'),

  // Conditions that belong together.
  key('asks for a key to be there, and what it is if it is',
    statement({ AWS: '*' }, 'kms:Decrypt', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorg1' }, Null: { 'aws:PrincipalOrgID': 'false' } })),
  key('asks a service for its source to be there, and what it is if it is',
    service('sns', MESSAGE, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT }, Null: { 'aws:SourceAccount': 'false' } })),
  key('binds a service-linked role', statement(role('aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'), 'kms:Decrypt',
    { StringEquals: { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } })),
  ...([['networks', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } }, true],
    ['networks that leave addresses', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, NotIpAddress: { 'aws:SourceIp': '10.0.0.0/9' } }, false],
    ['numbers', { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' }, NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } }, true],
    ['numbers that leave some', { NumericLessThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' }, NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } }, false],
    ['presence and a value', { Null: { 'aws:PrincipalTag/a': 'true' }, StringEquals: { 'aws:PrincipalTag/a': 'x' } }, true],
    ['values of a list', { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'a' }, 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'b' } }, true],
    ['values of a list that can hold both', { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'b' }, 'ForAnyValue:StringLike': { 'kms:EncryptionContextKeys': 'a*' } }, false],
    ['a value of a parameter', { StringEquals: { 'aws:PrincipalTag/a': { Ref: 'Tag' } }, StringLike: { 'aws:PrincipalTag/a': 'y*' } }, false]] as const)
    .map(([what, condition, impossible]) => key(`compares ${what}`, statement(role('a'), 'kms:GetPublicKey', condition), ...(impossible ? ['error StatementCanApply K'] : []))),
  key('has conditions that exclude each other', statement(role('a'), 'kms:GetPublicKey', { StringEquals: { 'aws:PrincipalTag/a': 'x' }, StringLike: { 'aws:PrincipalTag/a': 'y*' } }),
    'error StatementCanApply K'),

  // What the service's own page writes.
  key('lets CloudWatch Logs describe the key', service('logs.us-east-1', ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } })),
  said('a log group under the name of the service without a Region', {
    ...base(service('logs', LOGS, { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*` } })),
    G: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: KEY_ARN } },
  }, 'warning ServiceCanUseKey G'),

  // One fault, one finding.
  key('gives another account everything', statement({ AWS: 'arn:aws:iam::444455556666:root' }, 'kms:*'), 'error FullAccessForAccountOnly K'),
  key('names the key by its ARN', statement(role('a'), 'kms:Decrypt', undefined, { Resource: KEY }), 'warning ResourceIsAny K'),
  key('asks an enclave for attestation and lets it in without', [
    statement(role('a', '444455556666'), 'kms:Decrypt', { StringEquals: { 'kms:RecipientAttestation:ImageSha384': 'aa' } }),
    statement(role('a', '444455556666'), 'kms:Decrypt', undefined, { Sid: 'Y' }),
  ], 'warning AttestationNotBypassed K'),

  // IAM policies.
  iam('names aliases of AWS, whose keys let the account in', may('kms:Decrypt', { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/ssm' }), 'warning NoAliasAsResource P'),
  iam('names an alias of its own', may('kms:Decrypt', { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/app' }), 'error NoAliasAsResource P'),
  iam('allows decryption with every key of the account of a parameter', may('kms:Decrypt', { 'Fn::Sub': 'arn:aws:kms:us-east-1:${ToolsAccount}:key/*' }), 'info DecryptNamedKeys P'),
  iam('creates any grant with every key', may('kms:CreateGrant'), 'warning GrantsForAwsResources P'),
  iam('creates any grant with one key', may('kms:CreateGrant', KEY)),
  iam('creates grants for AWS resources with every key', may('kms:CreateGrant', '*', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })),
  iam('creates grants with every key that has a tag', may('kms:CreateGrant', '*', { StringEquals: { 'aws:ResourceTag/team': 'a' } })),
  iam('creates any grant and decrypts with every key', may(['kms:CreateGrant', 'kms:Decrypt']), 'error DecryptNamedKeys P'),
  said('a permissions boundary that others give to their roles', { TeamPermissionsBoundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(may('kms:*')) } } }),
  said('a permissions boundary by its name', { P: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'team-boundary', PolicyDocument: document(may('kms:*')) } } }),
  said('a policy that is called a boundary, and somebody has', { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { Roles: ['app'], PolicyDocument: document(may('kms:Decrypt')) } } }, 'error DecryptNamedKeys Boundary'),
  iam('asks for aliases without a set operator', may('kms:Decrypt', '*', { StringLike: { 'kms:ResourceAliases': 'alias/a*' } }), 'error SetOperators P'),
  said('a role with policies that only the deployment lists', { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: 'p', PolicyDocument: { Ref: 'Document' } }] } } }),
  iam('compares a misspelt condition key', may('kms:Decrypt', KEY, { StringEquals: { 'kms:ViaServices': 's3.us-east-1.amazonaws.com' } }), 'error KnownConditionKeys P'),
  iam('compares a key that its own service knows', may(['s3:GetObject'], '*', { StringEquals: { 'aws:Unknown': 'x' } })),
  iam('compares a time of day', may('kms:Decrypt', KEY, { DateGreaterThan: { 'aws:CurrentTime': '08:00' } }), 'error DateConditions P'),
  iam('has dates that exclude each other', may('kms:Decrypt', KEY, { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' }, DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }),
    'error StatementCanApply P'),
  iam('has dates that leave a year', may('kms:Decrypt', KEY, { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' }, DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } })),
  iam('names a misspelt action', may(['kms:Decript'], KEY), 'error KnownActions P'),
  iam('allows all but other services', { Effect: 'Allow', NotAction: ['ec2:*', 's3:*'], Resource: '*' }, 'warning DecryptNamedKeys P'),
  said('a function of AWS SAM', { F: { Type: 'AWS::Serverless::Function', Properties: { Policies: [{ Statement: [may('kms:Decrypt')] }] } } }, 'error DecryptNamedKeys F'),
  said('a permission set', { P: { Type: 'AWS::SSO::PermissionSet', Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1', Name: 'P', InlinePolicy: { Statement: [may('kms:*')] } } } }, ...TWO),
  iam('asks for aliases by ForAllValues and Null', may('kms:Decrypt', `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`,
    { 'ForAllValues:StringLike': { 'kms:ResourceAliases': ['alias/session'] }, 'Null': { 'kms:ResourceAliases': 'false' } })),
  iam('allows decryption through another service only', may(['kms:Decrypt', 'kms:DescribeKey'], '*', { 'ForAnyValue:StringEquals': { 'aws:CalledVia': [{ 'Fn::Sub': 'athena.${AWS::URLSuffix}' }] } })),
  iam('allows decryption with keys of another account, whose key policies decide', may('kms:Decrypt', 'arn:aws:kms:us-east-1:444455556666:key/*')),
  iam('allows decryption with every key of its own account', may('kms:Decrypt', `arn:aws:kms:us-east-1:${ACCOUNT}:key/*`), 'error DecryptNamedKeys P'),
  iam('denies what it allows', [may('kms:*'), { ...may('kms:*'), Effect: 'Deny' }]),
  iam('denies management of what it allows', [may('kms:*'), { ...may('kms:Put*'), Effect: 'Deny' }], ...TWO),
  iam('is about the key of a parameter', may('kms:Decrypt', { Ref: 'KeyArn' })),
  iam('allows on an alias', may('kms:*', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/a`), 'error NoAliasAsResource P'),

  // Names of which a part is known.
  said('an alarm of a namespace with a parameter in it', {
    M: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: { 'Fn::Sub': 'App-${Env}' }, MetricName: 'Starts', ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 } },
  }),

  // Life cycle and names.
  said('a key that is retained when its stack goes', (({ K, A }) => ({ K: { ...K, UpdateReplacePolicy: undefined }, A }))(base())),
  ...([['with a parameter in it', 'alias/app-${Env}'], ['that is a parameter', '${Name}'], ['that is surely illegal', 'alias/my app ${Env}', 'error AliasName A']] as const)
    .map(([what, name, ...says]) => said(`an alias ${what}`, { A: { Type: 'AWS::KMS::Alias', Properties: { AliasName: { 'Fn::Sub': name }, TargetKeyId: { Ref: 'KeyId' } } } }, ...says)),

  // Who publishes to an encrypted topic.
  topic('to which a trail publishes', { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'b', SnsTopicName: { 'Fn::GetAtt': ['T', 'TopicName'] } } }, [],
    'error ServiceCanUseKey D'),
  topic('to which AWS Config delivers', { Type: 'AWS::Config::DeliveryChannel', Properties: { S3BucketName: 'b', SnsTopicARN: { Ref: 'T' } } }, [], 'warning ServiceCanUseKey D'),
  topic('to which databases report', { Type: 'AWS::RDS::EventSubscription', Properties: { SnsTopicArn: { Ref: 'T' } } }, [], 'error ServiceCanUseKey D'),
];
