import { actionName } from './actions';
import { appliesTo, As, Asked, concerns, needsOf } from './applies';
import { chosen, conditionsOf, inForce, isHeld, isOwnerOnly, isSet, MOST_CONDITIONS, Policies, Policy, Source } from './policies';
import { Caller, Request, requestContext } from './request';
import { Statement } from './statement';
import { and, or, same, shown, symbolNames, Truth } from './symbols';
import { parsePrincipalArn } from '../private/arns';

/*
 * Whether AWS KMS lets a request through. Grants, session policies and policies of VPC endpoints are not looked at.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */

export type { Policies, Policy, Source } from './policies';

export interface Reason {
  readonly effect: 'allow' | 'deny' | 'implicit';
  /** Where the statement is; for 'implicit' which policy has none that would allow it. */
  readonly source: Source;
  readonly policy?: Policy;
  readonly statement?: Statement;
}

export interface Decision {
  readonly verdict: 'allowed' | 'denied' | 'depends';
  readonly reasons: readonly Reason[];
  /** What would settle it: `parameter Env`, `condition key kms:ViaService`, `IAM policies of role/x`. */
  readonly dependsOn: readonly string[];
}

/** What a request must pass. */
interface Bar {
  readonly truth: Truth;
  /** The statements that let it pass, or might. */
  readonly reasons: readonly Reason[];
  /** Policies that lack a statement. */
  readonly missing: readonly Source[];
  /** What would settle it. */
  readonly needs: readonly string[];
}

/** Decides a request. */
export function decide(request: Request, policies: Policies): Decision {
  const choices = conditionsOf(policies);
  return choices.length === 0 ? decideOne(request, policies) : decideBranches(request, policies, choices);
}

function decideOne(request: Request, policies: Policies): Decision {
  const { caller, key, exact = false } = request;
  const asked: Asked = { caller, key, action: actionName(request.action), context: requestContext(request), bounded: isHeld(caller, policies) };
  const { serviceControl, resourceControl } = inForce(asked, policies);
  const denials = [
    ...hits('key policy', [policies.key], 'Deny', statement => appliesTo(statement, asked)),
    ...hits('resource control policy', resourceControl, 'Deny', statement => appliesTo(statement, asked)),
    ...hits('identity policy', policies.identity ?? [], 'Deny', statement => concerns(statement, asked)),
    ...hits('permissions boundary', policies.boundary ? [policies.boundary] : [], 'Deny', statement => concerns(statement, asked)),
    ...hits('service control policy', serviceControl.flat(), 'Deny', statement => concerns(statement, asked)),
  ];
  const certain = denials.filter(({ truth }) => truth === 'yes');
  if (certain.length > 0) { return { verdict: 'denied', reasons: certain.map(({ reason }) => reason), dependsOn: [] }; }
  const bar = both([accessBar(asked, policies, exact), ...serviceControl.map(level => allowedBy('service control policy', level, asked))]);
  if (bar.truth === 'no') { return { verdict: 'denied', reasons: bar.missing.map(source => ({ effect: 'implicit', source })), dependsOn: [] }; }
  const verdict = bar.truth === 'yes' && denials.length === 0 ? 'allowed' : 'depends';
  return {
    verdict,
    reasons: [...denials.map(({ reason }) => reason), ...bar.reasons],
    dependsOn: verdict === 'allowed' ? [] : unique([...denials.flatMap(({ reason }) => needsOf(reason.statement!, asked)), ...bar.needs]),
  };
}

/** What key policy, IAM policies and permissions boundary let through. */
function accessBar(asked: Asked, policies: Policies, exact: boolean): Bar {
  const { caller, key, action } = asked;
  const byKey = (as: As): Bar => allowedBy('key policy', [policies.key], asked, as);
  if (caller.account === undefined || caller.kind === 'federated') { return either([byKey('itself'), byKey('role')]); }
  const iam = both([identityBar(asked, policies, exact), boundaryBar(asked, policies)]);
  const own = same(caller.account, key.account);
  // What a key policy allows a user, a session or everyone, no permissions boundary takes away; what it allows a role, it does.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
  const inside = (): Bar => either([byKey('itself'), both([byKey('role'), boundaryBar(asked, policies)]), both([byKey('account'), iam])]);
  const outside = (): Bar => isOwnerOnly(action) ? missing('key policy') : both([byKey('either'), iam]);
  if (own !== 'unknown') { return own === 'yes' ? inside() : outside(); }
  const [a, b] = [inside(), outside()];
  return a.truth === b.truth ? a : { ...either([a, b]), truth: 'unknown', needs: unique([key.account, caller.account].flatMap(symbolNames)) };
}

