import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { policy, statement } from './statements';
import { EncryptedKey, EncryptedKeyProps, KeyAccess, KeyRestriction, KeyService, ServiceKey } from '../../../src';
import { contradictions, deniedAll, shutOut } from '../../../src/access/gate/shut-out';
import { ORDER } from '../../../src/private/policy-rows';
import { ACCOUNT, deployerArn, OTHER_ACCOUNT, testStack } from '../../support/stack';
import { thrown } from '../../support/thrown';

/* Rows that count for no request: because of what several restrictions deny together, or because of their own conditions. */

const role = (name: string, account = ACCOUNT) => new iam.ArnPrincipal(`arn:aws:iam::${account}:role/${name}`);
const APP = role('App');

function says(build: (stack: Stack) => unknown): { error: string; warnings: string[] } {
  const stack = testStack();
  const error = thrown(() => {
    build(stack);
    (stack.node.root as App).synth();
  });
  return { error, warnings: stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data)) };
}
const errorOf = (props: EncryptedKeyProps): string => says(stack => new EncryptedKey(stack, 'Key', props)).error;
const denying = (conditions: object) => KeyRestriction.statement(new iam.PolicyStatement({
  effect: iam.Effect.DENY, actions: ['kms:*'], resources: ['*'], principals: [new iam.AnyPrincipal()], conditions: conditions as any,
}));
const FINE = 'nothing was thrown';

