import * as fc from 'fast-check';
import { App } from '../../src/app/app';
import { OWNER_ONLY_ACTIONS } from '../../src/private/actions';
import { AccessReader } from '../../src/report/access-rows';
import { key, role, template } from '../checks/support';
import { identityAllowing, KEY_ARN, simulate } from '../support/oracle';
import { Json, RandomRequest, requests, World, worlds } from '../support/policies';
import { readReport } from '../support/report-reader';
import { ACCOUNT } from '../support/stack';

/*
 * What the report says of random policies, read as a person reads it, against the policy simulator: who × what × when. More by REPORT_FUZZ_RUNS.
 */
const RUNS = Number(process.env.REPORT_FUZZ_RUNS ?? 300);
const SEED = Number(process.env.REPORT_FUZZ_SEED ?? 20_261_126);
const REQUESTS = 12;

const accountOf = (principal: string): string | undefined => /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
const session = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/;

/** The same statements about the key of a template; other keys are others. */
const [ANY_KEY, OTHER_KEY] = ['arn:aws:kms:*:*:key/*', 'arn:aws:kms:us-east-1:111122223333:key/other'];
const resources = (given: Json, self: Json): Json => ([] as string[]).concat(given).map(one => one === '*' || one === ANY_KEY ? one : one === KEY_ARN ? self : OTHER_KEY);
const about = (document: Json, self: Json): Json => ({
  ...document,
  Statement: document.Statement.map(({ Resource, NotResource, ...rest }: Json) =>
    ({ ...rest, ...(Resource === undefined ? { NotResource: resources(NotResource, self) } : { Resource: resources(Resource, self) }) })),
});
const OWN_RESOURCE = { 'Fn::GetAtt': ['Key', 'Arn'] };

function reportOf({ policy, identity, boundary }: World) {
  const inline = identity.map((document, i) => ({ PolicyName: `P${i}`, PolicyDocument: about(document, OWN_RESOURCE) }));
  const app = new App([template({
    Key: key({ KeyPolicy: about(policy, OWN_RESOURCE) }),
    App: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'App', Policies: inline, ...(boundary ? { PermissionsBoundary: { Ref: 'Boundary' } } : {}) } },
    Anna: { Type: 'AWS::IAM::User', Properties: { UserName: 'anna', Policies: inline } },
    ...(boundary ? { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: about(boundary, OWN_RESOURCE) } } } : {}),
  })]);
  return new AccessReader(app).of(app.keys[0]);
}

/** A session passes by the boundary of its role where an Allow has NotPrincipal; the report names the role alone. */
const isUnsaid = ({ policy, boundary }: World, { principal }: RandomRequest): boolean =>
  boundary !== undefined && principal.includes(':assumed-role/App/') && policy.Statement.some(({ NotPrincipal, Effect }: Json) => NotPrincipal && Effect === 'Allow');

/** The policies of whoever asks; undefined where the simulator is known to see it otherwise (decide-oracle). */
function worldOf(world: World, { principal, action }: RandomRequest): Pick<World, 'identity' | 'boundary'> | undefined {
  const account = accountOf(principal);
  const name = action.replace('kms:', '');
  if ((account !== ACCOUNT && account !== undefined && OWNER_ONLY_ACTIONS.includes(name)) || name === 'RetireGrant') { return undefined; }
  if (account === undefined || principal.includes('saml-provider')) { return { identity: [] }; }
  if (account !== ACCOUNT || principal.endsWith(':root')) { return { identity: [identityAllowing('*')] }; }
  const isApp = principal === role('App') || /assumed-role\/App\//.test(principal);
  return isApp ? { identity: world.identity, boundary: world.boundary } : { identity: /user\/anna$/.test(principal) ? world.identity : [] };
}

function contextOf({ principal, context }: RandomRequest): { [key: string]: string | string[] } {
  const account = accountOf(principal);
  const who: { [key: string]: string } = account === undefined ? { 'aws:PrincipalServiceName': principal } : {
    'aws:PrincipalAccount': account,
    'kms:CallerAccount': account,
    'aws:PrincipalArn': principal.replace(session, 'arn:aws:iam::$1:role/$2'),
  };
  const { 'aws:PrincipalAccount': _, 'kms:CallerAccount': __, 'aws:PrincipalArn': ___, ...rest } = context;
  // KMS takes no request without TLS, and knows of each what the grant is for.
  return { 'kms:GrantIsForAWSResource': 'false', ...rest, 'aws:SecureTransport': 'true', ...who };
}

test(`what the report says of ${RUNS} random keys is what the simulator decides`, async () => {
  const heard = { allowed: 0, denied: 0 };
  await fc.assert(fc.asyncProperty(worlds, fc.array(requests, { minLength: REQUESTS, maxLength: REQUESTS }), async (world, many) => {
    const report = reportOf(world);
    for (const request of many) {
      const asking = worldOf(world, request);
      if (!asking || isUnsaid(world, request)) { continue; }
      const { principal, action } = request;
      const context = contextOf(request);
      const deployed = (document: Json): Json => about(document, KEY_ARN);
      const policies = { policy: deployed(world.policy), identity: asking.identity.map(deployed), boundary: asking.boundary && deployed(asking.boundary) };
      const { decision, ignored } = await simulate({ ...policies, principal, action, context });
      // What the simulator does not look at, it takes for absent.
      const carried = Object.fromEntries(Object.entries(context).filter(([name]) => !ignored.includes(name)));
      heard[decision === 'Allowed' ? 'allowed' : 'denied']++;

      expect([request, readReport(report, { principal, action, context: carried })]).toEqual([request, decision === 'Allowed']);
    }
  }), { numRuns: RUNS, seed: SEED });

  if (process.env.REPORT_FUZZ_RUNS) { console.log(heard); }
  expect(Math.min(heard.allowed, heard.denied)).toBeGreaterThan(RUNS);
}, 3_600_000);
