import { finding, rule } from '../rule';

export const DATA_UNDER_CUSTOMER_KEY = rule({
  id: 'DataUnderCustomerKey',
  title: 'Where EncryptionDefaults encrypts an app, all of its data has a customer managed key',
  info: 'EncryptionDefaults left the data without a customer managed key.',
  explanation: 'Some resources take no customer managed key, some would be replaced, and their data lost, and of some the key must be named in code, with its users. EncryptionDefaults says so in '
    + 'the metadata of the resource. What you name in `exclude` or leave out of `services` is not reported.',
  page: 'prescriptive-guidance/latest/encryption-best-practices/kms.html',
  fix: 'Name a key in code, name the resource in `replace` where its data can be lost, or in `exclude` where it stays as it is.',
  level: 'info',
  subject: 'notEncrypted',
  check: ({ resource, property, reason }) => [finding(`${resource.logicalId} has no customer managed key${property === undefined ? '' : ` in ${property}`}: ${reason}`, property)],
});
