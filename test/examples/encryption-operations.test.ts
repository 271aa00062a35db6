import { build } from '../../examples/encryption-operations/app';
import { synthesize } from '../support/example';
import { decide, Decision } from '../support/oracle';
import { unknownNames } from '../support/reference';
import { deployed } from '../support/stack';

const PLACE = { account: '111122223333', region: 'us-east-1', partition: 'aws' };
const assembly = synthesize(build);
const resources = Object.entries<any>(assembly.getStackByName('EncryptionOperations').template.Resources);
const policy = deployed(resources.find(([, { Type }]) => Type === 'AWS::KMS::Key')![1].Properties.KeyPolicy, PLACE);
const role = (id: string): string => `arn:aws:iam::${PLACE.account}:role/${resources.find(([logicalId, { Type }]) => Type === 'AWS::IAM::Role' && logicalId.startsWith(id))![0]}`;
const ORDERS = { 'kms:EncryptionContext:Application': 'orders', 'kms:EncryptionContextKeys': 'Application' };
const PAYROLL = { 'kms:EncryptionContext:Application': 'payroll', 'kms:EncryptionContextKeys': 'Application' };

test.each([
  ['the writer encrypts with the context', 'Writer', 'Encrypt', ORDERS, 'Allowed'],
  ['the writer does not decrypt', 'Writer', 'Decrypt', ORDERS, 'ImplicitlyDenied'],
  ['the reader decrypts with the context', 'Reader', 'Decrypt', ORDERS, 'Allowed'],
  ['the reader does not encrypt', 'Reader', 'Encrypt', ORDERS, 'ImplicitlyDenied'],
  ['nobody uses another context', 'Reader', 'Decrypt', PAYROLL, 'ExplicitlyDenied'],
  ['nobody leaves the context out', 'Writer', 'Encrypt', {}, 'ExplicitlyDenied'],
] as [string, string, string, { [key: string]: string }, Decision][])('%s', async (_, who, action, context, decision) => {
  expect(await decide({ policy, principal: role(who), action: `kms:${action}`, context })).toBe(decision);
});

test('every action and condition key in the key policy exists', async () => { expect(await unknownNames(policy)).toEqual([]); });
