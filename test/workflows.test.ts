import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';

/* What GitHub runs of this repository, as somebody would read it who wants its tokens. */

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, '.github', 'workflows');

interface Step { readonly uses?: string; readonly run?: string; readonly with?: { readonly [name: string]: unknown } }
interface Job { readonly steps: readonly Step[]; readonly permissions?: { readonly [scope: string]: string } }
interface Workflow { readonly on: { readonly [event: string]: unknown }; readonly permissions?: unknown; readonly jobs: { readonly [id: string]: Job } }

const workflows = readdirSync(FOLDER).map((file): [string, Workflow] => [file, parse(readFileSync(join(FOLDER, file), 'utf8'))]);
const steps: [place: string, step: Step][] = [
  ...workflows.flatMap(([file, { jobs }]) => Object.entries(jobs).flatMap(([id, job]) => job.steps.map((step, i): [string, Step] => [`${file} ${id} ${i + 1}`, step]))),
  ...(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')).runs.steps as Step[]).map((step, i): [string, Step] => [`action.yml ${i + 1}`, step]),
];
const placesOf = (is: (step: Step) => unknown): string[] => steps.filter(([, step]) => is(step)).map(([place]) => place);

test('actions are named by digest: a tag can be moved', () => {
  expect(steps.length).toBeGreaterThan(80);
  expect(placesOf(({ uses }) => uses && !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
});

test('no checkout leaves its token to the scripts of packages', () => {
  expect(placesOf(({ uses }) => uses?.startsWith('actions/checkout@')).length).toBeGreaterThan(15);
  expect(placesOf(step => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)).toEqual([]);
});

test('no line of a shell is made of what somebody else writes', () => {
  expect(placesOf(({ run }) => /\$\{\{\s*(github\.(event|head_ref|actor)|inputs\.|needs\.|steps\.)/.test(run ?? ''))).toEqual([]);
});

test('code of a pull request runs without secrets, and can write what it reports only', () => {
  expect(workflows.filter(([, { on }]) => 'pull_request_target' in on || 'workflow_run' in on).map(([file]) => file)).toEqual([]);
  expect(workflows.map(([file, { permissions }]) => [file, permissions])).toEqual(workflows.map(([file]) => [file, { contents: 'read' }]));
  const ofPullRequests = workflows.filter(([, { on }]) => 'pull_request' in on);
  const writes = ofPullRequests.flatMap(([file, { jobs }]) => Object.entries(jobs).flatMap(([id, { permissions = {} }]) =>
    Object.entries(permissions).filter(([, access]) => access === 'write').map(([scope]) => `${file} ${id} ${scope}`)));
  // The site is published from main alone, by the condition of its job.
  expect(writes).toEqual(['codeql.yml analyze security-events', 'dependency-review.yml dependency-review pull-requests', 'site.yml publish pages', 'site.yml publish id-token']);
  const texts = ofPullRequests.map(([file]) => [file, readFileSync(join(FOLDER, file), 'utf8').match(/secrets\.(?!GITHUB_TOKEN)\w+/g) ?? []]);
  expect(texts.filter(([, secrets]) => secrets.length > 0)).toEqual([]);
});
