import { Readable } from 'stream';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { ask, patiently, PATIENT } from '../../../handlers/key-lifecycle-reporter/aws';
import { FakeError } from '../../support/key-fleet';
import { stillClock } from '../../support/report-mocks';

/** A KMS over HTTP that throttles the first calls. */
function throttling(first: number) {
  let calls = 0;
  const client = new KMSClient({
    ...PATIENT,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: {
      handle: async () => {
        calls += 1;
        const throttled = calls <= first;
        const body = throttled ? '{"__type":"ThrottlingException","message":"Rate exceeded"}' : '{"KeyMetadata":{"KeyId":"k"}}';
        return { response: { statusCode: throttled ? 400 : 200, headers: {}, body: Readable.from([Buffer.from(body)]) } };
      },
    } as any,
  });
  return { client, calls: () => calls };
}

test('the SDK itself waits out throttling', async () => {
  const { client, calls } = throttling(3);
  expect(await ask(async () => (await client.send(new DescribeKeyCommand({ KeyId: 'k' }))).KeyMetadata)).toEqual({ ok: true, value: { KeyId: 'k' } });
  expect(calls()).toBe(4);
}, 30_000);

test('what the SDK gave up on is tried again after 1, 2 and 4 seconds, and then is an answer of its own', async () => {
  const clock = stillClock();
  let calls = 0;
  const call = async () => {
    calls += 1;
    throw new FakeError('ThrottlingException');
  };
  expect(await ask(call, clock)).toEqual({ ok: false, code: 'ThrottlingException', message: 'ThrottlingException of the fake' });
  expect([calls, clock.slept]).toEqual([4, 7000]);
});

test('what will not pass is not tried again', async () => {
  const clock = stillClock();
  await expect(patiently(async () => { throw new FakeError('AccessDeniedException'); }, clock)).rejects.toThrow('AccessDeniedException');
  expect(clock.slept).toBe(0);
});

test('a connection that cannot be made is tried again, and named by its code', async () => {
  const clock = stillClock();
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(await ask(async () => { throw refused; }, clock)).toEqual({ ok: false, code: 'ECONNREFUSED', message: 'connect' });
  expect(clock.slept).toBe(7000);
});
