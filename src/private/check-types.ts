import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENUMS, STRUCTS } from './declared-types';
import { refuse } from './errors';

/** An object type of a property: how a value of it is known, its name in a sentence, and how to make one. */
interface Kind {
  readonly is: (value: object) => boolean;
  readonly article: string;
  readonly remedy?: string;
}

/** Two versions of a package are two classes of one name, so a value is known by a member that only this type has. */
const having = (member: string) => (value: object): boolean => member in value;
const kind = (member: string, article: string, remedy?: string): Kind => ({ is: having(member), article, remedy });

/** The object types of our properties. `declared-types.test.ts` fails for one that is missing here. */
export const KINDS: { readonly [type: string]: Kind } = {
  App: kind('synth', 'an App'),
  Attestation: kind('_measurements', 'an Attestation', 'such as Attestation.nitroEnclave(...)'),
  CloudAssembly: kind('directory', 'a CloudAssembly', 'as app.synth() returns it'),
  Construct: { is: value => Construct.isConstruct(value), article: 'a construct', remedy: "usually 'this'" },
  IConstruct: { is: value => Construct.isConstruct(value), article: 'a construct', remedy: "usually 'this'" },
  Duration: kind('toSeconds', 'a Duration', 'such as Duration.days(30)'),
  IAlarm: kind('alarmArn', 'an alarm'),
  IBucket: kind('bucketArn', 'a bucket'),
  IGrantable: kind('grantPrincipal', 'a principal', "pass a role, user or account; wrap an ARN: new iam.ArnPrincipal('arn:aws:iam::111122223333:role/app')"),
  IHostedZone: kind('hostedZoneId', 'a hosted zone'),
  ICustomerManagedKey: kind('keyArn', 'a key'),
  IKey: kind('keyArn', 'a key', 'kms.Key.fromKeyArn(...) and RemoteKey.fromKeyArn(...) make one of an ARN'),
  ILogGroup: kind('logGroupArn', 'a log group'),
  IKeyRef: kind('keyRef', 'a key'),
  IQueue: kind('queueArn', 'a queue'),
  IResource: kind('env', 'a construct of a resource'),
  IRole: kind('roleArn', 'a role'),
  IRule: kind('ruleArn', 'a rule'),
  ITopic: kind('topicArn', 'a topic'),
  KeyAccess: kind('_row', 'a KeyAccess', 'such as KeyAccess.decrypt(role)'),
  KeyEnvironment: kind('allowAdministratorsToUse', 'a KeyEnvironment', 'such as KeyEnvironment.PRODUCTION'),
  KeyFactory: kind('_make', 'a KeyFactory', 'such as KeyFactory.encrypted()'),
  KeyGuardrail: kind('_statements', 'a KeyGuardrail', 'such as KeyGuardrail.noLockoutBypass()'),
  KeyPlacement: kind('keyFor', 'a KeyPlacement', 'such as KeyPlacement.byService()'),
  KeyRestriction: kind('_bind', 'a KeyRestriction', 'such as KeyRestriction.grantsForAwsResourcesOnly()'),
  KeySet: kind('named', 'a KeySet', "such as new KeySet(this, 'Keys')"),
  KeyService: kind('_use', 'a KeyService', 'such as KeyService.S3'),
  MessageSource: kind('_facts', 'a MessageSource', 'such as MessageSource.EVENTBRIDGE'),
  MessageTarget: kind('_kind', 'a MessageTarget', 'such as MessageTarget.ANY_TOPIC'),
  PolicyStatement: kind('toStatementJson', 'an iam.PolicyStatement'),
  RemovalPolicy: { is: () => false, article: 'a RemovalPolicy', remedy: 'such as RemovalPolicy.DESTROY' },
  Schedule: kind('expressionString', 'an events.Schedule', 'such as events.Schedule.rate(Duration.days(7))'),
  Stack: { is: value => Stack.isStack(value), article: 'a stack' },
  TimeZone: kind('timezoneName', 'a TimeZone', 'such as TimeZone.EUROPE_PARIS'),
};

