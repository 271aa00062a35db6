import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { added, servicePolicy } from './policies';
import { EncryptedKey, KeyAccess, KeyService, ServiceAccessOptions, ServiceKey, SigningKey, SigningKeySpec } from '../../src';
import { CATALOG } from '../../src/services/catalog';
import { ACCOUNT, keyPolicy, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';

/*
 * The rows that are easiest to get wrong, statement by statement against the policies on AWS's pages. The principal of AWS's samples
 * is a role here, values are those of the test account.
 */

const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const users = [new iam.ArnPrincipal(ROLE)];

/** What a row adds to a key: Sid to statement, without what is the same in all of them. */
function statements(id: string, options: ServiceAccessOptions = {}, region?: string): { [sid: string]: any } {
  return Object.fromEntries(added(servicePolicy(CATALOG[id], options, region ? { region } : {}))
    // What creators need is judged in catalog-oracle.test.ts.
    .filter(({ Sid }) => !/Creation/.test(Sid)).map(({ Sid, Effect, Resource, ...rest }) => {
      expect([Effect, Resource]).toEqual(['Allow', '*']);
      return [Sid, rest];
    }));
}

describe('EKS', () => {
  // eks/latest/userguide/enable-kms.html: kms:GrantIsForAWSResource is not supported for CreateCluster.
  test('whoever makes the cluster describes the key and makes a grant without a condition', () => {
    expect(statements('EKS', { users })).toEqual({
      Eks: { Principal: { AWS: ROLE }, Action: 'kms:DescribeKey' },
      EksGrants: { Principal: { AWS: ROLE }, Action: 'kms:CreateGrant' },
    });
  });

  test('fails when nobody is named, since there is no service to go through', () => {
    expect(() => statements('EKS')).toThrow("'users' must name the roles that call KMS for KeyService.EKS");
  });
});

describe('ECS_FARGATE_EPHEMERAL_STORAGE', () => {
  // AmazonECS/latest/developerguide/fargate-create-storage-key.html
  const context = { 'kms:EncryptionContext:aws:ecs:clusterAccount': ACCOUNT, 'kms:EncryptionContext:aws:ecs:clusterName': 'orders' };

  test.each(['orders', `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/orders`])('Fargate is bound by the account and the name of the cluster, given as %s', resource => {
    expect(statements('ECS_FARGATE_EPHEMERAL_STORAGE', { resources: [resource] })).toEqual({
      EcsFargate: { Principal: { Service: 'fargate.amazonaws.com' }, Action: 'kms:GenerateDataKeyWithoutPlaintext', Condition: { StringEquals: context } },
      EcsFargateGrants: {
        Principal: { Service: 'fargate.amazonaws.com' },
        Action: 'kms:CreateGrant',
        Condition: {
          'StringEquals': context,
          'ForAllValues:StringEquals': { 'kms:GrantOperations': 'Decrypt' },
          // ForAllValues is true for an absent key.
          'Null': { 'kms:GrantOperations': 'false' },
        },
      },
    });
  });

  test('an operator describes the key', () => {
    expect(statements('ECS_FARGATE_EPHEMERAL_STORAGE', { users }).EcsFargateOperators).toEqual({ Principal: { AWS: ROLE }, Action: 'kms:DescribeKey' });
  });
});

describe('COGNITO_USER_POOLS', () => {
  // cognito/latest/developerguide/data-protection.html
  const arn = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/eu-west-1_Orders`;
  const services = { Service: ['cognito-idp.amazonaws.com', 'identitystore.amazonaws.com'] };
  const Action = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'];
  const via = { 'kms:ViaService': `cognito-idp.${REGION}.amazonaws.com` };

  test('both services use the key for the user pool, and describe it without a context', () => {
    expect(statements('COGNITO_USER_POOLS', { users, resources: ['eu-west-1_Orders'] })).toEqual({
      Cognito: {
        Principal: services,
        Action,
        Condition: {
          ArnEquals: { 'aws:SourceArn': arn },
          StringEquals: { 'aws:SourceAccount': ACCOUNT, 'kms:EncryptionContext:aws:cognito-idp:userpool-arn': arn },
        },
      },
      CognitoDescribe: {
        Principal: services,
        Action: 'kms:DescribeKey',
        Condition: { ArnEquals: { 'aws:SourceArn': arn }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      },
      CognitoCallers: {
        Principal: { AWS: ROLE },
        Action,
        Condition: { StringEquals: { ...via, 'kms:EncryptionContext:aws:cognito-idp:userpool-arn': arn } },
      },
      CognitoCallersDescribe: { Principal: { AWS: ROLE }, Action: 'kms:DescribeKey', Condition: { StringEquals: via } },
    });
  });

  test('a pool whose id is not known yet is covered by the pools of the account', () => {
    const pools = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/*`;
    expect(statements('COGNITO_USER_POOLS').Cognito.Condition).toEqual({
      ArnLike: { 'aws:SourceArn': pools },
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      StringLike: { 'kms:EncryptionContext:aws:cognito-idp:userpool-arn': pools },
    });
  });
});

