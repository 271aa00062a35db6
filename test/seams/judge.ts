import { IConstruct } from 'constructs';
import { BuiltApp, BY_HAND, DEPLOYER, ORGANIZATION, roleByArn, SECURITY, servicesOf } from './build-app';
import { AppDescription, Delegation, Restriction, RoleDescription, show } from './description';
import { Call, methodOf, RESOURCES, through } from './resources';
import { KmsChecks } from '../../src';
import { list } from '../../src/private/policy-json';
import { DeployedApp, DeployedKey } from '../support/deployed-app';
import { decide, identityAllowing } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

/** What is wrong with an app, with the kind by which tests tell findings apart. */
export interface Finding {
  readonly kind: 'cycle' | 'message' | 'granted' | 'restriction' | 'stranger' | 'nobody' | 'overreach' | 'deployer' | 'service' | 'KmsChecks';
  readonly text: string;
}

const STRANGER_ACCOUNT = '999988887777';
const EVERYTHING = [identityAllowing('kms:*')];
const KINDS: { readonly [construct: string]: readonly string[] } = {
  SigningKey: ['kms:Sign', 'kms:Verify'],
  HmacKey: ['kms:GenerateMac', 'kms:VerifyMac'],
  KeyAgreementKey: ['kms:DeriveSharedSecret'],
  AsymmetricEncryptionKey: ['kms:Decrypt', 'kms:Encrypt'],
};
const ENCRYPTION = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];
const MANAGEMENT = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
/** Only what a request says of itself; who makes it is not up to the requester. */
const WHO = /^(aws:Principal(Arn|Account|IsAWSService|ServiceName)|aws:userid|kms:CallerAccount|kms:GranteePrincipal)$/i;
type Context = { [key: string]: string | string[] };
type Ask = (principal: string, action: string, identity: any[], context: Context) => Promise<string>;

/** What an app says of its key, with the defaults that reach it. */
class Said {
  public readonly delegation: Delegation;
  public readonly restrictions: readonly Restriction[];
  public readonly uses: readonly string[];
  public readonly vias: readonly string[];

  constructor(public readonly app: AppDescription) {
    const { key, defaults } = app;
    this.delegation = key.delegation ?? (key.construct === 'ServiceKey' ? 'ADMINISTRATION' : defaults?.delegation ?? 'FULL');
    this.restrictions = [...key.restrictions, ...defaults?.restrictions ?? []];
    this.uses = KINDS[key.construct] ?? ENCRYPTION;
    const services = servicesOf(app);
    const kinds = Object.values(RESOURCES);
    this.vias = (services.length > 0 ? services : ['S3']).map(service => kinds.find(kind => kind.service === service)!.via);
  }

  /** Whether a restriction denies a call of a person, whatever else allows it. */
  public denies(principal: string, { action, context = {} }: Call): boolean {
    const use = [...this.uses, 'kms:ReEncryptFrom', 'kms:GenerateDataKeyWithoutPlaintext'].includes(action);
    const via = String(context['kms:ViaService'] ?? '').split('.')[0];
    return this.restrictions.some(restriction => {
      switch (restriction.is) {
        case 'onlyPrincipals': return !this.spared(restriction, principal) && (use || (action === 'kms:CreateGrant' && context['kms:GrantIsForAWSResource'] !== 'true'));
        case 'onlyViaServices': return use && !this.vias.includes(via);
        case 'requireEncryptionContext': return use && context['kms:EncryptionContext:Department'] !== 'Finance'
          && !(restriction.exceptServices && servicesOf(this.app).length > 0 && this.vias.includes(via));
        case 'onlyOrganization': return context['aws:PrincipalOrgID'] !== ORGANIZATION;
        case 'onlyRegions': return false;
        case 'grantsForAwsResourcesOnly': return action === 'kms:CreateGrant' && context['kms:GrantIsForAWSResource'] !== 'true';
        case 'minimumPendingWindow': return action === 'kms:ScheduleKeyDeletion' && Number(context['kms:ScheduleKeyDeletionPendingWindowInDays']) < 30;
        case 'deletionOnlyWhenUnusedFor': return ['kms:DisableKey', 'kms:ScheduleKeyDeletion'].includes(action);
        case 'decryptOrVerifyOnly': return /kms:(Encrypt|GenerateDataKey|ReEncryptTo|Sign$|GenerateMac)/.test(action);
      }
    });
  }

