import { ACCOUNT } from './stack';
import { readConditions } from '../../src/iam/condition';
import { testOf } from '../../src/iam/condition-test';
import { KeyAccess } from '../../src/report/access-rows';
import { KeyStatementSummary } from '../../src/report/key-summary';
import { principalText } from '../../src/report/values';
import { CATALOG } from '../../src/services/catalog';

/*
 * Reads what the report says of a key as a person does, sentence by sentence, and answers whether a request gets through.
 */

export interface ReportRequest {
  readonly principal: string;
  /** `kms:Decrypt` */
  readonly action: string;
  /** Everything that the request carries. */
  readonly context: { readonly [key: string]: string | readonly string[] };
}

const PLACE = { account: ACCOUNT, region: 'eu-west-1', partition: 'aws' };
const accountOf = (principal: string): string | undefined => /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
const wordsOf = (principal: string): string => /:saml-provider\//.test(principal) ? `identities of ${principal.split('::')[1].replace(/^\d+:/, `${ACCOUNT}:`)}` : principalText(principal, PLACE);
const accountWords = (account: string): string => account === ACCOUNT ? 'the account' : `account ${account}`;

/** By which words a row is about somebody; what is allowed to the account, IAM policies pass on, in rows of their own. */
function isAbout({ principals, source }: KeyStatementSummary, principal: string, denies: boolean): boolean {
  const account = accountOf(principal);
  const own = (words: string): boolean => words === wordsOf(principal) || (session !== undefined && words.replace(/^role (.*\/)?/, 'role ') === `role ${session}`);
  const [, session] = /:assumed-role\/([^/]+)\//.exec(principal) ?? [];
  const passedOn = account !== undefined && (denies || source !== 'key policy' || account !== ACCOUNT) ? [accountWords(account)] : [];
  const named = (words: string): boolean => words === 'everyone' || own(words) || passedOn.includes(words);
  return principals.some(words => words.startsWith('everyone but ')
    ? !words.slice('everyone but '.length).split(', ').some(one => named(one) || (account !== undefined && one === accountWords(account)))
    : named(words));
}

/** Whether a request gets through. */
export function readReport({ access, restrictions }: KeyAccess, request: ReportRequest): boolean {
  const { principal, action, context } = request;
  const about = (row: KeyStatementSummary, denies: boolean): boolean => row.actions.includes(action) && isAbout(row, principal, denies);
  return access.some(row => about(row, false) && row.conditions.every(sentence => isTrue(sentence, context)))
    && !restrictions.some(row => about(row, true) && row.conditions.every(sentence => hits(sentence, context)));
}

type Context = ReportRequest['context'];

/** Whether a sentence of a restriction lets it hit: none of its exceptions, and all that follows "when". */
function hits(sentence: string, context: Context): boolean {
  const [, unused] = /^until (\S+) days without use$/.exec(sentence) ?? [];
  if (unused) { return holds('NumericLessThan', 'kms:TrailingDaysWithoutKeyUsage', [unused], context); }
  const [, window] = /^with a waiting period under (\S+) days$/.exec(sentence) ?? [];
  if (window) { return holds('NumericLessThan', 'kms:ScheduleKeyDeletionPendingWindowInDays', [window], context); }
  const exempt = /^except (.*)$/.exec(sentence)?.[1];
  if (exempt === 'AWS services') { return !holds('Bool', 'aws:PrincipalIsAWSService', ['true'], context); }
  if (exempt === 'through AWS services') { return !holds('Bool', 'aws:ViaAWSService', ['true'], context); }
  if (exempt === 'AWS resources') { return !holds('Bool', 'kms:GrantIsForAWSResource', ['true'], context); }
  if (exempt !== undefined) { return !isPerson(exempt.split(', '), context); }
  if (/^unless /.test(sentence)) { return isTrue(sentence, context); }
  return sentence.replace(/^when /, '').split(/ and (?!any other|no others)/).every(part => isTrue(part, context));
}

/** Whether a sentence is true of a request. */
function isTrue(sentence: string, context: Context): boolean {
  const [, whole, without] = /^(.*?) or without (\S+)$/.exec(sentence) ?? [undefined, sentence];
  const unless = /^unless (.*)$/.exec(whole!)?.[1];
  const lacks = without !== undefined && valuesOf(without, context).length === 0;
  if (unless !== undefined) { return !lacks && !isSaid(unless, context); }
  return lacks || isSaid(whole!, context);
}

