import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { declaredTypes } from './public-api';

/* Writes the types of everything public into src/private/declared-types.ts, by which arguments are checked at run time. `--check` fails when it is stale. */

const FILE = join(__dirname, '..', 'src/private/declared-types.ts');

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== declaredTypes()) { throw new Error(`${FILE} is stale: npx tsx tools/generate-declared-types.ts`); }
} else {
  writeFileSync(FILE, declaredTypes());
}
