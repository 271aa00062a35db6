import { readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { Construct } from 'constructs';
import * as keysmith from '../../src';
import { readAssembly } from '../../tools/languages/assemblies';
import { publicApi } from '../support/public-api';
import { testStack } from '../support/stack';

const API = publicApi();

test('methods that override one have its parameters, by name', () => {
  expect(API.overrides.map(({ method }) => method)).toEqual(expect.arrayContaining(['CustomerManagedKey.addAlias', 'MultiRegionKey.addAlias', 'KeyRotation.supports']));
  // The CDK's own IKey.addAlias and Key.addAlias differ: of the CDK a class counts, as it does in Python.
  const counting = API.overrides.filter(({ ancestor }) => !/^I[A-Z]/.test(ancestor) || ancestor === 'ICustomerManagedKey');
  expect(counting.map(({ ancestor }) => ancestor)).toContain('ICustomerManagedKey');
  expect(counting.filter(({ parameters, inherited }) => parameters.some((name, i) => inherited[i] !== undefined && inherited[i] !== name))).toEqual([]);
});

/* A name that is also imported by every file of a C# or Java program, or that a module of the CDK has, is ambiguous where both are used. */

/**
 * Imported without being asked for: `System`, `System.Collections.Generic`, `System.IO`, `System.Linq`, `System.Threading` (C#), `java.lang` (Java).
 * Imported with everything: `java.time`, `java.util`.
 */
const OF_LANGUAGES = ('Action Array Attribute Boolean Byte Buffer Char Console Convert DateTime DateOnly DayOfWeek Delegate Double Enum Environment Exception Func '
  + 'Guid Half Index Int32 Lazy Math MemberInfo Nullable Object Progress Random Range String TimeOnly TimeSpan TimeZone TimeZoneInfo Tuple Type Uri Version '
  + 'Comparer Dictionary HashSet IComparer ICollection IDictionary IEnumerable IList ISet KeyValuePair LinkedList List Queue SortedList Stack '
  + 'Directory File Path Stream Enumerable Lookup Monitor Mutex Semaphore Thread Timer Task Character Class ClassLoader Comparable Error Float Integer Iterable '
  + 'Long Module Number Override Package Process Record Runnable Runtime Short StringBuilder System Throwable Void Clock Duration Instant LocalDate LocalTime '
  + 'Month Period Year ZoneId Arrays Base64 Calendar Collection Collections Currency Date Formatter Iterator Locale Map Objects Optional Properties Scanner '
  + 'ServiceLoader Set UUID').split(' ');

/** What jsii knows of the types of a package that is one module. */
const namesOf = (name: string): [type: string, of: string][] => Object.values(readAssembly(dirname(require.resolve(`${name}/package.json`))).types).map(type => [type.name, name]);

const moduleNames = (): Map<string, string> => {
  const root = dirname(require.resolve('aws-cdk-lib/package.json'));
  const modules = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && /^(aws-|core$|custom-resources$|pipelines$)/.test(entry.name));
  return new Map(modules.flatMap(({ name }) => readdirSync(join(root, name, 'lib'))
    .filter(file => file.endsWith('.d.ts') && !file.endsWith('.generated.d.ts'))
    .flatMap(file => [...readFileSync(join(root, name, 'lib', file), 'utf8').matchAll(/^export declare (?:abstract )?(?:class|enum) (\w+)|^export interface (\w+)/gm)]
      .map(match => [match[1] ?? match[2], name] as const))));
};

test('no public type has the name of one of the CDK, of constructs, of cdk-nag, or of what C# and Java import', () => {
  const ours = [API.structs, API.enums, API.classes].flatMap(Object.keys).filter(name => !/^(CustomerManagedKey|AsymmetricOrHmacKey)$/.test(name));
  const cdk = moduleNames();
  expect(cdk.size).toBeGreaterThan(2000);
  const others = new Map([...OF_LANGUAGES.map(name => [name, 'a language'] as const), ...namesOf('constructs'), ...namesOf('cdk-nag'), ...cdk]);
  expect(['Construct', 'NagPack', 'Bucket', 'List'].map(name => others.get(name))).toEqual(['constructs', 'cdk-nag', 'aws-s3', 'a language']);
  expect(ours.filter(name => others.has(name)).map(name => `${name} is also of ${others.get(name)}`)).toEqual([]);
});

