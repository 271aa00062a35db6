import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse } from 'yaml';
import { folder, keysmith, template, ACCOUNT_STATEMENT } from './support';
import { GitHub, pullRequest } from '../support/fake-github';

const { main } = require('../../command/action/run.js'); // eslint-disable-line @typescript-eslint/no-require-imports

const quiet = template();
const files = { 'old.json': quiet, 'same.json': quiet, 'new.json': template([ACCOUNT_STATEMENT], {}, { EnableKeyRotation: true, PendingWindowInDays: 7 }), 'open.json': template([ACCOUNT_STATEMENT, { Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }]) };

let github: GitHub;
let url: string;
beforeEach(async () => { github = new GitHub(); url = await github.start(); });
afterEach(() => { github.stop(); });

async function act(inputs: { readonly [name: string]: string }, from?: string) {
  const cwd = folder(files);
  const lines: string[] = [];
  const place = mkdtempSync(join(tmpdir(), 'action-'));
  writeFileSync(join(place, 'event.json'), JSON.stringify(pullRequest(from)));
  // The command is asked beforehand, as the action waits for a process.
  const answers = new Map<string, { code: number; out: string }>();
  const asked: string[][] = [];
  const once = () => main({
    inputs: { 'github-token': 'secret', ...inputs },
    env: { GITHUB_REPOSITORY: 'octo/app', GITHUB_API_URL: url, GITHUB_EVENT_PATH: join(place, 'event.json'), GITHUB_STEP_SUMMARY: join(place, 'summary.md') },
    keysmith: (args: string[]) => { asked.push(args); return answers.get(args.join(' ')) ?? { code: 0, out: '{"summary":{"error":0,"warning":0}}' }; },
    log: (line: string) => lines.push(line),
  });
  writeFileSync(join(place, 'event.json'), '{}');
  await once();
  for (const args of asked) { answers.set(args.join(' '), await keysmith(args, cwd)); }
  writeFileSync(join(place, 'event.json'), JSON.stringify(pullRequest(from)));
  writeFileSync(join(place, 'summary.md'), '');
  const code = await once();
  return { code, lines, asked, summary: readFileSync(join(place, 'summary.md'), 'utf8') };
}

test('a change is one comment, which is updated, and removed when nothing changes', async () => {
  expect(await act({ base: 'old.json', path: 'new.json' })).toMatchObject({ code: 0, lines: ['comment: written'], summary: expect.stringContaining('can be deleted sooner') });
  expect(github.comments).toMatchObject([{ body: expect.stringMatching(/^<!-- keysmith:keysmith -->\n\*\*KMS keys: 1 key can be deleted sooner\.\*\*/) }]);
  expect(await act({ base: 'old.json', path: 'new.json' })).toMatchObject({ lines: ['comment: unchanged'] });
  expect(await act({ base: 'new.json', path: 'old.json' })).toMatchObject({ lines: ['comment: updated'] });
  expect(github.comments).toHaveLength(1);
  expect(await act({ base: 'old.json', path: 'same.json' })).toMatchObject({ lines: ['comment: removed'] });
  expect(github.comments).toEqual([]);
  expect(await act({ base: 'old.json', path: 'same.json' })).toMatchObject({ lines: ['comment: none'] });
  expect(github.requests.every(request => request.endsWith('Bearer secret'))).toBe(true);
});

test('the comment is found behind a hundred of others, which stay', async () => {
  github.comments = Array.from({ length: 150 }, (_, id) => ({ id, body: id === 120 ? '<!-- keysmith:keysmith -->\nold' : `comment ${id}` }));
  await act({ base: 'old.json', path: 'same.json' });
  expect(github.comments).toHaveLength(149);
});

test('findings are in the comment, the SARIF file and the exit code', async () => {
  const { code, asked } = await act({ path: 'open.json' });
  expect(code).toBe(1);
  expect(github.comments[0].body).toContain('WildcardPrincipal');
  expect(asked[0]).toEqual(expect.arrayContaining(['-o', 'keysmith.sarif']));
  expect((await act({ 'path': 'open.json', 'fail-on': 'never' })).code).toBe(0);
});

test('a change of the class asked for fails', async () => {
  expect((await act({ 'base': 'old.json', 'path': 'new.json', 'fail-on-change': 'worse' })).code).toBe(1);
});

test('a fork gets no comment, and is told where to look', async () => {
  expect(await act({ base: 'old.json', path: 'new.json' }, 'stranger/app')).toMatchObject({ code: 0, lines: [expect.stringContaining('fork')] });
  expect(github.requests).toEqual([]);
});

test('a comment that cannot be written, and a template that cannot be read, are no success', async () => {
  github.forbidden = true;
  await expect(act({ base: 'old.json', path: 'new.json' })).rejects.toThrow('GitHub answers 403 to GET /repos/octo/app/issues/7/comments');
  await expect(act({ path: 'missing.json' })).rejects.toThrow('keysmith check has no answer');
});

test('action.yml hands every input to the script', () => {
  const { inputs, runs } = parse(readFileSync(join(__dirname, '..', '..', 'action.yml'), 'utf8'));
  const names = Object.keys(runs.steps[0].env).map(name => name.replace('KEYSMITH_', '').toLowerCase().replace(/_/g, '-'));
  expect([...names, 'upload-sarif'].sort()).toEqual(Object.keys(inputs).sort());
});
