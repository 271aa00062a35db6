import { App, CfnResource, Duration, IPropertyInjector, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { AppDescription, KeyDescription, Place, Restriction } from './description';
import { methodOf, RESOURCES } from './resources';
import * as keysmith from '../../src';
import { deployAfter } from '../../src/keys/primary-reference';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

export const ABROAD = 'us-east-1';
export const ORGANIZATION = 'o-abcdefghij';
export const SECURITY = `arn:aws:iam::${ACCOUNT}:role/Security`;
export const BY_HAND = `arn:aws:iam::${ACCOUNT}:role/ByHand`;
/** CloudFormation's role, as `cdk bootstrap` makes it. */
export const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
export const roleByArn = (i: number, elsewhere: boolean): string => `arn:aws:iam::${elsewhere ? OTHER_ACCOUNT : ACCOUNT}:role/known${i}`;

/** The flags of `cdk init` that change what is granted. */
const FLAGS = { '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true, '@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope': true };

const { KeyRestriction, KeyAccess, KeyService, IamDelegation } = keysmith;

/** What a description becomes. */
export interface BuiltApp {
  readonly app: App;
  readonly roles: readonly iam.IRole[];
  readonly resources: readonly Construct[];
}

export const serviceNamed = (name: string): keysmith.KeyService => (KeyService as any)[name];

/** The services of a description's resources, in order, each once. */
export function servicesOf({ resources, notification }: AppDescription): string[] {
  const types = [...resources.map(({ type }) => type), ...notification ? ['Queue' as const, ...notification.from === 'Rule' ? [] : [notification.from]] : []];
  return [...new Set(types.map(type => RESOURCES[type].service))];
}

/** The app of a description; with `control`, under a key that is known to CDK by its ARN alone and so grants by IAM policies. */
export function build(description: AppDescription, { control = false } = {}): BuiltApp {
  const injectors = (at: 'App' | 'Keys') => !control && description.defaults?.at === at ? { propertyInjectors: defaultsOf(description) } : {};
  const app = new App({ analyticsReporting: false, postCliContext: { ...FLAGS, 'aws:cdk:enable-asset-metadata': true }, ...injectors('App') });
  const stacks = new Stacks(app, injectors('Keys').propertyInjectors);
  // The order of stacks is what an app says first; the CDK grants otherwise where it knows one.
  for (const [stack, earlier] of description.after) { deployAfter(stacks.at(stack), stacks.at(earlier)); }
  const roles = description.roles.map(({ known, place, named }, i): iam.IRole => known === 'made'
    ? new iam.Role(stacks.at(place), `Role${i}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...named ? { roleName: `named${i}` } : {} })
    : iam.Role.fromRoleArn(stacks.at(place), `Role${i}`, roleByArn(i, known === 'by ARN elsewhere')));
  const key = control ? knownByArn(stacks.at(description.key.place)) : makeKey(stacks.at(description.key.place), description, roles);
  const resources = description.resources.map(({ type, place }, i) => RESOURCES[type].make(stacks.at(place), `${type}${i}`, keyAt(key, place)));
  for (const grant of description.grants) {
    const [, call] = methodOf(description, grant) ?? [];
    call?.(grant.on === 'key' ? key : resources[grant.on], roles[grant.role]);
  }
  if (description.notification) {
    const { from, place } = description.notification;
    notify(stacks.at(place), from, keyAt(key, place));
  }
  if (description.statement) {
    key.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ArnPrincipal(BY_HAND)], actions: ['kms:Decrypt'], resources: ['*'] }));
  }
  return { app, roles, resources };
}

/** The key of a place: a replica abroad. */
const keyAt = (key: kms.IKey, place: Place): kms.IKey => key instanceof keysmith.MultiRegionKey && place === 'Abroad' ? key.replica(ABROAD) : key;

class Stacks {
  private readonly made = new Map<Place, Stack>();

  constructor(private readonly app: App, private readonly injectors?: IPropertyInjector[]) {}

  public at(place: Place): Stack {
    const found = this.made.get(place);
    if (found) { return found; }
    const stack = this.make(place);
    this.made.set(place, stack);
    return stack;
  }

  private make(place: Place): Stack {
    const [outer, inner] = place.split('/') as [Place, string | undefined];
    if (inner === 'Nested') { return new NestedStack(this.at(outer), inner); }
    const scope = inner ? new Stage(this.app, outer) : this.app;
    const stack = new Stack(scope, inner ?? outer, {
      env: { account: place === 'Elsewhere' ? OTHER_ACCOUNT : ACCOUNT, region: place === 'Abroad' ? ABROAD : REGION },
      ...place === 'Keys' && this.injectors ? { propertyInjectors: this.injectors } : {},
    });
    // CloudFormation takes no stack without resources.
    new CfnResource(stack, 'Any', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    return stack;
  }
}

/** References to it go the way that any resource under a key refers to its key. Of an unknown account the CDK would grant by its policy alone. */
const knownByArn = (scope: Construct): kms.IKey => Object.defineProperty(
  kms.Key.fromKeyArn(scope, 'Key', new kms.CfnKey(scope, 'KeyResource', { keyPolicy: {} }).attrArn), 'env', { value: { account: ACCOUNT, region: REGION } },
);

function defaultsOf(description: AppDescription): IPropertyInjector[] {
  const { delegation, restrictions } = description.defaults!;
  return keysmith.KeyDefaults.injectors({
    owner: 'platform',
    ...delegation ? { iamDelegation: IamDelegation[delegation] } : {},
    ...restrictions.length > 0 ? { restrictions: restrictions.map(restriction => restrictionOf(restriction, description, [])) } : {},
  });
}

function restrictionOf(restriction: Restriction, description: AppDescription, roles: readonly iam.IRole[]): keysmith.KeyRestriction {
  const services = servicesOf(description).map(serviceNamed);
  switch (restriction.is) {
    case 'onlyPrincipals': return KeyRestriction.onlyPrincipals(restriction.roles === 'all' && roles.length > 0 ? [...roles] : [new iam.ArnPrincipal(SECURITY)]);
    case 'onlyViaServices': return KeyRestriction.onlyViaServices(services.length > 0 ? services : [KeyService.S3]);
    case 'requireEncryptionContext': return KeyRestriction.requireEncryptionContext({ Department: ['Finance'] },
      restriction.exceptServices && services.length > 0 ? { exceptViaServices: services } : {});
    case 'onlyOrganization': return KeyRestriction.onlyOrganization(ORGANIZATION);
    case 'onlyRegions': return KeyRestriction.onlyRegions([REGION, ABROAD]);
    case 'grantsForAwsResourcesOnly': return KeyRestriction.grantsForAwsResourcesOnly();
    case 'minimumPendingWindow': return KeyRestriction.minimumPendingWindow(Duration.days(30));
    case 'deletionOnlyWhenUnusedFor': return KeyRestriction.deletionOnlyWhenUnusedFor(Duration.days(30));
    case 'decryptOrVerifyOnly': return KeyRestriction.decryptOrVerifyOnly();
  }
}

function sharesOf({ share }: KeyDescription): keysmith.KeyAccess[] {
  switch (share) {
    case 'organization': return [KeyAccess.organization(ORGANIZATION)];
    case 'organization through S3': return [KeyAccess.organization(ORGANIZATION, { viaServices: [KeyService.S3] })];
    case 'account through S3': return [KeyAccess.account(OTHER_ACCOUNT, { viaServices: [KeyService.S3] })];
    case 'account with a context': return [KeyAccess.account(OTHER_ACCOUNT, { encryptionContext: { tenant: ['blue'] } })];
    case 'role patterns of the organization': return [KeyAccess.decrypt(new iam.OrganizationPrincipal(ORGANIZATION), { principalArnPatterns: ['arn:aws:iam::*:role/app-*'] })];
    case undefined: return [];
  }
}

const SHARING: { readonly [share in NonNullable<KeyDescription['share']>]: Partial<keysmith.CrossAccountKeyProps> } = {
  'organization': { organizationId: ORGANIZATION },
  'organization through S3': { organizationId: ORGANIZATION, viaServices: [KeyService.S3] },
  'role patterns of the organization': { organizationId: ORGANIZATION, principalArnPatterns: ['arn:aws:iam::*:role/app-*'] },
  'account through S3': { accounts: [OTHER_ACCOUNT], viaServices: [KeyService.S3] },
  'account with a context': { accounts: [OTHER_ACCOUNT], encryptionContext: { tenant: ['blue'] } },
};

function makeKey(scope: Construct, description: AppDescription, roles: readonly iam.IRole[]): kms.IKey {
  const { key } = description;
  const administrators = [...key.administrators ? [SECURITY] : [], ...key.deployerAdministers ? [DEPLOYER] : []]
    .map(arn => new iam.ArnPrincipal(arn));
  const common = {
    ...key.delegation ? { iamDelegation: IamDelegation[key.delegation] } : {},
    ...administrators.length > 0 ? { administrators } : {},
    ...key.restrictions.length > 0 ? { restrictions: key.restrictions.map(restriction => restrictionOf(restriction, description, roles)) } : {},
  };
  const logging = servicesOf(description).includes('CLOUDWATCH_LOGS') ? [KeyAccess.service(KeyService.CLOUDWATCH_LOGS)] : [];
  const allowing = [...sharesOf(key), ...key.construct === 'ServiceKey' ? [] : logging];
  const access = allowing.length > 0 ? { access: allowing } : {};
  const users = key.users && roles.length > 0 ? [roles[0]] : [];
  const encrypting = { ...common, ...access, ...users.length > 0 ? { users } : {} };
  switch (key.construct) {
    case 'EncryptedKey': return new keysmith.EncryptedKey(scope, 'Key', encrypting);
    case 'MultiRegionKey': return new keysmith.MultiRegionKey(scope, 'Key', { ...encrypting, replicaRegions: [ABROAD] });
    case 'ImportedKey': return new keysmith.ImportedKey(scope, 'Key', { ...encrypting, importers: [new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Importer`)] });
    case 'ServiceKey': {
      const [service = KeyService.S3, ...additionalServices] = servicesOf(description).map(serviceNamed);
      return new keysmith.ServiceKey(scope, 'Key', { ...encrypting, service, additionalServices });
    }
    case 'CrossAccountKey': return new keysmith.CrossAccountKey(scope, 'Key', {
      ...common, ...logging.length > 0 ? { access: logging } : {}, ...users.length > 0 ? { users } : {}, ...SHARING[key.share ?? 'account through S3'],
    });
    case 'SigningKey': return new keysmith.SigningKey(scope, 'Key', { ...common, keySpec: keysmith.SigningKeySpec.ECC_NIST_P256, ...users.length > 0 ? { signers: users } : {} });
    case 'HmacKey': return new keysmith.HmacKey(scope, 'Key', { ...common, ...users.length > 0 ? { generators: users } : {} });
    case 'AsymmetricEncryptionKey': return new keysmith.AsymmetricEncryptionKey(scope, 'Key', { ...common, ...users.length > 0 ? { decryptors: users } : {} });
    case 'KeyAgreementKey': return new keysmith.KeyAgreementKey(scope, 'Key', { ...common, ...users.length > 0 ? { users } : {} });
    case 'RemoteKey': return keysmith.RemoteKey.fromKeyArn(scope, 'Key', `arn:aws:kms:${REGION}:${OTHER_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
  }
}

function notify(scope: Construct, from: 'Bucket' | 'Topic' | 'Rule', key: kms.IKey): void {
  const queue = RESOURCES.Queue.make(scope, 'Notified', key) as any;
  switch (from) {
    case 'Bucket': (RESOURCES.Bucket.make(scope, 'Notifier', key) as s3.Bucket).addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(queue)); break;
    case 'Topic': (RESOURCES.Topic.make(scope, 'Notifier', key) as sns.Topic).addSubscription(new subscriptions.SqsSubscription(queue)); break;
    case 'Rule': new events.Rule(scope, 'Notifier', { eventPattern: { source: ['app'] }, targets: [new targets.SqsQueue(queue)] });
  }
}
