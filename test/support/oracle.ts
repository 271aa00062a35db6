import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, REGION } from './stack';

/** The ARN that requests name. */
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

export interface AccessRequest {
  readonly principal: string;
  readonly action?: string;
  /** The key policy, as deployed. */
  readonly policy: any;
  /** Identity policies of the principal. */
  readonly identity?: any[];
  readonly context?: { [key: string]: string | string[] };
  readonly keyArn?: string;
  readonly keyAccount?: string;
  readonly boundary?: any;
  /** Service control policies, a list for each level. */
  readonly serviceControl?: any[][];
  readonly resourceControl?: any[];
}

/*
 * The simulator drops `kms:EncryptionContext:<name>` from requests without a word, so that a Deny on it never fires. Under the
 * name of a tag, which has the same type, it counts.
 */
const rename = (key: string): string => key.replace(/^kms:EncryptionContext:/i, 'aws:PrincipalTag/__ec__');

function renamed(policy: any): any {
  return {
    ...policy,
    Statement: [].concat(policy.Statement).map((s: any) => s.Condition
      ? {
        ...s,
        Condition: Object.fromEntries(Object.entries<any>(s.Condition).map(([op, keys]) =>
          [op, Object.fromEntries(Object.entries<any>(keys).map(([key, value]) => [rename(key), value]))])),
      }
      : s),
  };
}

/**
 * What AWS decides on a request for a key, by the rules of policy evaluation for KMS. Grants, session policies and VPC endpoint
 * policies are not modelled. `aws:PrincipalArn`, `aws:PrincipalAccount`, `kms:CallerAccount` and `aws:PrincipalIsAWSService` are filled in from the principal.
 */
export async function decide(request: AccessRequest): Promise<Decision> {
  const { decision, ignored } = await simulate(request);
  if (ignored.length > 0) { throw new Error(`the oracle dropped: ${ignored}`); }
  return decision;
}

/** The same, with the condition keys of the request that the oracle did not look at. */
export async function simulate(request: AccessRequest): Promise<{ decision: Decision; ignored: string[] }> {
  const { principal, action = 'kms:Decrypt', policy, identity = [], context = {}, keyArn = KEY_ARN, keyAccount = ACCOUNT, boundary, serviceControl = [], resourceControl = [] } = request;
  const account = /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(principal);
  const filled: { [key: string]: string | string[] } = {
    'aws:PrincipalIsAWSService': String(!account),
    ...(account ? { 'kms:CallerAccount': account, 'aws:PrincipalAccount': account, 'aws:PrincipalArn': session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : principal } : {}),
    ...context,
  };
  const named = (kind: string, policies: any[]) => policies.map((p, i) => ({ name: `${kind}${i}`, policy: renamed(p) }));
  const result = await runSimulation({
    request: {
      principal,
      action,
      resource: { resource: keyArn, accountId: keyAccount },
      contextVariables: Object.fromEntries(Object.entries(filled).map(([key, value]) => [rename(key), value])),
    },
    identityPolicies: named('identity', identity),
    serviceControlPolicies: serviceControl.map((policies, i) => ({ orgIdentifier: `level${i}`, policies: named('scp', policies) })),
    resourceControlPolicies: resourceControl.length > 0 ? [{ orgIdentifier: 'root', policies: named('rcp', resourceControl) }] : [],
    resourcePolicy: renamed(policy),
    ...(boundary ? { permissionBoundaryPolicies: named('boundary', [boundary]) } : {}),
  } as any, {} as any) as any;
  if (result.resultType === 'error') { throw new Error(JSON.stringify(result.errors)); }
  const given = new Map(Object.keys(context).map(key => [rename(key).toLowerCase(), key]));
  const ignored = ([] as string[]).concat(result.result?.ignoredContextKeys ?? []).flatMap(key => given.get(key.toLowerCase()) ?? []);
  return { decision: result.overallResult, ignored };
}

/** An identity policy that allows these actions on every key. */
export const identityAllowing = (...actions: string[]): any => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

/** One line of an allowed/denied table: what it shows, the request, the decision. */
export type TableRow = [string, Omit<AccessRequest, 'policy'>, Decision];

/** Runs a table against a policy as one jest test a row. */
export function decisionTable(policy: () => any, rows: TableRow[], key: Pick<AccessRequest, 'keyArn' | 'keyAccount'> = {}): void {
  test.each(rows)('%s', async (_, request, wanted) => {
    expect(await decide({ ...key, ...request, policy: policy() })).toBe(wanted);
  });
}
