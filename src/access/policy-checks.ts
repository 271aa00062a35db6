import { FinishedPolicy } from './gate/finished-policy';
import { lockedOut } from '../iam/lock-out';
import { policySize } from '../iam/policy-size';
import { Statement } from '../iam/statement';
import { LIMITS } from '../private/limits';

/*
 * What is wrong with a finished key policy as a whole: it does not fit, nobody can change it, KMS refuses it.
 */

/** What a document says of its size: too large whatever is filled in, or perhaps. */
export interface SizeProblem {
  readonly message: string;
  /** Whether KMS refuses it for sure. */
  readonly certain: boolean;
}

/** Says so when a policy is too large for KMS, or might be, with the largest statements first. */
export function sizeProblem({ document, statements }: Pick<FinishedPolicy, 'document' | 'statements'>): SizeProblem | undefined {
  const { least, most } = policySize(document);
  if (most <= LIMITS.policyBytes) { return undefined; }
  const certain = least > LIMITS.policyBytes;
  const rows = document.Statement.map((statement, i) => ({ name: statements[i].label, size: policySize(statement)[certain ? 'least' : 'most'] }))
    .sort((a, b) => b.size - a.size);
  return {
    certain,
    message: `the key policy takes about ${certain ? least : `${least} to ${most}`} bytes, KMS allows ${LIMITS.policyBytes}; largest rows: `
      + `${rows.slice(0, 8).map(row => `${row.name} ${row.size}`).join(', ')}; use wildcards or principalArnPatterns, or split the uses over several keys`,
  };
}

/** A message when no principal could ever change the policy again: then only AWS Support can save the key. */
export function lockOutProblem(statements: readonly Statement[]): string | undefined {
  const { truth, closedBy } = lockedOut(statements);
  if (closedBy) {
    return `nobody could ever change this key policy again: '${closedBy.sid ?? 'a Deny statement'}' denies kms:PutKeyPolicy to everyone; `
      + 'add a condition that exempts an administrator';
  }
  return truth === 'yes' ? "nobody could ever change this key policy again: no row lets a principal of the key's account put a key policy without a condition; "
    + "add 'administrators', or use IamDelegation.FULL or ADMINISTRATION" : undefined;
}

/** Sids that stand twice: KMS accepts them, but findings and diffs then name two statements by one name. */
export function duplicateSidProblem(statements: readonly Statement[]): string | undefined {
  const sids = statements.flatMap(({ sid }) => sid ?? []);
  const twice = sids.find((sid, i) => sids.indexOf(sid) !== i);
  return twice && `two statements have the Sid '${twice}'; give one of them another 'sid'`;
}

/** Condition keys that KMS takes in IAM policies only; PutKeyPolicy fails with MalformedPolicyDocumentException (DG abac#about-abac-kms). */
const IAM_ONLY = /^(aws:resourcetag\/|kms:resourcetag\/|kms:resourcealiases$)/;

export function refusedKeyProblem(statements: readonly Statement[]): string | undefined {
  for (const { conditions, sid } of statements) {
    const refused = conditions.find(({ name }) => IAM_ONLY.test(name));
    if (refused) { return `KMS refuses a key policy with the condition ${refused.name} ('${sid ?? 'a statement without Sid'}'); put it into IAM policies`; }
  }
  return undefined;
}
