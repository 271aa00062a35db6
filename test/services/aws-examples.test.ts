import * as iam from 'aws-cdk-lib/aws-iam';
import { added, Policy, servicePolicy } from './policies';
import { CATALOG } from '../../src/services/catalog';
import { AWS_EXAMPLES, AwsExample, ROLE } from '../aws-examples';
import { decide, simulate } from '../support/oracle';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../support/stack';

/*
 * What AWS's pages ask for against what the rows write, by meaning: every call that a statement of AWS lets through is let through, and
 * once the account, Region, resource or context of the call is another's, neither lets it through.
 */

interface Call {
  readonly principal: string;
  readonly action: string;
  readonly context: Context;
  /** What the statement asks for, whether calls of this action carry it or not. */
  readonly whole: Context;
}
interface Context { [key: string]: string | string[] }

const list = (value: string | string[]): string[] => ([] as string[]).concat(value);

/** The calls that patterns of actions stand for. */
const CONCRETE: { readonly [pattern: string]: string[] } = {
  'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  'kms:ReEncrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  'kms:Describe*': ['kms:DescribeKey'],
  'kms:Encrypt*': ['kms:Encrypt'],
  'kms:Decrypt*': ['kms:Decrypt'],
};

/** A request that meets a condition: the first of the values, asterisks filled in. */
function meeting(condition: any = {}): Context {
  return Object.fromEntries(Object.entries<any>(condition).flatMap(([operator, keys]) => Object.entries<any>(keys).map(([key, value]) => {
    if (operator === 'Null') { return [key, 'anything']; }
    const [first] = list(value);
    // A key without an operator for sets has one value, whatever the statement says.
    const isMany = /^For/.test(operator) && /Keys$|Operations$/.test(key);
    const region = key === 'kms:ViaService' ? REGION : 'any';
    return [key, isMany ? [first] : first.replace(/\*/g, region)];
  })));
}

/** Which calls have a key: looks at a key carry no encryption context, and only grants say what they are for. */
const carries = (action: string, key: string): boolean => key.startsWith('kms:EncryptionContext') ? action !== 'kms:DescribeKey' : !key.startsWith('kms:Grant') || action === 'kms:CreateGrant';

function callsOf({ Principal, Action, Condition }: any, sends: AwsExample['sends']): Call[] {
  const principals = list(Principal.Service ?? Principal.AWS);
  return principals.flatMap(principal => list(Action).flatMap(action => CONCRETE[action] ?? [action]).map(action => {
    const whole = { ...meeting(Condition), ...sends };
    return { principal, action, whole, context: Object.fromEntries(Object.entries(whole).filter(([key]) => carries(action, key))) };
  }));
}

/** The same call for something else: one fact of it is another account's, another Region's, another resource's. */
function strangersOf(call: Call): [string, Call][] {
  const changes: [string, (value: string, key: string) => string][] = [
    ['account', value => value.replaceAll(ACCOUNT, OTHER_ACCOUNT)],
    ['Region', value => value.replaceAll(REGION, 'ap-south-1')],
    ['resource', (value, key) => /ViaService|SourceAccount|CallerAccount|Grant/.test(key) ? value : value.replace(/[^/:]+$/, 'strangers-of-another')],
    ['service', (value, key) => key === 'kms:ViaService' ? `other.${REGION}.amazonaws.com` : value],
  ];
  // Whose account the caller is of, the caller tells.
  return Object.entries(call.context).filter(([key]) => key !== 'kms:CallerAccount').flatMap(([key, value]) => changes.flatMap(([what, change]): [string, Call][] => {
    const changed = Array.isArray(value) ? value : change(value, key);
    return changed === value ? [] : [[`${call.principal} ${call.action} with ${key} of another ${what}`, { ...call, context: { ...call.context, [key]: changed } }]];
  }));
}

const policies = new Map<AwsExample, Policy>();
function rowOf(example: AwsExample): Policy {
  const known = policies.get(example);
  if (known) { return known; }
  const use = CATALOG[example.use!];
  const users = use.calls.some(call => call.caller === 'user') ? { users: [new iam.ArnPrincipal(ROLE)] } : {};
  const policy = servicePolicy(use, { ...users, ...example.options });
  // What the role that deploys needs beside is judged in catalog-oracle.test.ts.
  const own = { Version: policy.Version, Statement: added(policy).filter(({ Sid }) => !/Creation/.test(Sid)) };
  policies.set(example, own);
  return own;
}

