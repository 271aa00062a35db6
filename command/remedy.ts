import { App } from '../src/app/app';
import { missingPermissions } from '../src/app/missing-permissions';
import { Identity, Key, Use } from '../src/app/model';
import { conditionKeyAsWritten } from '../src/iam/condition-keys';
import { referenceOf } from '../src/iam/symbols';
import { CATALOG } from '../src/services/catalog';
import { sourceKeysOf } from '../src/services/service-use';
import { constructName, Resource } from '../src/template/template';

/** A statement that is missing, ready to paste. Public: in the JSON of `explain` and `check`. */
export interface Remedy {
  /** `key policy`, or whose IAM policy: `IAM policy of role Api`. */
  readonly where: string;
  /** The statement, as CloudFormation takes it. */
  readonly statement: { readonly [element: string]: unknown };
  /** A row for this library's keys; null where it belongs to no key. */
  readonly library: string | null;
  /** The grant of the CDK. */
  readonly cdk: string;
  /** For a policy document of Terraform. */
  readonly terraform: string;
  /** The page of AWS that says so. */
  readonly page: string;
}

const DOCS = 'https://docs.aws.amazon.com/';
const KEY_POLICIES = `${DOCS}kms/latest/developerguide/key-policies.html`;
const IAM_POLICIES = `${DOCS}kms/latest/developerguide/iam-policies.html`;

/** What is missing for somebody of an account. */
export interface MissingAccess {
  readonly key: Key;
  /** The principal as a text of policies. */
  readonly principal: string;
  readonly identity?: Identity;
  readonly actions: readonly string[];
  readonly where: 'key policy' | 'identity policy';
  /** The value of kms:ViaService, and the use of the key by the catalog's id. */
  readonly through?: { readonly name: string; readonly use: string };
}

/** The statement that lets somebody do something. */
export function remedyFor({ key, principal, identity, actions, where, through }: MissingAccess): Remedy {
  const inKeyPolicy = where === 'key policy';
  const condition = through === undefined ? {} : { Condition: { StringEquals: { 'kms:ViaService': cloudFormation(through.name) } } };
  const action = actions.length === 1 ? actions[0] : [...actions];
  const statement = inKeyPolicy
    ? { Sid: sidOf(actions), Effect: 'Allow', Principal: { AWS: cloudFormation(principal) }, Action: action, Resource: '*', ...condition }
    : { Effect: 'Allow', Action: action, Resource: { 'Fn::GetAtt': [key.resource.logicalId, 'Arn'] }, ...condition };
  const who = identity?.resource ? camel(constructName(identity.resource)) : `new iam.ArnPrincipal('${readable(principal)}')`;
  return {
    where: inKeyPolicy ? 'key policy' : `IAM policy of ${identity ? `${identity.kind} ${identity.name}` : readable(principal)}`,
    statement,
    library: `KeyAccess.${rowOf(actions)}(${who}${through === undefined ? '' : `, { viaServices: [KeyService.${through.use}] }`})`,
    cdk: grantOf(actions, who),
    terraform: terraformOf(statement, inKeyPolicy ? readable(principal) : undefined),
    page: inKeyPolicy ? KEY_POLICIES : IAM_POLICIES,
  };
}

/** The statement that a service misses to work with a resource; undefined where there is none, or several. */
export function remedyForUse(use: Use): Remedy | undefined {
  const [missing] = missingPermissions(use);
  const call = missing && use.calls.find(({ actions, caller }) => missing.actions.every(action => actions.includes(action)) && (caller === 'service') === missing.principal.endsWith('.amazonaws.com'));
  if (!missing || !call) { return undefined; }
  const linked = call.caller === 'service-linked-role';
  const sources = new Set(sourceKeysOf(call).map(name => name.toLowerCase()));
  const equals: { [name: string]: unknown } = {};
  const like: { [name: string]: unknown } = {};
  for (const [name, values] of Object.entries(use.request)) {
    const isContext = name.startsWith('kms:encryptioncontext:');
    if (!sources.has(name) && !(isContext && call.context)) { continue; }
    const [value] = [...values].sort((a, b) => Number(referenceOf(a) !== undefined) - Number(referenceOf(b) !== undefined));
    (value.startsWith('arn:') || isContext ? like : equals)[conditionKeyAsWritten(name)] = cloudFormation(value);
  }
  const condition = { ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}), ...(Object.keys(like).length > 0 ? { ArnLike: like } : {}) };
  const statement = {
    Sid: sidOf(missing.actions),
    Effect: 'Allow',
    Principal: linked ? { AWS: cloudFormation(missing.principal) } : { Service: cloudFormation(missing.principal) },
    Action: missing.actions.length === 1 ? missing.actions[0] : [...missing.actions],
    Resource: '*',
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
  const id = Object.keys(CATALOG).find(name => CATALOG[name].service === use.service && CATALOG[name].source === use.page);
  return {
    where: 'key policy',
    statement,
    library: id === undefined ? null : `KeyAccess.service(KeyService.${id})`,
    cdk: `key.addToResourcePolicy(iam.PolicyStatement.fromJson(${oneLineOf(statement)}))`,
    terraform: terraformOf(statement),
    page: `${DOCS}${use.page}`,
  };
}

