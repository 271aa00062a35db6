/**
 * Compares the public API with a former one: what is gone must be named where users look, in CHANGELOG.md, the table of names that it links, or
 * docs/migrating.md. The former API is the list kept in former-api.json, before the names of 1.0. Run after compile.
 *
 *     npm run api-diff                     the kept list
 *     npm run api-diff -- FOLDER|npm:NAME  what jsii-diff finds against a built package, or a released one
 *     npm run api-diff -- --keep FOLDER    writes the list from a built package
 */
import { spawnSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Assemblies } from './languages/assemblies';

/** Names of types to the names of their members; enum values and properties of structs are members. */
interface FormerApi {
  /** Types that live on under another name, so that their members are compared as well. */
  readonly renamed: { readonly [former: string]: string };
  readonly types: { readonly [name: string]: readonly string[] };
}

const root = join(__dirname, '..');
const kept = join(__dirname, 'former-api.json');
const PAGES = ['CHANGELOG.md', 'docs/decisions/0011-names-for-1.0.md', 'docs/migrating.md'];

/** The words that stand as code on the pages. */
const told = new Set(PAGES.flatMap(page => [...readFileSync(join(root, page), 'utf8').matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code.match(/\w+/g) ?? [])));

function apiOf(folder: string): FormerApi['types'] {
  const assemblies = new Assemblies(folder);
  return Object.fromEntries(assemblies.own.map(({ name, methods = [], properties = [], members = [] }) =>
    [name, [...new Set([...methods, ...properties, ...members].map(member => member.name))].sort()]));
}

/** Own members, and what a type inherits. */
function membersToday(assemblies: Assemblies): Map<string, ReadonlySet<string>> {
  return new Map(assemblies.own.map(({ fqn, name }) => [name, new Set(assemblies.ancestors(fqn)
    .flatMap(({ methods = [], properties = [], members = [] }) => [...methods, ...properties, ...members].map(member => member.name)))]));
}

function againstList(): string[] {
  const { renamed, types }: FormerApi = JSON.parse(readFileSync(kept, 'utf8'));
  const today = membersToday(new Assemblies(root));
  const problems = Object.entries(renamed).filter(([, name]) => !today.has(name)).map(([former, name]) => `${former}: former-api.json has it renamed to ${name}, which is not there`);
  let gone = 0;
  for (const [type, members] of Object.entries(types)) {
    const name = renamed[type] ?? type;
    const now = today.get(name);
    if (name !== type || !now) {
      gone++;
      if (!told.has(type) || (now && !told.has(name))) { problems.push(`${type}: gone, and not on ${PAGES.join(', ')}`); }
    }
    for (const member of members.filter(one => now && !now.has(one))) {
      gone++;
      if (!told.has(member)) { problems.push(`${type}.${member}: gone, and not on ${PAGES.join(', ')}`); }
    }
  }
  console.log(`${Object.keys(types).length} former types, ${gone} names changed or gone`);
  if (gone === 0) { problems.push('no name is gone: the list is of today'); }
  return problems;
}

/** A finding is covered by a name that it has: of the member, of a type that it misses, or of the property that it is about. */
function againstPackage(former: string): string[] {
  const { status, stdout, stderr } = spawnSync('npx', ['jsii-diff', former, root, '--keys', '--error-on', 'all'], { cwd: root, encoding: 'utf8', maxBuffer: 268_435_456 });
  const findings = `${stdout}\n${stderr}`.split('\n').filter(line => /\[[\w-]+:[\w.@-]+\.[\w.<>-]+\]$/.test(line));
  if (findings.length === 0 && status !== 0) { throw new Error(`jsii-diff failed\n${stderr.slice(-2000)}`); }
  console.log(`jsii-diff: ${findings.length} breaking changes`);
  return findings.filter(finding => {
    const member = /\.([^.]+)\]$/.exec(finding)![1];
    const named = [...finding.matchAll(/could not find type [\w-]+\.(\w+)|property '?(\w+)/g)].map(match => match[1] ?? match[2]);
    return ![member, ...named].some(name => told.has(name));
  });
}

const [first, second] = process.argv.slice(2);
if (first === '--keep') {
  const { renamed } = JSON.parse(readFileSync(kept, 'utf8'));
  writeFileSync(kept, `${JSON.stringify({ renamed, types: apiOf(second) }, undefined, 1).replace(/\[\n\s+([^\]]*?)\n\s+\]/g, (_, list: string) => `[${list.replace(/\s*\n\s*/g, ' ')}]`)}\n`);
} else {
  const problems = first ? againstPackage(first) : againstList();
  for (const problem of problems) { console.log(problem); }
  process.exitCode = problems.length === 0 ? 0 : 1;
}
