import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS Secrets Manager',
  keySpecs: SYMMETRIC,
  styles: ['via'],
  viaService: 'secretsmanager',
  // Secrets Manager puts six characters after the name.
  resourceArn: 'arn:{partition}:secretsmanager:{region}:{account}:secret:{resource}-??????',
  resourceName: 'secret name',
  resourceTypes: ['AWS::SecretsManager::Secret'],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
} as const;
const CONTEXT = { SecretARN: '{resourceArn}' };

export const SECRETS_MANAGER: ServiceUse = {
  ...common,
  id: 'SECRETS_MANAGER',
  use: 'secrets',
  sid: 'SecretsManager',
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-encryption-context
  otherContext: ['SecretVersionId'],
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], narrowedContext: CONTEXT }],
  // Secrets Manager tries the key for whoever creates the secret; decryption would show secrets, so it is for the deployment alone.
  creation: [
    { purpose: 'Creation', caller: 'user', actions: ['kms:DescribeKey', 'kms:GenerateDataKey'] },
    { purpose: 'CreationDecrypt', caller: 'user', actions: ['kms:Decrypt'], deployerOnly: true },
  ],
  addedByCdk: 'aws-secretsmanager Secret adds use of its key and CreateGrant for the account, through Secrets Manager only.',
  keyProperties: {
    'AWS::SecretsManager::Secret': ['KmsKeyId', 'ReplicaRegions[].KmsKeyId'],
    'AWS::RDS::DBInstance': ['MasterUserSecret.KmsKeyId'],
    'AWS::RDS::DBCluster': ['MasterUserSecret.KmsKeyId'],
    'AWS::Redshift::Cluster': ['MasterPasswordSecretKmsKeyId'],
    'AWS::RedshiftServerless::Namespace': ['AdminPasswordSecretKmsKeyId'],
    'AWS::DocDB::DBCluster': ['MasterUserSecretKmsKeyId'],
    // Credentials that the service keeps in a secret.
    'AWS::DataSync::LocationAzureBlob': ['CmkSecretConfig.KmsKeyArn'],
    'AWS::DataSync::LocationFSxONTAP': ['Protocol.SMB.CmkSecretConfig.KmsKeyArn'],
    'AWS::DataSync::LocationFSxWindows': ['CmkSecretConfig.KmsKeyArn'],
    'AWS::DataSync::LocationHDFS': ['CmkSecretConfig.KmsKeyArn'],
    'AWS::DataSync::LocationObjectStorage': ['CmkSecretConfig.KmsKeyArn'],
    'AWS::DataSync::LocationSMB': ['CmkSecretConfig.KmsKeyArn'],
    'AWS::DataZone::Connection': ['Props.GlueProperties.GlueConnectionInput.AuthenticationConfiguration.KmsKeyArn'],
    'AWS::EVS::Environment': ['KmsKeyId'],
    'AWS::Glue::Connection': ['ConnectionInput.AuthenticationConfiguration.KmsKeyArn'],
    'AWS::SecretsManager::RotationSchedule': [
      'HostedRotationLambda.KmsKeyArn',
      'HostedRotationLambda.MasterSecretKmsKeyArn',
      'HostedRotationLambda.SuperuserSecretKmsKeyArn',
    ],
  },
  keyChange: 'data-encrypted-anew',
  gotchas: [
    'A condition on SecretVersionId breaks setting the key: Secrets Manager tries the key with RequestToValidateKeyAccess.',
    'A change of keys encrypts only the current, pending and previous versions again; older ones go on needing the old key.',
    'A replica of a secret needs a key of its own Region.',
  ],
  source: 'secretsmanager/latest/userguide/security-encryption.html',
  checked: '2026-11-24',
  verified: true,
};

export const SECRETS_MANAGER_CROSS_ACCOUNT: ServiceUse = {
  ...common,
  id: 'SECRETS_MANAGER_CROSS_ACCOUNT',
  use: 'secrets that other accounts read',
  sid: 'SecretsManagerCrossAccount',
  calls: [
    // AWS's example has no kms:ViaService for readers of another account.
    { purpose: '', caller: 'user', actions: ['kms:Decrypt'], narrowedContext: CONTEXT, viaService: false },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'], viaService: false },
  ],
  viaService: undefined,
  styles: ['role'],
  exclusive: false,
  gotchas: [
    'Users are the roles of the other account; they need the same in an IAM policy there, and the secret a resource policy.',
    'The AWS managed key aws/secretsmanager cannot be shared.',
  ],
  source: 'secretsmanager/latest/userguide/auth-and-access_examples_cross.html',
  checked: '2026-11-25',
  verified: true,
};
