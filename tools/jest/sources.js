const { buildSync } = require('esbuild');
const { readdirSync } = require('fs');
const { join } = require('path');

const SRC = join(__dirname, '..', '..', 'src') + '/';

exports.OPTIONS = {
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
};

exports.isSource = file => file.startsWith(SRC) && file.endsWith('.ts');

/** What is under src by its file, compiled by one process of esbuild, not one for each file. */
function compileAll() {
  const entryPoints = readdirSync(SRC, { recursive: true }).filter(file => file.endsWith('.ts')).map(file => SRC + file);
  const { outputFiles } = buildSync({ ...exports.OPTIONS, entryPoints, outbase: SRC, outdir: SRC, write: false });
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/\.js$/, '.ts'), text]));
}

let all;
exports.compiled = file => (all ??= compileAll()).get(file);

/** From here on `require` of this process loads what is under src. */
exports.loadSources = () => {
  const loadOther = require.extensions['.ts'] ?? require.extensions['.js'];
  require.extensions['.ts'] = (module, file) => exports.isSource(file) ? module._compile(exports.compiled(file), file) : loadOther(module, file);
};
