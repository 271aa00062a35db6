// Keys that change: a rotation schedule for data, and generations of a key that KMS does not rotate, behind one alias.
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EncryptedBucket, KeyFactory, KeyService, ManuallyRotatedKey, ServiceKey } from '../../src';

export const ACCOUNT = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
export const REGION = process.env.CDK_DEFAULT_REGION ?? 'us-east-1';

/** Raise it by one to rotate: the alias moves to a new key, and the one before can only verify. */
export const GENERATIONS = 2;

const handler = (stack: Stack, id: string): lambda.Function => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => undefined;'),
});

export function build(app: App): void {
  const stack = new Stack(app, 'Tokens', { env: { account: ACCOUNT, region: REGION } });

  // Automatic: KMS makes new material twice a year, and goes on decrypting with the old. Nothing else changes.
  // At once, after an incident: aws kms rotate-key-on-demand --key-id alias/Tokens-bucket-key
  const bucketKey = new ServiceKey(stack, 'BucketKey', { service: KeyService.S3, rotationPeriod: Duration.days(180) });
  EncryptedBucket.create(stack, 'Sessions', bucketKey);

  // HMAC keys are not rotated by KMS. Tokens carry the generation, so that the verifier names the key that made them.
  const issuer = handler(stack, 'Issuer');
  const gateway = handler(stack, 'Gateway');
  const tokens = new ManuallyRotatedKey(stack, 'TokenKeys', {
    alias: 'tokens',
    generations: GENERATIONS,
    factory: KeyFactory.hmac({ generators: [issuer], verifiers: [gateway] }),
  });
  issuer.addEnvironment('KEY_ALIAS', tokens.aliasName);
  issuer.addEnvironment('GENERATION', `${GENERATIONS}`);
  for (const number of tokens.generationNumbers) { gateway.addEnvironment(`KEY_${number}`, tokens.generation(number).keyArn); }
}