/** Properties that are not ours but often tried, and what does their work here. */
const INSTEAD: { readonly [property: string]: string } = {
  policy: "write rows in 'access' and 'restrictions'",
  admins: "the property is 'administrators'",
  trustAccountIdentities: "the property is 'iamDelegation'",
  keySpec: 'use SigningKey, HmacKey, AsymmetricEncryptionKey or KeyAgreementKey',
  keyUsage: 'use SigningKey, HmacKey, AsymmetricEncryptionKey or KeyAgreementKey',
  origin: 'use ImportedKey; CloudFormation creates no keys in custom key stores: use CustomKeyStoreKey.fromAttributes',
  customKeyStoreId: 'CloudFormation creates no keys in custom key stores: use CustomKeyStoreKey.fromAttributes',
};

/** Properties that a constructor refuses with better words than that it has none of them. */
const REFUSED_THERE: { readonly [struct: string]: readonly string[] } = {
  ReplicaKeyProps: ['enableKeyRotation', 'rotationPeriod', 'keySpec', 'keyUsage', 'origin', 'multiRegion'],
};

/**
 * Fails for a value that is not of the type which TypeScript declares: callers from JavaScript get no word from a compiler, and TypeScript's
 * callers none for what they cast. `strict` also fails for properties that a struct does not have.
 */
export function checkType(property: string, declared: string, value: unknown, strict = true): void {
  const optional = declared.endsWith('?');
  const type = optional ? declared.slice(0, -1) : declared;
  if (value === undefined && optional) { return; }
  if (type.endsWith('[]')) { checkListType(property, type.slice(0, -2), value, strict); return; }
  if (type.endsWith('{}')) { checkMapType(property, type.slice(0, -2), value, strict); return; }
  if (STRUCTS[type]) { checkStruct(property, type, value, strict); return; }
  if (isOf(type, value)) { return; }
  refuse({ property, value: shown(value), bound: `must be ${article(type)}`, remedy: value === null && optional ? 'leave it out' : remedyFor(type, value) });
}

/** The properties that a struct has, of an object that can have more. */
export function declaredOnly<T extends object>(struct: string, props: T): T {
  return Object.fromEntries(Object.entries(props).filter(([name]) => STRUCTS[struct][name])) as T;
}

function checkListType(property: string, type: string, value: unknown, strict: boolean): void {
  if (!Array.isArray(value)) {
    const one = typeof value === 'string' ? `write ['${value}']` : 'put it into a list: [...]';
    refuse({ property, value: shown(value), bound: `must be a list of ${type === 'string' ? 'values' : plural(type)}`, remedy: isOf(type, value) ? one : undefined });
  }
  if (Token.isUnresolved(value)) { refuseListToken(property); }
  for (const element of value) {
    if (typeof element === 'string' && isListToken(element)) { refuseListToken(property); }
    if (STRUCTS[type]) { checkStruct(property, type, element, strict); continue; }
    if (type.endsWith('[]') || isOf(type, element)) { continue; }
    refuse({ property, value: shown(element), bound: `must hold ${plural(type)} only`, remedy: remedyFor(type, element) });
  }
}

function checkMapType(property: string, type: string, value: unknown, strict: boolean): void {
  if (!isPlainObject(value)) { refuse({ property, value: shown(value), bound: 'must be an object, name to value' }); }
  for (const [name, inner] of Object.entries(value)) {
    if (isListToken(name)) { refuseListToken(property); }
    if (Token.isUnresolved(name)) { refuse({ property, value: name, bound: 'must have names that are known at synthesis' }); }
    checkType(`${property}.${name}`, type, inner, strict);
  }
}

