const SharedPackages = require('../jest/environment');

/**
 * After a test that fails, the rest of its file is skipped.
 *
 * What runs while a file is loaded and its suites are described counts as covered by the file's first test. Stryker knows no file
 * for it ("static") and would run all tests of all files; the runner runs the whole file for its first test.
 */
module.exports = class extends SharedPackages {
  async handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') { this.failed = true; }
    if (name === 'test_start' && this.failed) { test.mode = 'skip'; }
    this.attribute(name, test);
  }

  attribute(name, test) {
    const stryker = this.global.__stryker__;
    if (!stryker || process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined) { return; }
    stryker.mutantCoverage ??= { static: {}, perTest: {} };
    if (name === 'test_start') { this.first ??= fullName(test); }
    if (name === 'teardown') {
      const { perTest } = stryker.mutantCoverage;
      const { [OUTSIDE]: outside = {}, ...others } = perTest;
      const first = { ...others[this.first] };
      for (const [mutant, hits] of Object.entries(outside)) { first[mutant] = (first[mutant] ?? 0) + hits; }
      stryker.mutantCoverage.perTest = { ...others, [this.first]: first };
    }
    stryker.currentTestId = name === 'teardown' ? undefined : stryker.currentTestId ?? OUTSIDE;
  }
};

const OUTSIDE = 'outside of tests';

/** The name by which Stryker knows a test. */
const fullName = ({ name, parent }) => parent ? [fullName(parent), name].join(' ').trimStart() : '';
