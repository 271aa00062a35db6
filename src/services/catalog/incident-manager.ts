import { ServiceUse, SYMMETRIC } from '../service-use';

export const INCIDENT_MANAGER: ServiceUse = {
  id: 'INCIDENT_MANAGER',
  service: 'AWS Systems Manager Incident Manager',
  use: 'replication sets',
  sid: 'IncidentManager',
  styles: ['via', 'grant'],
  viaService: 'ssm-incidents',
  alsoViaServices: ['ssm-contacts'],
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    { purpose: 'Grants', caller: 'user', actions: ['kms:CreateGrant'], grantIsForAwsResource: false },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: {
    'AWS::SSMIncidents::ReplicationSet': ['Regions[].RegionConfiguration.SseKmsKeyId'],
  },
  gotchas: [
    'Incident Manager takes no new customers any more.',
    'Incident Manager calls KMS under two names, ssm-incidents and ssm-contacts.',
    'Keys with imported material and keys in custom key stores are refused; each Region of the set needs a key of its own.',
    'Delete the replication set before the key.',
  ],
  source: 'incident-manager/latest/userguide/data-protection.html#data-protection-encrypt',
  checked: '2026-11-26',
  verified: true,
};
