/*
 * What action.yml runs: `keysmith check` and `keysmith diff`, SARIF for code scanning, and one comment on the pull request, which is updated with
 * each push and removed once there is nothing to say. Plain JavaScript without dependencies, as an action is run from its source.
 */
const { execFileSync } = require('child_process');
const { appendFileSync, readFileSync } = require('fs');

/** By this line the comment is found again; `tag` keeps apart what several jobs say. */
const markerOf = tag => `<!-- keysmith:${tag.replace(/[^\w.-]/g, '-')} -->`;

/** GitHub answers with so many comments at once. */
const PAGE = 100;

/** The comment of an earlier run. */
async function findComment(api, repository, number, marker) {
  for (let page = 1; ; page++) {
    const comments = await api('GET', `/repos/${repository}/issues/${number}/comments?per_page=${PAGE}&page=${page}`);
    const found = comments.find(({ body }) => (body ?? '').startsWith(marker));
    if (found || comments.length < PAGE) { return found; }
  }
}

/** Writes, updates or removes the comment; says which. */
async function updateComment({ api, repository, number, tag, body }) {
  const marker = markerOf(tag);
  const known = await findComment(api, repository, number, marker);
  if (body === '') {
    if (!known) { return 'none'; }
    await api('DELETE', `/repos/${repository}/issues/comments/${known.id}`);
    return 'removed';
  }
  const text = `${marker}\n${body}`;
  if (!known) {
    await api('POST', `/repos/${repository}/issues/${number}/comments`, { body: text });
    return 'written';
  }
  if (known.body === text) { return 'unchanged'; }
  await api('PATCH', `/repos/${repository}/issues/comments/${known.id}`, { body: text });
  return 'updated';
}

/** Asks the API of GitHub; fails with one line. */
const githubApi = (url, token) => async (method, path, content) => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'authorization': `Bearer ${token}`, 'accept': 'application/vnd.github+json', 'content-type': 'application/json', 'x-github-api-version': '2022-11-28' },
    body: content === undefined ? undefined : JSON.stringify(content),
  });
  if (!response.ok) { throw new Error(`GitHub answers ${response.status} to ${method} ${path.replace(/\?.*/, '')}`); }
  return response.status === 204 ? undefined : response.json();
};

/** What is said of both: nothing where nothing changes and the rules find nothing. */
function bodyOf(diff, check, result) {
  const weighty = result.summary.error + result.summary.warning > 0;
  return [diff.replace(/^<!-- keysmith:diff -->\n/, ''), weighty ? check : ''].filter(text => text !== '').join('\n---\n\n').slice(0, 65_000);
}

/** Arguments that both commands have. */
const common = ({ account, region }) => [...(account ? ['--account', account] : []), ...(region ? ['--region', region] : []), '--quiet'];

/**
 * Runs the action.
 *
 * @param {{ inputs: Record<string, string>, env: Record<string, string | undefined>, keysmith: (args: string[]) => { code: number, out: string }, log: (line: string) => void, api?: Function }} world
 * @returns {Promise<number>} 0, 1 when something is found that was asked to fail on, 2 when there is no answer
 */
async function main({ inputs, env, keysmith, log, api }) {
  const { path = 'cdk.out', base, sarif = 'keysmith.sarif', tag = 'keysmith', comment = 'true', config } = inputs;
  const ask = args => {
    const { code, out } = keysmith(args);
    if (code === 2) { throw new Error(`keysmith ${args[0]} has no answer`); }
    return { found: code === 1, out };
  };
  const rules = ['check', path, ...common(inputs), ...(config ? ['--config', config] : [])];
  const findings = ask([...rules, '--fail-on', inputs['fail-on'] || 'error', '--format', 'json', '-o', sarif]);
  const check = ask([...rules, '--fail-on', 'never', '--format', 'markdown']).out;
  const changes = base ? ask(['diff', base, path, ...common(inputs), '--fail-on', inputs['fail-on-change'] || 'never', '--format', 'comment']) : { found: false, out: '' };
  const body = bodyOf(changes.out, check, JSON.parse(findings.out));
  if (env.GITHUB_STEP_SUMMARY) { appendFileSync(env.GITHUB_STEP_SUMMARY, body === '' ? 'Nothing changes for KMS keys, and the rules find nothing.\n' : body); }
  const event = env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')) : {};
  const request = event.pull_request;
  if (comment === 'true' && request) {
    if (request.head.repo?.full_name !== env.GITHUB_REPOSITORY) {
      log('the pull request comes from a fork, whose token writes no comments: see the summary of the job');
    } else {
      const ours = api ?? githubApi(env.GITHUB_API_URL ?? 'https://api.github.com', inputs['github-token']);
      log(`comment: ${await updateComment({ api: ours, repository: env.GITHUB_REPOSITORY, number: request.number, tag, body })}`);
    }
  }
  return findings.found || changes.found ? 1 : 0;
}

module.exports = { main, updateComment, githubApi };

/* istanbul ignore if: run by GitHub */
if (require.main === module) {
  const inputs = Object.fromEntries(Object.entries(process.env).filter(([name, value]) => name.startsWith('KEYSMITH_') && value).map(([name, value]) => [name.slice(9).toLowerCase().replaceAll('_', '-'), value]));
  const keysmith = args => {
    try {
      return { code: 0, out: execFileSync('npx', ['--yes', `cdk-keysmith@${inputs.version ?? 'latest'}`, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 }) };
    } catch (error) {
      return { code: error.status ?? 2, out: error.stdout ?? '' };
    }
  };
  main({ inputs, env: process.env, keysmith, log: line => console.log(line) }).then(
    code => appendFileSync(process.env.GITHUB_OUTPUT, `code=${code}\n`),
    error => {
      console.error(`::error title=keysmith::${error.message.replace(/[\r\n]+/g, ' ')}`);
      process.exitCode = 2;
    });
}
