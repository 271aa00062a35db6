import * as fc from 'fast-check';
import { apps } from './apps';
import { AppDescription } from './description';
import { Finding } from './judge';
import { Fault, plant } from './planted-faults';
import { verdictOn } from './verdict';

jest.mock('../../src/keys/cross-environment-grants', () => jest.requireActual('./planted-faults').crossEnvironmentGrants(jest.requireActual('../../src/keys/cross-environment-grants')));
jest.mock('../../src/access/principals-afar', () => jest.requireActual('./planted-faults').principalsAfar(jest.requireActual('../../src/access/principals-afar')));
jest.mock('../../src/access/grant-bounds', () => jest.requireActual('./planted-faults').grantBounds(jest.requireActual('../../src/access/grant-bounds')));
jest.mock('../../src/access/gate/unnamed', () => jest.requireActual('./planted-faults').unnamed(jest.requireActual('../../src/access/gate/unnamed')));
jest.mock('../../src/access/gate/gate', () => jest.requireActual('./planted-faults').gate(jest.requireActual('../../src/access/gate/gate')));

/*
 * The random apps of generated-apps.test.ts find what they are for. Each fault is planted in the code and has to be found, as the kind it is, in
 * apps of the same generator; of these only the ones with the parts that the fault needs are built, and they hold without it.
 */

const granted = (app: AppDescription) => app.grants.filter(({ on }) => on !== 'key').map(({ role, on }) => ({ role: app.roles[role], ...app.resources[on as number] }));
const elsewhere = (app: AppDescription) => granted(app).filter(({ role }) => role.known === 'made' && role.place !== app.key.place);
const isNarrow = ({ key, defaults }: AppDescription) => (key.delegation ?? defaults?.delegation ?? (key.construct === 'ServiceKey' ? 'ADMINISTRATION' : 'FULL')) !== 'FULL';

const FAULTS: readonly [Fault, Finding['kind'], RegExp, (app: AppDescription) => boolean][] = [
  [
    'a grant after the stack of the key is one to the whole account', 'stranger', /a role of the account with kms:\*: kms:Decrypt/,
    app => isNarrow(app) && !app.key.share && elsewhere(app).some(({ role }) => app.after.some(([later, earlier]) => later === role.place && earlier === app.key.place)),
  ],
  ['an organization lets in the account of the key', 'nobody', /without an IAM policy: kms:Decrypt/, ({ key }) => Boolean(key.share?.includes('organization'))],
  [
    'the key policy grants without the conditions that a construct adds', 'overreach', /creates grants for itself/,
    app => isNarrow(app) && elsewhere(app).some(({ type }) => type === 'Volume'),
  ],
  ['the key policy refers to roles of other stacks', 'message', /would create a cyclic reference/, app => isNarrow(app) && elsewhere(app).length > 0],
];
const GENERATED = 3_000;
const BUILT = 40;

afterEach(() => plant(undefined));

test.each(FAULTS)('%s', async (fault, kind, text, needs) => {
  const candidates = fc.sample(apps, { numRuns: GENERATED, seed: 1 }).filter(needs).slice(0, BUILT);
  const found = await firstWith(candidates, fault, finding => finding.kind === kind && text.test(finding.text));
  plant(undefined);
  expect(found).toBeDefined();
  expect((await verdictOn(found!)).findings).toEqual([]);
});

async function firstWith(candidates: readonly AppDescription[], fault: Fault, isIt: (finding: Finding) => boolean): Promise<AppDescription | undefined> {
  plant(fault);
  for (const app of candidates) {
    if ((await verdictOn(app)).findings.some(isIt)) { return app; }
  }
  return undefined;
}
