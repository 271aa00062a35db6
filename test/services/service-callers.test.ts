import { CATALOG } from '../../src/services/catalog';
import { messageUses } from '../../src/services/messages';
import { serviceCallers } from '../../src/services/service-callers';
import { viaServicesOf } from '../../src/services/service-use';

const USES = [...Object.values(CATALOG), ...messageUses()];
const PRINCIPALS = [...new Set(USES.flatMap(({ calls }) => calls.flatMap(({ principal = [] }) => principal)))].sort();

test.each(PRINCIPALS)('%s calls as itself for all that the catalog says', principal => {
  const { asItself } = serviceCallers(principal);
  expect(asItself.map(({ id }) => id)).toEqual(USES.filter(({ calls }) => calls.some(call => call.principal === principal)).map(({ id }) => id));
  expect(asItself).not.toEqual([]);
});

/** Services that only ever come with somebody else's credentials, a role or a grant. */
const OTHERS = [...new Set(USES.flatMap(viaServicesOf))].filter(prefix => !PRINCIPALS.includes(`${prefix}.amazonaws.com`)).sort();
test.each(OTHERS)('%s never calls as itself', prefix => {
  const { asItself, others } = serviceCallers(`${prefix}.amazonaws.com`);
  expect([asItself, others]).toEqual([[], expect.stringMatching(/^(with|by|as) \S/)]);
  expect(others).toMatch(/whoever uses it|a role of yours|by a grant|service-linked role/);
});

test.each<[string, string]>([
  ['dynamodb', 'with the credentials of whoever uses it (kms:ViaService dynamodb.REGION.amazonaws.com), by a grant or as replication.dynamodb.amazonaws.com'],
  ['ec2', 'with the credentials of whoever uses it (kms:ViaService ec2.REGION.amazonaws.com), with its service-linked role AWSServiceRoleForEC2Spot or by a grant'],
  ['codebuild', 'with the credentials of whoever uses it (kms:ViaService s3.REGION.amazonaws.com) or with a role of yours'],
  ['eks', 'by a grant'],
  ['scheduler', 'with a role of yours'],
  ['autoscaling', 'with its service-linked role AWSServiceRoleForAutoScaling or by a grant'],
  ['route53', 'by a grant or as dnssec-route53.amazonaws.com'],
  ['cloudformation', 'with a role of yours'],
])('for %s others call %s', (name, others) => expect(serviceCallers(`${name}.amazonaws.com`).others).toBe(others));

test.each(['cloudtrail', 'unheard', 'api', ''])('of others that call for %s nothing is known', name => expect(serviceCallers(`${name}.amazonaws.com`).others).toBeUndefined());
test('in China it is the same service', () => expect(serviceCallers('glue.amazonaws.com.cn').others).toBe(serviceCallers('glue.amazonaws.com').others));
