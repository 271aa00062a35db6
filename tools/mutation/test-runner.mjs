/*
 * Runs the tests of a mutant for StrykerJS, in the process of Stryker's worker and without Jest around them: what costs Jest half a second for each mutant
 * takes some milliseconds. Only the language of tests is Jest's: its `expect`, `each`, mocks and snapshots.
 *
 * - Sources and tests are compiled once. What imports something of what is changed is evaluated anew for every test file of every mutant; all else,
 *   packages too, once.
 * - The files that are likely to notice run first, then the quick ones, and the first test that fails ends the run. Tests that ask thousands of random
 *   requests are left out (`without`).
 * - What runs while a file is loaded and described (policies made outside of tests, tables) counts as covered by a test that stands for the whole file:
 *   Stryker would call it static and run all tests of all files for it.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { transformSync } from 'esbuild';
import { expect } from 'expect';
import { bind } from 'jest-each';
import { ModuleMocker } from 'jest-mock';
import { isInSample, WHOLE } from './sample.js';
import { buildSnapshotResolver, SnapshotState, toMatchSnapshot } from 'jest-snapshot';

const ROOT = process.cwd();
const OURS = ['src', 'test', 'tools', 'examples', 'handlers', 'command', 'e2e', 'bench'].map(folder => join(ROOT, folder) + '/');
const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  supported: { 'dynamic-import': false },
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
};

/** What Stryker's changed sources and its runners share. */
const stryker = globalThis.__stryker__ ??= {};
const mocker = new ModuleMocker(globalThis);
expect.extend({ toMatchSnapshot });

const COMPILED = new Map();
function compiled(file) {
  if (!COMPILED.has(file)) {
    const { code } = transformSync(readFileSync(file, 'utf8'), { ...OPTIONS, sourcefile: file });
    const imports = [...code.matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, name]) => resolved(file, name)).filter(found => found !== undefined);
    const run = compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname', 'jest'], { filename: file });
    COMPILED.set(file, { run, imports, isChanged: code.includes('stryMutAct_') });
  }
  return COMPILED.get(file);
}

const REACHING = new Map();
/** Whether a file has changed code in it, or imports a file that has. */
function reachesChanges(file) {
  if (!REACHING.has(file)) {
    const seen = new Set();
    const open = [file];
    while (open.length > 0) {
      const next = open.pop();
      if (seen.has(next)) { continue; }
      seen.add(next);
      open.push(...compiled(next).imports);
    }
    REACHING.set(file, file.endsWith('.test.ts') || [...seen].some(one => compiled(one).isChanged));
  }
  return REACHING.get(file);
}

/** The modules that no change reaches. */
const SHARED = new Map();

const RESOLVED = new Map();
/** The file of ours that a path means, undefined for packages and data. */
function resolved(from, name) {
  if (!name.startsWith('.')) { return undefined; }
  const whole = resolve(dirname(from), name);
  if (!RESOLVED.has(whole)) {
    const isFile = file => existsSync(file) && statSync(file).isFile();
    RESOLVED.set(whole, [`${whole}.ts`, join(whole, 'index.ts'), whole].find(file => file.endsWith('.ts') && isFile(file) && OURS.some(folder => file.startsWith(folder))));
  }
  return RESOLVED.get(whole);
}

/** The modules of one test file. */
class Modules {
  loaded = new Map();

  load(file) {
    const loaded = reachesChanges(file) ? this.loaded : SHARED;
    const known = loaded.get(file);
    if (known) { return known.exports; }
    const module = { exports: {} };
    loaded.set(file, module);
    const own = createRequire(file);
    const require = name => {
      const source = resolved(file, name);
      return source === undefined ? own(name) : this.load(source);
    };
    require.resolve = own.resolve;
    compiled(file).run.call(module.exports, module.exports, require, module, file, dirname(file), jestFor(require));
    return module.exports;
  }
}

