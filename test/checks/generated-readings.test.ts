import * as fc from 'fast-check';
import { afterSynthesis, found, withoutSynthesis } from './both-readings';
import { ALL_FAULTS, plant } from './planted-readings';
import { build, RandomApp, randomApps } from './random-apps';
import { READ_TYPES } from '../../src/app/types';
import { fromTree } from '../../src/template/load-tree';

jest.mock('../../src/template/load-tree', () => jest.requireActual('./planted-readings').loadTree(jest.requireActual('../../src/template/load-tree')));

/*
 * Random apps, of which templates and constructs must say the same; and faults in the reading of constructs, which the random apps must show.
 * READINGS_COUNT and READINGS_SEED try more of them, and others.
 */

const COUNT = Number(process.env.READINGS_COUNT ?? 80);
const SEED = Number(process.env.READINGS_SEED ?? 1);
const TIMEOUT = 30_000 + COUNT * 2_000;

/** What only one of the two readings says. */
function differences(app: RandomApp): string[] {
  const [templates, constructs] = [found(afterSynthesis(build(app))), found(withoutSynthesis(build(app)))];
  const beyond = (lines: readonly string[], others: readonly string[], whose: string) => lines.filter(line => !others.includes(line)).map(line => `${whose} alone: ${line}`);
  return [...beyond(templates, constructs, 'templates'), ...beyond(constructs, templates, 'constructs')];
}

/** The first app of which the readings say different things, as small as it gets where that is asked. */
function counterexample(options: Pick<fc.Parameters<[RandomApp]>, 'endOnFailure'> = {}): string | undefined {
  const { counterexample: example, counterexamplePath } = fc.check(fc.property(randomApps, app => differences(app).length === 0), { numRuns: COUNT, seed: SEED, ...options });
  if (!example) { return undefined; }
  const [app] = example;
  const said = differences(app);
  return [`seed ${SEED}, path ${counterexamplePath}`, ...said, JSON.stringify(partsOf(app), undefined, 1)].join('\n');
}

/** The random parts of an app as the constructs have them. */
function partsOf(app: RandomApp): object {
  const { templates } = fromTree(build(app), READ_TYPES);
  return Object.fromEntries(templates.map(({ title, resources }) => [title, Object.fromEntries(Object.entries(resources).filter(([id]) => id.startsWith('Part')))]));
}

afterEach(() => plant(undefined));

test(`${COUNT} apps`, () => expect(counterexample()).toBeUndefined(), TIMEOUT);

test.each(ALL_FAULTS)('where %s, they show it', fault => {
  plant(fault);
  expect(counterexample({ endOnFailure: true })).toContain(' alone: ');
}, TIMEOUT);
