import { Fn, Size } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AppDescription, GrantDescription, ResourceType } from './description';
import { REGION } from '../support/stack';

/** A call that somebody makes to KMS, or a service for them. */
export interface Call {
  readonly action: string;
  readonly context?: { [key: string]: string | string[] };
}

/** A method that grants: its name, its call, and what AWS then asks KMS for the grantee. */
export type GrantMethod = readonly [name: string, call: (target: any, grantee: iam.IGrantable) => iam.Grant, actions: readonly string[]];

/** What AWS documents of a kind of resource under a key of the customer, and what the methods of its L2 promise. */
export interface ResourceKind {
  /** The name of its KeyService. */
  readonly service: string;
  /** `s3` in `s3.eu-west-1.amazonaws.com`. */
  readonly via: string;
  readonly make: (scope: Construct, id: string, key: kms.IKey) => Construct;
  readonly grants: readonly GrantMethod[];
  /** What the service does with the key for whoever makes the resource. */
  readonly creation: readonly Call[];
}

/** The context of a call through a service. */
export const through = (via: string, region = REGION): { [key: string]: string } => ({ 'kms:ViaService': `${via}.${region}.amazonaws.com` });
const READ = ['kms:Decrypt'];
const WRITE = ['kms:GenerateDataKey', 'kms:Decrypt'];
const FOR_RESOURCE = { 'kms:GrantIsForAWSResource': 'true' };
const GRANT: readonly Call[] = [{ action: 'kms:CreateGrant', context: FOR_RESOURCE }, { action: 'kms:DescribeKey' }];

const vpc = (scope: Construct, id: string) => ec2.Vpc.fromVpcAttributes(scope, `${id}Vpc`, {
  vpcId: 'vpc-0123456789abcdef0', availabilityZones: [`${REGION}a`], privateSubnetIds: ['subnet-0123456789abcdef0'],
});
const TABLE_GRANTS: ResourceKind['grants'] = [
  ['grantReadData', (table: dynamodb.Table, grantee) => table.grantReadData(grantee), READ],
  ['grantReadWriteData', (table: dynamodb.Table, grantee) => table.grantReadWriteData(grantee), READ],
  ['grantWriteData', (table: dynamodb.Table, grantee) => table.grantWriteData(grantee), READ],
];
const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };

