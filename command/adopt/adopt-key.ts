import { AdoptedKey, Remarks } from './adopted-key';
import { aliasesOf } from './aliases';
import { call, Code, constant, json, list, map, options } from './code';
import { asItIs } from './l1-key';
import { Library, Proof, prove, Written } from './prove';
import { principalCode, statementCode, Unsayable } from './read-key';
import { referencesOf } from './references';
import { attributeLines, encryptedKeyLines, retentionOf } from './resource-lines';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';

/** Writes the construct for a key, and proves it. */
export function adoptKey(app: App, key: Key, library: Library, { ofStatement: remarks, ofKey }: { readonly ofStatement: Remarks; readonly ofKey: readonly string[] }): AdoptedKey {
  const written = sayable(library, () => encryptedKey(app, key, library, remarks));
  const adopted = typeof written === 'string' ? asItIs(key, library, written, remarks) : written;
  const references = referencesOf(key.resource.logicalId, key.resource.raw);
  return {
    ...adopted,
    remarks: [
      ...adopted.remarks,
      ...(references.length > 0 ? [`It refers to what the template has: ${references.join(', ')}. In another stack, write what they stand for.`] : []),
      ...ofKey,
    ],
  };
}

function sayable<T>({ cdk }: Library, write: () => T): T | string {
  try {
    return write();
  } catch (error) {
    // What the construct refuses, and what code cannot say. Anything else is an error of ours.
    if (error instanceof Unsayable || cdk.Errors.isValidationError(error)) { return (error as Error).message.replace(/^\[[^\]]*\] /, ''); }
    throw error;
  }
}

