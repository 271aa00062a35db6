import { Lazy } from 'aws-cdk-lib';
import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { Attestation, KeyAccess, KeyAccessOptions, KeyRestriction, KeyService } from '../../src';
import { checkContextIsSent, checkOptions, conditionsOf, conditionsWithoutContext, contextCondition, isBounded, through } from '../../src/access/access-conditions';
import { thrown } from '../support/thrown';

const message = (options: unknown): string => thrown(() => checkOptions(options as KeyAccessOptions));

const ATTESTATION = Attestation.nitroEnclave({ imageSha384: ['ab'] });
const LEFT_OUT = 'got: []; leave it out or name at least one';

describe('checkContextIsSent', () => {
  const { S3, SECRETS_MANAGER, PARAMETER_STORE } = KeyService;
  const never = (service: string, property = 'encryptionContext') => `'${property}' is never sent by ${service}`;

  test.each<[string, KeyAccessOptions, string]>([
    ['a name of AWS that is none', { encryptionContext: { 'aws:s3:bucket': ['x'] } }, `${never('Amazon S3')}, got: 'aws:s3:bucket'; it sends aws:s3:arn`],
    ['an own name through a service that sends its own alone', { viaServices: [SECRETS_MANAGER], encryptionContext: { Department: ['x'] } },
      `${never('AWS Secrets Manager')}, got: 'Department'; it sends SecretARN or SecretVersionId`],
    ['it beside another', { viaServices: [SECRETS_MANAGER], encryptionContext: { SecretARN: ['x'], Department: ['x'] } }, `${never('AWS Secrets Manager')}, got: 'Department'; it sends SecretARN or SecretVersionId`],
    ['names of which none is sent', { viaServices: [SECRETS_MANAGER], encryptionContextKeys: ['Department', 'Team'] },
      `${never('AWS Secrets Manager', 'encryptionContextKeys')}, got: 'Department'; it sends SecretARN or SecretVersionId`],
  ])('fails for %s', (_, options, wanted) => { expect(thrown(() => checkContextIsSent(options))).toBe(wanted); });

  test.each<[string, KeyAccessOptions]>([
    ['nothing', {}],
    ["an app's own name", { encryptionContext: { Department: ['x'] } }],
    ['what the service sends, in another case', { viaServices: [SECRETS_MANAGER], encryptionContext: { SecretArn: ['x'] } }],
    ['what one of the services sends', { viaServices: [SECRETS_MANAGER, PARAMETER_STORE], encryptionContext: { PARAMETER_ARN: ['x'] } }],
    ['an own name through a service that passes it on', { viaServices: [S3], encryptionContext: { Department: ['x'] } }],
    ['a name of a service that is not known in full', { encryptionContext: { 'aws:redshift:arn': ['x'] } }],
    ['names of which one is sent', { viaServices: [SECRETS_MANAGER], encryptionContextKeys: ['Department', 'SecretARN'] }],
  ])('takes %s', (_, options) => { expect(() => checkContextIsSent(options)).not.toThrow(); });

  test('rows and restrictions ask it', () => {
    const context = { 'aws:s3:bucket': ['x'] };
    const wanted = `${never('Amazon S3')}, got: 'aws:s3:bucket'; it sends aws:s3:arn`;
    expect(thrown(() => KeyAccess.decrypt(new ArnPrincipal('arn:aws:iam::111122223333:role/app'), { encryptionContext: context }))).toContain(wanted);
    expect(thrown(() => KeyRestriction.requireEncryptionContext(context))).toContain(wanted);
  });
});

