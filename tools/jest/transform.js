const { transformSync } = require('esbuild');

const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
};

/** A mock is there before what it mocks is loaded, as with babel-jest: esbuild leaves it where it stands. Mocks of one line only. */
const hoisted = (text, { code, map }) => ({ code: (text.match(/^jest\.mock\(.*\);$/gm) ?? []).join('') + code, map });

/**
 * Sources by esbuild, without type checks (`npm run types` has them); packages as this process has loaded them already (environment.js): aws-cdk-lib
 * takes seconds to load, and Jest would load it anew for every test file.
 */
module.exports = {
  process(text, file) {
    return file.includes('/node_modules/')
      ? { code: `module.exports = globalThis[Symbol.for('cdk-keysmith.require')](${JSON.stringify(file)});` }
      : hoisted(text, transformSync(text, { ...OPTIONS, sourcefile: file }));
  },
};
