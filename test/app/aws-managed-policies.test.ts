import { awsManagedName, awsManagedStatements } from '../../src/app/aws-managed-policies';
import { OF_NO_KEY, POLICIES } from '../../src/app/aws-managed-policies-data';
import { unknownNamesOfAny } from '../support/reference';

const reach = (name: string) => awsManagedStatements(name)?.map(({ effect, reach: actions }) => [effect, actions.has('decrypt'), actions.has('describekey'), actions.has('creategrant')]);

test.each<[string, [string, boolean, boolean, boolean][] | undefined]>([
  ['AdministratorAccess', [['Allow', true, true, true]]],
  ['PowerUserAccess', [['Allow', true, true, true]]],
  ['ReadOnlyAccess', [['Allow', false, true, false]]],
  ['SecurityAudit', [['Allow', false, true, false]]],
  ['AWSDenyAll', [['Deny', true, true, true]]],
  ['AmazonMSKFullAccess', [['Allow', false, true, true]]],
  ['AWSLambdaBasicExecutionRole', []],
  ['AmazonS3ReadOnlyAccess', []],
  ['AWSGlueConsoleFullAccess', undefined],
  ['constructor', undefined],
])('%s', (name, expected) => expect(reach(name)).toEqual(expected));

test('a backup role comes through services, and grants for AWS resources', () => {
  expect(awsManagedStatements('AWSBackupServiceRolePolicyForBackup')!.map(({ conditions, resources }) => [resources, conditions.map(({ key, values }) => [key, values])])).toEqual([
    [['*'], [['kms:ViaService', ['dynamodb.*.amazonaws.com']]]],
    [['*'], []],
    [['*'], [['kms:GrantIsForAWSResource', ['true']]]],
    [['arn:aws:kms:*:*:key/*'], [['kms:ViaService', ['ec2.*.amazonaws.com']]]],
  ]);
});

test.each([
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'ReadOnlyAccess'],
  ['arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', 'AWSLambdaBasicExecutionRole'],
  ['arn:${AWS.Partition}:iam::aws:policy/job-function/ViewOnlyAccess', 'ViewOnlyAccess'],
  ['arn:aws:iam::111122223333:policy/ReadOnlyAccess', undefined],
])('%s is %s', (arn, name) => expect(awsManagedName(arn)).toBe(name));

test('a policy is about keys or is not', () => expect(Object.keys(POLICIES).filter(name => OF_NO_KEY.has(name))).toEqual([]));

// The Service Authorization Reference is of another hand than the table.
test.each(Object.keys(POLICIES))('%s names what AWS has', async name => {
  expect(await unknownNamesOfAny({ Statement: POLICIES[name] })).toEqual([]);
});