describe('checkOptions', () => {
  test.each<[string, object, string]>([
    ['no services', { viaServices: [] }, `'viaServices' must not be empty, ${LEFT_OUT}`],
    ['a service that calls as itself, beside another', { viaServices: [KeyService.S3, KeyService.CLOUDTRAIL] },
      "'viaServices' takes services that call KMS with the identity of their user, this one calls as itself, got: 'CLOUDTRAIL'; use KeyAccess.service(KeyService.CLOUDTRAIL)"],
    ['no regions', { viaServices: [KeyService.S3], viaServiceRegions: [] }, `'viaServiceRegions' must not be empty, ${LEFT_OUT}`],
    ['a Region that is none, beside another', { viaServices: [KeyService.S3], viaServiceRegions: ['eu-west-1', 'x'] },
      "'viaServiceRegions' must be a Region code such as 'eu-west-1', got: 'x'; leave out the availability zone letter"],
    ['regions without services', { viaServiceRegions: ['eu-west-1'] }, "'viaServiceRegions' needs 'viaServices', got: [\"eu-west-1\"]"],
    ['an operator for a name', { encryptionContext: { a: ['b'], StringEquals: ['x'] } },
      "'encryptionContext' takes names of the encryption context, not condition operators, got: 'StringEquals'; write { Department: ['Finance'] }; values with * or ? are compared as patterns"],
    ['an empty name', { encryptionContext: { '': ['x'] } }, "'encryptionContext' takes the bare name of an encryption context pair, without 'kms:EncryptionContext:', got: ''"],
    ['a condition key for a name', { encryptionContext: { 'kms:x': ['x'] } }, "'encryptionContext' takes the bare name of an encryption context pair, without 'kms:EncryptionContext:', got: 'kms:x'"],
    ['a name beyond Latin-1', { encryptionContext: { '→': ['x'] } }, "'encryptionContext' can hold Latin-1 characters only, '→' is not one, got: '→'; replace that character"],
    ['a value that is no list', { encryptionContext: { a: 'x' } }, "'encryptionContext.a' must be a list of values, got: 'x'; write ['Finance']"],
    ['no values', { encryptionContext: { a: [] } }, `'encryptionContext.a' must not be empty, ${LEFT_OUT}`],
    ['a value beyond Latin-1', { encryptionContext: { a: ['x', '→'] } }, "'encryptionContext.a' can hold Latin-1 characters only, '→' is not one, got: '→'; replace that character"],
    ['no pairs', { encryptionContext: {} }, "'encryptionContext' must not be empty, got: {}; leave it out or name at least one pair"],
    ['no names', { encryptionContextKeys: [] }, `'encryptionContextKeys' must not be empty, ${LEFT_OUT}`],
    ['an organization that is none', { organizationId: '' }, "'organizationId' must be an organization id such as 'o-a1b2c3d4e5', got: ''"],
    ['no paths', { organizationPaths: [] }, `'organizationPaths' must not be empty, ${LEFT_OUT}`],
    ['a path that is none, beside another', { organizationPaths: ['o-a1b2c3d4e5/', 'x'] }, "'organizationPaths' must be a path such as 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*', got: 'x'"],
    ...['vpc-1', 'xvpce-1', 'vpce-', 'vpce-1x', ''].map(id => [`the VPC endpoint '${id}'`, { sourceVpcEndpoint: id }, `'sourceVpcEndpoint' must be the id of a VPC endpoint, 'vpce-…', got: '${id}'`] as [string, object, string]),
    ['no patterns', { principalArnPatterns: [] }, `'principalArnPatterns' must not be empty, ${LEFT_OUT}`],
    ['a pattern that is no ARN, beside another', { principalArnPatterns: ['arn:aws:iam::1:role/x', 'x'] }, "'principalArnPatterns' must be an ARN, got: 'x'; such as 'arn:aws:iam::111122223333:role/app-*'"],
    ...['', '1a', 'a b', 'a-b', '-a'].map(sid => [`the Sid '${sid}'`, { sid }, `'sid' must be letters and digits, starting with a letter, got: '${sid}'; write it in PascalCase`] as [string, object, string]),
  ])('fails for %s', (_, options, wanted) => { expect(message(options)).toBe(wanted); });

  test.each<[string, KeyAccessOptions]>([
    ['nothing', {}],
    ['services in regions', { viaServices: [KeyService.S3, KeyService.RDS], viaServiceRegions: ['eu-west-1', 'us-east-1'] }],
    ['names that only speak of operators or keys', { encryptionContext: { 'myStringEquals': ['x'], 'x-kms:y': ['z'] } }],
    ['a VPC endpoint', { sourceVpcEndpoint: 'vpce-0a1b2c3d' }],
    ['a VPC endpoint that CloudFormation makes', { sourceVpcEndpoint: Lazy.string({ produce: () => 'x' }) }],
    ['a short Sid', { sid: 'x' }],
    ['a Sid', { sid: 'Reports2024' }],
  ])('takes %s', (_, options) => { expect(message(options)).toBe('nothing was thrown'); });
});

