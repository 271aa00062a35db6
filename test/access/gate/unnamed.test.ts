import { statement } from './statements';
import { FOR_ANYBODY, letsHomeIn, unboundable, unnamed } from '../../../src/access/gate/unnamed';
import { ACCOUNT, OTHER_ACCOUNT } from '../../support/stack';

const judged = (json: object) => unnamed(statement(json), ACCOUNT)?.bound;
const everyone = (operator: string, key: string, value: string | string[]) => ({ Principal: '*', Condition: { [operator]: { [key]: value } } });
const OPEN = 'would open the key to every AWS account';
const HOME = "lets every principal of the key's own account in, without an IAM policy that allows it";

test.each<[string, object, string | undefined]>([
  ['nobody said who', { Principal: '*' }, OPEN],
  ['how the request comes', everyone('StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com'), OPEN],
  ['any organization', everyone('StringLike', 'aws:PrincipalOrgID', 'o-*'), OPEN],
  ['which organization not', everyone('StringNotEquals', 'aws:PrincipalOrgID', 'o-1'), OPEN],
  ['an organization or none', everyone('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-1'), OPEN],
  ['an organization', everyone('StringEquals', 'aws:PrincipalOrgID', 'o-1'), HOME],
  ['units of an organization', everyone('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-1/*'), HOME],
  ['units of any organization', everyone('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', '*/r-1'), OPEN],
  ['the account of the key', everyone('StringEquals', 'kms:CallerAccount', ACCOUNT), HOME],
  ['an account that is known at deployment', everyone('StringEquals', 'kms:CallerAccount', '${?parameter Account}'), undefined],
  ['roles of the account of the key', everyone('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/*`), HOME],
  ['some roles of the account of the key', everyone('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/App*`), undefined],
  ['roles of any account', everyone('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/a'), OPEN],
  ['roles of two accounts, one of them any', everyone('ArnLike', 'aws:PrincipalArn', [`arn:aws:iam::${ACCOUNT}:role/a`, 'arn:aws:iam::*:role/a']), OPEN],
  ['a bucket', everyone('ArnEquals', 'aws:SourceArn', 'arn:aws:s3:::orders'), undefined],
  ['any bucket', everyone('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::*'), OPEN],
  ['a topic of an account', everyone('ArnLike', 'aws:SourceArn', `arn:aws:sns:*:${ACCOUNT}:*`), undefined],
  ['all but one', { NotPrincipal: { AWS: ACCOUNT } }, 'allows everyone who is not named'],
  ['another account whole', { Principal: { AWS: OTHER_ACCOUNT } }, 'shares the key with a whole account without any bound'],
  ['another account through a service', { Principal: { AWS: OTHER_ACCOUNT }, Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } } }, undefined],
  ['the account of the key', { Principal: { AWS: ACCOUNT } }, undefined],
  ['a Deny', { Principal: '*', Effect: 'Deny' }, undefined],
])('%s', (_, json, bound) => expect(judged(json)).toBe(bound));

test('a whole account is named by its id', () => {
  expect(unnamed(statement({ Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } }), ACCOUNT)?.value).toBe(OTHER_ACCOUNT);
  expect(unnamed(statement({ Principal: { AWS: OTHER_ACCOUNT } }), ACCOUNT)?.value).toBe(OTHER_ACCOUNT);
});

/* Whether an organization that is let in takes the key's own account along. */
test.each<[string, object, boolean]>([
  ['nothing', {}, true],
  ['its account', { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }, false],
  ['its account by the key of KMS', { StringNotEquals: { 'kms:CallerAccount': [OTHER_ACCOUNT, ACCOUNT] } }, false],
  ['its account as a pattern', { StringNotLike: { 'kms:CallerAccount': ACCOUNT } }, false],
  ['another account', { StringNotEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }, true],
  ['requests through a service', { StringNotEquals: { 'kms:ViaService': ACCOUNT } }, true],
  ['its account, by a comparison of numbers', { NumericNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }, true],
  ['its account, of all values', { 'ForAllValues:StringNotEquals': { 'aws:PrincipalAccount': ACCOUNT } }, true],
])('an organization less %s', (_, less, home) => {
  const condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, ...less };
  expect(letsHomeIn(statement({ Principal: '*', Condition: condition }), ACCOUNT)).toBe(home);
});

