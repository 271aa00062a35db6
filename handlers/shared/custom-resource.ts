/*
 * CloudFormation's answer protocol for custom resources.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */

export interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Presigned, so a secret: never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: { [name: string]: any };
  readonly OldResourceProperties?: { [name: string]: any };
}

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: { [name: string]: string };
}

/** An answer can have 4,096 bytes. */
const REASON_LENGTH = 1024;
const ATTEMPTS = 4;

export type Put = (url: string, body: string) => Promise<{ ok: boolean; status: number }>;

const put: Put = (url, body) => fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });

export async function answer(event: ResourceEvent, given: Answer, sleep: (ms: number) => Promise<void>, send: Put = put): Promise<void> {
  const body = JSON.stringify({
    ...given,
    Reason: given.Reason?.slice(0, REASON_LENGTH),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  });
  for (let attempt = 1; ; attempt++) {
    const { ok, status } = await send(event.ResponseURL, body).catch(() => ({ ok: false, status: 0 }));
    if (ok) { return; }
    if (attempt === ATTEMPTS) { throw new Error(`CloudFormation did not take the answer: HTTP ${status}`); }
    await sleep(500 * 2 ** attempt);
  }
}