describe('conditions', () => {
  const every: KeyAccessOptions = {
    viaServices: [KeyService.S3],
    encryptionContext: { a: ['b'], c: ['d*', 'e'] },
    encryptionContextKeys: ['a', 'c'],
    requireMfa: true,
    organizationId: 'o-1',
    organizationPaths: ['o-1/*'],
    sourceVpcEndpoint: 'vpce-1',
    principalArnPatterns: ['arn:aws:iam::1:role/*'],
    attestation: ATTESTATION,
  };
  const withoutContext = {
    'StringEquals': { 'kms:ViaService': ['s3.eu-west-1.amazonaws.com'], 'aws:PrincipalOrgID': 'o-1', 'aws:SourceVpce': 'vpce-1' },
    'Bool': { 'aws:MultiFactorAuthPresent': 'true' },
    'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1/*'] },
    'ArnLike': { 'aws:PrincipalArn': ['arn:aws:iam::1:role/*'] },
  };

  test('of all options hold together', () => {
    expect(conditionsOf(every, 'eu-west-1')).toEqual({
      ...withoutContext,
      'StringEquals': { ...withoutContext.StringEquals, 'kms:EncryptionContext:a': ['b'] },
      'StringLike': { 'kms:EncryptionContext:c': ['d*', 'e'] },
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a', 'c'] },
      'Null': { 'kms:EncryptionContextKeys': 'false' },
      'StringEqualsIgnoreCase': { 'kms:RecipientAttestation:ImageSha384': ['ab'] },
    });
  });

  test('of operations that carry no context leave out context and attestation', () => {
    expect(conditionsWithoutContext(every, 'eu-west-1')).toEqual(withoutContext);
  });

  test('of no options are none', () => { expect(conditionsOf({ requireMfa: false }, 'eu-west-1')).toEqual({}); });

  test('name services of the Regions given, not of the key', () => {
    expect(conditionsOf({ viaServices: [KeyService.S3], viaServiceRegions: ['us-east-1'] }, 'eu-west-1')).toEqual({ StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com'] } });
    expect(through([KeyService.S3, KeyService.RDS].map(service => service._use), ['a', 'b']))
      .toEqual({ StringEquals: { 'kms:ViaService': ['s3.a', 's3.b', 'rds.a', 'rds.b'].map(name => `${name}.amazonaws.com`) } });
    // Backups are made from other Regions as well, and the row says so wherever it is rendered.
    expect(through([KeyService.S3, KeyService.BACKUP].map(service => service._use), ['a']))
      .toEqual({ StringLike: { 'kms:ViaService': ['s3.a.amazonaws.com', 'backup.*.amazonaws.com'] } });
  });

  test('compare a context by the operator asked for, else by whether it holds a wildcard', () => {
    expect([contextCondition('a', ['b']), contextCondition('a', ['b', 'c?']), contextCondition('a', ['b*'], 'ArnLike')].map(condition => Object.keys(condition)))
      .toEqual([['StringEquals'], ['StringLike'], ['ArnLike']]);
  });

  test.each<[keyof KeyAccessOptions, boolean]>([
    ['viaServices', true], ['encryptionContext', true], ['encryptionContextKeys', true], ['organizationId', true], ['organizationPaths', true], ['sourceVpcEndpoint', true],
    ['principalArnPatterns', true], ['attestation', true], ['requireMfa', false],
  ])('%s says for what or for whom: %s', (option, wanted) => {
    expect(isBounded({ [option]: every[option] })).toBe(wanted);
  });
});
