import { ServiceUse, SYMMETRIC } from '../service-use';

const common = {
  service: 'AWS Systems Manager Parameter Store',
  keySpecs: SYMMETRIC,
  verified: true,
  styles: ['via'],
  viaService: 'ssm',
  resourceArn: 'arn:{partition}:ssm:{region}:{account}:parameter/{resource}',
  resourceName: 'parameter name',
  resourceTypes: ['AWS::SSM::Parameter'],
  // /app/password is …:parameter/app/password.
  namePrefix: '/',
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  gotchas: ['A key that is missing or disabled shows as InvalidKeyId.'],
  source: 'kms/latest/developerguide/services-parameter-store.html',
  checked: '2026-11-24',
} as const;
const CONTEXT = { PARAMETER_ARN: '{resourceArn}' };

export const PARAMETER_STORE: ServiceUse = {
  ...common,
  id: 'PARAMETER_STORE',
  use: 'standard secure string parameters',
  sid: 'ParameterStore',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:Encrypt'], narrowedContext: CONTEXT }],
  creation: [{ purpose: 'Creation', caller: 'user', actions: ['kms:Encrypt'] }],
  addedByCdk: "aws-ssm StringParameter.grantRead and grantWrite grant Decrypt and Encrypt on the parameter's key.",
};

export const PARAMETER_STORE_ADVANCED: ServiceUse = {
  ...common,
  id: 'PARAMETER_STORE_ADVANCED',
  use: 'advanced secure string parameters',
  sid: 'ParameterStoreAdvanced',
  calls: [{ purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], narrowedContext: CONTEXT }],
  creation: [{ purpose: 'Creation', caller: 'user', actions: ['kms:GenerateDataKey'] }],
};
