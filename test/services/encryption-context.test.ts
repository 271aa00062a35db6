import { isSentByServices, sentInsteadOf, spellingOf, valuesOfContext } from '../../src/services/encryption-context';

test.each(['aws:s3:arn', 'AWS:S3:ARN', 'SecretARN', 'SecretVersionId', 'PARAMETER_ARN', 'aws:unheard:of', 'aws-crypto-ec:aws:logs:arn'])('services send %s', name => expect(isSentByServices(name)).toBe(true));
test.each(['Department', 'SecretName', 'aws-crypto-public-key', ''])('an app sends %s', name => expect(isSentByServices(name)).toBe(false));

test.each<[string, string[], string, string[]]>([
  ['aws:dynamodb:table/arn', [], 'Amazon DynamoDB', ['aws:dynamodb:tableName', 'aws:dynamodb:subscriberId']],
  ['aws:rds:snapshot', ['rds'], 'Amazon RDS', ['aws:rds:db-id', 'aws:rds:dbc-id']],
  ['aws:lambda:arn', ['s3'], 'AWS Lambda', ['aws:lambda:FunctionArn', 'aws:lambda:EventSourceArn']],
  ['Department', ['secretsmanager'], 'AWS Secrets Manager', ['SecretARN', 'SecretVersionId']],
  ['aws:secretsmanager:arn', ['secretsmanager'], 'AWS Secrets Manager', ['SecretARN', 'SecretVersionId']],
  ['aws:kinesis:arn', ['sns'], 'Amazon SNS', ['aws:sns:topicArn']],
])('in place of %s through %j %s sends %j', (name, through, service, names) => expect(sentInsteadOf(name, through)).toEqual({ service, names }));

test.each<[string, string[]]>([
  ['aws:dynamodb:TABLENAME', []], ['Department', []], ['Department', ['s3']], ['Department', ['sns', 's3']], ['aws:secretsmanager:arn', []], ['aws:bedrock:other', ['bedrock']], ['aws:ssm:TargetId', ['ssm']],
  ['aws-crypto-public-key', ['secretsmanager']], ['secretarn', ['secretsmanager']], ['', []],
])('%s might be sent through %j', (name, through) => expect(sentInsteadOf(name, through)).toBeUndefined());

test.each<[string, string[], string | undefined]>([
  ['AWS:S3:Arn', [], 'aws:s3:arn'], ['secretarn', ['secretsmanager'], 'SecretARN'], ['secretarn', [], undefined], ['parameter_arn', ['ssm', 'sns'], 'PARAMETER_ARN'], ['Department', ['s3'], undefined],
  ['aws:bedrock:arn', [], undefined], ['aws:s3:bucket', [], undefined],
])('%s through %j is written %s', (name, through, wanted) => expect(spellingOf(name, through)).toBe(wanted));

test.each<[string, readonly string[]]>([
  ['aws:kinesis:arn', ['arn:{partition}:kinesis:{region}:{account}:stream/{resource}']],
  ['aws:dynamodb:tableName', ['{resource}']],
  // Of a network of services one does not say what an integration is called.
  ['aws:redshift:integration:arn', []],
  ['SecretVersionId', []],
  ['Department', []],
])('the values of %s', (name, templates) => expect(valuesOfContext(name)).toEqual(templates));
