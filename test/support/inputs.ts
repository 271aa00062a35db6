import { App, CfnParameter, Duration, RemovalPolicy, Stack, TimeZone } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as keysmith from '../../src';
import { baseOf, Parameter, PublicApi } from '../../tools/public-api';

/* Right, wrong and unknown values for every parameter and property of the public API, so that a new one is tried without anybody adding it. */

const ACCOUNT = '111122223333';
type Values = { readonly [type: string]: (stack: Stack, name: string) => unknown };

/** One right value of each type. */
const SAMPLES: Values = {
  string: (_, name) => STRINGS[name] ?? 'text',
  number: (_, name) => NUMBERS[name] ?? 1,
  boolean: () => true,
  Attestation: () => keysmith.Attestation.nitroEnclave({ imageSha384: ['ab'.repeat(48)] }),
  Construct: stack => stack,
  IConstruct: stack => stack,
  Duration: (_, name) => Duration.days(/rotation/i.test(name) ? 180 : /pendingWindow|window/i.test(name) ? 30 : 1),
  IAlarm: stack => cloudwatch.Alarm.fromAlarmArn(stack, unique(stack), `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:a`),
  IBucket: stack => s3.Bucket.fromBucketName(stack, unique(stack), 'bucket'),
  IKeyRef: stack => new keysmith.EncryptedKey(stack, unique(stack)),
  Schedule: () => events.Schedule.rate(Duration.days(7)),
  IGrantable: () => new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`),
  IHostedZone: stack => route53.HostedZone.fromHostedZoneId(stack, unique(stack), 'Z123'),
  IKey: stack => new keysmith.EncryptedKey(stack, unique(stack)),
  ICustomerManagedKey: stack => new keysmith.EncryptedKey(stack, unique(stack)),
  ILogGroup: stack => logs.LogGroup.fromLogGroupName(stack, unique(stack), '/trail'),
  IQueue: stack => new sqs.Queue(stack, unique(stack)),
  IResource: stack => new s3.Bucket(stack, unique(stack)),
  IRole: stack => new iam.Role(stack, unique(stack), { assumedBy: new iam.AccountRootPrincipal() }),
  IRule: stack => new events.Rule(stack, unique(stack), { schedule: events.Schedule.rate(Duration.hours(1)) }),
  ITopic: stack => new sns.Topic(stack, unique(stack)),
  KeyAccess: () => keysmith.KeyAccess.view(new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/Reader`)),
  KeyEnvironment: () => keysmith.KeyEnvironment.STAGING,
  KeyFactory: () => keysmith.KeyFactory.encrypted(),
  KeyGuardrail: () => keysmith.KeyGuardrail.noLockoutBypass(),
  KeyPlacement: () => keysmith.KeyPlacement.byService(),
  KeyRestriction: () => keysmith.KeyRestriction.grantsForAwsResourcesOnly(),
  KeyService: () => keysmith.KeyService.S3,
  KeySet: stack => new keysmith.KeySet(stack, unique(stack)),
  MessageSource: () => keysmith.MessageSource.EVENTBRIDGE,
  MessageTarget: () => keysmith.MessageTarget.ANY_TOPIC,
  PolicyStatement: () => new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [new iam.AccountRootPrincipal()] }),
  RemovalPolicy: () => RemovalPolicy.DESTROY,
  Stack: stack => stack,
  TimeZone: () => TimeZone.EUROPE_PARIS,
  CloudAssembly: () => ({ directory: '.' }),
  object: () => ({}),
  any: () => undefined,
};

