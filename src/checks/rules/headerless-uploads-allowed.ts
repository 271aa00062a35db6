import { Condition } from '../../iam/condition';
import { matchesAction, matchesPattern } from '../../iam/pattern';
import { Statement } from '../../iam/statement';
import { holds } from '../../template/scalar';
import { eachStatement, NOT_APPLICABLE, rule } from '../rule';

const HEADERS = ['s3:x-amz-server-side-encryption', 's3:x-amz-server-side-encryption-aws-kms-key-id'];
/** IfExists makes no difference: a negated operator is true for an absent key with and without it. */
const denies = ({ negated, name }: Condition): boolean => negated && HEADERS.includes(name);
/** Null "false" on either header keeps uploads that ask for no encryption out of the Deny. */
const sparesDefault = ({ conditions }: Statement): boolean =>
  conditions.some(({ base, name, values }) => base === 'null' && HEADERS.includes(name) && values.includes('false'));

/** Whether a Deny refuses uploads without a header in so many words, all those that another one hits unawares. */
const refusesOnPurpose = (other: Statement, statement: Statement): boolean => other !== statement && other.effect === 'Deny' && !other.unknown
  && other.conditions.length === 1 && other.conditions.every(({ base, set, name, values }) => base === 'null' && set === '' && HEADERS.includes(name) && values.length > 0 && values.every(value => value === 'true'))
  && reachesAll(other, statement);

/** Whether whatever one statement is about another one is about, too. */
const reachesAll = (other: Statement, { principals, notPrincipal, actions, notAction, resources, notResource, branch }: Statement): boolean =>
  !other.notPrincipal && !other.notAction && !other.notResource && !notAction && !notResource && (other.branch === undefined || other.branch === branch)
  && (other.everyone || (!notPrincipal && principals.every(({ text }) => other.principals.some(principal => principal.text === text))))
  && actions.every(action => other.actions.some(pattern => matchesAction(pattern, action)))
  && resources.every(resource => other.resources.some(pattern => pattern === resource || matchesPattern(pattern, resource)));

export const HEADERLESS_UPLOADS_ALLOWED = rule({
  id: 'HeaderlessUploadsAllowed',
  title: 'Bucket policies let uploads be encrypted by default',
  info: 'The bucket refuses uploads that its default encryption would have encrypted rightly.',
  explanation: 'An ordinary upload has no encryption header, as the bucket encrypts by default. StringNotEquals is true for an absent header, '
    + 'with and without IfExists, so the Deny hits it; together with Null "false" it denies only what names another encryption.',
  page: 'AmazonS3/latest/userguide/UsingKMSEncryption.html',
  fix: 'Add the condition Null: { "s3:x-amz-server-side-encryption": "false" } to the Deny, with default encryption on the bucket.',
  level: 'error',
  subject: 'bucketPolicy',
  check: ({ statements, defaultEncryption }) => {
    // All buckets encrypt by default since 2023; one that encrypts otherwise than the policy asks for needs the header indeed.
    const byKms = defaultEncryption ? holds(defaultEncryption, algorithm => String(algorithm).startsWith('aws:kms')) : 'unknown';
    if (byKms === 'no') { return NOT_APPLICABLE; }
    return eachStatement(statements, statement => {
      const wrong = statement.effect === 'Deny' && !sparesDefault(statement) && !statements!.some(other => refusesOnPurpose(other, statement)) ? statement.conditions.find(denies) : undefined;
      if (!wrong) { return undefined; }
      if (byKms === 'unknown') { return { unclear: `whether the bucket of '${statement.label}' encrypts with KMS by default`, dependsOn: defaultEncryption?.names }; }
      return statement.unknown ? true : `denies uploads without the header ${wrong.key.slice('s3:'.length)}`;
    });
  },
});
