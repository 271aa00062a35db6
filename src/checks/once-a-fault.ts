import { Finding } from './finding';
import { inBranch, together } from './rule';
import { whenAny } from '../iam/branches';

/*
 * Conditions of the template make several statements of one. What is wrong in both branches is one fault, and so is what is undecided of it; beside what is found
 * nothing undecided is said: whoever mends the one sees the rest.
 */

/** Each fault once. */
export function onceAFault(findings: readonly Finding[]): Finding[] {
  const decided = new Set(findings.filter(({ undecided, statement }) => !undecided && statement !== undefined).map(statementOf));
  const kept = new Map<string, Finding>();
  const branches = new Map<string, (string | undefined)[]>();
  const resources = new Map<string, Set<string>>();
  for (const finding of findings) {
    if (finding.undecided && decided.has(statementOf(finding))) { continue; }
    const fault = faultOf(finding);
    const before = kept.get(fault);
    if (!before) {
      kept.set(fault, finding);
    } else if (finding.undecided && finding.statement !== undefined) {
      kept.set(fault, together(before, finding));
    }
    const { stack, logicalId } = finding.subject;
    resources.set(fault, (resources.get(fault) ?? new Set()).add(`${stack}#${logicalId}`));
    branches.set(fault, [...branches.get(fault) ?? [], finding.branch]);
  }
  return [...kept].map(([fault, finding]) => finding.fault === undefined ? inAny(finding, branches.get(fault)!) : ofAll(finding, resources.get(fault)!.size));
}

const place = ({ rule, subject: { stack, logicalId, location } }: Finding) => [rule.id, stack, logicalId, location];

/** The statement, for what is undecided of it: by its place and name, for of one without a Sid the id differs by whom a condition of the template adds. */
const statementOf = (finding: Finding): string => JSON.stringify([...place(finding), /'([^']*)'/.exec(finding.message)?.[1] ?? finding.id, finding.statement]);

/** By what two findings are about the same fault. */
function faultOf(finding: Finding): string {
  const { undecided, statement, message, id, rule, fault } = finding;
  if (fault !== undefined) { return JSON.stringify([rule.id, undecided, fault]); }
  if (undecided && statement !== undefined) { return statementOf(finding); }
  return JSON.stringify([...place(finding), undecided, statement ?? id, withoutBranch(finding, message)]);
}

const withoutBranch = ({ branch }: Finding, message: string): string => message.replace(inBranch(branch), '');

const ofAll = (finding: Finding, count: number): Finding => count === 1 ? finding
  : { ...finding, message: `${finding.message}, and so for ${count === 2 ? 'one more resource' : `${count - 1} more resources`}` };

/** The finding with all the conditions under which it is so. */
function inAny(finding: Finding, branches: readonly (string | undefined)[]): Finding {
  if (finding.undecided || branches.length === 1 || finding.branch === undefined) { return finding; }
  const branch = whenAny(branches);
  return { ...finding, branch, message: finding.message.replace(inBranch(finding.branch), inBranch(branch)) };
}