const jestFor = require => ({
  fn: implementation => mocker.fn(implementation),
  spyOn: (object, name, access) => mocker.spyOn(object, name, access),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  clearAllMocks: () => mocker.clearAllMocks(),
  requireActual: require,
});

/** What a test file describes: suites with hooks and tests. */
let current;
const suiteOf = (name, parent) => ({ name, parent, tests: [], suites: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] });
const skippable = make => Object.assign(make, { each: bind(make, false), skip: Object.assign(() => {}, { each: () => () => {} }) });
const describe = skippable((name, body) => {
  const suite = suiteOf(`${current.name} ${name}`.trim(), current);
  current.suites.push(suite);
  current = suite;
  try { body(); } finally { current = suite.parent; }
});
const test = skippable((name, body) => { current.tests.push({ name: `${current.name} ${name}`.trim(), body }); });
const hook = kind => body => { current[kind].push(body); };
Object.assign(globalThis, {
  describe, test, it: test, expect, beforeAll: hook('beforeAll'), afterAll: hook('afterAll'), beforeEach: hook('beforeEach'), afterEach: hook('afterEach'),
});

const outwards = suite => suite ? [suite, ...outwards(suite.parent)] : [];
const everyTest = suite => [...suite.tests, ...suite.suites.flatMap(everyTest)];

/** The run without a mutant, in a process of its own, tells how long each test takes. */
const TIMES = join(ROOT, 'reports', 'mutation-times.json');

class FailedTest extends Error {}

/** One file: what it describes, evaluated anew. Tests are known by their place in it; the first stands for the whole file. */
class TestFile {
  constructor(file, without, snapshots) {
    this.file = file;
    this.without = without;
    this.loads = `${relative(ROOT, file)} loads`;
    this.snapshots = snapshots;
  }

  async run(wanted, report) {
    stryker.currentTestId = this.loads;
    const began = performance.now();
    current = this.root = suiteOf('', undefined);
    new Modules().load(this.file);
    report({ id: this.loads, name: this.loads, time: performance.now() - began });
    everyTest(this.root).forEach((one, i) => { one.id = `${relative(ROOT, this.file)} ${i}`; });
    const whole = wanted === undefined || wanted.has(this.loads);
    await this.suite(this.root, one => (whole || wanted.has(one.id)) && !this.without.some(pattern => pattern.test(one.name)), report);
  }

  async suite(suite, isWanted, report) {
    const tests = suite.tests.filter(isWanted);
    if (!everyTest(suite).some(isWanted)) { return; }
    stryker.currentTestId = this.loads;
    for (const body of suite.beforeAll) { await body(); }
    for (const one of tests) { await this.one(suite, one, report); }
    for (const inner of suite.suites) { await this.suite(inner, isWanted, report); }
    stryker.currentTestId = this.loads;
    for (const body of suite.afterAll) { await body(); }
  }

  async one(suite, { id, name, body }, report) {
    stryker.currentTestId = id;
    mocker.clearAllMocks();
    expect.setState({ currentTestName: name, testPath: this.file, snapshotState: this.snapshots(), assertionCalls: 0, expectedAssertionsNumber: null, isExpectingAssertions: false });
    const began = performance.now();
    const suites = outwards(suite);
    let failure;
    try {
      for (const { beforeEach } of [...suites].reverse()) { for (const before of beforeEach) { await before(); } }
      await body();
      for (const { error } of expect.extractExpectedAssertionsErrors()) { throw error; }
    } catch (error) {
      failure = error ?? new Error('thrown without an error');
    }
    for (const { afterEach } of suites) {
      for (const after of afterEach) { try { await after(); } catch (error) { failure ??= error; } }
    }
    report({ id, name, time: performance.now() - began, failure });
  }
}

class TestRunner {
  static inject = tokens(commonTokens.options);

