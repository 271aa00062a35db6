import { awscdk, Component, github, JsonFile, TextFile, YamlFile } from 'projen';

/** Actions by digest: a tag can be moved. Dependabot opens a pull request when one is behind. */
const ACTIONS = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1', // v7.0.1
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  setupPython: 'actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  setupJava: 'actions/setup-java@b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  setupGo: 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  setupDotnet: 'actions/setup-dotnet@a98b56852c35b8e3190ac28c8c2271da59106c68', // v6.0.0
  createPullRequest: 'peter-evans/create-pull-request@5f6978faf089d4d20b00c7766989d076bb2fc7f1', // v8.1.1
  codeqlInit: 'github/codeql-action/init@8aad20d150bbac5944a9f9d289da16a4b0d87c1e', // v4.36.2
  codeqlAnalyze: 'github/codeql-action/analyze@8aad20d150bbac5944a9f9d289da16a4b0d87c1e', // v4.36.2
  uploadPages: 'actions/upload-pages-artifact@7b1f4a764d45c48632c6b24a0339c27f5614fb0b', // v4.0.0
  scorecard: 'ossf/scorecard-action@2d1146689b8cda280b9bc96326124645441f03bc', // v2.4.4
  uploadSarif: 'github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e', // v4.36.2
  deployPages: 'actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e', // v4.0.5
  uploadArtifact: 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a',
} as const;

const ON_CHANGES = { pullRequest: {}, push: { branches: ['main'] } };
const READ = { contents: github.workflows.JobPermission.READ };
const NODE = '24';

