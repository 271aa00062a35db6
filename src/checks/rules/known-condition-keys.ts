import { CONDITION_KEY_PREFIXES } from '../../iam/condition-keys';
import { isWrittenForKms } from '../../iam/questions';
import { GLOBAL_CONDITION_KEYS, KMS_CONDITION_KEYS } from '../../iam/reference-data';
import { Trait } from '../../iam/statement';
import { isOpaque } from '../../iam/symbols';
import { remember } from '../../private/remember';
import { statementwise, rule } from '../rule';

const PREFIXES = CONDITION_KEY_PREFIXES.map(key => key.toLowerCase());
const KNOWN = new Set([...Object.keys(KMS_CONDITION_KEYS), ...GLOBAL_CONDITION_KEYS].map(key => key.toLowerCase()));

/** Keys of identity providers and of other services are not judged. */
const isKnown = remember((name: string): boolean =>
  !/^(kms|aws):/.test(name) || (KNOWN.has(name) && !PREFIXES.includes(name)) || PREFIXES.some(prefix => name.startsWith(prefix) && name.length > prefix.length));

export const KNOWN_CONDITION_KEYS = rule({
  id: 'KnownConditionKeys',
  title: 'Every condition key exists',
  info: 'The policy compares a condition key that no request has.',
  explanation: 'A condition on a key that does not exist is never met, or always under a negated operator: the statement does not do what it says. Names of an encryption '
    + 'context come after kms:EncryptionContext:.',
  page: 'service-authorization/latest/reference/list_awskeymanagementservice.html#awskeymanagementservice-policy-keys',
  fix: 'Correct the name of the condition key.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.CONDITIONS, statement => {
    // IAM policies are about other services, too.
    if (!isWrittenForKms(statement)) { return undefined; }
    const { conditions } = statement;
    const unknown = conditions.find(({ name }) => !isOpaque(name) && !isKnown(name));
    return unknown ? `compares '${unknown.key}', which is no condition key` : conditions.some(({ name }) => isOpaque(name)) || undefined;
  }),
});
