import { Trait } from '../../iam/statement';
import { statementwise, rule } from '../rule';

export const NO_RESOURCE_ALIASES_IN_KEY_POLICY = rule({
  id: 'NoResourceAliasesInKeyPolicy',
  title: 'kms:ResourceAliases belongs in IAM policies only',
  info: 'KMS refuses a key policy with the condition.',
  explanation: 'kms:ResourceAliases is for IAM policies, to name keys by their aliases; a key policy is of one key anyway. PutKeyPolicy and CreateKey fail with '
    + 'MalformedPolicyDocumentException. kms:RequestAlias works in both.',
  page: 'kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases',
  fix: 'Take the condition out, or use kms:RequestAlias.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, ({ conditions }) =>
    conditions.some(({ name }) => name === 'kms:resourcealiases') ? 'compares kms:ResourceAliases in a key policy' : undefined),
});
