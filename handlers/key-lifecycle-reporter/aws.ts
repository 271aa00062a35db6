/*
 * Clients, and patience with AWS: adaptive retries inside the SDK, and a few slow ones around them.
 */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { KMSClient } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Home } from './config';
import { failure, answer, Sourced } from './facts';

/** The SDK's token bucket slows every request down once AWS throttles, instead of giving up. */
export const PATIENT = { retryMode: 'adaptive', maxAttempts: 8 } as const;

const TRANSIENT = new Set([
  'ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded', 'LimitExceededException', 'SlowDown',
  'KMSInternalException', 'DependencyTimeoutException', 'InternalServiceFault', 'ServiceUnavailable', 'TimeoutError', 'ECONNRESET', 'ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND',
]);

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const CLOCK: Clock = { now: () => Date.now(), sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)) };

/** A broken connection is an `Error` with a code. */
export function codeOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return name === undefined || name === 'Error' ? code ?? 'Error' : name;
}
const messageOf = (error: unknown): string => String((error as { message?: string }).message ?? error).slice(0, 300);

/** Tries again after 1, 2 and 4 seconds what the SDK gave up on as throttled or broken for the moment. */
export async function patiently<T>(call: () => Promise<T>, clock: Clock = CLOCK): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= 3 || !TRANSIENT.has(codeOf(error))) { throw error; }
      await clock.sleep(1000 * 2 ** attempt);
    }
  }
}

/** All pages of one of the SDK's paginators; from the first again when AWS gave up on the way. */
export async function allPages<T>(paginate: () => AsyncIterable<T>, clock: Clock = CLOCK): Promise<T[]> {
  return patiently(async () => {
    const pages: T[] = [];
    for await (const page of paginate()) { pages.push(page); }
    return pages;
  }, clock);
}

/** The answer, or the error as an answer. */
export async function ask<T>(call: () => Promise<T>, clock: Clock = CLOCK): Promise<Sourced<T>> {
  try {
    return answer(await patiently(call, clock));
  } catch (error) {
    return failure(codeOf(error), messageOf(error));
  }
}

export interface Target {
  readonly account: string;
  readonly region: string;
}

export interface TargetClients {
  readonly kms: KMSClient;
  readonly cloudWatch: CloudWatchClient;
}

export interface Clients {
  of(target: Target): Promise<TargetClients>;
}

/** Own account with the function's role, other accounts through the role that each of them offers. */
export function clients(home: Home, memberRoleName: string): Clients {
  const sts = new STSClient({ ...PATIENT, region: home.region });
  const assume = async (account: string) => {
    const { Credentials: c } = await patiently(() => sts.send(new AssumeRoleCommand({
      RoleArn: `arn:${home.partition}:iam::${account}:role/${memberRoleName}`,
      RoleSessionName: 'key-lifecycle-reporter',
    })));
    return { accessKeyId: c!.AccessKeyId!, secretAccessKey: c!.SecretAccessKey!, sessionToken: c!.SessionToken, expiration: c!.Expiration };
  };
  return {
    async of({ account, region }) {
      // A function that caches credentials is asked again by the SDK when they expire.
      const credentials = account === home.account ? undefined : () => assume(account);
      if (credentials) { await credentials(); }
      return { kms: new KMSClient({ ...PATIENT, region, credentials }), cloudWatch: new CloudWatchClient({ ...PATIENT, region, credentials }) };
    },
  };
}
