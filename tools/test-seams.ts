import { spawnSync } from 'child_process';
import { parseArgs } from 'util';

/* Tries many more random apps than the test suite does: `npm run test:seams -- --count 5000 --seed 7`. */

const { values } = parseArgs({ options: { count: { type: 'string', default: '3000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } });
for (const [name, value] of Object.entries(values)) {
  if (!/^\d+$/.test(value)) { throw new Error(`--${name} must be a whole number, got: '${value}'`); }
}
const { status } = spawnSync('npx', ['jest', 'test/seams/generated-apps.test.ts'], {
  stdio: 'inherit', env: { ...process.env, SEAMS_COUNT: values.count, SEAMS_SEED: values.seed },
});
process.exit(status ?? 1);
