import { createRequire } from 'module';
import { join } from 'path';
import { transformSync } from 'esbuild';

const load = createRequire(__filename);
const library = join(__dirname, '..', '..', 'src');

/** Runs an example that is a whole file, and synthesizes its app. Throws what the example, or the synthesis, throws. */
export function runSnippet(code: string): void {
  const { code: script } = transformSync(`${code}
const made: any = typeof app !== 'undefined' ? app : typeof stack !== 'undefined' ? stack.node.root : undefined;
made?.synth();
`, { loader: 'ts', format: 'cjs', target: 'node20' });
  new Function('require', 'module', 'exports', 'console', script)((name: string) => load(name === 'cdk-keysmith' ? library : name), { exports: {} }, {}, { log: () => undefined });
}
