/**
 * Bundles every handlers/<name>/index.ts into assets/<name>/index.js, and the command into assets/keysmith, so that nothing is bundled at the user's synth, and writes what the bundles
 * hold of others: their licences, and a bill of materials by which users find a vulnerable package.
 * The output depends on the sources and the lock file only.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { buildSync, BuildOptions } from 'esbuild';
import { bundledPackages, licenseTexts, softwareBillOfMaterials } from './bundled-packages';

const root = join(__dirname, '..');
const handlers = join(root, 'handlers');
const assets = join(root, 'assets');
rmSync(assets, { recursive: true, force: true });

const inputs = new Set<string>();

function bundle(entry: string, name: string, own: BuildOptions = {}): void {
  const { metafile } = buildSync({
    entryPoints: [entry],
    outfile: join(assets, name, 'index.js'),
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    // ES modules first: of what nothing uses, esbuild can leave out only these.
    mainFields: ['module', 'main'],
    // The command runs on the user's Node; the functions' runtimes are newer.
    target: 'node20',
    // The runtime has its own SDK, but an older one than some calls need.
    external: [],
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: root,
    ...own,
  });
  for (const input of Object.keys(metafile!.inputs)) { inputs.add(input); }
}

for (const name of readdirSync(handlers).filter(entry => existsSync(join(handlers, entry, 'index.ts')))) {
  bundle(join(handlers, name, 'index.ts'), name);
}

const withoutCdk = join(root, 'command', 'without-cdk', 'aws-cdk-lib.ts');
bundle(join(root, 'command', 'index.ts'), 'keysmith', {
  alias: {
    'aws-cdk-lib': withoutCdk,
    'aws-cdk-lib/region-info': join(root, 'command', 'without-cdk', 'region-info.ts'),
    'aws-cdk-lib/core/lib/errors': withoutCdk,
    'constructs': withoutCdk,
  },
  define: { REGIONS: JSON.stringify(Object.fromEntries(RegionInfo.regions.map(({ name, partition, isOptInRegion }) => [name, [partition, isOptInRegion]]))) },
});

const packages = bundledPackages(root, [...inputs]);
writeFileSync(join(assets, 'THIRD-PARTY-LICENSES.txt'), licenseTexts(packages));
writeFileSync(join(assets, 'sbom.cdx.json'), softwareBillOfMaterials(packages));