const ROWS = AWS_EXAMPLES.filter(({ use }) => use !== undefined);

describe('what AWS shows', () => {
  test('has a name for each example', () => {
    const names = AWS_EXAMPLES.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('is compared with rows that there are', () => {
    expect(ROWS.map(({ use }) => use).filter(use => !CATALOG[use!] || CATALOG[use!].unsupported)).toEqual([]);
    expect(new Set(ROWS.map(({ use }) => use)).size).toBeGreaterThanOrEqual(50);
  });

  // Rows that were wrong once, or were added with them. AgentCore's memories and code in place are on no page of AWS.
  test.each([
    'FIREHOSE', 'GLUE_DATA_CATALOG', 'S3_EXPRESS', 'CLOUDTRAIL_LAKE', 'CLOUDWATCH_LOGS_QUERY_RESULTS', 'SECURITY_LAKE', 'BEDROCK_AGENTS', 'BEDROCK_AGENT_SCHEMAS', 'EKS', 'S3_TABLES',
    'EVENTBRIDGE_SCHEDULER', 'EVENTBRIDGE_CONNECTIONS', 'EVENTBRIDGE_LOGS', 'COGNITO_LOGS', 'IDENTITY_CENTER', 'DSQL', 'S3_VECTORS', 'S3_FILES', 'BEDROCK_AGENTCORE_GATEWAY',
    'BEDROCK_FLOWS', 'BEDROCK_PROMPTS', 'IMAGE_BUILDER_WORKFLOWS', 'REDSHIFT_ZERO_ETL', 'EBS',
  ])('has one for %s', id => expect(ROWS.map(({ use }) => use)).toContain(id));

  test.each(ROWS.map(example => [example.use, example] as const))('is on the page that %s cites, or on one that it is cited with', (_, example) => {
    expect(example.page).toMatch(/^[\w.-]+(\/[\w.-]+)+\.html$/);
  });
});

describe.each(ROWS.map(example => [example.name, example.use, example] as const))('%s: %s', (_, __, example) => {
  const { statements, sends, leavesOut = {}, wider = {} } = example;
  const calls = statements.flatMap(statement => callsOf(statement, sends));
  const asked = calls.filter(({ action }) => !leavesOut[action]);
  const aws = { Version: '2012-10-17', Statement: statements };

  test('the row lets through what AWS asks for', async () => {
    const decisions = await Promise.all(asked.map(async call => `${call.principal} ${call.action} ${await decide({ ...call, policy: rowOf(example) })}`));
    expect(decisions).toEqual(asked.map(({ principal, action }) => `${principal} ${action} Allowed`));
  });

  test('the row lets through no stranger that AWS does not', async () => {
    const let_ = await Promise.all(asked.flatMap(call => strangersOf(call)).filter(([what]) => !Object.keys(wider).some(key => what.includes(` ${key} of`))).map(async ([what, call]) => {
      const [theirs, ours] = [(await simulate({ ...call, context: { ...call.whole, ...call.context }, policy: aws })).decision, await decide({ ...call, policy: rowOf(example) })];
      return theirs !== 'Allowed' && ours === 'Allowed' ? [what] : [];
    }));
    expect(let_.flat()).toEqual([]);
  });

  test('the row allows nobody else', async () => {
    const others = asked.flatMap(call => ['stranger.amazonaws.com', `arn:aws:iam::${OTHER_ACCOUNT}:role/Stranger`].map(principal => ({ ...call, principal })));
    expect(new Set(await Promise.all(others.map(call => decide({ ...call, policy: rowOf(example) }))))).toEqual(new Set(['ImplicitlyDenied']));
  });

  test('the row gives nobody more actions than AWS, but a look at the key', async () => {
    const given = rowOf(example).Statement.flatMap(s => list(s.Principal.Service ?? []).flatMap(principal => list(s.Action).flatMap(action => CONCRETE[action] ?? [action]).map(action => `${principal} ${action}`)));
    const known = new Set(calls.map(({ principal, action }) => `${principal} ${action}`));
    const of = new Set(calls.map(({ principal }) => principal));
    // Services of the row that this page does not speak of have an example of their own.
    expect(given.filter(one => of.has(one.split(' ')[0]) && !known.has(one) && !one.endsWith('kms:DescribeKey')
      && !AWS_EXAMPLES.some(other => other.use === example.use && other.statements.flatMap(s => callsOf(s, {})).some(c => `${c.principal} ${c.action}` === one)))).toEqual([]);
  });
});
