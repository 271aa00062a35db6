import * as iam from 'aws-cdk-lib/aws-iam';

/** What KMS gives a key without a policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export const kmsDefaultPolicy = (): iam.PolicyDocument =>
  new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] })] });
