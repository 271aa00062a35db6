import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { derivedAlias, kebab } from '../../src/private/names';

describe('kebab', () => {
  test.each([
    ['OrdersKey', 'orders-key'],
    ['ordersKey2Go', 'orders-key2-go'],
    ['HTTPServer', 'http-server'],
    ['KMSKey', 'kms-key'],
    ['already-kebab', 'already-kebab'],
    ['with spaces & signs', 'with-spaces-signs'],
    ['--Edges--', 'edges'],
    ['Résumé', 'r-sum'],
    ['ABC', 'abc'],
    ['', ''],
    ['***', ''],
  ])('%s becomes %s', (text, wanted) => {
    expect(kebab(text)).toBe(wanted);
  });
});

describe('derivedAlias', () => {
  const stack = (name = 'Orders') => new Stack(new App({ analyticsReporting: false }), name);

  test('is the name of the stack and the path below it', () => {
    const parent = new Construct(new Construct(stack(), 'DataLayer'), 'Queues');
    expect(derivedAlias(parent, 'OrdersKey')).toBe('Orders-data-layer-queues-orders-key');
    expect(derivedAlias(stack(), 'Key')).toBe('Orders-key');
  });

  test('leaves out what no alias can hold', () => {
    expect(derivedAlias(new Construct(stack(), '***'), 'Key')).toBe('Orders-key');
  });

  test('is the application, its environment and the path where there is an application', () => {
    expect(derivedAlias(stack(), 'Key', 'My Shop', 'production')).toBe('my-shop-production-key');
    expect(derivedAlias(stack(), 'Key', 'My Shop')).toBe('my-shop-key');
  });

  test('takes the path of a nested stack, whose name only CloudFormation knows', () => {
    expect(derivedAlias(new NestedStack(stack(), 'Inner'), 'Key')).toBe('orders-inner-key');
  });

  test('is cut to the 250 characters that follow alias/, and two long ones still differ', () => {
    const scope = stack();
    const long = 'x'.repeat(244);
    expect(derivedAlias(scope, 'x'.repeat(243))).toBe(`Orders-${'x'.repeat(243)}`);
    expect(derivedAlias(scope, long)).toMatch(/^Orders-x{234}-[0-9a-f]{8}$/);
    expect(derivedAlias(scope, long)).toBe(derivedAlias(scope, long));
    expect(derivedAlias(scope, `${long}-a`)).not.toBe(derivedAlias(scope, `${long}-b`));
    expect(derivedAlias(new Construct(scope, 'A'), long)).not.toBe(derivedAlias(new Construct(scope, 'B'), long));
  });
});
