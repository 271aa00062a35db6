import { existsSync, readFileSync, statSync } from 'fs';
import { resolve } from 'path';
import { Command } from 'commander';
import { Answers, CommonOptions, inputsOf, oneOf } from './common';
import { App } from '../../src/app/app';
import { adoptKey } from '../adopt/adopt-key';
import { AdoptedKey } from '../adopt/adopted-key';
import { remarksOn } from '../adopt/remarks';
import { isTerraform } from '../adopt/terraform/plan';
import { TerraformKeys, templateOfTerraform } from '../adopt/terraform/template-of-terraform';
import { writeKey } from '../adopt/write-key';
import { findKey, titleOf } from '../find-key';
import { Io } from '../io';
import { checkKeyArgument, PATHS, withInputs } from '../options';
import { readInputs } from '../read/read-inputs';
import { UserError } from '../user-error';

interface AdoptOptions extends CommonOptions {
  readonly language: string;
  readonly mapping?: string;
  readonly keyId?: string;
}

/** `keysmith adopt` */
export function adoptCommand(program: Command, io: Io, answers: Answers): void {
  withInputs(program.command('adopt').argument('<key>').argument('[path...]', PATHS))
    .description('write the construct whose policy says the same as that of a key, and prove it')
    .option('--language <language>', 'typescript or python', 'typescript')
    .option('-o, --output <file>', 'write the code into a file; repeatable', (value: string, before: readonly string[] = []) => [...before, value])
    .option('--mapping <file>', 'write the resource mapping for `cdk import`; needs --key-id')
    .option('--key-id <id>', 'the id of the key in KMS, for --mapping')
    .option('-q, --quiet', 'no notes on standard error')
    .addHelpText('after', `
  keysmith adopt alias/orders
  keysmith adopt alias/orders template.yaml --language python -o orders_key.py`)
    .action((key: string, paths: string[], options: AdoptOptions) => answers(adopt(key, paths, options, io)));
}

function adopt(wanted: string, paths: readonly string[], options: AdoptOptions, io: Io): boolean {
  const language = oneOf('--language', options.language, ['typescript', 'python']);
  if ((options.mapping === undefined) !== (options.keyId === undefined)) { throw new UserError('--mapping and --key-id are given together'); }
  checkKeyArgument(wanted, 'adopt', paths, io.cwd);
  const terraform = terraformOf(paths, io);
  const { templates } = terraform ? readTerraform(terraform, options, io) : inputsOf(paths, options, io).inputs;
  const app = new App(templates);
  const key = findKey(app, terraform?.logicalIds.get(wanted) ?? wanted);
  const refusal = terraform?.refusals[key.resource.logicalId];
  if (refusal) { throw new UserError(refusal); }
  const { ofStatement, ofKey } = remarksOn(templates, key);
  const adopted = adoptKey(app, key, io.library(), { ofStatement, ofKey: [...terraform?.remarks[key.resource.logicalId] ?? [], ...ofKey] });
  const text = writeKey(adopted, titleOf(key), language);
  if (options.mapping !== undefined) { io.writeFile(resolve(io.cwd, options.mapping), `${JSON.stringify(mappingOf(adopted, options.keyId!), undefined, 2)}\n`); }
  for (const file of options.output ?? []) { io.writeFile(resolve(io.cwd, file), text); }
  if (!options.output?.length) { io.stdout(text); }
  return adopted.differences.length > 0;
}

/** The file that `cdk import --resource-mapping` takes. */
function mappingOf({ made }: AdoptedKey, keyId: string): { readonly [logicalId: string]: { readonly [property: string]: string } } {
  return Object.fromEntries(made.map(({ logicalId, type, aliasName }) => [logicalId, { [type === 'AWS::KMS::Alias' ? 'AliasName' : 'KeyId']: aliasName ?? keyId }]));
}

/** The keys of a plan that `terraform show -json` wrote; undefined where the input is none. */
function terraformOf(paths: readonly string[], io: Io): TerraformKeys | undefined {
  const [file] = paths;
  const full = file === undefined ? '' : resolve(io.cwd, file);
  if (paths.length !== 1 || !full.endsWith('.json') || !existsSync(full) || statSync(full).isDirectory()) { return undefined; }
  const content = parsed(readFileSync(full, 'utf8'));
  return isTerraform(content) ? templateOfTerraform(content) : undefined;
}

const readTerraform = ({ template }: TerraformKeys, { account, region }: AdoptOptions, { cwd }: Io): { readonly templates: ConstructorParameters<typeof App>[0] } =>
  readInputs(['-'], { account, region, cwd, stdin: () => JSON.stringify(template), note: () => undefined });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever reads it as a template says where it is broken.
    return undefined;
  }
}
