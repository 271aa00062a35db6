import { isContextOrKeys, requiresPresence } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

/** CloudWatch Logs does without, under the name of its Region as AWS's own example writes it. */
const isForLogs = ({ principals }: Statement): boolean => principals.length > 0
  && principals.every(({ kind, text }) => kind === 'service' && /^logs\.[^.]+\.amazonaws\./.test(text));

export const DESCRIBE_KEY_WITHOUT_CONTEXT = rule({
  id: 'DescribeKeyWithoutContext',
  title: 'DescribeKey is not allowed under an encryption context',
  info: 'The statement never allows DescribeKey, which has no encryption context.',
  explanation: 'Only cryptographic operations on symmetric keys carry an encryption context. DescribeKey in such a statement is never allowed by it, and services and SDKs '
    + "that describe the key first fail. CloudWatch Logs does without, so AWS's kms:Describe* for services is left alone.",
  page: 'kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context',
  fix: 'Give DescribeKey a statement of its own without the encryption context.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, statement => {
    if (statement.effect !== 'Allow' || statement.notAction || isForLogs(statement)) { return undefined; }
    // `kms:*` and `kms:Describe*` reach it along with what is meant.
    if (!statement.actions.some(action => action.toLowerCase() === 'kms:describekey')) { return undefined; }
    const condition = statement.conditions.find(c => isContextOrKeys(c.name) && requiresPresence(c));
    return condition ? `allows DescribeKey under ${condition.key}` : undefined;
  }),
});
