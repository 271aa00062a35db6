import { existsSync, readFileSync, renameSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { publicApi as read, PublicApi } from '../../tools/public-api';

/** The public API, read once a run: the compiler takes fifteen seconds for it. The folder is that of the run (prepare-tests.ts). */
export function publicApi(): PublicApi {
  const file = join(tmpdir(), 'public-api.json');
  if (!existsSync(file)) {
    // Another worker might read it at the same time.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(read()));
    renameSync(`${file}.${process.pid}`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
