import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as messages from './shapes/messages';
import * as storage from './shapes/storage';
import { proposePlan, runPlan } from '../../command/plan/run-plan';
import { Inputs } from '../../command/read/read-inputs';
import { EncryptionDefaults, EncryptionPlanRow, KeyPlacement } from '../../src';
import { planText } from '../../src/app/encryption-plan';
import { fromAssembly } from '../../src/template/load-assembly';
import { said } from '../support/findings';
import { decide } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

/* Shapes of widely used constructs: before and after EncryptionDefaults. */

type Build = (stack: Stack) => void;
const HELPERS = ['handler', 'table'];
const SHAPES = Object.fromEntries(Object.entries({ ...messages, ...storage }).filter(([name]) => !HELPERS.includes(name))) as unknown as { readonly [name: string]: Build };

interface Synthesized {
  readonly app: App;
  readonly directory: string;
  readonly resources: { readonly [id: string]: { readonly Type: string; readonly Properties?: any } };
  readonly plan: EncryptionPlanRow[];
  readonly text?: string;
}

function synthesize(build: Build, encrypt: boolean): Synthesized {
  const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'shape-')) });
  build(new Stack(app, 'Shape', { env: { account: ACCOUNT, region: REGION } }));
  const defaults = encrypt ? EncryptionDefaults.of(app, { keys: KeyPlacement.byService() }) : undefined;
  const assembly = app.synth();
  return { app, directory: assembly.directory, resources: assembly.getStackByName('Shape').template.Resources, plan: defaults?.plan() ?? [], text: defaults?.planText() };
}

const inputs = (directory: string): Inputs => ({ templates: fromAssembly(directory) }) as Partial<Inputs> as Inputs;
const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');

/** Key policies by the use that the key is for, with the partition filled in. */
const policies = ({ resources }: Synthesized): [use: string, policy: any][] => Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::KMS::Key')
  .map(([id, { Properties }]) => [withoutHash(id).replace('EncryptionKeys', ''), JSON.parse(JSON.stringify(Properties.KeyPolicy),
    (_, value) => value?.Ref === 'AWS::Partition' ? 'aws' : value?.['Fn::Join'] ? value['Fn::Join'][1].join('') : value)]);

const via = (policy: any): string[] => [...new Set<string>(policy.Statement.flatMap(({ Condition = {}, Principal }: any) =>
  Principal === '*' || Principal?.AWS === '*' ? Object.values<any>(Condition).flatMap(keys => keys['kms:ViaService'] ?? []) : []))].map(name => name.replace('*', REGION));

test('are twenty and more', () => { expect(Object.keys(SHAPES).length).toBeGreaterThanOrEqual(20); });