describe('services that work for anybody', () => {
  const ACCEPT = '; if the service names no source, KeyAccess.statement(..., { allowAnySource: true }) says that you know';
  const service = (name: string, more: object = {}) => statement({ Principal: { Service: `${name}.amazonaws.com` }, ...more });
  const remedy = (name: string): string => String(unnamed(service(name), ACCOUNT)?.remedy).replace(/, or add a condition on aws:SourceArn or aws:SourceAccount; .*$/, '');
  const ANY_ROW = 'use KeyAccess.service(...) or KeyAccess.messages(...), whose rows bind the service to your resources';

  test('are refused', () => {
    expect(unnamed(service('cloudwatch'), ACCOUNT)).toEqual({
      value: 'cloudwatch.amazonaws.com',
      bound: FOR_ANYBODY,
      remedy: `use KeyAccess.service(KeyService.CLOUDWATCH_ALARMS) or KeyAccess.messages(MessageSource.CLOUDWATCH_ALARMS, ...), which binds the service to your resources, or add a condition on aws:SourceArn or aws:SourceAccount${ACCEPT}`,
    });
  });

  test.each([
    ['sns', 'use KeyAccess.messages(MessageSource.SNS, ...), which binds the service to your resources'],
    ['cognito-idp.eu-west-1', 'use KeyAccess.service(KeyService.COGNITO_LOGS) or KeyAccess.service(KeyService.COGNITO_USER_POOLS), which binds the service to your resources'],
    ['bedrock', 'use KeyAccess.service(KeyService.BEDROCK_AGENT_MEMORY) or KeyAccess.service(KeyService.BEDROCK_AGENT_SCHEMAS) or KeyAccess.service(KeyService.BEDROCK_PROMPTS), which binds the service to your resources'],
    // More rows than anybody reads, and none.
    ['delivery.logs', ANY_ROW],
    ['unheard-of', ANY_ROW],
  ])('the rows for %s are named', (name, wanted) => expect(remedy(name)).toBe(wanted));

  test.each([
    ['glue', 'with the credentials of whoever uses it (kms:ViaService glue.REGION.amazonaws.com) or with a role of yours'],
    ['codebuild', 'with the credentials of whoever uses it (kms:ViaService s3.REGION.amazonaws.com) or with a role of yours'],
    ['eks', 'by a grant'],
  ])('who calls for %s is said, which never does', (name, others) => expect(unnamed(service(name), ACCOUNT)?.remedy)
    .toBe(`${name}.amazonaws.com calls KMS ${others}, never as itself: KeyAccess.service(...) allows who really calls; if it calls all the same, KeyAccess.statement(..., { allowAnySource: true }) says that you know`));

  test('unless somebody says that it is meant', () => {
    const [sns, events] = [service('sns'), service('events')].map(one => ({ ...one, accepted: ['any source'] as const }));

    expect([unnamed(sns, ACCOUNT), unboundable(events)]).toEqual([undefined, undefined]);
  });

  test.each<[string, ReturnType<typeof statement>, boolean]>([
    ['a service that could say for whom', service('sns'), false],
    ['a service that AWS documents no source of', service('events'), true],
    ['a Deny', service('events', { Effect: 'Deny' }), false],
    ['a role', statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` } }), false],
  ])('AWS documents no bound for %s: %s', (_, given, told) => {
    expect(unboundable(given)).toEqual(told ? {
      value: 'events.amazonaws.com', bound: FOR_ANYBODY, remedy: 'AWS documents no source for it; KeyAccess.statement(..., { allowAnySource: true }) says that you know',
    } : undefined);
  });
});

describe('providers of identities', () => {
  const cognito = (Condition?: object) => judged({ Principal: { Federated: 'cognito-identity.amazonaws.com' }, ...Condition ? { Condition } : {} });
  const WHOEVER = 'allows everyone who signs in with that identity provider';

  test.each<[string, object | undefined, string | undefined]>([
    ['nothing', undefined, WHOEVER],
    ['an audience', { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:1234' } }, undefined],
    ['an audience or none', { StringEqualsIfExists: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:1234' } }, WHOEVER],
    ['any audience', { StringLike: { 'cognito-identity.amazonaws.com:aud': '*' } }, WHOEVER],
    ['somebody', { StringEquals: { 'cognito-identity.amazonaws.com:sub': 'x' } }, undefined],
    ['an application', { StringEquals: { 'graph.facebook.com:app_id': 'x' } }, undefined],
    ['something else', { StringEquals: { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }, WHOEVER],
    ['something of a like name', { StringEquals: { 'cognito-identity.amazonaws.com:audience': 'x' } }, WHOEVER],
  ])('under a condition on %s', (_, Condition, bound) => expect(cognito(Condition)).toBe(bound));

  test('of an account, which its roles trust', () => {
    expect(judged({ Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` } })).toBeUndefined();
  });
  test('the audience is named', () => {
    expect(unnamed(statement({ Principal: { Federated: 'graph.facebook.com' } }), ACCOUNT)).toEqual({ value: 'graph.facebook.com', bound: WHOEVER, remedy: "add a condition on the audience, such as StringEquals 'graph.facebook.com:aud'" });
  });
});