/** What a conventional title may begin with: the same words that commits have. */
export const TITLES = ['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'style', 'build', 'ci', 'chore', 'bench', 'revert'];

export interface RepositoryOptions {
  /** Installs an aws-cdk-lib, constructs and cdk-nag. */
  readonly installCdk: (cdk: string, constructs: string, nag: string) => string;
  readonly lowest: readonly [cdk: string, constructs: string, nag: string];
}

/** Workflows and files of the repository itself: what is checked on a pull request, and what people find when they come. */
export function repository(project: awscdk.AwsCdkConstructLibrary, options: RepositoryOptions): void {
  pinActions(project);
  gates(project);
  compatibility(project, options);
  site(project);
  codeql(project);
  scorecard(project);
  facts(project);
  forPeople(project);
  forEditors(project);
  new LeastPrivilege(project);
}

/**
 * What projen leaves open in the workflows that it writes: no job can write what it does not name, and no checkout leaves its token where the scripts
 * of packages, which run after it, could take it. Nothing here pushes with that token.
 */
class LeastPrivilege extends Component {
  public preSynthesize(): void {
    for (const workflow of github.GitHub.of(this.project)!.workflows) {
      workflow.file?.addOverride('permissions', READ);
      for (const [id, job] of Object.entries(workflow.jobs)) {
        const { steps = [], tools = {} } = job as { readonly steps?: github.workflows.JobStep[] | (() => github.workflows.JobStep[]); readonly tools?: object };
        // Each tool is set up by a step in front of these.
        const before = Object.values(tools).filter(Boolean).length;
        (typeof steps === 'function' ? steps() : steps).forEach(({ uses }, index) => {
          if (uses?.startsWith('actions/checkout@')) { workflow.file?.addOverride(`jobs.${id}.steps.${before + index}.with.persist-credentials`, false); }
        });
      }
    }
    // A title is read with the token that any pull request has, also from a fork.
    const titles = github.GitHub.of(this.project)?.tryFindWorkflow('pull-request-lint')?.file;
    titles?.addDeletionOverride('on.pull_request_target');
    titles?.addOverride('on.pull_request.types', ['opened', 'synchronize', 'reopened', 'edited']);
    titles?.addOverride('jobs.validate.permissions.pull-requests', 'read');
    github.GitHub.of(this.project)?.tryFindWorkflow('build')?.file?.addOverride('jobs.build.permissions.contents', 'read');
    // The release job asks the public remote what is there; the job that publishes on GitHub has a token of its own.
    github.GitHub.of(this.project)?.tryFindWorkflow('release')?.file?.addOverride('jobs.release.permissions.contents', 'read');
  }
}

function pinActions(project: awscdk.AwsCdkConstructLibrary): void {
  const pins: { [action: string]: string } = {
    'actions/setup-node': ACTIONS.setupNode,
    'actions/setup-python': ACTIONS.setupPython,
    'actions/setup-java': ACTIONS.setupJava,
    'actions/setup-go': ACTIONS.setupGo,
    'actions/setup-dotnet': ACTIONS.setupDotnet,
    'peter-evans/create-pull-request': ACTIONS.createPullRequest,
  };
  for (const [action, pinned] of Object.entries(pins)) { project.github?.actions.set(action, pinned); }
  new YamlFile(project, '.github/dependabot.yml', {
    obj: { version: 2, updates: [{ 'package-ecosystem': 'github-actions', 'directory': '/', 'schedule': { interval: 'weekly' }, 'cooldown': { 'default-days': 7 } }] },
  });
}

const setup = (node: string): github.workflows.JobStep[] => [
  { uses: ACTIONS.checkout, with: { 'persist-credentials': false } },
  { uses: ACTIONS.setupNode, with: { 'node-version': node } },
];

/** The schema of what goes to code scanning; its terms allow no copy here. */
const SARIF_SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Every gate of CONTRIBUTING, by the script that anybody can run. */
function gates(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('gates');
  workflow?.on({ ...ON_CHANGES, workflowDispatch: {} });
  workflow?.addJobs({
    gates: {
      name: 'every gate',
      runsOn: ['ubuntu-latest'],
      permissions: READ,
      timeoutMinutes: 90,
      steps: [
        ...setup(NODE),
        { uses: ACTIONS.setupPython, with: { 'python-version': '3.12' } },
        { uses: ACTIONS.setupJava, with: { 'distribution': 'temurin', 'java-version': '17' } },
        { uses: ACTIONS.setupGo, with: { 'go-version': 'stable' } },
        // With an SDK the gate of the languages compiles and runs C#, instead of parsing it.
        { uses: ACTIONS.setupDotnet, with: { 'dotnet-version': '8.0.x' } },
        { run: `curl -fsSL --retry 3 -o "$RUNNER_TEMP/sarif.json" ${SARIF_SCHEMA}` },
        { run: 'SARIF_SCHEMA="$RUNNER_TEMP/sarif.json" bash .ci/run', env: { ALL_GATES: '1' } },
        { run: 'npm run test:install' },
        { if: 'always()', uses: ACTIONS.uploadArtifact, with: { 'name': 'reports', 'path': 'reports/*.log', 'if-no-files-found': 'ignore' } },
      ],
    },
  });
}

/** The lowest and the newest supported CDK, on every supported Node. */
function compatibility(project: awscdk.AwsCdkConstructLibrary, { installCdk, lowest }: RepositoryOptions): void {
  const workflow = project.github?.addWorkflow('compatibility');
  workflow?.on({ ...ON_CHANGES, schedule: [{ cron: '0 4 * * 1' }] });
  workflow?.addJob('test', {
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    strategy: { failFast: false, matrix: { domain: { node: ['20', '22', '24'], cdk: ['lowest', 'newest'] } } },
    steps: [
      ...setup('${{ matrix.node }}'),
      { run: 'npm ci' },
      { if: "matrix.cdk == 'lowest'", run: installCdk(...lowest) },
      { if: "matrix.cdk == 'newest'", run: installCdk('latest', 'latest', '3') },
      { run: 'npm test', env: { CI: 'true' } },
    ],
  });
}

/** The documentation site: built twice alike on every change, published from main. */
function site(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('site');
  workflow?.on({ ...ON_CHANGES, workflowDispatch: {} });
  workflow?.addJob('build', {
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    steps: [
      ...setup(NODE),
      { run: 'npm ci' },
      { run: 'npx projen bundle' },
      { run: 'npx projen compile' },
      { run: 'npm run docs:site -- --twice' },
      { name: 'Walk the site in a browser', run: 'npm run test:site', env: { CHROMIUM: '/usr/bin/google-chrome' } },
      { if: "github.ref == 'refs/heads/main'", uses: ACTIONS.uploadPages, with: { path: 'site/dist' } },
    ],
  });
  workflow?.addJob('publish', {
    needs: ['build'],
    if: "github.ref == 'refs/heads/main'",
    runsOn: ['ubuntu-latest'],
    permissions: { pages: github.workflows.JobPermission.WRITE, idToken: github.workflows.JobPermission.WRITE },
    environment: { name: 'github-pages' },
    steps: [{ uses: ACTIONS.deployPages }],
  });
}

function codeql(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('codeql');
  workflow?.on({ ...ON_CHANGES, schedule: [{ cron: '0 5 * * 1' }] });
  workflow?.addJob('analyze', {
    runsOn: ['ubuntu-latest'],
    permissions: { ...READ, securityEvents: github.workflows.JobPermission.WRITE },
    steps: [
      ...setup(NODE),
      { uses: ACTIONS.codeqlInit, with: { languages: 'javascript-typescript, actions' } },
      { uses: ACTIONS.codeqlAnalyze },
    ],
  });
}

/** What the Open Source Security Foundation asks of a repository. */
function scorecard(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('scorecard');
  workflow?.on({ push: { branches: ['main'] }, schedule: [{ cron: '0 6 * * 1' }] });
  workflow?.addJob('analyze', {
    runsOn: ['ubuntu-latest'],
    permissions: { ...READ, securityEvents: github.workflows.JobPermission.WRITE },
    steps: [
      { uses: ACTIONS.checkout },
      { uses: ACTIONS.scorecard, with: { results_file: 'scorecard.sarif', results_format: 'sarif', publish_results: false } },
      { uses: ACTIONS.uploadSarif, with: { sarif_file: 'scorecard.sarif' } },
    ],
  });
}

/** Each month: an issue with the pages of AWS that nobody has read for half a year. One is open at a time. */
function facts(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github?.addWorkflow('facts');
  workflow?.on({ schedule: [{ cron: '0 7 1 * *' }], workflowDispatch: {} });
  workflow?.addJob('read-again', {
    runsOn: ['ubuntu-latest'],
    permissions: { ...READ, issues: github.workflows.JobPermission.WRITE },
    steps: [
      ...setup(NODE),
      { run: 'npm ci --ignore-scripts' },
      { run: 'npx tsx tools/old-facts.ts 180 > old-facts.txt' },
      {
        env: { GH_TOKEN: '${{ github.token }}', TITLE: 'Read these pages of AWS again' },
        run: [
          '[ "$(wc -l < old-facts.txt)" -gt 1 ] || exit 0',
          'number=$(gh issue list -R "$GITHUB_REPOSITORY" --state open --search "in:title \\"$TITLE\\"" --json number --jq ".[0].number // empty")',
          'if [ -n "$number" ]; then gh issue edit "$number" -R "$GITHUB_REPOSITORY" --body-file old-facts.txt',
          'else gh issue create -R "$GITHUB_REPOSITORY" --title "$TITLE" --body-file old-facts.txt; fi',
        ].join('\n'),
      },
    ],
  });
}

interface Field { readonly id: string; readonly label: string; readonly description?: string; readonly input?: boolean; readonly code?: string }

function issueForm(
  project: awscdk.AwsCdkConstructLibrary, file: string, name: string, description: string, label: string, fields: readonly Field[],
): void {
  new YamlFile(project, `.github/ISSUE_TEMPLATE/${file}.yml`, {
    obj: {
      name,
      description,
      labels: [label],
      body: fields.map(({ id, label: title, description: help, input, code }) => ({
        type: input ? 'input' : 'textarea',
        id,
        attributes: { label: title, ...(help ? { description: help } : {}), ...(code ? { render: code } : {}) },
        validations: { required: true },
      })),
    },
  });
}

function forPeople(project: awscdk.AwsCdkConstructLibrary): void {
  const version: Field = { id: 'version', label: 'Versions', description: 'cdk-keysmith, aws-cdk-lib, language', input: true };
  issueForm(project, 'policy', 'A policy allows too much, or too little', 'A key policy or grant that the library writes.', 'policy', [
    { id: 'code', label: 'The smallest app that shows it', code: 'ts' },
    { id: 'request', label: 'The request', description: 'Which principal, which action, through which service, with which condition keys.' },
    { id: 'expected', label: 'What AWS should answer, and the AWS page that says so' },
    version,
  ]);
  issueForm(project, 'service', 'A service is wrong or missing', 'A row of the service catalog differs from what the service does.', 'catalog', [
    { id: 'service', label: 'Service and resource', input: true },
    { id: 'page', label: 'The AWS page', description: 'Address and section, or the error message and the request from CloudTrail.' },
    { id: 'expected', label: 'What the row should say' },
    version,
  ]);
  issueForm(project, 'rule', 'A rule is wrong', 'A finding of KmsChecks that is false, or one that is missing.', 'rule', [
    { id: 'rule', label: 'Rule', description: 'Such as Keysmith-RotationEnabled', input: true },
    { id: 'template', label: 'The smallest template that shows it', code: 'yaml' },
    { id: 'expected', label: 'What it should say, and why' },
    version,
  ]);
  issueForm(project, 'other', 'Anything else', 'A bug or a wish.', 'triage', [{ id: 'what', label: 'What happens, and what should' }, version]);
  new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
    obj: {
      blank_issues_enabled: false,
      contact_links: [{ name: 'A vulnerability', url: 'https://github.com/cdk-keysmith/cdk-keysmith/security/advisories/new', about: 'Please report it in private: SECURITY.md.' }],
    },
  });
  new TextFile(project, '.github/pull_request_template.md', {
    lines: [
      '<!-- The title is a conventional commit: `fix: …`, `feat: …`, `docs: …`. It becomes the commit message. -->',
      '',
      '## What changes, and why',
      '',
      '## How it is shown',
      'The test that failed before, the AWS page for each fact.',
      '',
      '- [ ] `npm test` passes; the gates that the change touches too (CONTRIBUTING.md)',
      '- [ ] Sids, logical ids, rule ids and JSON of the command are unchanged, or CHANGELOG.md says what a user must do',
      '- [ ] A changed contract has a decision record in docs/decisions',
      '',
    ],
  });
  new TextFile(project, '.github/CODEOWNERS', { lines: ['* @cdk-keysmith/maintainers', ''] });
}

