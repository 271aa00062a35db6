import { readFileSync } from 'fs';
import { join } from 'path';
import { folder } from './support';
import { writeOutput } from '../../command/io';

test('a report goes into a folder that is not there yet', () => {
  const file = join(folder(), 'reports', 'kms', 'keys.xml');
  writeOutput(file, 'text');
  expect(readFileSync(file, 'utf8')).toBe('text');
});

test.each<[string, string]>([
  ['a folder', '.'],
  ['what is below a file', 'file/keys.xml'],
])('%s takes no report', (_, path) => {
  const cwd = folder({ file: 'x' });
  expect(() => writeOutput(join(cwd, path), 'text')).toThrow(/^'.*' cannot be written: E\w+$/);
});
