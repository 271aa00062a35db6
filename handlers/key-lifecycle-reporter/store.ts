/*
 * The bucket: the checkpoint of a run, its pages of records, and what is published.
 */
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PATIENT } from './aws';
import { LastUseFact } from './facts';
import { KeyRecord, Thresholds } from './inventory';

/** How far one Region is. */
export interface TargetState {
  readonly account: string;
  readonly region: string;
  status: 'waiting' | 'reading' | 'complete' | 'partial' | 'failed';
  error: string | null;
  /** Where ListKeys goes on. */
  marker: string | null;
  pages: number;
  awsManaged: number;
  gone: number;
}

/** All that a run needs to go on in another invocation. */
export interface RunState {
  readonly runId: string;
  readonly startedAt: string;
  readonly thresholds: Thresholds;
  readonly targets: TargetState[];
  /** The query of the run to CloudTrail's events. */
  trail: { status: 'off' | 'asked' | 'complete' | 'failed'; queryId: string | null; error: string | null };
  /** Invocations so far. */
  rounds: number;
}

export type TrailUses = { readonly [keyArn: string]: LastUseFact };

export class Store {
  constructor(private readonly bucket: string, private readonly s3: S3Client = new S3Client(PATIENT)) { }

  public state(runId: string): Promise<RunState | undefined> {
    return this.read<RunState>(`runs/${runId}/state.json`);
  }

  public saveState(state: RunState): Promise<void> {
    return this.write(`runs/${state.runId}/state.json`, JSON.stringify(state));
  }

  /** A page that is read again after a crash takes the place of itself. */
  public savePage(runId: string, target: number, page: number, records: readonly KeyRecord[]): Promise<void> {
    return this.write(pageKey(runId, target, page), JSON.stringify(records));
  }

  /** All records of the run, page by page. */
  public async *pages(state: RunState): AsyncGenerator<KeyRecord[]> {
    for (const [index, target] of state.targets.entries()) {
      for (let page = 0; page < target.pages; page++) {
        const key = pageKey(state.runId, index, page);
        const records = await this.read<KeyRecord[]>(key);
        if (records === undefined) { throw new Error(`the page ${key} of the run is missing`); }
        yield records;
      }
    }
  }

  public trailUses(runId: string): Promise<TrailUses | undefined> {
    return this.read<TrailUses>(`runs/${runId}/trail.json`);
  }

  public saveTrailUses(runId: string, uses: TrailUses): Promise<void> {
    return this.write(`runs/${runId}/trail.json`, JSON.stringify(uses));
  }

  public async read<T>(key: string): Promise<T | undefined> {
    try {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return JSON.parse(await object.Body!.transformToString('utf-8'));
    } catch (error) {
      // AccessDenied would mean the same without s3:ListBucket, so the role has it.
      if (error instanceof NoSuchKey || (error as Error).name === 'NoSuchKey') { return undefined; }
      throw error;
    }
  }

  /** Writes an object that is not there yet. False when somebody else was first. */
  public async writeNew(key: string, body: string): Promise<boolean> {
    try {
      await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: 'application/json; charset=utf-8', IfNoneMatch: '*' }));
      return true;
    } catch (error) {
      if (['PreconditionFailed', 'ConditionalRequestConflict'].includes((error as Error).name)) { return false; }
      throw error;
    }
  }

  public async write(key: string, body: string, contentType = 'application/json'): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: `${contentType}; charset=utf-8` }));
  }
}

const pageKey = (runId: string, target: number, page: number): string => `runs/${runId}/pages/${target}-${String(page).padStart(5, '0')}.json`;
