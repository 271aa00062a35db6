import { reachOf } from '../../src/iam/actions';
import { readConditions } from '../../src/iam/condition';
import { isMultivalued, testOf } from '../../src/iam/condition-test';
import { allowWords, denyWords } from '../../src/report/condition-words';
import { ACCOUNT, REGION } from '../support/stack';

const WORDING = { text: (value: string) => value, place: { account: ACCOUNT, region: REGION, partition: 'aws' } };
const readAll = (conditions: object) => readConditions(conditions, { evaluate: value => value });
const allowed = (conditions: object): string[] => allowWords(readAll(conditions), WORDING);
const denied = (conditions: object, actions: readonly string[] = ['kms:*']): string[] => denyWords({ conditions: readAll(conditions), reach: reachOf(actions, false) }, WORDING);

const ARN = `arn:aws:iam::${ACCOUNT}:role/App`;
/** Condition keys with a value of theirs and another. */
const KEYS: readonly (readonly [string, string, string])[] = [
  ['kms:ViaService', `s3.${REGION}.amazonaws.com`, `rds.${REGION}.amazonaws.com`],
  ['kms:CallerAccount', ACCOUNT, '444455556666'],
  ['kms:EncryptionContext:dept', 'fin', 'hr'],
  ['kms:EncryptionContextKeys', 'dept', 'team'],
  ['kms:GrantOperations', 'Decrypt', 'Encrypt'],
  ['kms:GrantIsForAWSResource', 'true', 'false'],
  ['kms:ResourceAliases', 'alias/a', 'alias/b'],
  ['kms:RequestAlias', 'alias/a', 'alias/b'],
  ['kms:ReplicaRegion', 'us-east-1', 'us-west-2'],
  ['aws:PrincipalOrgID', 'o-1', 'o-2'],
  ['aws:PrincipalOrgPaths', 'o-1/r-1/', 'o-2/r-2/'],
  ['aws:PrincipalArn', ARN, `${ARN}2`],
  ['aws:PrincipalAccount', ACCOUNT, '444455556666'],
  ['aws:PrincipalTag/team', 'a', 'b'],
  ['aws:SourceArn', 'arn:aws:s3:::a', 'arn:aws:s3:::b'],
  ['aws:SourceAccount', ACCOUNT, '444455556666'],
  ['aws:SourceOrgID', 'o-1', 'o-2'],
  ['aws:SourceVpce', 'vpce-1', 'vpce-2'],
  ['aws:MultiFactorAuthPresent', 'true', 'false'],
  ['aws:RequestedRegion', REGION, 'us-west-2'],
];
const FAMILIES = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'ArnEquals', 'ArnLike', 'ArnNotEquals',
  'ArnNotLike', 'Bool', 'NumericEquals', 'NumericLessThan', 'DateGreaterThan', 'IpAddress', 'NotIpAddress', 'BinaryEquals', 'Null'];
const PRODUCT = KEYS.flatMap(([key, value, other]) => FAMILIES.flatMap(family => ['', 'ForAnyValue:', 'ForAllValues:'].flatMap(set =>
  ['', 'IfExists'].filter(end => family !== 'Null' || (set === '' && end === '')).map(end => [`${set}${family}${end} ${key}`, `${set}${family}${end}`, key, value, other] as const))));

/** What a sentence says of a request with these values; undefined where it leaves that to the operator that it names. */
function reads(sentence: string, key: string, value: string, values: readonly string[]): boolean | undefined {
  const absent = values.length === 0;
  if (sentence === `when ${key} is there`) { return !absent; }
  if (sentence === `when ${key} is absent`) { return absent; }
  if (sentence.startsWith(`when ${key} `)) { return undefined; }
  const without = / or without \S+$/.test(sentence);
  if (absent) { return without || sentence.startsWith('unless '); }
  const some = values.includes(value);
  if (sentence.startsWith('unless ')) { return !some; }
  return /no other|no others|nowhere but|nothing but/.test(sentence) ? values.every(one => one === value) : some;
}

test.each(PRODUCT)('%s is said as it is', (_, operator, key, value, other) => {
  const conditions = { [operator]: { [key]: operator === 'Null' ? 'false' : value } };
  const [sentence] = allowed(conditions);
  const [condition] = readAll(conditions);
  const cells = [[], [value], [other], ...(isMultivalued(key.toLowerCase()) ? [[value, other], [other, `${other}x`]] : [])];
  for (const values of cells) {
    const truth = testOf(condition, true).holds({ get: () => values.map(one => [one]) }) === 'yes';
    const said = reads(sentence, key, value, values);
    if (said !== undefined) { expect([sentence, values, said]).toEqual([sentence, values, truth]); }
    // An operator that stands as it is written may not read like a bound.
    if (said === undefined) { expect(sentence).toBe(`when ${key} ${operator} ${value}`); }
  }
});

