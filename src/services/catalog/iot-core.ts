import { ServiceUse, SYMMETRIC } from '../service-use';

const ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

export const IOT_CORE: ServiceUse = {
  id: 'IOT_CORE',
  service: 'AWS IoT Core',
  use: 'all data of an account at rest (access role and callers)',
  sid: 'IotCore',
  styles: ['role'],
  calls: [{ purpose: '', caller: 'user', actions: ACTIONS, viaService: false }],
  exclusive: false,
  multiRegion: 'undocumented',
  crossAccount: 'undocumented',
  keySpecs: SYMMETRIC,
  keyProperties: { 'AWS::IoT::EncryptionConfiguration': ['KmsKeyArn'] },
  gotchas: [
    'Users are the access role that IoT Core assumes, who sets the configuration, and who calls the control plane, for which Decrypt is enough.',
    'IoT Core sends the encryption context aws-crypto-ec:vendor, iot.amazonaws.com; IAM policies of the access role can ask for it.',
    'With another key, the old one must stay usable until the change is done, and the access role needs both.',
    'A disabled key stops devices at once: IoT Core looks at key and role once a minute.',
  ],
  source: 'iot/latest/developerguide/encryption-at-rest.html#key-policy',
  checked: '2026-11-26',
  verified: true,
};
