import { ServiceUse, SYMMETRIC } from '../service-use';

const CONTEXT = { SecretARN: 'arn:{partition}:secretsmanager:*:*:secret:events!connection/*' };

export const EVENTBRIDGE_CONNECTIONS: ServiceUse = {
  id: 'EVENTBRIDGE_CONNECTIONS',
  service: 'Amazon EventBridge',
  use: 'authorization of connections',
  sid: 'EventBridgeConnections',
  styles: ['via'],
  // EventBridge keeps the authorization in a secret, in any Region.
  viaService: 'secretsmanager',
  viaServiceInAnyRegion: true,
  calls: [
    { purpose: '', caller: 'user', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], context: CONTEXT },
    { purpose: 'Describe', caller: 'user', actions: ['kms:DescribeKey'] },
  ],
  exclusive: true,
  multiRegion: 'undocumented',
  crossAccount: 'supported',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::Events::Connection': ['KmsKeyIdentifier'] },
  keyTags: { EventBridgeApiDestinations: 'true' },
  gotchas: [
    'EventBridge takes only keys with the tag EventBridgeApiDestinations: true, which the use adds to the key.',
    'A key that is disabled, deleted or withheld makes EventBridge de-authorize the connection.',
    'With a key of another account its role AmazonEventBridgeApiDestinationsInternalServiceRolePolicy needs Decrypt and DescribeKey there.',
  ],
  source: 'eventbridge/latest/userguide/encryption-connections.html#encryption-connections-key-policy',
  checked: '2026-11-25',
  verified: true,
};