const STRINGS: { readonly [name: string]: string } = {
  id: 'Thing',
  account: '444455556666',
  accountId: '444455556666',
  accounts: '444455556666',
  sourceAccounts: '444455556666',
  region: 'us-east-1',
  regions: 'us-east-1',
  replicaRegions: 'eu-west-1',
  organizationId: 'o-a1b2c3d4e5',
  organizationPaths: 'o-a1b2c3d4e5/r-ab12/*',
  keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd`,
  primaryKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
  principalArnPatterns: `arn:aws:iam::${ACCOUNT}:role/app-*`,
  sourceVpcEndpoint: 'vpce-1a2b3c4d',
  imageSha384: 'ab'.repeat(48),
  opens: '08:00',
  closes: '18:00',
  servicePrincipal: 'mine.amazonaws.com',
  sid: 'Mine',
  name: 'mine',
  targetIds: 'ou-ab12-11111111',
  exceptAccounts: '444455556666',
  exceptPrincipalArnPatterns: `arn:aws:iam::${ACCOUNT}:role/app-*`,
};
const NUMBERS: { readonly [name: string]: number } = { quotaUtilization: 80, generations: 2, gibibytes: 20 };

let count = 0;
const unique = (stack: Stack): string => `${stack.node.id}Sample${count++}`;

/** What is tried: a way to call with one value put in at a path. */
export interface Attempt {
  readonly title: string;
  /** Property or parameter, as messages name it. */
  readonly property: string;
  readonly type: string;
  /** Calls, and uses what comes back. */
  call(stack: Stack, value: unknown): void;
}

export const inputStack = (): Stack => new Stack(new App({ analyticsReporting: false }), 'Test', { env: { account: ACCOUNT, region: 'us-east-1' } });
export const parameter = (stack: Stack): CfnParameter => new CfnParameter(stack, 'P');

/** One attempt for each parameter and property of every constructor and factory. */
export function attempts(api: PublicApi): Attempt[] {
  return Object.entries(api.classes).flatMap(([name, members]) => {
    const type = (keysmith as any)[name] ?? (keysmith.mixins as any)[name];
    if (!type) { return []; }
    return Object.entries(members).filter(([member]) => member === 'new' || member.endsWith('()')).flatMap(([member, parameters]) =>
      parameters.flatMap((given, i) => given.name === 'scope' || given.name === 'id' ? [] : places(api, given).map(place => ({
        title: `${name}.${member}: ${place.property}`,
        property: place.property,
        type: place.type,
        call: (stack: Stack, value: unknown) => {
          const args = parameters.map((other, j) => j === i ? place.around(stack, value, name) : required(api, stack, other, name));
          use(stack, member === 'new' ? new type(...args) : type[member.slice(0, -2)](...args));
        },
      }))));
  });
}

function use(stack: Stack, made: any): void {
  if (made?._row) { new keysmith.EncryptedKey(stack, unique(stack)).addAccess(made); }
  if (made?._bind && made instanceof keysmith.KeyRestriction) { new keysmith.EncryptedKey(stack, unique(stack)).addRestriction(made); }
}

interface Place {
  readonly property: string;
  readonly type: string;
  around(stack: Stack, value: unknown, owner: string): unknown;
}

/** The parameter itself, and the properties of its struct. */
function places(api: PublicApi, given: Parameter, prefix = '', depth = 0): Place[] {
  const struct = api.structs[given.type.replace('?', '')];
  const itself: Place = { property: `${prefix}${given.name}`, type: given.type, around: (_, value) => value };
  if (!struct || depth > 1) { return [itself]; }
  const inner = ['props', 'options', 'attributes'].includes(given.name) && depth === 0 ? '' : `${prefix}${given.name}.`;
  return [itself, ...Object.entries(struct).filter(([name]) => name !== '...').flatMap(([name, type]) =>
    places(api, { name, type }, inner, depth + 1).map(place => ({
      ...place,
      around: (stack: Stack, value: unknown, owner: string) => ({
        ...required(api, stack, { name: given.name, type: given.type.replace('?', '') }, owner) as object,
        [name]: place.around(stack, value, owner),
      }),
    })))];
}

/** A right value where one is required. */
function required(api: PublicApi, stack: Stack, { name, type }: Parameter, owner: string): unknown {
  if (type.endsWith('?')) { return undefined; }
  if (type.endsWith('[]')) { return [required(api, stack, { name, type: type.slice(0, -2) }, owner)]; }
  if (type.endsWith('{}')) { return { [name === 'pcrs' ? '4' : 'name']: required(api, stack, { name, type: type.slice(0, -2) }, owner) }; }
  const struct = api.structs[type];
  if (struct) {
    return {
      ...Object.fromEntries(Object.entries(struct).filter(([, inner]) => !inner.endsWith('?')).map(([inner, of]) => [inner, required(api, stack, { name: inner, type: of }, owner)])),
      ...EXTRA[type]?.(stack),
    };
  }
  if (api.enums[type]) { return ENUM_VALUES[type] ?? api.enums[type][0]; }
  return (SAMPLES[type] ?? (() => ({})))(stack, name);
}

const ENUM_VALUES: { readonly [type: string]: string } = {};

/** What a struct needs that its types do not say. */
const EXTRA: { readonly [struct: string]: (stack: Stack) => object } = {
  CrossAccountKeyProps: () => ({ accounts: ['444455556666'], viaServices: [keysmith.KeyService.S3] }),
  ReplicaKeyProps: () => ({ primaryKeyArn: STRINGS.primaryKeyArn }),
  KeyGrantProps: () => ({ grantee: new iam.ArnPrincipal(`arn:aws:iam::${ACCOUNT}:role/App`), operations: [keysmith.GrantOperation.DECRYPT] }),
  AccountAccessOptions: () => ({ viaServices: [keysmith.KeyService.S3] }),
  BreakGlassAccessProps: () => ({ assumedBy: [new iam.AccountRootPrincipal()] }),
  BusinessHoursAccessProps: stack => ({ users: [SAMPLES.IRole(stack, '')] }),
  KeyServiceProps: () => ({ name: 'Mine', servicePrincipal: 'mine.amazonaws.com' }),
  MessageSourceProps: () => ({ name: 'Mine', servicePrincipal: 'mine.amazonaws.com' }),
};

/** Values that are not of a type, by the way it is written. */
export function wrongValues(api: PublicApi, declared: string): unknown[] {
  const optional = declared.endsWith('?');
  const type = optional ? declared.slice(0, -1) : declared;
  const missing = optional ? [null] : [null, undefined];
  if (type.endsWith('[]')) { return [...missing, 42, 'text', {}, [undefined], [null], ...(baseOf(type) === 'string' ? [[42], [{}]] : [[42], ['text']])]; }
  if (type.endsWith('{}')) { return [...missing, 42, 'text', [1], { name: null }, { name: 42 }]; }
  if (api.structs[type]) { return [...missing, 42, 'text', ['text'], ...(api.structs[type]['...'] ? [] : [{ noSuchProperty: 1 }])]; }
  switch (type) {
    case 'any': return [];
    case 'object': return [...missing, 42, 'text', ['text']];
    case 'string': return [...missing, 42, {}, ['text'], true];
    case 'number': return [...missing, '42', {}, [42]];
    case 'boolean': return [...missing, 'true', 1, {}];
    default: return [...missing, 42, 'NO_SUCH_VALUE', {}, ['text']];
  }
}
