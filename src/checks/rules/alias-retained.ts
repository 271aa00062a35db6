import { Retention } from '../../app/model';
import { and, not } from '../../iam/symbols';
import { holds } from '../../template/scalar';
import { NOT_APPLICABLE, rule, when } from '../rule';

const kept = ({ deletion }: Retention) => holds(deletion, policy => policy === 'Retain' || policy === 'RetainExceptOnCreate');

export const ALIAS_RETAINED = rule({
  id: 'AliasRetained',
  title: 'The alias of a retained key is retained',
  info: 'The key stays when the stack goes, its name does not.',
  explanation: 'Applications that name the key by its alias fail when the alias is deleted, though the key is still there. aws-cdk-lib retains keys and deletes '
    + 'their aliases (aws-cdk #38217). A retained alias has a price: a stack that is deployed again collides with it, until it is imported or deleted.',
  page: 'kms/latest/developerguide/alias-manage.html',
  fix: 'Apply the removal policy of the key to its alias: (alias.node.defaultChild as CfnResource).applyRemovalPolicy(RemovalPolicy.RETAIN).',
  level: 'warning',
  subject: 'alias',
  check: alias => alias.target === undefined ? NOT_APPLICABLE
    : when(and([kept(alias.target.retained), not(kept(alias.retained))]), `${alias.name} is deleted, its key is retained`,
      'what happens to key and alias is not known before deployment', alias.target.retained.deletion, alias.retained.deletion),
});
