import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { unknownNames } from './reference';
import { World } from './world';

const TEMPLATES = join(__dirname, '..', 'examples', '__templates__');

/** Synthesizes an example the way examples/synth.ts does, in the environment that is made up when there is none. */
export function synthesize(build: (app: App) => void): CloudAssembly {
  const app = new App({ analyticsReporting: false, outdir: mkdtempSync(join(tmpdir(), 'example-')) });
  build(app);
  return app.synth();
}

/** What CDK's own template validation found, without what CDK acknowledges itself. */
export function violations(assembly: CloudAssembly): string[] {
  const file = join(assembly.directory, 'validation-report.json');
  if (!existsSync(file)) { return []; }
  return JSON.parse(readFileSync(file, 'utf8')).pluginReports.flatMap((report: any) => report.violations.map((v: any) => `${v.ruleName}: ${v.description}`));
}

/** Plumbing that says nothing about keys. */
const PLUMBING = /^AWS::(CDK::Metadata|EC2::(VPC|Subnet|Route|SubnetRouteTableAssociation|SecurityGroup))/;

/** The template of a stack without metadata, asset hashes, plumbing and what the bootstrap adds. */
export function reviewed(assembly: CloudAssembly, stackName: string): any {
  const { Resources, Outputs } = JSON.parse(JSON.stringify(assembly.getStackByName(stackName).template).replace(/[0-9a-f]{64}/g, '<hash>'));
  const kept = Object.entries<any>(Resources)
    .filter(([, resource]) => !PLUMBING.test(resource.Type))
    .map(([id, { Metadata: _, ...resource }]) => [id, resource]);
  return { Resources: Object.fromEntries(kept), ...(Outputs ? { Outputs } : {}) };
}

/** The reviewed template as committed. `UPDATE_TEMPLATES=1` writes it anew; CI never does. */
export function committed(example: string, stackName: string, now: any): any {
  const file = join(TEMPLATES, example, `${stackName}.json`);
  if (process.env.UPDATE_TEMPLATES && !process.env.CI) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${compact(now)}\n`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Synthesizes an example, and tests what holds for each: its templates are those that were reviewed, and AWS knows every name. */
export function reviewedExample(example: string, build: (app: App) => void): { readonly assembly: CloudAssembly; readonly world: World } {
  const assembly = synthesize(build);
  const world = new World(assembly);

  test.each(assembly.stacks.map(({ stackName }) => stackName))('%s is as reviewed', stack => {
    const now = reviewed(assembly, stack);
    expect(now).toEqual(committed(example, stack, now));
  });

  test('every action and condition key in a key policy exists', async () => {
    expect(world.keys()).not.toEqual([]);
    for (const { policy } of world.keys()) { expect(await unknownNames(policy)).toEqual([]); }
  });

  return { assembly, world };
}

/** JSON with every value that fits into a line on one line. */
function compact(value: any, indent = ''): string {
  const line = JSON.stringify(value);
  if (line.length + indent.length <= 150 || value === null || typeof value !== 'object') { return line; }
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = Array.isArray(value)
    ? value.map(item => compact(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${compact(item, deeper)}`);
  return `${open}\n${inner.map(item => `${deeper}${item}`).join(',\n')}\n${indent}${close}`;
}
