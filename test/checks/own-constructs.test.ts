import { App, Stack, Validations } from 'aws-cdk-lib';
import { KEYS_FOR_SERVICES, keyForService, NO_KEYS, SCENARIOS, SERVICES, takesUsers } from './own-constructs';
import * as keysmith from '../../src';
import { said } from '../support/findings';
import { ACCOUNT, OTHER_ACCOUNT, REGION, testStack } from '../support/stack';
import { synthesisError } from '../support/synthesis';

const { EncryptedKey, KeyAccess, KmsChecks } = keysmith;

test('every exported class is in the table, or makes no keys', () => {
  const classes = Object.entries({ ...keysmith, ...keysmith.mixins }).filter(([, value]) => typeof value === 'function' && /^class\b/.test(String(value))).map(([name]) => name);

  expect([...Object.keys(SCENARIOS), 'ServiceKey', ...Object.keys(NO_KEYS)].sort()).toEqual(classes.sort());
});

describe('no finding on a key for a service', () => {
  const called = KEYS_FOR_SERVICES.filter(([, service]) => takesUsers(service));

  test('which are most of the catalog', () => {
    const others = SERVICES.filter(entry => !KEYS_FOR_SERVICES.includes(entry));

    // No customer managed key, or DNSSEC, which has a construct of its own.
    expect(others.filter(([name, { _use }]) => name !== 'ROUTE53_DNSSEC' && !_use.unsupported)).toEqual([]);
    expect(called.length).toBeGreaterThan(50);
  });

  // With users, and those that take none: test/oracle/every-construct.test.ts.
  test.each(called)('%s, without users', (_, service) => {
    const stack = testStack();
    keyForService(stack, service, { withUsers: false });

    expect(said(stack)).toEqual([]);
  });

  test.each(KEYS_FOR_SERVICES)('%s, added to another key', (_, service) => {
    const stack = testStack();
    const foreign = service._use.foreignSource ? { sourceAccounts: [OTHER_ACCOUNT] } : {};
    new EncryptedKey(stack, 'Key', { access: [KeyAccess.service(service, foreign)] });

    expect(said(stack)).toEqual([]);
  });
});

test('an app of all of them passes the synthesis with the pack added', () => {
  const app = new App({ analyticsReporting: false });
  for (const [exported, of] of Object.entries(SCENARIOS)) {
    const [build] = Object.values(of);
    build(new Stack(app, exported, { env: { account: ACCOUNT, region: REGION } }));
  }
  Validations.of(app).addPlugins(new KmsChecks(app, { reportUnknown: false }));
  expect(synthesisError(app)).toBeUndefined();
});
