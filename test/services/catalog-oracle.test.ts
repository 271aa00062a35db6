import { samplePolicy } from './policies';
import { arnOf, FOREIGN_ACCOUNT, OTHER_USER, sample, sourceAccount, USER } from './samples';
import { CATALOG } from '../../src/services/catalog';
import { creationOf, ServiceCall, ServiceUse, sourceKeysOf } from '../../src/services/service-use';
import { decisionTable, identityAllowing, TableRow } from '../support/oracle';
import { ACCOUNT, REGION } from '../support/stack';

/*
 * Every row's policy judged by the rules of IAM: what the service sends for a resource of ours is allowed, and each thing in it that
 * is not ours is denied. What is sent is written here from the row's facts by its own few lines, not by the library's code.
 */

const SUPPORTED = Object.values(CATALOG).filter(use => !use.unsupported);

interface Sent { [key: string]: string | string[] }

/** The actions that patterns stand for. */
const concrete = (action: string): string[] => ({
  'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  'kms:ReEncrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
}[action] ?? [action]);

const fill = (template: string, account: string, resource: string): string => template
  .replace('{partition}', 'aws').replace('{region}', REGION).replace('{account}', account).replace('{resource}', resource)
  .replace('-??????', '-AbCdEf');

const first = (templates: string | readonly string[]): string => ([] as string[]).concat(templates)[0];

/** What the service sends for a resource by name in an account. */
function sent(use: ServiceUse, call: ServiceCall, account: string, name: string): Sent {
  const resource = name === '*' ? 'any' : name === sample(use).resource ? sample(use).sent ?? name : name;
  const arn = use.resourceArn ? fill(use.resourceArn, account, resource) : arnOf(use, resource);
  const value = (template: string | readonly string[]) => {
    const text = first(template);
    return text === '{resource}' ? resource : fill(text.replace('{resourceArn}', arn), account, resource).replace(/\*/g, 'any');
  };
  const context = Object.fromEntries(Object.entries({ ...call.context, ...call.narrowedContext }).map(([key, t]) => [`kms:EncryptionContext:${key}`, value(t)]));
  const present = Object.fromEntries((call.contextPresent ?? []).map(key => [`kms:EncryptionContext:${key}`, 'anything']));
  const sources = sourceKeysOf(call);
  const through = call.through ?? (call.caller === 'user' && call.viaService !== false ? use.viaService : undefined);
  return {
    ...(through ? { 'kms:ViaService': `${through}.${REGION}.amazonaws.com` } : {}),
    ...(sources.includes('aws:SourceArn') ? { 'aws:SourceArn': call.sourceArn ? fill(first(call.sourceArn), account, resource).replace(/\*/g, 'any') : arn } : {}),
    ...(sources.includes('aws:SourceAccount') ? { 'aws:SourceAccount': account } : {}),
    ...present,
    ...context,
    ...(call.contextKeys ? { 'kms:EncryptionContextKeys': [...call.contextKeys] } : {}),
    ...(call.grantIsForAwsResource ? { 'kms:GrantIsForAWSResource': 'true' } : {}),
    ...(call.grantConstraintType ? { 'kms:GrantConstraintType': call.grantConstraintType } : {}),
    ...(call.grantOperations ? { 'kms:GrantOperations': call.grantOperations.slice(0, 1) } : {}),
  };
}

/** What must not be enough: each key missing, and each key naming something that is not ours. */
function spoiled(request: Sent, foreign: Sent): [string, Sent][] {
  return Object.keys(request).flatMap(key => {
    const { [key]: _, ...without } = request;
    const wrong: Sent = key === 'kms:GrantIsForAWSResource' ? { [key]: 'false' } : key === 'kms:EncryptionContextKeys' ? { [key]: ['other'] }
      : key === 'kms:GrantOperations' ? { [key]: ['Sign'] } : key === 'kms:ViaService' ? { [key]: `other.${REGION}.amazonaws.com` }
        : key === 'kms:GrantConstraintType' ? { [key]: 'SourceArn' } : foreign[key] !== undefined && foreign[key] !== request[key] ? { [key]: foreign[key] } : {};
    return [
      [`without ${key}`, without],
      ...(Object.keys(wrong).length > 0 ? [[`with ${key} of a stranger`, { ...request, ...wrong }]] : []),
    ] as [string, Sent][];
  });
}

function principalOf(call: ServiceCall): string {
  switch (call.caller) {
    case 'service': return call.regionalPrincipal === 'always' ? call.principal!.replace('.amazonaws.com', `.${REGION}.amazonaws.com`) : call.principal!;
    case 'service-linked-role': return `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${call.serviceLinkedRole}`;
    case 'user': return USER;
  }
}

