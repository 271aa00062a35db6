import { Annotations, Aws } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { accountUse } from './delegation';
import { deployerShutOut, KeyResource } from './deployer';
import { bothDuties, foreignAdministrator } from './duties';
import { FinishedPolicy, FinishedStatement, PolicyPart, unboundRow, unboundText, unfinishedPolicy } from './finished-policy';
import { Finding, Judgement } from './judgement';
import { refusedPrincipal } from './principal-kinds';
import { contradictions, shutOut } from './shut-out';
import { FOR_ANYBODY, unboundable, unnamed } from './unnamed';
import { describe, refuse, WARNINGS } from '../../private/errors';
import { PolicyRow } from '../../private/policy-rows';
import { RowContext } from '../row-context';

/** What a key is set to, as far as its policy is judged by it. */
export interface GatedKey extends KeyResource {
  /** Whether one principal can manage and use the key. */
  readonly allowAdministratorsToUse: boolean;
}

/**
 * The one gate of a key policy: every statement passes it, whoever wrote it: props, KeyAccess, the CDK's grants, constructs. What can be told of
 * a row alone is refused where it is bound (`checkBound`); the rest when all rows are there.
 */
export function judge(policy: FinishedPolicy, key: GatedKey): Finding[] {
  return [
    ...policy.statements.flatMap(statement => ofStatement(statement, policy)),
    ...duties(policy, key),
    ...contradictions(policy),
    ...judgeRestrictions(policy, key),
  ];
}

function ofStatement(statement: FinishedStatement, policy: FinishedPolicy): Finding[] {
  const judgement = onItsOwn(statement, policy);
  const unbounded = unboundable(statement);
  const told = (judged: Judgement): string => describe({ property: statement.label, ...judged });
  const warned = (judged: Judgement): Finding => ({ warning: `${WARNINGS.serviceForAnybody}:${judged.value}`, message: told(judged) });
  if (judgement === undefined) { return unbounded ? [warned(unbounded)] : []; }
  // Nobody can take away what constructs of aws-cdk-lib write.
  return [judgement.bound === FOR_ANYBODY && statement.accepted.includes('of aws-cdk-lib') ? warned(judgement) : { message: told(judgement) }];
}

/** The questions that only restrictions raise: what is asked of a policy that somebody else wrote. */
export const judgeRestrictions = (policy: FinishedPolicy, key: KeyResource): Finding[] => [...shutOut(policy), ...deployerShutOut(policy, key)];

/** Refuses statements that no key policy can have, when they are bound. */
export function checkBound(property: string, parts: readonly PolicyPart[], context: RowContext): void {
  const policy = unfinishedPolicy(parts, context);
  for (const statement of policy.statements) { refuseIf(property, onItsOwn(statement, policy)); }
}

/** Refuses a row that no key policy of any account can have. */
export function checkUnbound(property: string, row: PolicyRow): void {
  const statement = unboundRow(row);
  refuseIf(property, refusedPrincipal(statement, UNKNOWN_PARTITION) ?? unnamed(statement, UNKNOWN_ACCOUNT));
}

const UNKNOWN_PARTITION = '${AWS.Partition}';
const UNKNOWN_ACCOUNT = unboundText(Aws.ACCOUNT_ID);

function refuseIf(property: string, judgement: Judgement | undefined): void {
  if (judgement) { refuse({ property, ...judgement }); }
}

/** What is wrong with a statement whatever the others say. */
function onItsOwn(statement: FinishedStatement, policy: FinishedPolicy): Judgement | undefined {
  return refusedPrincipal(statement, String(policy.place.evaluate(policy.context.partition)))
    ?? foreignAdministrator(statement)
    ?? unnamed(statement, policy.place.account)
    ?? accountUse(statement, policy);
}

function duties(policy: FinishedPolicy, { allowAdministratorsToUse }: GatedKey): Finding[] {
  const both = allowAdministratorsToUse ? undefined : bothDuties(policy);
  return both ? [{ message: `${describe({ property: 'administrators', ...both })} ('${both.statements[0]}' and '${both.statements[1]}')` }] : [];
}

/** Refuses rows by which one principal manages and uses the key, as far as is known when they are bound. */
export function refuseSharedDuties(parts: readonly PolicyPart[], context: RowContext): void {
  const both = bothDuties(unfinishedPolicy(parts, context));
  if (both) { refuse({ property: 'administrators', ...both }); }
}

/** Writes the warnings and returns the errors. */
export function tell(construct: IConstruct, findings: readonly Finding[]): string[] {
  for (const { warning, message } of findings) {
    if (warning) { Annotations.of(construct).addWarningV2(warning, message); }
  }
  return findings.filter(({ warning }) => !warning).map(({ message }) => message);
}
