import { CfnParameter, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  EncryptedKey, EncryptedKeyProps, KeyAccess, KeyAccessOptions, KeyEnvironment, KeyRestriction, KeyService, ServiceAccessOptions, ServiceKey,
  ServiceKeyProps,
} from '../../src';
import { testStack } from '../support/stack';

const role = (name = 'App') => new iam.ArnPrincipal(`arn:aws:iam::111122223333:role/${name}`);
const key = (props: EncryptedKeyProps) => () => { new EncryptedKey(testStack(), 'Key', props); };
const serviceKey = (props: ServiceKeyProps) => () => { new ServiceKey(testStack(), 'Key', props); };
const access = (options: KeyAccessOptions) => () => { KeyAccess.decrypt(role(), options); };
const service = (of: KeyService, options: ServiceAccessOptions) => () => { KeyAccess.service(of, options); };
const statementWith = (conditions: any) => () => { KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [role()], conditions })); };
const options = (given: unknown) => given as KeyAccessOptions;

/** What was given, the whole message. A message names the property, the value, the bound and the remedy. */
const CASES: [string, () => void, string][] = [
  // Alias
  ['an empty alias', key({ alias: '' }), "'alias' needs a name after 'alias/', got: ''; give it a name such as 'alias/orders-production'"],
  ['an alias of the prefix only', key({ alias: 'alias/' }), "'alias' needs a name after 'alias/', got: 'alias/'"],
  ['an alias of AWS', key({ alias: 'alias/aws/s3' }), "'alias' must not start with 'alias/aws/', which AWS reserves for AWS managed keys, got: 'alias/aws/s3'; choose another name"],
  ['an alias of AWS without prefix', key({ alias: 'aws/s3' }), "'alias' must not start with 'alias/aws/'"],
  ['an alias too long', key({ alias: 'a'.repeat(251) }), "'alias' must be at most 256 characters including 'alias/'"],
  ['an alias with a space', key({ alias: 'my key' }), "'alias' can hold letters, digits and : / _ - only, got: 'my key'"],
  ['an alias with a dot', key({ alias: 'orders.key' }), "'alias' can hold letters, digits and : / _ - only, got: 'orders.key'"],
  ['a second alias of AWS', () => { new EncryptedKey(testStack(), 'Key').addAlias('aws/x'); }, "'alias' must not start with 'alias/aws/'"],
  // Windows and periods
  ['a pending window under 7 days', key({ pendingWindow: Duration.days(6) }), "'pendingWindow' must be a whole number of days from 7 to 30, got: '6 days'"],
  ['a pending window over 30 days', key({ pendingWindow: Duration.days(31) }), "'pendingWindow' must be a whole number of days from 7 to 30, got: '31 days'"],
  ['a pending window in hours', key({ pendingWindow: Duration.hours(180) }), "'pendingWindow' must be a whole number of days from 7 to 30, got: '7.5 days'"],
  ['a rotation period under 90 days', key({ rotationPeriod: Duration.days(89) }), "'rotationPeriod' must be a whole number of days from 90 to 2560, got: '89 days'"],
  ['a rotation period over 2560 days', key({ rotationPeriod: Duration.days(2561) }), "'rotationPeriod' must be a whole number of days from 90 to 2560, got: '2561 days'"],
  ['a rotation period without rotation', key({ enableKeyRotation: false, rotationPeriod: Duration.days(180) }), "'rotationPeriod' needs 'enableKeyRotation', got: '180 days'; leave one of them out"],
  ['an environment with a window of 5 days', () => { KeyEnvironment.of({ name: 'test', pendingWindow: Duration.days(5) }); }, "'pendingWindow' must be a whole number of days from 7 to 30, got: '5 days'"],
  ['an environment named in capitals', () => { KeyEnvironment.of({ name: 'Prod' }); }, "'name' must be lower-case letters, digits and dashes, got: 'Prod'; such as 'pre-production'"],
  ['an environment without a name', () => { KeyEnvironment.of({ name: '' }); }, "'name' must be lower-case letters, digits and dashes, got: ''"],
  // Texts and tags
  ['a description beyond Latin-1', key({ description: 'orders → key' }), "'description' can hold Latin-1 characters only, '→' is not one, got: 'orders → key'; replace that character"],
  ['a description with an emoji', key({ description: 'key 🔑' }), "'description' can hold Latin-1 characters only, '🔑' is not one"],
  ['a description too long', key({ description: 'x'.repeat(8193) }), "'description' must be at most 8192 characters"],
  ['an owner too long for a tag', key({ owner: 'x'.repeat(257) }), "'owner' must be a tag value of at most 256 characters"],
  ['a cost centre with a semicolon', key({ costCenter: 'a;b' }), "'costCenter' can hold letters, digits, spaces and _ . : / = + - @ only, got: 'a;b'"],
  ['a classification with brackets', key({ dataClassification: '<secret>' }), "'dataClassification' can hold letters, digits, spaces and _ . : / = + - @ only"],
  ['an application too long for a tag', key({ application: 'x'.repeat(257) }), "'application' must be a tag value of at most 256 characters"],
  // Lists
  ['no administrators', key({ administrators: [] }), "'administrators' must not be empty, got: []; leave it out or name at least one"],
  ['no users', key({ users: [] }), "'users' must not be empty, got: []"],
  ['no access', key({ access: [] }), "'access' must not be empty, got: []"],
  ['no restrictions', key({ restrictions: [] }), "'restrictions' must not be empty, got: []"],
  ['an undefined administrator', key({ administrators: [undefined as any] }), "'administrators' must hold principals only, got: undefined; pass a role, user or account"],
  // Principals
  ['everyone as user', key({ users: [new iam.AnyPrincipal()] }), "'users' would open the key to every AWS account, got: '*'; add 'organizationId' or 'principalArnPatterns' with an account in each, or name the accounts"],
  ['a star as user', key({ users: [new iam.ArnPrincipal('*')] }), "'users' would open the key to every AWS account"],
  ['a group as user', () => { new EncryptedKey(testStack(), 'Key', { users: [new iam.Group(testStack(), 'Group')] }); }, "'users' must be a principal that a key policy can name, got: 'an IAM group'; name the roles or users, or the account"],
  ['a group by its ARN', key({ users: [new iam.ArnPrincipal('arn:aws:iam::111122223333:group/Team')] }), 'must be a principal that a key policy can name'],
  ['a service as user', key({ users: [new iam.ServicePrincipal('lambda.amazonaws.com')] }), "'users' lets an AWS service use the key for anybody (confused deputy)"],
  ['a service as administrator', key({ administrators: [new iam.ServicePrincipal('config.amazonaws.com')] }), "'administrators' takes people and roles, not AWS services"],
  ['one principal as administrator and user', key({ administrators: [role()], users: [role()] }),
    "'administrators' must not also use the key (separation of duties), got: 'arn:aws:iam::111122223333:role/App'; name another principal, or set 'allowAdministratorsToUse'"],
  ['an administrator who decrypts by a row', key({ administrators: [role()], access: [KeyAccess.decrypt(role())] }), "'administrators' must not also use the key (separation of duties)"],
  ['an administrator by a row who is a user', key({ users: [role()], access: [KeyAccess.administer(role())] }), "'administrators' must not also use the key (separation of duties)"],
  ['an administrator of grants', key({ administrators: [role()], access: [KeyAccess.grantsForAwsResources(role())] }), "'administrators' must not also use the key (separation of duties)"],
  // Accounts and organizations
  ['an account of 11 digits', () => { KeyAccess.account('12345678901', { viaServices: [KeyService.S3] }); }, "'accountId' must be an account id of 12 digits, got: '12345678901'; write it as a string, with leading zeros, such as '012345678901'"],
  ['an account with letters', () => { KeyAccess.account('12345678901a', { viaServices: [KeyService.S3] }); }, "'accountId' must be an account id of 12 digits"],
  ['a whole account without a bound', () => { KeyAccess.account('444455556666'); }, "'accountId' shares the key with a whole account without any bound, got: '444455556666'"],
  ['a whole account with MFA as its only bound', () => { KeyAccess.account('444455556666', { requireMfa: true }); }, 'shares the key with a whole account without any bound'],
  ['an organization that is none', () => { KeyAccess.organization('org-123'); }, "'id' must be an organization id such as 'o-a1b2c3d4e5', got: 'org-123'"],
  ['an organization id option that is none', access({ organizationId: 'o-1' }), "'organizationId' must be an organization id such as 'o-a1b2c3d4e5', got: 'o-1'"],
  ['an organization path without an organization', access({ organizationPaths: ['r-ab12/ou-ab12-11111111/*'] }), "'organizationPaths' must be a path such as 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'"],
  ['no organization paths', access({ organizationPaths: [] }), "'organizationPaths' must not be empty, got: []"],
  // Conditions
  ['no via services', access({ viaServices: [] }), "'viaServices' must not be empty, got: []"],
  ['a via service that never calls for users', access({ viaServices: [KeyService.CLOUDTRAIL] }), "'viaServices' takes services that call KMS with the identity of their user, this one calls as itself, got: 'CLOUDTRAIL'; use KeyAccess.service(KeyService.CLOUDTRAIL)"],
  ['via Regions without services', access({ viaServiceRegions: ['eu-west-1'] }), "'viaServiceRegions' needs 'viaServices', got: [\"eu-west-1\"]"],
  ['an availability zone for a Region', access({ viaServices: [KeyService.S3], viaServiceRegions: ['eu-west-1a'] }), "'viaServiceRegions' must be a Region code such as 'eu-west-1', got: 'eu-west-1a'; leave out the availability zone letter"],
  ['an empty context', access({ encryptionContext: {} }), "'encryptionContext' must not be empty, got: {}; leave it out or name at least one pair"],
  ['a context without values', access({ encryptionContext: { Department: [] } }), "'encryptionContext.Department' must not be empty, got: []"],
  ['a context value that is no list', access(options({ encryptionContext: { Department: 'Finance' } })), "'encryptionContext.Department' must be a list of values, got: 'Finance'; write ['Finance']"],
  ['a condition operator for a context name', access({ encryptionContext: { StringEquals: ['x'] } }), "'encryptionContext' takes names of the encryption context, not condition operators, got: 'StringEquals'"],
  ['a set operator for a context name', access({ encryptionContext: { 'ForAllValues:StringEquals': ['x'] } }), "'encryptionContext' takes names of the encryption context, not condition operators"],
  ['a condition key for a context name', access({ encryptionContext: { 'kms:EncryptionContext:Department': ['x'] } }), "'encryptionContext' takes the bare name of an encryption context pair"],
  ['a context value beyond Latin-1', access({ encryptionContext: { Department: ['财务'] } }), "'encryptionContext.Department' can hold Latin-1 characters only, '财' is not one"],
  ['no context keys', access({ encryptionContextKeys: [] }), "'encryptionContextKeys' must not be empty, got: []"],
  ['a VPC for a VPC endpoint', access({ sourceVpcEndpoint: 'vpc-1234' }), "'sourceVpcEndpoint' must be the id of a VPC endpoint, 'vpce-…', got: 'vpc-1234'"],
  ['no principal patterns', access({ principalArnPatterns: [] }), "'principalArnPatterns' must not be empty, got: []"],
  ['a principal pattern that is no ARN', access({ principalArnPatterns: ['app-*'] }), "'principalArnPatterns' must be an ARN, got: 'app-*'; such as 'arn:aws:iam::111122223333:role/app-*'"],
  ['a Sid with spaces', access({ sid: 'Allow finance' }), "'sid' must be letters and digits, starting with a letter, got: 'Allow finance'; write it in PascalCase"],
  ['a context for looking only', key({ access: [KeyAccess.view(role(), { encryptionContext: { Department: ['Finance'] } })] }), "'encryptionContext' does nothing: none of the actions carries an encryption context, got: 'KeyView'; leave it out"],
  // Statements
  ['a statement without action', () => { KeyAccess.statement(new iam.PolicyStatement({ principals: [role()] })); }, "'statement' must name at least one action"],
  ['a statement without principal', () => { KeyAccess.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'] })); }, "'statement' must name a principal"],
  ['an operator that IAM does not have', statementWith({ StringIs: { 'aws:PrincipalArn': 'x' } }), "'statement' has a condition operator that IAM does not have, got: 'StringIs'; such as StringEquals, ArnLike or Bool"],
  ['a set operator on a key with one value', statementWith({ 'ForAllValues:StringEquals': { 'aws:RequestedRegion': ['eu-west-1'] } }), "'statement' is a set operator on aws:RequestedRegion, which has one value in a request, got: 'ForAllValues:StringEquals'; use StringEquals"],
  ['a set operator on an encryption context', statementWith({ 'ForAnyValue:StringLikeIfExists': { 'kms:EncryptionContext:a': 'b*' } }), 'is a set operator on kms:EncryptionContext:a'],
  ['an Allow as restriction', () => { KeyRestriction.statement(new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [role()] })); }, "'statement' must be a Deny, got: 'Allow'; use KeyAccess.statement(...) for an Allow"],
  // Restrictions
  ['only nobody', () => { KeyRestriction.onlyPrincipals([]); }, "'principals' must not be empty, got: []; name at least one principal, or nobody could use the key"],
  ['only a service', () => { KeyRestriction.onlyPrincipals([new iam.ServicePrincipal('s3.amazonaws.com')]); }, "'principals' takes roles, users and accounts"],
  ['only everyone', () => { KeyRestriction.onlyPrincipals([new iam.AnyPrincipal()]); }, "'principals' takes roles, users and accounts"],
  ['only no services', () => { KeyRestriction.onlyViaServices([]); }, "'services' must not be empty, got: []"],
  ['only a service that calls as itself', () => { KeyRestriction.onlyViaServices([KeyService.CLOUDTRAIL]); }, "'viaServices' takes services that call KMS with the identity of their user"],
  ['a restriction to an unknown region', () => { KeyRestriction.onlyRegions(['europe']); }, "'regions' must be a Region code such as 'eu-west-1', got: 'europe'"],
  ['only a bad organization', () => { KeyRestriction.onlyOrganization('x'); }, "'organizationId' must be an organization id"],
  ['a window that a parameter gives', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { pendingWindow: Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber) });
  }, "'pendingWindow' must be known at synthesis, got: 'a token'; write Duration.days(...) with a number"],
  ['a minimum window of a day', () => { KeyRestriction.minimumPendingWindow(Duration.days(1)); }, "'minimumPendingWindow' must be a whole number of days from 7 to 30, got: '1 days'"],
  ['a window shorter than its minimum', key({ pendingWindow: Duration.days(7), restrictions: [KeyRestriction.minimumPendingWindow(Duration.days(30))] }),
    "'pendingWindow' must not be shorter than KeyRestriction.minimumPendingWindow, 30 days, got: '7 days'; or CloudFormation could not delete the key"],
  ['unused for no time', () => { KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(0)); }, "'deletionOnlyWhenUnusedFor' must be a whole number of days from 1 to 36500, got: '0 days'"],
  // Services
  ['no service', serviceKey({ service: undefined as any }), "'service' must be a KeyService, got: undefined; such as KeyService.S3"],
  ['a service twice', serviceKey({ service: KeyService.S3, additionalServices: [KeyService.S3] }), "'additionalServices' names a service twice, got: 'S3'"],
  ['exclusive for a service that calls as itself', serviceKey({ service: KeyService.CLOUDTRAIL, exclusive: true }), "'exclusive' is for services that use the key for their users only"],
  ['users of a service that has none', serviceKey({ service: KeyService.S3_INVENTORY, users: [role()] }), "'users' does nothing: the service calls KMS as itself, never for a user, got: 'S3_INVENTORY'"],
  ['users in a row of such a service', service(KeyService.S3_INVENTORY, { users: [role()] }), "'users' does nothing for KeyService.S3_INVENTORY"],
  ['resources where none are named', service(KeyService.EBS, { resources: ['volume'] }), "'resources' does nothing for KeyService.EBS: nothing in its calls names a resource, got: [\"volume\"]; leave it out"],
  ['no resources', service(KeyService.CLOUDWATCH_LOGS, { resources: [] }), "'resources' must not be empty, got: []"],
  ['a source ARN that is none', service(KeyService.S3_INVENTORY, { sourceArns: ['bucket'] }), "'sourceArns' must be an ARN, got: 'bucket'"],
  ['a source account that is none', service(KeyService.S3_INVENTORY, { sourceAccounts: ['me'] }), "'sourceAccounts' must be an account id of 12 digits, got: 'me'"],
  ['a role suffix without a role', service(KeyService.S3, { serviceLinkedRoleSuffix: 'x' }), "'serviceLinkedRoleSuffix' does nothing for KeyService.S3: it has no service-linked role"],
  ['a service of your own without a way in', () => { KeyService.of({ name: 'Mine' }); }, "'servicePrincipal' or 'viaService' is needed to know how the service calls KMS"],
  ['a service of your own with a bad name', () => { KeyService.of({ name: 'my-service', viaService: 'x' }); }, "'name' must be letters and digits, starting with a letter, got: 'my-service'"],
  ['a principal without its suffix', () => { KeyService.of({ name: 'Mine', servicePrincipal: 'mine' }); }, "'servicePrincipal' must end in '.amazonaws.com', got: 'mine'; such as 'events.amazonaws.com'"],
  ['a whole ViaService name', () => { KeyService.of({ name: 'Mine', viaService: 's3.eu-west-1.amazonaws.com' }); }, "'viaService' must be the prefix alone, such as 's3'"],
  // Exports
  ['a prefix without exports', key({ exportPrefix: 'x' }), "'exportPrefix' needs 'exportOutputs', got: 'x'"],
  ['two keys that export alike', () => {
    const stack = testStack();
    new EncryptedKey(stack, 'One', { exportOutputs: true });
    new EncryptedKey(stack, 'Two', { exportOutputs: true });
  }, "'exportPrefix' is taken in this stack by Test/One, got: 'Test-'; give each key that exports its own prefix"],
];

test('there are at least 60 wrong inputs', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
});

test.each(CASES)('fails for %s', (_, attempt, message) => {
  let thrown: Error | undefined;
  try { attempt(); } catch (error) { thrown = error as Error; }
  expect(thrown?.message ?? 'nothing was thrown').toContain(message);
});
