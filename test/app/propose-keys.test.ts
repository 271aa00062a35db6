import { WOULD_BE_REPLACED } from '../../src/app/encryption-plan';
import { goesTo, proposeKeys } from '../../src/app/propose-keys';
import { template } from '../checks/support';
import { REGION } from '../support/stack';

const said = (...stacks: object[]) => {
  const { resources, keys } = proposeKeys(stacks.map((stack, index) => template(stack as any, { index })));
  return { keys, reasons: Object.fromEntries(resources.map(({ logicalId, reasons }) => [logicalId, Object.values(reasons)[0]]).filter(([, reason]) => reason !== undefined)) };
};
const BUCKET = { Type: 'AWS::S3::Bucket' };
const NOT_SIGNED = 'its policy lets callers read that do not sign, and these read nothing under a key';
const IDENTITY = "CloudFront's origin access identities read nothing under a key; use origin access control";
const policy = (statement: object) => ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'It' }, PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] } } });

describe('one key a service', () => {
  test('for what has none', () => {
    const { keys, reasons } = said({ Jobs: { Type: 'AWS::SQS::Queue' }, More: { Type: 'AWS::SQS::Queue' }, Orders: { Type: 'AWS::DynamoDB::Table' }, Role: { Type: 'AWS::IAM::Role' } });

    expect(keys).toEqual(['Stack0 SQS', 'Stack0 DYNAMODB']);
    expect(reasons).toEqual({});
  });
  test('not for what has one', () => expect(said({ Jobs: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: 'k' } } })).toEqual({ keys: [], reasons: {} }));
  test('in each stack', () => expect(said({ A: { Type: 'AWS::SQS::Queue' } }, { A: { Type: 'AWS::SQS::Queue' } }).keys).toEqual(['Stack0 SQS', 'Stack1 SQS']));
  test('not for what is no resource', () => expect(said({ A: { Properties: {} }, B: null as any }).keys).toEqual([]));

  test('is named in the properties', () => {
    const { resources } = proposeKeys([template({ Jobs: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } } } as any)]);

    expect(resources[0].after).toEqual({ DelaySeconds: 1, KmsMasterKeyId: 'a key for Amazon SQS' });
  });
});

/* Buckets and topics that others could use no more, were they under a customer managed key. */
describe('what takes no key because of another', () => {
  test.each<[string, object, string | undefined]>([
    ['a bucket of nobody else', {}, undefined],
    ['access logs of a bucket', { Other: { ...BUCKET, Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'It' } } } } }, 'S3 writes server access logs only to buckets under SSE-S3'],
    ['access logs of a load balancer', { Lb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { LoadBalancerAttributes: [{ Key: 'access_logs.s3.bucket', Value: { Ref: 'It' } }] } } }, 'Elastic Load Balancing writes access logs only to buckets under SSE-S3'],
    ['access logs of a network load balancer', { Lb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network', LoadBalancerAttributes: [{ Key: 'access_logs.s3.bucket', Value: { Ref: 'It' } }] } } }, undefined],
    ['access logs of a classic load balancer', { Lb: { Type: 'AWS::ElasticLoadBalancing::LoadBalancer', Properties: { AccessLoggingPolicy: { S3BucketName: { Ref: 'It' } } } } }, 'Elastic Load Balancing writes access logs only to buckets under SSE-S3'],
    ['an origin by identity', { Cdn: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Origins: [{ DomainName: { 'Fn::GetAtt': ['It', 'RegionalDomainName'] }, S3OriginConfig: { OriginAccessIdentity: 'x' } }] } } } }, IDENTITY],
    ['an origin by control', { Cdn: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Origins: [{ DomainName: { 'Fn::GetAtt': ['It', 'RegionalDomainName'] }, S3OriginConfig: {} }] } } } }, undefined],
    ['an identity in its policy', { Policy: policy({ Principal: { CanonicalUser: 'x' } }) }, IDENTITY],
    ['an identity by its ARN in its policy', { Policy: policy({ Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } }) }, IDENTITY],
    ['anybody in its policy', { Policy: policy({ Principal: '*' }) }, NOT_SIGNED],
    ['anybody in its policy, as a list', { Policy: policy({ Principal: { AWS: ['*'] }, Action: ['s3:ListBucket', 's3:Get*'] }) }, NOT_SIGNED],
    ['anybody who writes', { Policy: policy({ Principal: '*', Action: 's3:PutObject' }) }, undefined],
    ['anybody under a condition', { Policy: policy({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }) }, undefined],
    ['anybody who is denied', { Policy: policy({ Principal: '*', Effect: 'Deny' }) }, undefined],
    ['a role in its policy', { Policy: policy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/App' } }) }, undefined],
  ])('%s', (_, others, reason) => expect(said({ It: BUCKET, ...others }).reasons.It).toBe(reason));

  test('a topic of AWS Config', () => {
    expect(said({ It: { Type: 'AWS::SNS::Topic' }, Channel: { Type: 'AWS::Config::DeliveryChannel', Properties: { S3BucketName: 'b', SnsTopicARN: { Ref: 'It' } } } }).reasons.It).toBe('AWS Config does not support encrypted topics');
  });
  test('what another stack has of that name', () => {
    const logging = { Other: { ...BUCKET, Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'It' } } } } };

    expect(said({ It: BUCKET }, { It: BUCKET, ...logging }).reasons).toEqual({ It: 'S3 writes server access logs only to buckets under SSE-S3' });
    expect(said({ It: BUCKET }, { Fine: BUCKET, ...logging }).reasons).toEqual({ It: 'S3 writes server access logs only to buckets under SSE-S3' });
  });
});