describe('another account whole', () => {
  test.each<[string, object, string | undefined]>([
    ['reading about the key', { Action: ['kms:DescribeKey', 'kms:Verify'] }, undefined],
    ['that is not known', { Principal: { AWS: '${AWS.AccountId}' } }, undefined],
    ['a role of it', { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/App` } }, undefined],
    ['by all of its roles', { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:role/*` } } }, 'shares the key with a whole account without any bound'],
    ['beside the account of the key', { Principal: { AWS: [ACCOUNT, OTHER_ACCOUNT] } }, 'shares the key with a whole account without any bound'],
  ])('%s', (_, more, bound) => expect(judged({ Principal: { AWS: OTHER_ACCOUNT }, ...more })).toBe(bound));

  test('unless somebody says that it is meant', () => {
    expect(unnamed(statement({ Principal: { AWS: OTHER_ACCOUNT } }, { accepted: ['whole account'] }), ACCOUNT)).toBeUndefined();
  });
});

/* Conditions that say of which accounts everyone is: only what is written out counts. */
test.each<[string, object, string | undefined]>([
  ['the account of the key', { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }, HOME],
  ['the account of the key, through a service', { StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, undefined],
  ['another account', { StringEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }, 'shares the key with a whole account without any bound'],
  ['accounts by a pattern', { StringLike: { 'aws:PrincipalAccount': '1111*' } }, OPEN],
  ['a pattern of one letter', { StringLike: { 'kms:CallerAccount': '11112222333?' } }, OPEN],
  ['a user by its id', { StringEquals: { 'aws:userid': 'AIDAEXAMPLE' } }, undefined],
  ['sessions of a role by its id', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }, OPEN],
  ['the account of a source', { StringEquals: { 'aws:SourceAccount': ACCOUNT } }, undefined],
  ['the accounts of sources by a pattern', { StringLike: { 'aws:SourceAccount': '*1' } }, OPEN],
  ['the organization of a source', { StringEquals: { 'aws:SourceOrgID': 'o-1' } }, HOME],
  ['units of the organization of a source', { 'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-1/*' } }, HOME],
  ['units of organizations by a pattern', { 'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-?/r-1' } }, OPEN],
  ['an organization and its account', { StringEquals: { 'aws:PrincipalOrgID': 'o-1', 'aws:PrincipalAccount': OTHER_ACCOUNT } }, undefined],
  ['a source that is no ARN', { StringEquals: { 'aws:SourceArn': 'topic' } }, undefined],
  ['sources by a pattern that is no ARN', { StringLike: { 'aws:SourceArn': 'topic*' } }, OPEN],
  ['objects of a bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::orders/*' } }, OPEN],
  ['a role not known yet', { ArnEquals: { 'aws:PrincipalArn': '${?parameter Role}' } }, undefined],
  ['roles of an account by a pattern of accounts', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::1111*:role/a' } }, OPEN],
  ['one organization and any', { StringLike: { 'aws:PrincipalOrgID': ['o-1', 'o-*'] } }, OPEN],
])('everyone who is of %s', (_, Condition, bound) => expect(judged({ Principal: '*', Condition })).toBe(bound));

