import * as fc from 'fast-check';
import { decide } from '../../src/iam/decide';
import { OWNER_ONLY_ACTIONS } from '../../src/private/actions';
import { Decision, identityAllowing, KEY_ARN, simulate } from '../support/oracle';
import { policiesOf, RandomRequest, requestOf, requests, World, worlds } from '../support/policies';
import { ACCOUNT } from '../support/stack';

/*
 * The judge against the policy simulator. Where they are known to disagree the judge keeps to what AWS documents, and such requests are left out here:
 *
 * 1. Operations that KMS takes from the key's own account only (API reference, "Cross-account use: No"): the simulator lets other accounts in.
 * 2. The root user needs no IAM policy, and no permissions boundary holds it; the simulator asks for both. Here it has a policy that allows everything.
 * 3. Service control policies bind principals of accounts only; the simulator applies them to AWS services and federated identities, too.
 * 4. A resource control policy has no effect on kms:RetireGrant; to the simulator it has.
 * 5. `ForAnyValue:…IfExists` holds where the key is absent, as every operator with IfExists does; to the simulator it does not.
 * 6. Policy variables under ARN operators are filled in; the simulator leaves them.
 * 7. `0.0.0.0/0` holds every address, and an IPv4 address is none of IPv6; dates may be seconds since 1970. The simulator knows neither.
 * 8. What no operator can compare (`ArnLike` on a pattern of less than six parts, `*` above all) AWS does not say the outcome of (decision 38).
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 5_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const REQUESTS = 10;

const accountOf = (principal: string): string | undefined => /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
const session = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/;

/** The world as it is for a request, without what the simulator is known to see otherwise; undefined where nothing is left to compare. */
function comparable(world: World, { principal, action }: RandomRequest): World | undefined {
  const account = accountOf(principal);
  const name = action.replace('kms:', '');
  if ((account !== undefined && account !== ACCOUNT && OWNER_ONLY_ACTIONS.includes(name)) || name === 'RetireGrant') { return undefined; }
  if (principal.endsWith(':root')) { return { ...world, identity: [identityAllowing('*')], boundary: undefined }; }
  return account === undefined || principal.includes('saml-provider') ? { ...world, serviceControl: [], identity: [], boundary: undefined } : world;
}

/** What follows from the principal, so that the simulator says whether it looks at it. */
function contextOf({ principal, context }: RandomRequest): { [key: string]: string | string[] } {
  const account = accountOf(principal);
  return account === undefined ? { 'aws:PrincipalServiceName': principal, ...context } : {
    'aws:PrincipalAccount': account,
    'kms:CallerAccount': account,
    'aws:PrincipalArn': principal.replace(session, 'arn:aws:iam::$1:role/$2'),
    ...context,
  };
}

const sides: { readonly [decision in Decision]: readonly [string, boolean] } = { Allowed: ['allowed', false], ImplicitlyDenied: ['denied', false], ExplicitlyDenied: ['denied', true] };

test(`agrees with the policy simulator on ${RUNS} random requests`, async () => {
  let asked = 0;
  const heard = new Map<Decision, number>();
  await fc.assert(fc.asyncProperty(worlds, fc.array(requests, { minLength: REQUESTS, maxLength: REQUESTS }), async (world, many) => {
    for (const request of many) {
      const asking = comparable(world, request);
      if (asking === undefined) { continue; }
      const context = contextOf(request);
      const { decision, ignored } = await simulate({ ...asking, ...request, context, keyArn: KEY_ARN });
      // What the simulator does not look at, it takes for absent.
      const absent = Object.fromEntries(ignored.map(key => [key, []]));
      const { verdict, reasons } = decide(requestOf({ ...request, context: { ...context, ...absent } }), policiesOf(asking));
      asked++;
      heard.set(decision, (heard.get(decision) ?? 0) + 1);

      expect([verdict, reasons.some(({ effect }) => effect === 'deny')]).toEqual(sides[decision]);
    }
  }), { numRuns: Math.ceil(RUNS / REQUESTS), seed: SEED });

  if (process.env.FUZZ_RUNS) { console.log(`${asked} requests asked: ${[...heard].map(([decision, count]) => `${count} ${decision}`).join(', ')}`); }
  // A world in which everything is denied would agree as well.
  expect(Math.min(...[...heard.values()]) / asked).toBeGreaterThan(0.05);
  expect(heard.size).toBe(3);
}, 3_600_000);
