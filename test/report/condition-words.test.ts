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
  [['kms:CreateGrant'], { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, 'unless with MFA or without aws:MultiFactorAuthPresent'],
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

const [S3, RDS] = ['s3', 'rds'].map(service => `${service}.${REGION}.amazonaws.com`);
const OTHER_ROLE = 'arn:aws:iam::444455556666:role/etl';
test.each<[object, string]>([
  [{ StringEquals: { 'kms:ViaService': [S3, RDS] } }, 'through S3 or RDS'],
  [{ StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } }, 'through S3 in us-west-2'],
  [{ StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } }, 'through S3 in any region'],
  // EventBridge has this name too, which is the other service's own.
  [{ StringEquals: { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` } }, 'through Secrets Manager'],
  [{ StringEquals: { 'kms:ViaService': `elasticfilesystem.${REGION}.amazonaws.com` } }, 'through EFS'],
  [{ StringEquals: { 'kms:ViaService': `unheard.${REGION}.amazonaws.com` } }, 'through unheard'],
  [{ StringEquals: { 'kms:ViaService': 's3' } }, 'through s3'],
  [{ StringEquals: { 'kms:ViaService': `x${S3}.cn` } }, `through x${S3}.cn`],
  [{ StringEquals: { 'kms:CallerAccount': [ACCOUNT, '444455556666'] } }, `from account ${ACCOUNT} or 444455556666`],
  [{ StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }, `from account ${ACCOUNT}`],
  [{ StringEquals: { 'kms:RequestAlias': 'alias/a' } }, 'by the name alias/a'],
  [{ StringEquals: { 'kms:ReplicaRegion': ['us-east-1', 'us-west-2'] } }, 'to us-east-1 or us-west-2'],
  [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'from organization o-1'],
  [{ ArnLike: { 'aws:PrincipalArn': [ARN, OTHER_ROLE] } }, 'as role App or role etl of account 444455556666'],
  [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::a' } }, 'for arn:aws:s3:::a'],
  [{ StringEquals: { 'aws:SourceAccount': ACCOUNT } }, `for account ${ACCOUNT}`],
  [{ StringEquals: { 'aws:SourceOrgID': 'o-1' } }, 'for organization o-1'],
  [{ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, 'from VPC endpoint vpce-1'],
  [{ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, 'from VPC vpc-1'],
  [{ StringEquals: { 'aws:RequestedRegion': REGION } }, `in ${REGION}`],
  [{ StringEquals: { 'kms:EncryptionContext:dept': ['fin', 'hr'] } }, 'with dept = fin or hr'],
  [{ StringEquals: { 'kms:EncryptionContext:': 'fin' } }, 'when kms:EncryptionContext: StringEquals fin'],
  [{ StringEquals: { 'x-kms:EncryptionContext:dept': 'fin' } }, 'when x-kms:EncryptionContext:dept StringEquals fin'],
  [{ StringLike: { 'kms:EncryptionContext:dept': 'f*' } }, 'with dept = f*'],
  [{ StringEquals: { 'kms:EncryptionContext:dept': ['hr', 'f*'] } }, 'when kms:EncryptionContext:dept StringEquals hr or f*'],
  // What is not known before deployment is no wildcard.
  [{ StringEquals: { 'kms:EncryptionContext:dept': '${?Dept}' } }, 'with dept = ${?Dept}'],
  [{ ArnLike: { 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::a*' } }, 'with aws:s3:arn = arn:aws:s3:::a*'],
  [{ ArnLike: { 'kms:EncryptionContext:arns': 'arn:aws:s3:::a*' } }, 'when kms:EncryptionContext:arns ArnLike arn:aws:s3:::a*'],
  [{ StringNotEquals: { 'kms:EncryptionContext:dept': 'fin' } }, 'unless dept = fin'],
  [{ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }, 'unless from VPC endpoint vpce-1'],
  [{ 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['dept', 'team'] } }, 'with one of the context keys dept, team, and any others'],
  [{ 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['dept', 'team'] } }, 'with no other context than dept, team or without kms:EncryptionContextKeys'],
  [{ 'ForAllValues:StringNotEquals': { 'kms:EncryptionContextKeys': 'dept' } }, 'unless with the context key dept, and any others'],
  [{ 'ForAnyValue:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] } }, 'for grants of Decrypt or Encrypt, and any other operations'],
  [{ 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] } }, 'for the operations Decrypt, Encrypt and no others or without kms:GrantOperations'],
  [{ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/a', 'alias/b'] } }, 'while it is named alias/a or alias/b'],
  [{ 'ForAllValues:StringEquals': { 'kms:ResourceAliases': ['alias/a', 'alias/b'] } }, 'while it has no other name than alias/a or alias/b or without kms:ResourceAliases'],
  [{ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } }, 'from o-1/*'],
  [{ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } }, 'from nowhere but o-1/* or without aws:PrincipalOrgPaths'],
  [{ 'ForAnyValue:StringLike': { 'aws:SourceOrgPaths': 'o-1/*' } }, 'for o-1/*'],
  [{ 'ForAllValues:StringLike': { 'aws:SourceOrgPaths': 'o-1/*' } }, 'for nothing but o-1/* or without aws:SourceOrgPaths'],
  [{ StringEquals: { 'aws:PrincipalTag/team': ['a', 'b'] } }, 'when aws:PrincipalTag/team StringEquals a or b'],
  [{ Bool: { 'kms:GrantIsForAWSResource': 'true' } }, 'for AWS resources only'],
  [{ Bool: { 'kms:GrantIsForAWSResource': 'TRUE' } }, 'for AWS resources only'],
  [{ Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } }, 'when aws:MultiFactorAuthPresent Bool true or false'],
  [{ Null: { 'kms:ViaService': 'true' } }, 'when kms:ViaService is absent'],
  [{ Null: { 'kms:ViaService': 'yes' } }, 'when kms:ViaService Null yes'],
  [{ Null: { 'kms:ViaService': ['TRUE'] } }, 'when kms:ViaService is absent'],
  [{ StringEquals: { 'kms:ViaService': '' } }, 'through ""'],
  [{ StringEquals: { 'kms:EncryptionContext:dept': ['', 'fin'] } }, 'with dept = "" or fin'],
  [{ NumericEquals: { 'kms:RotationPeriodInDays': [''] } }, 'when kms:RotationPeriodInDays NumericEquals ""'],
  [{ StringLike: { 'kms:ViaService': '*' } }, 'when kms:ViaService is there'],
  [{ StringLike: { 'kms:ViaService': ['s3.*', '**'] } }, 'when kms:ViaService is there'],
  [{ StringLike: { 'kms:EncryptionContext:dept': '*' } }, 'when kms:EncryptionContext:dept is there'],
  [{ StringNotLike: { 'kms:ViaService': '*' } }, 'when kms:ViaService is absent'],
  [{ StringLike: { 'kms:EncryptionContextKeys': '*' } }, 'when kms:EncryptionContextKeys StringLike *'],
  [{ 'ForAnyValue:StringLike': { 'kms:EncryptionContextKeys': '*' } }, 'when kms:EncryptionContextKeys is there'],
  [{ StringEquals: { 'kms:ViaService': '*' } }, 'when kms:ViaService StringEquals *'],
  [{ ArnLike: { 'aws:PrincipalArn': '*' } }, 'when aws:PrincipalArn ArnLike *'],
  [{ ArnNotLike: { 'aws:PrincipalArn': ['*', ARN] } }, `when aws:PrincipalArn ArnNotLike * or ${ARN}`],
  [{ StringEquals: { 'kms:ViaService': null } }, 'through ${?value}'],
  [{ StringEquals: null }, 'when conditions hold that only the deployment knows'],
  [{ NumericLessThan: { 'kms:RotationPeriodInDays': 90 } }, 'when kms:RotationPeriodInDays NumericLessThan 90'],
  [{ Bool: { 'aws:MultiFactorAuthPresent': true } }, 'with MFA'],
  [{ Bool: { 'aws:MultiFactorAuthPresent': [] } }, 'when aws:MultiFactorAuthPresent Bool an empty list, which is never'],
  [{ Null: { 'kms:ViaService': '${?Absent}' } }, 'when kms:ViaService Null ${?Absent}'],
  [{ Null: { 'kms:ViaService': [] } }, 'when kms:ViaService Null an empty list, which is never'],
])('%j lets count what is so', (conditions, words) => expect(allowed(conditions)).toEqual([words]));

/* What AWS does with an empty list: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html */
const EMPTY = [...new Set(PRODUCT.map(([, operator]) => operator)), 'ForAnyValue:Null', 'ForAllValues:Null'].flatMap(operator =>
  ['kms:ViaService', 'kms:EncryptionContextKeys', 'kms:EncryptionContext:dept'].map(key => [operator, key] as const));
describe.each(EMPTY)('%s of no value on %s', (operator, key) => {
  const [condition] = readAll({ [operator]: { [key]: [] } });
  const [absent, there] = [[], [['a']]].map(given => testOf(condition, true).holds({ get: () => given }) === 'yes');
  const words = absent && there ? [] : [absent ? `when ${key} is absent` : there ? `when ${key} is there` : `when ${key} ${operator} an empty list, which is never`];

  test('an Allow', () => expect(allowed({ [operator]: { [key]: [] } })).toEqual(words));
  test('a Deny', () => expect(denied({ [operator]: { [key]: [] } })).toEqual(words));
});

test('what every request meets says nothing', () => {
  const VIA = { 'kms:ViaService': ['true', 'false'] };
  expect(allowed({ Null: VIA })).toEqual([]);
  expect(denied({ Null: VIA, StringEquals: { 'aws:SourceVpce': 'vpce-1' } })).toEqual(['when from VPC endpoint vpce-1']);
  expect(denied({ StringNotLike: { 'kms:ViaService': '*' }, StringEquals: { 'aws:SourceVpce': 'vpce-1' } })).toEqual(['when kms:ViaService is absent and from VPC endpoint vpce-1']);
});

/** A sentence ends with a value, and has none that is not seen. */
test.each([...new Set(PRODUCT.map(([, operator]) => operator))])('%s reads well, whatever the values', operator => {
  const sentences = KEYS.flatMap(([key, value]) => [[], value, [value, 'x'], '*', '', null, 7, true].map(given => ({ [operator]: { [key]: given } })))
    .flatMap(conditions => [...allowed(conditions), ...denied(conditions)]);
  expect(sentences.filter(sentence => !/^\S+( \S+)*$/.test(sentence) || / (or|and|=|to|in|for|from|through|as|except|name|named|than|but|endpoint|account|organization)$/.test(sentence))).toEqual([]);
});

test('a stack that does not know its region calls a service of its own by the name alone', () => {
  const unknown = { ...WORDING, place: { ...WORDING.place, region: '${AWS.Region}' } };
  const through = (where: string) => allowWords(readAll({ StringEquals: { 'kms:ViaService': `s3.${where}.amazonaws.com` } }), unknown);

  expect(through('${AWS::Region}')).toEqual(['through S3']);
  expect(through(REGION)).toEqual([`through S3 in ${REGION}`]);
});

test('a key that must be there, and is asked for its value, is said once', () => {
  expect(allowed({ StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` }, Null: { 'kms:ViaService': 'false' } })).toEqual(['through S3']);
  expect(allowed({ StringEqualsIfExists: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` }, Null: { 'kms:ViaService': 'false' } }))
    .toEqual(['through S3']);
});

test.each<[string, object, string[]]>([
  ['that another key is there', { StringEquals: { 'kms:ViaService': S3 }, Null: { 'aws:SourceVpce': 'false' } }, ['through S3', 'when aws:SourceVpce is there']],
  ['that it is false, by two operators', { Bool: { 'aws:ViaAWSService': 'false' }, StringEquals: { 'aws:ViaAWSService': 'false' } },
    ['when aws:ViaAWSService Bool false', 'when aws:ViaAWSService StringEquals false']],
  ['that it is not there', { StringEquals: { 'kms:ViaService': S3 }, Null: { 'kms:ViaService': 'true' } }, ['through S3', 'when kms:ViaService is absent']],
  ['that it has none of some values', { StringNotEquals: { 'kms:ViaService': S3 }, Null: { 'kms:ViaService': 'false' } }, ['unless through S3', 'when kms:ViaService is there']],
  ['the same twice', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, StringLike: { 'aws:SourceVpce': 'vpce-1' } }, ['from VPC endpoint vpce-1']],
])('beside a condition it is said %s', (_, conditions, words) => expect(allowed(conditions)).toEqual(words));

test('that a key is there, asked for twice, does not go unsaid', () =>
  expect(allowed({ Null: { 'kms:ViaService': 'false', 'kms:viaservice': 'false' } })).toEqual(['when kms:ViaService is there', 'when kms:viaservice is there']));

test.each<[string, object, string[]]>([
  ['by MFA, which access keys lack', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, ['unless with MFA or without aws:MultiFactorAuthPresent']],
  ['by MFA, access keys too', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, ['unless with MFA']],
  ['by endpoint, services spared', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:ViaAWSService': 'false' } }, ['unless from VPC endpoint vpce-1', 'except through AWS services']],
  ['by two that must both be so', { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    ['when from VPC endpoint vpce-1 and aws:SourceIp IpAddress 10.0.0.0/8']],
  ['to AWS services too', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }, ['except AWS services']],
  ['to people without a service', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, ['when aws:PrincipalIsAWSService Bool true']],
  ['by a waiting period', { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' } }, ['with a waiting period under 30 days']],
  ['by a waiting period, and MFA', { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    ['with a waiting period under 30 days', 'when with MFA']],
  ['by one of two waiting periods', { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': ['30', '20'] } },
    ['when kms:ScheduleKeyDeletionPendingWindowInDays NumericLessThan 30 or 20']],
  ['by a waiting period of so many days', { NumericEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '7' } },
    ['when kms:ScheduleKeyDeletionPendingWindowInDays NumericEquals 7']],
  ['by days without use', { NumericLessThan: { 'kms:TrailingDaysWithoutKeyUsage': '90' } }, ['until 90 days without use']],
  ['by another number', { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, ['when aws:MultiFactorAuthAge NumericLessThan 3600']],
  ['to all but two roles', { ArnNotLike: { 'aws:PrincipalArn': [ARN, OTHER_ROLE] } }, ['except role App, role etl of account 444455556666']],
  ['to all but a role and those of AWS', { ArnNotLike: { 'aws:PrincipalArn': [ARN, 'arn:aws:iam::*:role/aws-service-role/*'] } }, ['except role App, roles of AWS services']],
  ['to all but the roles of AWS', { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws:*', 'arn:aws:iam::*:role/aws-service-role/*'] } }, ['except roles of AWS services']],
  ['to all but a role that a service has', { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/aws-service-role/*/x` } }, ['except role x']],
  ['to no role where there is none', { 'ForAnyValue:ArnNotLike': { 'aws:PrincipalArn': ARN } }, ['unless as role App or without aws:PrincipalArn']],
  ['by a context, and others', { StringNotEquals: { 'kms:EncryptionContext:dept': ['fin', 'hr'] } }, ['unless dept = fin or hr']],
  ['by a context with a condition in it', { StringEquals: { 'kms:EncryptionContext:dept': 'unless x' } }, ['when with dept = unless x']],
  ['by an operator without words, and another', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, StringEquals: { 'kms:EncryptionContext:dept': 'when x' } },
    ['when aws:SourceIp IpAddress 10.0.0.0/8 and with dept = when x']],
])('a Deny %s', (_, conditions, words) => expect(denied(conditions)).toEqual(words));
