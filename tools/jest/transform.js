const { createHash } = require('crypto');
const { transformSync } = require('esbuild');
const { readFileSync } = require('fs');
const { OPTIONS, isSource } = require('./sources');

/** A mock is there before what it mocks is loaded, as with babel-jest: esbuild leaves it where it stands. Mocks of one line only. */
const hoisted = (text, { code, map }) => ({ code: (text.match(/^jest\.mock\(.*\);$/gm) ?? []).join('') + code, map });

const OWN = [__filename, require.resolve('./sources')].map(file => readFileSync(file, 'utf8'));

/** A module as this process has loaded it already, once for all test files. */
const shared = file => `module.exports = globalThis[Symbol.for('cdk-keysmith.require')](${JSON.stringify(file)});`;

/** The same, or evaluated anew for a test file that mocks what is under src. */
const sharedOrOwn = file => [
  'const compiled = globalThis[Symbol.for(\'cdk-keysmith.compiled\')];',
  'if (compiled) {',
  '  new Function("module", "exports", "require", "__filename", "__dirname", compiled(__filename))(module, exports, require, __filename, __dirname);',
  `} else { ${shared(file)} }`,
].join('\n');

/**
 * Packages and what is under src are shared by the test files of a process (environment.js): aws-cdk-lib takes seconds to load, src a third of a second,
 * and Jest would load them anew for every test file. Test files themselves by esbuild, without type checks (`npm run types` has them). Where Jest counts
 * what runs (`npm run coverage`), each test file has src of its own.
 */
module.exports = {
  process(text, file, { instrument }) {
    if (file.includes('/node_modules/')) { return { code: shared(file) }; }
    if (isSource(file) && !instrument) { return { code: sharedOrOwn(file) }; }
    return hoisted(text, transformSync(text, { ...OPTIONS, loader: 'ts', sourcefile: file }));
  },
  getCacheKey(text, file, { instrument, configString }) {
    return createHash('sha256').update(JSON.stringify([text, file, instrument, configString, ...OWN])).digest('hex');
  },
};
