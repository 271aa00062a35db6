import { App, Validations } from 'aws-cdk-lib';
import { guideApp } from './guide-app';
import { KmsChecks } from '../../src/checks';
import { synthesisError } from '../support/synthesis';

/** Row of the list of the tutorial's mistakes: what is found, on which resource. Rows that are no CloudFormation are left out. */
const FOUND: [number, string, string, string][] = [
  [2, 'a time-bound Allow next to the account', 'Keysmith-ConditionalAllowRestricts[Allow-access-during-business-hours-only]', 'Example3'],
  [2, 'an Allow with multi-factor authentication next to the account', 'Keysmith-ConditionalAllowRestricts[Emergency-access-outside-business-hours]', 'Example3'],
  [3, 'kms:Create* for administrators', 'Keysmith-AdministratorsCannotGrant[Allow-administrators-to-manage-the-key]', 'Example1'],
  [4, 'an administrator that uses keys', 'Keysmith-IdentitySeparatesDuties', 'AdministratorPolicy'],
  [4, 'decryption with every key', 'Keysmith-DecryptNamedKeys[AllowKeyUsage]', 'AdministratorPolicy'],
  [5, 'CloudTrail cannot encrypt', 'Keysmith-ServiceCanUseKey[cloudtrail-amazonaws-com]', 'Trail'],
  [7, 'a time of day', 'Keysmith-DateConditions[Allow-access-during-business-hours-only]', 'Example3'],
  [8, 'ForAllValues on the Region', 'Keysmith-SetOperators[Allow-access-during-business-hours-only]', 'Example3'],
  [10, 'logs.amazonaws.com', 'Keysmith-ServiceCanUseKey[logs-us-east-1-amazonaws-com]', 'FunctionLogs'],
  [10, 'DescribeKey under a context', 'Keysmith-DescribeKeyWithoutContext[Allow-CloudWatch-Logs]', 'LogsKey'],
  [11, 'an elliptic curve that encrypts', 'Keysmith-KeySpecUsage', 'EccKey'],
  [12, 'KeyRotationStatus', 'Keysmith-RotationEnabled', 'ApplicationKey'],
  [14, 'DaysUntilKeyRotation', 'Keysmith-KmsMetricExists', 'RotationAlarm'],
  [20, 'an alias as Resource', 'Keysmith-NoAliasAsResource[Decrypt-ed97f4]', 'LambdaRole'],
  [22, 'the encryption header', 'Keysmith-HeaderlessUploadsAllowed[DenyUnencryptedObjectUploads]', 'SecureBucketPolicy'],
  [22, 'the key header', 'Keysmith-HeaderlessUploadsAllowed[DenyWrongKMSKey]', 'SecureBucketPolicy'],
  [26, 'staging without rotation', 'Keysmith-RotationEnabled', 'StagingKey'],
];

const report = new KmsChecks().validateScope(guideApp());
const found = report.violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath!.split('/')[1]}`)).sort();

describe('the tutorial as an app', () => {
  test.each(FOUND)('row %i: %s', (_, __, rule, resource) => {
    expect(found).toContain(`${rule} ${resource}`);
  });

  test('beyond these rows only names, retention and the absence of aliases are found', () => {
    const rows = FOUND.map(([, , rule, resource]) => `${rule} ${resource}`);
    expect(found.filter(entry => !rows.includes(entry))).toEqual([
      ...['EccKey', 'Example1', 'Example2', 'Example3', 'LogsKey', 'StagingKey'].map(id => `Keysmith-KeyHasAlias ${id}`),
      ...['ApplicationKey', 'EccKey', 'Example1', 'Example2', 'Example3', 'LogsKey', 'S3Key', 'StagingKey'].map(id => `Keysmith-KeyRetained ${id}`),
    ]);
  });

  test('nothing is left undecided', () => {
    expect(report.violations.filter(({ severity }) => severity === 'info')).toEqual([]);
  });

  test('the synthesis of the app fails with the same findings', () => {
    const app = guideApp();
    const seen: any[] = [];
    const checks = new KmsChecks(app);
    Validations.of(app).addPlugins({
      name: checks.name,
      validate: context => {
        const said = checks.validate(context);
        seen.push(...said.violations);
        return said;
      },
    });
    expect(synthesisError(app)).toMatch(/Keysmith-/);
    expect(seen.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }: any) => `${ruleName} ${constructPath.split('/')[1]}`)).sort()).toEqual(found);
  });
});

test('an app without keys is no finding', () => {
  expect(new KmsChecks().validateScope(new App({ analyticsReporting: false }))).toEqual({ success: true, violations: [] });
});
