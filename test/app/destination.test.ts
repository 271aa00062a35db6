import { destinationOf } from '../../src/app/destination';
import { NamedResource, ResourcesByName } from '../../src/app/resources-by-name';
import { EncryptionAtRest, encryptionsAtRest } from '../../src/services/encryption-at-rest';

const resource = (id: string, type: string, properties: object = {}): NamedResource => ({ stack: 'Data', id, type, properties });
const BUCKETS = [resource('Files', 'AWS::S3::Bucket'), resource('Backup', 'AWS::S3::Bucket'), resource('Role', 'AWS::IAM::Role')];
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const row = (type: string, path: RegExp): EncryptionAtRest => encryptionsAtRest(type).find(one => path.test(one.path))!;
const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
const CHANNEL = 'AWS::Config::DeliveryChannel';

test.each<[string, string, RegExp, object, string | undefined]>([
  ['a stream in S3', STREAM, /^ExtendedS3DestinationConfiguration\.Enc/, { ExtendedS3DestinationConfiguration: { RoleARN: arnOf('Role'), BucketARN: arnOf('Files') } }, 'Files'],
  ['its backup', STREAM, /^ExtendedS3DestinationConfiguration\.S3Backup/, { ExtendedS3DestinationConfiguration: { BucketARN: arnOf('Files'), S3BackupConfiguration: { RoleARN: arnOf('Role'), BucketARN: arnOf('Backup') } } }, 'Backup'],
  ['a stream to a bucket elsewhere', STREAM, /^ExtendedS3DestinationConfiguration\.Enc/, { ExtendedS3DestinationConfiguration: { BucketARN: 'arn:aws:s3:::elsewhere' } }, undefined],
  ['a stream that says no bucket', STREAM, /^ExtendedS3DestinationConfiguration\.Enc/, {}, undefined],
  ['the stream itself, which stores', STREAM, /^DeliveryStreamEnc/, { ExtendedS3DestinationConfiguration: { BucketARN: arnOf('Files') } }, undefined],
  ['results of queries', 'AWS::Athena::WorkGroup', /^WorkGroupConfiguration\.ResultConfiguration/, { WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: { 'Fn::Sub': 's3://${Files}/results/' } } } }, 'Files'],
  ['a delivery channel', CHANNEL, /^S3KmsKeyArn$/, { S3BucketName: { Ref: 'Files' } }, 'Files'],
  ['a delivery channel whose key has the name of a bucket', CHANNEL, /^S3KmsKeyArn$/, { S3KmsKeyArn: arnOf('Backup'), S3BucketName: { Ref: 'Files' } }, 'Files'],
  ['a queue', 'AWS::SQS::Queue', /Kms/, { RedrivePolicy: { Ref: 'Files' } }, undefined],
  ['a bucket', 'AWS::S3::Bucket', /KMS/, { LoggingConfiguration: { DestinationBucketName: { Ref: 'Files' } } }, undefined],
])('the bucket of %s', (_, type, path, properties, wanted) => {
  const user = resource('User', type, properties);

  expect(destinationOf(row(type, path), user, new ResourcesByName([user, ...BUCKETS]))?.id).toBe(wanted);
});
