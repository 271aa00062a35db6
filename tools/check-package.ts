/** What `npm pack` ships: only what users need, within a bound. Run after compile. */
import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';

const BOUND_MB = 11.5;
const root = join(__dirname, '..');
const [pack] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', maxBuffer: 268_435_456 }));
const files: string[] = pack.files.map((file: { path: string }) => file.path);
const strangers = files.filter(file => !/^(lib\/.*\.(js|d\.ts)|assets\/[^/]+\/[^/]+|assets\/(THIRD-PARTY-LICENSES\.txt|sbom\.cdx\.json)|\.jsii(\.tabl\.json)?(\.gz)?|schemas\/[a-z-]+\.schema\.json|package\.json|README\.md|LICENSE|CODE_OF_CONDUCT\.md|CHANGELOG\.md|ARCHITECTURE\.md|CONTRIBUTING\.md|SECURITY\.md)$/.test(file));
const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(2);
console.log(`${files.length} files, ${megabytes(pack.size)} MB packed, ${megabytes(pack.unpackedSize)} MB unpacked (bound: ${BOUND_MB} MB)`);
for (const stranger of strangers) { console.log(`not for users: ${stranger}`); }
for (const needed of ['lib/index.js', 'lib/index.d.ts', '.jsii', ...['keysmith', 'keysmith-cli', 'key-grant', 'ebs-default-key', 'key-clean-up', 'key-clean-up-undo', 'key-lifecycle-reporter'].map(name => `assets/${name}/index.js`),
  'assets/THIRD-PARTY-LICENSES.txt', 'assets/sbom.cdx.json']) {
  if (!files.includes(needed)) {
    console.log(`missing: ${needed}`);
    process.exitCode = 1;
  }
}
// npm and PyPI show the README without the repository around it.
for (const [, link] of readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)]+)\)|(?:src|href)="(?!https?:|#)([^"]+)"/g)) {
  console.log(`README: a link that leads nowhere on npm and PyPI: ${link}`);
  process.exitCode = 1;
}
if (strangers.length > 0 || pack.unpackedSize > BOUND_MB * 1024 * 1024) { process.exitCode = 1; }
