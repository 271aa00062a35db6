/**
 * Lists the rows of the catalog whose page was read longer ago than a number of days (180 unless given), and what to read again.
 * `--fail` fails when there is one: a release is not made of facts that are older than a year.
 *
 *   tsx tools/old-facts.ts [days] [--fail]
 */
import { EVERY_USE } from '../src/services/every-use';
import { oldFacts } from '../src/services/old-facts';

const days = Number(process.argv.slice(2).find(argument => /^\d+$/.test(argument)) ?? 180);
const old = oldFacts(EVERY_USE, days, new Date());
for (const { page, checked, uses } of old) { console.log(`${checked} https://docs.aws.amazon.com/${page}: ${uses.join(', ')}`); }
console.log(`${old.length} pages were read more than ${days} days ago`);
if (old.length > 0 && process.argv.includes('--fail')) { process.exitCode = 1; }
