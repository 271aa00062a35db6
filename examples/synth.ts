/**
 * Synthesizes an example to cdk.out/<name> and prints what it says about its keys: `npx tsx examples/synth.ts order-platform`.
 * The CDK CLI can run it as well: `npx cdk deploy --app 'npx tsx examples/synth.ts order-platform'`.
 */
import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { KeyReport } from '../src';

/** Every example is a folder with an app.ts that exports this. */
interface Example {
  readonly build: (app: App) => void;
}

const names = readdirSync(__dirname).filter(name => existsSync(join(__dirname, name, 'app.ts')));
const given = process.argv.length > 2 ? process.argv.slice(2) : ['order-platform'];
const unknown = given.filter(name => !names.includes(name));
if (unknown.length > 0) {
  console.error(`usage: synth.ts [NAME...], one of: ${names.join(', ')}; not: ${unknown.join(', ')}`);
  process.exit(1);
}

async function synthesize(name: string): Promise<void> {
  const { build } = await import(join(__dirname, name, 'app.ts')) as Example;
  // The CLI says where it wants the output.
  const outdir = process.env.CDK_OUTDIR ?? join(__dirname, '..', 'cdk.out', name);
  // With paths the summary names constructs as they are written.
  const app = new App({ analyticsReporting: false, outdir, context: { 'aws:cdk:enable-path-metadata': true } });
  build(app);
  const report = KeyReport.fromAssembly(app.synth());
  if (!process.env.CDK_OUTDIR) { console.log(report.toText()); }
}

async function main(): Promise<void> {
  for (const name of given) { await synthesize(name); }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