  /** Whether a role of the account that the app does not know may do something that its IAM policies allow. */
  public lets(action: string, context: Context, region: string): boolean {
    // The L2 of a secret lets the account in through Secrets Manager, by a statement of its own.
    if (this.vias.includes('secretsmanager') && context['kms:ViaService'] === through('secretsmanager', region)['kms:ViaService']) { return true; }
    // Whoever makes a resource under the key of a service is allowed to do so, which shows no data.
    const own = this.app.key.construct === 'ServiceKey' && this.vias.some(via => context['kms:ViaService'] === through(via, region)['kms:ViaService']);
    if (own && ['kms:Encrypt', 'kms:GenerateDataKey'].includes(action)) { return true; }
    if (this.delegation === 'FULL' || (this.delegation === 'ADMINISTRATION' && MANAGEMENT.includes(action))) { return true; }
    if (action !== 'kms:CreateGrant') { return this.opensTo(context, region) || this.shares(ACCOUNT, action, context, region); }
    // Whoever makes a resource may have the service make the grant that the resource needs.
    return context['kms:GrantIsForAWSResource'] === 'true'
      && (this.vias.some(via => context['kms:ViaService'] === through(via, region)['kms:ViaService']) || this.shares(ACCOUNT, action, context, region));
  }

  /** Whether everybody of the account whom IAM policies allow may use the key through this service. */
  public opensTo(context: Context, region: string): boolean {
    const [via, viaRegion] = String(context['kms:ViaService'] ?? '').split('.');
    const { key } = this.app;
    return viaRegion === region && this.vias.includes(via) && (key.construct === 'ServiceKey' ? !key.users : via === 'logs');
  }

  /** How narrow a grant on the key itself is: as the key, for what its service asks KMS for its users, or as it is shared with other accounts. */
  public narrowed({ known, place }: RoleDescription): { readonly context: Context; readonly within: (action: string) => boolean } {
    const { construct, share } = this.app.key;
    const asks = ['s3', 'sqs', 'sns', 'dynamodb', 'secretsmanager'].includes(this.vias[0]);
    if (construct === 'ServiceKey') { return { context: through(this.vias[0]), within: action => asks && action === 'kms:Decrypt' }; }
    const elsewhere = construct === 'CrossAccountKey' && (known === 'by ARN elsewhere' || place === 'Elsewhere');
    return {
      context: {
        ...elsewhere && share?.includes('S3') ? through('s3') : {},
        ...elsewhere && share?.includes('context') ? { 'kms:EncryptionContext:tenant': 'blue' } : {},
        ...elsewhere && share?.includes('organization') ? { 'aws:PrincipalOrgID': ORGANIZATION } : {},
      },
      within: () => true,
    };
  }

  /** Whether somebody of another account comes in by what is shared, if IAM policies there allow it. */
  public shares(account: string, action: string, context: Context, region: string): boolean {
    const { share } = this.app.key;
    const organization = share?.includes('organization') && context['aws:PrincipalOrgID'] === ORGANIZATION;
    const other = share?.startsWith('account') && account === OTHER_ACCOUNT;
    const viaS3 = context['kms:ViaService'] === through('s3', region)['kms:ViaService'];
    return Boolean(organization || other)
      && (!share!.includes('S3') || viaS3)
      && (!share!.includes('context') || context['kms:EncryptionContext:tenant'] === 'blue' || action === 'kms:DescribeKey')
      && !MANAGEMENT.includes(action);
  }