test('every kind of key says whether a value is one: `isServiceKey`', () => {
  const kinds = Object.entries(keysmith).filter(([name, value]) => /Key$/.test(name) && typeof value === 'function' && value.prototype instanceof Construct);
  expect(kinds.length).toBeGreaterThan(10);
  const stack = testStack();
  const s3 = new keysmith.ServiceKey(stack, 'S3', { service: keysmith.KeyService.S3 });
  for (const [name, kind] of kinds as [string, any][]) {
    const is = kind[`is${name}`];
    expect([name, typeof is]).toEqual([name, 'function']);
    expect([name, is(s3), is(undefined), is({}), is(stack)]).toEqual([name, ['ServiceKey', 'EncryptedKey'].includes(name), false, false, false]);
  }
});

test('no old name is left in code, pages, messages or metrics', () => {
  const root = join(__dirname, '..', '..');
  const table = readFileSync(join(root, 'docs', 'decisions', '0011-names-for-1.0.md'), 'utf8').split('\n').filter(line => line.startsWith('| `')).map(line => line.split('|').slice(1, 3));
  const named = (cell: string) => [...cell.matchAll(/`(?:KeyAccess\.)?(\w+)`/g)].map(([, name]) => name);
  // Words that mean something else as well are left to people: `level`, `template`, `trusted`.
  const ordinary = /^[a-z]+$|^(usageMetrics|PRODUCE|highUsage|KeyRestrictions|EncryptedKey|ServiceKey|CrossAccountKey|MultiRegionKey|RemoteKey)$/;
  const old = table.flatMap(([was, is]) => named(was).filter(name => !is.includes('unchanged') && !named(is).includes(name))).filter(name => !ordinary.test(name) && ![API.structs, API.classes, API.enums].some(types => name in types));
  expect(old).toEqual(expect.arrayContaining(['MacKey', 'KeyRing', 'DeliverySource', 'OUTSIDE_GRANT', 'grantsOnlyToAwsServices']));
  // What others call so: enums of aws-cdk-lib and AWS, and the command's option `--rules-off`.
  const others = ['BucketEncryption', 'SigningAlgorithm', 'DayOfWeek', 'rulesOff'];
  const names = old.filter(name => !others.includes(name));
  const word = new RegExp(`(?<![\\w.])(${names.join('|')})(?!\\w)`);
  // `minimum_deletion_window` of Python, `KeyRestriction_MinimumDeletionWindow` of Go.
  const written = names.flatMap(name => [name, name[0].toUpperCase() + name.slice(1), name.replace(/(?<=[a-z])[A-Z]/g, letter => `_${letter.toLowerCase()}`)]);
  const elsewhere = new RegExp(`(?<![A-Za-z])(${written.join('|')})(?!\\w)`);
  const files = ['src', 'handlers', 'command', 'examples', 'docs', 'rosetta'].flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(file => join(folder, file))).concat('README.md').filter(file => /\.(ts|md|py|java|go|cs|ts-fixture)$/.test(file) && !/decisions|node_modules|\.vitepress/.test(file));
  const allowed = /former|FORMER|was `/;
  const found = files.flatMap(file => readFileSync(join(root, file), 'utf8').split('\n').flatMap((line, i) => {
    const name = (/\.(py|java|go|cs)$/.test(file) ? elsewhere : word).exec(line)?.[1];
    return name && !allowed.test(line) ? [`${file}:${i + 1} ${name}: ${line.trim().slice(0, 80)}`] : [];
  }));
  expect(found).toEqual([]);
});
