import { build } from '../../examples/import/app';
import { reviewedExample } from '../support/example';
import { Decision } from '../support/oracle';

const { assembly, world } = reviewedExample('import', build);

const ledger = world.key('alias/ledger');
const expires = { 'kms:ExpirationModel': 'KEY_MATERIAL_EXPIRES' };
const verification = { 'kms:EncryptionContext:keysmith': 'import-verification', 'kms:EncryptionContextKeys': ['keysmith'] };

test.each<[string, string, string, { [key: string]: string | string[] }, Decision]>([
  ['the key officer imports material that expires', 'ledger-key-officer', 'ImportKeyMaterial', expires, 'Allowed'],
  ['and none that does not', 'ledger-key-officer', 'ImportKeyMaterial', { 'kms:ExpirationModel': 'KEY_MATERIAL_DOES_NOT_EXPIRE' }, 'ExplicitlyDenied'],
  ['and verifies it', 'ledger-key-officer', 'Decrypt', verification, 'Allowed'],
  ['and uses it for nothing else', 'ledger-key-officer', 'Decrypt', {}, 'ExplicitlyDenied'],
  ['the application uses the key', 'ledger-api', 'Decrypt', {}, 'Allowed'],
  ['and imports nothing', 'ledger-api', 'ImportKeyMaterial', expires, 'ExplicitlyDenied'],
])('%s', async (_, role, action, context, wanted) => {
  expect(await world.decide({ role, key: ledger, action: `kms:${action}`, context })).toBe(wanted);
});

test('the alarm before the expiry notifies the topic, 45 days ahead', () => {
  const alarms = Object.values<any>(assembly.getStackByName('Ledger').template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  expect(alarms.map(({ Properties }) => [Properties.Threshold, Properties.AlarmActions.length])).toEqual([[45 * 24 * 3600, 1]]);
});