/** Requests that have a key always, of which the words need not say what happens without. */
const IS_THERE: { readonly [key: string]: readonly string[] } = { 'kms:GrantIsForAWSResource': ['kms:CreateGrant', 'kms:RevokeGrant', 'kms:ListGrants'] };

/** What a sentence about a Deny says of a request: whether it is denied; undefined where it leaves that to the operator that it names. */
function readsDenied(sentence: string, key: string, value: string, values: readonly string[]): boolean | undefined {
  const exempt = /^(unless|except) /.test(sentence);
  if (!exempt) { return reads(sentence.replace(/^when (?!kms:|aws:)/, ''), key, value, values); }
  if (values.length === 0) { return !/ or without \S+$/.test(sentence); }
  // Exempt is who has the value: of a Bool that is false, who has the other.
  const wanted = /^(true|false)$/.test(value) ? 'true' : value;
  return !(/no other|no others|nowhere but|nothing but/.test(sentence) ? values.every(one => one === wanted) : values.includes(wanted));
}

const DENIED = PRODUCT.flatMap(row => [row, ...(row[3] === 'true' ? [[`${row[0]} false`, row[1], row[2], 'false', 'true'] as const] : [])])
  .flatMap(row => ['kms:*', ...IS_THERE[row[2]] ?? []].map(action => [...row, action] as const));

test.each(DENIED)('a Deny by %s is said as it is', (_, operator, key, value, other, action) => {
  const conditions = { [operator]: { [key]: operator === 'Null' ? 'false' : value } };
  const [sentence] = denied(conditions, [action]);
  const [condition] = readAll(conditions);
  const always = IS_THERE[key]?.includes(action);
  const cells = [...(always ? [] : [[]]), [value], [other], ...(isMultivalued(key.toLowerCase()) ? [[value, other], [other, `${other}x`]] : [])];
  for (const values of cells) {
    const truth = testOf(condition, true).holds({ get: () => values.map(one => [one]) }) === 'yes';
    const said = readsDenied(sentence, key, value, values);
    if (said !== undefined) { expect([sentence, values, said]).toEqual([sentence, values, truth]); }
    if (said === undefined) { expect(sentence).toBe(`when ${key} ${operator} ${value}`); }
  }
});

test.each<[string[], object, string]>([
  [['kms:CreateGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'false' } }, 'except AWS resources'],
  [['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'], { Bool: { 'kms:GrantIsForAWSResource': 'false' } }, 'except AWS resources'],
  [['kms:*'], { Bool: { 'kms:GrantIsForAWSResource': 'false' } }, 'except AWS resources or without kms:GrantIsForAWSResource'],
  [['kms:CreateGrant', 'kms:Decrypt'], { Bool: { 'kms:GrantIsForAWSResource': 'false' } }, 'except AWS resources or without kms:GrantIsForAWSResource'],
  [['kms:Decrypt'], { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false' } }, 'except AWS resources'],
])('a Deny of %j under %j', (actions, conditions, words) => expect(denied(conditions, actions)).toEqual([words]));

test.each<[object, string]>([
  [{ 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['dept'] } }, 'with the context key dept, and any others'],
  [{ 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['dept'] } }, 'with no other context than dept or without kms:EncryptionContextKeys'],
  [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, 'with MFA or without aws:MultiFactorAuthPresent'],
  [{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, 'from organization o-1 or without aws:PrincipalOrgID'],
  [{ 'ForAnyValue:StringEquals': { 'kms:GrantOperations': 'Decrypt' } }, 'for grants of Decrypt, and any other operations'],
  [{ Null: { 'kms:ViaService': 'false' } }, 'when kms:ViaService is there'],
  [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/etl' } }, 'as role etl of account 444455556666'],
  [{ StringEquals: { 'kms:ViaService': 's3.*.amazonaws.com' } }, 'when kms:ViaService StringEquals s3.*.amazonaws.com'],
])('an Allow under %j', (conditions, words) => expect(allowed(conditions)).toEqual([words]));

test('a key that must be there, and is asked for its value, is said once', () => {
  expect(allowed({ StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` }, Null: { 'kms:ViaService': 'false' } })).toEqual(['through S3']);
  expect(allowed({ StringEqualsIfExists: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` }, Null: { 'kms:ViaService': 'false' } }))
    .toEqual(['through S3 or without kms:ViaService', 'when kms:ViaService is there']);
});

test.each<[string, object, string[]]>([
  ['by MFA, which access keys lack', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, ['unless with MFA or without aws:MultiFactorAuthPresent']],
  ['by MFA, access keys too', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, ['unless with MFA']],
  ['by endpoint, services spared', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:ViaAWSService': 'false' } }, ['unless from VPC endpoint vpce-1', 'except through AWS services']],
  ['by two that must both be so', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    ['when from VPC endpoint vpce-1 and aws:SourceIp IpAddress 10.0.0.0/8']],
])('a Deny %s', (_, conditions, words) => expect(denied(conditions)).toEqual(words));
