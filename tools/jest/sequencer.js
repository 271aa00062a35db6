const { join } = require('path');
const { default: Sequencer } = require('@jest/test-sequencer');

const TESTS = join(__dirname, '..', '..', 'test') + '/';

/** What takes longest, 10 s and more, though the files are small. */
const LONGEST = [
  'seams/doors-and-places', 'public-api/every-input', 'seams/generated-apps', 'checks/aws-validator', 'adoption/recipes/recipes', 'oracle/every-construct',
  'handlers/key-lifecycle-reporter/fleet', 'keys/grants-anywhere', 'services/catalog', 'seams/every-resource', 'services/catalog-oracle',
].map(name => `${TESTS}${name}.test.ts`);

/**
 * The longest first, so that both workers have something to do to the end. Jest itself knows what took long only where it has run before: in a clean clone
 * the largest files come first.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const place = ({ path }) => LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length;
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