function checkStruct(property: string, type: string, value: unknown, strict: boolean): void {
  if (!isPlainObject(value)) { refuse({ property, value: shown(value), bound: `must be an object with the properties of ${type}` }); }
  const declared = STRUCTS[type];
  const prefix = ['props', 'options', 'attributes'].includes(property) ? '' : `${property}.`;
  const given = value as { readonly [property: string]: unknown };
  const stranger = strict && !declared['...'] ? Object.keys(given).find(name => given[name] !== undefined && !declared[name] && !REFUSED_THERE[type]?.includes(name)) : undefined;
  if (stranger !== undefined) {
    refuse({ property: `${prefix}${stranger}`, value: shown(given[stranger]), bound: `is not a property of ${type}`, remedy: INSTEAD[stranger] ?? meant(stranger, declared) });
  }
  for (const [name, inner] of Object.entries(declared)) {
    if (name !== '...') { checkType(`${prefix}${name}`, inner, given[name], strict); }
  }
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'any') { return true; }
  if (type === 'string') { return typeof value === 'string' && !isListToken(value); }
  if (type === 'number' || type === 'boolean') { return typeof value === type; }
  if (type === 'object') { return isPlainObject(value); }
  if (type === 'RemovalPolicy') { return Object.values(RemovalPolicy).includes(value as RemovalPolicy); }
  if (ENUMS[type]) { return ENUMS[type].includes(value as string); }
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && (KINDS[type]?.is(value) ?? true);
}

function refuseListToken(property: string): never {
  refuse({
    property,
    value: 'a list token',
    bound: 'must not be a list token: each value is needed at synthesis',
    remedy: 'write the values one by one; Fn.select takes one out of a list whose length you know',
  });
}

/** The text by which the CDK encodes a list that CloudFormation fills in. */
const isListToken = (value: string): boolean => /#\{Token\[/.test(value);
const isPlainObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

const WORDS: { readonly [type: string]: [string, string] } = {
  string: ['a string', 'strings'], number: ['a number', 'numbers'], boolean: ['true or false', 'booleans'], object: ['an object', 'objects'],
};

const article = (type: string): string => WORDS[type]?.[0] ?? KINDS[type]?.article ?? `one of ${(ENUMS[type] ?? []).map(value => `${type}.${value}`).join(', ')}`;

/** `a principal` → `principals`. */
function plural(type: string): string {
  if (WORDS[type]) { return WORDS[type][1]; }
  if (STRUCTS[type] || ENUMS[type]) { return `values of ${type}`; }
  const [, noun] = /^an? (.*)$/.exec(KINDS[type]?.article ?? 'a list')!;
  return /^(Key|iam)|s$/.test(noun) ? `values of ${noun}` : `${noun}s`;
}

function remedyFor(type: string, value: unknown): string | undefined {
  if (type === 'Duration' && typeof value === 'number') { return `write Duration.days(${value})`; }
  if (type === 'string' && typeof value === 'number') { return `write '${value}'`; }
  if (type === 'IGrantable' && typeof value === 'string' && value.startsWith('arn:')) { return `wrap it: new iam.ArnPrincipal('${value}')`; }
  return KINDS[type]?.remedy;
}

/** What a message shows of a value: objects of other types can hold a whole app. */
function shown(value: unknown): unknown {
  if (Construct.isConstruct(value) || typeof value !== 'object' || value === null || Array.isArray(value)) { return typeof value === 'function' ? 'a function' : value; }
  const { constructor } = value;
  return constructor === Object || constructor === undefined ? `an object of ${Object.keys(value).join(', ') || 'nothing'}` : `a ${constructor.name}`;
}

/** The property that was meant, if one is near. */
function meant(name: string, declared: { readonly [property: string]: string }): string | undefined {
  const near = Object.keys(declared)
    .map(property => ({ property, distance: distance(name.toLowerCase(), property.toLowerCase()) }))
    .filter(candidate => candidate.distance <= Math.max(2, name.length / 3) || candidate.property.toLowerCase().includes(name.toLowerCase())
      || name.toLowerCase().includes(candidate.property.toLowerCase()))
    .sort((a, b) => a.distance - b.distance);
  return near.length > 0 ? `did you mean '${near[0].property}'?` : undefined;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) { next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))); }
    row = next;
  }
  return row[b.length];
}
