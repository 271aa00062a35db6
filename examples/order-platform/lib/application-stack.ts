import { join } from 'path';
import { CfnOutput, Duration, Stack, StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Roles } from './roles';
import {
  EncryptedBucket, EncryptedKey, IamDelegation, KeyAccess, KeyEnvironment, KeyRestriction, KeyService, EncryptedLogGroup, ServiceKey,
} from '../../../src';

export interface ApplicationStackProps extends StackProps {
  readonly environment: KeyEnvironment;
}

/** The order platform itself: its roles, the key of its data, documents in S3, and the function that seals and opens them. */
export class ApplicationStack extends Stack {
  public readonly roles: Roles;

  constructor(scope: Construct, id: string, { environment, ...props }: ApplicationStackProps) {
    super(scope, id, props);
    this.roles = new Roles(this, 'Roles');
    const shared = { application: 'order-platform', environment, owner: 'orders-team', costCenter: 'CC-1234', administrators: [this.roles.administrator] };

    // What the application encrypts by itself. IAM policies can manage the key but never give use of it, so the row for reporting
    // is a bound and not a wish: an IAM policy cannot allow the same without the context.
    const dataKey = new EncryptedKey(this, 'DataKey', {
      ...shared,
      dataClassification: 'confidential',
      iamDelegation: IamDelegation.ADMINISTRATION,
      users: [this.roles.api, this.roles.worker],
      access: [KeyAccess.decrypt(this.roles.reporting, { encryptionContext: { Department: ['Finance'] } })],
      restrictions: [KeyRestriction.minimumPendingWindow(environment.pendingWindow), KeyRestriction.grantsForAwsResourcesOnly()],
      exportOutputs: true,
    });

    const bucketKey = new ServiceKey(this, 'BucketKey', { ...shared, service: KeyService.S3, users: [this.roles.api, this.roles.worker] });
    const documents = EncryptedBucket.create(this, 'Documents', bucketKey, {
      versioned: true,
      removalPolicy: environment.removalPolicy,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
    this.allowDocuments(documents, this.roles.api, this.roles.worker);

    const logsKey = new EncryptedKey(this, 'LogsKey', { ...shared, iamDelegation: IamDelegation.ADMINISTRATION });
    const logGroup = EncryptedLogGroup.create(this, 'Logs', logsKey, {
      logGroupName: `/order-platform/${environment.name}/envelope`,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: environment.removalPolicy,
    });

    const environmentKey = new ServiceKey(this, 'EnvironmentKey', { ...shared, service: KeyService.LAMBDA });
    const envelope = new NodejsFunction(this, 'Envelope', {
      description: 'Seals order documents with the AWS Encryption SDK, keeps them in S3 and opens them again',
      entry: join(__dirname, '..', 'handler', 'index.ts'),
      depsLockFilePath: join(__dirname, '..', '..', '..', 'package-lock.json'),
      runtime: lambda.Runtime.NODEJS_22_X,
      memorySize: 512,
      timeout: Duration.seconds(30),
      role: this.roles.api,
      logGroup,
      // The SDK of the runtime is not the one the Encryption SDK was tested with.
      bundling: { minify: true, bundleAwsSDK: true, externalModules: [] },
      environmentEncryption: environmentKey,
      environment: { DATA_KEY_ARN: dataKey.keyArn, DOCUMENTS: documents.bucketName, APPLICATION: 'order-platform' },
    });
    logGroup.grantWrite(this.roles.api);

    new CfnOutput(this, 'DocumentsBucket', { value: documents.bucketName });
    new CfnOutput(this, 'EnvelopeFunction', { value: envelope.functionName });
  }

  /** Objects only: the bucket's key lets these roles in through S3 by its own policy, so no grant of its use is needed. */
  private allowDocuments(bucket: s3.IBucket, ...roles: iam.Role[]): void {
    for (const role of roles) {
      role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [bucket.arnForObjects('*')] }));
    }
  }
}
