import { isOnly } from '../../iam/actions';
import { withoutRegion } from '../../iam/boundable';
import { Condition } from '../../iam/condition';
import { identityOf } from '../../iam/principal';
import { isContextOrKeys, requiresPresence } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { describedByCdk } from '../cdk-statements';
import { statementwise, rule } from '../rule';

/** CloudWatch Logs does without, under the name of its Region as AWS's own example writes it. */
const isForLogs = ({ principals }: Statement): boolean => principals.length > 0
  && principals.every(({ kind, type, text }) => (kind === 'service' || type === 'Service') && withoutRegion(text) !== text && /^logs\.amazonaws\.com(\.cn)?$/.test(withoutRegion(text)));

const contextOf = ({ conditions }: Statement): Condition | undefined => conditions.find(condition => isContextOrKeys(condition.name) && requiresPresence(condition));

/** Whether a statement means to allow DescribeKey and does not. `kms:*` and `kms:Describe*` reach it along with what is meant. */
export const describesUnderContext = (statement: Statement): boolean => statement.effect === 'Allow' && !statement.notAction && !isForLogs(statement)
  && statement.actions.some(action => isOnly(action, 'describekey')) && contextOf(statement) !== undefined;

/** Whether another statement lets the same principals describe the key. */
const isDescribedElsewhere = ({ principals }: Statement, statements: readonly Statement[]): boolean => {
  const others = statements.filter(({ effect, reach, conditions }) => effect === 'Allow' && reach.has('describekey') && !conditions.some(({ name }) => isContextOrKeys(name)));
  return principals.every(one => others.some(other => other.everyone || other.principals.some(principal => identityOf(principal) === identityOf(one))));
};

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
  ...statementwise(Trait.CONDITIONS, (statement, view) => {
    if (!describesUnderContext(statement) || isDescribedElsewhere(statement, view.statements)) { return undefined; }
    const message = `allows DescribeKey under ${contextOf(statement)!.key}`;
    return describedByCdk(statement, view, message) ?? message;
  }),
});