  private spared(restriction: { readonly roles: 'all' | 'none' }, principal: string): boolean {
    // Defaults of an app know none of its roles.
    const named = restriction.roles === 'all' && this.app.roles.length > 0 && this.app.key.restrictions.includes(restriction as Restriction);
    return named ? /role\/(known\d|named\d|.*Role\d)/.test(principal) : principal === SECURITY;
  }
}

/** Everything that is wrong with a synthesized app. */
export async function judge(description: AppDescription, built: BuiltApp, deployed: DeployedApp): Promise<Finding[]> {
  const cycle = deployed.cycle();
  if (cycle) { return [{ kind: 'cycle', text: cycle }]; }
  const said = new Said(description);
  const keys = deployed.keys();
  const [home] = keys;
  if (description.key.construct === 'RemoteKey') { return checked(built); }
  const findings: Finding[] = [];
  for (const key of keys) { findings.push(...await strangersOf(said, key), ...await deployerOf(said, key, built)); }
  findings.push(...await grantedOf(said, home, keys[1], built, deployed), ...await servicesOfApp(said, keys, deployed), ...checked(built, said.restrictions));
  return findings;
}

/** What is the same for all requests of the account's own principals. */
const asker = (key: DeployedKey): Ask => async (principal, action, identity, context) => decide({
  principal,
  action,
  policy: key.policy,
  identity,
  keyArn: key.arn,
  keyAccount: key.account,
  context: {
    'kms:ResourceAliases': [...key.aliases],
    'aws:ResourceAccount': key.account,
    'aws:RequestedRegion': key.region,
    ...(action === 'kms:CreateGrant' ? { 'kms:GrantIsForAWSResource': 'false' } : {}),
    ...(principal.includes(`:${ACCOUNT}:`) ? { 'aws:PrincipalOrgID': ORGANIZATION } : {}),
    ...context,
  },
});

/** A context in which a statement's conditions hold, as far as a requester can choose it. */
function satisfying(statement: any): Context {
  const context: Context = {};
  for (const [operator, keys] of Object.entries<any>(statement.Condition ?? {})) {
    for (const [key, value] of Object.entries<any>(keys)) {
      if (WHO.test(key) || /Not(Equals|Like)/.test(operator)) { continue; }
      const [first] = list(value) as string[];
      if (operator === 'Null') {
        if (String(first) === 'false' && context[key] === undefined) { context[key] = key === 'kms:GrantOperations' ? ['Decrypt'] : 'x'; }
        continue;
      }
      const text = String(first).replace(/\*/g, 'x').replace(/\?/g, 'x');
      context[key] = /^For(Any|All)/.test(operator) ? [text] : text;
    }
  }
  return context;
}

const shown = (context: Context): string => JSON.stringify(context);

/** Whether a policy names an account, one of its principals or everybody; who is not named is denied. */
const names = (policy: any, account: string): boolean => policy.Statement.some((s: any) => s.Effect === 'Allow'
  && (s.Principal === '*' || (list(s.Principal?.AWS) as string[]).some(principal => principal === '*' || principal.includes(account))));

/** Who has nothing to do with the app gets nothing, also with all that rows ask for. */
async function strangersOf(said: Said, key: DeployedKey): Promise<Finding[]> {
  const ask = asker(key);
  const findings: Finding[] = [];
  const foreign = names(key.policy, STRANGER_ACCOUNT);
  for (const { action, context = {} } of callsOfStrangers(said, key)) {
    const inOrganization: Context = { 'aws:PrincipalOrgID': ORGANIZATION, ...context };
    const told = (who: string) => `${who}: ${action} on ${key.logicalId} of ${key.region} with ${shown(inOrganization)}`;
    if (await ask(`arn:aws:iam::${ACCOUNT}:role/Nobody`, action, [], inOrganization) === 'Allowed') {
      findings.push({ kind: 'nobody', text: told('a role of the account without an IAM policy') });
    }
    if (!said.lets(action, inOrganization, key.region) && await ask(`arn:aws:iam::${ACCOUNT}:role/Stranger`, action, EVERYTHING, inOrganization) === 'Allowed') {
      findings.push({ kind: 'stranger', text: told('a role of the account with kms:*') });
    }
    if (foreign && !said.shares(STRANGER_ACCOUNT, action, inOrganization, key.region)
      && await ask(`arn:aws:iam::${STRANGER_ACCOUNT}:role/Stranger`, action, EVERYTHING, inOrganization) === 'Allowed') {
      findings.push({ kind: 'stranger', text: told('a role of another account') });
    }
  }
  return findings;
}

