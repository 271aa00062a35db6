import { withoutRegion } from '../../iam/boundable';
import { Condition } from '../../iam/condition';
import { ANY_CHARACTER, ANY_TEXT, commonText, Glob, globOf } from '../../iam/pattern';
import { isContext, isWrittenForKms, requiresPresence } from '../../iam/questions';
import { Statement, Trait } from '../../iam/statement';
import { hasSymbol, isOpaque, shown } from '../../iam/symbols';
import { SentContext, sentInsteadOf, spellingOf, valuesOfContext } from '../../services/encryption-context';
import { rule, Said, statementwise } from '../rule';

const CONTEXT = 'kms:EncryptionContext:';

/** The services through which requests must come for the statement to count, by their names in kms:ViaService; none where they can come otherwise. */
function throughOf({ conditions, principals }: Statement): readonly string[] {
  const via = conditions.find(condition => condition.name === 'kms:viaservice' && /^string(equals|like)/.test(condition.base) && requiresPresence(condition) && condition.values.length > 0);
  if (via) { return via.values.map(value => value.split('.')[0].toLowerCase()); }
  // CloudWatch Logs sends as itself what it sends for others.
  return principals.length > 0 && principals.every(({ kind, text }) => kind === 'service' && /^logs\.amazonaws\.com(\.cn)?$/.test(withoutRegion(text))) ? ['logs'] : [];
}

const listed = (names: readonly string[]): string => names.join(' or ');
const instead = ({ names }: SentContext, prefix: string): string => names.length === 0 ? 'Take the condition away: the service sends no encryption context.'
  : `Name what the service sends: ${listed(names.map(name => prefix + name))}.`;

function wrongName({ key }: Condition, through: readonly string[]): Said | undefined {
  const sent = sentInsteadOf(key.slice(CONTEXT.length), through);
  return sent && { message: `names ${key}, which ${sent.service} never sends`, fix: instead(sent, CONTEXT) };
}

/** A list of names of which none is ever sent; here their case counts, unless the operator says otherwise. */
function wrongKeys({ key, base, values, negated }: Condition, through: readonly string[]): Said | undefined {
  const written = values.filter(value => !hasSymbol(value) && !/[*?$]/.test(value));
  if (negated || base === 'null' || values.length === 0 || written.length < values.length) { return undefined; }
  const sent = written.map(value => sentInsteadOf(value, through));
  const [first] = sent;
  if (first && sent.every(one => one !== undefined)) { return { message: `names ${listed(written)} in ${key}, which ${first.service} never sends`, fix: instead(first, '') }; }
  if (base === 'stringequalsignorecase') { return undefined; }
  const spelled = written.map((value, i) => sent[i] ? undefined : spellingOf(value, through));
  return written.some((value, i) => sent[i] === undefined && (spelled[i] === undefined || spelled[i] === value)) ? undefined
    : { message: `names ${listed(written)} in ${key}, where case counts`, fix: `Write ${listed(spelled.flatMap(name => name ?? []))}, as the service does.` };
}

/** Whether a value of a policy can be one that a template stands for: an ARN of its service, an account, or a name, in which there is no colon. */
function canBe(value: string, template: string): boolean {
  const glob: Glob = globOf(value.replace(/\$\{[^{}]*\}/g, '*'));
  if (template === '{account}') { return commonText(glob, ANY_CHARACTER.repeat(12)) !== undefined && !/[^\d]/.test(glob.replaceAll(ANY_TEXT, '').replaceAll(ANY_CHARACTER, '')); }
  if (template === '{resource}') { return !glob.includes(':'); }
  const [, , service] = template.split(':');
  return !template.startsWith('arn:') || commonText(glob, `arn:${ANY_TEXT}:${service}:${ANY_TEXT}`) !== undefined;
}

const PLACES: { readonly [place: string]: string } = { '{partition}': 'aws', '{region}': 'REGION', '{account}': 'ACCOUNT', '{resource}': 'NAME' };
const example = (template: string): string => template.replace(/\{\w+\}/g, place => PLACES[place] ?? place);

function wrongValue({ key, base, values }: Condition, through: readonly string[]): Said | undefined {
  const name = /^(string|arn)/.test(base) && values.length > 0 && !values.some(isOpaque) ? spellingOf(key.slice(CONTEXT.length), through) : undefined;
  const templates = name === undefined ? [] : valuesOfContext(name);
  if (templates.length === 0 || values.some(value => templates.some(template => canBe(value, template)))) { return undefined; }
  return { message: `compares ${key} with ${shown(listed(values))}, which it never is`, fix: `Compare it with what the service sends: ${listed(templates.map(example))}.` };
}

export const ENCRYPTION_CONTEXT_SENT = rule({
  id: 'EncryptionContextSent',
  title: 'Conditions on the encryption context name what the service sends',
  info: 'The condition asks for an encryption context that no request of the service has: an Allow lets nobody in, and a Deny stops nobody, or everybody.',
  explanation: 'Each AWS service sends names and values of its own: Amazon DynamoDB aws:dynamodb:tableName with the name of the table, Amazon S3 aws:s3:arn with the ARN of the object or the bucket, AWS Secrets Manager SecretARN. '
    + 'After kms:EncryptionContext: the case of a name does not count; in kms:EncryptionContextKeys names are values, of which it does. What an app sends itself is its own, and left alone.',
  page: 'kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context',
  fix: 'Name what the service sends, as its page and the list of services have it.',
  level: 'error',
  subject: 'keyPolicy',
  alsoAbout: ['identityPolicy'],
  ...statementwise(Trait.CONDITIONS, statement => {
    if (!isWrittenForKms(statement) || statement.reach.size === 0) { return undefined; }
    const through = throughOf(statement);
    for (const condition of statement.conditions) {
      const said = condition.name === 'kms:encryptioncontextkeys' ? wrongKeys(condition, through)
        : isContext(condition.name) && !hasSymbol(condition.key) ? wrongName(condition, through) ?? wrongValue(condition, through) : undefined;
      if (said) { return said; }
    }
    return undefined;
  }),
});
