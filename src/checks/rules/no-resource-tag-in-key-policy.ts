import { Trait } from '../../iam/statement';
import { rule, statementwise } from '../rule';

/** kms:ResourceTag is the same under a name that KMS still knows: its refusal lists both. */
const TAG = /^(aws|kms):resourcetag(\/|$)/;

export const NO_RESOURCE_TAG_IN_KEY_POLICY = rule({
  id: 'NoResourceTagInKeyPolicy',
  title: 'aws:ResourceTag belongs in IAM policies only',
  info: 'KMS refuses a key policy that compares tags of the key.',
  explanation: 'The condition is for IAM policies, to name keys by their tags; a key policy is of one key. PutKeyPolicy and CreateKey fail with MalformedPolicyDocumentException. '
    + 'aws:RequestTag, aws:TagKeys and aws:PrincipalTag work in both.',
  page: 'kms/latest/developerguide/tag-authorization.html',
  fix: 'Put the condition into IAM policies, and let the key policy delegate to the account.',
  level: 'error',
  subject: 'keyPolicy',
  ...statementwise(Trait.CONDITIONS, ({ conditions }) => {
    const tag = conditions.find(({ name }) => TAG.test(name));
    return tag && `compares ${tag.key} in a key policy`;
  }),
});
