import { delegates, isNamed, requiresPresence, VIEWING } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { and, or } from '../../iam/symbols';
import { grantedBySecret } from '../cdk-statements';
import { statementwise, rule } from '../rule';

/** Conditions by which people mean to restrict use. That a grant is for an AWS resource, or whose principal it is, gives more than it takes. */
const restricts = (name: string): boolean => !['kms:grantisforawsresource', 'kms:grantoperations', 'kms:granteeprincipal', 'kms:granteeserviceprincipal', 'kms:grantconstrainttype',
  'kms:calleraccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount'].includes(name);

const isConditional = (statement: Statement): boolean => statement.effect === 'Allow' && !statement.notPrincipal
  && statement.conditions.some(condition => condition.base !== 'null' && requiresPresence(condition) && restricts(condition.name));

export const CONDITIONAL_ALLOW_RESTRICTS = rule({
  id: 'ConditionalAllowRestricts',
  title: 'A condition that restricts a principal of the account is a Deny, or the account is not delegated',
  info: 'The condition restricts nobody: the account can allow the same without it.',
  explanation: 'The statement for the account lets its IAM policies allow the action. An Allow with a condition takes nothing from that: any IAM policy can allow the '
    + 'bare action. Only a Deny restricts, or a key policy that does not delegate use to the account.',
  page: 'kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam',
  fix: 'Write the condition as a restriction (KeyRestriction) or take use out of the delegation (IamDelegation.ADMINISTRATION).',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, (statement, view) => {
    const { statements } = view;
    if (!isConditional(statement)) { return undefined; }
    // Another account is held by the condition: its IAM policies cannot allow more than the key policy does.
    // Nobody adds an IAM policy to a service-linked role.
    const own = statement.principals.filter(principal => isNamed(principal) && principal.own !== 'no' && !principal.text.includes(':role/aws-service-role/'));
    if (own.length === 0) { return undefined; }
    // Reading about a key is nothing to restrict.
    const acting = [...statement.reach].filter(action => !VIEWING.has(action));
    const covered = and(acting.map(action => or(statements.map(other => delegates(other, action)))));
    if (covered === 'no' || acting.length === 0) { return undefined; }
    // A Deny on the same actions can be what restricts; then the Allow is only the other half.
    if (statements.some(other => other.effect === 'Deny' && [...statement.reach].some(action => other.reach.has(action)))) { return undefined; }
    if (covered === 'unknown' || own.every(principal => principal.own === 'unknown')) { return true; }
    const message = `is conditional on ${statement.conditions.map(({ key }) => key).join(', ')}, but the account's IAM policies can allow the same without it`;
    return grantedBySecret(statement, view, message) ?? message;
  }),
});
