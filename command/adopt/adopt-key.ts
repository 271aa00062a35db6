import { call, Code, constant, json, list, made, map, Names, options, run } from './code';
import { principalCode, statementCode, Unsayable } from './read-key';
import { statementsOf } from './statements-of';
import { App } from '../../src/app/app';
import { Key } from '../../src/app/model';
import { requestedKey } from '../../src/app/requested-key';
import { compare, Difference } from '../../src/iam/compare';
import { fromObject } from '../../src/template/load-object';
import { RawResource } from '../../src/template/template';

/** What the package and the CDK give to code that is run. */
export interface Library {
  readonly keysmith: any;
  readonly cdk: any;
}

/** A key as code, with the proof that it says the same. */
export interface AdoptedKey {
  readonly construct: 'EncryptedKey' | 'CfnKey' | 'CfnReplicaKey';
  /** What happens to an L1 construct's resource when it leaves the stack; that of EncryptedKey is among its props. */
  readonly removalPolicy?: string;
  readonly id: string;
  readonly props: Code;
  /** Said of the key as a whole. */
  readonly remarks: readonly string[];
  /** Access that the written construct gives and the key does not, or the other way round; none unless it is an error of ours. */
  readonly differences: readonly Difference[];
  /** Properties of the resource that are not the same. */
  readonly properties: readonly string[];
  /** How many statements became rows. */
  readonly rows: number;
  readonly statements: number;
  /** The resources that the construct makes, by logical id and type. */
  readonly made: readonly { readonly logicalId: string; readonly type: string; readonly aliasName?: string }[];
}

/** What is said of a statement. */
export type Remarks = (statement: { readonly Sid?: string }, index: number) => readonly string[];