/** Allowed by any other statement of the row for the same principal, such as a wider one for another purpose. */
const alsoBy = (use: ServiceUse, call: ServiceCall, action: string): boolean => use.calls.some(other => other !== call
  && principalOf(other) === principalOf(call) && other.actions.flatMap(concrete).includes(action));

function table(use: ServiceUse): TableRow[] {
  const account = sourceAccount(use);
  const { resource, stranger } = sample(use);
  return use.calls.flatMap(call => {
    const principal = principalOf(call);
    const own = sent(use, call, account, resource);
    const name = `${call.purpose || 'use'}:`;
    const actions = call.actions.flatMap(concrete);
    const ask = (who: string, action: string, context: Sent): TableRow[1] => ({ principal: who, action, context });
    const judged = actions.filter(action => !alsoBy(use, call, action));
    const [action] = judged;
    return [
      ...actions.map(a => [`${name} ${principal} may ${a} for ours`, ask(principal, a, own), 'Allowed'] as TableRow),
      ...(action === undefined ? [] : [
        ...spoiled(own, sent(use, call, account, stranger)).map(([how, context]) => [`${name} no ${action} ${how}`, ask(principal, action, context), 'ImplicitlyDenied'] as TableRow),
        ...spoiled(own, sent(use, call, FOREIGN_ACCOUNT, resource)).filter(([how]) => how.endsWith('stranger'))
          .map(([how, context]) => [`${name} no ${action} ${how} from another account`, ask(principal, action, context), 'ImplicitlyDenied'] as TableRow),
        [`${name} another service may not ${action}`, ask('stranger.amazonaws.com', action, own), 'ImplicitlyDenied'] as TableRow,
        [`${name} another role may not ${action}`, ask(OTHER_USER, action, own), 'ImplicitlyDenied'] as TableRow,
      ]),
      // Reading about the key is management, which the test key leaves to IAM policies.
      ...(call.caller === 'service' || action === undefined || action === 'kms:DescribeKey' ? [] : [[
        `${name} IAM policies alone give no ${action}`,
        { ...ask(OTHER_USER, action, own), identity: [identityAllowing('kms:*')] },
        // But for what creating a resource needs, through the service: users who are named do not shut out the role that deploys.
        own['kms:ViaService'] && createdWith(use, action) ? 'Allowed' : 'ImplicitlyDenied',
      ] as TableRow]),
      ...(call.caller === 'user' && own['kms:ViaService'] && action !== undefined && action !== 'kms:DescribeKey' && createdWith(use, action) ? [[
        `${name} IAM policies alone give no ${action} through another service`,
        { ...ask(OTHER_USER, action, { ...own, 'kms:ViaService': `other.${REGION}.amazonaws.com` }), identity: [identityAllowing('kms:*')] },
        'ImplicitlyDenied',
      ] as TableRow] : []),
    ];
  });
}

const createdWith = (use: ServiceUse, action: string): boolean =>
  creationOf(use).some(call => !call.deployerOnly && call.viaService !== false && call.actions.flatMap(concrete).includes(action));

/** What never tells apart who deploys from who uses. */
const EXECUTION_ROLE = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;

describe.each(SUPPORTED.filter(use => use.calls.some(call => call.caller === 'user')).map(use => [use.id, use] as [string, ServiceUse]))('creating for %s', (_, use) => {
  const policy = samplePolicy(use);
  const account = sourceAccount(use);
  const rows: TableRow[] = creationOf(use).flatMap(call => call.actions.flatMap(concrete).map(action => [
    `the role that deploys may ${action}`,
    {
      principal: EXECUTION_ROLE,
      action,
      identity: [identityAllowing('*')],
      context: sent(use, call, account, sample(use).resource),
    },
    'Allowed',
  ] as TableRow));
  if (rows.length > 0) { decisionTable(() => policy, rows); }
  test('needs no decryption but by the role that deploys', () => {
    expect(creationOf(use).filter(call => !call.deployerOnly).flatMap(call => call.actions).filter(action => action === 'kms:Decrypt')).toEqual([]);
  });
});

describe.each(SUPPORTED.map(use => [use.id, use] as [string, ServiceUse]))('%s', (_, use) => {
  const policy = samplePolicy(use);
  decisionTable(() => policy, table(use));

  test('lets the service manage nothing', () => {
    const managed = policy.Statement.filter(s => s.Principal.Service).flatMap(s => [s.Action].flat())
      .filter(action => /Put|Delete|Disable|Enable|Schedule|Tag|Alias|Replicate|Update|Import|\*$/.test(action) && !/^kms:(GenerateDataKey|ReEncrypt)\*$/.test(action));
    expect(managed).toEqual([]);
  });
});
