import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { added, samplePolicy, serviceOf } from './policies';
import { sampleOptions, USER } from './samples';
import { MessageSource, MessageTarget, EncryptedKey, IamDelegation, KeyAccess, KeyService, ServiceKey } from '../../src';
import { policySize } from '../../src/iam/policy-size';
import { CATALOG } from '../../src/services/catalog';
import { DELIVERIES } from '../../src/services/messages';
import { keyPolicy, testStack } from '../support/stack';

/** Bytes of a policy as the template has it; what CloudFormation fills in is shorter than the function that stands for it, as a rule. */
const bytes = (policy: unknown): number => policySize(policy).most;

/** KMS refuses a key policy of more bytes (AWS: kms/latest/developerguide/resource-limits.html). */
const LIMIT = 32_768;
const USES = Object.values(CATALOG).filter(use => !use.unsupported && use.keySpecs.includes('SYMMETRIC_DEFAULT') && !use.regions);

describe('the size of a policy', () => {
  test('of all services on one key is an error that says by how much it is too large', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', {
      iamDelegation: IamDelegation.ADMINISTRATION,
      access: USES.map(use => KeyAccess.service(serviceOf(use), sampleOptions(use))),
    });
    let message = '';
    try { Template.fromStack(stack); } catch (error) { message = (error as Error).message; }
    expect(message).toMatch(/the key policy takes about \d+ bytes, KMS allows 32768; largest rows: /);
    const size = Number(/takes about (\d+) bytes/.exec(message)![1]);
    // More than twice what fits: one key for everything is no way out.
    expect(size).toBeGreaterThan(2 * LIMIT);
    // The statements of each row, and what one key has anyway.
    const rows = USES.reduce((sum, use) => sum + bytes(added(samplePolicy(use))), 0);
    expect(Math.abs(size - rows) / rows).toBeLessThan(0.05);
  });

  test('of a key for ten usual services leaves room', () => {
    const stack = testStack();
    new ServiceKey(stack, 'Key', {
      service: KeyService.S3,
      additionalServices: [
        KeyService.CLOUDWATCH_LOGS, KeyService.DYNAMODB, KeyService.EBS, KeyService.EFS, KeyService.LAMBDA, KeyService.RDS,
        KeyService.SECRETS_MANAGER, KeyService.SNS, KeyService.SQS,
      ],
      users: [new iam.ArnPrincipal(USER)],
    });
    expect(bytes(keyPolicy(stack))).toBeLessThan(12_288);
  });

  test('of a topic key for every service that publishes stays within the limit', () => {
    const stack = testStack();
    const topics = Object.keys(DELIVERIES).filter(id => typeof DELIVERIES[id].topic !== 'string');
    new EncryptedKey(stack, 'Key', { access: topics.map(id => KeyAccess.messages((MessageSource as any)[id], MessageTarget.ANY_TOPIC)) });
    expect(bytes(keyPolicy(stack))).toBeLessThan(12_288);
  });

  test.each(USES.map(use => [use.id, use] as [string, typeof use]))('of %s alone is small', (_, use) => {
    expect(bytes(added(samplePolicy(use)))).toBeLessThan(4_096);
  });
});
