import { isNamed, isSource, requiresPresence } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const NO_SOURCE_CONDITION_FOR_IDENTITY = rule({
  id: 'NoSourceConditionForIdentity',
  title: 'aws:SourceArn and aws:SourceAccount are asked of AWS services, not of people and roles',
  info: 'The statement never lets the principal in: its calls have no source.',
  explanation: 'Only calls that a service makes as its own principal carry aws:SourceArn and aws:SourceAccount. A user or role, also one that calls through a service, '
    + 'has neither; kms:ViaService is there instead.',
  page: 'kms/latest/developerguide/key-policy-services.html#key-policy-services-permissions',
  fix: 'Use kms:ViaService for roles and users, in a statement of their own.',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, statement => {
    const condition = statement.conditions.find(c => isSource(c.name) && requiresPresence(c));
    if (!condition || statement.effect !== 'Allow' || statement.principals.length === 0) { return undefined; }
    if (statement.principals.every(isNamed)) { return `asks users or roles for ${condition.key}`; }
    return statement.principals.every(principal => isNamed(principal) || principal.kind === 'opaque') || undefined;
  }),
});
