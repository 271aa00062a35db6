/*
 * The policy simulator (@cloud-copilot/iam-simulate), which most tests ask, some of them thousands of times: the two places where it spent half of its time,
 * with the same answers.
 */

const { dirname, join } = require('path');

/** It compares names without regard to case, and `localeCompare` with options makes a collator for each comparison. */
const accents = new Intl.Collator(undefined, { sensitivity: 'accent' });
const { localeCompare } = String.prototype;
// eslint-disable-next-line no-extend-native
String.prototype.localeCompare = function (other, locales, options) {
  return locales === undefined && options?.sensitivity === 'accent' && Object.keys(options).length === 1
    ? accents.compare(this, other)
    : localeCompare.call(this, other, locales, options);
};

/** It finds the type of a resource by the intersection of two automata, twice for each request: the keys of tests are few. */
const types = require(join(dirname(require.resolve('@cloud-copilot/iam-utils')), 'resourceTypes.js'));
const { mostSpecificMatchingResourceTypePatterns } = types;
const found = new Map();
types.mostSpecificMatchingResourceTypePatterns = (resource, patterns) => {
  const question = [resource, ...patterns].join('\n');
  if (!found.has(question)) { found.set(question, mostSpecificMatchingResourceTypePatterns(resource, patterns)); }
  return found.get(question);
};
