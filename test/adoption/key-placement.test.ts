import { App, CfnResource, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { EncryptedKey, KeyPlacement, KeyService, KeySet, MultiRegionKey } from '../../src';
import { isPlacedKey } from '../../src/adoption/key-placement';
import { ACCOUNT, REGION, testStack } from '../support/stack';

const queueIn = (scope: Construct, id = 'Queue'): CfnResource => new CfnResource(scope, id, { type: 'AWS::SQS::Queue' });
const ask = (placement: KeyPlacement, construct: IConstruct, { tags = {}, region }: { tags?: { [name: string]: string }; region?: string } = {}): kms.IKey | undefined =>
  placement.keyFor({ construct, service: KeyService.SQS, tags, region });
const pathOf = (key?: kms.IKey): string | undefined => key?.node.path;

describe('the key of a placement', () => {
  const shared = { pendingWindow: Duration.days(9) };
  const windowOf = (key?: kms.IKey): unknown => (key!.node.defaultChild as kms.CfnKey).pendingWindowInDays;

  test.each<[string, KeyPlacement, { [name: string]: string }, string | undefined]>([
    ['by service', KeyPlacement.byService(shared), {}, 'Test/EncryptionKeys/SQS'],
    ['by stack', KeyPlacement.byStack(shared), {}, 'Test/EncryptionKeys/data'],
    ['by tag', KeyPlacement.byTag('Class', { keyProps: shared }), { Class: 'secret' }, 'Test/EncryptionKeys/secret'],
    ['by tag, which counts before the name for those without', KeyPlacement.byTag('Class', { untagged: 'internal', keyProps: shared }), { Class: 'secret' }, 'Test/EncryptionKeys/secret'],
    ['for those without the tag', KeyPlacement.byTag('Class', { untagged: 'internal', keyProps: shared }), { Other: 'x' }, 'Test/EncryptionKeys/internal'],
    ['by a tag that is not there', KeyPlacement.byTag('Class'), { Other: 'x' }, undefined],
  ])('%s', (_, placement, tags, path) => {
    const stack = testStack();
    const key = ask(placement, queueIn(stack), { tags });
    expect([pathOf(key), key && windowOf(key)]).toEqual([path, path && 9]);
    expect(ask(placement, queueIn(stack, 'Other'), { tags })).toBe(key);
    // What is kept in another Region has none.
    expect(ask(placement, queueIn(stack, 'Third'), { tags, region: 'us-east-1' })).toBeUndefined();
  });

  test('of what is in a nested stack is in the stack above all', () => {
    const stack = testStack();
    const inner = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
    expect(pathOf(ask(KeyPlacement.byStack(), queueIn(inner)))).toBe('Test/EncryptionKeys/data');
  });

  test('of a KeySet is that for the service', () => {
    const stack = testStack();
    const keys = new KeySet(stack, 'Mine');
    expect(ask(KeyPlacement.keySet(keys), queueIn(stack))).toBe(keys.key(KeyService.SQS));
  });

  test('fails where the id of its keys is taken', () => {
    const stack = testStack();
    new Construct(stack, 'EncryptionKeys');
    expect(() => ask(KeyPlacement.byStack(), queueIn(stack))).toThrow("'keys' must be free: it is the id of the keys that KeyPlacement makes, got: 'Test/EncryptionKeys'; rename the construct");
  });

  test('is one that a placement made, or not', () => {
    const stack = testStack();
    const made = ask(KeyPlacement.byService(), queueIn(stack))!;
    const own = new KeySet(stack, 'Mine').key(KeyService.S3);
    expect([made, made.node.defaultChild!, own, stack].map(isPlacedKey)).toEqual([true, true, false, false]);
  });
});

describe('one key for all', () => {
  const keyIn = (key: (scope: Construct) => EncryptedKey | MultiRegionKey, region: string, wanted?: string): string | undefined => {
    const app = new App({ analyticsReporting: false });
    const placement = KeyPlacement.key(key(new Stack(app, 'Keys', { env: { account: ACCOUNT, region: REGION } })));
    return pathOf(ask(placement, queueIn(new Stack(app, 'S', { env: { account: ACCOUNT, region } })), { region: wanted }));
  };
  const single = (scope: Construct) => new EncryptedKey(scope, 'Key');
  const many = (scope: Construct) => new MultiRegionKey(scope, 'Key', { replicaRegions: ['us-east-1'] });
  const REPLICA = expect.stringMatching(/Replica|us-east-1/);

  test.each<[string, (scope: Construct) => EncryptedKey | MultiRegionKey, string, string | undefined, unknown]>([
    ['in its Region', single, REGION, undefined, 'Keys/Key'],
    // Whoever uses it says that the Region is another one.
    ['in another Region', single, 'us-east-1', undefined, 'Keys/Key'],
    ['for what is kept in its Region', single, 'us-east-1', REGION, 'Keys/Key'],
    ['for what is kept in another Region', single, REGION, 'us-east-1', undefined],
    ['of many Regions in its own', many, REGION, undefined, 'Keys/Key'],
    ['of many Regions in that of a replica', many, 'us-east-1', undefined, REPLICA],
    ['of many Regions for what is kept in that of a replica', many, REGION, 'us-east-1', REPLICA],
    ['of many Regions for what is kept in its own', many, 'us-east-1', REGION, 'Keys/Key'],
    ['of many Regions for what is kept elsewhere', many, REGION, 'us-west-2', undefined],
  ])('%s', (_, key, region, wanted, path) => expect(keyIn(key, region, wanted)).toEqual(path));
});
