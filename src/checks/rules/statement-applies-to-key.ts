import { Trait } from '../../iam/statement';
import { hasSymbol } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

export const STATEMENT_APPLIES_TO_KEY = rule({
  id: 'StatementAppliesToKey',
  title: 'Every statement is about this key',
  info: 'KMS accepts the statement and it then does nothing.',
  explanation: 'In a key policy Resource is "*", this key. A statement that names another resource, or neither resource nor action, is stored without complaint and '
    + 'never counts; an alias is no resource at all.',
  page: 'kms/latest/developerguide/key-policy-overview.html',
  fix: 'Write Resource: "*" and at least one action.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.ODD, statement => {
    if (statement.unknown && statement.actions.length === 0) { return true; }
    if (statement.actions.length === 0) { return 'names no action'; }
    if (statement.resources.length === 0) { return 'names no resource'; }
    // All but what it names: this key, unless somebody names that.
    if (statement.notResource) { return undefined; }
    if (statement.resources.some(resource => /^(arn:[^:]+:kms:|\*$)/.test(resource) && !/:alias\//.test(resource))) { return undefined; }
    // Of an ARN the service is known, whatever its Region and account are.
    return statement.resources.some(resource => hasSymbol(resource) && !/^arn:[^:]+:(?!kms:)[a-z0-9-]+:/.test(resource)) ? true
      : `is about ${statement.resources.join(', ')}, which is not this key`;
  }),
});
