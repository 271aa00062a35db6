const { TestEnvironment } = require('jest-environment-node');

/** Hands the packages of this process to the tests (transform.js). */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global[Symbol.for('cdk-keysmith.require')] = require;
  }
};
