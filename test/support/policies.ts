import * as fc from 'fast-check';
import { KEY_ARN } from './oracle';
import { ACCOUNT, OTHER_ACCOUNT } from './stack';
import { Policies, Policy } from '../../src/iam/decide';
import { KEYLESS_ACTIONS, KMS_ACTIONS } from '../../src/iam/reference-data';
import { callerOf, Request } from '../../src/iam/request';
import { readPolicy } from '../../src/iam/statement';

/*
 * Random policies and requests over a small world, so that many of them meet.
 */

export type Json = any;
export const VERSION = '2012-10-17';

const iam = (account: string, name: string): string => `arn:aws:iam::${account}:${name}`;
const sts = (account: string, name: string): string => `arn:aws:sts::${account}:${name}`;

/** Everybody who asks. */
export const CALLERS = [
  iam(ACCOUNT, 'role/App'), iam(ACCOUNT, 'role/team/Deploy'), iam(ACCOUNT, 'user/anna'), iam(ACCOUNT, 'role/stranger'), sts(ACCOUNT, 'assumed-role/App/s'),
  sts(ACCOUNT, 'assumed-role/Deploy/s'), sts(ACCOUNT, 'federated-user/bob'), iam(ACCOUNT, 'root'), iam(ACCOUNT, 'saml-provider/corp'),
  iam(OTHER_ACCOUNT, 'role/App'), iam(OTHER_ACCOUNT, 'root'), iam('999988887777', 'role/App'), 'sns.amazonaws.com', 'logs.eu-west-1.amazonaws.com',
] as const;

const AWS_PRINCIPALS = [
  iam(ACCOUNT, 'root'), ACCOUNT, iam(ACCOUNT, 'role/App'), iam(ACCOUNT, 'role/team/Deploy'), iam(ACCOUNT, 'user/anna'), sts(ACCOUNT, 'assumed-role/App/s'),
  sts(ACCOUNT, 'federated-user/bob'), iam(OTHER_ACCOUNT, 'root'), iam(OTHER_ACCOUNT, 'role/App'),
];

const some = <T>(values: readonly T[], max = 3): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max });
const bare = <T>(list: fc.Arbitrary<T[]>): fc.Arbitrary<T | T[]> => list.map(values => values.length === 1 ? values[0] : values);

const principals: fc.Arbitrary<Json> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('*', { AWS: '*' }) },
  { weight: 8, arbitrary: bare(some(AWS_PRINCIPALS)).map(AWS => ({ AWS })) },
  { weight: 2, arbitrary: bare(some(['sns.amazonaws.com', 'logs.eu-west-1.amazonaws.com'])).map(Service => ({ Service })) },
  { weight: 1, arbitrary: fc.constant({ Federated: iam(ACCOUNT, 'saml-provider/corp') }) },
  { weight: 1, arbitrary: fc.constant({ AWS: iam(ACCOUNT, 'role/App'), Service: 'sns.amazonaws.com' }) },
);

const PATTERNS = ['kms:*', 'kms:*', 'kms:Decrypt', 'kms:decrypt', 'kms:GenerateDataKey*', 'kms:Re?ncrypt*', 'kms:D*t', 'kms:CreateGrant', 'kms:*Key*', 'kms:Describe**', 'kms:Sign'];
const RESOURCES = ['*', '*', '*', KEY_ARN, `${KEY_ARN}x`, 'arn:aws:kms:*:*:key/*', `arn:aws:kms:*:${ACCOUNT}:*`, 'arn:aws:kms:us-*:*:key/*', 'arn:aws:kms:eu-west-1:*:key/1234*'];
/** Requests that the policies' patterns tell apart. */
const ACTIONS = KMS_ACTIONS.filter(action => !KEYLESS_ACTIONS.includes(action));

/** Condition keys by type: what requests bring, and what policies ask. */
interface KeyType {
  readonly keys: readonly string[];
  readonly operators: readonly string[];
  readonly given: readonly string[];
  readonly asked: readonly string[];
  readonly several?: boolean;
}

const STRING_OPERATORS = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'];
const comparisons = (type: string): string[] => ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(name => type + name);

