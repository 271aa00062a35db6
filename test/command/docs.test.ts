import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { folder, keysmith } from './support';
import { sampleApp } from '../support/sample-app';

/* What docs/command.md shows of app.json is what the command prints. UPDATE_DOCS=1 writes it anew. */

const FILE = join(__dirname, '..', '..', 'docs', 'command.md');
const EXAMPLE = /```console\n\$ keysmith ([^\n]*\bapp\.json\b[^\n]*)\n([\s\S]*?)```/g;

/** The app after a change that people make. */
function changed(): object {
  const app = structuredClone(sampleApp()['app.json']) as any;
  app.Resources.OrdersKey.Properties.EnableKeyRotation = false;
  app.Resources.OrdersKey.Properties.PendingWindowInDays = 7;
  app.Resources.DocumentsKey.Properties.KeyPolicy.Statement[1].Condition = undefined;
  app.Resources.Operator.Properties.Policies[0].PolicyDocument.Statement[0].Action.push('kms:Decrypt');
  return app;
}

const ENV = ['--account', '111122223333', '--region', 'eu-west-1'];

test('the examples of docs/command.md are what the command prints', async () => {
  const text = readFileSync(FILE, 'utf8');
  const cwd = folder({ ...sampleApp(), 'changed.json': changed() });
  const examples = [...text.matchAll(EXAMPLE)];
  expect(examples.length).toBeGreaterThanOrEqual(6);
  let written = text;
  for (const [block, args, shown] of examples) {
    const { out } = await keysmith([...args.split(' '), ...ENV], cwd);
    if (process.env.UPDATE_DOCS) { written = written.replace(block, () => `\`\`\`console\n$ keysmith ${args}\n${out}\`\`\``); } else { expect(shown).toBe(out); }
  }
  if (process.env.UPDATE_DOCS) { writeFileSync(FILE, written); }
});
