import { ServiceUse, SYMMETRIC } from '../service-use';

export const APPCONFIG: ServiceUse = {
  id: 'APPCONFIG',
  service: 'AWS AppConfig',
  use: 'deployed configuration',
  sid: 'AppConfig',
  styles: ['role'],
  // AWS documents no kms:ViaService name for it.
  calls: [
    {
      purpose: '',
      caller: 'user',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      // The context is of the kind of data: AWS names the one of deployments, not that of hosted configuration.
      narrowedContext: { 'aws:appconfig:deployment:arn': 'arn:{partition}:appconfig:{region}:{account}:application/{resource}/*' },
      viaService: false,
    },
  ],
  resourceArn: 'arn:{partition}:appconfig:{region}:{account}:application/{resource}',
  resourceName: 'application id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::AppConfig::ConfigurationProfile': ['KmsKeyIdentifier'], 'AWS::AppConfig::Deployment': ['KmsKeyIdentifier'] },
  gotchas: [
    'Name who deploys (GenerateDataKey) and who reads (Decrypt) in users: there is no service to go through.',
    'Naming applications binds the key to their deployments: configuration that AppConfig hosts has another context, which AWS does not name.',
    'Configuration that lies in S3, Parameter Store or Secrets Manager needs the key of that place as well.',
  ],
  source: 'appconfig/latest/userguide/appconfig-security.html',
  checked: '2026-11-26',
  verified: true,
};
