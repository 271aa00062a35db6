import { KeyStatementSummary, KeySummary } from './key-summary';
import { matches, StatementWords, statementWords } from './statement-words';
import { Found, isIntrinsic, TemplateValues } from './template-values';
import { ReadTemplate } from './templates';
import { LIMITS } from '../private/limits';
import { monthlyPrice, PRICES } from '../private/pricing';

const KEY = 'AWS::KMS::Key';
const REPLICA = 'AWS::KMS::ReplicaKey';
const list = (value: unknown): any[] => ([] as any[]).concat(value ?? []);
const AT_DEPLOYMENT = 'decided at deployment';

/** Summaries of every key and replica in these templates. */
export function readKeys(templates: readonly ReadTemplate[]): KeySummary[] {
  const values = new TemplateValues(templates);
  return values.resources(KEY, REPLICA).map(found => summaryOf(found, values));
}

function summaryOf(found: Found, values: TemplateValues): KeySummary {
  const properties = found.resource.Properties ?? {};
  const statements = policyStatements(properties.KeyPolicy, values, found.read);
  const rotation = rotationOf(found);
  const rotates = rotation !== 'off' && rotation !== 'on demand only';
  return {
    stack: found.read.stack,
    logicalId: found.logicalId,
    name: values.name(found),
    kind: kindOf(found),
    aliases: aliasesOf(found, values),
    description: typeof properties.Description === 'string' ? properties.Description : undefined,
    enabled: String(properties.Enabled ?? true) !== 'false',
    rotation,
    pendingWindow: isIntrinsic(properties.PendingWindowInDays)
      ? AT_DEPLOYMENT
      : `${properties.PendingWindowInDays ?? LIMITS.pendingWindowDays.max} days`,
    removalPolicy: found.resource.DeletionPolicy?.startsWith('Retain') ? 'RETAIN' : 'DESTROY',
    access: [...statements.filter(s => !s.denies).map(s => summary(s, 'key policy')), ...iamAccess(found, values, properties.KeyPolicy)],
    restrictions: statements.filter(s => s.denies).map(s => summary(s, 'key policy')),
    replicas: replicasOf(found, values),
    monthlyCost: monthlyPrice(),
    monthlyCostWhenRotated: monthlyPrice(rotates ? PRICES.chargedRotations : 0),
  };
}

const summary = ({ sid, principals, verbs, conditions }: StatementWords, source: string): KeyStatementSummary =>
  ({ principals, verbs, conditions, sid, source });

function policyStatements(policy: any, values: TemplateValues, read: ReadTemplate): StatementWords[] {
  // Without a policy of its own a key gets KMS's default one, which delegates to the account.
  if (policy === undefined) { return [{ denies: false, principals: ['the account'], verbs: ['everything'], conditions: [] }]; }
  if (isIntrinsic(policy)) { return [{ denies: false, principals: [`whoever a policy ${AT_DEPLOYMENT} names`], verbs: ['what it says'], conditions: [] }]; }
  return list(policy.Statement).map(statement => statementWords(statement, values, read));
}

const KINDS: { readonly [usage: string]: string } = {
  ENCRYPT_DECRYPT: 'asymmetric encryption key',
  SIGN_VERIFY: 'signing key',
  GENERATE_VERIFY_MAC: 'MAC key',
  KEY_AGREEMENT: 'key agreement key',
};

function kindOf({ resource }: Found): string {
  if (resource.Type === REPLICA) { return 'replica of a multi-Region key'; }
  const { KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT', MultiRegion, Origin } = resource.Properties ?? {};
  const kind = KeySpec === 'SYMMETRIC_DEFAULT' ? 'symmetric encryption key' : `${KINDS[KeyUsage] ?? 'key'} (${isIntrinsic(KeySpec) ? AT_DEPLOYMENT : KeySpec})`;
  return [kind, ...(String(MultiRegion) === 'true' ? ['multi-Region primary'] : []), ...(Origin === 'EXTERNAL' ? ['imported key material'] : [])].join(', ');
}

function rotationOf({ resource }: Found): string {
  if (resource.Type === REPLICA) { return 'as its primary'; }
  const { EnableKeyRotation, RotationPeriodInDays = 365, KeySpec = 'SYMMETRIC_DEFAULT', Origin } = resource.Properties ?? {};
  if (isIntrinsic(EnableKeyRotation)) { return AT_DEPLOYMENT; }
  if (String(EnableKeyRotation) === 'true') { return isIntrinsic(RotationPeriodInDays) ? `on, period ${AT_DEPLOYMENT}` : `every ${RotationPeriodInDays} days`; }
  return KeySpec === 'SYMMETRIC_DEFAULT' && Origin === 'EXTERNAL' ? 'on demand only' : 'off';
}

const isSame = (a: Found | undefined, b: Found): boolean => a?.resource === b.resource;

function aliasesOf(key: Found, values: TemplateValues): string[] {
  return values.resources('AWS::KMS::Alias')
    .filter(alias => isSame(values.find(alias.resource.Properties?.TargetKeyId, alias.read), key))
    .map(alias => values.text(alias.resource.Properties?.AliasName, alias.read));
}

function replicasOf(key: Found, values: TemplateValues): string[] {
  return values.resources(REPLICA)
    .filter(replica => isSame(values.find(replica.resource.Properties?.PrimaryKeyArn, replica.read), key))
    .map(replica => `${replica.read.region ?? 'a region'} (${replica.read.stack})`);
}

/** What IAM policies of the same app allow, as far as the key policy lets them count. */
function iamAccess(key: Found, values: TemplateValues, policy: any): KeyStatementSummary[] {
  const holders = values.resources('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').flatMap(found => {
    const { Roles = [], Users = [], Groups = [], PolicyDocument } = found.resource.Properties ?? {};
    const names = (kind: string, given: any) => list(given).map(value => `${kind} ${values.text(value, found.read)}`);
    return [{ found, document: PolicyDocument, principals: [...names('role', Roles), ...names('user', Users), ...names('group', Groups)] }];
  });
  const inline = values.resources('AWS::IAM::Role', 'AWS::IAM::User').flatMap(found => list(found.resource.Properties?.Policies)
    .map(({ PolicyDocument }) => ({ found, document: PolicyDocument, principals: [`${found.resource.Type === 'AWS::IAM::Role' ? 'role' : 'user'} ${values.name(found)}`] })));
  return [...holders, ...inline].flatMap(({ found, document, principals }) => list(document?.Statement)
    .filter(statement => statement.Effect === 'Allow' && list(statement.Resource).some(resource => isSame(values.find(resource, found.read), key)))
    .flatMap(statement => {
      const counting = list(statement.Action).filter(action => typeof action === 'string' && /^kms:/i.test(action) && isDelegated(policy, action, values, key.read));
      if (counting.length === 0) { return []; }
      return [summary(statementWords({ ...statement, Action: counting }, values, found.read, principals), 'IAM policy')];
    }));
}

/** Whether the key policy lets the account's IAM policies allow an action. */
function isDelegated(policy: any, action: string, values: TemplateValues, read: ReadTemplate): boolean {
  if (policy === undefined) { return true; }
  return list(policy.Statement).some(statement => statement.Effect === 'Allow'
    && list(statement.Action).some(pattern => typeof pattern === 'string' && matches(pattern, action))
    && statementWords(statement, values, read).principals.includes('the account'));
}
