import { build, GENERATIONS } from '../../examples/rotation/app';
import { reviewedExample } from '../support/example';
import { Decision } from '../support/oracle';

const { assembly, world } = reviewedExample('rotation', build);

const roleOf = (handler: string): string => Object.entries<any>(assembly.getStackByName('Tokens').template.Resources)
  .find(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(handler))![0];

test.each<[string, string, number, string, Decision]>([
  ['the issuer computes MACs with the newest key', 'Issuer', GENERATIONS, 'GenerateMac', 'Allowed'],
  ['and with no older one', 'Issuer', GENERATIONS - 1, 'GenerateMac', 'ExplicitlyDenied'],
  ['the gateway verifies tokens of the newest key', 'Gateway', GENERATIONS, 'VerifyMac', 'Allowed'],
  ['and of the older one', 'Gateway', GENERATIONS - 1, 'VerifyMac', 'Allowed'],
  ['and makes none', 'Gateway', GENERATIONS, 'GenerateMac', 'ImplicitlyDenied'],
])('%s', async (_, handler, generation, action, wanted) => {
  const [key] = world.keys().filter(({ alias }) => alias === `alias/tokens/${generation}`);
  expect(await world.decide({ role: roleOf(handler), key, action: `kms:${action}` })).toBe(wanted);
});

test('the alias of the tokens is that of the newest key, and data keys rotate twice a year', () => {
  const arn = (alias: string) => world.keys().find(key => key.alias === alias)!.arn;
  expect(arn('alias/tokens')).toBe(arn(`alias/tokens/${GENERATIONS}`));
  expect(world.key('alias/Tokens-bucket-key').properties).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 180 });
});
