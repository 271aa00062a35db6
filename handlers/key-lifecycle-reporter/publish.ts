/*
 * What comes of a finished run: report and page in the bucket, metrics, message, findings, and what the clean-up decided.
 */
import { BatchImportFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { paginateListExecutions, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { allPages, Clock, codeOf, patiently } from './aws';
import { Home, ReporterConfig } from './config';
import { Decision, decide } from './decisions';
import { findings, OpenFinding } from './findings';
import { page } from './html';
import { KeyRecord, Report, toReport } from './inventory';
import { message, metricLine, Place, subject } from './output';
import { RunState, Store } from './store';
import { executionName } from '../shared/execution-name';

export interface Publisher {
  readonly config: ReporterConfig;
  readonly home: Home;
  readonly store: Store;
  readonly clock: Clock;
  readonly sns: SNSClient;
  readonly sfn: SFNClient;
  readonly securityHub: SecurityHubClient;
  readonly log: (message: string, details: object) => void;
  /** Where embedded metrics go: standard output. */
  readonly print: (line: string) => void;
}

export interface Published extends Place {
  readonly runId: string;
  readonly complete: boolean;
  readonly totals: Report['totals'];
  readonly proposed: number;
  readonly started: number;
}

/** A run is published once: whoever asks again gets the same answer. */
export async function publish(publisher: Publisher, state: RunState): Promise<Published> {
  const { store } = publisher;
  const reading = state.targets.find(({ status }) => status === 'waiting' || status === 'reading');
  if (reading) { throw new Error(`the run '${state.runId}' is still reading ${reading.region} of ${reading.account}`); }
  const before = await store.read<Published>(publishedKey(state));
  if (before) { return before; }
  const published = await publishOnce(publisher, state);
  await store.write(publishedKey(state), JSON.stringify(published));
  return published;
}

const publishedKey = ({ runId }: RunState): string => `runs/${runId}/published.json`;

async function publishOnce(publisher: Publisher, state: RunState): Promise<Published> {
  const { config, home, store, clock, log } = publisher;
  const records: KeyRecord[] = [];
  for await (const some of store.pages(state)) { records.push(...some); }
  const report = toReport({
    runId: state.runId,
    startedAt: state.startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    thresholds: state.thresholds,
    targets: state.targets.map(({ account, region, status, error, awsManaged, gone }) => ({
      account, region, status: status === 'complete' || status === 'partial' ? status : 'failed', error, awsManaged, gone,
    })),
  }, records);
  records.length = 0;

  const decisions = await cleanUp(publisher, report);
  const folder = `reports/${state.startedAt.slice(0, 10)}/${state.runId}`;
  const place = { bucket: config.bucket, pageKey: `${folder}/report.html`, reportKey: `${folder}/report.json` };
  await writeReport(store, place, report);
  if (config.cleanUp.mode !== 'OFF') { await store.write(`${folder}/decisions.json`, JSON.stringify({ mode: config.cleanUp.mode, decisions: decisions.all }, null, 1)); }
  await store.write('latest.json', JSON.stringify(place));

  publisher.print(metricLine(report, home.account));
  // Security Hub might be off in this Region; the report goes out all the same, and says so.
  const refused = config.securityHub ? await importFindings(publisher, report).catch(error => `${codeOf(error)}: ${(error as Error).message}`) : undefined;
  if (refused) { log('findings were not imported', { refused }); }
  if (config.topicArn) {
    await patiently(() => publisher.sns.send(new PublishCommand({
      TopicArn: config.topicArn!, Subject: subject(report), Message: message(report, place, decisions.all, config.cleanUp.mode, refused),
    })), clock);
  }
  return { ...place, runId: state.runId, complete: report.complete, totals: report.totals, proposed: decisions.all.filter(d => d.verdict === 'propose').length, started: decisions.started };
}

async function writeReport(store: Store, place: Place, report: Report): Promise<void> {
  const { keys, ...rest } = report;
  const head = JSON.stringify(rest);
  // One key on each line, so that the file can be read and compared line by line.
  await store.write(place.reportKey, `${head.slice(0, -1)},"keys":[\n${keys.map(key => JSON.stringify(key)).join(',\n')}\n]}\n`);
  await store.write(place.pageKey, page(report), 'text/html');
}

interface CleanUp {
  readonly all: readonly Decision[];
  readonly started: number;
}

/** Decides, logs every decision with its reason, and starts a clean-up, which asks, where that is switched on. Changes no key. */
async function cleanUp(publisher: Publisher, report: Report): Promise<CleanUp> {
  const { config: { cleanUp: options }, log } = publisher;
  if (options.mode === 'OFF') { return { all: [], started: 0 }; }
  const asking = options.mode === 'WITH_APPROVAL' && options.stateMachineArn !== null;
  const all = await decisionsOf(publisher, report, asking);
  for (const { arn, verdict, reason } of all) { log('clean-up decision', { mode: options.mode, arn, verdict, reason }); }
  if (!asking) { return { all, started: 0 }; }
  let started = 0;
  for (const { arn } of all.filter(decision => decision.verdict === 'propose')) {
    try {
      await patiently(() => publisher.sfn.send(new StartExecutionCommand({
        stateMachineArn: options.stateMachineArn!, name: executionName(arn), input: JSON.stringify({ arn, runId: report.runId }),
      })), publisher.clock);
      started += 1;
    } catch (error) {
      // An earlier attempt of this run started it.
      if (codeOf(error) === 'ExecutionAlreadyExists') {
        started += 1;
        continue;
      }
      log('clean-up was not started', { arn, error: codeOf(error), message: (error as Error).message });
    }
  }
  return { all, started };
}

/**
 * What this run decided, kept before anything is started: an attempt that comes after one that died must not take the executions of
 * that one for those of another run. Of two at once, the one that wrote first counts.
 */
async function decisionsOf(publisher: Publisher, report: Report, asking: boolean): Promise<readonly Decision[]> {
  const { config: { cleanUp: options }, home, store } = publisher;
  const key = `runs/${report.runId}/decisions.json`;
  const before = await store.read<Decision[]>(key);
  if (before) { return before; }
  const underWay = asking ? await askedBefore(publisher, report.keys) : new Set<string>();
  const decided = decide(report.keys, { ...options, thresholds: report.thresholds, account: home.account }, underWay);
  return await store.writeNew(key, JSON.stringify(decided)) ? decided : (await store.read<Decision[]>(key))!;
}

async function askedBefore({ config, sfn, clock }: Publisher, keys: readonly KeyRecord[]): Promise<Set<string>> {
  const names = new Set<string>();
  const input = { stateMachineArn: config.cleanUp.stateMachineArn! };
  for (const { executions = [] } of await allPages(() => paginateListExecutions({ client: sfn, pageSize: 1000 }, input), clock)) {
    executions.forEach(execution => names.add(execution.name!));
  }
  return new Set(keys.map(key => key.arn).filter(arn => names.has(executionName(arn))));
}

const OPEN_FINDINGS = 'findings/open.json';

/** What Security Hub refused, if anything. */
async function importFindings({ home, store, securityHub, clock }: Publisher, report: Report): Promise<string | undefined> {
  const before = await store.read<OpenFinding[]>(OPEN_FINDINGS) ?? [];
  const { findings: all, open } = findings(report, home, before);
  let failed = 0;
  // BatchImportFindings takes 100.
  for (let start = 0; start < all.length; start += 100) {
    const answered = await patiently(() => securityHub.send(new BatchImportFindingsCommand({ Findings: all.slice(start, start + 100) })), clock);
    failed += answered.FailedCount ?? 0;
  }
  await store.write(OPEN_FINDINGS, JSON.stringify(open));
  return failed > 0 ? `${failed} of ${all.length} findings` : undefined;
}