/** The rows of this library by what they let do. */
const ROWS: readonly (readonly [pattern: RegExp, row: string])[] = [
  [/^Decrypt$/, 'decrypt'],
  [/^(Encrypt|GenerateDataKey.*)$/, 'encrypt'],
  [/^ReEncrypt/, 'reEncrypt'],
  [/^Sign$/, 'sign'],
  [/^Verify$/, 'verify'],
  [/^GetPublicKey$/, 'publicKey'],
  [/^GenerateMac$/, 'generateMac'],
  [/^VerifyMac$/, 'verifyMac'],
  [/^DeriveSharedSecret$/, 'deriveSharedSecret'],
  [/^CreateGrant$/, 'grantsForAwsResources'],
  [/^(Describe|List|Get)/, 'view'],
];

/** Whoever decrypts and encrypts uses the key; what no row of use covers is for administrators. */
function rowOf(actions: readonly string[]): string {
  const rows = new Set(actions.map(action => ROWS.find(([pattern]) => pattern.test(action.replace('kms:', '')))?.[1] ?? 'administer'));
  return rows.size === 1 ? [...rows][0] : rows.has('administer') ? 'administer' : 'use';
}

const GRANTS: { readonly [action: string]: string } = {
  'kms:Decrypt': 'grantDecrypt', 'kms:Encrypt': 'grantEncrypt', 'kms:GenerateMac': 'grantGenerateMac', 'kms:VerifyMac': 'grantVerifyMac', 'kms:Sign': 'grantSign', 'kms:Verify': 'grantVerify',
};

function grantOf(actions: readonly string[], who: string): string {
  const [only, ...others] = actions;
  return others.length === 0 && GRANTS[only] ? `key.${GRANTS[only]}(${who})` : `key.grant(${who}, ${actions.map(action => `'${action}'`).join(', ')})`;
}

const sidOf = (actions: readonly string[]): string => `Allow${actions.map(action => action.replace(/^kms:|\W/g, '')).join('')}`.slice(0, 60);

const camel = (name: string): string => {
  const parts = name.split(/[^A-Za-z0-9]+/).filter(part => part !== '').map(part => part[0].toUpperCase() + part.slice(1));
  const joined = parts.join('').replace(/Resource$/, '');
  return joined === '' ? 'role' : joined[0].toLowerCase() + joined.slice(1);
};

const SYMBOL = /\$\{(?:AWS\.(\w+)|s\d+#([^}]+)|\?([^}]*))\}/g;
const readable = (text: string): string => text.replace(SYMBOL, (_, pseudo?: string, resource?: string) => pseudo ? `\${AWS::${pseudo}}` : resource ? `\${${resource}}` : '*');

/** A text as CloudFormation takes it: references for symbols. */
function cloudFormation(text: string): unknown {
  const reference = referenceOf(text);
  if (reference) { return reference.attribute === undefined ? { Ref: reference.logicalId } : { 'Fn::GetAtt': [reference.logicalId, reference.attribute] }; }
  const shown = readable(text);
  return shown.includes('${') ? { 'Fn::Sub': shown } : shown;
}

const oneLineOf = (value: unknown): string => JSON.stringify(value);

/** Terraform has no functions of CloudFormation: what they name stands as a text to fill in. */
function terraformOf(statement: { readonly [element: string]: unknown }, principal?: string): string {
  const plain = JSON.parse(JSON.stringify(principal === undefined ? statement : { ...statement, Principal: { AWS: principal } }), (_, value) => {
    const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
    if (keys.length !== 1) { return value; }
    if (keys[0] === 'Fn::GetAtt') { return `<${value['Fn::GetAtt'].join('.')}>`; }
    return keys[0] === 'Ref' || keys[0] === 'Fn::Sub' ? String(value[keys[0]]).replace(/\$\{([^}]*)\}/g, '<$1>') : value;
  });
  return `jsonencode(${hcl(plain)})`;
}

function hcl(value: unknown): string {
  if (Array.isArray(value)) { return `[${value.map(hcl).join(', ')}]`; }
  if (typeof value === 'object' && value !== null) { return `{ ${Object.entries(value).map(([name, inner]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)} = ${hcl(inner)}`).join(', ')} }`; }
  return JSON.stringify(value);
}

/** A statement as people write it: short lists on one line. */
export const statementText = (statement: Remedy['statement']): string =>
  JSON.stringify(statement, undefined, 2).replace(/(\[|\{)\s+("[^"\n]*"(?:: "[^"\n]*")?(?:,\s+"[^"\n]*")*)\s+(\]|\})/g, (_, open, inner, close) => `${open === '{' ? '{ ' : '['}${inner.replace(/\s+/g, ' ')}${close === '}' ? ' }' : ']'}`);

/** What lets somebody at data, in an IAM policy of their own. */
export function dataRemedy(identity: Identity, data: Resource, action: string, arn: string, word: 'read' | 'write', page: string): Remedy {
  const statement = { Effect: 'Allow', Action: action, Resource: cloudFormation(arn) };
  const who = camel(identity.name);
  return {
    where: `IAM policy of ${identity.kind} ${identity.name}`,
    statement,
    library: null,
    cdk: `${camel(constructName(data))}.grant${word === 'read' ? 'Read' : 'Write'}(${who})`,
    terraform: terraformOf(statement),
    page,
  };
}

/** A remedy as lines for people. */
export const remedyLines = ({ where, statement, library, cdk, page }: Remedy): string[] => [
  `Missing in the ${where}:`,
  ...statementText(statement).split('\n').map(line => `  ${line}`),
  ...(library === null ? [] : [`With this library: ${library}`]),
  `With the CDK: ${cdk}`,
  `See ${page}`,
];

/** The use that a finding is about. */
export const useOf = (app: App, stack: number, logicalId: string, message: string): Use | undefined =>
  app.uses.find(({ resource, what }) => resource.stack.index === stack && resource.logicalId === logicalId && message.includes(what));
