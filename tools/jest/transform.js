const { createHash } = require('crypto');
const { transformSync } = require('esbuild');
const { readFileSync } = require('fs');
const { OPTIONS, isSource } = require('./sources');

/** A mock is there before what it mocks is loaded, as with babel-jest: esbuild leaves it where it stands. Mocks of one line only. */
const hoisted = (text, { code, map }) => ({ code: (text.match(/^jest\.mock\(.*\);$/gm) ?? []).join('') + code, map });

const OWN = [__filename, require.resolve('./sources')].map(file => readFileSync(file, 'utf8'));

/**
 * Packages, and what is under src, as this process has loaded them already (environment.js): aws-cdk-lib takes seconds to load, src a third of a second,
 * and Jest would load them anew for every test file. All else by esbuild, without type checks (`npm run types` has them). Where Jest counts what runs
 * (`npm run coverage`), a test file has src of its own.
 */
module.exports = {
  process(text, file, { instrument }) {
    return file.includes('/node_modules/') || (isSource(file) && !instrument)
      ? { code: `module.exports = globalThis[Symbol.for('cdk-keysmith.require')](${JSON.stringify(file)});` }
      : hoisted(text, transformSync(text, { ...OPTIONS, loader: 'ts', sourcefile: file }));
  },
  getCacheKey(text, file, { instrument, configString }) {
    return createHash('sha256').update(JSON.stringify([text, file, instrument, configString, ...OWN])).digest('hex');
  },
};