/** What strangers try: with nothing, through services of the key and others, and with what each row asks for. */
function callsOfStrangers(said: Said, key: DeployedKey): Call[] {
  const [use, produce = use] = [said.uses[0], said.uses[2]];
  const contexts = [{}, ...said.vias.map(via => through(via, key.region)), through('lambda', key.region), through(said.vias[0], 'eu-central-1')];
  const rows = key.policy.Statement.filter((s: any) => s.Effect === 'Allow' && (s.Principal === '*' || s.Principal?.AWS));
  const calls: Call[] = [
    { action: 'kms:PutKeyPolicy' },
    { action: 'kms:CreateGrant' },
    ...contexts.flatMap(context => [...new Set([use, produce])].map(action => ({ action, context }))),
    ...rows.flatMap((row: any) => [...said.uses, 'kms:CreateGrant'].filter(action => allows(row, action)).map(action => ({ action, context: satisfying(row) }))),
  ];
  return [...new Map(calls.map(call => [JSON.stringify(call), call])).values()];
}

const allows = (row: any, action: string): boolean =>
  (list(row.Action) as string[]).some(pattern => new RegExp(`^${pattern.replace(/\*/g, '.*')}$`, 'i').test(action));

/** CloudFormation makes, changes and deletes the key, and what is under it; or the app was told that it cannot. */
async function deployerOf(said: Said, key: DeployedKey, built: BuiltApp): Promise<Finding[]> {
  const ask = asker(key);
  const deployer = DEPLOYER.replace(REGION, key.region);
  const window = { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(key.properties.PendingWindowInDays ?? 30) };
  const calls: Call[] = [
    { action: 'kms:PutKeyPolicy' }, { action: 'kms:DescribeKey' }, ...key.properties.EnableKeyRotation ? [{ action: 'kms:EnableKeyRotation' }] : [], { action: 'kms:TagResource' }, { action: 'kms:CreateAlias' },
    { action: 'kms:UpdateKeyDescription' }, { action: 'kms:ScheduleKeyDeletion', context: window },
    ...said.app.resources.filter(({ place }) => (place === 'Abroad') === (key.region !== REGION)).flatMap(({ type }) => RESOURCES[type].creation
      .map(({ action, context }): Call => ({ action, context: { ...through(RESOURCES[type].via, key.region), ...context } }))),
  ];
  const findings: Finding[] = [];
  for (const call of calls) {
    if (await ask(deployer, call.action, EVERYTHING, call.context ?? {}) !== 'Allowed' && !warned(built, /CloudFormation|execution role|deploy/i)) {
      findings.push({ kind: 'deployer', text: `CloudFormation: ${call.action} on ${key.logicalId} of ${key.region} with ${shown(call.context ?? {})}, and no warning` });
    }
  }
  return findings;
}

const warningsOf = (construct: IConstruct): string[] => construct.node.findAll()
  .flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
const warned = ({ app }: BuiltApp, about: RegExp): boolean => warningsOf(app).some(warning => warning.includes('cdk-keysmith') && about.test(warning));