describe('restrictions are looked at together', () => {
  const onlyInside = denying({ StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1a' } });
  const onlyOutside = denying({ StringEquals: { 'aws:SourceVpce': 'vpce-1a' } });

  test('two that each leave something leave nothing', () => {
    expect(errorOf({ users: [APP], restrictions: [onlyInside, onlyOutside] })).toMatch(/'KeyUse' can never count for arn:aws:iam::111122223333:role\/App: '.*' and '.*' together deny all of it/);
  });
  test('each alone leaves something', () => {
    // CloudFormation comes through no endpoint.
    expect(errorOf({ users: [APP], restrictions: [onlyInside] })).toContain('denies kms:PutKeyPolicy to the role that deploys this stack');
    expect(errorOf({ users: [APP], restrictions: [onlyInside] })).not.toContain('can never count');
    expect(errorOf({ users: [APP], restrictions: [onlyOutside] })).toBe(FINE);
  });
  test('one that does it alone is named alone', () => {
    expect(errorOf({ users: [APP], restrictions: [onlyInside, KeyRestriction.onlyPrincipals([role('Other')])] })).toContain("'DenyUseByOthers' denies all of it");
  });
  test('what CloudFormation fills in may be anything', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Who');
    new EncryptedKey(stack, 'Key', { users: [APP], restrictions: [denying({ ArnNotEquals: { 'aws:PrincipalArn': [parameter.valueAsString, deployerArn()] } })] });
    expect(thrown(() => (stack.node.root as App).synth())).toBe(FINE);
  });
});

describe('conditions of a row that none of its requests meets', () => {
  test.each<[string, KeyAccess, string]>([
    ['a role of another name', KeyAccess.use(APP, { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/Other*`] }), "'KeyUse' can never count"],
    ['a role of another account', KeyAccess.decrypt(role('X', OTHER_ACCOUNT), { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/*`] }), "'KeyDecrypt' can never count"],
    ['a statement with the account of another', KeyAccess.statement(new iam.PolicyStatement({
      sid: 'Mine', actions: ['kms:Decrypt'], principals: [APP], conditions: { StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } },
    })), "'Mine' can never count"],
    ['a context where none is carried', KeyAccess.statement(new iam.PolicyStatement({
      sid: 'Mine', actions: ['kms:DescribeKey'], principals: [APP], conditions: { StringEquals: { 'kms:EncryptionContext:App': 'x' } },
    })), "'Mine' can never count"],
  ])('%s', (_, access, wanted) => { expect(errorOf({ access: [access] })).toContain(wanted); });

  test.each<[string, KeyAccess]>([
    ['a pattern that fits', KeyAccess.use(APP, { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/A*`] })],
    ['a condition with a variable of the caller', KeyAccess.statement(new iam.PolicyStatement({
      actions: ['kms:Decrypt'], principals: [APP], conditions: { StringEquals: { 'kms:EncryptionContext:team': '${aws:PrincipalTag/team}' } },
    }))],
    ['a network', KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [APP], conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))],
    ['a date', KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [APP], conditions: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } } }))],
    ['services', KeyAccess.decrypt(APP, { viaServices: [KeyService.S3, KeyService.RDS] })],
  ])('not %s', (_, access) => { expect(errorOf({ access: [access] })).toBe(FINE); });

  test.each<[string, object]>([
    ['organizationId', { organizationId: 'o-a1b2c3d4e5' }], ['organizationPaths', { organizationPaths: ['o-a1b2c3d4e5/*'] }],
    ['principalArnPatterns', { principalArnPatterns: [`arn:aws:iam::${ACCOUNT}:role/*`] }], ['requireMfa', { requireMfa: true, encryptionContext: { a: ['b'] } }],
  ])('%s of an AWS service is refused at once', (property, options) => {
    expect(() => KeyAccess.decrypt(new iam.ServicePrincipal('sns.amazonaws.com'), options)).toThrow(`'${property}' is never met by an AWS service, sns.amazonaws.com`);
  });
});

test('whoever uses a shared key is denied by a restriction that spares roles of AWS services only', () => {
  const { warnings } = says(stack => new EncryptedKey(stack, 'Key', {
    access: [KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] })], restrictions: [KeyRestriction.onlyPrincipals([APP])],
  }));
  expect(warnings).toContainEqual(expect.stringContaining("'KeyUse' counts for arn:aws:iam::444455556666:root in roles of AWS services only: 'DenyUseByOthers' denies everything else"));
});

test('a service key whose service sends its own context', () => {
  const { warnings } = says(stack => new ServiceKey(stack, 'Key', { service: KeyService.S3, restrictions: [KeyRestriction.requireEncryptionContext({ Dep: ['F'] })] }));
  expect(warnings).toContainEqual(expect.stringContaining("'DenyWithoutEncryptionContext' denies everything else"));
});

/* One Allow against one Deny, each as AWS would evaluate them. */
describe('what a Deny leaves of an Allow', () => {
  const arn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:${name}`;
  const row = (order: number, requests?: { [name: string]: string | null }) => ({ row: { sid: 'Row', order, requests } as any });
  const USE = row(ORDER.use);
  const CUSTOM = row(ORDER.custom);
  const allow = (json: object = {}, more: object = USE) => statement({ Sid: 'Row', Principal: { AWS: arn('role/App') }, Action: ['kms:Decrypt', 'kms:DescribeKey'], ...json }, more);
  const deny = (json: object = {}, more: object = {}) => statement({ Sid: 'No', Effect: 'Deny', Principal: '*', Action: 'kms:*', ...json }, more);
  const when = (Condition: object, json: object = {}) => ({ Condition, ...json });
  const VIA_S3 = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };
  const NOT_VIA_S3 = { StringNotEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };
  const NO_CONTEXT = { Null: { 'kms:EncryptionContext:Dept': 'true' } };
  const NOT_ATTESTED = { StringNotEqualsIgnoreCase: { 'kms:RecipientAttestation:ImageSha384': 'ab' } };
  const SNS = { Principal: { Service: 'sns.amazonaws.com' } };
  const GRANT = { Action: 'kms:CreateGrant' };
  const said = (allows: ReturnType<typeof statement>[], ...denies: ReturnType<typeof statement>[]): string[] =>
    shutOut(policy([...allows, ...denies])).map(({ message, warning }) => `${warning ? 'warning' : 'error'} ${message.replace(/arn:aws:iam::\d+:/g, '').replace(/: '(.*?)' (denies|deny) .*$/, ': $1')}`);
  const NEVER = ["error 'Row' can never count for role/App: No"];
  const only = (when_: string, who = 'role/App') => [`warning 'Row' counts for ${who} ${when_} only: No`];

  test.each<[string, ReturnType<typeof statement>, ReturnType<typeof statement>, string[]]>([
    ['everything', allow(), deny(), NEVER],
    ['what it is there for', allow(), deny({ Action: 'kms:Decrypt' }), NEVER],
    ['reading about the key alone', allow(), deny({ Action: 'kms:DescribeKey' }), []],
    ['reading, where it is there for that', allow({ Action: 'kms:DescribeKey' }), deny({ Action: 'kms:DescribeKey' }), NEVER],
    ['something else', allow(), deny({ Action: 'kms:Sign' }), []],
    ['one of two actions', allow({ Action: ['kms:Decrypt', 'kms:Encrypt'] }), deny({ Action: 'kms:Decrypt' }), []],
    ['somebody else', allow(), deny({ Principal: { AWS: arn('role/Other') } }), []],
    ['all others', allow(), deny({ Principal: undefined, NotPrincipal: { AWS: arn('role/App') } }), []],
    ['another Region', allow(), deny(when({ StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } })), []],
    ['this Region', allow(), deny(when({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })), NEVER],
    ['what is accepted', allow(), deny({}, { accepted: ['shuts out'] }), []],
    ['an Allow for all but one', allow({ Principal: undefined, NotPrincipal: { AWS: arn('role/Other') } }), deny(), []],
    ['what IAM policies may do', allow({ Principal: { AWS: arn('root') } }, row(ORDER.delegation)), deny(), []],
    ['one whose principal is not known', allow({ Principal: { AWS: '${?parameter Who}' } }), deny(), []],
    ['an account', allow({ Principal: { AWS: arn('root', OTHER_ACCOUNT) } }), deny(), ["error 'Row' can never count for root: No"]],
    ['everyone of an organization', allow({ Principal: '*', ...when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) }), deny(), ["error 'Row' can never count for principals of other accounts: No"]],
    // The organization has the account of the key in it, whom the Deny leaves.
    ['everyone of an organization but those of this account', allow({ Principal: '*', ...when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) }), deny(when({ ArnNotLike: { 'aws:PrincipalArn': arn('role/*') } })), []],

    ['what comes through no service', allow(), deny(when(NOT_VIA_S3)), only('through a service')],
    ['what comes through no service, for a row through it', allow(when(VIA_S3)), deny(when(NOT_VIA_S3)), []],
    ['what comes through no service, for a row through another', allow(when({ StringEquals: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' } })), deny(when(NOT_VIA_S3)), NEVER],
    ['what comes through no service, for a row with a context', allow(when({ StringEquals: { 'kms:EncryptionContext:Dept': 'a' } })), deny(when(NOT_VIA_S3)), only('through a service')],
    ['what is not attested, for a row with a context', allow(when({ StringEquals: { 'kms:EncryptionContext:Dept': 'a' } })), deny(when(NOT_ATTESTED)), []],
    ['what comes through a service', allow(), deny(when({ Null: { 'kms:ViaService': 'false' } })), []],
    ['what is not attested', allow(), deny(when(NOT_ATTESTED)), []],
    ['what is not attested, for a row through a service', allow(when(VIA_S3)), deny(when(NOT_ATTESTED)), only('with an attestation document, which no service has')],
    ['what is not attested, for a service', allow(SNS), deny(when(NOT_ATTESTED)), ["error 'Row' can never count for sns.amazonaws.com: No"]],
    ['what has no context, for people', allow(), deny(when(NO_CONTEXT)), []],
    ['what has no context, for a row of their own', allow({}, CUSTOM), deny(when(NO_CONTEXT)), only('with an encryption context of yours')],
    ['what has no context, for a row through a service', allow(when(VIA_S3)), deny(when(NO_CONTEXT)), only('with an encryption context of yours')],
    ['what has no context, for a row that asks for it', allow(when({ StringEquals: { 'kms:EncryptionContext:Dept': 'a' } }), CUSTOM), deny(when(NO_CONTEXT)), []],
    ['what has no context, for a row that asks for another', allow(when({ StringEquals: { 'kms:EncryptionContext:Other': 'a' } }), CUSTOM), deny(when(NO_CONTEXT)), only('with an encryption context of yours')],
    ['people, for an account', allow({ Principal: { AWS: ACCOUNT } }), deny(when({ ArnNotLike: { 'aws:PrincipalArn': arn('role/aws-service-role/*') } })), ["warning 'Row' counts for 111122223333 in roles of AWS services only: No"]],
    ['one role, for an account', allow({ Principal: { AWS: ACCOUNT } }), deny(when({ ArnEquals: { 'aws:PrincipalArn': arn('role/App') } })), []],
    ['another account, for an account', allow({ Principal: { AWS: ACCOUNT } }), deny(when({ StringEquals: { 'kms:CallerAccount': OTHER_ACCOUNT } })), []],
    ['reading, for a service that writes too', allow({ ...SNS, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }), deny({ Action: 'kms:Decrypt' }), only('to encrypt', 'sns.amazonaws.com')],
    ['writing, for a service that reads too', allow({ ...SNS, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }), deny({ Action: 'kms:GenerateDataKey' }), []],
    ['reading, for people who write too', allow({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }), deny({ Action: 'kms:Decrypt' }), []],
    ['grants for nothing of a service', allow({ Action: ['kms:CreateGrant', 'kms:Decrypt'] }), deny(when({ Bool: { 'kms:GrantIsForAWSResource': 'false' } }, GRANT)), only('for grants that an AWS service asks for')],
    ['grants for nothing of a service, for a row that creates none', allow(), deny(when({ Bool: { 'kms:GrantIsForAWSResource': 'false' } }, GRANT)), []],
    ['grants for nothing of a service, for a row for these', allow(GRANT, row(ORDER.grants, { 'kms:GrantIsForAWSResource': 'false' })), deny(when({ BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } })), NEVER],
    ['people, for a row whose grants are theirs', allow({ ...GRANT, Principal: { AWS: ACCOUNT } }, row(ORDER.grants, { 'kms:GrantIsForAWSResource': 'false' })), deny(when({ ArnNotLike: { 'aws:PrincipalArn': arn('role/aws-service-role/*') } })), ["error 'Row' can never count for 111122223333: No"]],
    ['what a row never carries', allow({}, row(ORDER.use, { 'kms:EncryptionContext:Dept': null })), deny(when(NO_CONTEXT)), NEVER],
    ['a grant of the CDK, which says nothing of services', allow({ Sid: undefined }), deny(when(NOT_VIA_S3)), []],
  ])('%s', (_, given, denied, wanted) => expect(said([given], denied)).toEqual(wanted));

  test('each principal of an Allow by itself', () => {
    expect(said([allow({ Principal: { AWS: [arn('role/App'), arn('role/Other')] } })], deny({ Principal: { AWS: arn('role/Other') } }))).toEqual(["error 'Row' can never count for role/Other: No"]);
  });
  test('a Deny is judged, and an Allow is no Deny', () => {
    expect(said([allow(), allow({ Sid: 'Also' })])).toEqual([]);
    expect(said([allow(), allow({ Sid: 'Also', Action: 'kms:Sign' })], deny({ Action: 'kms:Sign' }))).toEqual(["error 'Also' can never count for role/App: No"]);
  });
  test('what an administrator could not do, by which Denies', () => {
    const denies = policy([deny({ Action: 'kms:PutKeyPolicy' }), deny({ Sid: 'Never', Action: 'kms:ScheduleKeyDeletion' }), allow({ Action: 'kms:*' }), deny({ Sid: 'Far', ...when({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }) })]);

    expect(deniedAll(denies, arn('role/App'), ['PutKeyPolicy', 'ScheduleKeyDeletion'], {})).toBe("No' and 'Never");
    expect(deniedAll(denies, arn('role/App'), ['PutKeyPolicy'], {})).toBe('No');
    expect(deniedAll(denies, arn('role/App'), ['PutKeyPolicy', 'EnableKey'], {})).toBeUndefined();
    expect(deniedAll(denies, arn('role/App'), ['EnableKey'], { 'aws:requestedregion': 'us-east-1' })).toBe('Far');
  });

  const contradicted = (json: object, more?: object): string[] => contradictions(policy([allow(json, more)])).map(({ message }) => message.replace(/arn:aws:iam::\d+:/g, ''));
  test.each<[string, object, string[]]>([
    ['a service of an organization', { ...SNS, ...when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) },
      ["'Row' can never count for sns.amazonaws.com: no request of that service meets its conditions on aws:PrincipalOrgID; leave out those that it never meets"]],
    ['a role for a source', when({ StringEquals: { 'aws:SourceAccount': ACCOUNT, 'kms:CallerAccount': ACCOUNT } }),
      ["'Row' can never count for role/App: no request of that principal meets its conditions on aws:SourceAccount and kms:CallerAccount; leave out those that it never meets"]],
    ['two conditions on one key', when({ StringEquals: { 'kms:ViaService': 'a' }, StringNotEquals: { 'kms:ViaService': 'a' } }),
      ["'Row' can never count for role/App: no request of that principal meets its conditions on kms:ViaService; leave out those that it never meets"]],
    ['a role of an organization', when({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), []],
    ['a service for a source', { ...SNS, ...when({ StringEquals: { 'aws:SourceAccount': ACCOUNT } }) }, []],
    ['everyone', { Principal: '*', ...when({ StringEquals: { 'kms:ViaService': 'a' }, StringNotEquals: { 'kms:ViaService': 'a' } }) }, []],
    ['a Deny', { Effect: 'Deny', ...when({ StringEquals: { 'aws:SourceAccount': ACCOUNT } }) }, []],
    ['no condition', {}, []],
  ])('a condition that nobody meets: %s', (_, json, wanted) => expect(contradicted(json)).toEqual(wanted));
});
