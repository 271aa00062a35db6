import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AsymmetricEncryptionKey, AsymmetricEncryptionKeySpec, EncryptedBucket, EncryptedKey, EncryptedLogGroup, EncryptedTrail,
  HmacKey, KeyRestriction, KeyService, ServiceKey, SigningKey, SigningKeySpec,
} from '../../src';
import { CONTROL_TOWER_RULES, GuardReport, hasCfnGuard, runCfnGuard } from '../../tools/scanners';
import { ACCOUNT, REGION } from '../support/stack';

/*
 * The checks of AWS's own controls that can be run offline, on templates of our constructs and on counterexamples: the control finds these, and not those.
 * docs/controls.md says the same, row by row.
 */

type Build = (stack: Stack) => unknown;

interface Control {
  readonly rules: string;
  readonly rule: string;
  readonly passes: { readonly [what: string]: Build };
  readonly fails: { readonly [what: string]: Build };
  /** What the control does not look at. */
  readonly skips?: { readonly [what: string]: Build };
}

const controlTower = (file: string): string => join(CONTROL_TOWER_RULES, `${file}.guard`);
const registry = (file: string): string => join(__dirname, 'rules', `${file}.guard`);
const noRotation: Build = stack => new kms.Key(stack, 'Key');

const openToAll: Build = stack =>
  new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] } });

const CONTROLS: { readonly [control: string]: Control } = {
  'CT.KMS.PR.1': {
    rules: controlTower('keymanagementservice/ct-kms-pr-1'),
    rule: 'kms_key_rotation_enabled_check',
    passes: { EncryptedKey: stack => new EncryptedKey(stack, 'Key'), ServiceKey: stack => new ServiceKey(stack, 'Key', { service: KeyService.EBS }) },
    fails: { 'kms.Key': noRotation },
    skips: { HmacKey: stack => new HmacKey(stack, 'Key') },
  },
  'CT.KMS.PR.2': {
    rules: controlTower('keymanagementservice/ct-kms-pr-2'),
    rule: 'kms_asymmetric_rsa_keyspec_check',
    passes: { 'AsymmetricEncryptionKey of 4,096 bits': stack => new AsymmetricEncryptionKey(stack, 'Key', { keySpec: AsymmetricEncryptionKeySpec.RSA_4096 }) },
    fails: { 'AsymmetricEncryptionKey of 2,048 bits': stack => new AsymmetricEncryptionKey(stack, 'Key', { keySpec: AsymmetricEncryptionKeySpec.RSA_2048 }) },
    skips: { SigningKey: stack => new SigningKey(stack, 'Key', { keySpec: SigningKeySpec.RSA_2048 }) },
  },
  'CT.KMS.PR.3': {
    rules: controlTower('keymanagementservice/ct-kms-pr-3'),
    rule: 'kms_create_grant_aws_service_check',
    passes: { 'EncryptedKey with grantsForAwsResourcesOnly': stack => new EncryptedKey(stack, 'Key', { restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] }) },
    fails: { 'EncryptedKey': stack => new EncryptedKey(stack, 'Key'), 'kms.Key': noRotation },
  },
  'CT.S3.PR.10': {
    rules: controlTower('s3/ct-s3-pr-10'),
    rule: 's3_bucket_default_encryption_kms_check',
    passes: { EncryptedBucket: stack => EncryptedBucket.create(stack, 'Bucket', new ServiceKey(stack, 'Key', { service: KeyService.S3 })) },
    fails: { 's3.Bucket': stack => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED }) },
  },
  'CT.CLOUDTRAIL.PR.1': {
    rules: controlTower('cloudtrail/ct-cloudtrail-pr-1'),
    rule: 'cloud_trail_encryption_enabled_check',
    passes: { EncryptedTrail: stack => EncryptedTrail.create(stack, 'Trail', new EncryptedKey(stack, 'Key')) },
    fails: { 'cloudtrail.Trail': stack => new cloudtrail.Trail(stack, 'Trail') },
  },
  'CT.CLOUDWATCH.PR.3': {
    rules: controlTower('cloudwatch/ct-cloudwatch-pr-3'),
    rule: 'cloudwatch_log_group_encrypted_check',
    passes: { EncryptedLogGroup: stack => EncryptedLogGroup.create(stack, 'Logs', new EncryptedKey(stack, 'Key')) },
    fails: { 'logs.LogGroup': stack => new logs.LogGroup(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }) },
  },
  'cmk-backing-key-rotation-enabled': {
    rules: registry('cmk_backing_key_rotation_enabled'),
    rule: 'CMK_BACKING_KEY_ROTATION_ENABLED',
    passes: { EncryptedKey: stack => new EncryptedKey(stack, 'Key') },
    // It asks keys to rotate that cannot.
    fails: { 'kms.Key': noRotation, 'HmacKey': stack => new HmacKey(stack, 'Key') },
  },
  'kms-key-policy-no-public-access': {
    rules: registry('kms_no_wildcard_principal'),
    rule: 'KMS_NO_WILDCARD_PRINCIPAL',
    // It looks for `"Principal": "*"` in whatever statement; the CDK writes a Deny for everybody as `{"AWS": "*"}`.
    passes: {
      'EncryptedKey': stack => new EncryptedKey(stack, 'Key'),
      'EncryptedKey with grantsForAwsResourcesOnly': stack => new EncryptedKey(stack, 'Key', { restrictions: [KeyRestriction.grantsForAwsResourcesOnly()] }),
    },
    fails: { 'kms.CfnKey open to everybody': openToAll },
  },
};

/** What cfn-guard says of what is built. */
function report(build: Build, rules: string): GuardReport {
  const stack = new Stack(new App({ analyticsReporting: false }), 'S', { env: { account: ACCOUNT, region: REGION } });
  build(stack);
  const file = join(mkdtempSync(join(tmpdir(), 'controls-')), 'S.template.json');
  writeFileSync(file, JSON.stringify(stack.resolve((stack as any)._toCloudFormation())));
  return runCfnGuard([file], rules)[0];
}

const guard = hasCfnGuard() ? describe : describe.skip;

guard.each(Object.entries(CONTROLS))(hasCfnGuard() ? '%s' : '%s: SKIPPED, for cfn-guard has no program for this system', (_, { rules, rule, passes, fails, skips = {} }) => {
  test.each(Object.entries(passes))('%s fulfils it', (__, build) => { expect(report(build, rules)).toMatchObject({ compliant: expect.arrayContaining([rule]), notCompliant: [] }); });
  test.each(Object.entries(fails))('finds %s', (__, build) => { expect(report(build, rules).notCompliant.map(found => found.rule)).toContain(rule); });
  if (Object.keys(skips).length > 0) {
    test.each(Object.entries(skips))('does not look at %s', (__, build) => { expect(report(build, rules)).toMatchObject({ notApplicable: expect.arrayContaining([rule]), notCompliant: [] }); });
  }
});

test('the page has a row for each, with what fulfils it and what it finds', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'controls.md'), 'utf8');
  const cell = (of: object | undefined) => Object.keys(of ?? {}).map(name => name.replace(/\b(kms\.(?:Cfn)?Key|s3\.Bucket|cloudtrail\.Trail|logs\.LogGroup|[A-Z]\w+Key|Encrypted\w+|grantsForAwsResourcesOnly)\b/g, '`$1`')).join(', ') || '–';
  const missing = Object.entries(CONTROLS).map(([control, { passes, fails, skips }]) => `| ${control} | ${cell(passes)} | ${cell(fails)} | ${cell(skips)} |`).filter(row => !page.includes(row));
  expect(missing).toEqual([]);
});
