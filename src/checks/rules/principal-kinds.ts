import { isNoPrincipal, principalList } from '../../iam/principal';
import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const PRINCIPAL_KINDS = rule({
  id: 'PrincipalKinds',
  title: 'Principals are of a kind that KMS accepts',
  info: 'KMS refuses the principal, so the deployment fails.',
  explanation: 'IAM groups are never principals of a resource policy, and a wildcard stands alone or not at all: arn:…:role/* is refused. Unique ids such as AROA… are '
    + 'what remains of a role that was deleted. An ARN has six parts, and the account in it 12 digits.',
  page: 'IAM/latest/UserGuide/reference_policies_elements_principal.html',
  fix: 'Name roles and users; patterns go into a condition on aws:PrincipalArn.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.ODD, ({ principals }) => {
    const wrong = principals.filter(({ kind, text }) => kind === 'group' || (kind !== 'everyone' && kind !== 'opaque' && kind !== 'federated' && text.includes('*')) || /^A(ID|RO)A/.test(text)
      || isNoPrincipal({ kind, text }));
    // What a parameter names is of a kind that only the deployment shows, and that fails by itself.
    return wrong.length > 0 ? `names ${principalList(wrong)}` : undefined;
  }),
});
