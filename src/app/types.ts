import { PUBLISHING_TYPES } from './read-publishers';
import { NOT_ENCRYPTABLE } from '../services/encryption-at-rest';
import { allKeyProperties } from '../services/resource-properties';

/** Resource types by which the app is read. Everything else costs nothing. */
export const READ_TYPES: ReadonlySet<string> = new Set([
  'AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::KMS::Alias',
  'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::UserToGroupAddition',
  'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy', 'AWS::SSO::PermissionSet', 'AWS::Serverless::Function', 'AWS::Serverless::StateMachine',
  'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Custom::S3BucketNotifications', 'AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup',
  // Who is allowed by the data itself.
  'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::SecretsManager::ResourcePolicy', 'AWS::Kinesis::ResourcePolicy',
  'AWS::CloudTrail::Trail', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::AutoScalingGroup',
  'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Events::Rule', 'AWS::Events::EventBus', 'AWS::CloudFront::Distribution',
  // Who delivers for AWS Config.
  'AWS::Config::ConfigurationRecorder',
  ...PUBLISHING_TYPES,
  // What takes no key at all.
  ...Object.keys(NOT_ENCRYPTABLE),
  // Whatever names a key.
  ...allKeyProperties().map(({ type }) => type),
  // Parents and outputs of nested stacks are evaluated through these.
  'AWS::CloudFormation::Stack',
]);