describe('GUARDDUTY_EXPORT', () => {
  // guardduty/latest/ug/guardduty_exportfindings.html
  test.each([
    [REGION, 'guardduty.amazonaws.com'],
    ['eu-south-1', 'guardduty.eu-south-1.amazonaws.com'],
  ])('in %s the principal is %s', (region, principal) => {
    expect(statements('GUARDDUTY_EXPORT', { resources: ['0123456789abcdef'] }, region)).toEqual({
      GuardDutyExport: {
        Principal: { Service: principal },
        Action: 'kms:GenerateDataKey',
        Condition: {
          ArnEquals: { 'aws:SourceArn': `arn:aws:guardduty:${region}:${ACCOUNT}:detector/0123456789abcdef` },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      },
    });
  });
});

describe('INSPECTOR_EXPORT', () => {
  // inspector/latest/user/findings-managing-exporting-reports.html
  test.each([
    [REGION, 'inspector2.amazonaws.com'],
    ['me-south-1', 'inspector2.me-south-1.amazonaws.com'],
  ])('in %s the principal is %s, bound by the reports of the account', (region, principal) => {
    expect(statements('INSPECTOR_EXPORT', {}, region)).toEqual({
      InspectorExport: {
        Principal: { Service: principal },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: {
          ArnLike: { 'aws:SourceArn': `arn:aws:inspector2:${region}:${ACCOUNT}:report/*` },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      },
    });
  });
});

describe('CONFIG', () => {
  // config/latest/developerguide/s3-kms-key-policy.html: the source is always the account as a whole.
  test('is bound by the accounts that deliver to the bucket', () => {
    expect(statements('CONFIG', { sourceAccounts: [ACCOUNT, OTHER_ACCOUNT] })).toEqual({
      Config: {
        Principal: { Service: 'config.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: {
          ArnLike: { 'aws:SourceArn': [`arn:aws:config:${REGION}:${ACCOUNT}:*`, `arn:aws:config:${REGION}:${OTHER_ACCOUNT}:*`] },
          StringEquals: { 'aws:SourceAccount': [ACCOUNT, OTHER_ACCOUNT] },
        },
      },
    });
  });
});

describe('MACIE_EXPORT', () => {
  // macie/latest/user/discovery-results-repository-s3.html
  test('is bound by two kinds of source', () => {
    expect(statements('MACIE_EXPORT')).toEqual({
      MacieExport: {
        Principal: { Service: 'macie.amazonaws.com' },
        Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
        Condition: {
          ArnLike: {
            'aws:SourceArn': [`arn:aws:macie2:${REGION}:${ACCOUNT}:classification-job/*`, `arn:aws:macie2:${REGION}:${ACCOUNT}:export-configuration:*`],
          },
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
        },
      },
    });
  });
});

describe('ROUTE53_DNSSEC', () => {
  // Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html
  test('signs for the hosted zones of the account; the grant has no source', () => {
    expect(statements('ROUTE53_DNSSEC')).toEqual({
      Route53Dnssec: {
        Principal: { Service: 'dnssec-route53.amazonaws.com' },
        Action: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'],
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/*' }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      },
      Route53DnssecGrants: {
        Principal: { Service: 'dnssec-route53.amazonaws.com' },
        Action: 'kms:CreateGrant',
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    });
  });

  const access = () => [KeyAccess.service(KeyService.ROUTE53_DNSSEC)];

  test('fails on a symmetric key', () => {
    expect(() => new EncryptedKey(testStack('us-east-1'), 'Key', { access: access() }))
      .toThrow("'access' takes keys of spec ECC_NIST_P256 only, this is a symmetric encryption key, got: 'KeyService.ROUTE53_DNSSEC'");
  });

  test('fails outside us-east-1', () => {
    expect(() => new SigningKey(testStack('eu-west-1'), 'Key', { keySpec: SigningKeySpec.ECC_NIST_P256, access: access() }))
      .toThrow("'access' takes keys of us-east-1 only, this one is in eu-west-1, got: 'KeyService.ROUTE53_DNSSEC'");
  });
});

describe('OPENSEARCH_SERVERLESS', () => {
  // opensearch-service/latest/developerguide/serverless-encryption.html
  test('the grant is for two operations of an AWS resource', () => {
    const via = { 'kms:ViaService': `aoss.${REGION}.amazonaws.com` };
    expect(statements('OPENSEARCH_SERVERLESS', { users })).toEqual({
      OpenSearchServerless: { Principal: { AWS: ROLE }, Action: 'kms:DescribeKey', Condition: { StringEquals: via } },
      OpenSearchServerlessGrants: {
        Principal: { AWS: ROLE },
        Action: 'kms:CreateGrant',
        Condition: {
          'StringEquals': via,
          'Bool': { 'kms:GrantIsForAWSResource': 'true' },
          'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'GenerateDataKey'] },
          'Null': { 'kms:GrantOperations': 'false' },
        },
      },
    });
  });
});

describe('DMS', () => {
  // dms/latest/userguide/CHAP_Security.html
  const via = { 'kms:ViaService': `dms.${REGION}.amazonaws.com` };

  test('replication re-encrypts and creates grants', () => {
    expect(statements('DMS', { users })).toEqual({
      Dms: { Principal: { AWS: ROLE }, Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*'], Condition: { StringEquals: via } },
      DmsGrants: {
        Principal: { AWS: ROLE },
        Action: 'kms:CreateGrant',
        Condition: { StringEquals: via, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    });
  });

  test('homogeneous migrations go through EFS too and carry no condition on a context', () => {
    const both = { 'kms:ViaService': [`dms.${REGION}.amazonaws.com`, `elasticfilesystem.${REGION}.amazonaws.com`] };
    const policy = statements('DMS_HOMOGENEOUS_MIGRATIONS', { users });
    expect(policy.DmsHomogeneous.Condition).toEqual({ StringEquals: both });
    expect(policy.DmsHomogeneousGrants.Condition).toEqual({
      'StringEquals': both,
      'ForAllValues:StringEquals': {
        'kms:GrantOperations': ['CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKeyWithoutPlaintext', 'RetireGrant'],
      },
      'Null': { 'kms:GrantOperations': 'false' },
    });
    expect(JSON.stringify(policy)).not.toContain('EncryptionContext');
  });

  test('schema conversion has the context on data only', () => {
    const policy = statements('DMS_SCHEMA_CONVERSION', { users });
    expect(policy.DmsSchemaConversion).toEqual({
      Principal: { AWS: ROLE },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: via, StringLike: { 'kms:EncryptionContext:aws:dms:migration-project-id': '*' } },
    });
    expect(policy.DmsSchemaConversionDescribe.Condition).toEqual({ StringEquals: via });
  });
});

describe('SES_RECEIVING', () => {
  // ses/latest/dg/receiving-email-permissions.html
  const Condition = {
    ArnEquals: { 'aws:SourceArn': `arn:aws:ses:${REGION}:${ACCOUNT}:receipt-rule-set/inbound:receipt-rule/orders` },
    StringEquals: { 'aws:SourceAccount': ACCOUNT },
  };
  const options = { resources: ['inbound:receipt-rule/orders'] };

  test('encrypts for one rule', () => {
    expect(statements('SES_RECEIVING', options)).toEqual({
      SesReceiving: { Principal: { Service: 'ses.amazonaws.com' }, Action: 'kms:GenerateDataKey*', Condition },
    });
  });

  test('decrypts as well where the bucket is encrypted', () => {
    expect(statements('SES_RECEIVING_BUCKET', options)).toEqual({
      SesReceivingBucket: { Principal: { Service: 'ses.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Condition },
    });
  });
});

describe('CODEARTIFACT', () => {
  // codeartifact/latest/ug/domain-create.html
  test('the account reaches the key through the service', () => {
    const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const via = { 'kms:ViaService': `codeartifact.${REGION}.amazonaws.com` };
    expect(statements('CODEARTIFACT')).toEqual({
      CodeArtifact: { Principal, Action: 'kms:DescribeKey', Condition: { StringEquals: via } },
      CodeArtifactGrants: {
        Principal,
        Action: 'kms:CreateGrant',
        Condition: { StringEquals: via, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    });
  });
});

describe('EMR_SERVERLESS', () => {
  // emr/latest/EMR-Serverless-UserGuide/disk-encryption-cmk.html
  test('the service is bound by the application, in its ARN and in the context', () => {
    expect(statements('EMR_SERVERLESS', { resources: ['00f1orders'] }).EmrServerless).toEqual({
      Principal: { Service: 'emr-serverless.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: {
        ArnEquals: { 'aws:SourceArn': `arn:aws:emr-serverless:${REGION}:${ACCOUNT}:/applications/00f1orders` },
        StringEquals: { 'aws:SourceAccount': ACCOUNT, 'kms:EncryptionContext:applicationId': '00f1orders' },
      },
    });
  });
});

describe('uses with two names', () => {
  // AmazonElastiCache/latest/dg/at-rest-encryption.html
  test('ElastiCache comes as elasticache and as dax', () => {
    expect(statements('ELASTICACHE', { users }).ElastiCache.Condition)
      .toEqual({ StringEquals: { 'kms:ViaService': [`dax.${REGION}.amazonaws.com`, `elasticache.${REGION}.amazonaws.com`] } });
  });

  test('an exclusive key lets both in', () => {
    const stack = testStack();
    new ServiceKey(stack, 'Key', { service: KeyService.ELASTICACHE, exclusive: true });
    const denied = keyPolicy(stack).Statement.find(s => s.Effect === 'Deny');
    expect(denied.Condition.StringNotEquals['kms:ViaService']).toEqual([`dax.${REGION}.amazonaws.com`, `elasticache.${REGION}.amazonaws.com`]);
  });
});

describe('uses that refuse multi-Region keys', () => {
  test.each(['ECS_FARGATE_EPHEMERAL_STORAGE', 'MWAA'])('%s warns', id => {
    const stack = testStack();
    new EncryptedKey(stack, 'Key', { multiRegion: true, access: [KeyAccess.service((KeyService as any)[id])] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('refuses multi-Region keys; give it a key of its own'));
  });
});

describe('uses without a customer managed key', () => {
  test.each([
    ['ELB_ACCESS_LOGS', 'load balancers write these logs only to a bucket with SSE-S3'],
    ['API_GATEWAY_CACHE', 'API Gateway encrypts caches with keys of its own'],
    ['APPSYNC_CACHE', 'AppSync encrypts every cache with a key of its own'],
    ['SECURITY_HUB', 'Security Hub documents no customer managed key'],
    ['CONNECT_CASES', 'Amazon Connect Cases encrypts with keys that AWS owns'],
    ['COGNITO_IDENTITY_POOLS', 'Cognito encrypts identity pools with keys that AWS owns'],
  ])('%s says why', (id, why) => {
    expect(CATALOG[id].unsupported).toContain(why);
  });
});
