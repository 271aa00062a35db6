import { ServiceUse, SYMMETRIC } from '../service-use';

export const HEALTH_IMAGING: ServiceUse = {
  id: 'HEALTH_IMAGING',
  service: 'AWS HealthImaging',
  use: 'data stores',
  sid: 'HealthImaging',
  styles: ['principal', 'grant', 'role'],
  calls: [
    {
      purpose: '',
      caller: 'service',
      principal: 'medical-imaging.amazonaws.com',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
      context: { 'kms-arn': 'arn:{partition}:kms:{region}:{account}:key/*' },
      narrowedContext: { 'aws:medical-imaging:datastoreId': '{resource}' },
    },
    { purpose: 'Creators', caller: 'user', actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:ReEncrypt*'], viaService: false },
    {
      purpose: 'CreatorsGrants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      grantIsForAwsResource: false,
      grantOperations: [
        'CreateGrant', 'Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo', 'RetireGrant',
      ],
      viaService: false,
    },
  ],
  resourceName: 'data store id',
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::HealthImaging::Datastore': ['KmsKeyArn'] },
  gotchas: [
    'Users are who makes data stores: there is no service to go through. Their IAM policies need kms:RetireGrant as well.',
    'The id of a data store is known once it is there: name it then in resources, as AWS asks; until then only the key itself binds HealthImaging.',
    'Never revoke the grants of HealthImaging: delete the data store instead.',
  ],
  source: 'healthimaging/latest/devguide/data-encryption.html',
  checked: '2026-11-26',
  verified: true,
};