export const TYPES: readonly KeyType[] = [
  {
    keys: ['kms:ViaService', 'aws:PrincipalTag/team', 'kms:EncryptionContext:tenant', 'aws:PrincipalOrgID', 'aws:SourceAccount'],
    operators: STRING_OPERATORS,
    given: ['a', 'A', 'ab', 'b', 'abc', 'x*', ''],
    asked: ['a', 'A', 'ab', 'a*', '*b', '?', '*', 'a*c', '', '${aws:PrincipalTag/other}', "${aws:PrincipalTag/other, 'ab'}*", '${aws:PrincipalAccount}', 'x${*}'],
  },
  {
    keys: ['kms:CallerAccount', 'aws:PrincipalAccount'],
    operators: STRING_OPERATORS,
    given: [ACCOUNT, OTHER_ACCOUNT],
    asked: [ACCOUNT, OTHER_ACCOUNT, '1*', '*'],
  },
  {
    keys: ['aws:SourceArn', 'aws:PrincipalArn'],
    operators: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'StringLike', 'StringNotLike', 'StringEquals'],
    given: [iam(ACCOUNT, 'role/App'), iam(OTHER_ACCOUNT, 'role/App'), 'arn:aws:s3:::bucket', 'arn:aws:sns:eu-west-1:111122223333:topic:sub'],
    asked: [iam(ACCOUNT, 'role/App'), iam(ACCOUNT, 'role/*'), 'arn:aws:iam::*:role/App', 'arn:aws:*:*:*:*', '*:*:*:*:*:role/App', 'arn:aws:s3:::b*', 'arn:*:sns:eu-*:*:*:sub'],
  },
  {
    keys: ['kms:GrantIsForAWSResource', 'aws:SecureTransport', 'aws:MultiFactorAuthPresent'],
    operators: ['Bool'],
    given: ['true', 'false'],
    asked: ['true', 'false', 'True'],
  },
  {
    keys: ['kms:ScheduleKeyDeletionPendingWindowInDays', 'aws:MultiFactorAuthAge'],
    operators: comparisons('Numeric'),
    given: ['6', '7', '7.5', '30'],
    asked: ['7', '07', '7.5', '30'],
  },
  {
    keys: ['aws:CurrentTime'],
    operators: comparisons('Date'),
    given: ['2026-01-01T00:00:00Z', '2026-06-01T12:00:00Z', '2027-01-01T00:00:00Z'],
    asked: ['2026-01-01T00:00:00Z', '2026-06-01T12:00:00Z', '2026-12-31T23:59:59Z'],
  },
  {
    keys: ['aws:SourceIp'],
    operators: ['IpAddress', 'NotIpAddress'],
    given: ['10.0.0.5', '10.0.1.5', '192.168.0.1'],
    asked: ['10.0.0.0/24', '10.0.0.0/8', '10.0.0.5', '192.168.0.1/32'],
  },
  {
    keys: ['kms:EncryptionContextKeys', 'kms:GrantOperations', 'aws:PrincipalOrgPaths', 'kms:ResourceAliases', 'aws:CalledVia'],
    operators: STRING_OPERATORS,
    given: ['a', 'ab', 'B', 'c'],
    asked: ['a', 'A', 'a*', 'b', '*', 'c'],
    several: true,
  },
];

const modified = (operator: string, several: boolean): fc.Arbitrary<string> => fc.tuple(
  fc.constantFrom(...(several ? ['ForAnyValue:', 'ForAllValues:', 'ForAnyValue:', 'ForAllValues:', ''] : ['', '', '', '', 'ForAnyValue:', 'ForAllValues:'])),
  fc.constantFrom('', '', 'IfExists'),
).map(([set, exists]) => `${set}${operator}${set === 'ForAnyValue:' ? '' : exists}`);

const condition: fc.Arbitrary<Json> = fc.constantFrom(...TYPES).chain(type => fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(
      fc.constantFrom(...type.operators).chain(operator => modified(operator, type.several ?? false)),
      fc.constantFrom(...type.keys),
      bare(some(type.asked)),
    ).map(([operator, key, values]) => ({ [operator]: { [key]: values } })),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...type.keys), fc.constantFrom('true', 'false')).map(([key, value]) => ({ Null: { [key]: value } })) },
));

const merge = (conditions: readonly Json[]): Json => {
  const merged: Json = {};
  for (const one of conditions) { for (const operator of Object.keys(one)) { merged[operator] = { ...merged[operator], ...one[operator] }; } }
  return merged;
};

