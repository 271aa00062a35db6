import { matchesAction } from '../iam/pattern';
import { IDENTIFYING_CONDITIONS } from '../iam/questions';
import { LIMITS } from '../private/limits';
import { list } from '../private/policy-json';

/*
 * What can only be judged when all rows are there, on the resolved JSON of a key policy. Plain data, no CDK.
 */

interface ResolvedStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: any;
  readonly NotPrincipal?: any;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/** How long CloudFormation makes a value that is not known yet: generous, so that the check never passes what KMS refuses. */
function estimated(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(estimated); }
  if (value === null || typeof value !== 'object') { return value; }
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [name, argument] = entries[0] as [string, any];
    if (name === 'Ref') {
      return ({ 'AWS::Partition': 'aws-us-gov', 'AWS::AccountId': '0'.repeat(12), 'AWS::Region': 'ap-southeast-2', 'AWS::URLSuffix': 'amazonaws.com.cn' } as any)[argument]
        ?? '?'.repeat(64);
    }
    if (name === 'Fn::Join') { return list(argument[1]).map(part => String(estimated(part))).join(argument[0]); }
    // A role's ARN: path and name take up to 64 characters each.
    if (name.startsWith('Fn::')) { return '?'.repeat(128); }
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, estimated(inner)]));
}

/** The bytes of a policy document as KMS counts them: without white space; exact where nothing is left to CloudFormation. */
export function policySize(document: unknown): number {
  return Buffer.byteLength(JSON.stringify(estimated(document)), 'utf8');
}

/** Longest text that a token stands for: an ARN of a role with path and name of 512 and 64 characters. */
const TOKEN_BYTES = 700;

/** Whether a policy whose tokens are not resolved is under the limit, whatever they stand for. Cheap, so asked first. */
export function fitsSurely(document: unknown): boolean {
  const text = JSON.stringify(document);
  const tokens = text.split('${Token[').length - 1;
  // Two bytes a character is the most that Latin-1 takes.
  return text.length * 2 + tokens * TOKEN_BYTES <= LIMITS.policyBytes;
}

/** A message when the policy is too large for KMS, with the largest statements first. */
export function sizeProblem(document: { Statement: ResolvedStatement[] }): string | undefined {
  const size = policySize(document);
  if (size <= LIMITS.policyBytes) { return undefined; }
  const rows = document.Statement.map((statement, i) => ({ name: statement.Sid ?? `statement ${i + 1}`, size: policySize(statement) }))
    .sort((a, b) => b.size - a.size);
  return `the key policy takes about ${size} bytes, KMS allows ${LIMITS.policyBytes}; largest rows: `
    + `${rows.slice(0, 8).map(row => `${row.name} ${row.size}`).join(', ')}; use wildcards or principalArnPatterns, or split the uses over several keys`;
}

/**
 * A message when no principal could ever change the policy again: then only AWS Support can save the key. Principals of other accounts
 * than the key's cannot, whatever the policy says.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#allow-iam-policies
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (Cross-account use: No)
 */
export function lockOutProblem(document: { Statement: ResolvedStatement[] }, account: string): string | undefined {
  const opens = document.Statement.some(statement => statement.Effect === 'Allow'
    && reaches(statement, 'kms:PutKeyPolicy')
    && hasPersonOf(account, statement.Principal)
    && conditionKeys(statement).every(key => IDENTIFYING_CONDITIONS.has(key)));
  if (!opens) {
    return "nobody could ever change this key policy again: no row lets a principal of the key's account put a key policy without a condition; "
      + "add 'administrators', or use IamDelegation.FULL or ADMINISTRATION";
  }
  const closes = document.Statement.find(statement => statement.Effect === 'Deny' && reaches(statement, 'kms:PutKeyPolicy')
    && isEveryone(statement.Principal) && conditionKeys(statement).length === 0);
  return closes && `nobody could ever change this key policy again: '${closes.Sid ?? 'a Deny statement'}' denies kms:PutKeyPolicy to everyone; add a condition that exempts an administrator`;
}

/** Sids that stand twice: KMS accepts them, but findings and diffs then name two statements by one name. */
export function duplicateSidProblem(document: { Statement: ResolvedStatement[] }): string | undefined {
  const sids = document.Statement.flatMap(statement => statement.Sid ?? []);
  const twice = sids.find((sid, i) => sids.indexOf(sid) !== i);
  return twice && `two statements have the Sid '${twice}'; give one of them another 'sid'`;
}

/** Condition keys that KMS takes in IAM policies only; PutKeyPolicy fails with MalformedPolicyDocumentException (DG abac#about-abac-kms). */
const IAM_ONLY = /^(aws:resourcetag\/|kms:resourcetag\/|kms:resourcealiases$)/;

export function refusedKeyProblem(document: { Statement: ResolvedStatement[] }): string | undefined {
  for (const statement of document.Statement) {
    const refused = conditionKeys(statement).find(key => IAM_ONLY.test(key));
    if (refused) { return `KMS refuses a key policy with the condition ${refused} ('${statement.Sid ?? 'a statement without Sid'}'); put it into IAM policies`; }
  }
  return undefined;
}

function reaches(statement: ResolvedStatement, action: string): boolean {
  const matches = (pattern: unknown) => typeof pattern === 'string' && matchesAction(pattern, action);
  return statement.NotAction ? !list(statement.NotAction).some(matches) : list(statement.Action).some(matches);
}

const hasPersonOf = (account: string, principal: any): boolean => principal === '*'
  || [...list(principal?.AWS), ...list(principal?.Federated)].some(value => !isSurelyOutside(account, value));

/** Whether a principal is of another account; what is only known when deployed might be of this one. */
function isSurelyOutside(account: string, principal: unknown): boolean {
  const owner = /^(?:arn:.+:(?:iam|sts)::)?(\d{12})(?::.+)?$/.exec(String(principal))?.[1];
  return owner !== undefined && /^\d{12}$/.test(account) && owner !== account;
}

const isEveryone = (principal: any): boolean => principal === '*' || list(principal?.AWS).includes('*');
const conditionKeys = (statement: ResolvedStatement): string[] =>
  Object.values(statement.Condition ?? {}).flatMap(keys => Object.keys(keys).map(key => key.toLowerCase()));