/** Who was granted something can do it, and nothing else; unless a restriction denies it. */
async function grantedOf(
  said: Said, home: DeployedKey, replica: DeployedKey | undefined, built: BuiltApp, deployed: DeployedApp,
): Promise<Finding[]> {
  const { app } = said;
  const findings: Finding[] = [];
  const promised = new Map<number, Set<string>>();
  const promises: { readonly role: number; readonly key: DeployedKey; readonly call: Call; readonly how: string }[] = [];
  const promise = (role: number, key: DeployedKey, actions: readonly string[], context: Context, how: string) => {
    actions.forEach(action => promised.set(role, (promised.get(role) ?? new Set()).add(action)));
    actions.forEach(action => promises.push({ role, key, how, call: { action, context: { ...context, ...action === 'kms:CreateGrant' ? { 'kms:GrantIsForAWSResource': 'true' } : {} } } }));
  };
  for (const grant of app.grants) {
    const [how, , actions] = methodOf(app, grant) ?? ['', undefined, []];
    if (grant.on === 'key') {
      const { context, within } = said.narrowed(app.roles[grant.role]);
      promise(grant.role, home, actions.filter(within), context, how);
    } else {
      const { type, place } = app.resources[grant.on];
      const key = place === 'Abroad' ? replica! : home;
      // The bounds of the key hold for what is encrypted under it as well: an organization, above all.
      const bounds = { ...said.narrowed(app.roles[grant.role]).context, ...through(RESOURCES[type].via, key.region) };
      promise(grant.role, key, actions, { ...bounds, ...type === 'Volume' ? { 'kms:GrantConstraintType': 'EncryptionContextSubset' } : {} }, how);
    }
  }
  for (const { role, key, call, how } of promises) {
    const { arn, identity } = roleOf(app, role, built, deployed);
    const answer = await asker(key)(arn, call.action, identity, call.context ?? {});
    const denied = said.denies(arn, { ...call, context: { 'aws:PrincipalOrgID': arn.includes(ACCOUNT) ? ORGANIZATION : '', ...call.context } });
    if (denied !== (answer !== 'Allowed')) {
      findings.push({ kind: denied ? 'restriction' : 'granted', text: `${how}: role${role} (${arn}) ${call.action} with ${shown(call.context ?? {})}: ${answer}` });
    }
  }
  findings.push(...await overreachOf(said, home, promised, built, deployed));
  return findings;
}

/** Roles that were granted something, with kms:* by IAM policies, still do nothing else; they make no grants for themselves. */
async function overreachOf(
  said: Said, home: DeployedKey, promised: ReadonlyMap<number, ReadonlySet<string>>, built: BuiltApp, deployed: DeployedApp,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (said.delegation === 'FULL') { return findings; }
  for (const [role, actions] of promised) {
    const { arn } = roleOf(said.app, role, built, deployed);
    const isUser = said.app.key.users && role === 0;
    if (await asker(home)(arn, 'kms:CreateGrant', EVERYTHING, { 'kms:GranteePrincipal': arn }) === 'Allowed') {
      findings.push({ kind: 'overreach', text: `role${role} creates grants for itself` });
    }
    const only = [...actions].every(action => action === 'kms:Decrypt' || action === 'kms:CreateGrant');
    if (only && !isUser && said.uses.includes('kms:Encrypt') && !said.shares(arn.split(':')[4], 'kms:Encrypt', { 'aws:PrincipalOrgID': ORGANIZATION }, home.region)) {
      const written = said.app.grants.some(({ role: index, on }) => index === role && on !== 'key' && said.app.resources[on].type.startsWith('Table'));
      if (!written && await asker(home)(arn, 'kms:Encrypt', EVERYTHING, {}) === 'Allowed') { findings.push({ kind: 'overreach', text: `role${role} only reads, and can encrypt` }); }
    }
  }
  return findings;
}

/** Who a role is, and what IAM policies say of it; those of roles that the app does not make are its owner's. */
function roleOf(app: AppDescription, role: number, built: BuiltApp, deployed: DeployedApp): { readonly arn: string; readonly identity: any[] } {
  const { known } = app.roles[role];
  if (known !== 'made') { return { arn: roleByArn(role, known === 'by ARN elsewhere'), identity: EVERYTHING }; }
  const arn = deployed.arnOf(built.roles[role]);
  return { arn, identity: deployed.identityPolicies(arn.split(':')[4], arn.split('/').pop()!) };
}

