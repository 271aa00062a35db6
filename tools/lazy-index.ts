/**
 * Makes the compiled index files lazy: a name loads its file when it is first touched. In CommonJS `export *` loads eagerly, and
 * cdk-nag alone takes 240 to 400 ms, which apps that do not use the rule pack should not pay. aws-cdk-lib does the same to its index.
 */
import { existsSync, readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join } from 'path';

const lib = join(__dirname, '..', 'lib');
const load = createRequire(__filename);
const RE_EXPORT = /^__exportStar\(require\("(\.[^"]*)"\), exports\);$/gm;
const RE_NAMESPACE = /^exports\.(\w+) = __importStar\(require\("(\.[^"]*)"\)\);$/gm;
const MARK = '// made lazy by tools/lazy-index.ts';

// Innermost first: the names of an index are read by loading it, which must not yet be lazy in what it re-exports.
const rooms = [...readFileSync(join(lib, 'index.js'), 'utf8').matchAll(RE_EXPORT)].map(match => join(lib, match[1], 'index.js')).filter(existsSync);
for (const file of [...rooms, join(lib, 'index.js')]) { makeLazy(file); }

// The catalog is data in one file a service; users load all of it as one.
const catalog = join(lib, 'services', 'catalog', 'index.js');
if (!readFileSync(catalog, 'utf8').includes(MARK)) {
  const { CATALOG } = load(catalog);
  writeFileSync(catalog, [
    '"use strict";', MARK, 'Object.defineProperty(exports, "__esModule", { value: true });', `exports.CATALOG = JSON.parse(${JSON.stringify(JSON.stringify(CATALOG))});`, '',
  ].join('\n'));
}

function makeLazy(file: string): void {
  const code = readFileSync(file, 'utf8');
  if (code.includes(MARK)) { return; }
  const sources = [...code.matchAll(RE_EXPORT)].map(match => match[1]);
  const namespaces = [...code.matchAll(RE_NAMESPACE)].map(([, name, source]) => ({ name, source }));
  const named = code.split('\n').filter(line => /^var \w+_1 = require\(|^Object\.defineProperty\(exports, "(?!__esModule)/.test(line));
  // Another version of TypeScript may write its exports otherwise: an index that is not understood would stay eager without a word.
  const understood = sources.length + namespaces.length + named.filter(line => line.startsWith('var ')).length;
  const loads = [...code.matchAll(/\brequire\("\./g)].length;
  if (understood !== loads) { throw new Error(`${file}: ${loads} modules are loaded, ${understood} of them in a form that is understood; see RE_EXPORT in tools/lazy-index.ts`); }
  if (file === join(lib, 'index.js') && sources.length === 0) { throw new Error(`${file} exports no room`); }
  if (sources.length + namespaces.length === 0) { return; }
  const lazily = sources.flatMap(source => Object.keys(load(join(dirname(file), source))).map(name => ({ name, source })));
  const names = [...lazily, ...namespaces].map(({ name }) => name).concat(named.flatMap(line => /^Object\.defineProperty\(exports, "(\w+)"/.exec(line)?.[1] ?? []));
  writeFileSync(file, [
    '"use strict";',
    MARK,
    'Object.defineProperty(exports, "__esModule", { value: true });',
    'const lazy = (name, load) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: load });',
    ...named,
    ...lazily.map(({ name, source }) => `lazy(${JSON.stringify(name)}, () => require(${JSON.stringify(source)})[${JSON.stringify(name)}]);`),
    ...namespaces.map(({ name, source }) => `lazy(${JSON.stringify(name)}, () => require(${JSON.stringify(source)}));`),
    // Never runs: `import { EncryptedKey } from 'cdk-keysmith'` of an ES module finds names by reading, not by running, the file.
    `0 && (module.exports = { ${names.join(', ')} });`,
    '',
  ].join('\n'));
}
