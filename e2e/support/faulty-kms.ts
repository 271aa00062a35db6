import { Answer, Call, Forward, Intercept } from './proxy';

/** An error by name, or a broken connection. */
export type Fault = string;

/** What one key answers otherwise than the emulator. */
export interface KeyOverlay {
  /** Over DescribeKey's KeyMetadata: ages and states that the emulator cannot make. */
  readonly metadata?: { readonly [field: string]: unknown };
  /** The answer of GetKeyLastUsage, which the emulator lacks. */
  readonly lastUsage?: object;
  /** Operation to its fault, every time. */
  readonly faults?: { readonly [operation: string]: Fault };
  /** When DescribeKey was answered first. */
  readonly afterDescribe?: () => Promise<void>;
}

/** What one Region does otherwise. */
export interface RegionOverlay {
  /** ListKeys fails from this page on, counted from 0. */
  readonly listKeysFails?: { readonly fromPage: number; readonly fault: Fault };
  readonly listAliasesFails?: Fault;
  /** When the first page of ListKeys was read. */
  readonly afterListing?: () => Promise<void>;
}

/** Of AWS's errors, those that are not the caller's (KMS API, common errors). */
const STATUS: { readonly [fault: string]: number } = { KMSInternalException: 500, DependencyTimeoutException: 503 };
const READS = /^(Describe|Get|List)/;

/**
 * Stands before an emulator and is as troublesome as KMS can be: pages, throttling, denials, breakdowns, keys that go away. Counts all
 * calls, of every service.
 */
export class FaultyKms {
  /** By `service Operation`. */
  public readonly calls: { [name: string]: number } = {};
  /** Calls that would change a key. */
  public readonly changes: Call[] = [];
  public throttled = 0;
  private readonly listed = new Map<string, { readonly KeyId: string; readonly KeyArn: string }[]>();
  private readonly done = new Set<unknown>();

  /** Every `throttleEvery`th read is throttled, whichever it is. */
  constructor(
    private readonly keys: ReadonlyMap<string, KeyOverlay>,
    private readonly regions: { readonly [region: string]: RegionOverlay },
    private readonly throttleEvery: number,
  ) { }

  public count(name: string): number {
    return this.calls[name] ?? 0;
  }

  public readonly intercept: Intercept = async (call, forward) => {
    const name = `${call.service} ${call.operation}`;
    this.calls[name] = this.count(name) + 1;
    if (call.service !== 'kms') { return forward(); }
    if (!READS.test(call.operation)) {
      this.changes.push(call);
      // Where it changes a key, moto knows it by its id only.
      return forward(Buffer.from(JSON.stringify({ ...call.input, KeyId: call.input.KeyId?.split('/').pop() })));
    }
    const reads = Object.entries(this.calls).filter(([other]) => other.startsWith('kms ')).reduce((sum, [, calls]) => sum + calls, 0);
    if (reads % this.throttleEvery === 0) {
      this.throttled += 1;
      return fault('ThrottlingException');
    }
    switch (call.operation) {
      case 'ListKeys': return this.listKeys(call, forward);
      case 'ListAliases': return this.regions[call.region]?.listAliasesFails ? fault(this.regions[call.region].listAliasesFails!) : forward();
      default: return this.ofKey(call, forward);
    }
  };

  private async listKeys({ region, input }: Call, forward: Forward): Promise<Answer> {
    const overlay = this.regions[region] ?? {};
    const first = input.Marker === undefined;
    if (first || !this.listed.has(region)) { this.listed.set(region, (await json(forward())).Keys); }
    const keys = this.listed.get(region)!;
    const start = first ? 0 : Number(input.Marker);
    const page = Math.floor(start / input.Limit);
    if (overlay.listKeysFails && page >= overlay.listKeysFails.fromPage) { return fault(overlay.listKeysFails.fault); }
    if (first) { await this.once(overlay.afterListing); }
    const end = start + input.Limit;
    return answer({ Keys: keys.slice(start, end), Truncated: end < keys.length, ...(end < keys.length ? { NextMarker: String(end) } : {}) });
  }

  private async ofKey({ operation, input }: Call, forward: Forward): Promise<Answer> {
    const { faults = {}, metadata, lastUsage, afterDescribe } = this.keys.get(input.KeyId) ?? {};
    if (faults[operation]) { return fault(faults[operation]); }
    if (operation === 'GetKeyLastUsage' && lastUsage) { return answer(lastUsage); }
    const answered = await forward();
    if (operation !== 'DescribeKey' || answered === 'reset' || answered.status !== 200) { return answered; }
    await this.once(afterDescribe);
    return metadata ? answer({ KeyMetadata: { ...JSON.parse(answered.body.toString()).KeyMetadata, ...metadata } }) : answered;
  }

  private async once(hook: (() => Promise<void>) | undefined): Promise<void> {
    if (hook === undefined || this.done.has(hook)) { return; }
    this.done.add(hook);
    await hook();
  }
}

const answer = (body: object): Answer => ({ status: 200, body: Buffer.from(JSON.stringify(body)) });
const fault = (name: Fault): Answer => (name === 'reset' ? 'reset'
  : { status: STATUS[name] ?? 400, body: Buffer.from(JSON.stringify({ __type: name, message: `${name} of the proxy` })) });

async function json(answered: Promise<Answer>): Promise<any> {
  const found = await answered;
  if (found === 'reset' || found.status !== 200) { throw new Error(`the emulator did not answer: ${found === 'reset' ? found : found.body}`); }
  return JSON.parse(found.body.toString());
}