/** AWS services that use the key for the app's resources can; for a stranger's they cannot. */
async function servicesOfApp(said: Said, keys: readonly DeployedKey[], deployed: DeployedApp): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { app } = said;
  const key = keys[0];
  const ask = async (principal: string, action: string, context: Context, wanted: boolean) => {
    const answer = await asker(key)(principal, action, [], context);
    if (wanted !== (answer === 'Allowed')) { findings.push({ kind: 'service', text: `${principal} ${action} with ${shown(context)}: ${answer}` }); }
  };
  const denied = (action: string) => said.restrictions.some(({ is }) => is === 'decryptOrVerifyOnly' && /Encrypt|GenerateDataKey/.test(action) && !/Decrypt/.test(action))
    || said.restrictions.some(restriction => restriction.is === 'requireEncryptionContext' && !restriction.exceptServices);
  for (const [i, { type, place }] of app.resources.entries()) {
    if (type !== 'LogGroup' || place === 'Abroad') { continue; }
    const arn = (account: string) => `arn:aws:logs:${REGION}:${account}:log-group:/app/LogGroup${i}`;
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      await ask(`logs.${REGION}.amazonaws.com`, action, { 'kms:EncryptionContext:aws:logs:arn': arn(ACCOUNT), 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': arn(ACCOUNT) }, !denied(action));
      await ask(`logs.${REGION}.amazonaws.com`, action, { 'kms:EncryptionContext:aws:logs:arn': arn(STRANGER_ACCOUNT), 'aws:SourceAccount': STRANGER_ACCOUNT, 'aws:SourceArn': arn(STRANGER_ACCOUNT) }, false);
    }
  }
  if (app.notification) {
    const { from } = app.notification;
    const source = { Bucket: 's3', Topic: 'sns', Rule: 'events' }[from];
    const arn = deployed.arnOfPath(/Notifier/, { Bucket: 'AWS::S3::Bucket', Topic: 'AWS::SNS::Topic', Rule: 'AWS::Events::Rule' }[from]);
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      await ask(`${source}.amazonaws.com`, action, { 'aws:SourceArn': arn, 'aws:SourceAccount': ACCOUNT }, !denied(action));
      await ask(`${source}.amazonaws.com`, action, { 'aws:SourceArn': `arn:aws:${source}:${REGION}:${STRANGER_ACCOUNT}:x`, 'aws:SourceAccount': STRANGER_ACCOUNT }, false);
    }
  }
  await ask('apigateway.amazonaws.com', 'kms:Decrypt', { 'aws:SourceAccount': ACCOUNT }, false);
  if (app.statement && await asker(key)(BY_HAND, 'kms:Decrypt', [], {}) !== 'Allowed' && !said.denies(BY_HAND, { action: 'kms:Decrypt', context: { 'aws:PrincipalOrgID': ORGANIZATION } })) {
    findings.push({ kind: 'granted', text: 'the statement added by hand is lost' });
  }
  return findings;
}

/** Errors of the checks; what a restriction of the app itself takes from a service is found rightly. */
function checked({ app }: BuiltApp, restrictions: readonly Restriction[] = []): Finding[] {
  const contradicts = restrictions.some(restriction =>
    restriction.is === 'decryptOrVerifyOnly' || (restriction.is === 'requireEncryptionContext' && !restriction.exceptServices));
  return new KmsChecks().validateScope(app).violations
    .filter(({ ruleName, severity }) => severity === 'error' && !(contradicts && ruleName.includes('ServiceCanUseKey')))
    .map(({ ruleName, description }): Finding => ({ kind: 'KmsChecks', text: `${ruleName}: ${description}` }));
}

/** A finding with the app that has it, for people. */
export const report = (description: AppDescription, findings: readonly Finding[]): string =>
  `${show(description)}\n\n${findings.slice(0, 5).map(({ kind, text }) => `${kind}: ${text}`).join('\n')}${findings.length > 5 ? `\nand ${findings.length - 5} more` : ''}`;
