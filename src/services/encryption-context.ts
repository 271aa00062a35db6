import { EVERY_USE } from './every-use';
import { ServiceCall, ServiceUse, viaServicesOf } from './service-use';
import { unique } from '../private/policy-rows';
import { remember } from '../private/remember';

/*
 * Who says what is in the encryption context of a request that comes through a service.
 */

const callsOf = (use: ServiceUse): readonly ServiceCall[] => [...use.calls, ...use.creation ?? []];
const namesOf = ({ context, narrowedContext, contextPresent = [], contextKeys = [] }: ServiceCall): readonly string[] =>
  [...Object.keys(context ?? {}), ...Object.keys(narrowedContext ?? {}), ...contextPresent, ...contextKeys];

/** Every name that a use sends, as AWS writes it. */
const sentBy = (use: ServiceUse): readonly string[] => [...callsOf(use).flatMap(namesOf), ...use.otherContext ?? []];

const DOCUMENTED: ReadonlySet<string> = new Set(EVERY_USE.flatMap(sentBy).map(name => name.toLowerCase()));

/** What names start with that AWS services give, also where the catalog does not list them; `aws-crypto-ec:` is the AWS Encryption SDK's. */
const OF_AWS = /^(aws|aws-crypto-ec):/;

/** Whether a name of the encryption context is one that AWS services send: `aws:s3:arn`, `SecretARN`. An app's own never is. */
export const isSentByServices = (name: string): boolean => DOCUMENTED.has(name.toLowerCase()) || OF_AWS.test(name.toLowerCase());

/** Services of which the catalog has every name that starts with `aws:` and their own. */
const WHOLE: ReadonlySet<string> = new Set(['cloudtrail', 'dynamodb', 'ebs', 'ecr', 'elasticfilesystem', 'kinesis', 'lambda', 'logs', 'rds', 's3', 'sns', 'states']);
/** Services, by their name in kms:ViaService, that send what the catalog has and nothing else. */
const NOTHING_ELSE: ReadonlySet<string> = new Set(['dynamodb', 'kinesis', 'logs', 'secretsmanager', 'sns', 'ssm']);
/** Names that other ways of the same services have: of the AWS Encryption SDK, and of sessions of Systems Manager. */
const OF_OTHERS = /^aws-crypto|^aws:ssm:/;

/** What of the encryption context a service sends, where a name is none of it. */
export interface SentContext {
  /** `Amazon DynamoDB` */
  readonly service: string;
  /** As AWS writes them. */
  readonly names: readonly string[];
}

/** `dynamodb` of `aws:dynamodb:tableName`. */
const namespaceOf = (name: string): string | undefined => /^aws:([^:]+):/.exec(name)?.[1];

/** The service, of several that send the same, that has a name for its own. */
function ownerOf(uses: readonly ServiceUse[], name: string): string {
  const lettersOf = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (uses.find(({ service }) => lettersOf(service).endsWith(name)) ?? uses[0]).service;
}

const ofNamespace = remember((namespace: string): SentContext => {
  const uses = EVERY_USE.filter(use => sentBy(use).some(name => namespaceOf(name) === namespace));
  return { service: ownerOf(uses, namespace), names: unique(uses.flatMap(sentBy).filter(name => namespaceOf(name) === namespace)) };
});

const ofServices = remember((through: string): SentContext => {
  const prefixes = through.split(' ');
  const uses = EVERY_USE.filter(use => viaServicesOf(use).some(prefix => prefixes.includes(prefix)));
  return { service: ownerOf(uses, prefixes[0]), names: unique(uses.flatMap(sentBy)) };
});

/** What the services send through which a request must come, where that is known in full; `through` has their names in kms:ViaService. */
const sentThrough = (through: readonly string[]): SentContext | undefined =>
  through.length > 0 && through.every(prefix => NOTHING_ELSE.has(prefix)) ? ofServices(through.join(' ')) : undefined;

/**
 * What a service sends, where it never sends a name of the encryption context; undefined where it might. Outside of the names of AWS services an app can send
 * what it likes, unless it comes through a service. Names are compared regardless of case.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context-case
 */
export function sentInsteadOf(given: string, through: readonly string[]): SentContext | undefined {
  const name = given.toLowerCase();
  if (OF_OTHERS.test(name)) { return undefined; }
  const all = sentThrough(through);
  if (all) { return all.names.some(one => one.toLowerCase() === name) ? undefined : all; }
  const namespace = namespaceOf(name);
  return namespace !== undefined && WHOLE.has(namespace) && !DOCUMENTED.has(name) ? ofNamespace(namespace) : undefined;
}

/** How AWS writes a name of which it is known who sends it; undefined for others, which can be an app's own. */
export function spellingOf(given: string, through: readonly string[]): string | undefined {
  const namespace = namespaceOf(given.toLowerCase());
  const names = sentThrough(through)?.names ?? (namespace !== undefined && WHOLE.has(namespace) ? ofNamespace(namespace).names : []);
  return names.find(name => name.toLowerCase() === given.toLowerCase());
}

/** Templates of the values of a name, `arn:{partition}:s3:::{resource}`; none where the catalog does not say. */
export const valuesOfContext: (name: string) => readonly string[] = remember((name: string): readonly string[] => {
  const sending = EVERY_USE.filter(use => sentBy(use).includes(name));
  const templates = sending.flatMap(use => callsOf(use).flatMap(({ context, narrowedContext }) => [context?.[name] ?? [], narrowedContext?.[name] ?? []].flat())
    .map(template => template.replace('{resourceArn}', use.resourceArn ?? '{unknown}')));
  return templates.some(template => template.includes('{unknown}')) ? [] : unique(templates);
});