test('a bucket that another stack exports takes no key because of who imports it', () => {
  const exporting = template({ It: BUCKET } as any, { outputs: { Name: { Value: { Ref: 'It' }, Export: { Name: 'logs' } } } });
  const importing = template({ Other: { ...BUCKET, Properties: { LoggingConfiguration: { DestinationBucketName: { 'Fn::ImportValue': 'logs' } } } } } as any, { index: 1 });

  expect(proposeKeys([exporting, importing]).resources[0].reasons).toEqual({ [Object.keys(proposeKeys([exporting, importing]).resources[0].reasons)[0]]: 'S3 writes server access logs only to buckets under SSE-S3' });
});

test('what is written to a bucket gets the key of the bucket', () => {
  const stream = (Bucket: object) => ({ Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { ExtendedS3DestinationConfiguration: { BucketARN: { 'Fn::GetAtt': ['It', 'Arn'] }, RoleARN: 'r' } } }, It: Bucket });
  const after = proposeKeys([template(stream(BUCKET) as any)]).resources[0].after;

  expect(JSON.stringify(after)).toContain('a key for Amazon S3');
  expect(Object.values(proposeKeys([template({ ...stream(BUCKET), Policy: policy({ Principal: '*' }) } as any)]).resources[0].reasons)).toContain(goesTo('It'));
});

describe('what is written to a bucket', () => {
  const stream = (bucket: object, more: object = {}) => ({
    Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { ExtendedS3DestinationConfiguration: { BucketARN: { 'Fn::GetAtt': ['It', 'Arn'] }, RoleARN: 'r' } } }, It: bucket, ...more,
  });
  const path = 'ExtendedS3DestinationConfiguration.EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN';
  const under = (KMSMasterKeyID: string) => ({ ...BUCKET, Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }] } } });

  test('gets no key where the bucket has one already, of which its writers may know nothing', () => {
    expect(proposeKeys([template(stream(under('k')) as any)]).resources[0].reasons).toEqual({ [path]: 'what it writes is encrypted as It is, which gets no key from EncryptionDefaults' });
  });
  test('makes no second key', () => {
    expect(proposeKeys([template(stream(BUCKET) as any)]).keys).toEqual(['Stack0 FIREHOSE', 'Stack0 S3']);
  });
});

describe('a replica of a table', () => {
  const table = (...regions: unknown[]) => {
    const { resources: [{ reasons, after }], keys } = proposeKeys([template({ It: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: regions.map(Region => ({ Region })) } } } as any)]);
    return { reasons: Object.values(reasons), keys, named: JSON.stringify(after).includes('a key for') };
  };
  const ELSEWHERE = 'each replica takes a key of its own Region, and the placement has none in us-east-1';

  test('takes a key of its Region', () => expect(table(REGION)).toEqual({ reasons: [], keys: ['Stack0 DYNAMODB_GLOBAL_TABLES'], named: true }));
  test('elsewhere has none, nor do the others without it', () => {
    expect(table('us-east-1')).toEqual({ reasons: [ELSEWHERE], keys: [], named: false });
    expect(table(REGION, 'us-east-1')).toEqual({ reasons: [ELSEWHERE, ELSEWHERE], keys: [], named: false });
  });
  test('of a Region that only the deployment knows has none', () => expect(table({ Ref: 'Where' }).reasons).toEqual(['the Region of its key is known only once it is deployed']));
});

test('the keys of a nested stack are in the stack that deploys it', () => {
  const jobs = { Jobs: { Type: 'AWS::SQS::Queue' } } as any;
  const nested = (index: number, stack: number) => template(jobs, { index, parent: { stack, logicalId: 'Nested' } });

  expect(proposeKeys([template({}, { index: 0 }), template({}, { index: 1 }), nested(2, 1), nested(3, 2)]).keys).toEqual(['Stack1 SQS']);
});

test('a resource that would be replaced is left as it is', () => {
  expect(Object.values(proposeKeys([template({ It: { Type: 'AWS::RDS::DBInstance', Properties: { StorageEncrypted: true } } } as any)]).resources[0].reasons)).toContain(WOULD_BE_REPLACED);
});

test('what names a topic that takes no key, and what exports, takes its own', () => {
  const { resources } = proposeKeys([template({ It: { Type: 'AWS::SNS::Topic' }, Channel: { Type: 'AWS::Config::DeliveryChannel', Properties: { SnsTopicARN: { Ref: 'It' } } }, Out: { Type: 'AWS::SQS::Queue', Properties: {} } } as any, {
    outputs: { Plain: { Value: { Ref: 'It' } }, Odd: { Value: { Ref: 'It' }, Export: { Name: { Ref: 'Name' } } } },
  })]);

  expect(resources.map(({ logicalId, after }) => `${logicalId} ${JSON.stringify(after).includes('a key for')}`)).toEqual(['It false', 'Channel true', 'Out true']);
});
