/**
 * Bundles every handlers/<name>/index.ts into assets/<name>/index.js, so that nothing is bundled at the user's synth.
 * The output depends on the sources and the lock file only.
 */
import { existsSync, readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..');
const handlers = join(root, 'handlers');
rmSync(join(root, 'assets'), { recursive: true, force: true });

for (const name of readdirSync(handlers).filter(entry => existsSync(join(handlers, entry, 'index.ts')))) {
  buildSync({
    entryPoints: [join(handlers, name, 'index.ts')],
    outfile: join(root, 'assets', name, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    // The runtime has its own SDK, but an older one than some calls need.
    external: [],
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
  });
}
