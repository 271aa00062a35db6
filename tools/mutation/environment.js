const { TestEnvironment } = require('jest-environment-node');

/**
 * Hands the packages of this process to the tests: aws-cdk-lib takes seconds to load, and jest would load it anew for every test file
 * of every mutant. After a test that fails, the rest of its file is skipped.
 */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global[Symbol.for('cdk-keysmith.require')] = require;
  }

  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') { this.failed = true; }
    if (event.name === 'test_start' && this.failed) { event.test.mode = 'skip'; }
  }
};
