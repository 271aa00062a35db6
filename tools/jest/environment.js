const { TestEnvironment } = require('jest-environment-node');
require('./sources').loadSources();

/** Hands the packages and the sources of this process to the tests (transform.js). */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    require('./simulator'); // Not before: Jest transforms what this file itself requires.
    this.global[Symbol.for('cdk-keysmith.require')] = require;
    // Jest compares a set with a set of its own sandbox only.
    Object.assign(this.global, { Map, Set });
  }
};
