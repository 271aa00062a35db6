/**
 * Installs the packed tarball into an empty project and takes it in every way that a project can: each entry of `exports` resolves, every public name can
 * be required and imported by name from an ES module, on each supported Node; the types compile, strictly and with those of the package itself checked,
 * under every way of resolving modules. Run after bundle and compile.
 *
 * `npx tsx tools/check-exports.ts [20 22 24]`
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { install, pack, run, withPath } from './packed-command';

const root = join(__dirname, '..');
const MAJORS = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
/** A package, in the version that is installed here. */
const asHere = (name: string): string => `${name}@${JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version}`;

/** How a project can resolve modules, with the kinds of files that do so; the package's own types are checked once. */
const RESOLUTIONS: readonly { readonly module: string; readonly moduleResolution: string; readonly files: readonly string[]; readonly skipLibCheck: boolean }[] = [
  { module: 'node16', moduleResolution: 'node16', files: ['app.cts', 'app.mts'], skipLibCheck: false },
  { module: 'nodenext', moduleResolution: 'nodenext', files: ['app.cts', 'app.mts'], skipLibCheck: true },
  { module: 'esnext', moduleResolution: 'bundler', files: ['app.ts'], skipLibCheck: true },
];

let failed = 0;
function expect(what: string, holds: boolean, detail = ''): void {
  console.log(`${holds ? 'ok     ' : 'FAILED '} ${what}${holds ? '' : `\n${detail.slice(-2000)}`}`);
  if (!holds) { failed++; }
}

const project = install(pack(), ...['aws-cdk-lib', 'constructs', '@types/node'].map(asHere));
const packed = join(project, 'node_modules', 'cdk-keysmith');
const write = (file: string, text: string): void => { writeFileSync(join(project, file), text); };

/** What a project names: the entries of `exports`, with every file of a pattern. */
const entries = Object.keys(JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')).exports).flatMap(entry =>
  entry.endsWith('/*') ? readdirSync(join(packed, entry.slice(0, -1))).map(file => join('cdk-keysmith', entry.slice(0, -1), file)) : [join('cdk-keysmith', entry)]);
const PRIVATE = 'cdk-keysmith/lib/private/limits';
const required: { names: string[] } = JSON.parse(run(process.execPath, ['-p', 'JSON.stringify({ names: Object.keys(require("cdk-keysmith")) })'], { cwd: project }).out);
const names = required.names.sort();

write('require.cjs', `
const { existsSync } = require('fs');
for (const entry of ${JSON.stringify(entries)}) { if (!existsSync(require.resolve(entry))) { throw new Error(entry); } }
let code; try { require.resolve('${PRIVATE}'); } catch (error) { code = error.code; }
if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') { throw new Error('${PRIVATE}: ' + code); }
const { ${names.join(', ')} } = require('cdk-keysmith');
for (const one of [${names.join(', ')}]) { if (one === undefined) { throw new Error('a name without a value'); } }
`);
write('import.mjs', `
import { existsSync } from 'fs';
import { fileURLToPath } from 'url';
import { ${names.join(', ')} } from 'cdk-keysmith';
import whole from 'cdk-keysmith';
for (const entry of ${JSON.stringify(entries)}) { if (!existsSync(fileURLToPath(import.meta.resolve(entry)))) { throw new Error(entry); } }
for (const one of [${names.join(', ')}]) { if (one === undefined) { throw new Error('a name without a value'); } }
if (whole.EncryptedKey !== EncryptedKey) { throw new Error('two classes of one name'); }
let code; try { await import('${PRIVATE}'); } catch (error) { code = error.code; }
if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') { throw new Error('${PRIVATE}: ' + code); }
`);
for (const major of MAJORS) {
  const installed = install(`node@${major}`);
  for (const [file, way] of [['require.cjs', 'required'], ['import.mjs', 'imported by ES modules']]) {
    const { code, err } = run('node', [file], { cwd: project, env: withPath(join(installed, 'node_modules', 'node', 'bin')) });
    expect(`Node ${major}: ${entries.length} entries and ${names.length} names are ${way}`, code === 0, err);
  }
  rmSync(installed, { recursive: true, force: true });
}

const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { ${names.join(', ')} } from 'cdk-keysmith';
import type { EncryptedKeyProps, ICustomerManagedKey } from 'cdk-keysmith';
const props: EncryptedKeyProps = { alias: 'orders' };
export const key: ICustomerManagedKey = new EncryptedKey(new Stack(new App(), 'Data'), 'Key', props);
export const all: readonly object[] = [${names.join(', ')}];
`;
for (const { module, moduleResolution, files, skipLibCheck } of RESOLUTIONS) {
  for (const file of files) { write(file, APP); }
  write('tsconfig.json', JSON.stringify({
    compilerOptions: { module, moduleResolution, skipLibCheck, target: 'es2022', lib: ['es2022'], types: ['node'], strict: true, noEmit: true },
    files,
  }));
  const { code, out } = run(process.execPath, [join(root, 'node_modules', 'typescript', 'lib', 'tsc.js'), '-p', '.'], { cwd: project });
  expect(`types: module ${module}, resolution ${moduleResolution}, ${files.join(' and ')}`, code === 0, out);
}
rmSync(project, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;
