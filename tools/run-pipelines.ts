/**
 * Runs what pipelines run, with the packed tarball and an empty home: the steps of action.yml against the comments of a GitHub on loopback, and the
 * lines of the GitLab and CodeBuild examples in a project that has the package. Run after bundle and compile.
 */
import { execFileSync } from 'child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { emptyFolder, install, pack, runLine, withPath } from './packed-command';
import { GitHub, pullRequest } from '../test/support/fake-github';
import { sampleApp } from '../test/support/sample-app';

const root = join(__dirname, '..');
const released = JSON.stringify(sampleApp()['app.json']);
const changed = released.replace('"PendingWindowInDays":30', '"PendingWindowInDays":7');
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
const yaml = (file: string): any => parse(readFileSync(join(root, file), 'utf8'));

let failed = 0;
function expect(what: string, holds: boolean, detail = ''): void {
  console.log(`${holds ? 'ok     ' : 'FAILED '} ${what}${holds ? '' : `\n${detail.slice(-2000)}`}`);
  if (!holds) { failed++; }
}

/** The steps of action.yml that are lines of a shell, with these inputs. */
async function act(cwd: string, given: { readonly [input: string]: string }, env: NodeJS.ProcessEnv) {
  const { inputs, runs: { steps } } = yaml('action.yml');
  const valueOf = (name: string): string => given[name] ?? inputs[name].default;
  const said = { code: 0, output: '', err: '' };
  for (const { if: when, run: line, env: variables = {} } of steps) {
    if (line === undefined || (when !== undefined && !said.output.includes('code=1'))) { continue; }
    const filled = Object.fromEntries(Object.entries<string>(variables).map(([name, value]) => [name, value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input) => valueOf(input))]));
    const answer = await runLine(line, { cwd, env: { ...env, ...filled } });
    said.code = answer.code ?? 2;
    said.err += answer.err + answer.out;
    said.output = readFileSync(env.GITHUB_OUTPUT!, 'utf8');
    if (said.code !== 0) { break; }
  }
  return said;
}

async function action(tarball: string): Promise<void> {
  const github = new GitHub();
  const url = await github.start();
  const cwd = emptyFolder({ 'base/cdk.out/Data.template.json': released, 'cdk.out/Data.template.json': changed, 'event.json': pullRequest() });
  const home = emptyFolder();
  const run = (given: { readonly [input: string]: string }) => {
    writeFileSync(join(cwd, 'output'), '');
    return act(cwd, { 'version': `file:${tarball}`, 'base': 'base/cdk.out', 'github-token': 'token', ...given }, {
      PATH: process.env.PATH,
      HOME: home,
      npm_config_registry: registry,
      GITHUB_ACTION_PATH: root,
      GITHUB_OUTPUT: join(cwd, 'output'),
      GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
      GITHUB_REPOSITORY: 'octo/app',
      GITHUB_EVENT_PATH: join(cwd, 'event.json'),
      GITHUB_API_URL: url,
    });
  };
  const first = await run({});
  expect('action.yml: a change is a comment, findings a SARIF file', first.code === 0 && github.comments.length === 1 && existsSync(join(cwd, 'keysmith.sarif')), first.err);
  const again = await run({ 'fail-on-change': 'worse' });
  expect('action.yml: the last step fails a job that was asked to', again.code === 1 && /::error title=keysmith::/.test(again.err) && github.comments.length === 1, again.err);
  const quiet = await run({ path: 'base/cdk.out' });
  expect('action.yml: what says nothing any more has no comment, or findings alone', quiet.code === 0 && github.comments.every(({ body }) => !body.includes('deleted sooner')), quiet.err);
  const broken = await run({ path: 'missing' });
  expect('action.yml: no answer is no success', broken.code === 2 && /::error title=keysmith::keysmith check has no answer/.test(broken.err), broken.err);
  github.stop();
}

/** A project on a branch: `cdk synth` writes what is in its folder, and `npm ci` finds what was installed. */
function projectWith(tarball: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const installed = install(tarball);
  const tools = emptyFolder({
    npm: `#!/bin/sh\n[ "$1" = ci ] && exec ln -s ${join(installed, 'node_modules')} node_modules\nexec ${execFileSync('which', ['npm'], { encoding: 'utf8' }).trim()} "$@"\n`,
  });
  chmodSync(join(tools, 'npm'), 0o755);
  writeFileSync(join(installed, 'node_modules', '.bin', 'cdk'), '#!/bin/sh\ncp -r templates cdk.out\n', { mode: 0o755 });
  const cwd = emptyFolder({ 'package.json': { name: 'app', private: true }, '.gitignore': 'node_modules\ncdk.out\n', 'templates/Data.template.json': released });
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'ignore' });
  git('init', '-b', 'main');
  git('add', '.');
  git('commit', '-m', 'released');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  writeFileSync(join(cwd, 'templates', 'Data.template.json'), changed);
  git('commit', '-am', 'changed');
  const home = emptyFolder();
  return { cwd, env: { ...withPath(tools), HOME: home, npm_config_registry: registry, npm_config_offline: 'true', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' } };
}

async function example(file: string, lines: readonly string[], tarball: string, codes: { readonly [command: string]: number }, made: readonly string[]): Promise<void> {
  const place = projectWith(tarball);
  for (const line of lines) {
    const expected = Object.entries(codes).find(([command]) => line.includes(` ${command} `))?.[1] ?? 0;
    const { code, err } = await runLine(line, place);
    expect(`${file}: ${line}`, code === expected, `exit code ${code}, expected ${expected}\n${err}`);
  }
  for (const name of made) { expect(`${file}: ${name} is written`, existsSync(join(place.cwd, name)) && readFileSync(join(place.cwd, name), 'utf8') !== ''); }
}

async function main(): Promise<void> {
  const tarball = pack();
  await action(tarball);
  await example('gitlab.yml', yaml('examples/pipelines/gitlab.yml').keys.script, tarball, {}, ['keys.md', 'keys.html', 'note.md', 'keys.xml']);
  const { install: setup, build } = yaml('examples/pipelines/codebuild.yml').phases;
  await example('codebuild.yml', [...setup.commands, ...build.commands], tarball, { diff: 1 }, ['reports/keys.xml', 'keys.html']);
  console.log(failed === 0 ? 'ok' : `${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
void main();
