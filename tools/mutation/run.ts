/**
 * Mutation testing, room by room, each with the tests of its own room: what only the tests of another room notice counts as survived. Prints the table
 * of docs/mutation.md and fails under 90 % in any room. `npm run mutation -- access rules` runs these rooms only, `--sample 8` one mutant in eight,
 * `--sample 8 --from 3` another eighth of the eight, 0 to 7: a score is of others than those that were worked on.
 * It changes sources in place.
 */
import { spawnSync } from 'child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';

const root = join(__dirname, '..', '..');
const json = (file: string): any => JSON.parse(readFileSync(join(root, file), 'utf8'));

interface Room {
  readonly mutate: readonly string[];
  /** Under test/. Tests that synthesize whole apps take too long for thousands of mutants. */
  readonly tests: readonly string[];
}

const CHECKS = ['app/*', 'checks/rules/*'];
const ROOMS: { readonly [name: string]: Room } = {
  private: { mutate: ['src/private/*.ts', '!src/private/{actions,declared-types,limits}.ts'], tests: ['private/*'] },
  services: { mutate: ['src/services/{custom-use,service-use}.ts'], tests: ['services/custom-use', 'access/*'] },
  iam: { mutate: ['src/iam/*.ts', '!src/iam/reference-data.ts'], tests: ['iam/*'] },
  access: { mutate: ['src/access/*.ts', '!src/access/messages.ts'], tests: ['access/*'] },
  gate: { mutate: ['src/access/gate/*.ts'], tests: ['access/*', 'access/gate/*'] },
  keys: { mutate: ['src/keys/{alias-clash,customer-managed-key,foreign-key,key-definition,key-template}.ts'], tests: ['keys/*'] },
  template: { mutate: ['src/template/*.ts'], tests: ['template/*'] },
  app: { mutate: ['src/app/*.ts', '!src/app/{*-data,types}.ts'], tests: CHECKS },
  report: { mutate: ['src/report/*.ts'], tests: ['report/*'] },
  adoption: { mutate: ['src/adoption/*.ts'], tests: ['adoption/*'] },
  rules: { mutate: ['src/checks/{rule-engine,subjects,rule}.ts', 'src/checks/rules/*.ts'], tests: [...CHECKS, 'checks/rule-engine', 'checks/rule-docs', 'checks/corpus-templates'] },
};

const { values: { sample, from }, positionals: wanted } = parseArgs({
  allowPositionals: true, options: { sample: { type: 'string', default: '1' }, from: { type: 'string', default: '0' } },
});
const [oneIn, first] = [sample, from].map(Number);
if (!(Number.isInteger(oneIn) && Number.isInteger(first) && first >= 0 && first < oneIn)) { throw new Error(`--sample ${sample} --from ${from}: whole numbers, and --from is less`); }
const strangers = wanted.filter(name => !ROOMS[name]);
if (strangers.length > 0) { throw new Error(`no such rooms: ${strangers}; there are ${Object.keys(ROOMS)}`); }

mkdirSync(join(root, 'reports'), { recursive: true });
const reports = Object.entries(ROOMS).filter(([name]) => wanted.length === 0 || wanted.includes(name)).map(([name, { mutate, tests }]) => {
  const report = `reports/mutation-${name}.json`;
  // Stryker runs to its end in every room; what is too little is said at the end.
  const { thresholds, keysmith, ...base } = json('stryker.config.json');
  const config = { ...base, mutate, keysmith: { ...keysmith, tests, sample: { oneIn, from: first } }, jsonReporter: { fileName: report } };
  writeFileSync(join(root, 'reports', `stryker-${name}.json`), JSON.stringify(config));
  rmSync(join(root, report), { force: true });
  console.log(`# ${name}`);
  const { status } = spawnSync('stryker', ['run', `reports/stryker-${name}.json`], { cwd: root, stdio: 'inherit' });
  if (status !== 0) { throw new Error(`stryker ended with ${status} in the room ${name}`); }
  return report;
});

process.exitCode = spawnSync(process.execPath, [join(__dirname, 'table.js'), ...reports], { cwd: root, stdio: 'inherit' }).status ?? 1;
