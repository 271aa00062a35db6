import { goesTo, proposeKeys } from '../../src/app/propose-keys';
import { template } from '../checks/support';

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
