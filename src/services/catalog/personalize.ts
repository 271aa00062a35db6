import { ServiceUse, SYMMETRIC } from '../service-use';

const SERVICE = { caller: 'service', principal: 'personalize.amazonaws.com' } as const;
const ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:ListGrants'];

export const PERSONALIZE: ServiceUse = {
  id: 'PERSONALIZE',
  service: 'Amazon Personalize',
  use: 'dataset groups and the results of jobs',
  sid: 'Personalize',
  styles: ['principal', 'role', 'grant'],
  calls: [
    // AWS documents neither source nor context.
    { purpose: '', ...SERVICE, actions: ACTIONS },
    { purpose: 'Grants', ...SERVICE, actions: ['kms:CreateGrant'], grantIsForAwsResource: false, unboundGrants: 'AWS documents no condition for it' },
    { purpose: 'Roles', caller: 'user', actions: ACTIONS, viaService: false },
  ],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Personalize::DatasetGroup': ['KmsKeyArn'] },
  gotchas: [
    'Personalize is not documented to name the account that it calls for: give this key to nothing else.',
    'Name the service roles in users: there is no service to go through.',
    'An export of a dataset needs GenerateDataKeyWithoutPlaintext for both as well.',
  ],
  source: 'personalize/latest/dg/granting-personalize-key-access.html',
  checked: '2026-11-25',
  verified: true,
};
