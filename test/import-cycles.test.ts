import { existsSync, readFileSync, readdirSync } from 'fs';
import { dirname, join } from 'path';

const root = join(__dirname, '..');
const FILES = ['src', 'command', 'handlers'].flatMap(room => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
  .filter(file => /(?<!\.d)\.ts$/.test(file)).map(file => join(room, file)));

/** The files that a file imports, for types alone too. */
const importsOf = (file: string): string[] => [...readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '(\.[^']*)'/gm)]
  .map(([, path]) => join(dirname(file), path)).flatMap(path => [`${path}.ts`, join(path, 'index.ts')]).filter(path => existsSync(join(root, path)));

const IMPORTS = new Map(FILES.map(file => [file, importsOf(file)]));

/** The first circle that is met from a file on: `a → b → a`. */
function circleFrom(file: string, done: Set<string>, above: readonly string[] = []): string | undefined {
  if (above.includes(file)) { return [...above.slice(above.indexOf(file)), file].join(' → '); }
  if (done.has(file)) { return undefined; }
  for (const next of IMPORTS.get(file) ?? []) {
    const found = circleFrom(next, done, [...above, file]);
    if (found) { return found; }
  }
  done.add(file);
  return undefined;
}

// The lint rule that holds the arrows between rooms does not look within them.
test('no file imports itself through others', () => {
  expect(IMPORTS.get(join('command', 'adopt', 'adopt-key.ts'))).toContain(join('command', 'adopt', 'l1-key.ts'));
  const done = new Set<string>();
  expect(FILES.flatMap(file => circleFrom(file, done) ?? [])).toEqual([]);
});
