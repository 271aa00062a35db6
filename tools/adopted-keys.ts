/**
 * Writes what `keysmith adopt` writes for every key of the corpus of the checks, as one app in TypeScript and one in Python; each key in a stack of its own.
 *
 *   npx tsx tools/adopted-keys.ts FOLDER
 */
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { adoptedCorpus } from '../test/support/adopted-corpus';

const [folder] = process.argv.slice(2);
const cases = adoptedCorpus();
const moduleOf = (i: number): string => `key_${i}`;
mkdirSync(join(folder, 'python'), { recursive: true });
mkdirSync(join(folder, 'typescript'), { recursive: true });

cases.forEach(({ typescript, python }, i) => {
  writeFileSync(join(folder, 'typescript', `${moduleOf(i)}.ts`), typescript);
  writeFileSync(join(folder, 'python', `${moduleOf(i)}.py`), python);
});

writeFileSync(join(folder, 'typescript', 'tsconfig.json'), JSON.stringify({
  compilerOptions: {
    target: 'ES2022', module: 'Node16', moduleResolution: 'Node16', strict: true, noUnusedLocals: true, skipLibCheck: true, types: ['node'], outDir: 'compiled',
  },
  include: ['*.ts'],
}));

const stackName = (i: number): string => `Adopted${i}`;
writeFileSync(join(folder, 'typescript', 'app.ts'), `import { App, Stack } from 'aws-cdk-lib';
${cases.map((_, i) => `import * as ${moduleOf(i)} from './${moduleOf(i)}';`).join('\n')}

const app = new App({ analyticsReporting: false });
const add = (name: string, account: string, region: string, made: { [name: string]: (scope: Stack) => unknown }) => {
  Object.values(made).forEach(make => make(new Stack(app, name, { env: { account, region } })));
};
${cases.map(({ account, region }, i) => `add('${stackName(i)}', '${account}', '${region}', ${moduleOf(i)});`).join('\n')}
app.synth();
`);
writeFileSync(join(folder, 'python', 'app.py'), `import importlib
import inspect

from aws_cdk import App, Stack, Environment

app = App(analytics_reporting=False)
for name, account, region, module in ${JSON.stringify(cases.map(({ account, region }, i) => [stackName(i), account, region, moduleOf(i)]))}:
    written = importlib.import_module(module)
    [make] = [item for _, item in inspect.getmembers(written, inspect.isfunction) if item.__module__ == module]
    make(Stack(app, name, env=Environment(account=account, region=region)))
app.synth()
`);
console.log(`${cases.length} keys`);
