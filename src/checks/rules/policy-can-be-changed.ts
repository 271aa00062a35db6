import { IDENTIFYING_CONDITIONS } from '../../iam/questions';
import { Statement } from '../../iam/statement';
import { COMPLIANT, finding, rule, undecidable, UNREADABLE } from '../rule';

const opens = (statement: Statement): boolean => statement.effect === 'Allow' && statement.reach.has('putkeypolicy')
  // Principals of other accounts cannot change a key policy, whatever it says (API PutKeyPolicy: no cross-account use).
  && statement.principals.some(({ kind, own }) => kind !== 'service' && kind !== 'group' && (kind === 'everyone' || own !== 'no'))
  && statement.conditions.every(({ name }) => IDENTIFYING_CONDITIONS.has(name));

export const POLICY_CAN_BE_CHANGED = rule({
  id: 'PolicyCanBeChanged',
  title: 'Somebody can change the key policy',
  info: 'Nobody could ever change the key policy again.',
  explanation: 'Only the key policy lets anybody change the key policy. One that lets nobody, or denies everyone, locks the key: then only AWS Support can help.',
  page: 'kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam',
  fix: 'Let the account or an administrator call kms:PutKeyPolicy without a condition, and spare them in every Deny of it.',
  level: 'error',
  subject: 'keyPolicy',
  check: ({ statements }) => {
    if (statements === undefined) { return [undecidable(UNREADABLE)]; }
    const closing = statements.find(statement => statement.effect === 'Deny' && statement.everyone && !statement.notPrincipal && statement.conditions.length === 0
      && statement.reach.has('putkeypolicy') && !statement.unknown);
    if (closing) { return [finding(`'${closing.label}' denies kms:PutKeyPolicy to everyone`)]; }
    if (statements.some(statement => opens(statement) && !statement.unknown)) { return COMPLIANT; }
    return [statements.some(({ unknown }) => unknown) ? undecidable('who can change the key policy is not known before deployment')
      : finding('no statement lets a principal of the account call kms:PutKeyPolicy without a condition')];
  },
});
