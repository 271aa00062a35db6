import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Attestation, EncryptedKey, IamDelegation, KeyAccess, KeyRestriction, KeyService, MessageSource, MessageTarget } from '../../src';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, deployed, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

/*
 * Every restriction against every kind of row of the same key: a row that a restriction denies is an error or a warning, and one of which nothing is said
 * counts. And every restriction against the roles by which AWS services use grants.
 */

const ORGANIZATION = 'o-abcdefghij';
const APP = `arn:aws:iam::${ACCOUNT}:role/App`;
const ABROAD = `arn:aws:iam::${OTHER_ACCOUNT}:role/App`;
const SCALING = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
const app = new iam.ArnPrincipal(APP);
type Context = { [key: string]: string | string[] };
const through = (service: string): Context => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/app/x`;
const alarm = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:x`;

interface Row { readonly access: () => KeyAccess; readonly principal?: string; readonly action?: string; readonly context?: Context }
/** Each kind of row, and a request that it is there for. */
const ROWS: { readonly [row: string]: Row } = {
  'administer': { access: () => KeyAccess.administer(app), action: 'kms:UpdateKeyDescription' },
  'view': { access: () => KeyAccess.view(app), action: 'kms:DescribeKey' },
  'use': { access: () => KeyAccess.use(app) },
  'encrypt': { access: () => KeyAccess.encrypt(app), action: 'kms:GenerateDataKey' },
  'decrypt': { access: () => KeyAccess.decrypt(app) },
  'publish': { access: () => KeyAccess.publish(app) },
  'reEncrypt': { access: () => KeyAccess.reEncrypt(app), action: 'kms:ReEncryptFrom' },
  'decrypt through a service': { access: () => KeyAccess.decrypt(app, { viaServices: [KeyService.S3] }), context: through('s3') },
  'decrypt through another service': { access: () => KeyAccess.decrypt(app, { viaServices: [KeyService.SQS] }), context: through('sqs') },
  'decrypt with a context': { access: () => KeyAccess.decrypt(app, { encryptionContext: { Department: ['Finance'] } }), context: { 'kms:EncryptionContext:Department': 'Finance' } },
  'decrypt with another context': { access: () => KeyAccess.decrypt(app, { encryptionContext: { Department: ['Sales'] } }), context: { 'kms:EncryptionContext:Department': 'Sales' } },
  'grants for AWS resources': { access: () => KeyAccess.grantsForAwsResources(app), action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'true', ...through('ec2') } },
  'grants of a statement': {
    access: () => KeyAccess.statement(new iam.PolicyStatement({ sid: 'Grants', principals: [app], actions: ['kms:CreateGrant'] })), action: 'kms:CreateGrant', context: { 'kms:GrantIsForAWSResource': 'false' },
  },
  'a statement': { access: () => KeyAccess.statement(new iam.PolicyStatement({ sid: 'Mine', principals: [app], actions: ['kms:Decrypt'] })) },
  'users of a service': { access: () => KeyAccess.service(KeyService.S3, { users: [app] }), context: through('s3') },
  'a service': {
    access: () => KeyAccess.service(KeyService.CLOUDWATCH_LOGS, { resources: ['/app/x'] }),
    principal: `logs.${REGION}.amazonaws.com`,
    context: { 'kms:EncryptionContext:aws:logs:arn': group, 'aws:SourceArn': group, 'aws:SourceAccount': ACCOUNT },
  },
  'a service-linked role': { access: () => KeyAccess.service(KeyService.AUTO_SCALING), principal: SCALING },
  'messages': {
    access: () => KeyAccess.messages(MessageSource.CLOUDWATCH_ALARMS, MessageTarget.ANY_TOPIC),
    principal: 'cloudwatch.amazonaws.com',
    context: { 'aws:SourceArn': alarm, 'aws:SourceAccount': ACCOUNT, 'kms:EncryptionContext:aws:sns:topicArn': `arn:aws:sns:${REGION}:${ACCOUNT}:x` },
  },
  'an account': { access: () => KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] }), principal: ABROAD, context: through('s3') },
  'an organization': { access: () => KeyAccess.organization(ORGANIZATION), principal: ABROAD },
  'grants for Auto Scaling elsewhere': {
    access: () => KeyAccess.autoScalingGrants(OTHER_ACCOUNT),
    principal: ABROAD,
    action: 'kms:CreateGrant',
    context: { 'kms:GrantIsForAWSResource': 'false', 'kms:GranteePrincipal': SCALING.replace(ACCOUNT, OTHER_ACCOUNT), 'kms:GrantOperations': ['Decrypt'] },
  },
};

