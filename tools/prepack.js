// Refuses to pack a tarball without what the build makes: `npm pack` alone would leave it out without a word.
const { existsSync } = require('fs');
const { join } = require('path');

const made = ['lib/index.js', '.jsii', 'assets/keysmith/index.js', 'assets/keysmith-cli/index.js', 'assets/key-grant/index.js', 'assets/ebs-default-key/index.js', 'assets/key-clean-up/index.js',
  'assets/key-clean-up-undo/index.js', 'assets/key-lifecycle-reporter/index.js', 'assets/THIRD-PARTY-LICENSES.txt', 'assets/sbom.cdx.json'];
const missing = made.filter(file => !existsSync(join(__dirname, '..', file)));
if (missing.length > 0) {
  console.error(`not packed: ${missing.join(', ')} missing; run \`npx projen bundle\` and \`npx projen compile\` first`);
  process.exit(1);
}