const statement = (withPrincipal: boolean, effects: readonly string[] = ['Allow', 'Allow', 'Deny']): fc.Arbitrary<Json> => fc.record({
  Effect: fc.constantFrom(...effects),
  notPrincipal: fc.nat(9),
  principal: principals,
  excepted: bare(some(AWS_PRINCIPALS, 2)),
  notAction: fc.nat(7),
  action: bare(some(PATTERNS)),
  notResource: fc.nat(11),
  resource: bare(some(RESOURCES, 2)),
  conditions: fc.array(condition, { maxLength: 2 }),
}).map(({ Effect, notPrincipal, principal, excepted, notAction, action, notResource, resource, conditions }) => ({
  Effect,
  ...(withPrincipal ? notPrincipal === 0 ? { NotPrincipal: { AWS: excepted } } : { Principal: principal } : {}),
  ...(notAction === 0 ? { NotAction: action } : { Action: action }),
  ...(notResource === 0 ? { NotResource: resource } : { Resource: resource }),
  ...(conditions.length > 0 ? { Condition: merge(conditions) } : {}),
}));

const documents = (statements: fc.Arbitrary<Json>, min = 0): fc.Arbitrary<Json> =>
  fc.array(statements, { minLength: Math.max(min, 1), maxLength: 4 }).map(Statement => ({ Version: VERSION, Statement }));

export interface World {
  readonly policy: Json;
  readonly identity: Json[];
  readonly boundary?: Json;
  readonly serviceControl: Json[][];
  readonly resourceControl: Json[];
}

const ALLOW_ALL = { Version: VERSION, Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
export const keyPolicies: fc.Arbitrary<Json> = documents(statement(true));
export const identityPolicies: fc.Arbitrary<Json[]> = fc.oneof(
  fc.constant<Json[]>([ALLOW_ALL]),
  fc.array(documents(statement(false)), { maxLength: 2 }),
);
const few = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { minLength: 1, maxLength: 2 });
const sometimes = <T>(value: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value });

export const worlds: fc.Arbitrary<World> = fc.record({
  policy: keyPolicies,
  identity: identityPolicies,
  boundary: sometimes<Json>(documents(statement(false)), undefined),
  serviceControl: sometimes(fc.array(few(documents(statement(false))), { minLength: 1, maxLength: 2 }), []),
  resourceControl: sometimes(documents(statement(true, ['Deny']).map(one => {
    const { NotPrincipal, NotAction, NotResource, ...rest } = one;
    return { ...rest, Principal: '*', Action: NotAction ?? rest.Action, Resource: NotResource ?? rest.Resource };
  })).map(one => [one]), []),
});

export interface RandomRequest {
  readonly principal: string;
  readonly action: string;
  readonly context: { [key: string]: string | string[] };
}

const context: fc.Arbitrary<{ [key: string]: string | string[] }> = fc.array(
  fc.constantFrom(...TYPES).chain(type => fc.tuple(fc.constantFrom(...type.keys), type.several ? some(type.given) : fc.constantFrom(...type.given))),
  { maxLength: 7 },
).map(pairs => Object.fromEntries(pairs));

export const requests: fc.Arbitrary<RandomRequest> = fc.record({
  principal: fc.constantFrom(...CALLERS),
  action: fc.oneof(fc.constantFrom('Decrypt', 'CreateGrant', 'GenerateDataKey', 'DescribeKey'), fc.constantFrom(...ACTIONS)).map(name => `kms:${name}`),
  context: fc.tuple(context, fc.option(fc.constantFrom('a', 'ab'))).map(([given, other]) => other === null ? given : { ...given, 'aws:PrincipalTag/other': other }),
});

/** The policies as the room reads them. */
export const policyOf = (document: Json): Policy =>
  ({ statements: readPolicy(document, { account: ACCOUNT, evaluate: value => value, resource: () => undefined }) });
export const policiesOf = ({ policy, identity, boundary, serviceControl, resourceControl }: World): Policies => ({
  key: policyOf(policy),
  identity: identity.map(policyOf),
  boundary: boundary && policyOf(boundary),
  serviceControl: serviceControl.map(level => level.map(policyOf)),
  resourceControl: resourceControl.map(policyOf),
});
export const requestOf = ({ principal, action, context: given }: RandomRequest): Request =>
  ({ caller: callerOf(principal)!, action, key: { texts: [KEY_ARN], account: ACCOUNT }, context: given, exact: true });