interface Restricting {
  readonly restriction: () => KeyRestriction;
  /** What people who obey it send. */
  readonly obeying?: Context;
  /** Rows that it is there to take from. */
  readonly meant?: RegExp;
}
/** What carries an encryption context; moving data to another key takes no attestation document. */
const carries = (action: string, key: string): boolean => /Decrypt|GenerateDataKey/.test(action) || (action === 'kms:ReEncryptFrom' && !key.startsWith('kms:RecipientAttestation'));
const measurement = 'a'.repeat(96);
const RESTRICTIONS: { readonly [name: string]: Restricting } = {
  'onlyPrincipals': { restriction: () => KeyRestriction.onlyPrincipals([app]) },
  'onlyPrincipals of others': { restriction: () => KeyRestriction.onlyPrincipals([new iam.ArnPrincipal(APP.replace('App', 'Other'))]) },
  'onlyViaServices': { restriction: () => KeyRestriction.onlyViaServices([KeyService.S3]) },
  'requireEncryptionContext': { restriction: () => KeyRestriction.requireEncryptionContext({ Department: ['Finance'] }), obeying: { 'kms:EncryptionContext:Department': 'Finance' } },
  'requireEncryptionContext but through a service': {
    restriction: () => KeyRestriction.requireEncryptionContext({ Department: ['Finance'] }, { exceptViaServices: [KeyService.S3] }), obeying: { 'kms:EncryptionContext:Department': 'Finance' },
  },
  'requireAttestation': {
    restriction: () => KeyRestriction.requireAttestation(Attestation.nitroEnclave({ imageSha384: [measurement] })), obeying: { 'kms:RecipientAttestation:ImageSha384': measurement }, meant: /^reEncrypt$/,
  },
  'onlyOrganization': { restriction: () => KeyRestriction.onlyOrganization(ORGANIZATION) },
  'onlyRegions': { restriction: () => KeyRestriction.onlyRegions([REGION]) },
  'grantsForAwsResourcesOnly': { restriction: () => KeyRestriction.grantsForAwsResourcesOnly() },
  'minimumPendingWindow': { restriction: () => KeyRestriction.minimumPendingWindow(Duration.days(30)) },
  'deletionOnlyWhenUnusedFor': { restriction: () => KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(30)) },
  'decryptOrVerifyOnly': { restriction: () => KeyRestriction.decryptOrVerifyOnly(), meant: /^(encrypt)$/ },
  'statement': { restriction: () => KeyRestriction.statement(new iam.PolicyStatement({ sid: 'DenyAll', effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'] })) },
};

interface Made { readonly policy: any; readonly errors: readonly string[]; readonly warnings: readonly string[] }
function made(restriction: KeyRestriction, access: readonly KeyAccess[]): Made {
  const stack = testStack();
  const key = new EncryptedKey(stack, 'Key', { iamDelegation: IamDelegation.ADMINISTRATION, access: access.length > 0 ? [...access] : undefined, restrictions: [restriction], allowAdministratorsToUse: true });
  const errors = key.node.validate();
  const warnings = key.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
  return { policy: deployed(Stack.of(key).resolve((key.node.defaultChild as kms.CfnKey).keyPolicy)), errors, warnings };
}

describe.each(Object.entries(RESTRICTIONS))('%s', (name, { restriction, obeying = {}, meant }) => {
  test.each(Object.keys(ROWS))('%s', async row => {
    const { access, principal = APP, action = 'kms:Decrypt', context = {} } = ROWS[row];
    const { policy, errors, warnings } = made(restriction(), [access()]);
    const sent = Object.fromEntries(Object.entries(obeying).filter(([key]) => carries(action, key)));
    const isPerson = principal.includes(':role/App');
    const answer = await decide({
      principal,
      action,
      policy,
      identity: isPerson ? [identityAllowing('kms:*')] : [],
      context: { ...isPerson ? { ...sent, 'aws:PrincipalOrgID': ORGANIZATION } : {}, 'aws:RequestedRegion': REGION, ...context },
    });
    if (errors.length > 0) {
      expect(errors.join()).toMatch(/can never count for/);
      expect(answer).not.toBe('Allowed');
    } else if (!warnings.some(text => text.includes('rowPartlyDenied'))) {
      expect(answer).toBe(meant?.test(row) ? 'ExplicitlyDenied' : 'Allowed');
    }
  });

  const uses = ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'DescribeKey', 'RetireGrant', 'CreateGrant'];
  test.each([SCALING, `arn:aws:iam::${ACCOUNT}:role/aws:ec2-infrastructure`])('the role of an AWS service %s uses its grants', async principal => {
    if (name === 'statement') { return; }
    const { policy } = made(restriction(), []);
    for (const action of uses) {
      const asks = (forResource: string) => decide({ principal, action: `kms:${action}`, policy, context: { 'aws:RequestedRegion': REGION, ...action === 'CreateGrant' ? { 'kms:GrantIsForAWSResource': forResource } : {} } });
      expect([action, await asks('true')]).toEqual([action, 'ImplicitlyDenied']);
      // The statement that CT.KMS.PR.3 asks for exempts grants for resources, and no role.
      expect([action, await asks('false')]).toEqual([action, name === 'grantsForAwsResourcesOnly' && action === 'CreateGrant' ? 'ExplicitlyDenied' : 'ImplicitlyDenied']);
    }
  });
});

test('a row that is denied by grantsForAwsResourcesOnly is told', () => {
  const { warnings, errors } = made(KeyRestriction.grantsForAwsResourcesOnly(), [ROWS['grants of a statement'].access()]);
  expect([errors, warnings]).toEqual([[], [expect.stringContaining("'Grants' counts for arn:aws:iam::111122223333:role/App for grants that an AWS service asks for only: 'DenyGrantsToOthers' denies everything else")]]);
  expect(made(KeyRestriction.grantsForAwsResourcesOnly(), [KeyAccess.grantsForAwsResources(app)]).warnings).toEqual([]);
});
