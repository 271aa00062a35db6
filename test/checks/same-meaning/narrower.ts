import { conditionsOf, documentsOf, statementsOf } from './places';
import { Rewrite, rewriteOf } from './rewrite';

/*
 * Policies that allow less, or more: of the one nothing opens, of the other nothing closes.
 */

const ROLE = 'arn:aws:iam::111122223333:role/Nobody';
const keyPolicies = (world: Parameters<typeof documentsOf>[0]) => documentsOf(world).filter(({ path, value }) => path[0] === 'KeyPolicy' && Array.isArray(value.Statement));
const narrowing = (name: string, statement: object): Rewrite => rewriteOf(name, keyPolicies, ({ value }) => { value.Statement.push(JSON.parse(JSON.stringify(statement))); });
const condition = (name: string, operator: string, key: string, value: string): Rewrite => rewriteOf(name, statementsOf, ({ value: statement, ofKey }) => {
  if (!ofKey || statement.Effect !== 'Allow' || Object.keys(statement.Condition ?? {}).some(one => one.startsWith('Fn::') || one === 'Ref')) { return false; }
  const conditions = statement.Condition ??= {};
  if (conditions[operator]?.[key] !== undefined) { return false; }
  (conditions[operator] ??= {})[key] = value;
  return true;
});

/** What allows less. */
export const NARROWER: readonly Rewrite[] = [
  narrowing('a Deny of a role', { Sid: 'DenyRole', Effect: 'Deny', Principal: { AWS: ROLE }, Action: 'kms:*', Resource: '*' }),
  narrowing('a Deny without TLS', { Sid: 'DenyPlain', Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  narrowing('a Deny of strangers', { Sid: 'DenyStrangers', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } }),
  narrowing('a Deny of one action', { Sid: 'DenyDecrypt', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' }),
  condition('a condition on the transport', 'Bool', 'aws:SecureTransport', 'true'),
  condition('a condition on the Region', 'StringEquals', 'aws:RequestedRegion', 'eu-west-1'),
  condition('a condition on the service', 'StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com'),
  condition('a condition on a tag', 'StringLike', 'aws:PrincipalTag/team', 'a*'),
  rewriteOf('a condition less values', conditionsOf, place => {
    if (!Array.isArray(place.values) || place.values.length < 2 || /not|forall|null/i.test(place.operator) || place.statement.value.Effect !== 'Allow') { return false; }
    place.take();
    return place.add(place.operator, place.key, place.values.slice(1));
  }),
];

/** What allows more. */
export const WIDER: readonly Rewrite[] = [
  narrowing('an Allow of a role', { Sid: 'MoreRole', Effect: 'Allow', Principal: { AWS: ROLE }, Action: ['kms:Encrypt'], Resource: '*' }),
  narrowing('an Allow of a service', { Sid: 'MoreService', Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' }, Action: ['kms:DescribeKey'], Resource: '*' }),
  narrowing('an Allow of everyone of an organization', {
    Sid: 'MoreOrganization', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:GetPublicKey', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
  }),
];

/** That somebody gets more than they should. */
export const OPENS: ReadonlySet<string> = new Set(['WildcardPrincipal', 'ServicePrincipalBounded', 'CrossAccountBounded', 'FullAccessForAccountOnly', 'NoNotAction', 'NoNotPrincipal', 'AdministratorsCannotGrant', 'AdministratorsCannotUse']);
