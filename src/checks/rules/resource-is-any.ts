import { Trait } from '../../iam/statement';
import { rule, statementwise } from '../rule';

export const RESOURCE_IS_ANY = rule({
  id: 'ResourceIsAny',
  title: 'The resource of a key policy is "*"',
  info: 'The statement names the key by its ARN, where a key policy has "*".',
  explanation: 'In a key policy "*" means the key that the policy is attached to, and KMS documents no other value. An ARN makes the policy wrong for a replica and for a key that is created again, '
    + 'and a policy of a key that does not exist yet cannot name it.',
  page: 'kms/latest/developerguide/key-policy-overview.html',
  fix: 'Write Resource: "*".',
  level: 'warning',
  subject: 'keyPolicy',
  ...statementwise(Trait.ODD, ({ resources, notResource }) => {
    const [named] = resources.filter(resource => /^arn:[^:]+:kms:/.test(resource) && !/:alias\//.test(resource));
    return named !== undefined && !notResource ? `is about ${named}` : undefined;
  }),
});