/** Writes the construct for a key, and proves it. */
export function adoptKey(app: App, key: Key, library: Library, { ofStatement: remarks, ofKey }: { readonly ofStatement: Remarks; readonly ofKey: readonly string[] }): AdoptedKey {
  const names = namesFor(library);
  const written = sayable(library, () => encryptedKey(app, key, library, names, remarks));
  const adopted = typeof written === 'string' ? asItIs(key, library, names, written, remarks) : written;
  return { ...adopted, remarks: [...adopted.remarks, ...ofKey] };
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

function encryptedKey(app: App, key: Key, library: Library, names: Names, remarks: Remarks): AdoptedKey {
  const { raw, logicalId } = key.resource;
  if (key.replica) { throw new Unsayable('it is a replica: write a ReplicaKey, or a MultiRegionKey for its primary'); }
  const properties = raw.Properties ?? {};
  if ((properties.KeySpec ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT') { throw new Unsayable(`its spec is ${JSON.stringify(properties.KeySpec)}: choose its construct by docs/key-kinds.md`); }
  if ((properties.Origin ?? 'AWS_KMS') !== 'AWS_KMS') { throw new Unsayable('its material does not come from KMS: see ImportedKey and CustomKeyStoreKey'); }
  if (properties.BypassPolicyLockoutSafetyCheck !== undefined) { throw new Unsayable('it sets BypassPolicyLockoutSafetyCheck, which EncryptedKey has not'); }
  const policy = properties.KeyPolicy as { readonly Statement?: unknown } | undefined;
  const statements: any[] = policy === undefined ? [] : ([] as any[]).concat(policy.Statement ?? notAPolicy());
  const isOwn = (text: unknown): boolean => {
    const { account, partition } = key.resource.stack.place;
    const value = app.evaluate(text, key.resource.stack);
    return value === account || value === `arn:${partition}:iam::${account}:root`;
  };
  const own: any[] = [];
  let delegates = policy === undefined;
  for (const statement of statements) {
    if (isDelegation(statement, isOwn)) { delegates = true; } else { own.push(statement); }
  }
  const aliases = key.aliases.map(({ name }) => name).filter(name => /^alias\/[A-Za-z0-9/_-]+$/.test(name));
  const fixed: (readonly [string, Code])[] = [
    ...(aliases[0] ? [['alias', json(aliases[0])] as const] : []),
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
  // Each statement that might be a row is tried as one, and stays one where access is the same.
  const rows = own.map(statement => rowOf(statement, isOwn, () => remarks(statement, statements.indexOf(statement))) ?? plain(statement));
  const attempt = sayable(library, () => proven(key, library, names, logicalId, make(rows)));
  const [chosen, proof] = typeof attempt !== 'string' && attempt.differences.length === 0 ? [rows, attempt]
    : [own.map(plain), proven(key, library, names, logicalId, make(own.map(plain)))];
  if (proof.differences.length > 0) { throw new Unsayable(`access would not be the same: ${proof.differences.map(({ caller, actions }) => `${caller.texts[0]} ${actions[0]}`).join(', ')}`); }
  const more = aliases.slice(1);
  return {
    construct: 'EncryptedKey',
    id: logicalId,
    props: make(chosen),
    remarks: [
      ...(more.length > 0 ? [`It has more aliases: add them with addAlias: ${more.join(', ')}.`] : []),
      ...(aliases[0] ? [] : ['The key had no alias; the construct gives it one, made of its name.']),
      ...(delegates ? [] : ['IAM policies of the account allow nothing on this key, as before.']),
    ],
    ...proof,
    rows: chosen.filter(({ isRow }) => isRow).length + (statements.length - own.length),
    statements: statements.length,
  };
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

/** CloudFormation deletes where the template says nothing. */
const retentionOf = ({ resource: { raw } }: Key): string =>
  ({ Retain: 'RETAIN', RetainExceptOnCreate: 'RETAIN_ON_UPDATE_OR_DELETE' } as { [policy: string]: string })[String(raw.DeletionPolicy)] ?? 'DESTROY';

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
    ['removalPolicy', constant(`RemovalPolicy.${retentionOf(key)}`)],
  ];
}

/** The key as the template has it, as an L1 construct. */
function asItIs(key: Key, library: Library, names: Names, why: string, remarks: Remarks): AdoptedKey {
  const { raw, logicalId } = key.resource;
  const properties = Object.entries(raw.Properties ?? {});
  const props = map(properties.map(([name, value]) => [`${name[0].toLowerCase()}${name.slice(1)}`, json(name === 'Tags' ? tags(value) : value)] as const));
  const construct = key.replica ? 'CfnReplicaKey' : 'CfnKey';
  const statements = statementsOf(raw);
  return {
    construct,
    removalPolicy: retentionOf(key),
    id: logicalId,
    props,
    remarks: [
      `EncryptedKey cannot say this key: ${why}. It is kept as it is.`,
      ...(key.aliases.length > 0 ? [`Write its aliases as well: ${key.aliases.map(({ name }) => name).join(', ')}.`] : []),
      ...statements.flatMap(remarks),
    ],
    ...proven(key, library, names, logicalId, props, `kms.${construct}`),
    rows: 0,
    statements: statements.length,
  };
}

/** L1 constructs have tags in lower case. */
const tags = (value: unknown): unknown => Array.isArray(value) ? value.map(tag => 'Key' in Object(tag) ? { key: tag.Key, value: tag.Value } : tag) : value;

/** Runs the code, and compares the key that it makes with the one that is there. */
function proven(key: Key, library: Library, names: Names, id: string, props: Code, type = 'EncryptedKey'): Pick<AdoptedKey, 'differences' | 'properties' | 'made'> {
  const { stack: template, logicalId, raw } = key.resource;
  const { account, region } = template.place;
  const { cdk } = library;
  const isKnown = (text: string): boolean => /^[a-z0-9-]+$/.test(text);
  const env = { account: isKnown(account) ? account : undefined, region: isKnown(region) ? region : undefined };
  const stack = new cdk.Stack(new cdk.App({ analyticsReporting: false }), 'Adopted', { env });
  const construct = run(made(type, constant('scope'), json(id), props), { ...names, scope: stack });
  const problems: string[] = construct.node.findAll().flatMap(({ node }: any) => node.validate());
  if (problems.length > 0) { throw new Unsayable(problems[0]); }
  const rendered = stack.resolve(Object.assign({}, ...construct.node.findAll().filter((node: any) => cdk.CfnResource.isCfnResource(node))
    .map((node: any) => node._toCloudFormation().Resources)));
  const plain: { [id: string]: RawResource } = JSON.parse(JSON.stringify(rendered));
  const [madeKey] = Object.values(plain).filter(({ Type }) => Type === raw.Type);
  const { parameters: Parameters, conditions: Conditions, mappings: Mappings, resources } = template;
  const sections = { Parameters, Conditions, Mappings, Resources: { ...resources, [logicalId]: { ...raw, Properties: madeKey.Properties } } };
  const after = new App([{ ...fromObject(sections, { stackName: template.title, account, region }), given: template.given, place: template.place }]);
  const before = new App([{ ...template, index: 0 }]);
  const find = (of: App): Key => of.keys.find(({ resource }) => resource.logicalId === logicalId)!;
  const [old, now] = [find(before), find(after)];
  return {
    differences: compare({ key: { statements: old.policy.decidable } }, { key: { statements: now.policy.decidable } }, requestedKey(old)),
    properties: changedProperties(raw.Properties ?? {}, madeKey.Properties ?? {}),
    made: Object.entries(plain).map(([name, { Type, Properties }]) => ({
      logicalId: Type === raw.Type ? logicalId : name, type: Type, ...(Type === 'AWS::KMS::Alias' ? { aliasName: String(Properties?.AliasName) } : {}),
    })),
  };
}

/** What CloudFormation takes where a template says nothing. */
const DEFAULTS: { readonly [name: string]: unknown } = {
  Enabled: true, EnableKeyRotation: false, KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT', MultiRegion: false, Origin: 'AWS_KMS', PendingWindowInDays: 30,
};

function changedProperties(old: { readonly [name: string]: any }, now: { readonly [name: string]: any }): string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(name => name !== 'KeyPolicy')
    .filter(name => String(JSON.stringify(old[name] ?? DEFAULTS[name])).replace(/"/g, '') !== String(JSON.stringify(now[name] ?? DEFAULTS[name])).replace(/"/g, '')).sort();
}

function namesFor({ keysmith, cdk }: Library): Names {
  const { EncryptedKey, IamDelegation, KeyAccess, KeyAccessLevel, KeyRestriction } = keysmith;
  const { Aws, Duration, Fn, RemovalPolicy, Token } = cdk;
  return { EncryptedKey, IamDelegation, KeyAccess, KeyAccessLevel, KeyRestriction, Aws, Duration, Fn, RemovalPolicy, Token, iam: cdk.aws_iam, kms: cdk.aws_kms };
}
