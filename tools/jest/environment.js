const { readFileSync } = require('fs');
const { TestEnvironment } = require('jest-environment-node');
const { compiled, loadSources } = require('./sources');

loadSources();

/** Hands the packages and the sources of this process to the tests (transform.js). */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    require('./simulator'); // Not before: Jest transforms what this file itself requires.
    this.global[Symbol.for('cdk-keysmith.require')] = require;
    const mocksSources = /^jest\.mock\('\./m.test(readFileSync(context.testPath, 'utf8'));
    if (mocksSources) { this.global[Symbol.for('cdk-keysmith.compiled')] = compiled; }
    // Jest compares a set with a set of its own sandbox only.
    Object.assign(this.global, { Map, Set });
  }

  async setup() {
    await super.setup();
    // What Node has; Jest says 100 just before. The CDK writes the trace of each error it makes, and what tests try is refused thousands of times.
    Error.stackTraceLimit = 10;
  }
};