  constructor(options) {
    const patterns = options.keysmith.tests.map(pattern => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}\\.test\\.ts$`));
    this.names = readdirSync(join(ROOT, 'test'), { recursive: true }).filter(name => patterns.some(pattern => pattern.test(name))).sort();
    this.without = (options.keysmith.without ?? []).map(pattern => new RegExp(pattern));
    this.sample = options.keysmith.sample ?? WHOLE;
    this.kills = new Map();
  }

  capabilities() { return { reloadEnvironment: true }; }

  async init() {
    // As before all tests under Jest (test/support/prepare-tests.ts).
    process.env.CDK_VALIDATION = 'false';
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
    process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'keysmith-test-'));
    const resolver = await buildSnapshotResolver({ rootDir: ROOT, transform: [] }, async () => ({ default: undefined }));
    const format = { escapeString: false, printBasicPrototype: false };
    this.files = this.names.map(name => join(ROOT, 'test', name)).map(file => new TestFile(file, this.without,
      () => new SnapshotState(resolver.resolveSnapshotPath(file), { updateSnapshot: 'none', expand: false, snapshotFormat: format, rootDir: ROOT })));
  }

  async dryRun() {
    Object.assign(stryker, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    const tests = [];
    for (const file of this.files) {
      await file.run(undefined, ({ id, name, time, failure }) => {
        tests.push({ id, name, timeSpentMs: time, fileName: file.file, ...failure ? { status: TestStatus.Failed, failureMessage: shown(failure) } : { status: TestStatus.Success } });
      });
    }
    mkdirSync(dirname(TIMES), { recursive: true });
    writeFileSync(TIMES, JSON.stringify(Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs]))));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    if (!isInSample(activeMutant.id, this.sample)) { return { status: MutantRunStatus.Error, errorMessage: 'not in the sample' }; }
    Object.assign(stryker, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    this.times ??= Object.entries(JSON.parse(readFileSync(TIMES, 'utf8')));
    const wanted = testFilter && new Set(testFilter);
    const kills = this.killsOf(activeMutant.fileName);
    const files = this.files.map(file => this.ranked(file, wanted, kills)).filter(({ time }) => time > 0)
      .sort((a, b) => b.killed - a.killed || a.time - b.time).map(({ file }) => file);
    let ran = 0;
    const killedBy = [];
    let failureMessage;
    for (const file of files) {
      try {
        await file.run(wanted, ({ id, failure }) => {
          ran++;
          if (!failure) { return; }
          killedBy.push(id);
          failureMessage ??= shown(failure);
          if (!disableBail) { throw new FailedTest(); }
        });
      } catch (error) {
        const stopped = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
        if (stopped) { return { ...stopped, status: MutantRunStatus.Timeout }; }
        if (!(error instanceof FailedTest)) { return { status: MutantRunStatus.Error, errorMessage: shown(error) }; }
      }
      if (killedBy.length > 0) {
        kills.set(file.loads, (kills.get(file.loads) ?? 0) + 1);
        return determineHitLimitReached(stryker.hitCount, stryker.hitLimit) ?? { status: MutantRunStatus.Killed, killedBy, failureMessage, nrOfTests: ran };
      }
    }
    return determineHitLimitReached(stryker.hitCount, stryker.hitLimit) ?? { status: MutantRunStatus.Survived, nrOfTests: ran };
  }

  /** A file with how many mutants it has killed, and how long what is asked of it takes: nothing where nothing is. */
  ranked(file, wanted, kills) {
    const whole = wanted === undefined || wanted.has(file.loads);
    const time = this.times.reduce((sum, [id, one]) => id.startsWith(`${relative(ROOT, file.file)} `) && (whole || wanted.has(id)) ? sum + one + 1 : sum, 0);
    return { file, time, killed: kills.get(file.loads) ?? 0 };
  }

  /** How many mutants of a source file each test file has killed: it is likely to kill the next. */
  killsOf(source) {
    if (!this.kills.has(source)) { this.kills.set(source, new Map()); }
    return this.kills.get(source);
  }

  async dispose() { rmSync(process.env.TMPDIR, { recursive: true, force: true }); }
}

const shown = error => String(error?.message ?? error).slice(0, 500);

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'keysmith', TestRunner)];
