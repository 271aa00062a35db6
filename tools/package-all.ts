/**
 * Makes the installable packages of every language in dist, each with the toolchain of that language. Where this machine lacks one, only the code
 * is generated, and the last lines say so. Fails when a package that can be built does not build. Run after compile.
 */
import { spawnSync } from 'child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'fs';
import { join, relative } from 'path';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

/** Language, what its packages are called, and the programs that build them. */
const TARGETS: { readonly [target: string]: { readonly made: RegExp; readonly needs: readonly string[][] } } = {
  js: { made: /\.tgz$/, needs: [] },
  python: { made: /\.(whl|tar\.gz)$/, needs: [['python3', '--version']] },
  java: { made: /\.(jar|pom)$/, needs: [['java', '-version'], ['mvn', '--version']] },
  go: { made: /go\.mod$/, needs: [['go', 'version']] },
  dotnet: { made: /\.nupkg$/, needs: [['dotnet', '--version']] },
};

const runs = ([program, ...args]: readonly string[]): boolean => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) { return []; }
  return readdirSync(folder).sort().flatMap(name => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}

const report: string[] = [];
for (const [target, { made, needs }] of Object.entries(TARGETS)) {
  rmSync(join(dist, target), { recursive: true, force: true });
  const absent = needs.filter(program => !runs(program)).map(([program]) => program);
  console.log(`# ${target}`);
  const { status } = spawnSync('jsii-pacmak', ['--target', target, '--outdir', dist, ...absent.length > 0 ? ['--code-only'] : []], { cwd: root, stdio: 'inherit' });
  const files = filesOf(join(dist, target));
  const packages = files.filter(file => made.test(file)).map(file => `${relative(root, file)} (${Math.ceil(statSync(file).size / 1024)} KB)`);
  if (status !== 0 || files.length === 0 || (absent.length === 0 && packages.length === 0)) {
    report.push(`${target}: FAILED`);
    process.exitCode = 1;
  } else if (absent.length > 0) {
    report.push(`${target}: ${files.length} files of code, not built for want of ${absent.join(' and ')}`);
  } else {
    report.push(`${target}: ${packages.join(', ')}`);
  }
}
console.log(report.join('\n'));
