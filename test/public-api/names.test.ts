import { readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import { publicApi } from '../../tools/public-api';

const API = publicApi();

test('methods that override one have its parameters, by name', () => {
  expect(API.overrides.map(({ method }) => method)).toEqual(expect.arrayContaining(['CustomerManagedKey.addAlias', 'MultiRegionKey.addAlias', 'KeyRotation.supports']));
  // The CDK's own IKey.addAlias and Key.addAlias differ: a class counts, as it does in Python.
  const ofClasses = API.overrides.filter(({ ancestor }) => !/^I[A-Z]/.test(ancestor));
  expect(ofClasses.filter(({ parameters, inherited }) => parameters.some((name, i) => inherited[i] !== undefined && inherited[i] !== name))).toEqual([]);
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

const moduleNames = (): Map<string, string> => {
  const root = dirname(require.resolve('aws-cdk-lib/package.json'));
  const modules = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && /^(aws-|core$|custom-resources$|pipelines$)/.test(entry.name));
  return new Map(modules.flatMap(({ name }) => readdirSync(join(root, name, 'lib'))
    .filter(file => file.endsWith('.d.ts') && !file.endsWith('.generated.d.ts'))
    .flatMap(file => [...readFileSync(join(root, name, 'lib', file), 'utf8').matchAll(/^export declare (?:abstract )?(?:class|enum) (\w+)|^export interface (\w+)/gm)]
      .map(match => [match[1] ?? match[2], name] as const))));
};

test('no public type has the name of one of the CDK, of constructs, or of what C# and Java import', () => {
  const ours = [API.structs, API.enums, API.classes].flatMap(Object.keys).filter(name => !/^(CustomerManagedKey|AsymmetricOrHmacKey)$/.test(name));
  const cdk = moduleNames();
  expect(cdk.size).toBeGreaterThan(2000);
  // Of Amazon FSx, whose file systems are seldom in one file with business hours; DayOfWeek is always imported in C#.
  cdk.delete('Weekday');
  const taken = ours.filter(name => cdk.has(name) || OF_LANGUAGES.includes(name) || ['Construct', 'Node', 'Dependable'].includes(name));
  expect(taken.map(name => `${name} is also of ${cdk.get(name) ?? 'a language'}`)).toEqual([]);
});
