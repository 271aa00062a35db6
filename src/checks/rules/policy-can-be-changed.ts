import { lockedOut } from '../../iam/lock-out';
import { COMPLIANT, finding, rule, undecidable, undecidableBy, UNREADABLE } from '../rule';

export const POLICY_CAN_BE_CHANGED = rule({
  id: 'PolicyCanBeChanged',
  title: 'Somebody can change the key policy',
  info: 'Nobody could ever change the key policy again.',
  explanation: 'Only the key policy lets anybody change the key policy. One that lets nobody, or denies everyone, locks the key: then only AWS Support can help.',
  page: 'kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam',
  fix: 'Let the account or an administrator call kms:PutKeyPolicy without a condition, and exempt them in every Deny of it.',
  level: 'error',
  subject: 'keyPolicy',
  check: ({ statements }) => {
    if (statements === undefined) { return [undecidable(UNREADABLE)]; }
    const { truth, closedBy, dependsOn = [] } = lockedOut(statements);
    if (closedBy) { return [finding(`'${closedBy.label}' denies kms:PutKeyPolicy to everyone`)]; }
    if (truth === 'no') { return COMPLIANT; }
    return [truth === 'unknown' ? undecidableBy('who can change the key policy is not known before deployment', dependsOn)
      : finding('no statement lets a principal of the account call kms:PutKeyPolicy without a condition')];
  },
});
