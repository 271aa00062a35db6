import { IdentityStatement, identityStatements, keysOf, namedKey } from './identity-policies';
import { KeyStatementSummary, KeySummary } from './key-summary';
import { StatementWords, statementWords } from './statement-words';
import { Found, isIntrinsic, TemplateValues } from './template-values';
import { ReadTemplate } from './templates';
import { matchesAction } from '../iam/pattern';
import { LIMITS } from '../private/limits';
import { list } from '../private/policy-json';
import { monthlyPrice, PRICES } from '../private/pricing';

const KEY = 'AWS::KMS::Key';
const REPLICA = 'AWS::KMS::ReplicaKey';
const AT_DEPLOYMENT = 'decided at deployment';

/** What elsewhere in the app belongs to a key. */
interface Related {
  readonly aliases: string[];
  readonly replicas: string[];
  readonly iamStatements: IdentityStatement[];
}

/** Summaries of every key and replica in these templates. */
export function readKeys(templates: readonly ReadTemplate[]): KeySummary[] {
  const values = new TemplateValues(templates);
  const related = relatedTo(values);
  return values.resources(KEY, REPLICA).map(found => summaryOf(found, values, related(found)));
}

/** Reads the app once, however many keys there are. */
function relatedTo(values: TemplateValues): (key: Found | undefined) => Related {
  const all = new Map<unknown, Related>();
  const of = (key: Found | undefined): Related => {
    const known = all.get(key?.resource) ?? { aliases: [], replicas: [], iamStatements: [] };
    all.set(key?.resource, known);
    return known;
  };
  for (const { read, resource } of values.resources('AWS::KMS::Alias')) {
    of(values.find(resource.Properties?.TargetKeyId, read)).aliases.push(values.text(resource.Properties?.AliasName, read));
  }
  for (const { read, resource } of values.resources(REPLICA)) {
    of(values.find(resource.Properties?.PrimaryKeyArn, read)).replicas.push(`${read.region ?? 'a region'} (${read.stack})`);
  }
  const keys = values.resources(KEY, REPLICA).map(key => namedKey(key, of(key).aliases, values));
  for (const allowed of identityStatements(values)) {
    for (const key of keysOf(allowed, keys, values)) { of(key).iamStatements.push(allowed); }
  }
  return of;
}

function summaryOf(found: Found, values: TemplateValues, { aliases, replicas, iamStatements }: Related): KeySummary {
  const properties = found.resource.Properties ?? {};
  const statements = policyStatements(properties.KeyPolicy, values, found.read);
  const rotation = rotationOf(found);
  const rotates = rotation !== 'off' && rotation !== 'on demand only';
  return {
    stack: found.read.stack,
    logicalId: found.logicalId,
    name: values.name(found),
    kind: kindOf(found),
    aliases,
    description: typeof properties.Description === 'string' ? properties.Description : undefined,
    enabled: String(properties.Enabled ?? true) !== 'false',
    rotation,
    pendingWindow: isIntrinsic(properties.PendingWindowInDays)
      ? AT_DEPLOYMENT
      : `${properties.PendingWindowInDays ?? LIMITS.pendingWindowDays.max} days`,
    removalPolicy: found.resource.DeletionPolicy?.startsWith('Retain') ? 'RETAIN' : 'DESTROY',
    access: [...statements.filter(s => !s.denies).map(s => summary(s, 'key policy')), ...iamStatements.flatMap(iam => iamAccess(found, iam, values))],
    restrictions: statements.filter(s => s.denies).map(s => summary(s, 'key policy')),
    replicas,
    monthlyCost: monthlyPrice(),
    monthlyCostWhenRotated: monthlyPrice(rotates ? PRICES.chargedRotations : 0),
  };
}

const summary = ({ sid, principals, permissions, conditions }: StatementWords, source: string): KeyStatementSummary =>
  ({ principals, permissions, conditions, sid, source });

function policyStatements(policy: any, values: TemplateValues, read: ReadTemplate): StatementWords[] {
  // Without a policy of its own a key gets KMS's default one, which delegates to the account.
  if (policy === undefined) { return [{ denies: false, principals: ['the account'], permissions: ['everything'], conditions: [] }]; }
  if (isIntrinsic(policy)) { return [{ denies: false, principals: [`whoever a policy ${AT_DEPLOYMENT} names`], permissions: ['what it says'], conditions: [] }]; }
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

/** What an IAM policy allows, as far as the key policy lets it count, and under the conditions of both. */
function iamAccess(key: Found, { statement, principals, read }: IdentityStatement, values: TemplateValues): KeyStatementSummary[] {
  const asked = list(statement.Action).filter(action => typeof action === 'string' && /^(kms:|\*$)/i.test(action));
  const said = new Set<string>();
  return delegations(key, values).flatMap(({ actions, conditions }) => {
    // Of two patterns that overlap, the narrower one is what both allow.
    const narrower = (action: string, delegated: string) =>
      matchesAction(delegated, action) ? [action] : matchesAction(action, delegated) ? [delegated] : [];
    const both = asked.flatMap(action => actions.flatMap(delegated => narrower(action, delegated)));
    const counting = [...new Set(both)].filter(action => !said.has(action));
    if (counting.length === 0) { return []; }
    counting.forEach(action => said.add(action));
    const words = statementWords({ ...statement, Action: counting }, values, read, principals);
    return [summary({ ...words, conditions: [...new Set([...words.conditions, ...conditions])] }, 'IAM policy')];
  });
}

/** What the key policy lets the account's IAM policies allow; what has no condition first. */
function delegations({ resource, read }: Found, values: TemplateValues): { actions: string[]; conditions: string[] }[] {
  const policy = resource.Properties?.KeyPolicy;
  if (policy === undefined) { return [{ actions: ['kms:*'], conditions: [] }]; }
  return list(policy.Statement)
    .filter(statement => statement.Effect === 'Allow')
    .map(statement => ({
      words: statementWords(statement, values, read),
      actions: list(statement.Action).filter(action => typeof action === 'string'),
    }))
    .filter(({ words }) => words.principals.includes('the account'))
    .map(({ words, actions }) => ({ actions, conditions: words.conditions }))
    .sort((a, b) => a.conditions.length - b.conditions.length);
}
