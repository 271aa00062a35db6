import { IDENTIFYING_CONDITIONS } from './questions';
import { Statement } from './statement';
import { Truth } from './symbols';

/** Whether nobody can ever change a key policy again, so that only AWS Support could help. */
export interface LockOut {
  readonly truth: Truth;
  /** The Deny that closes the policy; absent where no statement opens it. */
  readonly closedBy?: Statement;
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
  return { truth: statements.some(({ unknown }) => unknown) ? 'unknown' : 'yes' };
}

const closes = ({ effect, everyone, notPrincipal, conditions, reach }: Statement): boolean =>
  effect === 'Deny' && everyone && !notPrincipal && conditions.length === 0 && reach.has('putkeypolicy');

const opens = ({ effect, principals, conditions, reach }: Statement): boolean => effect === 'Allow' && reach.has('putkeypolicy')
  && principals.some(({ kind, own }) => kind !== 'service' && kind !== 'group' && (kind === 'everyone' || own !== 'no'))
  && conditions.every(({ name }) => IDENTIFYING_CONDITIONS.has(name));