/** The root user needs no IAM policy, and no permissions boundary holds it. */
function identityBar(asked: Asked, { identity }: Policies, exact: boolean): Bar {
  if (asked.caller.kind === 'root') { return PASSED; }
  if (identity !== undefined || exact) { return allowedBy('identity policy', identity ?? [], asked); }
  return { ...PASSED, truth: 'unknown', needs: [`IAM policies of ${nameOf(asked.caller)}`] };
}

function boundaryBar(asked: Asked, { boundary }: Policies): Bar {
  return boundary === undefined || asked.caller.kind === 'root' ? PASSED : allowedBy('permissions boundary', [boundary], asked);
}

/** `role/App` */
const nameOf = ({ texts: [text] }: Caller): string => shown(parsePrincipalArn(text)?.resource ?? text);

const PASSED: Bar = { truth: 'yes', reasons: [], missing: [], needs: [] };
const missing = (source: Source): Bar => ({ truth: 'no', reasons: [], missing: [source], needs: [] });

interface Hit {
  readonly truth: Truth;
  readonly reason: Reason;
}

/** The statements of an effect that are about the request, or might be. */
function hits(source: Source, policies: readonly Policy[], effect: Statement['effect'], test: (statement: Statement) => Truth): Hit[] {
  const found: Hit[] = [];
  for (const policy of policies) {
    for (const statement of policy.statements ?? []) {
      // One whose effect is not known can allow and can deny.
      if (statement.effect !== effect && !statement.effectUnknown) { continue; }
      const truth = test(statement);
      if (truth === 'no') { continue; }
      found.push({ truth: statement.effectUnknown ? 'unknown' : truth, reason: { effect: effect === 'Allow' ? 'allow' : 'deny', source, policy, statement } });
    }
  }
  return found;
}

/** Whether one of the policies allows the request. */
function allowedBy(source: Source, policies: readonly Policy[], asked: Asked, as?: As): Bar {
  const found = hits(source, policies, 'Allow', statement => as === undefined ? concerns(statement, asked) : appliesTo(statement, asked, as));
  const certain = found.filter(({ truth }) => truth === 'yes');
  if (certain.length > 0) { return { ...PASSED, reasons: certain.map(({ reason }) => reason) }; }
  const unread = policies.filter(({ statements }) => statements === undefined);
  if (found.length === 0 && unread.length === 0) { return missing(source); }
  return {
    truth: 'unknown',
    reasons: found.map(({ reason }) => reason),
    missing: [],
    needs: [...found.flatMap(({ reason }) => needsOf(reason.statement!, asked)), ...unread.map(({ name }) => name ?? `the ${source}`)],
  };
}

/** All bars are to be passed. */
function both(bars: readonly Bar[]): Bar {
  const truth = and(bars.map(bar => bar.truth));
  return {
    truth,
    reasons: bars.flatMap(({ reasons }) => reasons),
    missing: bars.flatMap(bar => bar.missing),
    needs: truth === 'unknown' ? bars.flatMap(({ needs }) => needs) : [],
  };
}

/** One of the bars is enough. */
function either(bars: readonly Bar[]): Bar {
  const truth = or(bars.map(bar => bar.truth));
  const counting = bars.filter(bar => bar.truth === truth);
  return {
    truth,
    reasons: counting.flatMap(({ reasons }) => reasons),
    // Where the account can pass on what its IAM policies do not, the key policy is not what is missing.
    missing: truth === 'no' ? bars.find(bar => !bar.missing.includes('key policy'))?.missing ?? ['key policy'] : [],
    needs: truth === 'unknown' ? counting.flatMap(({ needs }) => needs) : [],
  };
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/*
 * Statements that the deployment chooses: each branch is decided by itself, and the same condition chooses alike everywhere.
 */

function decideBranches(request: Request, policies: Policies, conditions: readonly string[]): Decision {
  if (conditions.length > MOST_CONDITIONS) { return decideOne(request, chosen(policies, () => undefined)); }
  const decisions = Array.from({ length: 2 ** conditions.length }, (_, bits) =>
    decideOne(request, chosen(policies, condition => isSet(bits, conditions.indexOf(condition)))));
  const [first, ...others] = decisions;
  if (others.every(({ verdict }) => verdict === first.verdict) && first.verdict !== 'depends') { return first; }
  // A condition matters where changing it alone changes the answer.
  const matters = conditions.filter((_, i) => decisions.some(({ verdict }, bits) =>
    verdict !== decisions[isSet(bits, i) ? bits + 2 ** i : bits - 2 ** i].verdict));
  return {
    verdict: 'depends',
    reasons: [...new Map(decisions.flatMap(({ reasons }) => reasons.map(reason => [reason.statement ?? reason.source, reason] as const))).values()],
    dependsOn: unique([...matters.map(condition => `condition ${condition}`), ...decisions.flatMap(({ dependsOn }) => dependsOn)]),
  };
}