describe('what to do', () => {
  const remedy = (json: object) => unnamed(statement(json), ACCOUNT)?.remedy;
  test.each<[string, object, string]>([
    ['about everyone', { Principal: '*' }, "add 'organizationId' or 'principalArnPatterns' with an account in each, or name the accounts"],
    ['about an organization', everyone('StringEquals', 'aws:PrincipalOrgID', 'o-1'), "use KeyAccess.organization(...), or add StringNotEquals 'aws:PrincipalAccount' with the key's account"],
    ['about everyone at home', everyone('StringEquals', 'kms:CallerAccount', ACCOUNT), 'name the account itself, new iam.AccountPrincipal(...), whose IAM policies then count, or the roles'],
    ['about those who are not named', { NotPrincipal: { AWS: ACCOUNT } }, 'name who is allowed'],
    ['about a whole account', { Principal: { AWS: OTHER_ACCOUNT } },
      "use KeyAccess.account(...) with 'viaServices', 'encryptionContext', 'principalArnPatterns' or 'organizationId', or with 'allowWholeAccount' if every role there can use the key"],
    ['about a provider', { Principal: { Federated: 'accounts.google.com' } }, "add a condition on the audience, such as StringEquals 'accounts.google.com:aud'"],
  ])('%s', (_, json, words) => expect(remedy(json)).toBe(words));

  test.each<[string, object, unknown]>([
    ['everyone', { Principal: '*' }, '*'],
    ['everyone at home', everyone('StringEquals', 'kms:CallerAccount', ACCOUNT), '*'],
    ['those who are not named', { NotPrincipal: { AWS: ACCOUNT } }, 'NotPrincipal'],
    ['a provider', { Principal: { Federated: 'accounts.google.com' } }, 'accounts.google.com'],
  ])('it names %s', (_, json, value) => expect(unnamed(statement(json), ACCOUNT)?.value).toBe(value));
});

/* Who signs in with an identity provider of the web is anybody, unless the token is for an application. */
test.each<[string, string, object, boolean]>([
  ['no condition', 'accounts.google.com', {}, true],
  ['the audience', 'accounts.google.com', { StringEquals: { 'accounts.google.com:aud': 'app' } }, false],
  ['the application', 'graph.facebook.com', { StringEquals: { 'graph.facebook.com:app_id': 'app' } }, false],
  ['the subject', 'accounts.google.com', { StringEquals: { 'accounts.google.com:sub': 'anna' } }, false],
  ['an audience that is not the end of a name', 'accounts.google.com', { StringEquals: { 'accounts.google.com:audience': 'app' } }, true],
  ['what every token says', 'accounts.google.com', { Bool: { 'aws:SecureTransport': 'true' } }, true],
  ['a provider of an account', `arn:aws:iam::${ACCOUNT}:oidc-provider/accounts.google.com`, {}, false],
])('a provider with %s is for everyone who signs in: %s', (_, Federated, Condition, wanted) => {
  const judgement = unnamed(statement({ Principal: { Federated }, Condition }), ACCOUNT);
  expect(judgement?.bound).toBe(wanted ? 'allows everyone who signs in with that identity provider' : undefined);
});
