const fs = require('fs');
const path = require('path');
const { default: Runner } = require('jest-runner');

/** As Stryker writes the names of tests into the pattern by which it asks for them. */
const escaped = text => text.replace(/[.*+\-?^${}()|[\]\\]/g, '\\$&');

/**
 * Runs the tests of a mutant, quick files first, and ends with the first test that fails. By itself jest would load every file, and go
 * on to the end: that takes minutes for code which every test reaches.
 */
module.exports = class extends Runner {
  async runTests(tests, watcher, options) {
    // The run without a mutant tells which tests a file has and how long they take.
    const notes = path.join(this._globalConfig.rootDir, 'reports', 'mutation-tests.json');
    if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) {
      const seen = {};
      this.on('test-file-success', ([{ path: file }, { testResults }]) => {
        seen[file] = Object.fromEntries(testResults.map(({ fullName, duration }) => [fullName, duration ?? 0]));
      });
      await super.runTests(tests, watcher, options);
      fs.mkdirSync(path.dirname(notes), { recursive: true });
      fs.writeFileSync(notes, JSON.stringify(seen));
      return;
    }
    const seen = JSON.parse(fs.readFileSync(notes, 'utf8'));
    const config = this._globalConfig;
    const asked = config.testNamePattern && new Set(config.testNamePattern.slice(1, -1).split(')|('));
    const files = tests.map(test => {
      const all = Object.entries(seen[test.path] ?? {});
      const wanted = all.filter(([name]) => !asked || asked.has(escaped(name)));
      const names = wanted.map(([name]) => escaped(name));
      return {
        test,
        some: wanted.length > 0,
        pattern: wanted.length === all.length ? undefined : `^(${names.join('|')})$`,
        time: wanted.reduce((sum, [, time]) => sum + time, 0),
      };
    }).filter(({ some }) => some).sort((a, b) => a.time - b.time);
    let killed = false;
    this.on('test-file-success', ([, { numFailingTests, testExecError }]) => { killed ||= numFailingTests > 0 || testExecError !== undefined; });
    this.on('test-file-failure', () => { killed = true; });
    for (const { test, pattern } of files) {
      this._globalConfig = { ...config, testNamePattern: pattern };
      await super.runTests([test], watcher, options);
      if (killed) { return; }
    }
  }
};