const PHRASES: readonly (readonly [RegExp, string, string])[] = [
  [/^from account (.*)$/, 'StringLike', 'kms:CallerAccount'],
  [/^from organization (.*)$/, 'StringLike', 'aws:PrincipalOrgID'],
  [/^by the name (.*)$/, 'StringLike', 'kms:RequestAlias'],
  [/^to (.*)$/, 'StringLike', 'kms:ReplicaRegion'],
  [/^in (.*)$/, 'StringLike', 'aws:RequestedRegion'],
  [/^from VPC endpoint (.*)$/, 'StringLike', 'aws:SourceVpce'],
  [/^from VPC (.*)$/, 'StringLike', 'aws:SourceVpc'],
  [/^for organization (.*)$/, 'StringLike', 'aws:SourceOrgID'],
  [/^for account (.*)$/, 'StringLike', 'aws:SourceAccount'],
  [/^for (arn:.*)$/, 'ArnLike', 'aws:SourceArn'],
  [/^for (.*)$/, 'StringLike', 'aws:SourceArn'],
];
const SETS: readonly (readonly [RegExp, string, string])[] = [
  [/^with the context key (.*), and any others$/, 'ForAnyValue', 'kms:EncryptionContextKeys'],
  [/^with one of the context keys (.*), and any others$/, 'ForAnyValue', 'kms:EncryptionContextKeys'],
  [/^with no other context than (.*)$/, 'ForAllValues', 'kms:EncryptionContextKeys'],
  [/^for grants of (.*), and any other operations$/, 'ForAnyValue', 'kms:GrantOperations'],
  [/^for the operations (.*) and no others$/, 'ForAllValues', 'kms:GrantOperations'],
  [/^while it is named (.*)$/, 'ForAnyValue', 'kms:ResourceAliases'],
  [/^while it has no other name than (.*)$/, 'ForAllValues', 'kms:ResourceAliases'],
  [/^from nowhere but (.*)$/, 'ForAllValues', 'aws:PrincipalOrgPaths'],
  [/^from (?!account |organization |VPC )(.*)$/, 'ForAnyValue', 'aws:PrincipalOrgPaths'],
];

/** The sentence without what it exempts. */
function isSaid(phrase: string, context: Context): boolean {
  const [, key, presence] = /^(?:when )?(\S+) is (there|absent)$/.exec(phrase) ?? [];
  if (presence) { return (valuesOf(key, context).length > 0) === (presence === 'there'); }
  if (phrase === 'with MFA') { return holds('Bool', 'aws:MultiFactorAuthPresent', ['true'], context); }
  if (phrase === 'for AWS resources only') { return holds('Bool', 'kms:GrantIsForAWSResource', ['true'], context); }
  const person = /^as (.*)$/.exec(phrase)?.[1];
  if (person !== undefined) { return isPerson(person.split(' or '), context); }
  const [, written, operator, values] = /^(?:when )?((?:aws|kms):\S+) ([A-Za-z:]+) (.*)$/.exec(phrase) ?? [];
  if (written) { return holds(operator, written, values.split(' or '), context); }
  const service = /^through (.*)$/.exec(phrase)?.[1];
  if (service !== undefined) { return holds('StringLike', 'kms:ViaService', service.split(' or ').flatMap(viaServices), context); }
  for (const [pattern, set, name] of SETS) {
    const [, given] = pattern.exec(phrase) ?? [];
    if (given !== undefined) { return holds(`${set}:StringLike`, name, given.split(/, | or /), context); }
  }
  for (const [pattern, like, name] of PHRASES) {
    const [, given] = pattern.exec(phrase) ?? [];
    if (given !== undefined) { return holds(like, name, given.split(' or '), context); }
  }
  const [, name, given] = /^(?:with )?(\S+) = (.*)$/.exec(phrase) ?? [];
  if (name === undefined) { throw new Error(`nobody understands '${phrase}'`); }
  return holds('StringLike', `kms:EncryptionContext:${name}`, given.split(' or '), context);
}

/** `S3`, `S3 in any region`, or the name as it is written. */
function viaServices(words: string): string[] {
  const [, service, region = PLACE.region] = /^(.*?)(?: in (.*))?$/.exec(words)!;
  const prefixes = Object.values(CATALOG).filter(use => use.viaService !== undefined && use.service.replace(/^(Amazon|AWS) /, '') === service).map(use => use.viaService);
  return prefixes.length === 0 ? [words] : prefixes.map(prefix => `${prefix}.${region === 'any region' ? '*' : region}.amazonaws.com`);
}

/** `role App`, `role * of account 444455556666`, or an ARN. */
function isPerson(words: readonly string[], context: Context): boolean {
  const arns = words.flatMap(one => {
    if (one === 'roles of AWS services') { return ['arn:aws:iam::*:role/aws-service-role/*', 'arn:aws:*:*:*:role/aws:*']; }
    const [, kind, name, account = ACCOUNT] = /^(role|user) (\S+?)(?: of account (\S+))?$/.exec(one) ?? [];
    return kind ? `arn:aws:iam::${account}:${kind}/${name}` : one;
  });
  return holds('ArnLike', 'aws:PrincipalArn', arns, context);
}

function valuesOf(key: string, context: Context): readonly string[] {
  const name = Object.keys(context).find(one => one.toLowerCase() === key.toLowerCase());
  return name === undefined ? [] : ([] as string[]).concat(context[name] as string[]);
}

/** The meaning of operators is proven elsewhere. */
function holds(operator: string, key: string, values: readonly string[], context: Context): boolean {
  const [condition] = readConditions({ [operator]: { [key]: values } }, { evaluate: value => value });
  return testOf(condition, true).holds({ get: name => valuesOf(name, context).map(value => [value]) }) === 'yes';
}
