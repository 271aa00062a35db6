import { KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { FakeError, FakeKms, NOW } from './key-fleet';
import { Clock } from '../../handlers/key-lifecycle-reporter/aws';
import { ReporterConfig } from '../../handlers/key-lifecycle-reporter/config';

/** Lets every KMS client of the SDK speak to the fake. One stub for all commands: matchers by command cost a second for a thousand calls. */
export function mockKms(fake: FakeKms) {
  const mock = mockClient(KMSClient);
  mock.send.callsFake(async (command: any) => fake.answer(command.constructor.name.replace(/Command$/, ''), command.input));
  return mock;
}

/** A bucket in memory. */
export function mockBucket(objects = new Map<string, string>()) {
  const mock = mockClient(S3Client);
  mock.on(PutObjectCommand).callsFake((input: any) => {
    if (input.IfNoneMatch === '*' && objects.has(input.Key)) { throw new FakeError('PreconditionFailed'); }
    objects.set(input.Key, input.Body);
    return {};
  });
  mock.on(GetObjectCommand).callsFake((input: any) => {
    if (!objects.has(input.Key)) { throw new FakeError('NoSuchKey'); }
    return { Body: { transformToString: async () => objects.get(input.Key) } };
  });
  return { mock, objects };
}

export const CONFIG: ReporterConfig = {
  bucket: 'reports',
  regions: ['eu-west-1'],
  memberAccounts: [],
  memberRoleName: 'KeysmithKeyLifecycleMember',
  topicArn: null,
  thresholds: { unusedDays: 90, oldDays: 730, highUsage: 1000 },
  readUsageMetrics: false,
  usageWindowDays: 30,
  eventDataStoreArn: null,
  athenaTrail: null,
  securityHub: false,
  cleanUp: { mode: 'OFF', optInTagKey: 'keysmith:clean-up', optInTagValue: 'allowed', maxKeysPerRun: 5, disabledDays: 30, stateMachineArn: null },
};

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:reporter';

/** A clock that stands still except for what is slept. */
export function stillClock(start = NOW): Clock & { slept: number } {
  const clock = {
    slept: 0,
    now: () => Date.parse(start) + clock.slept,
    sleep: async (milliseconds: number) => { clock.slept += milliseconds; },
  };
  return clock;
}
