const fs = require('fs');
const path = require('path');
const { default: Runner } = require('jest-runner');

/** As Stryker writes the names of tests into the pattern by which it asks for them. */
const escaped = text => text.replace(/[.*+\-?^${}()|[\]\\]/g, '\\$&');

/** How many mutants of a source file each test file has killed: it is likely to kill the next. */
const KILLS = new Map();

/**
 * Runs the tests of a mutant, the likely and the quick files first, and ends with the first test that fails. By itself jest would load
 * every file, and go on to the end: that takes minutes for code which every test reaches.
 */
module.exports = class extends Runner {
  async runTests(tests, watcher, options) {
    // The run without a mutant tells which tests a file has and how long they take.
    const notes = path.join(this._globalConfig.rootDir, 'reports', 'mutation-tests.json');
    if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) {
      const seen = {};
      this.on('test-file-success', ([{ path: file }, { testResults }]) => {
        seen[file] = testResults.map(({ fullName, duration }) => ({ name: escaped(fullName), time: duration ?? 0 }));
      });
      await super.runTests(tests, watcher, options);
      fs.mkdirSync(path.dirname(notes), { recursive: true });
      fs.writeFileSync(notes, JSON.stringify(seen));
      return;
    }
    const config = this._globalConfig;
    const asked = new Set(config.testNamePattern?.slice(1, -1).split(')|('));
    const kills = KILLS.get(`${config.nonFlagArgs}`) ?? {};
    KILLS.set(`${config.nonFlagArgs}`, kills);
    const seen = JSON.parse(fs.readFileSync(notes, 'utf8'));
    const files = tests.map(test => {
      const all = seen[test.path] ?? [];
      // The first test stands for the whole file (environment.js).
      const whole = asked.size === 0 || asked.has(all[0]?.name);
      const wanted = whole ? all : all.filter(({ name }) => asked.has(name));
      return {
        test,
        some: wanted.length > 0,
        pattern: whole ? undefined : `^(${wanted.map(({ name }) => name).join('|')})$`,
        time: wanted.reduce((sum, { time }) => sum + time, 0),
        kills: kills[test.path] ?? 0,
      };
    }).filter(({ some }) => some).sort((a, b) => b.kills - a.kills || a.time - b.time);
    let killed = false;
    this.on('test-file-success', ([, { numFailingTests, testExecError }]) => { killed ||= numFailingTests > 0 || testExecError !== undefined; });
    this.on('test-file-failure', () => { killed = true; });
    for (const { test, pattern } of files) {
      this._globalConfig = { ...config, testNamePattern: pattern };
      await super.runTests([test], watcher, options);
      if (killed) {
        kills[test.path] = (kills[test.path] ?? 0) + 1;
        return;
      }
    }
  }
};
