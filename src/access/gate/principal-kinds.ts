import { FinishedStatement } from './finished-policy';
import { Judgement } from './judgement';
import { Principal } from '../../iam/principal';
import { hasSymbol, SYMBOLS } from '../../iam/symbols';

/*
 * Principals that KMS takes in a key policy; others fail the deployment with MalformedPolicyDocumentException.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */

/** What is wrong with a principal that a statement names. */
export function refusedPrincipal({ principals }: Pick<FinishedStatement, 'principals'>, partition: string): Judgement | undefined {
  if (principals.length === 0) { return notTaken('no principal'); }
  for (const principal of principals) {
    const judgement = refused(principal, partition);
    if (judgement) { return judgement; }
  }
  return undefined;
}

const ARN = /^arn:([^:]+):(iam|sts)::(\d{12}):(?:root|(?:role|user)\/[\w+=,.@/:-]+|assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/;
const ACCOUNT = /^\d{12}$/;
const NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const PROVIDER = /^arn:[^:]+:iam::\d{12}:(oidc-provider|saml-provider)\/.+$/;
/** What stands for the role or user of a policy whose principal is gone. */
const UNIQUE_ID = /^A(ROA|IDA|GPA)[A-Z0-9]{12,}$/;

function refused({ kind, text }: Principal, partition: string): Judgement | undefined {
  if (kind === 'everyone' || kind === 'opaque') { return undefined; }
  const known = text.replace(SYMBOLS, '');
  if (/[*?]/.test(known)) {
    return { value: text, bound: 'must be whole: KMS takes no wildcard in a principal', remedy: "name the account, and give the pattern to 'principalArnPatterns'" };
  }
  if (kind === 'group') { return { value: 'an IAM group', bound: 'must be a principal that a key policy can name', remedy: 'name the roles or users, or the account' }; }
  if (hasSymbol(text)) { return undefined; }
  if (kind === 'service' || kind === 'federated') {
    return NAME.test(text) || (kind === 'federated' && PROVIDER.test(text)) ? undefined : notTaken(text);
  }
  if (ACCOUNT.test(text)) { return undefined; }
  if (UNIQUE_ID.test(text)) { return { value: text, bound: 'is the unique id of a role or user, which KMS takes only from itself', remedy: 'name its ARN' }; }
  const arn = ARN.exec(text);
  if (!arn) { return notTaken(text); }
  return arn[1] === partition || hasSymbol(partition)
    ? undefined
    : { value: text, bound: `must be in the partition of the key, ${partition}`, remedy: 'write the partition as Aws.PARTITION' };
}

const notTaken = (text: string): Judgement => ({
  value: text,
  bound: 'must be a principal that a key policy can name: a role, user, session or account',
  remedy: "such as new iam.ArnPrincipal('arn:aws:iam::111122223333:role/App')",
});