describe.each(Object.entries(SHAPES))('%s', (_, build) => {
  const before = synthesize(build, false);
  const after = synthesize(build, true);

  test('what changes', () => {
    expect(after.plan.map(({ logicalId, property, change, keyThen, reason }) =>
      `${change}: ${withoutHash(logicalId)}${property === undefined ? '' : ` ${property}`} → ${reason ?? withoutHash(keyThen)}`)).toMatchSnapshot();
  });

  test('nothing goes, nothing is replaced', () => {
    expect(Object.entries(before.resources).filter(([id, { Type }]) => after.resources[id]?.Type !== Type)).toEqual([]);
    expect(after.plan.filter(({ change }) => change === 'replaced')).toEqual([]);
    expect(after.plan.length).toBeGreaterThan(0);
  });

  test('the checks find no error', () => {
    expect(said(after.app.node.findChild('Shape') as Stack).filter(finding => finding.startsWith('error'))).toEqual([]);
  });

  test('the account works through the services, and deploys; nobody else does', async () => {
    for (const [use, policy] of policies(after)) {
      for (const service of via(policy)) {
        const ask = (principal: string, action: string, context: { [key: string]: string }) => decide({ policy, principal, action, context });
        const [role, stranger] = [ACCOUNT, OTHER_ACCOUNT].map(account => `arn:aws:iam::${account}:role/Worker`);
        const through = { 'kms:ViaService': service };
        // Grants bound by their source or context are asked for with it by tests of the service.
        const allows = JSON.stringify(policy.Statement.filter(({ Principal }: any) => Principal === '*' || Principal?.AWS === '*'));
        const action = ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'].find(name => allows.includes(name))!;
        if (!/EncryptionContext/.test(allows)) { expect([use, await ask(role, action, through)]).toEqual([use, 'Allowed']); }
        expect([use, await ask(role, action, {})]).toEqual([use, 'ImplicitlyDenied']);
        expect([use, await ask(stranger, action, through)]).toEqual([use, 'ImplicitlyDenied']);
      }
    }
  });

  test('the command proposes the same, and says the same of both templates', () => {
    const proposed = proposePlan(inputs(before.directory));
    const same = ({ logicalId, property, keyToday, change, data, statements, reason }: any) =>
      ({ logicalId, property: property ?? null, keyToday, change, data, statements: statements ?? null, reason: reason ?? null });
    const ordered = (rows: readonly any[]) => rows.map(same).sort((a, b) => `${a.logicalId} ${a.property}` < `${b.logicalId} ${b.property}` ? -1 : 1);
    expect(ordered(proposed.resources)).toEqual(ordered(after.plan));
    expect(after.text).toContain(`keys cost $${proposed.summary.costBefore.toFixed(2)} a month before, $${proposed.summary.costAfter.toFixed(2)} after`);

    const changed = runPlan(inputs(after.directory), inputs(before.directory));
    const keyed = (rows: readonly any[]) => ordered(rows.filter(({ logicalId, statements }) => statements && before.resources[logicalId])).map((row, i) => ({ ...row, i }));
    expect(keyed(changed.resources)).toEqual(keyed(after.plan));
    expect(planText(changed.resources, { before: changed.summary.costBefore, after: changed.summary.costAfter }).split('\n').at(-2)!.split(';')[1]).toBe(after.text!.split('\n').at(-2)!.split(';')[1]);
  });
});

describe('services that deliver by themselves', () => {
  const AT = (service: string, kind: string): { [key: string]: string } => ({ 'aws:SourceArn': `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}`, 'aws:SourceAccount': ACCOUNT });
  const AFAR = { 'aws:SourceArn': `arn:aws:any:${REGION}:${OTHER_ACCOUNT}:it`, 'aws:SourceAccount': OTHER_ACCOUNT };

  test.each<[keyof typeof SHAPES, string, string, { [key: string]: string }]>([
    ['bucketToTopic', 'SNS', 's3.amazonaws.com', { 'aws:SourceArn': 'arn:aws:s3:::uploads', 'aws:SourceAccount': ACCOUNT }],
    ['fanOut', 'SQS', 'sns.amazonaws.com', { 'aws:SourceArn': `arn:aws:sns:${REGION}:${ACCOUNT}:fan` }],
    ['ruleToTopic', 'SQS', 'events.amazonaws.com', AT('events', 'rule/Rule')],
    ['transcoder', 'SQS', 's3.amazonaws.com', { 'aws:SourceArn': 'arn:aws:s3:::input', 'aws:SourceAccount': ACCOUNT }],
    ['mailToFunction', 'S3', 'ses.amazonaws.com', AT('ses', 'receipt-rule-set/Rules:receipt-rule/Rule')],
    ['mailToFunction', 'SNS', 'ses.amazonaws.com', AT('ses', 'receipt-rule-set/Rules:receipt-rule/Rule')],
    ['siteBehindCloudFront', 'S3', 'cloudfront.amazonaws.com', { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` }],
    ['siteBehindCloudFront', 'S3', 'delivery.logs.amazonaws.com', AT('logs', '*')],
  ])('%s: %s for %s', async (shape, use, principal, context) => {
    const policy = policies(synthesize(SHAPES[shape], true)).find(([name]) => name === use)![1];
    const statement = policy.Statement.find(({ Principal }: any) => [Principal?.Service].flat().includes(principal));
    const [action] = [statement?.Action].flat().filter((name: string) => /Decrypt|GenerateDataKey/.test(name)).map((name: string) => name.replace('*', ''));
    expect(await decide({ policy, principal, action, context })).toBe('Allowed');
    // SES and EventBridge send no source with some topics: their statements have no bound to be outside of.
    if (statement.Condition) { expect(await decide({ policy, principal, action, context: AFAR })).toBe('ImplicitlyDenied'); }
  });
});