function encryptedKey(app: App, key: Key, library: Library, remarks: Remarks): AdoptedKey {
  const { raw, logicalId } = key.resource;
  if (key.replica) { throw new Unsayable('it is a replica: write a ReplicaKey, or a MultiRegionKey for its primary'); }
  const properties = raw.Properties ?? {};
  if ((properties.KeySpec ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT') { throw new Unsayable(`its spec is ${JSON.stringify(properties.KeySpec)}: choose its construct by docs/key-kinds.md`); }
  if ((properties.KeyUsage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT') { throw new Unsayable(`its usage is ${JSON.stringify(properties.KeyUsage)}`); }
  if ((properties.Origin ?? 'AWS_KMS') !== 'AWS_KMS') { throw new Unsayable('its material does not come from KMS: see ImportedKey and CustomKeyStoreKey'); }
  if (properties.BypassPolicyLockoutSafetyCheck !== undefined) { throw new Unsayable('it sets BypassPolicyLockoutSafetyCheck, which EncryptedKey has not'); }
  const policy = properties.KeyPolicy as { readonly Statement?: unknown; readonly Version?: unknown } | undefined;
  if (policy?.Statement !== undefined && policy.Version !== '2012-10-17' && JSON.stringify(policy).includes('${')) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    throw new Unsayable('its policy has not the version in which ${…} is a variable, and holds such a text');
  }
  const statements: any[] = policy === undefined ? [] : ([] as any[]).concat(policy.Statement ?? notAPolicy());
  const isOwn = (text: unknown): boolean => {
    const { account, partition } = key.resource.stack.place;
    const value = app.evaluate(text, key.resource);
    return value === account || value === `arn:${partition}:iam::${account}:root`;
  };
  const own: any[] = [];
  let delegates = policy === undefined;
  for (const statement of statements) {
    if (isDelegation(statement, isOwn)) { delegates = true; } else { own.push(statement); }
  }
  const aliases = aliasesOf(key);
  const fixed: (readonly [string, Code])[] = [
    ...(aliases.first ? [['alias', json(aliases.first.name)] as const] : []),
    ...scalars(properties, key),
    ...(delegates ? [] : [['iamDelegation', constant('IamDelegation.NONE')] as const]),
  ];
  const make = (rows: readonly Row[]): Code => {
    const of = (kind: Row['kind']) => rows.filter(row => row.kind === kind);
    const lists = (['access', 'restrictions'] as const).filter(kind => of(kind).length > 0)
      .map(kind => [kind, list(of(kind).map(({ code }) => code), of(kind).map(({ remarked }) => remarked))] as const);
    return map([...fixed, ...lists]);
  };
  const plain = (statement: any): Row => ({
    kind: statement.Effect === 'Deny' ? 'restrictions' : 'access',
    code: call(statement.Effect === 'Deny' ? 'KeyRestriction.statement' : 'KeyAccess.statement', statementCode(statement)),
    remarked: remarks(statement, statements.indexOf(statement)),
    isRow: false,
  });
  const lines = [...encryptedKeyLines(key, aliases.first), ...attributeLines('resource', raw), ...aliases.lines('key.keyId')];
  const written = (rows: readonly Row[]): Written => ({ construct: 'EncryptedKey', id: logicalId, props: make(rows), lines });
  // Each statement that might be a row is tried as one, and stays one where access is the same.
  const rows = own.map(statement => rowOf(statement, isOwn, () => remarks(statement, statements.indexOf(statement))) ?? plain(statement));
  const attempt = sayable(library, () => withEveryProperty(key, library, written(rows)));
  const [chosen, proven] = typeof attempt !== 'string' && attempt.differences.length === 0 ? [rows, attempt]
    : [own.map(plain), withEveryProperty(key, library, written(own.map(plain)))];
  if (proven.differences.length > 0) { throw new Unsayable(`access would not be the same: ${proven.differences.map(({ caller, actions }) => `${caller.texts[0]} ${actions[0]}`).join(', ')}`); }
  return {
    ...proven,
    remarks: [
      ...aliases.remarks,
      ...(aliases.first ? [] : ['The key had no alias that the construct can have, and gets none. Leave the line out that removes it when the key is in the stack.']),
      ...(delegates ? [] : ['IAM policies of the account allow nothing on this key, as before.']),
    ],
    rows: chosen.filter(({ isRow }) => isRow).length + (statements.length - own.length),
    statements: statements.length,
  };
}

/** What the construct gives to a key that has none, which harms nothing. */
const GAINED = ['Description'];

/** Proves a construct, which gets those properties as overrides that its props cannot say. */
function withEveryProperty(key: Key, library: Library, written: Written): Written & Proof {
  const proof = prove(key, library, written);
  const { Properties: properties = {} } = key.resource.raw;
  const missed = proof.properties.filter(name => name in properties || !GAINED.includes(name));
  if (missed.length === 0) { return { ...written, ...proof }; }
  const overridden: Written = {
    ...written,
    lines: [...written.lines, ...missed.map(name => ({
      code: name in properties ? call('resource.addPropertyOverride', json(name), json(properties[name])) : call('resource.addPropertyDeletionOverride', json(name)),
    }))],
  };
  return { ...overridden, ...prove(key, library, overridden) };
}

interface Row {
  readonly kind: 'access' | 'restrictions';
  readonly code: Code;
  readonly remarked: readonly string[];
  readonly isRow: boolean;
}

const notAPolicy = (): never => { throw new Unsayable('its policy is decided by a function of the template'); };

/** The statement that lets IAM policies of the account allow everything. */
const isDelegation = (statement: any, isOwn: (text: unknown) => boolean): boolean =>
  statement.Effect === 'Allow' && statement.Condition === undefined && statement.NotAction === undefined && statement.Resource === '*'
  && [statement.Action].flat().length === 1 && [statement.Action].flat()[0] === 'kms:*'
  && Object.keys(statement.Principal ?? {}).join() === 'AWS' && [statement.Principal.AWS].flat().length === 1 && [statement.Principal.AWS].flat().every(isOwn);

/** Lists of actions that a row stands for; tried in this order. */
const ROWS: { readonly [method: string]: readonly string[] } = {
  use: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncrypt*'],
  decrypt: ['Decrypt', 'DescribeKey'],
  encrypt: ['DescribeKey', 'Encrypt', 'GenerateDataKey*', 'ReEncryptTo'],
  publish: ['Decrypt', 'DescribeKey', 'GenerateDataKey*'],
  reEncrypt: ['DescribeKey', 'ReEncrypt*'],
};
const LEVELS: { readonly [method: string]: string } = { use: 'USE', decrypt: 'DECRYPT', encrypt: 'ENCRYPT' };
const GRANTS = ['CreateGrant', 'ListGrants', 'RevokeGrant'];

/** The row that a statement might be. */
function rowOf(statement: any, isOwn: (text: unknown) => boolean, remarked: () => readonly string[]): Row | undefined {
  if (statement.Effect !== 'Allow' || statement.NotAction || statement.NotPrincipal || statement.Resource !== '*') { return undefined; }
  const principals = typeof statement.Principal === 'object' && Object.keys(statement.Principal).join() === 'AWS' ? [statement.Principal.AWS].flat() : [];
  if (principals.length !== 1 || principals[0] === '*' || isOwn(principals[0])) { return undefined; }
  const actions = [statement.Action].flat().map(action => String(action).replace(/^kms:/, '')).sort().join();
  const conditions = JSON.stringify(statement.Condition ?? {});
  const method = conditions === '{}' ? Object.keys(ROWS).find(name => [...ROWS[name]].sort().join() === actions)
    : /^\{"Bool":\{"kms:GrantIsForAWSResource":"?true"?\}\}$/.test(conditions) && actions === GRANTS.join() ? 'grantsForAwsResources' : undefined;
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(String(principals[0]))?.[1];
  const level = method && LEVELS[method];
  if (account !== undefined && level !== undefined) {
    // Without a bound the construct asks whether every role there is meant; here it is, whoever wrote it.
    const shared = options([['accessLevel', constant(`KeyAccessLevel.${level}`)], ['allowWholeAccount', json(true)]]);
    return { kind: 'access', code: call('KeyAccess.account', json(account), shared), remarked: remarked(), isRow: true };
  }
  return method === undefined ? undefined
    : { kind: 'access', code: call(`KeyAccess.${method}`, principalCode(principals[0], isOwn)), remarked: [], isRow: true };
}

function scalars(properties: { readonly [name: string]: any }, key: Key): (readonly [string, Code])[] {
  const known = (name: string): any => {
    const value = properties[name];
    if (typeof value === 'object') { throw new Unsayable(`${name} is decided by a function of the template`); }
    return value;
  };
  const isTrue = (value: unknown): boolean => String(value) === 'true';
  const [description, enabled, rotation, period, multiRegion, window] =
    ['Description', 'Enabled', 'EnableKeyRotation', 'RotationPeriodInDays', 'MultiRegion', 'PendingWindowInDays'].map(known);
  return [
    ...(description === undefined ? [] : [['description', json(description)] as const]),
    ...(enabled === undefined || isTrue(enabled) ? [] : [['enabled', json(false)] as const]),
    ...(isTrue(rotation) ? [] : [['enableKeyRotation', json(false)] as const]),
    ...(period === undefined || !isTrue(rotation) ? [] : [['rotationPeriod', call('Duration.days', json(Number(period)))] as const]),
    ...(isTrue(multiRegion) ? [['multiRegion', json(true)] as const] : []),
    ['pendingWindow', call('Duration.days', json(Number(window ?? 30)))],
    ['removalPolicy', constant(`RemovalPolicy.${retentionOf(key.resource.raw)}`)],
  ];
}
