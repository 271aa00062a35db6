import { isEverything } from '../../iam/actions';
import { Trait } from '../../iam/statement';
import { isOpaque } from '../../iam/symbols';
import { statementwise, rule } from '../rule';

/** The alias operations are about aliases; everything else is about keys. */
const ALIAS_ACTIONS = new Set(['createalias', 'updatealias', 'deletealias']);

/** The key policy of an AWS managed key lets everybody of the account use it through its service (DG concepts#aws-managed-cmk). */
const OF_AWS = /(^|:)alias\/aws\//;
const TAKE_OUT = 'Take the statement out: the policy of an AWS managed key lets every principal of the account use it through its service.';

export const NO_ALIAS_AS_RESOURCE = rule({
  id: 'NoAliasAsResource',
  title: 'IAM policies name keys by their ARN, not by an alias',
  info: 'The statement allows less than it says: an alias is no resource of key operations.',
  explanation: 'IAM compares the ARN of the key, whatever the request named. An alias as Resource is refused or never matches; kms:ResourceAliases is the condition that '
    + 'names keys by alias. Only CreateAlias, UpdateAlias and DeleteAlias are about aliases.',
  page: 'kms/latest/developerguide/alias-authorization.html',
  fix: 'Name the ARN of the key, or "*" with ForAnyValue:StringEquals kms:ResourceAliases.',
  level: 'error',
  subject: 'identityPolicy',
  ...statementwise(Trait.ODD, statement => {
    const aliases = statement.resources.filter(resource => /(^|:)alias\//.test(resource));
    if (statement.reach.size === 0 || statement.actions.every(isEverything)) { return undefined; }
    if (aliases.length > 0 && [...statement.reach].some(action => !ALIAS_ACTIONS.has(action)) && aliases.length === statement.resources.length) {
      const message = `is about ${aliases.join(', ')}`;
      return aliases.every(alias => OF_AWS.test(alias)) ? { message, level: 'warning', fix: TAKE_OUT } : message;
    }
    const bare = aliases.find(alias => !alias.startsWith('arn:') && !isOpaque(alias));
    if (bare) { return `is about '${bare}', which is no ARN`; }
    return undefined;
  }),
});
