import { IDENTIFYING_CONDITIONS } from './questions';
import { Statement } from './statement';
import { decisiveNames, isOpaque, Truth } from './symbols';

/** Whether nobody can ever change a key policy again, so that only AWS Support could help. */
export interface LockOut {
  readonly truth: Truth;
  /** The Deny that closes the policy; absent where no statement opens it. */
  readonly closedBy?: Statement;
  /** Of what is not known: the names by which the deployment gets what would tell. */
  readonly dependsOn?: readonly string[];
}

/**
 * Whether a key policy locks everybody out. Principals of other accounts cannot change a key policy, whatever it says.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#allow-iam-policies
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (Cross-account use: No)
 */
export function lockedOut(statements: readonly Statement[]): LockOut {
  const closedBy = statements.find(statement => !statement.unknown && closes(statement));
  if (closedBy) { return { truth: 'yes', closedBy }; }
  if (statements.some(statement => !statement.unknown && opens(statement))) { return { truth: 'no' }; }
  const mayOpen = statements.filter(statement => statement.unknown && mayChangePolicy(statement));
  if (mayOpen.length === 0) { return { truth: 'yes' }; }
  const texts = mayOpen.flatMap(({ principals, actions }) => [...principals.map(({ text }) => text), ...actions]);
  return { truth: 'unknown', dependsOn: decisiveNames(texts.filter(isOpaque)) };
}

const closes = ({ effect, everyone, notPrincipal, conditions, reach }: Statement): boolean =>
  effect === 'Deny' && everyone && !notPrincipal && conditions.length === 0 && reach.has('putkeypolicy');

/** Whether a statement lets somebody change the policy, or might once what is not known of it is filled in. */
export const mayChangePolicy = ({ effect, effectUnknown, unread, actions, reach }: Statement): boolean =>
  unread === true || ((effect === 'Allow' || effectUnknown === true) && (reach.has('putkeypolicy') || actions.some(isOpaque)));

const opens = ({ effect, principals, conditions, reach }: Statement): boolean => effect === 'Allow' && reach.has('putkeypolicy')
  && principals.some(({ kind, own }) => kind !== 'service' && kind !== 'group' && (kind === 'everyone' || own !== 'no'))
  && conditions.every(({ name }) => IDENTIFYING_CONDITIONS.has(name));
