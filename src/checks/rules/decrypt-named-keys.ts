import { isEverything } from '../../iam/actions';
import { isEveryKey, isTakenBack, narrowedBy } from '../../iam/questions';
import { Trait } from '../../iam/statement';
import { isOpaque, not, same, Truth } from '../../iam/symbols';
import { parseArn } from '../../private/arns';
import { statementwise, rule } from '../rule';

const BOUNDS = /^(kms:(resourcealiases|requestalias|viaservice|encryptioncontext:.+)|aws:calledvia(first|last)?|aws:resourcetag\/.+|aws:resourceaccount)$/;

/** Keys of another account delegate to nobody here: their key policies name this account. */
const ofOthers = (resource: string, own: string): Truth => {
  const account = parseArn(resource)?.account ?? '*';
  return /^\d{12}$/.test(account) ? not(same(account, own)) : 'no';
};

const SECRETS: ReadonlySet<string> = new Set(['decrypt', 'reencryptfrom']);

export const DECRYPT_NAMED_KEYS = rule({
  id: 'DecryptNamedKeys',
  title: 'IAM policies allow decryption with named keys only',
  info: 'The IAM policy allows decryption with every key that delegates to the account.',
  explanation: 'kms:Decrypt and kms:ReEncryptFrom on "*" reach every key whose policy passes decisions to the account, today and tomorrow. Security Hub reports it as KMS.1 '
    + 'and KMS.2. A condition on kms:ResourceAliases, kms:ViaService, the encryption context or a tag of the key binds it too.',
  page: 'securityhub/latest/userguide/kms-controls.html',
  fix: 'Name the ARNs of the keys, or add a condition on kms:ResourceAliases.',
  level: 'error',
  subject: 'identityPolicy',
  ...statementwise(Trait.DECRYPTS, (statement, { statements, resource: { stack: { place } } }) => {
    if (statement.effect !== 'Allow' || !(statement.reach.has('decrypt') || statement.reach.has('reencryptfrom'))) { return undefined; }
    // `*` on `*` is an administrator of everything, which is not a question of keys.
    if (statement.actions.every(isEverything)) { return undefined; }
    if (narrowedBy(statement, name => BOUNDS.test(name)) || isTakenBack(statement, statements, SECRETS)) { return undefined; }
    const everything = statement.resources.filter(resource => isEveryKey(resource) && ofOthers(resource, place.account) !== 'yes');
    // Of a key that only the deployment names there is nothing to say.
    if (everything.length === 0 && !statement.notResource) { return undefined; }
    // An account that is written out, where the policy does not know its own: another one's keys are allowed by their own policies.
    if (!statement.notResource && everything.every(resource => ofOthers(resource, place.account) === 'unknown')) {
      return { unclear: `whether ${everything.join(', ')} is every key of the account that has the policy`, dependsOn: ['AWS::AccountId'] };
    }
    // An account that a parameter gives is another one, or its own.
    if (statement.unknown || (!statement.notResource && everything.every(resource => isOpaque(parseArn(resource)?.account)))) { return true; }
    const what = `allows ${statement.reach.has('decrypt') ? 'decryption' : 'kms:ReEncryptFrom, which decrypts,'} with ${statement.notResource ? `all but ${statement.resources.join(', ')}` : statement.resources.join(', ')}`;
    // Whoever writes all but a few services might not have thought of keys.
    return statement.notAction ? { message: `${what}, as NotAction leaves it`, level: 'warning' } : what;
  }),
});
