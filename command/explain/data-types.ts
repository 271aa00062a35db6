export interface Operation {
  /** What is asked of the data. */
  readonly action: string;
  /** What is asked of the key. */
  readonly key: readonly string[];
}

export interface DataType {
  readonly word: string;
  /** The use of a key, by the catalog's id. */
  readonly use: string;
  /** The prefix of kms:ViaService. */
  readonly service: string;
  readonly read?: Operation;
  readonly write?: Operation;
  /** ARNs of what is read, `{id}` and `{arn}` standing for the Ref and the ARN of the resource. */
  readonly arns: readonly string[];
  readonly nameProperty?: string;
  /** Where its own policy is: a type of its own and the properties that name resource and document. */
  readonly policy?: { readonly type: string; readonly of: string; readonly document: string };
}

const DECRYPT = ['kms:Decrypt'];
const GENERATE = ['kms:GenerateDataKey'];
const BOTH = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** Data whose callers need the key themselves. */
export const DATA_TYPES: { readonly [type: string]: DataType } = {
  'AWS::S3::Bucket': {
    word: 'bucket',
    use: 'S3',
    service: 's3',
    read: { action: 's3:GetObject', key: DECRYPT },
    write: { action: 's3:PutObject', key: GENERATE },
    nameProperty: 'BucketName',
    arns: ['{arn}/object', 'arn:{partition}:s3:::{name}/object'],
    policy: { type: 'AWS::S3::BucketPolicy', of: 'Bucket', document: 'PolicyDocument' },
  },
  'AWS::DynamoDB::Table': {
    word: 'table',
    use: 'DYNAMODB',
    service: 'dynamodb',
    read: { action: 'dynamodb:GetItem', key: DECRYPT },
    write: { action: 'dynamodb:PutItem', key: DECRYPT },
    nameProperty: 'TableName',
    arns: ['{arn}', 'arn:{partition}:dynamodb:{region}:{account}:table/{name}'],
  },
  'AWS::SQS::Queue': {
    word: 'queue',
    use: 'SQS',
    service: 'sqs',
    read: { action: 'sqs:ReceiveMessage', key: DECRYPT },
    write: { action: 'sqs:SendMessage', key: BOTH },
    nameProperty: 'QueueName',
    arns: ['{arn}', 'arn:{partition}:sqs:{region}:{account}:{name}'],
    policy: { type: 'AWS::SQS::QueuePolicy', of: 'Queues', document: 'PolicyDocument' },
  },
  'AWS::SNS::Topic': {
    word: 'topic',
    use: 'SNS',
    service: 'sns',
    write: { action: 'sns:Publish', key: BOTH },
    nameProperty: 'TopicName',
    arns: ['{id}', 'arn:{partition}:sns:{region}:{account}:{name}'],
    policy: { type: 'AWS::SNS::TopicPolicy', of: 'Topics', document: 'PolicyDocument' },
  },
  'AWS::SecretsManager::Secret': {
    word: 'secret',
    use: 'SECRETS_MANAGER',
    service: 'secretsmanager',
    read: { action: 'secretsmanager:GetSecretValue', key: DECRYPT },
    write: { action: 'secretsmanager:PutSecretValue', key: BOTH },
    nameProperty: 'Name',
    arns: ['{id}', 'arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-AbCdEf'],
    policy: { type: 'AWS::SecretsManager::ResourcePolicy', of: 'SecretId', document: 'ResourcePolicy' },
  },
  'AWS::Logs::LogGroup': {
    word: 'log group',
    use: 'CLOUDWATCH_LOGS',
    service: 'logs',
    read: { action: 'logs:GetLogEvents', key: DECRYPT },
    nameProperty: 'LogGroupName',
    arns: ['{arn}', 'arn:{partition}:logs:{region}:{account}:log-group:{name}:log-stream:stream'],
  },
  'AWS::Kinesis::Stream': {
    word: 'stream',
    use: 'KINESIS',
    service: 'kinesis',
    read: { action: 'kinesis:GetRecords', key: DECRYPT },
    write: { action: 'kinesis:PutRecord', key: GENERATE },
    nameProperty: 'Name',
    arns: ['{arn}', 'arn:{partition}:kinesis:{region}:{account}:stream/{name}'],
    policy: { type: 'AWS::Kinesis::ResourcePolicy', of: 'ResourceArn', document: 'ResourcePolicy' },
  },
};