function forEditors(project: awscdk.AwsCdkConstructLibrary): void {
  new TextFile(project, '.nvmrc', { lines: [NODE, ''] });
  new TextFile(project, '.editorconfig', {
    lines: ['root = true', '', '[*]', 'charset = utf-8', 'end_of_line = lf', 'indent_style = space', 'indent_size = 2', 'insert_final_newline = true',
      'trim_trailing_whitespace = true', 'max_line_length = 150', ''],
  });
  new JsonFile(project, '.devcontainer/devcontainer.json', {
    marker: false,
    obj: {
      name: 'cdk-keysmith',
      image: 'mcr.microsoft.com/devcontainers/typescript-node:24',
      features: {
        'ghcr.io/devcontainers/features/python:1': { version: '3.12' },
        'ghcr.io/devcontainers/features/java:1': { version: '17', installMaven: 'true' },
        'ghcr.io/devcontainers/features/go:1': {},
        'ghcr.io/devcontainers/features/dotnet:2': {},
      },
      postCreateCommand: 'npm ci',
      customizations: { vscode: { extensions: ['dbaeumer.vscode-eslint', 'Orta.vscode-jest'] } },
    },
  });
  new JsonFile(project, '.vscode/settings.json', {
    marker: false,
    obj: {
      'editor.codeActionsOnSave': { 'source.fixAll.eslint': 'explicit' },
      'eslint.useFlatConfig': false,
      'jest.jestCommandLine': 'npx jest',
      'jest.runMode': 'on-demand',
      'files.exclude': { 'lib/': true, 'cdk.out/': true },
      'typescript.tsdk': 'node_modules/typescript/lib',
    },
  });
  new JsonFile(project, '.vscode/launch.json', {
    marker: false,
    obj: {
      version: '0.2.0',
      configurations: [{
        name: 'Tests of this file',
        type: 'node',
        request: 'launch',
        program: '${workspaceFolder}/node_modules/jest/bin/jest.js',
        args: ['--runInBand', '${relativeFile}'],
        console: 'integratedTerminal',
      }],
    },
  });
}