export const RESOURCES: { readonly [type in ResourceType]: ResourceKind } = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  Bucket: {
    service: 'S3',
    via: 's3',
    make: (scope, id, encryptionKey) => new s3.Bucket(scope, id, { encryptionKey, encryption: s3.BucketEncryption.KMS }),
    grants: [
      ['grantRead', (bucket: s3.Bucket, grantee) => bucket.grantRead(grantee), READ],
      ['grantReadWrite', (bucket: s3.Bucket, grantee) => bucket.grantReadWrite(grantee), WRITE],
      ['grantPut', (bucket: s3.Bucket, grantee) => bucket.grantPut(grantee), WRITE],
    ],
    creation: [],
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  Queue: {
    service: 'SQS',
    via: 'sqs',
    make: (scope, id, encryptionMasterKey) => new sqs.Queue(scope, id, { encryptionMasterKey, encryption: sqs.QueueEncryption.KMS }),
    grants: [
      ['grantSendMessages', (queue: sqs.Queue, grantee) => queue.grantSendMessages(grantee), WRITE],
      ['grantConsumeMessages', (queue: sqs.Queue, grantee) => queue.grantConsumeMessages(grantee), READ],
    ],
    creation: [],
  },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  Topic: {
    service: 'SNS',
    via: 'sns',
    make: (scope, id, masterKey) => new sns.Topic(scope, id, { masterKey }),
    grants: [['grantPublish', (topic: sns.Topic, grantee) => topic.grantPublish(grantee), WRITE]],
    creation: [],
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  Table: {
    service: 'DYNAMODB',
    via: 'dynamodb',
    make: (scope, id, encryptionKey) => new dynamodb.Table(scope, id, {
      encryptionKey, encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, partitionKey: PARTITION_KEY,
    }),
    grants: TABLE_GRANTS,
    creation: GRANT,
  },
  TableV2: {
    service: 'DYNAMODB',
    via: 'dynamodb',
    make: (scope, id, key) => new dynamodb.TableV2(scope, id, {
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(key), partitionKey: PARTITION_KEY,
    }),
    grants: TABLE_GRANTS,
    creation: GRANT,
  },
  // https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
  Stream: {
    service: 'KINESIS',
    via: 'kinesis',
    make: (scope, id, encryptionKey) => new kinesis.Stream(scope, id, { encryptionKey, encryption: kinesis.StreamEncryption.KMS }),
    grants: [
      ['grantRead', (stream: kinesis.Stream, grantee) => stream.grantRead(grantee), READ],
      ['grantWrite', (stream: kinesis.Stream, grantee) => stream.grantWrite(grantee), ['kms:GenerateDataKey']],
    ],
    creation: [{ action: 'kms:GenerateDataKey' }, { action: 'kms:DescribeKey' }],
  },
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  Secret: {
    service: 'SECRETS_MANAGER',
    via: 'secretsmanager',
    make: (scope, id, encryptionKey) => new secretsmanager.Secret(scope, id, { encryptionKey }),
    grants: [
      ['grantRead', (secret: secretsmanager.Secret, grantee) => secret.grantRead(grantee), READ],
      ['grantWrite', (secret: secretsmanager.Secret, grantee) => secret.grantWrite(grantee), ['kms:GenerateDataKey']],
    ],
    creation: [{ action: 'kms:GenerateDataKey' }, { action: 'kms:Decrypt' }],
  },
  // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
  Volume: {
    service: 'EBS',
    via: 'ec2',
    make: (scope, id, encryptionKey) => new ec2.Volume(scope, id, { encrypted: true, encryptionKey, availabilityZone: Fn.select(0, Fn.getAzs()), size: Size.gibibytes(1) }),
    // The whole promise is a grant for the instance, never one for the role itself.
    grants: [['grantAttachVolume', (volume: ec2.Volume, grantee) => volume.grantAttachVolume(grantee), ['kms:CreateGrant']]],
    creation: [{ action: 'kms:CreateGrant', context: FOR_RESOURCE }, { action: 'kms:GenerateDataKeyWithoutPlaintext' }, { action: 'kms:DescribeKey' }],
  },
  // https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
  FileSystem: {
    service: 'EFS',
    via: 'elasticfilesystem',
    make: (scope, id, kmsKey) => new efs.FileSystem(scope, id, { vpc: vpc(scope, id), encrypted: true, kmsKey }),
    grants: [],
    creation: GRANT,
  },
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
  Repository: {
    service: 'ECR',
    via: 'ecr',
    make: (scope, id, encryptionKey) => new ecr.Repository(scope, id, { encryption: ecr.RepositoryEncryption.KMS, encryptionKey }),
    grants: [],
    creation: GRANT,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  LogGroup: {
    service: 'CLOUDWATCH_LOGS',
    via: 'logs',
    make: (scope, id, encryptionKey) => new logs.LogGroup(scope, id, { encryptionKey, logGroupName: `/app/${id}` }),
    grants: [],
    creation: [],
  },
};

function granting(...actions: string[]): GrantMethod[] {
  return actions.map((action): GrantMethod => [`grant ${action}`, (key: kms.IKey, grantee) => key.grant(grantee, action), [action]]);
}

/** The methods of keys that encrypt. */
const KEY_GRANTS: readonly GrantMethod[] = [
  ['grantDecrypt', (key: kms.IKey, grantee) => key.grantDecrypt(grantee), ['kms:Decrypt']],
  ['grantEncrypt', (key: kms.IKey, grantee) => key.grantEncrypt(grantee), ['kms:Encrypt', 'kms:GenerateDataKey']],
  ['grantEncryptDecrypt', (key: kms.IKey, grantee) => key.grantEncryptDecrypt(grantee), ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt']],
  ...granting('kms:ReEncryptFrom'),
];

/** The methods of other keys. */
const OTHER_KEY_GRANTS: { readonly [construct: string]: readonly GrantMethod[] } = {
  SigningKey: granting('kms:Sign', 'kms:Verify'),
  HmacKey: granting('kms:GenerateMac', 'kms:VerifyMac'),
  KeyAgreementKey: granting('kms:DeriveSharedSecret'),
  AsymmetricEncryptionKey: granting('kms:Decrypt', 'kms:Encrypt'),
};

/** The method that a grant of an app calls; undefined for a resource whose methods say nothing of keys. */
export function methodOf({ key, resources }: AppDescription, { on, method }: GrantDescription): GrantMethod | undefined {
  const methods = on === 'key' ? OTHER_KEY_GRANTS[key.construct] ?? KEY_GRANTS : RESOURCES[resources[on].type].grants;
  return methods[method % methods.length];
}
