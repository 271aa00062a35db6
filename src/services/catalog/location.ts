import { ServiceUse, SYMMETRIC } from '../service-use';

export const LOCATION: ServiceUse = {
  id: 'LOCATION',
  service: 'Amazon Location Service',
  use: 'trackers and geofence collections',
  sid: 'Location',
  styles: ['via', 'grant'],
  viaService: 'geo',
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:DescribeKey'] },
    {
      purpose: 'Grants',
      caller: 'user',
      actions: ['kms:CreateGrant'],
      // AWS bounds the grant by its context.
      grantIsForAwsResource: false,
      context: { 'aws:geo:arn': '{resourceArn}' },
    },
  ],
  resourceArn: 'arn:{partition}:geo:{region}:{account}:{resource}',
  resourceName: "resource, 'tracker/NAME' or 'geofence-collection/NAME'",
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Location::GeofenceCollection': ['KmsKeyId'], 'AWS::Location::Tracker': ['KmsKeyId'] },
  gotchas: ['Device ids and geofence ids stay under keys that AWS owns.', 'The kms:ViaService name is geo.'],
  source: 'location/latest/developerguide/encryption-at-rest.html',
  checked: '2026-11-24',
  verified: true,
};
